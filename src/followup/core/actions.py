"""Actions: what a rule asks for at one anchor, with status, window and the reasons for each."""

from __future__ import annotations

from _blake2 import blake2b  # hashlib would load OpenSSL, too
from datetime import date
from enum import StrEnum

import msgspec

from followup.core.events import Event
from followup.core.history import Application
from followup.core.moments import Moment
from followup.core.people import Contact
from followup.core.rules import Channel, Rule

# No i, l, o or u: a person who copies an id takes them for others.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH = 16


class Status(StrEnum):
    """Where an action stands. The first six are open."""

    OVERDUE = "overdue"
    DUE = "due"
    UPCOMING = "upcoming"
    WAITING = "waiting"
    SNOOZED = "snoozed"
    MISSED = "missed"
    DONE = "done"
    SKIPPED = "skipped"
    SETTLED = "settled"
    STOPPED = "stopped"


OPEN = frozenset({Status.OVERDUE, Status.DUE, Status.UPCOMING, Status.WAITING, Status.SNOOZED, Status.MISSED})


class Step(StrEnum):
    """The links of the chain from an anchor to a date and a status."""

    ANCHOR = "anchor"  # the event that the rule counts from
    REPEAT = "repeat"  # the one before, which a repetition counts from
    WAIT = "wait"  # the rule's own window
    LOGGED = "logged"  # its anchor was logged after its date
    TALK = "talk"  # the talk has no hour, so nothing follows it on its day
    AWAY = "away"  # moved off the user's days away
    MET = "met"  # what it waited for came on this day
    SNOOZE = "snooze"  # the day that the user chose
    WISH = "wish"  # a contact's not_before, or refusal
    PROMISE = "promise"  # a date that the employer named
    LATEST = "latest"  # moved back to the last day that the rule allows
    LANDING = "landing"  # moved to a worked day
    GUARD = "guard"  # moved or stopped by a limit
    LETTER = "letter"  # goes with another message to the same person
    CHANNEL = "channel"  # a stated channel replaced the rule's
    NEED = "need"  # waits for this
    UNLESS = "unless"  # settled by this event
    LIMIT = "limit"  # as many as the rule allows
    CLOSED = "closed"  # over before it was logged
    CANCELLED = "cancelled"  # the talk was called off
    BEGAN = "began"  # what it was to come before has begun
    STOP = "stop"  # the application ended
    MISSED = "missed"  # the window passed
    DONE = "done"
    SKIPPED = "skipped"


class Reason(msgspec.Struct, frozen=True, omit_defaults=True):
    """One link of the chain. `due` is the due date after this step; the last one is the action's own.

    `name` is the rule, guard, kind or need that spoke, `event` the fact it spoke of; `other` is an action
    of the same plan that holds a slot, `until` a date that was named, `was` the date before this step,
    `free` the first day on which a guard would have let it through; None is never. `also` are the days of
    the messages that fill the guard's period together with the one named.
    """

    step: Step
    due: Moment
    name: str = ""
    event: Event | None = None
    other: str = ""
    contact: Contact | None = None
    until: Moment | None = None
    was: Moment | None = None
    free: Moment | None = None
    also: tuple[date, ...] = ()
    count: int = 0


# Whom a letter is to, or at which company nobody is known; and by which channel.
Address = tuple[str, str | None]


class Action(msgspec.Struct, kw_only=True):
    """What a rule asks for. Dates are local to the application; a bare date where no hour is known."""

    id: str
    rule: str
    definition: Rule
    application: Application
    anchor: Event
    repetition: int
    contact: Contact | None
    channel: Channel | None
    status: Status
    earliest: Moment
    due: Moment
    latest: Moment | None
    reasons: list[Reason]
    # The id of the letter in which it goes, that of the letter's first action; empty for what is no message.
    letter: str = ""
    # Whether the user chose its day: a reminder, or what was snoozed; `anyway` if a guard must not move it.
    chosen: bool = False
    anyway: bool = False
    # From this date on it is late, if that is after the day that follows its due date.
    late_from: date = date.min
    # Whether the talk that it follows is still to come, or on.
    follows_ahead: bool = False
    # Its own date, where it goes with a letter of another day.
    alone: Moment | None = None
    # What it waits for: kinds of events, or `permission`.
    needs: tuple[str, ...] = ()
    # The reason that decided the status, where dates did not: done, settled, stopped, missed ...
    verdict: Reason | None = None
    # The first day on which it may show: its date before guards. None if it never will.
    wakes: Moment | None = None

    @property
    def is_open(self) -> bool:
        """Whether it can still be done."""
        return self.status in OPEN

    @property
    def settled_by(self) -> Event | None:
        """The event that did, skipped, settled or stopped it."""
        return self.verdict.event if self.verdict else None

    @property
    def at(self) -> Moment:
        """When it was done or skipped; what is open, or was not wanted, has its due date."""
        event = self.settled_by if self.status in {Status.DONE, Status.SKIPPED} else None
        return event.at if event else self.due

    def conclude(self, status: Status, *reasons: Reason) -> None:
        """Set a final status. `reasons` end the chain; the last of them decided."""
        self.status = status
        self.reasons.extend(reasons)
        self.verdict = reasons[-1]


def action_id(rule: str, application: str, anchor: str, contact: str, repetition: int) -> str:
    """Return the action's id: 16 letters and digits, the same in every view and on every day.

    `application` and `anchor` are ids of events; `contact` is the id by which the anchor names the person,
    empty where the action is not one per person; `repetition` counts from 1.
    """
    text = "\x1f".join((rule, application, anchor, contact, str(repetition)))
    return encode(blake2b(text.encode(), digest_size=10).digest())


def encode(data: bytes) -> str:
    """Return 10 bytes as 16 characters of `ALPHABET`."""
    number = int.from_bytes(data, "big")
    return "".join(ALPHABET[number >> shift & 31] for shift in range(5 * (ID_LENGTH - 1), -1, -5))


def whom_of(action: Action) -> str:
    """Return whom an action is to: the id of the contact, or the company where nobody is known."""
    return action.contact.id if action.contact else f"company:{action.application.company_key}"


def address_of(action: Action) -> Address:
    """Return whom an action is to, and by which channel."""
    return whom_of(action), action.channel
