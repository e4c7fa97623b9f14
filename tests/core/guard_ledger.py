"""The oracle's values, and how guards count: plain dates and sets, no name of the program.

* A guard's period is a stretch of dates in a row: `within: 7 days` is 7 of them, business days reach from
  any date up to the day before the n-th worked day after it, hours count as whole days. A message fits
  where no such stretch that holds it holds more than `at_most`.
* The count "starts again": a message is left out if it certainly lies before a reset that has come by the
  date that is asked about.
* A message to nobody in particular counts for everybody at its company, and for its recruiter.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DAY = timedelta(days=1)
FAR = 800  # days; no case here is full for longer


@dataclass(frozen=True)
class Limit:
    """A guard. `within` is (count, unit), None for ever."""

    name: str
    at_most: int
    per: str
    within: tuple[int, str] | None
    since: tuple[str, ...]
    stops: bool


@dataclass(frozen=True)
class Place:
    """An application: who is known there, which dates are worked, how hot it is (0 is an offer)."""

    name: str
    company: str
    people: frozenset[str]
    recruiter: str | None
    is_worked: Callable[[date], bool] = field(compare=False)
    rank: int = 4


@dataclass(frozen=True)
class Sent:
    """A message that was sent; those with one `letter` were sent as one."""

    place: Place
    at: date | datetime
    to: frozenset[str]
    counts: bool = True  # False for a courtesy
    letter: str = ""


@dataclass(frozen=True)
class Reset:
    """An event at which counts may start again."""

    place: Place
    kind: str
    at: date | datetime


@dataclass(eq=False)
class Wanted:
    """An action before guards. `turn` is the place of the rule, the application, the person.

    `chosen` is the word for one whose day the user chose, `snoozed` or `reminder`; such a day is `due`.
    """

    label: str
    place: Place
    person: str | None
    earliest: date
    due: date
    latest: date | None
    turn: tuple[int, int, int]
    channel: str = "email"
    lands: bool = True
    waits: bool = False  # for a need
    chosen: str = ""
    anyway: bool = False
    guarded: bool = True
    over: bool = False  # the talk it hung on was called off
    status: str = field(default="", init=False)
    own: date = field(default=date.min, init=False)
    members: frozenset[str] = field(default=frozenset(), init=False)

    @property
    def key(self) -> tuple[str, str, str]:
        """Who gets it, and how: actions of one key and one day are one letter."""
        person, company = (self.person, "") if self.person else ("", self.place.company)
        return person, company, self.channel

    @property
    def order(self) -> tuple[object, ...]:
        """Whose turn it is: the user's own by day, then rank, due, latest, and the places."""
        first = self.own.toordinal() if self.chosen else self.place.rank
        closes = (self.latest is None, self.latest or date.min)
        return (not self.chosen, first, self.own, closes, self.turn)


@dataclass(frozen=True)
class Message:
    """What guards count: one message, about some applications, to some people."""

    day: date
    at: date | datetime
    places: frozenset[Place]
    to: frozenset[str]


@dataclass(eq=False)
class Letter:
    """A message of the plan; the first of its actions leads."""

    due: date  # that of the leader
    actions: list[Wanted]

    @property
    def key(self) -> tuple[str, str, str]:
        """That of all its actions."""
        return self.actions[0].key

    def day(self, seen_from: date) -> date:
        """Return the date on which it stands: an overdue one cannot be sent earlier than today."""
        return max(self.due, seen_from)

    def message(self, seen_from: date) -> Message:
        """Return what guards count of it."""
        day, person = self.day(seen_from), self.actions[0].person
        places = frozenset(action.place for action in self.actions)
        return Message(day, day, places, frozenset({person} if person else ()))


def day_of(at: date | datetime) -> date:
    """Return the date of a moment."""
    return at.date() if isinstance(at, datetime) else at


def certainly_before(one: date | datetime, other: date | datetime) -> bool:
    """Two moments of one date are in no order unless both have an hour."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one < other
    return day_of(one) < day_of(other)


class Ledger:
    """Counts messages, as each guard does."""

    def __init__(self, limits: Iterable[Limit], resets: Iterable[Reset]) -> None:
        self.limits = list(limits)
        self.resets = list(resets)

    def full(
        self, limit: Limit, day: date, action: Wanted, messages: Iterable[Message]
    ) -> Callable[[Message], bool] | None:
        """Tell of which messages one more on `day` would be one too many; None if there is room."""
        resets = [
            each.at
            for each in self.resets
            if each.kind in limit.since
            and day_of(each.at) <= day
            and self.concerns(each.place, limit, action)
        ]

        def counts(each: Message) -> bool:
            return self.is_counted(each, limit, action) and not any(
                certainly_before(each.at, reset) for reset in resets
            )

        counted = [each.day for each in messages if counts(each)]
        stretches = [
            (start, end)
            for start, end in self.stretches(limit, day, action.place.is_worked)
            if sum(start <= d < end for d in counted) >= limit.at_most
        ]
        if not stretches:
            return None
        return lambda each: counts(each) and any(start <= each.day < end for start, end in stretches)

    def stretches(
        self, limit: Limit, day: date, is_worked: Callable[[date], bool]
    ) -> list[tuple[date, date]]:
        """Return the periods that hold `day`, each with the date after its last."""
        if limit.within is None:
            return [(date.min, date.max)]
        count, unit = limit.within
        if unit == "business days":
            found, start = [], day
            while (end := business_days_after(start, count, is_worked)) > day:
                found.append((start, end))
                start -= DAY
            return found
        width = -(-count // 24) if unit == "hours" else count * 7 if unit == "weeks" else count
        return [(day - n * DAY, day + (width - n) * DAY) for n in range(width)]

    def is_counted(self, message: Message, limit: Limit, action: Wanted) -> bool:
        """Per application, per company, or per person; of nobody known, the company's."""
        if limit.per == "application":
            return action.place in message.places
        same_company = any(place.company == action.place.company for place in message.places)
        if limit.per == "company" or action.person is None:
            return same_company
        if message.to:
            return action.person in message.to
        return same_company or any(place.recruiter == action.person for place in message.places)

    def concerns(self, place: Place, limit: Limit, action: Wanted) -> bool:
        """Tell whether a reset in `place` starts this guard's count for this action again."""
        if limit.per == "application":
            return place == action.place
        if limit.per == "company" or action.person is None:
            return place.company == action.place.company
        return action.person in place.people


def as_messages(sent: Iterable[Sent]) -> list[Message]:
    """Return what was sent, one letter as one message."""
    letters: dict[object, list[Sent]] = {}
    for number, each in enumerate(sent):
        letters.setdefault(each.letter or number, []).append(each)
    return [
        Message(
            day_of(parts[0].at),
            parts[0].at,
            frozenset(each.place for each in parts),
            frozenset().union(*(each.to for each in parts)),
        )
        for parts in letters.values()
    ]


def landed(
    due: date, earliest: date, latest: date | None, lands: str, is_worked: Callable[[date], bool]
) -> date:
    """Land as docs/semantics.md says: inside the window, forward or back, where that can be."""
    if lands == "anytime" or is_worked(due):
        return due
    forward = next(d for n in range(FAR) if is_worked(d := due + n * DAY))
    back = next(d for n in range(FAR) if is_worked(d := due - n * DAY))
    fits = [d for d in (forward, back) if d >= earliest and (latest is None or d <= latest)]
    if lands == "working_day_before":
        fits.reverse()
    return fits[0] if fits else due


def business_days_after(day: date, count: int, is_worked: Callable[[date], bool]) -> date:
    """Count as docs/semantics.md says, one day after the other."""
    if count == 0:
        while not is_worked(day):
            day += DAY
    while count:
        day += DAY
        count -= is_worked(day)
    return day
