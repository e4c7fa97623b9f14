"""Records: the events that doing, skipping or snoozing an action adds to the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.core.events import Event, Person, split

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from followup.core.actions import Action
    from followup.core.moments import Moment


def done(
    action: Action,
    at: Moment,
    recorded_at: datetime,
    new_id: Callable[[], str],
    note: str | None = None,
    text: str | None = None,
) -> list[Event]:
    """Return the events that say that `action` was done `at` that moment; `text` is what was written.

    A message is a `sent` event, which guards count; a rule that `logs` something records that as well,
    and what is neither is `done`. Each settles exactly this action.
    """
    rule = action.definition
    kinds = [kind for kind in ("sent" if rule.send else None, rule.logs) if kind] or ["done"]
    return [
        _settling(kind, action, at, recorded_at, new_id(), note, text=text if kind == "sent" else None)
        for kind in kinds
    ]


def skipped(
    action: Action, at: Moment, recorded_at: datetime, new_id: Callable[[], str], note: str | None
) -> Event:
    """Return the event that drops `action`."""
    return _settling("skipped", action, at, recorded_at, new_id(), note)


def snoozed(
    action: Action, until: date, recorded_at: datetime, new_id: Callable[[], str], note: str | None
) -> Event:
    """Return the event that puts `action` off to the day `until`."""
    return _settling("snoozed", action, recorded_at, recorded_at, new_id(), note, until)


def _settling(
    kind: str,
    action: Action,
    at: Moment,
    recorded_at: datetime,
    identity: str,
    note: str | None,
    until: date | None = None,
    text: str | None = None,
) -> Event:
    day, moment = split(at)
    contact = action.contact
    people = (Person(contact.name, contact.email, contact.phone),) if contact else ()
    return Event(
        id=identity,
        kind=kind,
        recorded_at=recorded_at,
        day=day,
        moment=moment,
        application=action.application.id,
        people=people,
        note=note,
        action=action.id,
        rule=action.rule,
        anchor=action.anchor.id,
        repetition=action.repetition,
        courtesy=kind == "sent" and action.definition.courtesy,
        until=until,
        text=text,
    )
