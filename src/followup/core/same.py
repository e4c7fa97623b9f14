"""The same: what is logged when two applications turn out to be one, logged on two machines, or twice on one.

A `same_application` event maps one id to another when the log is read, as `same_person` does for contacts.
So nothing is copied, `undo` takes it back, and it does not matter whether both machines say it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from followup.core.events import About
from followup.core.moments import day_of, is_timed

if TYPE_CHECKING:
    from followup.core.events import Event
    from followup.core.history import Application
    from followup.core.records import Recorder


def same_application(one: Application, other: Application, recorder: Recorder) -> list[Event]:
    """Return the events that say that two applications are one, and take back what was logged twice.

    The one that was begun first keeps its id and its handle, and gets what only the other one says.
    """
    kept, gone = sorted((one, other), key=lambda each: each.order)
    events = recorder.same_application(kept, gone)
    events += _amended(recorder, kept.first, _more_about(kept, gone))
    left = list(kept.facts)
    for fact in gone.facts:
        twin = next((each for each in left if _is_twin(each, fact, kept)), None)
        if twin is not None:
            left.remove(twin)
            events += [recorder.retraction(fact), *_amended(recorder, twin, _more_of(twin, fact))]
    return events


def _amended(recorder: Recorder, target: Event, changes: dict[str, Any]) -> list[Event]:
    return [recorder.amendment(target, changes)] if changes else []


def _more_about(kept: Application, gone: Application) -> dict[str, Any]:
    """Return what only the other one says of the job; a handle each one has."""
    ours, theirs = kept.first.about, gone.first.about
    said = {name: getattr(theirs, name) for name in About.__struct_fields__}
    return {name: value for name, value in said.items() if value and getattr(ours, name) is None}


def _is_twin(one: Event, other: Event, application: Application) -> bool:
    """Whether two facts are one: of one kind, and at one time or, where one has no hour, on one day."""
    if one.kind != other.kind or (one.settles or other.settles):
        return False
    if is_timed(one.at) and is_timed(other.at) and one.kind != "applied":
        return one.at == other.at
    zone = application.calendar.zone
    return day_of(one.at, zone) == day_of(other.at, zone)


def _more_of(kept: Event, gone: Event) -> dict[str, Any]:
    """Return what only the other one of two facts says: people, the note, where and until when."""
    known = {(person.contact, person.part) for person in kept.people}
    more = tuple(person for person in gone.people if (person.contact, person.part) not in known)
    changes: dict[str, Any] = {"people": (*kept.people, *more)} if more else {}
    if gone.note and gone.note != kept.note:
        changes["note"] = "; ".join(filter(None, (kept.note, gone.note)))
    if is_timed(gone.at) and not is_timed(kept.at):
        changes["at"] = gone.at
    for name in ("until", "where", "ends"):
        if getattr(gone, name) and not getattr(kept, name):
            changes[name] = getattr(gone, name)
    return changes
