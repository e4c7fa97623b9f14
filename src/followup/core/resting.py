"""Resting: until when each application has nothing to show, by its own events, whatever guards say.

That is asked of one after another when a whole log is worked out anew. Most are long past: of those the
events alone tell, and no plan is made.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from operator import itemgetter
from typing import TYPE_CHECKING

from followup.core.appointments import RECENT_DAYS
from followup.core.calendar import next_open
from followup.core.events import KEEPING
from followup.core.history import fold
from followup.core.moments import day_of
from followup.core.planner import SILENT, plan_alone, sleep_of
from followup.core.rules import PERMISSION
from followup.core.status import SHOWN_MISSED
from followup.core.windows import after

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from followup.core.events import Event
    from followup.core.history import CalendarFor
    from followup.core.rules import Rule, Rulebook

    Numbered = tuple[int, Event]  # with its place in the log

# Dates of one moment differ by one between zones, so those of two by no more than this.
_ZONES = timedelta(days=2)
# With these, what is known of an application is not what its facts say one by one.
_NOT_PLAIN = frozenset(KEEPING) - {"done", "skipped"}


class Resting:
    """Tells of some applications at a time until when they sleep, as `sleep_of` has it.

    `general` are the events of the log that are about no application. A day that is given may be too early,
    where only a guard puts an action off; it is never too late.
    """

    def __init__(
        self, general: Sequence[Numbered], rulebook: Rulebook, calendar_for: CalendarFor, now: datetime
    ) -> None:
        self._general = general
        self._rulebook = rulebook
        self._stop = frozenset(rulebook.stop)
        self._calendar_for = calendar_for
        self._now = now
        self._own = fold([event for _, event in general], calendar_for).own
        self._corrected = {event.target for _, event in general}
        # Wishes move dates; two contacts that are one have those of both.
        self._wished = {
            person.contact
            for _, event in general
            if event.kind in {"preference", "same_person"}
            for person in event.people
        }
        self._rules: dict[str, list[Rule]] = defaultdict(list)
        for rule in rulebook.rules.values():
            for kind in rule.anchor_kinds:
                self._rules[kind].append(rule)
        self._ends: dict[tuple[str, date], date] = {}

    def until(self, applications: Mapping[str, Sequence[Numbered]]) -> dict[str, datetime | None]:
        """Return until when each sleeps that has nothing to show now; its events are in the order logged."""
        asleep: dict[str, datetime | None] = {}
        others: dict[str, Sequence[Numbered]] = {}
        for identity, numbered in applications.items():
            is_over = self.past([event for _, event in numbered])
            if is_over is None:
                others[identity] = numbered
            else:
                asleep[identity] = None if is_over else SILENT
        if others:
            every = (*self._general, *(each for numbered in others.values() for each in numbered))
            log = [event for _, event in sorted(every, key=itemgetter(0))]
            history = fold(log, self._calendar_for)
            plan = plan_alone(history, self._rulebook, self._now)
            asleep |= sleep_of(history, plan, others.keys(), self._now)
        return asleep

    def past(self, events: Sequence[Event]) -> bool | None:
        """Return whether an application is over, where all is past that can follow from its events.

        None where the events leave a doubt, or something to come: then its plan tells. With the stop event
        everything ends but what counts from that, if all else was well before it.
        """
        kinds = {event.kind for event in events}
        if kinds & _NOT_PLAIN or not self._corrected.isdisjoint(event.id for event in events):
            return None
        if any(event.about.holidays is not None or event.about.timezone is not None for event in events):
            return None
        last, today = max(map(_last_date, events)) + _ZONES, self._now.date()
        if last + timedelta(days=RECENT_DAYS + SHOWN_MISSED) + _ZONES >= today:
            return None
        counted = kinds
        stop = max((event for event in events if event.kind in self._stop), key=_date, default=None)
        if stop is not None:
            if any(_date(each) + _ZONES > _date(stop) for each in events if each is not stop):
                return None
            counted = {stop.kind}
        # What is stopped is so whatever was promised or wished.
        if (stop is None or self._rules[stop.kind]) and ("promised" in kinds or self._is_wished(events)):
            return None
        shown = timedelta(days=SHOWN_MISSED) + _ZONES
        is_past = all(self._end_of(kind, last) + shown < today for kind in counted)
        is_told = is_past and not (stop is not None and self._could_go_on(stop))
        return stop is not None if is_told else None

    def _could_go_on(self, stop: Event) -> bool:
        """Whether a wish could bring back what counts from the end of an application."""
        return any(rule.is_guarded or PERMISSION in rule.needs for rule in self._rules[stop.kind])

    def _is_wished(self, events: Iterable[Event]) -> bool:
        return bool(self._wished) and any(
            person.contact in self._wished for event in events for person in event.people
        )

    def _end_of(self, kind: str, day: date) -> date:
        """Return a date by which all is closed that counts from an event of this kind by `day`."""
        end = self._ends.get((kind, day))
        if end is None:
            end = max((self._closes(rule, day) for rule in self._rules[kind]), default=day)
            self._ends[kind, day] = end
        return end

    def _closes(self, rule: Rule, day: date) -> date:
        calendar = self._own.calendar
        if rule.before is not None:
            return day  # it closes when the event begins
        wait = rule.waits
        if wait.latest is None or (rule.repeat is not None and wait.latest.unit == "business day"):
            return date.max - timedelta(days=RECENT_DAYS)
        end = day_of(after(day, wait.latest, calendar), calendar.zone)
        if rule.repeat is not None:
            # It is open for as long as the first one was, at most.
            end = max(end, day_of(after(day, rule.repeat.every, calendar), calendar.zone) + (end - day))
        return next_open(end, calendar)  # where its day is moved past its end, by days away


def _date(event: Event) -> date:
    """Return the date of an event, which may be a day off elsewhere."""
    return event.day if event.day is not None else (event.moment or event.recorded_at).date()


def _last_date(event: Event) -> date:
    """Return the last date that an event names."""
    last = max(_date(event), event.recorded_at.date())
    if event.until is not None:
        last = max(last, event.until)
    return last if event.ends is None else max(last, event.ends.date())
