"""Dates: where an action stands in time by its rule, its anchor and the user's own choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.core.actions import Action, Reason, Status, Step
from followup.core.calendar import ONE_DAY, add_business_days, land, next_open, next_worked, previous_open
from followup.core.candidates import REMINDER
from followup.core.moments import day_of, is_timed, later_by, sort_key

if TYPE_CHECKING:
    from datetime import date, tzinfo

    from followup.core.calendar import Landing
    from followup.core.candidates import Candidate
    from followup.core.moments import Moment

# Nobody is late for what was logged after its date before the second worked day after that.
GRACE = 2


def dated(candidate: Candidate, *, follows_talk: bool) -> Action:
    """Return the candidate as an action with its dates: those of its rule, landed, or the user's own.

    `follows_talk` says that it comes after a talk: not before that has begun, and late only from the second
    day after it.
    """
    action = _drafted(candidate)
    _fit_window(action)
    if follows_talk:
        _let_it_take_place(action)
    if candidate.repetition == 1 and candidate.rule != REMINDER:
        _begin_when_logged(action)
    _choose(action, candidate)
    return action


def _drafted(candidate: Candidate) -> Action:
    """Return the action with the window that its rule gives."""
    window, is_reminder = candidate.window, candidate.rule == REMINDER
    reasons = [Reason(Step.ANCHOR, candidate.anchor.at, name=candidate.rule, event=candidate.anchor)]
    if candidate.repetition > 1:
        counts_from, count = candidate.counts_from, candidate.repetition
        reasons.append(Reason(Step.REPEAT, counts_from.at, event=counts_from, count=count))
    if not is_reminder:
        reasons.append(Reason(Step.WAIT, window.due, name=candidate.rule))
    return Action(
        id=candidate.id,
        rule=candidate.rule,
        definition=candidate.definition,
        application=candidate.application,
        anchor=candidate.anchor,
        repetition=candidate.repetition,
        contact=candidate.contact,
        channel=candidate.definition.usual_channel,
        status=Status.UPCOMING,
        earliest=window.earliest,
        due=window.due,
        latest=window.latest,
        reasons=reasons,
        letter=candidate.id if candidate.definition.send else "",
        chosen=is_reminder,
        anyway=is_reminder and candidate.anchor.anyway,
    )


def _fit_window(action: Action) -> None:
    """Land the due date so that earliest, due and latest stay in this order.

    Where the wait gives a date past the latest, as days off can make it, the action is due on the last day
    on which it can be done.
    """
    zone = zone_of(action)
    was, ceiling = action.due, None if action.latest is None else day_of(action.latest, zone)
    if ceiling is not None and day_of(action.due, zone) > ceiling:
        lands: Landing = "anytime" if action.definition.lands == "anytime" else "working_day_before"
        first = day_of(action.anchor.at, zone)
        last = land(ceiling, lands, action.application.calendar, min(first, ceiling), ceiling)
        action.due = last
        action.reasons.append(Reason(Step.LATEST, last, was=was))
    else:
        land_action(action, floor=day_of(action.earliest, zone), ceiling=ceiling)
    action.earliest = _first(action.earliest, action.due, zone)


def land_action(action: Action, floor: date, ceiling: date | None) -> None:
    """Move the due date of `action` to a day on which it can be done, as its rule lands."""
    rule, application = action.definition, action.application
    was, day = action.due, day_of(action.due, zone_of(action))
    if rule.lands != "anytime" and application.calendar.is_away(day):
        _leave_out_away(action, day, floor, ceiling)
        return
    landed = land(day, rule.lands, application.calendar, min(floor, day), ceiling)
    if landed == day:
        return
    worked = next_worked(day, application.calendar)
    if landed > worked != day:  # the days away begin after the weekend
        action.reasons.append(Reason(Step.LANDING, worked, name=rule.lands, was=was))
        action.reasons.append(Reason(Step.AWAY, landed, was=worked))
    else:
        action.reasons.append(Reason(Step.LANDING, landed, name=rule.lands, was=was))
    action.due = landed


def _leave_out_away(action: Action, day: date, floor: date, ceiling: date | None) -> None:
    """Move an action off the days away: what is due before an event to before them, all else to after.

    Where the window ends meanwhile it moves to before them; if it lies in them whole, it waits for the
    return.
    """
    calendar, was = action.application.calendar, action.due
    back, forward = previous_open(day, calendar), next_open(day, calendar)
    if action.definition.before is not None:
        action.due = back
        action.earliest = _first(action.earliest, back, calendar.zone)
    elif ceiling is None or forward <= ceiling:
        action.due = forward
    elif back >= floor:
        action.due = back
    else:
        action.due = action.latest = forward
    action.reasons.append(Reason(Step.AWAY, action.due, was=was))


def _let_it_take_place(action: Action) -> None:
    """After a talk without an hour nothing is due before the next day; nothing is late on the day after."""
    zone = zone_of(action)
    day = day_of(action.anchor.at, zone)
    action.late_from = day + GRACE * ONE_DAY
    if not is_timed(action.anchor.at) and day_of(action.due, zone) <= day:
        _put_off_to(action, day + ONE_DAY, Step.TALK)


def _begin_when_logged(action: Action) -> None:
    """Nobody is late for what they could not know: it is due on the day on which its anchor was logged."""
    calendar = action.application.calendar
    logged = day_of(action.anchor.recorded_at, calendar.zone)
    is_over = action.latest is not None and day_of(action.latest, calendar.zone) < logged
    if is_over or day_of(action.due, calendar.zone) >= logged:
        return
    _put_off_to(action, logged, Step.LOGGED)
    if day_of(action.earliest, calendar.zone) < logged:
        action.earliest = logged
    action.late_from = max(action.late_from, add_business_days(logged, GRACE, calendar))


def _put_off_to(action: Action, day: date, step: Step) -> None:
    """Move the due date to `day`, and land it."""
    was, action.due = action.due, day
    action.reasons.append(Reason(step, day, event=action.anchor, was=was))
    latest = None if action.latest is None else max(day, day_of(action.latest, zone_of(action)))
    land_action(action, floor=day, ceiling=latest)
    if action.latest is not None and day_of(action.due, zone_of(action)) > day_of(
        action.latest, zone_of(action)
    ):
        action.latest = action.due


def _choose(action: Action, candidate: Candidate) -> None:
    """Put the action on the day that the user chose, whatever day that is.

    A day before an event that was moved since has lapsed; so has any on the wrong side of the event.
    """
    snoozed, zone = candidate.snoozed, zone_of(action)
    if snoozed is None or snoozed.until is None:
        return
    day, closes = snoozed.until, action.latest
    if candidate.definition.before is not None:
        moved = candidate.anchor.moved_at
        is_lapsed = moved is not None and snoozed.recorded_at < moved
        is_lapsed |= closes is not None and day > day_of(closes, zone)
    else:
        is_lapsed = day < day_of(action.anchor.at, zone)
    if is_lapsed and action.rule != REMINDER:
        return
    was, action.due, action.earliest = action.due, day, day
    action.chosen, action.anyway = True, snoozed.anyway
    action.late_from = day
    action.reasons.append(Reason(Step.SNOOZE, day, event=snoozed, was=was))
    move_latest(action, was)


def move_latest(action: Action, was: Moment) -> None:
    """Move `latest` as far as due was moved from `was`; what closes when an event begins still does."""
    zone = zone_of(action)
    if action.latest is not None and action.definition.before is None:
        moved = (day_of(action.due, zone) - day_of(was, zone)).days
        action.latest = later_by(action.latest, max(0, moved))


def zone_of(action: Action) -> tzinfo:
    """Return the zone in which the dates of `action` are."""
    return action.application.calendar.zone


def is_past_latest(action: Action, day: date) -> bool:
    """Whether the action has closed on `day`."""
    return action.latest is not None and day > day_of(action.latest, zone_of(action))


def _first(one: Moment, other: Moment, zone: tzinfo) -> Moment:
    return min(one, other, key=lambda moment: sort_key(moment, zone))
