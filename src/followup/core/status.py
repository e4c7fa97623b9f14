"""Status: where one candidate stands by itself, with its dates, before guards look at all of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from followup.core.actions import Action, Reason, Status, Step
from followup.core.calendar import ONE_DAY
from followup.core.candidates import REMINDER
from followup.core.dates import dated, land_action, move_latest, zone_of
from followup.core.events import ANSWERS, SCHEDULABLE
from followup.core.moments import day_of, is_ahead, is_before
from followup.core.rules import PERMISSION
from followup.core.wishes import Stated, free_after, promise_for, stated_by

if TYPE_CHECKING:
    from followup.core.candidates import Candidate
    from followup.core.events import Event
    from followup.core.history import Application, History
    from followup.core.rules import Rulebook

# How many days after it closed a missed action is still shown.
SHOWN_MISSED = 7

_Outcome = tuple[Status, Step, "Event | None"]


class Judge:
    """Turns candidates into actions at one `now`."""

    def __init__(self, history: History, rulebook: Rulebook, now: datetime) -> None:
        self._history = history
        self._rulebook = rulebook
        self._talks = {*SCHEDULABLE, *rulebook.events}
        self._now = now

    def judge(self, candidate: Candidate) -> Action:
        """Return the candidate as an action; the status of one that can go out is still to be reserved."""
        stated = stated_by(candidate.contact, candidate.application, self._history)
        action = dated(candidate, follows_talk=self._follows_talk(candidate))
        action.follows_ahead = self._follows_talk(candidate) and self._is_to_come(candidate)
        is_over = candidate.settled_by is not None  # then what is said later moves it no more
        if candidate.definition.is_guarded and not is_over:
            self._hold_back(action, stated)
        unmet = () if is_over else self._needs(action, candidate, stated)
        _choose_channel(action, stated)
        outcome = self._outcome(action, candidate, stated)
        if outcome is None:
            self._date_status(action, candidate, unmet)
        else:
            status, step, event = outcome
            action.conclude(status, Reason(step, action.due, name=action.rule, event=event))
        return action

    def today(self, application: Application) -> date:
        """Return the date of now where the application is."""
        return day_of(self._now, application.calendar.zone)

    def _follows_talk(self, candidate: Candidate) -> bool:
        return candidate.definition.before is None and candidate.anchor.kind in self._talks

    def _is_to_come(self, candidate: Candidate) -> bool:
        """Whether the talk is ahead, or on where its end is known; without an hour it takes its whole day."""
        anchor, application = candidate.anchor, candidate.application
        if anchor.ends is not None:
            return self._now < anchor.ends
        if anchor.moment is None:
            return anchor.day is not None and anchor.day >= self.today(application)
        return not application.has_happened(anchor, self._now)

    def _outcome(self, action: Action, candidate: Candidate, stated: Stated) -> _Outcome | None:
        """Return what has become of the action whatever its dates; None while it can still be done."""
        own = candidate.rule == REMINDER  # ends only by the user
        return _settled(candidate) or (
            None
            if own
            else _called_off(candidate)
            or self._stopped(candidate)
            or self._excused(candidate)
            or _limited(candidate)
            or _refused(candidate, stated)
            or self._closed_before(action, candidate)
        )

    def _hold_back(self, action: Action, stated: Stated) -> None:
        """Move a message to where the contact's and the employer's stated dates allow it."""
        application, zone = action.application, action.application.calendar.zone
        holds: list[tuple[date, Step, Event]] = []
        promise = promise_for(action.anchor, application, self._now)
        if promise is not None:
            holds.append((free_after(promise, application), Step.PROMISE, promise))
        if stated.not_before is not None and stated.not_before.wish.not_before is not None:
            holds.append((stated.not_before.wish.not_before, Step.WISH, stated.not_before))
        for free, step, event in sorted(holds, key=lambda hold: hold[0]):
            was = action.due
            if day_of(action.earliest, zone) < free:
                action.earliest = free
            if day_of(was, zone) >= free:
                continue
            action.due = free
            until = event.until if step is Step.PROMISE else event.wish.not_before
            action.reasons.append(
                Reason(step, free, event=event, until=until, contact=action.contact, was=was)
            )
            land_action(action, floor=free, ceiling=None)  # latest moves along
            move_latest(action, was)

    def _needs(self, action: Action, candidate: Candidate, stated: Stated) -> tuple[str, ...]:
        """Return what the rule needs and has not got; once it has all, it is due no earlier than that day."""
        found = {need: self._met_on(need, candidate, stated) for need in candidate.definition.needs}
        unmet = tuple(need for need, event in found.items() if event is None)
        met = [event for event in found.values() if event is not None]
        if unmet or not met:
            return unmet
        zone = zone_of(action)
        event = max(met, key=lambda each: _known_on(each, candidate.application))
        day = _known_on(event, candidate.application)
        if day > day_of(action.due, zone) and not action.chosen:
            was, action.due, action.earliest = action.due, day, day
            action.reasons.append(Reason(Step.MET, day, event=event, was=was))
            ceiling = None if action.latest is None else max(day, day_of(action.latest, zone))
            land_action(action, floor=day, ceiling=ceiling)
        return ()

    def _met_on(self, need: str, candidate: Candidate, stated: Stated) -> Event | None:
        """Return what met the need first: such an event, or that the user will not look for one."""
        application = candidate.application
        if need == PERMISSION:
            return stated.follow_up if stated.permits else None
        came = [e for e in application.by_kind.get(need, ()) if application.has_happened(e, self._now)]
        rules = self._rulebook.rules
        came += [
            event
            for event in application.kept
            if event.kind == "skipped" and event.settles is not None and event.settles.rule in rules
            if rules[event.settles.rule].logs == need
        ]
        return min(came, key=lambda event: _known_on(event, application), default=None)

    def _stopped(self, candidate: Candidate) -> _Outcome | None:
        """Return the stop event that ends the candidate; a rule anchored on that event itself still runs."""
        anchor, application = candidate.anchor, candidate.application
        stops = self._rulebook.stop
        for stop in application.of_kinds(stops):
            if stop.id == anchor.id or not application.has_happened(stop, self._now):
                continue
            both_stop = anchor.kind in stops
            if both_stop and not is_before(anchor.at, stop.at, application.calendar.zone):
                continue
            if application.ends(stop, anchor):
                return Status.STOPPED, Step.STOP, stop
        return None

    def _excused(self, candidate: Candidate) -> _Outcome | None:
        """Return the event that makes the action needless: at or after its anchor, a scheduled one too."""
        anchor, zone = candidate.anchor, candidate.application.calendar.zone
        promise = promise_for(anchor, candidate.application, self._now)
        for event in candidate.application.of_kinds(candidate.definition.unless):
            if event is promise and event.recorded_at > anchor.recorded_at:
                return Status.SETTLED, Step.UNLESS, event  # told of later, it stands all the same
            # An answer on the day of a promise is the one in which it was made.
            with_it = anchor.kind == "promised" and (event.kind in ANSWERS or event.kind in self._talks)
            must_follow = event.kind == anchor.kind or with_it
            if event.id == anchor.id or (must_follow and not is_before(anchor.at, event.at, zone)):
                continue
            off = candidate.application.called_off.get(event.id)
            if off is not None and (off.id == anchor.id or is_before(off.at, anchor.at, zone)):
                continue  # what came after it was called off is not excused by it
            if not is_before(event.at, anchor.at, zone):
                return Status.SETTLED, Step.UNLESS, event
        return None

    def _closed_before(self, action: Action, candidate: Candidate) -> _Outcome | None:
        """Return the anchor, if the window had closed when it was logged: nobody can be late for that."""
        if candidate.repetition > 1 or action.chosen:
            return None
        if _has_closed(action, candidate.anchor.recorded_at):
            return Status.SETTLED, Step.CLOSED, candidate.anchor
        return None

    def _date_status(self, action: Action, candidate: Candidate, unmet: tuple[str, ...]) -> None:
        """Set the status that the dates alone give; guards come after.

        A message whose time has passed is left without a verdict: a guard may have crowded it out.
        """
        today, zone = self.today(action.application), zone_of(action)
        action.needs = unmet
        action.reasons.extend(
            Reason(Step.NEED, action.due, name=need, contact=action.contact) for need in unmet
        )
        due = day_of(action.due, zone)
        met = next((reason for reason in action.reasons if reason.step is Step.MET), None)
        if met is not None and action.latest is not None and due > day_of(action.latest, zone):
            # What it waited for came after its time.
            action.conclude(Status.SETTLED, Reason(Step.CLOSED, action.due, event=met.event))
        elif _has_closed(action, self._now):
            if candidate.definition.before is not None:
                # What hangs before an event vanishes with it.
                action.conclude(Status.SETTLED, Reason(Step.BEGAN, action.due, event=action.anchor))
            elif unmet:
                action.conclude(Status.SETTLED, Reason(Step.MISSED, action.due, until=action.latest))
            else:
                action.status = Status.MISSED
                if not candidate.definition.is_guarded:
                    conclude_missed(action, today)
        elif unmet and action.follows_ahead:
            action.wakes = action.anchor.at
        elif unmet:
            action.status, action.wakes = Status.WAITING, self._now
            if action.chosen and due > today:
                action.status, action.wakes = Status.SNOOZED, action.due
        else:
            action.wakes = action.due
            action.status = by_date(action, today)


def by_date(action: Action, today: date) -> Status:
    """Return due, overdue or upcoming: by date, so that what is for six in the evening is due all day.

    What follows a talk is upcoming until that begins. A day that the user chose and is to come is snoozed.
    """
    day = day_of(action.due, zone_of(action))
    if day > today:
        return Status.SNOOZED if action.chosen and action.rule != REMINDER else Status.UPCOMING
    if action.follows_ahead:
        return Status.UPCOMING
    return Status.OVERDUE if today >= max(day + ONE_DAY, action.late_from) else Status.DUE


def conclude_missed(action: Action, today: date) -> None:
    """Say that the time for the action has passed; it shows for a while after it closed."""
    latest = action.latest if action.latest is not None else action.due
    recent = today - day_of(latest, zone_of(action)) <= timedelta(days=SHOWN_MISSED)
    action.conclude(Status.MISSED, Reason(Step.MISSED, action.due, until=latest))
    action.wakes = today if recent else None


def _known_on(event: Event, application: Application) -> date:
    """Return the date of an event, or that on which it was logged if that is later."""
    zone = application.calendar.zone
    return max(day_of(event.at, zone), day_of(event.recorded_at, zone))


def _choose_channel(action: Action, stated: Stated) -> None:
    if stated.channel is None or action.channel is None or stated.channel.wish.channel == action.channel:
        return
    action.channel = stated.channel.wish.channel
    name = action.channel or ""
    reason = Reason(Step.CHANNEL, action.due, name=name, event=stated.channel, contact=action.contact)
    action.reasons.append(reason)


def _settled(candidate: Candidate) -> _Outcome | None:
    event = candidate.settled_by
    if event is None:
        return None
    if event.kind == "skipped":
        return Status.SKIPPED, Step.SKIPPED, event
    return Status.DONE, Step.DONE, event


def _called_off(candidate: Candidate) -> _Outcome | None:
    event = candidate.application.called_off.get(candidate.anchor.id)
    return (Status.SETTLED, Step.CANCELLED, event) if event else None


def _limited(candidate: Candidate) -> _Outcome | None:
    return (Status.SETTLED, Step.LIMIT, None) if candidate.over_limit else None


def _refused(candidate: Candidate, stated: Stated) -> _Outcome | None:
    if candidate.definition.is_guarded and stated.refuses:
        return Status.STOPPED, Step.WISH, stated.follow_up
    return None


def _has_closed(action: Action, now: datetime) -> bool:
    """Whether the window has passed at `now`; what is due before an event closes when it begins."""
    if action.latest is None:
        return False
    zone = zone_of(action)
    if action.definition.before is not None and isinstance(action.latest, datetime):
        return not is_ahead(action.latest, now, zone)
    return day_of(action.latest, zone) < day_of(now, zone)
