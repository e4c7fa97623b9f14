"""What every morning of a search keeps to: who is written to, what is shown, what is asked.

Each promise is a function of a life that yields what broke it, in the words of `Life.report`.
docs/semantics.md makes the promises; `promises_of_dates` holds those about when.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from core.building import OFFICE
from followup.core.actions import Action, Status, Step
from followup.core.calendar import ONE_DAY, previous_worked
from followup.core.moments import day_of, is_ahead
from simulation.users import TO_DO

if TYPE_CHECKING:
    from collections.abc import Iterator

    from followup.core.events import Event
    from followup.core.history import Application
    from simulation.lives import Life, Morning

EMPLOYERS_MOVES = {"heard_back", "promised", "phone_screen", "interview", "cancelled", "offer", "rejected"}
WEEK = timedelta(days=7)


def appointments_are_shown(life: Life) -> Iterator[str]:
    """Appointments stand on the agenda from the last worked day before; an offer's deadline every morning.

    Once it was answered, or has passed for a week, there is nothing to keep in mind, and it stands no more.
    """
    for morning in life.mornings:
        shown = {each.event.id for each in morning.agenda.appointments}
        for application in morning.history.applications:
            if application.of_kinds(life.rulebook.stop):
                continue
            for talk in _talks_ahead(application, morning):
                on = day_of(talk.at, application.calendar.zone)
                first = previous_worked(on - ONE_DAY, application.calendar)
                if first <= morning.day <= on and talk.id not in shown:
                    yield life.report(morning, None, f"{talk.kind} {talk.id} of {on} is not shown")
            for offer in application.by_kind.get("offer", ())[-1:]:
                if (offer.id in shown) is _is_over(offer, application, morning):
                    said = "is not shown" if offer.id not in shown else "is shown still"
                    yield life.report(morning, None, f"the deadline of the offer {offer.id} {said}")


def nobody_gets_two_messages_in_a_week(life: Life) -> Iterator[str]:
    """With `at_most: 1, within: 7 days` two messages to one person are 7 or more local dates apart."""
    last = life.mornings[-1]
    sent: dict[str, list[Event]] = {}
    for event in life.log:
        if event.kind != "sent" or (event.settles and event.settles.courtesy) or event.day is None:
            continue
        for other in sent.get(_to(event, last), ()):
            same_letter = other.settles and event.settles and other.settles.letter == event.settles.letter
            if event.settles and not same_letter and other.day and event.day - other.day < WEEK:
                morning = _morning_of(life, event)
                action = morning.by_id.get(event.settles.action)
                yield life.report(
                    morning, action, f"{_to(event, last)} was written to on {other.day} already"
                )
        sent.setdefault(_to(event, last), []).append(event)


def the_hot_never_waits_for_the_cold(life: Life) -> Iterator[str]:
    """No cold question keeps a hot one waiting: rank goes first, or both go in one letter."""
    for morning in life.mornings:
        for action in morning.plan.actions:
            if not action.is_open or action.chosen:
                continue
            for reason in action.reasons:
                others = morning.by_label.get(reason.other, ()) if reason.step is Step.GUARD else ()
                waiting = [other for other in others if other.is_open]
                is_cold = waiting and min(each.application.rank for each in waiting) > action.application.rank
                if is_cold and not any(each.chosen for each in waiting):
                    yield life.report(morning, action, f"it waits for {reason.other}, which is colder")


def one_question_after_a_promise(life: Life) -> Iterator[str]:
    """After a date that was named has passed, the question about it is the only one.

    Until silence since that date has lasted long enough for a check-in, or something else happens.
    """
    silence = life.rulebook.rules["check-in"].waits.ideal.count * WEEK
    for morning in life.mornings:
        for application in morning.history.applications:
            promise = _standing_promise(application, morning, silence)
            if promise is None or promise.until is None:
                continue
            questions = [
                action
                for action in morning.plan.of(application)
                if action.status in TO_DO and action.definition.is_guarded and not action.chosen
            ]
            for action in questions:
                if action.anchor.id != promise.id or action.rule != "ask-after-promise":
                    yield life.report(morning, action, f"they named {promise.until}, and this is asked")
            if not any(
                action.anchor.id == promise.id and action.rule == "ask-after-promise"
                for action in morning.plan.of(application)
            ):
                yield life.report(morning, None, f"nobody asks about {promise.until} at {application.handle}")


def the_morning_has_a_measure(life: Life) -> Iterator[str]:
    """At most `agenda.rows` rows: appointments, the user's own and what closes today always stand."""
    most = life.rulebook.agenda.rows
    for morning in life.mornings:
        agenda = morning.agenda
        free = [row for row in agenda.rows if not any(map(_must_stand, row, [morning] * len(row)))]
        shown = len(agenda.rows) + len(agenda.appointments)
        if free and shown > most:
            yield life.report(morning, free[-1][0], f"{shown} rows stand on one morning")
        if agenda.more and shown < most:
            yield life.report(morning, None, f"{agenda.more} rows are left out though {shown} stand")
        rows = (*agenda.there.values(), *agenda.rows)
        hidden = set(map(_id, agenda.to_do)) - {action.id for row in rows for action in row}
        for action in agenda.to_do:
            if action.id in hidden and _must_stand(action, morning):
                yield life.report(morning, action, "it must stand and is left out")


def silence_is_left_alone(life: Life) -> Iterator[str]:
    """Leave silence alone: at most two messages in the first three weeks, and three in all."""
    last = life.mornings[-1]
    chosen = {action.id for morning in life.mornings for action in morning.plan.actions if action.chosen}
    for application in last.history.applications:
        if application.of_kinds(EMPLOYERS_MOVES) or life.rules != "default":
            continue
        letters: dict[str, date] = {}
        for event in application.by_kind.get("sent", ()):
            if event.settles is None or event.day is None or event.settles.letter in letters:
                continue
            letters[event.settles.letter] = event.day
            days = sorted(letters.values())
            is_early = len(days) > 2 and days[-1] - days[-3] < 3 * WEEK
            action = last.by_id.get(event.settles.action)
            if (len(days) > 3 or is_early) and event.settles.action not in chosen:
                yield life.report(last, action, f"{application.handle} never answered, and got {days}")


def nothing_comes_before_its_talk(life: Life) -> Iterator[str]:
    """Nothing comes before its talk: until one agreed upon begins, nobody there is asked anything."""
    for morning in life.mornings:
        for application in morning.history.applications:
            talks = _talks_ahead(application, morning)
            for action in morning.plan.of(application) if talks else ():
                follows = action.definition.before is None and action.anchor in talks
                asks = action.definition.is_guarded and not action.chosen
                if action.status in {*TO_DO, Status.WAITING} and (follows or asks):
                    yield life.report(morning, action, f"{talks[0].kind} of {talks[0].at} is still ahead")


def only_reminders_are_about_nothing(life: Life) -> Iterator[str]:
    """Only the user's own reminders are about no application."""
    for morning in life.mornings:
        for action in morning.plan.actions:
            if not action.application.id and action.rule != "reminder":
                yield life.report(morning, action, "a rule speaks of no application")


def _is_over(offer: Event, application: Application, morning: Morning) -> bool:
    """Whether nobody need think of the offer: the user answered it, or its date passed a week ago."""
    answers = (each.settles for each in application.by_kind.get("done", ()))
    if any(each and (each.rule, each.anchor) == ("answer-offer", offer.id) for each in answers):
        return True
    return offer.until is not None and morning.day > offer.until + WEEK


def _talks_ahead(application: Application, morning: Morning) -> list[Event]:
    """Return the talks agreed upon that have neither begun nor been called off."""
    zone, now = application.calendar.zone, morning.plan.now
    called_off = {event.talk for event in application.by_kind.get("cancelled", ())}
    return [
        talk
        for talk in application.of_kinds(("phone_screen", "interview"))
        if talk.id not in called_off
        if is_ahead(talk.at, now, zone)
        or (talk.moment is None and talk.day == morning.day and day_of(talk.recorded_at, zone) < morning.day)
    ]


def _standing_promise(application: Application, morning: Morning, silence: timedelta) -> Event | None:
    """Return the promise after which nothing has happened, until `silence` after the date it named."""
    promises = [each for each in application.by_kind.get("promised", ()) if each.until]
    if not promises:
        return None
    promise, zone = promises[-1], application.calendar.zone
    others = application.of_kinds((*EMPLOYERS_MOVES, "accepted", "declined", "closed", "withdrawn"))
    later = [
        each for each in others if each.id != promise.id and day_of(each.at, zone) >= day_of(promise.at, zone)
    ]
    until = promise.until or date.max
    is_over = morning.day >= until + silence or morning.day <= until
    logged_late = day_of(promise.recorded_at, zone) > until
    return None if later or is_over or logged_late or len(promises) > 1 else promise


def _to(event: Event, last: Morning) -> str:
    """Return to whom a message went: the person, or else the company."""
    if event.people:
        return event.people[0].contact
    application = last.history.application(event.application)
    return f"somebody at {application.company}" if application else ""


def _morning_of(life: Life, event: Event) -> Morning:
    return next(each for each in reversed(life.mornings) if each.plan.now < event.recorded_at)


def _must_stand(action: Action, morning: Morning) -> bool:
    closes = action.latest is not None and day_of(action.latest, OFFICE.zone) <= morning.day
    return action.chosen or closes


def _id(action: Action) -> str:
    return action.id


SHOWN = (
    appointments_are_shown,
    nobody_gets_two_messages_in_a_week,
    the_hot_never_waits_for_the_cold,
    one_question_after_a_promise,
    the_morning_has_a_measure,
    silence_is_left_alone,
    nothing_comes_before_its_talk,
    only_reminders_are_about_nothing,
)
