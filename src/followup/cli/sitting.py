"""The sitting: one mail at a time, and what the user says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import click
import msgspec

from followup.core.errors import FollowupError, WrongUsage
from followup.core.events import FACTS, SCHEDULABLE
from followup.core.lookup import free_handle, handles_of
from followup.core.matching import Place, place_of
from followup.core.text import clean
from followup.formats.intake.telling import settled
from followup.formats.screens.inbox import Shown, rest_screen, telling_screen
from followup.formats.words.phrases import counted, listed, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from followup.cli.session import Session
    from followup.core.decided import Placed
    from followup.core.history import History
    from followup.core.matching import Question
    from followup.core.proposals import Proposal
    from followup.formats.intake.notices import Notice
    from followup.formats.intake.telling import Telling

QUESTION = "Log it? [y]es, [n]o, [e]dit, [a]ll certain of this kind, [q]uit, Enter: later"
FIELDS = ("date", "company", "role", "application", "kind")


class Said(NamedTuple):
    """What the user said: the proposals to log, those to leave out, and whether Ctrl-C or Ctrl-D ended it."""

    accepted: tuple[Placed, ...]
    dismissed: tuple[Proposal, ...]
    left: int
    interrupted: bool


class Sitting:
    """Goes through what waits with the user."""

    def __init__(self, session: Session, tellings: Iterable[Telling], history: History) -> None:
        self._session = session
        self._history = history
        self._left = list(tellings)
        self._total = len(self._left)
        self._accepted: list[Placed] = []
        self._dismissed: list[Proposal] = []
        self._places: dict[str, Place] = {}  # answers, by topic
        self._later = 0
        self._begun: dict[str, Place] = {}  # applications that the user has named, by handle

    def hold(self) -> Said:
        """Ask about each mail until the user has enough; an interrupt keeps the answers given."""
        interrupted = False
        try:
            while self._left and self._ask():
                pass
        except (click.Abort, KeyboardInterrupt):
            interrupted = True
            self._session.terminal.draw("")  # what follows begins a line
        return Said(tuple(self._accepted), tuple(self._dismissed), self._later + len(self._left), interrupted)

    def _ask(self) -> bool:
        """Ask about the next mail; return whether to go on."""
        telling: Telling | None = self._placed(self._left[0])
        if telling is not None and telling.placed:
            self._show(telling)
        while telling is not None and telling.placed:
            word = self._session.ask_text(_where(telling.question) if telling.question else QUESTION).strip()
            answer = word.lower() if telling.question else word.lower()[:1]
            if answer == "q":
                return False
            if not answer:
                self._later += 1
                telling = None
            elif answer == "n" or (answer in {"y", "a"} and telling.question is None):
                self._decide(telling, answer)
                return True
            elif answer == "e" and telling.question is None:
                telling = self._edited(telling)
                self._show(telling)
            elif telling.question is not None:
                telling = self._answered(telling, word)
        self._left.pop(0)
        return True

    def _decide(self, telling: Telling, word: str) -> None:
        self._left.pop(0)
        if word == "n":
            self._dismissed += [each.proposal for each in telling.placed]
            return
        self._accepted += telling.placed
        if word == "a":
            self._accept_alike(telling)

    def _accept_alike(self, telling: Telling) -> None:
        alike = [each for each in self._left if each.is_certain and each.kinds <= telling.kinds]
        self._left = [each for each in self._left if each not in alike]
        placed = [one for each in alike for one in each.placed]
        self._accepted += placed
        what = listed(name_of(kind) for kind in sorted(telling.kinds))
        self._session.terminal.draw(f"{counted(len(alike), 'more mail')} with {what}, all certain.")
        if placed:
            self._session.terminal.draw(rest_screen(placed))

    def _show(self, telling: Telling) -> None:
        number = self._total - len(self._left) + 1
        screen = telling_screen(
            telling.placed,
            shown(telling.notice, telling.placed[0]),
            telling.reason,
            f"{number} of {self._total}",
            self._history,
            self._session.now,
        )
        self._session.terminal.draw("", screen, "")

    # Which application

    def _placed(self, telling: Telling) -> Telling:
        """Return a telling with the answer given for its thread before."""
        place = self._places.get(telling.placed[0].proposal.topic)
        if telling.question is None or place is None:
            return telling
        return self._settled(telling, place)

    def _settled(self, telling: Telling, place: Place) -> Telling:
        return settled(telling, place, self._history, self._session.rulebook, self._session.now)

    def _answered(self, telling: Telling, word: str) -> Telling:
        """Return a telling with the application that the user names; as it is where there is none such."""
        place = self._place(word, telling)
        if place is None:
            return telling
        self._places[telling.placed[0].proposal.topic] = place
        found = self._settled(telling, place)
        if found.placed:
            self._show(found)
        else:
            self._session.terminal.draw("The log knows that already.")
        return found

    def _place(self, word: str, telling: Telling) -> Place | None:
        """Return the application that a word means: a handle, `new`, or the name of a company."""
        word, place = clean(word), telling.place
        if not word:
            return None
        if word.lower() == "new" and place.company:
            return self._begin(place.company, place.role)
        choices = [*(telling.question.choices if telling.question else ()), *self._begun.values()]
        chosen = next((each for each in choices if each.handle == word), None)
        application = next((each for each in self._history.applications if each.handle == word), None)
        if chosen is not None:
            return chosen
        if application is not None:
            return place_of(application)
        if self._session.ask(f"Is {word} a new application?"):
            return self._begin(word, place.role)
        return None

    def _begin(self, company: str, role: str | None) -> Place:
        places = [each.place for telling in self._left for each in telling.placed]
        taken = handles_of(self._history) | {each.handle for each in places}
        taken |= set(self._begun)
        handle = free_handle(taken, company, role)
        self._begun[handle] = Place(None, company, role, handle)
        return self._begun[handle]

    # Corrections

    def _edited(self, telling: Telling) -> Telling:
        """Return a telling with what the user corrects; what cannot be is said, and asked again."""
        field = self._session.ask_text(f"What is wrong: {listed(FIELDS, 'or')}").strip().lower()
        named = next((each for each in FIELDS if field and each.startswith(field)), None)
        if named is None:
            return telling
        word = clean(self._session.ask_text(f"The right {named}"))
        try:
            return self._corrected(telling, named, word) if word else telling
        except FollowupError as error:
            self._session.terminal.draw(" ".join(filter(None, (error.message, error.hint))))
            return telling

    def _corrected(self, telling: Telling, field: str, word: str) -> Telling:
        if field == "application":
            place = self._place(word, telling)
            return telling if place is None else self._settled(telling, place)
        if field in {"company", "role"}:
            return self._renamed(telling, field, word)
        placed = [self._changed(each, field, word) for each in telling.placed]
        return telling._replace(placed=tuple(placed))

    def _renamed(self, telling: Telling, field: str, word: str) -> Telling:
        place = telling.place
        if place.application is not None:
            raise WrongUsage(
                f"{place.handle} is in the log already.",
                f"Correct the application it goes to, or later: followup edit applied/{place.handle}",
            )
        company, role = (word, place.role) if field == "company" else (place.company, word)
        if place.is_open:
            return self._settled(telling, self._begin(company, role)) if company else telling
        place.company, place.role = company, role  # for all the mails that belong to it
        others = handles_of(self._history) | set(self._begun) - {place.handle}
        place.handle = free_handle(others, company, role)
        return telling

    def _changed(self, placed: Placed, field: str, word: str) -> Placed:
        proposal = placed.proposal
        kind = proposal.kind
        if field == "kind":
            kind = word.lower().replace("-", "_").replace(" ", "_")
            if kind not in FACTS:
                raise WrongUsage(
                    f"{word!r} is no kind of event.", f"Possible are {listed(map(name_of, FACTS))}."
                )
            if kind == "cancelled" or len(self._left[0].placed) > 1:
                raise WrongUsage("The kind of this can only be left out.", "Answer n, then: followup add")
            new = msgspec.structs.replace(proposal, kind=kind, decided_as=proposal.id)
            return placed._replace(proposal=new, target=None)
        towards = "future" if kind in {*SCHEDULABLE, "amended"} else "past"
        at = self._session.parse_moment(word, towards)  # type: ignore[arg-type]
        if kind not in {*SCHEDULABLE, "amended"} and self._session.lies_ahead(at):
            raise WrongUsage(f"{self._session.echo(at)} is still to come, and {name_of(kind)} has happened.")
        changed = msgspec.structs.replace(proposal, at=at, dated=True, ends=None, decided_as=proposal.id)
        return placed._replace(proposal=changed)


def _where(question: Question) -> str:
    handles = [each.handle for each in question.choices]
    known = f"Type {listed(handles, 'or')}" if handles else "Type its handle, or the company"
    new = ", or new" if question.can_begin else ""
    return f"{question.text} {known}{new}; [n]o, [q]uit, Enter: later"


def shown(notice: Notice, placed: Placed) -> Shown:
    """Return what the screen shows of a mail."""
    by_sentence = {
        proposal.evidence: around for proposal, around in zip(notice.proposals, notice.around, strict=False)
    }
    around = by_sentence.get(placed.proposal.evidence, ("", ""))
    return Shown(notice.sender, notice.verdict, notice.subject, notice.emails, notice.own, around)
