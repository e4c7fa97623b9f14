"""A second opinion on guards and reservations, written from docs/semantics.md (Guards) and nothing else.

It looks at one date after the other and counts. It knows plain values only: no name of the program is
imported here. Where those are silent, the readings it takes are:

* A guard's period is a stretch of dates in a row: `within: 7 days` is 7 of them, business days reach from
  any date up to the day before the n-th worked day after it, hours count as whole days. A message fits
  where no such stretch that holds it holds more than `at_most`.
* A date that a guard closes is passed over; the next one is asked, if it is a worked one (where the rule
  lands on worked days). Only when no guard would put the message off is a guard that stops asked, for it is
  then that the message "would exceed it".
* The count "starts again": a message is left out if it certainly lies before a reset that has come by the
  date that is asked about.
* A message to nobody in particular counts for everybody at its company, and for its recruiter.
* Looking back: what was sent while an action was due already has put it off, to the first day from which the
  way has been free until today; so the date does not jump when the message leaves the period.
* A missed action was crowded out if its last day was closed, by what had been sent by then.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
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
    """An application: its company, who is known there, who its recruiter is, which dates are worked."""

    name: str
    company: str
    people: frozenset[str]
    recruiter: str | None
    is_worked: Callable[[date], bool]


@dataclass(frozen=True)
class Letter:
    """A message that was sent or will be. `at` is a date or a naive local time."""

    place: Place
    at: date | datetime
    to: frozenset[str]
    counts: bool = True  # False for a courtesy

    @property
    def day(self) -> date:
        """The date of it."""
        return day_of(self.at)


@dataclass(frozen=True)
class Reset:
    """An event at which counts may start again."""

    place: Place
    kind: str
    at: date | datetime


@dataclass
class Wanted:
    """An action before guards. `turn` breaks ties: place of the rule, application, person."""

    label: str
    place: Place
    person: str | None
    due: date
    latest: date | None
    turn: tuple[int, int, int]
    lands: bool = True
    waits: bool = False  # for a need
    snoozed: bool = False
    guarded: bool = True
    status: str = field(default="", init=False)


def day_of(at: date | datetime) -> date:
    return at.date() if isinstance(at, datetime) else at


def certainly_before(one: date | datetime, other: date | datetime) -> bool:
    """Two moments of one date are in no order unless both have an hour."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one < other
    return day_of(one) < day_of(other)


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


class Scan:
    """One plan's worth of guards: `judge` gives each action its status and date."""

    def __init__(
        self,
        limits: Iterable[Limit],
        letters: Iterable[Letter],
        resets: Iterable[Reset],
        today: date,
        now: datetime,
    ) -> None:
        self.limits = list(limits)
        self.sent = [each for each in letters if each.counts and not certainly_before(now, each.at)]
        self.resets = list(resets)
        self.today = today

    def judge(self, actions: list[Wanted]) -> None:
        """Set `status` and `due` of each action."""
        ready = []
        for action in actions:
            if action.latest is not None and action.latest < self.today:
                action.status = "missed"
                up_to_then = [each for each in self.sent if each.day <= action.latest]
                crowded = action.guarded and not action.waits
                if crowded and self.closed(action.latest, action, up_to_then):
                    action.status = "stopped"
            elif action.waits:
                action.status = "waiting"
                if action.snoozed and action.due > self.today:
                    action.status = "snoozed"
            else:
                self.date_status(action)
                if action.guarded:
                    ready.append(action)
        ready.sort(key=lambda a: (a.due, a.latest is None, a.latest or a.due, a.turn))
        for action in ready:
            if action.due <= self.today:
                self.put_off(action)
        taken: list[Letter] = []
        for action in ready:
            if action.status != "stopped":
                self.take(action, taken)

    def date_status(self, action: Wanted) -> None:
        late = "overdue" if action.due < self.today else "due"
        ahead = "snoozed" if action.snoozed else "upcoming"
        action.status = ahead if action.due > self.today else late

    def put_off(self, action: Wanted) -> None:
        """Let what was really sent push the date along."""
        if self.closed(self.today, action, self.sent):
            return
        free_from = self.today
        while free_from > action.due and not self.closed(free_from - DAY, action, self.sent):
            free_from -= DAY
        if free_from == action.due:
            return
        while action.lands and not action.place.is_worked(free_from):
            free_from += DAY
        if action.latest is not None and free_from > action.latest:
            action.status = "stopped"
        else:
            action.snoozed = False
            action.due = free_from
            self.date_status(action)

    def take(self, action: Wanted, taken: list[Letter]) -> None:
        """Give it the first day on which it can go out."""
        was_snoozed = action.status == "snoozed"
        wanted = max(action.due, self.today)
        last = action.latest or wanted + FAR * DAY
        day = wanted
        while day <= last:
            may_land = day == wanted or not action.lands or action.place.is_worked(day)
            if may_land and not self.closed(day, action, self.sent + taken, stops=False):
                break
            day += DAY
        if day > last or self.closed(day, action, self.sent + taken, stops=True):
            action.status = "stopped"
            return
        if day != wanted:
            action.due = day
            action.snoozed = was_snoozed
            self.date_status(action)
        to = frozenset({action.person}) if action.person else frozenset()
        taken.append(Letter(action.place, day, to))

    def closed(self, day: date, action: Wanted, letters: list[Letter], stops: bool | None = None) -> bool:
        """Tell whether one more message on `day` would be one too many for some guard."""
        return any(
            self.exceeds(limit, day, action, letters)
            for limit in self.limits
            if stops is None or limit.stops is stops
        )

    def exceeds(self, limit: Limit, day: date, action: Wanted, letters: list[Letter]) -> bool:
        resets = [
            each.at
            for each in self.resets
            if each.kind in limit.since
            and day_of(each.at) <= day
            and self.concerns(each.place, limit, action)
        ]
        days = [
            each.day
            for each in letters
            if self.is_counted(each, limit, action)
            and not any(certainly_before(each.at, reset) for reset in resets)
        ]
        if len(days) < limit.at_most:
            return False
        if limit.within is None:
            return True
        count, unit = limit.within
        width = -(-count // 24) if unit == "hours" else count * 7 if unit == "weeks" else count
        if unit != "business days":
            starts = [(day - n * DAY, day + (width - n) * DAY) for n in range(width)]
        else:
            starts = []
            start = day
            while (end := business_days_after(start, count, action.place.is_worked)) > day:
                starts.append((start, end))
                start -= DAY
        return any(sum(start <= d < end for d in days) >= limit.at_most for start, end in starts)

    def is_counted(self, letter: Letter, limit: Limit, action: Wanted) -> bool:
        """4.6: per application, per company, or per person; of nobody known, the company's."""
        if limit.per == "application":
            return letter.place is action.place
        same_company = letter.place.company == action.place.company
        if limit.per == "company" or action.person is None:
            return same_company
        if letter.to:
            return action.person in letter.to
        return same_company or letter.place.recruiter == action.person

    def concerns(self, place: Place, limit: Limit, action: Wanted) -> bool:
        """Tell whether a reset in `place` starts this guard's count for this action again."""
        if limit.per == "application":
            return place is action.place
        if limit.per == "company" or action.person is None:
            return place.company == action.place.company
        return action.person in place.people


def at_midnight(day: date) -> datetime:
    return datetime.combine(day, time())
