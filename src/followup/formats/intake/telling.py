"""Telling: what the mails tell that the log does not know, a mail at a time, each with its application."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from followup.core.decided import Placed, decided, open_proposals
from followup.core.events import SCHEDULABLE
from followup.core.matching import Matched, match_all, open_place
from followup.formats.intake.gathering import counting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from followup.core.history import History
    from followup.core.matching import Place, Question
    from followup.core.proposals import Proposal
    from followup.core.rules import Rulebook
    from followup.formats.intake.notices import Notice


class Telling(NamedTuple):
    """What one mail tells of one application; `question` is what only the user can tell about which it is.

    `reason` says how the application is known, as `Matched` has it.
    """

    notice: Notice
    placed: tuple[Placed, ...]
    reason: str
    question: Question | None = None

    @property
    def place(self) -> Place:
        """The application."""
        return self.placed[0].place

    @property
    def is_certain(self) -> bool:
        """Whether it may be accepted without a look at it."""
        return self.question is None and all(each.proposal.certain for each in self.placed)

    @property
    def kinds(self) -> frozenset[str]:
        """What it tells."""
        return frozenset(each.kind for each in self.placed)


def tellings_of(
    notices: Iterable[Notice], history: History, rulebook: Rulebook, now: datetime
) -> list[Telling]:
    """Return what is still to be decided, in the order in which it was said."""
    found = counting(_undecided(notices, history), *_known(history))
    by_mail = {notice.id: notice for notice in found}
    proposals = [_by_now(each, now) for notice in found for each in notice.proposals]
    matched = match_all(proposals, history, rulebook.stop, now)
    placed = list(open_proposals(matched, history, rulebook, now).placed)
    questions: dict[int, Question] = {}
    for question in matched.questions:
        place = open_place(question)
        questions[id(place)] = question
        placed += [Placed(each, place) for each in question.proposals]
    groups: dict[tuple[str, int], list[Placed]] = {}
    for each in sorted(placed, key=_order):  # stable: what begins an application stays first
        groups.setdefault((each.proposal.key[0], id(each.place)), []).append(each)
    return [
        Telling(
            by_mail[mail],
            tuple(group),
            matched.reasons.get(group[0].proposal.topic, ""),
            questions.get(place),
        )
        for (mail, place), group in groups.items()
    ]


def settled(telling: Telling, place: Place, history: History, rulebook: Rulebook, now: datetime) -> Telling:
    """Return a telling whose question was answered: it goes to `place`. What that knows already is gone."""
    place.role = place.role or next((role for each in telling.placed if (role := each.proposal.role)), None)
    matched = Matched(tuple((each.proposal, place) for each in telling.placed), ())
    news = open_proposals(matched, history, rulebook, now)
    return telling._replace(placed=news.placed, reason="answer", question=None)


def _undecided(notices: Iterable[Notice], history: History) -> list[Notice]:
    """Return the notices with what is not decided of each, and none of which all is."""
    done = decided(history.log)
    found = []
    for notice in notices:
        left = tuple(each for each in notice.proposals if each.id not in done)
        if left:
            same = len(left) == len(notice.proposals)
            found.append(notice if same else msgspec.structs.replace(notice, proposals=left))
    return found


def _known(history: History) -> tuple[set[str], set[str]]:
    """Return the threads, mails and invitations of what is logged, and the addresses of who is known."""
    undone = {event.target for event in history.log if event.kind == "retracted" and event.undo}
    said = [each for each in history.log if each.id not in undone and each.kind != "dismissed"]
    origins = [event.origin for event in said if event.origin is not None]
    topics = {topic for each in origins for topic in (each.topic, each.message, each.uid) if topic}
    return topics, {person.email for event in said for person in event.people if person.email}


def _by_now(proposal: Proposal, now: datetime) -> Proposal:
    """Return a proposal that has happened: a clock that is wrong puts some mails ahead of now."""
    if proposal.kind in {*SCHEDULABLE, "amended"} or proposal.said is None or proposal.said <= now:
        return proposal
    return msgspec.structs.replace(proposal, at=now.replace(microsecond=0), dated=False)


def _order(placed: Placed) -> tuple[float, str]:
    said = placed.proposal.said
    return said.timestamp() if said is not None else 0.0, placed.proposal.key[0]
