"""Decided: what is still to be said about proposals.

What was said is remembered by the id of the proposal, in the events logged or, for a no, in a `dismissed`
one. `undo` takes the whole batch back, and with it what was said; any other correction does not.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from followup.core.appointments import coming
from followup.core.events import SCHEDULABLE
from followup.core.moments import day_of, is_ahead
from followup.core.text import normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from followup.core.events import Event, Person
    from followup.core.history import Application, History
    from followup.core.matching import Matched, Place
    from followup.core.proposals import Proposal
    from followup.core.rules import Rulebook

# What happens once in an application; told of again it is no news.
ONCE = (
    "applied",
    "receipt",
    "no_receipt",
    "accepted",
    "declined",
    "rejected",
    "withdrawn",
    "closed",
    "offer",
)
# Within so much time a system, a job board and a person each confirm or refuse one application. What comes
# later may be about another one that the mail does not name, so it is for the user to say.
SAID_AGAIN = timedelta(days=3)
TALKS = (*SCHEDULABLE, "amended")


class Placed(NamedTuple):
    """A proposal, the application it goes to, and the event of the log that it corrects or calls off."""

    proposal: Proposal
    place: Place
    target: Event | None = None

    @property
    def kind(self) -> str:
        """What is logged: a known event that the proposal moves is `amended`."""
        return (
            "amended" if self.target is not None and self.proposal.kind != "cancelled" else self.proposal.kind
        )


class Open(NamedTuple):
    """What is still to be said.

    `placed` are news, `known` were decided or are logged already, `contrary` say another date than the log.
    """

    placed: tuple[Placed, ...]
    known: tuple[Proposal, ...]
    contrary: tuple[Placed, ...]


def decided(log: Sequence[Event]) -> set[str]:
    """Return the ids of the proposals about which the user has said yes or no, and has not undone it."""
    undone = {event.target for event in log if event.kind == "retracted" and event.undo}
    return {event.origin.proposal for event in log if event.origin is not None and event.id not in undone}


def open_proposals(matched: Matched, history: History, rulebook: Rulebook, now: datetime) -> Open:
    """Return which of the matched proposals are news to the log, in the order in which they were said."""
    done = decided(history.log)
    stale, batch = _Stale(matched), _Batch(rulebook.stop)
    found: dict[str, list[Any]] = {"placed": [], "known": [], "contrary": []}
    seen: set[str] = set()
    for proposal, place in _begun(sorted(matched.placed, key=_said_at)):
        if proposal.id in done or proposal.id in seen:
            found["known"].append(proposal)
            continue
        seen.add(proposal.id)
        where, what = _judged(proposal, place, stale, rulebook, now)
        if where == "placed" and batch.says_again(proposal, place):
            where = "known"
        found[where].append(what.proposal if where == "known" else what)
    return Open(*(tuple(each) for each in found.values()))


def _said_at(each: tuple[Proposal, Place]) -> float:
    said = each[0].said
    return 0.0 if said is None else said.timestamp()  # a sheet keeps its order


def _begun(placed: Iterable[tuple[Proposal, Place]]) -> Iterator[tuple[Proposal, Place]]:
    """Yield the proposals; where a mail confirms an application that is not logged, that one before it."""
    for proposal, place in placed:
        if proposal.kind == "receipt" and not proposal.restates:
            yield msgspec.structs.replace(proposal, kind="applied", people=(), decided_as=""), place
        yield proposal, place


def _judged(
    proposal: Proposal, place: Place, stale: _Stale, rulebook: Rulebook, now: datetime
) -> tuple[str, Placed]:
    """Return which part of `Open` a proposal belongs to."""
    application, placed = place.application, Placed(proposal, place)
    if application is None:
        return "placed", placed
    if proposal.kind in {"amended", "cancelled"} or _invited(proposal, application):
        return _judged_move(placed, application, rulebook, now)
    # Of mails it is no matter what a talk at that hour was called when it was logged.
    is_talk = proposal.kind in SCHEDULABLE and proposal.said is not None
    same = application.of_kinds(SCHEDULABLE if is_talk else (proposal.kind,))
    if any(not proposal.dated or _says(proposal, event, application) for event in same):
        return "known", placed
    before = stale.replaced(proposal, same)
    if before is not None or not same:
        return "placed", placed._replace(target=before)
    if proposal.kind in ONCE and proposal.restates:
        return "contrary", placed._replace(target=same[-1])
    is_once = proposal.kind in ONCE and not _begins_anew(proposal, same[-1], application, rulebook)
    return ("known" if is_once else "placed"), placed


def _judged_move(
    placed: Placed, application: Application, rulebook: Rulebook, now: datetime
) -> tuple[str, Placed]:
    """Return the same for what moves a talk or calls one off; an older invitation than the log's is known."""
    proposal = placed.proposal
    talk = _talk(proposal, application, rulebook, now)
    if proposal.kind == "cancelled":
        told = application.by_kind.get("cancelled", [])
        off = [each for each in _invited(proposal, application) if each.id in application.called_off]
        known = off if talk is None else [each for each in told if _says(proposal, each, application)]
        return ("known" if known else "placed"), placed._replace(target=talk)
    if talk is None:
        is_logged = any(_says(proposal, each, application) for each in application.of_kinds(SCHEDULABLE))
        return ("known" if is_logged else "placed"), placed
    is_old = _number(proposal.source.sequence, proposal.said) < _number(
        *((talk.origin.sequence, talk.origin.said) if talk.origin else (0, None))
    )
    is_known = not proposal.dated or is_old or _says(proposal, talk, application)
    return ("known" if is_known else "placed"), placed._replace(target=talk)


def _number(sequence: int, said: datetime | None) -> tuple[int, float]:
    return sequence, said.timestamp() if said else 0.0


def _begins_anew(proposal: Proposal, last: Event, application: Application, rulebook: Rulebook) -> bool:
    """Whether the application had ended between `last`, of the same kind, and what is proposed."""
    zone = application.calendar.zone
    days = (day_of(event.at, zone) for event in application.of_kinds(rulebook.stop) if event is not last)
    return any(day_of(last.at, zone) <= day < day_of(proposal.at, zone) for day in days)


def _says(proposal: Proposal, event: Event, application: Application) -> bool:
    """Whether an event of the log says when the proposal says it; an hour counts where both have one.

    Of what a mail tells, and is no talk, the user has seldom noted the hour, and often the day after. A
    letter to another person is another.
    """
    zone = application.calendar.zone
    days = (day_of(event.at, zone) - day_of(proposal.at, zone)).days
    if proposal.said is not None and proposal.kind not in TALKS and event.origin is None:
        ours, theirs = _emails(proposal.people), _emails(event.people)
        is_same = proposal.kind != "sent" or not (ours and theirs) or bool(ours & theirs)
        return days in {0, 1} and is_same
    if isinstance(proposal.at, datetime) and event.moment is not None:
        return proposal.at == event.moment
    return days == 0


def _emails(people: Iterable[Person]) -> set[str]:
    return {normal(person.email) for person in people if person.email}


class _Stale:
    """What sources that restate themselves said before, by topic, and no longer say."""

    def __init__(self, matched: Matched) -> None:
        self._said = {proposal.id for proposal, _ in matched.placed}
        self._used: set[str] = set()

    def replaced(self, proposal: Proposal, same: Iterable[Event]) -> Event | None:
        """Return the only event that the proposal corrects, if there is one: a date was changed, or added."""
        found = [
            event
            for event in same
            if proposal.restates and event.origin is not None and event.id not in self._used
            if event.origin.topic == proposal.topic and event.origin.proposal not in self._said
        ]
        if len(found) != 1:
            return None
        self._used.add(found[0].id)
        return found[0]


class _Batch:
    """What the mails of this batch have said so far, by application: one often says what another said."""

    def __init__(self, stop: Sequence[str]) -> None:
        self._stop = stop
        self._told: dict[int, list[Proposal]] = {}

    def says_again(self, proposal: Proposal, place: Place) -> bool:
        """Whether a proposal is no news after those before it; if it is, it is one of them from now on."""
        if proposal.restates:
            return False
        told = self._told.setdefault(id(place), [])
        again = self._talks_again(proposal, told) if proposal.kind in TALKS else self._again(proposal, told)
        if not again:
            told.append(proposal)
        return again

    def _again(self, proposal: Proposal, told: Sequence[Proposal]) -> bool:
        uid = proposal.source.uid
        if proposal.kind == "cancelled":
            return any(each.kind == "cancelled" and uid and each.source.uid == uid for each in told)
        same = [number for number, each in enumerate(told) if each.kind == proposal.kind]
        if proposal.kind not in ONCE or not same:
            return False
        ended = any(each.kind in self._stop for each in told[same[-1] + 1 :])
        before, now = told[same[-1]].said, proposal.said
        is_near = before is None or now is None or now - before <= SAID_AGAIN
        return not ended and (is_near or proposal.kind == "applied")

    def _talks_again(self, proposal: Proposal, told: Sequence[Proposal]) -> bool:
        uid = proposal.source.uid
        talks = [each for each in told if each.kind in TALKS]
        invited = [each for each in talks if uid and each.source.uid == uid]
        if not invited:
            return any(each.at == proposal.at for each in talks)
        is_old = proposal.source.sequence < invited[-1].source.sequence
        return is_old or proposal.at == invited[-1].at


def _invited(proposal: Proposal, application: Application) -> list[Event]:
    """Return the talks of the log that the invitation of a proposal is to."""
    uid = proposal.source.uid
    talks = application.of_kinds(SCHEDULABLE) if proposal.kind in {*TALKS, "cancelled"} else []
    return [event for event in talks if uid and event.origin and event.origin.uid == uid]


def _talk(proposal: Proposal, application: Application, rulebook: Rulebook, now: datetime) -> Event | None:
    """Return the talk that is moved or called off: that of the invitation, else the only one ahead."""
    invited = _invited(proposal, application)
    found = [each for each in invited if each.id not in application.called_off]
    if invited:
        return found[-1] if found else None
    if proposal.said is None:
        ahead = [each.event for each in coming(application, rulebook, now) if each.event.kind != "offer"]
    else:
        zone, said = application.calendar.zone, proposal.said
        talks = (each for each in application.of_kinds(SCHEDULABLE) if is_ahead(each.at, said, zone))
        ahead = [each for each in talks if each.id not in application.called_off]
    return ahead[0] if len(ahead) == 1 else None
