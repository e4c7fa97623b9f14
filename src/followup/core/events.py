"""Events: the immutable facts that everything else is computed from."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from followup.core.rules import Channel

if TYPE_CHECKING:
    from followup.core.moments import Moment

# What happened in the search, in the order of a pipeline, as `--help` lists it.
FACTS = (
    "applied",
    "receipt",
    "no_receipt",
    "phone_screen",
    "interview",
    "cancelled",
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
KEEPING = (
    *("done", "snoozed", "skipped", "reminder", "away", "preference"),
    *("amended", "retracted", "same_person", "same_application", "dismissed"),
)
BUILT_IN = FACTS + KEEPING

# These, and kinds of the user's own, may lie ahead; whatever else is logged has happened.
SCHEDULABLE = ("phone_screen", "interview")

# How far along an application is, the furthest first.
RANKS = ("offer", "interview", "phone_screen", "heard_back", "applied")

# An application can begin with these; the others only follow in one that is known.
BEGINNINGS = ("applied", "phone_screen", "interview", "heard_back", "promised", "sent", "offer", "note")

# With these the user chooses a day for an action.
CHOOSING = ("snoozed", "reminder")

# They end a promise: once the employer has moved, the date they named before no longer binds anyone.
ANSWERS = ("heard_back", "phone_screen", "interview", "offer")

PersonPart = Literal["recruiter", "hiring_manager", "referrer", "interviewer", "contact"]


class Person(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person as one event names them; `people.Contact` is what all events together say of one.

    `contact` is the id of the contact, decided when the event was logged and never looked up again.
    `discussed` is what the user and this person talked about at the event.
    """

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    part: PersonPart = "contact"
    discussed: str | None = None
    contact: str = ""

    @property
    def label(self) -> str:
        """What to call them: the name, or the address where no name was given."""
        return self.name or self.email or self.phone or ""


class About(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an application is: said by its first event, corrected by amendments of that one.

    `holidays` (`DE`, `US,US-CA`, `none`) and `timezone` are the employer's, where they differ; `url` is where
    the job is advertised, `location` where it is, `salary` what they offer or you asked, as it was said.
    """

    company: str | None = None
    role: str | None = None
    handle: str | None = None
    holidays: str | None = None
    timezone: str | None = None
    url: str | None = None
    location: str | None = None
    salary: str | None = None


class Settles(msgspec.Struct, frozen=True, omit_defaults=True):
    """The action that an event did, skipped or put off, and what that action was.

    `letter` is the id of the letter in which it went out; what went out in one letter is one message.
    """

    action: str
    rule: str
    anchor: str
    repetition: int = 1
    courtesy: bool = False
    letter: str = ""


class Wish(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the people of a `preference` asked for; None where they said nothing."""

    channel: Channel | None = None
    follow_up: bool | None = None
    not_before: date | None = None


class Origin(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an event rests on that a mail, an invitation or a sheet told of.

    `proposal` is the id of the proposal that was decided; `topic` what its source says belongs together (a
    row, a thread), `message` and `uid` are of the mail and the invitation, `sequence` of the latter. `dated`
    is false where the source does not say when it happened; `said` is when the source said it.
    """

    proposal: str
    topic: str = ""
    message: str = ""
    uid: str = ""
    dated: bool = True
    said: datetime | None = None
    sequence: int = 0


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One fact: kind, application, when, people, note. Never changed, never deleted.

    Exactly one of `day` (the hour is not known) and `moment` (an aware datetime) is set; `at` gives it.
    `application` is the id of the application's first event, its own id on that event, and None for what
    is about a person everywhere. All events of one command share its `batch`.

    `until` is the date that was named (`promised`, `offer`), chosen (`snoozed`), or the last of some days
    (`away`); `anyway` says that the user chose it though a guard leaves no room. `ends` and `where` are of a
    talk, `talk` the id of the one that was `cancelled`. `channel` is of a `reminder`, and how a `sent` one
    of a rule went out; `text` is what was really written (`sent`). `target` is the event that an `amended` or
    `retracted` event corrects, `patch` what an amendment changes in it, as a JSON merge patch (RFC 7396);
    `undo` marks the retractions of `undo`.
    `same_as` is the application that is one with that of a `same_application` event.
    Two stand in no log: `moved_at` is when a correction last moved `at` or `until`, and `logged_in` the
    application that the event was logged in, where that is one with an earlier one, now its `application`.
    `origin` is of what was proposed; a `dismissed` event says that the user wants none of it.
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
    about: About = About()
    until: date | None = None
    anyway: bool = False
    ends: datetime | None = None
    where: str | None = None
    talk: str | None = None
    channel: Channel | None = None
    settles: Settles | None = None
    text: str | None = None
    wish: Wish = Wish()
    target: str | None = None
    patch: dict[str, Any] = {}
    undo: bool = False
    same_as: str | None = None
    moved_at: datetime | None = None
    logged_in: str | None = None
    origin: Origin | None = None

    @property
    def at(self) -> Moment:
        """When it happened."""
        if self.moment is not None:
            return self.moment
        if self.day is not None:
            return self.day
        return self.recorded_at

    @property
    def agreed_at(self) -> datetime:
        """When it was known of: of what a mail told, when that was sent."""
        said = self.origin.said if self.origin is not None else None
        return self.recorded_at if said is None else min(said, self.recorded_at)
