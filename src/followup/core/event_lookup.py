"""Event lookup: which event a word means, which talks can be called off, and what was logged just now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from followup.core.appointments import coming
from followup.core.corrections import corrected
from followup.core.errors import RequestFailed
from followup.core.events import SCHEDULABLE
from followup.core.lookup import SHORTEST_PREFIX, matching, unknown_application
from followup.core.moments import day_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from followup.core.events import Event
    from followup.core.history import Application, History
    from followup.core.rules import Rulebook

# What the user asks for that may be about no application.
OF_NO_APPLICATION = ("reminder", "away")
# A command that is tried again, by hand or by a script that believes it failed, is so within this time.
JUST_NOW = timedelta(minutes=10)


def find_event(history: History, word: str) -> tuple[Event, Application | None]:
    """Return the event that `word` means, as corrected: a unique beginning of its id, or `kind/application`.

    Of several of one kind in an application the latest is meant. `away` and `reminder` alone mean the only
    one that is about no application. RequestFailed otherwise.
    """
    if "/" in word:
        return _named_event(history, word)
    everywhere = [event for event in corrected(history.log).events if _is_of_no_application(event)]
    if word in OF_NO_APPLICATION:
        named = [event for event in everywhere if event.kind == word]
        return _only_event([(event, None) for event in named], word)
    return _only_event(
        [
            (event, application)
            for application in (*history.applications, None)
            for event in (everywhere if application is None else _events_of(application))
            if event.id.startswith(word.lower()) and len(word) >= SHORTEST_PREFIX
        ],
        word,
    )


def _is_of_no_application(event: Event) -> bool:
    return event.application is None and event.kind in OF_NO_APPLICATION


def _only_event(
    found: Sequence[tuple[Event, Application | None]], word: str
) -> tuple[Event, Application | None]:
    if len(found) == 1:
        return found[0]
    if found:
        choices = ", ".join(f"{event.id[:8]} ({event.kind} of {event.at:%Y-%m-%d})" for event, _ in found[:8])
        what = "are called" if word in OF_NO_APPLICATION else "begin with"
        raise RequestFailed(f"Several events {what} {word!r}.", f"Say which: {choices}.")
    raise RequestFailed(
        f"No event has the id {word!r}.", "`followup show APPLICATION` lists events with their ids."
    )


def _events_of(application: Application) -> list[Event]:
    return [*application.facts, *(event for event in application.kept if event.kind != "done")]


def _named_event(history: History, word: str) -> tuple[Event, Application]:
    kind, _, handle = word.partition("/")
    places = matching(history, handle)
    if not places:
        raise unknown_application(history, handle)
    wanted = kind.replace("-", "_")
    found = [(event, place) for place in places for event in _events_of(place) if event.kind == wanted]
    handles = dict.fromkeys(place.handle for _, place in found)
    if len(handles) == 1:
        return found[-1]
    if found:
        choices = ", ".join(f"{kind}/{each}" for each in handles)
        raise RequestFailed(f"{word!r} means several events.", f"Say which: {choices}.")
    raise RequestFailed(
        f"There is no {kind!r} in {' or '.join(place.handle for place in places)}.",
        f"`followup show {places[-1].handle}` lists the events with their ids.",
    )


class Talks(NamedTuple):
    """The talks of an application that can be called off: those `ahead`, and those of the day that began."""

    ahead: tuple[Event, ...]
    today: tuple[Event, ...]


def talks_of(application: Application, rulebook: Rulebook, now: datetime) -> Talks:
    """Return the talks agreed upon and still to come, and the ones that may just have failed."""
    zone = application.calendar.zone
    kinds = (*SCHEDULABLE, *rulebook.events)
    ahead = [
        each.event
        for each in coming(application, rulebook, now)
        if each.event.kind in kinds and (each.event.moment is None or each.event.moment > now)
    ]
    begun = (
        event
        for event in application.of_kinds(kinds)
        if day_of(event.at, zone) == day_of(now, zone) and event.id not in application.called_off
    )
    return Talks(tuple(ahead), tuple(event for event in begun if event not in ahead))


def logged_just_now(event: Event, others: Iterable[Event], now: datetime) -> Event | None:
    """Return which of `others` says the same as `event` and was logged within ten minutes of `now`, if any.

    Of two that were logged without a date each happened when it was typed: they say the same.
    """
    for other in others:
        is_same_time = other.at == event.at or (_is_stamped(other) and _is_stamped(event))
        if is_same_time and abs(now - other.recorded_at) <= JUST_NOW and _said(other) == _said(event):
            return other
    return None


def _is_stamped(event: Event) -> bool:
    """Whether the event happened when it was logged, to the second."""
    return event.moment is not None and event.moment == event.recorded_at.replace(microsecond=0)


def _said(event: Event) -> tuple[object, ...]:
    people, until = event.people, event.until
    return event.kind, people, event.note, until, event.where, event.ends, event.talk, event.settles
