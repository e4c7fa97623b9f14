"""What every morning of a search keeps to about dates: what moves them, what is late, how actions end.

Each promise is a function of a life that yields what broke it, as in `promises`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.core.actions import Action, Reason, Status, Step
from followup.core.chosen import chosen_days, moved
from followup.core.events import ANSWERS
from followup.core.moments import day_of, start_of
from followup.core.rules import Silence
from simulation.lives import due_on
from simulation.users import TO_DO

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from followup.core.events import Event
    from followup.core.planner import Plan
    from simulation.lives import Life, Morning


def what_was_snoozed_comes_back(life: Life) -> Iterator[str]:
    """Snoozed means due on the day the user chose, whatever day that is.

    A wish of the contact wins over it, and a message sent moves it to the first free day: its reasons say so.
    """
    chosen: dict[str, Event] = {}
    for earlier, later in life.pairs():
        for event in life.news(earlier, later):
            if event.settles is not None:
                chosen.pop(event.settles.action, None)
                if event.kind == "snoozed":
                    chosen[event.settles.action] = event
        for identity, snooze in chosen.items():
            action = later.by_id.get(identity)
            if action is None or snooze.until is None:
                continue  # the silence began anew, or its anchor was taken back
            if _is_stopped_untold(action, earlier, later):
                yield life.report(later, action, f"put off to {snooze.until}, it is stopped in silence")
            if snooze.until != later.day or not action.is_open or action.needs or action.follows_ahead:
                continue
            if snooze.until < day_of(action.anchor.at, action.application.calendar.zone):
                continue  # the talk was moved since, and the choice has lapsed
            if action.status not in TO_DO and not _is_moved_by_others(action, later):
                yield life.report(later, action, "it was put off to this day, and does not stand")


def nobody_is_late_who_could_not_be_early(life: Life) -> Iterator[str]:
    """Nobody is late for what they could not know: what is late was asked for on an earlier day.

    Its morning did, or the answer to what was logged on that day, which says what comes next.
    """
    been_due = _to_do(life.mornings[0].plan)
    for earlier, later in life.pairs():
        late = {action.id for action in later.plan.actions if action.status is Status.OVERDUE}
        for identity in late - been_due:
            if not any(identity in _to_do(plan) for plan in life.answers(earlier, later)):
                yield life.report(later, later.by_id[identity], "it is late, and no day before asked for it")
        been_due |= _to_do(later.plan)


def no_date_moves_without_a_reason(life: Life) -> Iterator[str]:
    """No due date moves but by an event logged, or a date that passed, and the reasons name it."""
    for earlier, later in life.pairs():
        news = life.news(earlier, later)
        for action in later.plan.actions:
            before = earlier.by_id.get(action.id)
            if before is None or not _is_to_come(before) or not _is_to_come(action):
                continue
            if due_on(before) != due_on(action) and not _is_explained(before, action, earlier, later, news):
                yield life.report(earlier, before, f"it moves from {due_on(before)} to {due_on(action)}")
                yield life.report(later, action, "that is how it stands on the next morning")


def nothing_falls_away(life: Life) -> Iterator[str]:
    """Whatever was due ends with a reason: done, skipped, settled, stopped, missed. Nothing is dropped.

    Only what hung on an event taken back, or on a silence that began anew, is no action any more.
    """
    for earlier, later in life.pairs():
        news = life.news(earlier, later)
        for before in earlier.plan.actions:
            if before.status not in TO_DO:
                continue
            action = later.by_id.get(before.id)
            if action is None:
                if not _has_lost_its_anchor(before, later, news):
                    yield life.report(earlier, before, "it is gone on the next morning")
            elif not action.is_open and action.verdict is None:
                yield life.report(later, action, "it ended without a reason")
            elif action.status is Status.MISSED and action not in later.agenda.missed:
                yield life.report(later, action, "it was missed, and nobody is told")
            elif _is_forgotten(action, later):
                yield life.report(later, action, "it was due and is due, and no morning asks for it")


def nothing_is_planned_for_days_away(life: Life) -> Iterator[str]:
    """Days away are no days for actions, but for chosen days and for what lands anytime."""
    for morning in life.mornings:
        for action in morning.plan.actions:
            if action.status not in {Status.DUE, Status.UPCOMING} or action.definition.lands == "anytime":
                continue
            is_chosen = any(each.chosen for each in morning.plan.letter_of(action))
            if action.application.calendar.is_away(due_on(action)) and not is_chosen:
                yield life.report(morning, action, "it is for a day away")


def _to_do(plan: Plan) -> set[str]:
    return {action.id for action in plan.actions if action.status in TO_DO}


def _is_stopped_untold(action: Action, earlier: Morning, later: Morning) -> bool:
    """Whether guards stopped it since the morning before, and the command that did it had no word for it."""
    before, verdict = earlier.by_id.get(action.id), action.verdict
    if before is None or not before.is_open or action.status is not Status.STOPPED or verdict is None:
        return False
    told = moved(chosen_days(earlier.plan), earlier.plan, later.plan)
    return verdict.step is Step.GUARD and not any(each.action.id == action.id for each in told)


def _is_forgotten(action: Action, morning: Morning) -> bool:
    """Whether its day has come, and neither the morning nor a letter to come has it."""
    is_put_off = action.status in {Status.UPCOMING, Status.SNOOZED} and due_on(action) <= morning.day
    return is_put_off and action.alone is None and not action.follows_ahead


def _is_moved_by_others(action: Action, morning: Morning) -> bool:
    """Whether its reasons say what holds it back: a wish, a message really sent, another chosen day."""
    for reason in action.reasons:
        if reason.step in {Step.WISH, Step.PROMISE} or (reason.step is Step.GUARD and reason.event):
            return True
        if any(other.chosen for other in morning.by_label.get(reason.other, ())):
            return True
    return False


def _is_to_come(action: Action) -> bool:
    return action.is_open and action.status is not Status.MISSED


def _is_explained(
    before: Action, after: Action, earlier: Morning, later: Morning, news: Sequence[Event]
) -> bool:
    """Whether the reasons of one of two mornings name what moved the date in between.

    What stands on its own date again, with nothing in its way, needs no further word.
    """
    told = {event.id for event in news} | {event.target for event in news} | {event.talk for event in news}
    reasons = (*before.reasons, *after.reasons)
    steps = {reason.step for reason in reasons}
    return (
        any(reason.event is not None and reason.event.id in told for reason in reasons)
        or bool(before.needs and not after.needs and news)  # what it waited for has come
        or (Step.AWAY in steps and any(event.kind == "away" for event in news))
        or any(_has_moved_on(reason, before, earlier, later) for reason in reasons if reason.other)
        or any(_is_news_of_messages(reason.also, after, earlier, later, news) for reason in reasons)
        or bool(news and not {Step.GUARD, Step.LETTER} & {reason.step for reason in after.reasons})
        or (Step.PROMISE in steps and _has_ended_promise(after, earlier, later, news))
    )


def _has_moved_on(reason: Reason, before: Action, earlier: Morning, later: Morning) -> bool:
    """Whether the day passed that a letter named by a reason was for, or the letter stands otherwise.

    What was to do took that day; when it passed, it went behind the letters of others.
    """
    day = reason.until
    if day is not None and earlier.day <= day_of(day, before.application.calendar.zone) <= later.day:
        return True
    stood = any(each.status in TO_DO for each in earlier.by_label.get(reason.other, ()))
    return stood or before.status in TO_DO or _has_changed(reason.other, earlier, later)


def _is_news_of_messages(
    days: Sequence[date], action: Action, earlier: Morning, later: Morning, news: Sequence[Event]
) -> bool:
    """Whether a message on one of `days`, beside `action`, came, went or moved, or its day passed."""
    found = {event.day for event in news if event.kind in {"sent", "reminder"} and event.day}
    planned = [
        {(each.id, each.needs, due_on(each)) for each in morning.plan.open() if each.definition.is_guarded}
        for morning in (earlier, later)
    ]
    found |= {day for identity, _, day in planned[0] ^ planned[1] if identity != action.id}
    return any(day in found or earlier.day <= day <= later.day for day in days)


def _has_ended_promise(action: Action, earlier: Morning, later: Morning, news: Sequence[Event]) -> bool:
    """Whether an answer was logged, or a talk took place, which ends a promise."""
    if any(event.kind in ANSWERS and event.application == action.application.id for event in news):
        return True
    talks = action.application.of_kinds(("phone_screen", "interview"))
    starts = [start_of(talk.at, action.application.calendar.zone) for talk in talks]
    return any(earlier.plan.now < start <= later.plan.now for start in starts)


def _has_changed(label: str, earlier: Morning, later: Morning) -> bool:
    """Whether the actions that reasons call `label` stand otherwise than on the morning before."""

    def state(morning: Morning) -> list[tuple[object, ...]]:
        found = morning.by_label.get(label, ())
        return [(each.id, each.status, each.needs, due_on(each)) for each in found]

    return state(earlier) != state(later)


def _has_lost_its_anchor(action: Action, later: Morning, news: Sequence[Event]) -> bool:
    """Whether the event it hung on was taken back, amended or called off, or the silence began anew."""
    if any(event.target == action.anchor.id for event in news):
        return True
    rule = action.definition.after
    if not isinstance(rule, Silence):
        return False
    application = later.history.application(action.application.id)
    if application is None:
        return True
    since = application.of_kinds(rule.silence_since)
    latest = [event for event in since if event.id not in application.called_off][-1:]
    return not latest or latest[0].id != action.anchor.id


DATES = (
    what_was_snoozed_comes_back,
    nobody_is_late_who_could_not_be_early,
    no_date_moves_without_a_reason,
    nothing_falls_away,
    nothing_is_planned_for_days_away,
)
