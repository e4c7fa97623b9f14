"""The planner: every action with its status and the reasons for its dates.

A pure function of (history, rules, now). Every view reads what it returns; no second place computes a date.
"""

from __future__ import annotations

from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from followup.core.actions import Status, Step
from followup.core.appointments import coming, rests_from, shown_from
from followup.core.candidates import Settlements, candidates_of, reminders_of
from followup.core.guards import Ledger
from followup.core.moments import day_of, sort_key
from followup.core.reservations import reserve
from followup.core.rules import PERMISSION
from followup.core.status import Judge, conclude_missed
from followup.core.values import Value

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Mapping, Sequence

    from followup.core.actions import Action
    from followup.core.calendar import Calendar
    from followup.core.durations import Duration
    from followup.core.history import Application, History
    from followup.core.rules import Rulebook


# In zones, and in landing, a date is off by so much; business days also by days off.
_SLACK = 3
_DAYS_OFF = 30
# What is so whatever anybody wishes.
_FINAL = {Step.DONE, Step.SKIPPED, Step.CANCELLED, Step.STOP, Step.UNLESS, Step.LIMIT}
# Stands for the day on which what is silent, and not over, wakes: never.
SILENT = datetime(MAXYEAR, 1, 1, tzinfo=UTC)


class Plan(Value, frozen=True):
    """`actions` are in the order of application and rule; `applications` are those that were planned.

    `letters` are the messages that can go out, by their ids: each one's actions, the first one first.
    `calendar` is the user's own, with the days away.
    """

    now: datetime
    rulebook: Rulebook
    actions: tuple[Action, ...]
    by_application: Mapping[str, Sequence[Action]]
    applications: Sequence[Application]
    letters: Mapping[str, Sequence[Action]]
    calendar: Calendar

    def of(self, application: Application) -> tuple[Action, ...]:
        """Return the actions of one application."""
        return tuple(self.by_application.get(application.id, ()))

    def letter_of(self, action: Action) -> Sequence[Action]:
        """Return the actions that go out together with `action`."""
        return self.letters.get(action.letter) or (action,)

    def open(self) -> tuple[Action, ...]:
        """Return the actions that can still be done, in the order of their dates."""
        return in_order(action for action in self.actions if action.is_open)


def in_order(actions: Iterable[Action]) -> tuple[Action, ...]:
    """Return `actions` by due date; of one date the one that closes first comes first."""
    return tuple(sorted(actions, key=_by_due))


def _by_due(action: Action) -> tuple[object, ...]:
    zone = action.application.calendar.zone
    closes = (1,) if action.latest is None else (0, day_of(action.latest, zone))
    return (day_of(action.due, zone), closes, sort_key(action.due, zone), action.application.order)


def plan_for(history: History, rulebook: Rulebook, now: datetime, only: Container[str] | None = None) -> Plan:
    """Return the plan at `now`, an aware datetime.

    `only` are the ids of the applications to plan, where others are over for good; what was sent in those
    still counts for guards. A part of a log knows them itself.
    """
    planned = _planned(history, only)
    actions = _judged_before(history, rulebook, now) if only is None else None
    if actions is None:
        actions = _judged(history, planned, rulebook, now)
    letters = reserve(actions, Ledger(history, rulebook.guards, now), rulebook, now)
    by_application: dict[str, list[Action]] = {}
    for action in actions:
        by_application.setdefault(action.application.id, []).append(action)
    return Plan(now, rulebook, tuple(actions), by_application, planned, letters, history.own.calendar)


def plan_alone(history: History, rulebook: Rulebook, now: datetime) -> Plan:
    """Return the plan as it is before guards, which need the messages to all that share a person.

    It tells from when on something may show (`quiet_until`), and nothing else: what guards may have crowded
    out stands as missed, and what they may keep open as due.
    """
    actions = _judged(history, history.applications, rulebook, now)
    for action in actions:
        if action.status is Status.MISSED and action.verdict is None:
            today = day_of(now, action.application.calendar.zone)
            conclude_missed(action, today)
            action.wakes = today if action.chosen else action.wakes
    by_application: dict[str, list[Action]] = {}
    for action in actions:
        by_application.setdefault(action.application.id, []).append(action)
    own = history.own.calendar
    return Plan(now, rulebook, tuple(actions), by_application, history.applications, {}, own)


def _planned(history: History, only: Container[str] | None = None) -> list[Application]:
    only = history.planned if only is None else only
    return [each for each in history.applications if only is None or each.id in only]


def _judged_before(history: History, rulebook: Rulebook, now: datetime) -> list[Action] | None:
    """Return the actions of what is planned, if all of it has been judged; once, for a plan changes them."""
    judged, history.judged = history.judged, None
    if judged is None or judged[:2] != (rulebook, now) or history.planned is None:
        return None
    if not history.planned <= judged[2]:
        return None
    left_out = judged[2] - history.planned
    return [action for action in judged[3] if action.application.id not in left_out]


def _judged(
    history: History, planned: Sequence[Application], rulebook: Rulebook, now: datetime
) -> list[Action]:
    """Return the actions of `planned` as each stands by itself, before guards."""
    judge = Judge(history, rulebook, now)
    actions: list[Action] = []
    for application in (*planned, history.own):
        is_own = application is history.own  # reminders are all that there is
        settlements = Settlements(application, history.contacts)
        for name, rule in () if is_own else rulebook.rules.items():
            found = candidates_of(name, rule, application, history, settlements)
            actions.extend(judge.judge(candidate) for candidate in found)
        reminders = reminders_of(application, history, settlements)
        actions.extend(judge.judge(candidate) for candidate in reminders)
    return actions


def counts_from(history: History, rulebook: Rulebook, now: datetime, last: date) -> date | None:
    """Return the date from which on events elsewhere can touch this plan, through a contact; None is ever.

    A guard looks at most its period back from a day on which a message could go, or could have gone. Nothing
    is due before the earliest date that an action has by itself. Where no action can reach back to the date
    `last`, none is made to see that.
    """
    guards = [guard for guard in rulebook.guards.values() if guard.per == "contact"]
    if any(guard.within is None for guard in guards):
        return None
    planned = _planned(history)
    longest = max((_at_most(guard.within) for guard in guards if guard.within is not None), default=0)
    back = timedelta(days=longest + _SLACK)
    leads = (_at_most(rule.lead) for rule in rulebook.rules.values() if rule.lead is not None)
    said = [(event, each) for each in (*planned, history.own) for event in (*each.facts, *each.reminders)]
    first = min((day_of(event.at, each.calendar.zone) for event, each in said), default=date.max)
    away = any(event.kind == "away" for event in history.log)  # what is due before it may be so much earlier
    if first == date.max or (not away and first - timedelta(days=max(leads, default=0)) - back > last):
        return first
    actions = _judged(history, planned, rulebook, now)
    if history.planned is not None:
        history.judged = rulebook, now, history.planned, actions
    days = [
        day_of(moment, action.application.calendar.zone)
        for action in actions
        if action.definition.is_guarded and action.is_open
        for moment in (action.earliest, action.due, action.latest)
        if moment is not None
    ]
    return min(days) - back if days else date.max


def _at_most(period: Duration) -> int:
    """Return how many days a period may take: in a week there may be one business day, or one unit."""
    if period.unit == "business day":
        return 7 * period.count + _DAYS_OFF
    return period.count * (7 if period.unit == "week" else 1)


def quiet_until(plan: Plan, application: Application) -> date | None:
    """Return the first local date after `plan.now` on which the application may show on an agenda again.

    None is never, as long as nothing is logged. Today's date means that it shows today. Guards only ever
    put off or stop a message, or let it go with another one to the same person, whose day counts then; so
    the date before guards is the earliest on which anything can appear by itself. A scheduled event can end a
    promise, so its date counts as well, and an appointment shows before it.
    """
    zone = application.calendar.zone
    today = day_of(plan.now, zone)
    days = [
        day_of(event.at, zone) for event in application.facts if not application.has_happened(event, plan.now)
    ]
    user = plan.now.tzinfo or UTC
    days += [day_of(shown_from(each, user), zone) for each in coming(application, plan.rulebook, plan.now)]
    days += [day_of(action.wakes, zone) for action in plan.of(application) if action.wakes is not None]
    return max(min(days), today) if days else None


def sleep_of(
    history: History, plan: Plan, asked: Collection[str], now: datetime
) -> dict[str, datetime | None]:
    """Return until when each application that was asked has nothing to show; those that have are left out.

    None is for ever, and `SILENT` for ever too, though the application is not over, or a wish could bring it
    back.
    """
    asleep: dict[str, datetime | None] = dict.fromkeys(asked)  # whatever is gone sleeps for good
    for identity in history.joined.keys() & asleep.keys():
        del asleep[identity]  # it is read whenever the one that it is one with is
    for application in history.applications:
        if application.id not in asked:
            continue
        zone = application.calendar.zone
        day = quiet_until(plan, application) or rests_from(application, plan.rulebook, now)
        if day is not None and day <= day_of(now, zone):
            del asleep[application.id]
        elif day is not None:
            asleep[application.id] = datetime.combine(day, time(), zone)
        elif application.ended_by(plan.rulebook.stop, now) is None or _heeds_wishes(plan, application):
            asleep[application.id] = SILENT
    return asleep


def _heeds_wishes(plan: Plan, application: Application) -> bool:
    """Whether a wish, or that one is taken back, could change what has become of an action."""
    return any(
        (action.definition.is_guarded or PERMISSION in action.definition.needs)
        and (action.verdict is None or action.verdict.step not in _FINAL)
        for action in plan.of(application)
    )


class WhyNot(Value, frozen=True):
    """A rule without an open action: no event of the kinds it counts from is logged, or its last `action`."""

    rule: str
    counts_from: tuple[str, ...]
    action: Action | None


def why_not(plan: Plan, application: Application) -> list[WhyNot]:
    """Return the rules that ask for nothing in `application`, in the order of the rules file."""
    zone, found = application.calendar.zone, []
    for name, rule in plan.rulebook.rules.items():
        actions = [action for action in plan.of(application) if action.rule == name]
        if not actions or not any(each.is_open and each.status is not Status.MISSED for each in actions):
            last = max(actions, key=lambda action: sort_key(action.anchor.at, zone), default=None)
            found.append(WhyNot(name, rule.anchor_kinds, last))
    return found
