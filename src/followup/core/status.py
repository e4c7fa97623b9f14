"""Status: where one candidate stands by itself, with its dates, before guards look at all of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from followup.core.actions import Action, Reason, Status, Step
from followup.core.calendar import land
from followup.core.moments import Moment, day_of, is_ahead, is_before, later_by, sort_key
from followup.core.rules import PERMISSION
from followup.core.wishes import Stated, free_after, promise_for, stated_by

if TYPE_CHECKING:
    from datetime import tzinfo

    from followup.core.calendar import Landing
    from followup.core.candidates import Candidate
    from followup.core.events import Event
    from followup.core.history import Application, History
    from followup.core.rules import Rulebook

# How many days after it closed a missed action is still shown.
SHOWN_MISSED = 7


class Judge:
    """Turns candidates into actions at one `now`."""

    def __init__(self, history: History, rulebook: Rulebook, now: datetime) -> None:
        self._history = history
        self._stop = rulebook.stop
        self._now = now

    def judge(self, candidate: Candidate) -> Action:
        """Return the candidate as an action; the status of one that can go out is still to be reserved."""
        stated = stated_by(candidate.contact, candidate.application, self._history)
        action = _draft(candidate)
        _snooze(action, candidate)
        if candidate.definition.is_guarded:
            self._hold_back(action, stated)
        _choose_channel(action, stated)
        verdict = (
            _settled(candidate)
            or self._stopped(candidate)
            or self._excused(candidate)
            or _limited(candidate)
            or _refused(candidate, stated)
            or self._closed_before(action, candidate)
        )
        if verdict is None:
            self._date_status(action, candidate, stated)
        else:
            status, step, event = verdict
            action.conclude(status, Reason(step, action.due, name=action.rule, event=event))
        return action

    def today(self, application: Application) -> date:
        """Return the date of now where the application is."""
        return day_of(self._now, application.calendar.zone)

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
            _land(action, floor=free, ceiling=None)  # latest moves along
            _move_latest(action, was)

    def _stopped(self, candidate: Candidate) -> tuple[Status, Step, Event] | None:
        """Return the stop event that ends the candidate; a rule anchored on that event itself still runs."""
        anchor, application = candidate.anchor, candidate.application
        for stop in application.of_kinds(self._stop):
            if stop.id == anchor.id or not application.has_happened(stop, self._now):
                continue
            both_stop = anchor.kind in self._stop
            if both_stop and not is_before(anchor.at, stop.at, application.calendar.zone):
                continue
            if application.ends(stop, anchor):
                return Status.STOPPED, Step.STOP, stop
        return None

    def _excused(self, candidate: Candidate) -> tuple[Status, Step, Event] | None:
        """Return the event that makes the action needless: at or after its anchor, a scheduled one too."""
        anchor, zone = candidate.anchor, candidate.application.calendar.zone
        for event in candidate.application.of_kinds(candidate.definition.unless):
            same_kind_same_time = event.kind == anchor.kind and not is_before(anchor.at, event.at, zone)
            if not same_kind_same_time and not is_before(event.at, anchor.at, zone):
                return Status.SETTLED, Step.UNLESS, event
        return None

    def _closed_before(self, action: Action, candidate: Candidate) -> tuple[Status, Step, Event] | None:
        """Return the anchor, if the window had closed when it was logged: nobody can be late for that."""
        if candidate.repetition > 1 or candidate.snoozed is not None:
            return None
        if _has_closed(action, candidate.anchor.recorded_at):
            return Status.SETTLED, Step.CLOSED, candidate.anchor
        return None

    def _date_status(self, action: Action, candidate: Candidate, stated: Stated) -> None:
        """Set the status that the dates alone give; guards come after.

        A message whose time has passed is left without a verdict: a guard may have crowded it out.
        """
        today = self.today(action.application)
        action.needs = self._unmet_needs(candidate, stated)
        action.reasons.extend(
            Reason(Step.NEED, action.due, name=need, contact=action.contact) for need in action.needs
        )
        if _has_closed(action, self._now):
            action.status = Status.MISSED
            if action.needs or not candidate.definition.is_guarded:
                conclude_missed(action, today)
        elif action.needs:
            action.status, action.wakes = Status.WAITING, self._now
            if candidate.snoozed is not None and day_of(action.due, _zone(action)) > today:
                action.status, action.wakes = Status.SNOOZED, action.due
        else:
            action.wakes = action.due
            action.status = by_date(action, today, snoozed=candidate.snoozed is not None)

    def _unmet_needs(self, candidate: Candidate, stated: Stated) -> tuple[str, ...]:
        """Return what the rule needs and has not got yet."""
        application = candidate.application

        def is_met(need: str) -> bool:
            if need == PERMISSION:
                return stated.permits
            return any(application.has_happened(e, self._now) for e in application.by_kind.get(need, ()))

        return tuple(need for need in candidate.definition.needs if not is_met(need))


def by_date(action: Action, today: date, *, snoozed: bool = False) -> Status:
    """Return due, overdue or upcoming: by date, so that what is for six in the evening is due all day."""
    day = day_of(action.due, _zone(action))
    if day > today:
        return Status.SNOOZED if snoozed else Status.UPCOMING
    return Status.DUE if day == today else Status.OVERDUE


def conclude_missed(action: Action, today: date) -> None:
    """Say that the time for the action has passed; it shows for a while after it closed."""
    latest = action.latest if action.latest is not None else action.due
    recent = today - day_of(latest, _zone(action)) <= timedelta(days=SHOWN_MISSED)
    action.conclude(Status.MISSED, Reason(Step.MISSED, action.due, until=latest))
    action.wakes = today if recent else None


def _draft(candidate: Candidate) -> Action:
    """Return the action with the window that its rule gives, landed."""
    rule, window = candidate.definition, candidate.window
    reasons = [Reason(Step.ANCHOR, candidate.anchor.at, name=candidate.rule, event=candidate.anchor)]
    if candidate.repetition > 1:
        counts_from = candidate.counts_from
        count = candidate.repetition
        reasons.append(Reason(Step.REPEAT, counts_from.at, event=counts_from, count=count))
    reasons.append(Reason(Step.WAIT, window.due, name=candidate.rule))
    action = Action(
        id=candidate.id,
        rule=candidate.rule,
        definition=rule,
        application=candidate.application,
        anchor=candidate.anchor,
        repetition=candidate.repetition,
        contact=candidate.contact,
        channel=rule.usual_channel,
        status=Status.UPCOMING,
        earliest=window.earliest,
        due=window.due,
        latest=window.latest,
        reasons=reasons,
    )
    _fit_window(action)
    return action


def _fit_window(action: Action) -> None:
    """Land the due date so that earliest, due and latest stay in this order.

    Where the wait gives a date past the latest, as days off can make it, the action is due on the last day
    on which it can be done.
    """
    zone = _zone(action)
    was, ceiling = action.due, None if action.latest is None else day_of(action.latest, zone)
    if ceiling is not None and day_of(action.due, zone) > ceiling:
        lands: Landing = "anytime" if action.definition.lands == "anytime" else "working_day_before"
        first = day_of(action.anchor.at, zone)
        last = land(ceiling, lands, action.application.calendar, first, ceiling)
        action.due = last
        action.reasons.append(Reason(Step.LATEST, last, was=was))
    else:
        _land(action, floor=day_of(action.earliest, zone), ceiling=ceiling)
    action.earliest = min(action.earliest, action.due, key=lambda moment: sort_key(moment, zone))


def _snooze(action: Action, candidate: Candidate) -> None:
    """Put the action on the day that the user chose, whatever day that is.

    A day before the anchor has lapsed: the interview was moved since.
    """
    snoozed, zone = candidate.snoozed, _zone(action)
    if snoozed is None or snoozed.until is None or snoozed.until < day_of(action.anchor.at, zone):
        return
    was, action.due = action.due, snoozed.until
    action.earliest = min(action.earliest, action.due, key=lambda moment: sort_key(moment, zone))
    if action.latest is not None and day_of(action.latest, zone) < snoozed.until:
        action.latest = snoozed.until
    action.reasons.append(Reason(Step.SNOOZE, action.due, event=snoozed, was=was))


def _land(action: Action, floor: date, ceiling: date | None) -> None:
    rule, application = action.definition, action.application
    was, day = action.due, day_of(action.due, _zone(action))
    landed = land(day, rule.lands, application.calendar, min(floor, day), ceiling)
    if landed != day:
        action.due = landed
        action.reasons.append(Reason(Step.LANDING, landed, name=rule.lands, was=was))


def _move_latest(action: Action, was: Moment) -> None:
    """Move `latest` as far as a stated wish moved due; what closes when an event begins still does."""
    zone = _zone(action)
    if action.latest is not None and action.definition.before is None:
        moved = day_of(action.due, zone) - day_of(was, zone)
        action.latest = later_by(action.latest, moved.days)


def _choose_channel(action: Action, stated: Stated) -> None:
    if stated.channel is None or action.channel is None or stated.channel.wish.channel == action.channel:
        return
    action.channel = stated.channel.wish.channel
    name = action.channel or ""
    reason = Reason(Step.CHANNEL, action.due, name=name, event=stated.channel, contact=action.contact)
    action.reasons.append(reason)


def _settled(candidate: Candidate) -> tuple[Status, Step, Event] | None:
    event = candidate.settled_by
    if event is None:
        return None
    if event.kind == "skipped":
        return Status.SKIPPED, Step.SKIPPED, event
    return Status.DONE, Step.DONE, event


def _limited(candidate: Candidate) -> tuple[Status, Step, None] | None:
    return (Status.SETTLED, Step.LIMIT, None) if candidate.over_limit else None


def _refused(candidate: Candidate, stated: Stated) -> tuple[Status, Step, Event | None] | None:
    if candidate.definition.is_guarded and stated.refuses:
        return Status.STOPPED, Step.WISH, stated.follow_up
    return None


def _has_closed(action: Action, now: datetime) -> bool:
    """Whether the window has passed at `now`; what is due before an event closes when it begins."""
    if action.latest is None:
        return False
    zone = _zone(action)
    if action.definition.before is not None and isinstance(action.latest, datetime):
        return not is_ahead(action.latest, now, zone)
    return day_of(action.latest, zone) < day_of(now, zone)


def _zone(action: Action) -> tzinfo:
    return action.application.calendar.zone
