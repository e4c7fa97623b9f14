"""Reach: a command looks at the part of the log that its words mean; at the whole where that leaves a doubt.

The part has every application that a word can name, and all whose plan can touch theirs. So what is found in
it is what the whole log would give; what is not, or is a question, is decided with everything at hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from followup.adapters.log.around import Wanted
from followup.cli.doubt import Doubt
from followup.cli.offered import places_of
from followup.cli.rows import ids_meant
from followup.core.errors import FollowupError
from followup.core.lookup import READY, SHORTEST_PREFIX, close_to, handles_of, is_shown
from followup.core.names import keys_of_person, keys_of_word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from followup.cli.session import Session
    from followup.core.actions import Action
    from followup.core.events import Person
    from followup.core.history import Application, History

_Answer = TypeVar("_Answer")


def wanted_by(words: Iterable[str] = (), people: Iterable[Person] = (), *, complete: bool = False) -> Wanted:
    """Return what may be meant by words for applications, and by people as they were named.

    `complete` with all that share a person.
    """
    keys = {key for word in words for key in keys_of_word(word)}
    names = {key for person in people for key in keys_of_person(person)}
    return Wanted(frozenset(keys), frozenset(names), complete=complete)


def wanted_by_actions(
    session: Session, names: Iterable[str], words: Iterable[str] = (), *, complete: bool = False
) -> Wanted:
    """Return what may be meant by words for actions: `rule/application/person`, an id, a row, a rule.

    Of a row, or a whole id, it is known whose it is, if it was ever planned; else it can be whatever may have
    something to show today. `words` may mean applications.
    """
    places = [name.split("/")[1] for name in names if "/" in name]
    known = [places_of(session, ids_meant(session, name)) for name in names if "/" not in name]
    wanted = wanted_by([*places, *words], complete=complete)
    return wanted._replace(
        applications=frozenset().union(*filter(None, known)), awake=any(not each for each in known)
    )


def wanted_by_event(
    session: Session, name: str, words: Iterable[str] = (), people: Iterable[Person] = ()
) -> Wanted:
    """Return what may be meant by a word for an event, `kind/application` or the beginning of an id.

    With what `words` for applications and `people` may mean.
    """
    if "/" in name:
        return wanted_by([*words, name.partition("/")[2]], people)
    places = session.store.holding(name.lower()) if len(name) >= SHORTEST_PREFIX else ()
    return wanted_by(words, people)._replace(applications=frozenset(places))


def doubt_unless_due(session: Session, word: str, found: Sequence[Action]) -> None:
    """Raise Doubt where the beginning of an id means nothing that is due: of that, all is at hand."""
    is_id = "/" not in word and word not in session.rulebook.rules and word.lower() != found[0].id
    if session.narrow and is_id and not (is_shown(word) and found[0].status in READY):
        raise Doubt


def within_reach(
    session: Session, wanted: Wanted | None, work: Callable[[History], _Answer], *, to_change: bool = False
) -> _Answer:
    """Return what `work` makes of the part of the log that is wanted; of the whole log where it cannot.

    Whatever `work` refuses, asks or doubts it does again with the whole log, so it must not act. With
    `to_change` others are kept from writing until this command has.
    """
    if to_change:
        session.store.begin()
    part = session.reached(wanted) if wanted is not None else None
    if part is not None and part.events is not None:
        said = len(session.notes)
        session.narrow = True
        try:
            return work(session.history(part))
        except (FollowupError, Doubt):
            del session.notes[said:]
        finally:
            session.narrow = False
    return work(session.history())


def all_close_to(session: Session, history: History, company: str) -> list[Application]:
    """Return the applications whose company or handle may have been meant; Doubt if that are any."""
    if not session.narrow:
        return close_to(history, company)
    if session.store.is_near(company):
        raise Doubt
    return []


class Taken:
    """The handles that applications have. Doubt where an index knows one, and not whose it is now."""

    def __init__(self, session: Session, history: History) -> None:
        self._session, self._history = session, history
        self._here = handles_of(history)

    def __contains__(self, handle: object) -> bool:
        if handle in self._here or not self._session.narrow:
            return handle in self._here
        wanted = Wanted(frozenset({f"handle:{handle}"}))
        found = self._session.reached(wanted)
        if found is None or any(self._history.application(each) is None for each in found.asked):
            raise Doubt
        return False
