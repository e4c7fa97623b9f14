"""Events: the immutable facts that everything else is computed from."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from followup.core.moments import Moment, is_timed
from followup.core.rules import Channel

# What happened in the search. The order is that of a pipeline, as `--help` lists it.
FACTS = (
    "applied",
    "receipt",
    "phone_screen",
    "interview",
    "heard_back",
    "promised",
    "sent",
    "offer",
    "accepted",
    "declined",
    "rejected",
    "withdrawn",
    "closed",
    "note",
)
# What the user did with actions, wishes and the log itself; each has a command of its own.
KEEPING = ("done", "snoozed", "skipped", "preference", "amended", "retracted")
BUILT_IN = FACTS + KEEPING

# These may be agreed upon for a later day; whatever else is logged has happened.
SCHEDULABLE = ("phone_screen", "interview")

# An application can begin with these; the others only ever answer one that is known.
BEGINNINGS = ("applied", "phone_screen", "interview", "heard_back", "promised", "sent", "offer", "note")

# They end a promise: once the employer has moved, the date they named before no longer binds anyone.
ANSWERS = ("heard_back", "phone_screen", "interview", "offer")

PersonPart = Literal["recruiter", "hiring_manager", "referrer", "interviewer", "contact"]


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person as one event names them; `people.Contact` is what all events together say of one.

    `discussed` is what the user and this person talked about at the event.
    """

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    part: PersonPart = "contact"
    discussed: str | None = None

    @property
    def label(self) -> str:
        """Return what to call them: the name, or the address where no name was given."""
        return self.name or self.email or self.phone or ""


def split(at: Moment) -> tuple[date | None, datetime | None]:
    """Return `at` as an event keeps it: a day, or a moment."""
    return (None, at) if is_timed(at) else (at, None)


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One fact: kind, application, when, people, note. Never changed, never deleted.

    Exactly one of `day` (the hour is not known) and `moment` (an aware datetime) is set; `at` gives it.
    `application` is the id of the application's first event, its own id on that event, and None for a
    wish that holds for a person everywhere. All events of one command share its `batch`.
    """

    id: str
    kind: str
    recorded_at: datetime
    day: date | None = None
    moment: datetime | None = None
    application: str | None = None
    batch: str = ""
    people: tuple[Person, ...] = ()
    note: str | None = None

    # What an application is; given on its first event, or by an amendment.
    company: str | None = None
    role: str | None = None
    handle: str | None = None
    holidays: str | None = None
    timezone: str | None = None

    # promised, snoozed
    until: date | None = None

    # done, sent, skipped, snoozed, or whatever a rule logs: the action that it settles, and what that was.
    action: str | None = None
    rule: str | None = None
    anchor: str | None = None
    repetition: int = 1
    courtesy: bool = False
    text: str | None = None  # what was really written

    # preference, for `people`; a wish with an application holds for that one alone.
    channel: Channel | None = None
    follow_up: bool | None = None
    not_before: date | None = None

    # amended, retracted: the event corrected, and which fields an amendment sets.
    target: str | None = None
    changed: tuple[str, ...] = ()
    undo: bool = False

    @property
    def at(self) -> Moment:
        """Return when it happened."""
        if self.moment is not None:
            return self.moment
        if self.day is not None:
            return self.day
        return self.recorded_at
