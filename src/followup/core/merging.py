"""Merging: what the logs of two machines come to together, and how that is taken apart again.

Nothing is decided by which log was merged into which: the same two logs give the same events in the same
order, and what no machine can know, that two applications or people are one, is left to the user.
"""

from __future__ import annotations

from datetime import UTC
from itertools import combinations, count
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import msgspec

from followup.core.actions import action_id
from followup.core.corrections import corrected
from followup.core.errors import RequestFailed
from followup.core.events import Event
from followup.core.lookup import free_handle, handles_of
from followup.core.matching import company_key
from followup.core.records import Recorder
from followup.core.similarity import is_same_role
from followup.core.text import clean, clean_lines, normal

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from followup.core.history import Application, History
    from followup.core.people import Contact

_Thing = TypeVar("_Thing", "Application", "Contact")
# The texts of an event that a user or a job ad wrote; ids and dates are none.
_TEXTS = (
    *("name", "email", "phone", "discussed", "note", "where"),
    *("company", "role", "handle", "holidays", "timezone", "url", "location", "salary"),
)


# Beyond these nothing is computed; `add` allows fewer.
_YEARS = range(1900, 2200)


class Rename(NamedTuple):
    """An application whose handle another one has, too, and the handle that it gets."""

    application: Application
    handle: str


def union(ours: Sequence[Event], theirs: Sequence[Event]) -> list[Event]:
    """Return the events of two logs, each once; RequestFailed if one id stands for two different events.

    Each log keeps its own order, so that whatever refers to an event comes after it. What that leaves open
    is decided by when an event was logged, and where that is the same by its batch.
    """
    mine, yours = ({event.id: event for event in log} for log in (ours, theirs))
    for shared in mine.keys() & yours.keys():
        if _encoded(mine[shared]) != _encoded(yours[shared]):
            raise RequestFailed(
                f"The two logs say different things of the event {shared}, so they cannot be merged."
                " Nothing was logged.",
                "One of them was changed by another hand: `followup doctor` looks at each.",
            )
    merged: dict[str, Event] = {}
    lines = [_Line(ours, mine.keys(), merged), _Line(theirs, yours.keys(), merged)]
    while heads := [line.head for line in lines if line.head is not None]:
        # An event of both waits until it is the next one of either; logs may disagree about their order.
        free = [event for event in heads if all(line.comes_to(event) for line in lines)] or heads
        event = min(free, key=lambda each: (each.recorded_at, each.batch or each.id, each.id))
        merged[event.id] = event
    return list(merged.values())


def _encoded(event: Event) -> bytes:
    return msgspec.json.encode(cleaned(event))


class _Line:
    """What is left of one log, whose events have the `ids`; `done` is what stands in the union already."""

    def __init__(self, log: Sequence[Event], ids: Container[str], done: Container[str]) -> None:
        self._log, self._ids, self._done, self._next = log, ids, done, 0

    @property
    def head(self) -> Event | None:
        while self._next < len(self._log) and self._log[self._next].id in self._done:
            self._next += 1
        return self._log[self._next] if self._next < len(self._log) else None

    def comes_to(self, event: Event) -> bool:
        """Whether nothing of this log has to stand before `event`."""
        return event.id not in self._ids or (self.head is not None and self.head.id == event.id)


def cleaned(event: Event) -> Event:
    """Return an event of another machine with its texts cleaned, as `add` would have done.

    RequestFailed if it cannot be one of a log: a moment without a zone, an impossible year, no id, no kind.
    """
    if not (event.id and event.kind):
        raise RequestFailed("It has no id or no kind.")
    times = [at for at in (event.recorded_at, event.moment, event.ends) if at is not None]
    if any(at.tzinfo is None for at in times):
        raise RequestFailed("One of its times has no zone.")
    if any(at.year not in _YEARS for at in (*times, event.day, event.until) if at is not None):
        raise RequestFailed("One of its dates is no date of a search.")
    data = msgspec.json.encode(event)
    if data.isascii() and b"\\" not in data:
        return event
    return msgspec.convert(_clean_all(msgspec.to_builtins(event)), Event)


def _clean_all(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _clean_all(each, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_clean_all(each, key) for each in value]
    if isinstance(value, str) and key == "text":
        return clean_lines(value)
    return clean(value) if isinstance(value, str) and key in _TEXTS else value


def check(log: Sequence[Event]) -> None:
    """Raise an error, NotValid or RequestFailed, if the corrections of a log make no events of its events."""
    for event in corrected(log).events:
        cleaned(event)


def renames(history: History) -> list[Rename]:
    """Return the applications whose handle an earlier one has; the earlier one keeps it."""
    taken = handles_of(history)
    seen: set[str] = set()
    found = []
    for each in history.applications:
        if each.handle in seen:
            handle = free_handle(taken, each.company, each.role)
            taken.add(handle)
            found.append(Rename(each, handle))
        seen.add(each.handle)
    return found


def renaming(found: Iterable[Rename], log: Sequence[Event]) -> list[Event]:
    """Return the events that give applications other handles, the same on every machine that merges `log`.

    So the next merge does not rename a second time.
    """
    known = {event.id for event in log}
    latest = max((event.recorded_at for event in log), default=None)
    events = []
    for application, handle in found:
        ids = (action_id("handle", application.id, handle, "", number) for number in count(1))
        identity = next(each for each in ids if each not in known)
        assert latest is not None  # noqa: S101  # there are applications, so there are events
        recorder = Recorder(latest.astimezone(UTC), lambda identity=identity: identity)  # type: ignore[misc]
        amendment = recorder.amendment(application.first, {"handle": handle})
        events.append(msgspec.structs.replace(amendment, batch=identity))
    return events


def alike_contacts(both: History, ours: History, theirs: History) -> Iterator[tuple[Contact, Contact]]:
    """Yield pairs of contacts, each known to one machine only, that may be one person.

    They have one address, or one name, of two words or at one company, where not both have an address.
    """
    mine, yours = ({each.id for each in log.contacts} for log in (ours, theirs))
    for one, other in _pairs(list(both.contacts), mine, yours, _ways_to_name):
        if _may_be_one_person(one, other, both):
            yield one, other


def _ways_to_name(contact: Contact) -> set[str]:
    return {normal(said) for said in (contact.name, contact.email) if said}


def _may_be_one_person(one: Contact, other: Contact, history: History) -> bool:
    if one.email and other.email:
        return normal(one.email) == normal(other.email)
    if not (one.name and other.name and normal(one.name) == normal(other.name)):
        return False
    companies = [
        {place.company_key for place in history.naming(each.id) if place.company_key} for each in (one, other)
    ]
    return " " in one.name or bool(companies[0] & companies[1])


def alike_applications(
    both: History, ours: History, theirs: History
) -> Iterator[tuple[Application, Application]]:
    """Yield pairs of applications, each known to one machine only, that may be one: one company, one role.

    Where one of them has no role, it may be any.
    """
    mine, yours = ({each.id for each in log.applications} for log in (ours, theirs))
    for one, other in _pairs(both.applications, mine, yours, lambda each: {company_key(each.company)}):
        if _may_be_one_application(one, other):
            yield one, other


def _may_be_one_application(one: Application, other: Application) -> bool:
    urls = {each.first.about.url for each in (one, other)} - {None}
    return len(urls) < 2 and (  # noqa: PLR2004  # two pages are two jobs
        one.role is None or other.role is None or is_same_role(one.role, other.role)
    )


def _pairs(
    known: Sequence[_Thing], mine: set[str], yours: set[str], keys: Callable[[_Thing], set[str]]
) -> list[tuple[_Thing, _Thing]]:
    """Return pairs that share a key, one known to one machine only and the other to the other one."""
    places: dict[str, list[int]] = {}
    for place, each in enumerate(known):
        if (each.id in mine) != (each.id in yours):
            for key in keys(each):
                places.setdefault(key, []).append(place)
    found = {
        pair
        for shared in places.values()
        for pair in combinations(shared, 2)
        if (known[pair[0]].id in mine) != (known[pair[1]].id in mine)
    }
    return [(known[one], known[other]) for one, other in sorted(found)]


def unmerged(before: Sequence[Event], later: Sequence[Event]) -> list[Event]:
    """Return a log as it was `before` a merge, with what was logged `later` and says nothing of what came.

    All of that has been undone already; it stays because the log is only ever added to.
    """
    log = list(before)
    known = {event.id for event in log}
    for event in later:
        anchor = event.settles.anchor if event.settles else None
        pointed = {event.application, event.target, event.talk, anchor, event.same_as} - {None, "", event.id}
        if pointed <= known:
            log.append(event)
            known.add(event.id)
    return log
