"""What holds of every log under the default rules, whatever was typed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import count, pairwise
from typing import TYPE_CHECKING

import msgspec
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.building import NEW_YORK, OFFICE, ROBIN, Diary, default_rules
from core.logs import KNOWN, Log, content, logs, of
from followup.core.actions import Status, Step
from followup.core.agenda import agenda_of
from followup.core.calendar import ONE_DAY
from followup.core.candidates import REMINDER
from followup.core.corrections import corrected
from followup.core.events import Event, Wish
from followup.core.history import fold_corrected
from followup.core.links import components
from followup.core.moments import day_of
from followup.core.planner import plan_for, quiet_until
from followup.core.records import Recorder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from followup.core.actions import Action
    from followup.core.forecast import Day
    from followup.core.history import Application
    from followup.core.moments import Moment

MESSAGES_A_WEEK = 1
UNANSWERED = 3
STARTS_AGAIN = {"heard_back", "phone_screen", "interview", "promised", "cancelled", "offer"}
ANSWERS = {"heard_back", "phone_screen", "interview", "offer"}

TO_DO = {Status.DUE, Status.OVERDUE}


def many(count: int) -> Callable[..., object]:
    """Return the setting for a property that is worth `count` logs where others are worth 100."""
    return settings(max_examples=count * settings().max_examples // 100)


# Nothing more is sent where it is over, or not welcome.


@many(100)
@given(log=logs(), ending=st.sampled_from(("rejected", "withdrawn")), which=st.integers(0, 2))
def test_after_a_rejection_or_withdrawal_nothing_of_the_application_is_open(
    log: Log, ending: str, which: int
) -> None:
    """Not the waiting, not the scheduled, not the snoozed ones either; a reminder is the user's own.

    Of an offer declined on that very date nobody knows whether the rejection came after it.
    """
    application = _application(log, which)
    today = _day(log.now, application.calendar.zone)
    assume(
        all(_day(e.at, application.calendar.zone) < today for e in application.by_kind.get("declined", ()))
    )
    plan = log.with_event(ending, application.id).plan()
    asked = [action for action in of(plan, application) if action.rule != REMINDER]
    assert [content(action) for action in asked if action.is_open] == []


@many(100)
@given(log=logs(), person=st.sampled_from(KNOWN), which=st.integers(0, 2), everywhere=st.booleans())
def test_a_contact_who_said_no_gets_no_message(
    log: Log, person: object, which: int, everywhere: bool
) -> None:
    """In the one application that the wish names, or in all; a thank-you asks for nothing and is exempt."""
    application = _application(log, which)
    assume(log.history().contacts.called(person))
    wish = log.with_event(
        "preference", None if everywhere else application.id, person, wish=Wish(follow_up=False)
    )
    told = [
        action
        for action in wish.plan().actions
        if action.is_open
        and action.rule != REMINDER
        and action.definition.send
        and not action.definition.courtesy
        and action.contact
        and action.contact.id == log.history().contacts.called(person)[0].id
        and (everywhere or action.application.id == application.id)
    ]
    assert [content(action) for action in told] == []


# The log is a set of facts, not a story about typing.


@many(100)
@given(log=logs(deeds=False, corrections=False), data=st.data())
def test_the_order_in_which_events_of_equal_time_were_typed_changes_nothing_but_ids(
    log: Log, data: st.DataObject
) -> None:
    """What begins an application stays in its place: slots go by the order applications were logged."""
    shuffled = list(log.events)
    groups: dict[object, list[int]] = {}
    for place, event in enumerate(log.events):
        if event.id != event.application and event.kind != "preference":
            groups.setdefault((event.at, event.recorded_at), []).append(place)
    for places in groups.values():
        for place, other in zip(places, data.draw(st.permutations(places)), strict=True):
            shuffled[place] = log.events[other]
    before = log.plan()
    after = log._replace(events=tuple(_renamed(shuffled))).plan()
    assert sorted(map(repr, map(content, after.actions))) == sorted(map(repr, map(content, before.actions)))


@many(50)
@given(log=logs())
def test_a_plan_depends_on_nothing_but_events_rules_calendar_and_now(log: Log) -> None:
    """Twice the same, from a copy of the log too; and every id stands for one action."""
    copied = msgspec.json.decode(msgspec.json.encode(log.events), type=tuple[Event, ...])
    first, second = log.plan(), log._replace(events=copied).plan()
    assert [(a.id, content(a)) for a in first.actions] == [(a.id, content(a)) for a in second.actions]
    assert len({action.id for action in first.actions}) == len(first.actions)


@many(80)
@given(log=logs())
def test_groups_that_share_nobody_and_no_company_can_be_planned_apart(log: Log) -> None:
    """So `forecast` may run each group by itself."""
    together = {action.id: content(action) for action in log.plan().actions}
    apart = {
        action.id: content(action)
        for part in components(corrected(log.events))
        for action in plan_for(fold_corrected(part, log.diary.calendar_for), default_rules(), log.now).actions
    }
    assert apart == together


# No guard is ever broken, in no simulated future. Counted here by hand, from what was sent and would be.


@many(60)
@given(log=logs())
def test_nobody_hears_more_than_once_a_week_in_any_simulated_future(log: Log) -> None:
    """Two messages to one person, about whatever application, are 7 or more dates apart.

    What goes out in one letter is one message.
    """
    sent = _sent(log)
    planned = [
        (_done_on(log, day, action), action)
        for day in log.forecast(150)
        for action in day.actions
        if action.definition.is_guarded
    ]
    for number, (day, action) in enumerate(planned):
        others = [(when, application, to) for when, application, to in sent]
        others += [
            (when, other.application, _addressee(other))
            for when, other in planned[:number]
            if other.letter != action.letter
        ]
        for when, application, to in others:
            if _is_same_person(action, application, to):
                assert abs((day - when).days) >= 7 / MESSAGES_A_WEEK, (day, when, content(action))


@many(60)
@given(log=logs())
def test_after_three_messages_without_a_word_back_nothing_more_is_sent_in_any_simulated_future(
    log: Log,
) -> None:
    """The count of an application starts again at an answer, a talk, a named date.

    What goes out in one letter is one message. A reminder is the user's own: it counts, and is not stopped.
    """
    sent = [(when, application.id, "") for when, application, _ in _sent(log)]
    history = log.history()
    for day in log.forecast(150):
        for action in day.actions:
            place = history.application(action.application.id)
            if not action.definition.is_guarded or place is None:
                continue
            zone, done_on = place.calendar.zone, _done_on(log, day, action)
            resets = [_day(e.at, zone) for e in place.facts if e.kind in STARTS_AGAIN]
            since = max((reset for reset in resets if reset <= done_on), default=date.min)
            counted = [
                when
                for when, where, letter in sent
                if where == place.id and when > since and letter != action.letter
            ]
            assert len(counted) < UNANSWERED or action.rule == REMINDER, (done_on, content(action))
            if (done_on, place.id, action.letter) not in sent:
                sent.append((done_on, place.id, action.letter))


@many(60)
@given(log=logs())
def test_the_forecast_begins_with_what_the_agenda_shows(log: Log) -> None:
    """What is due or overdue stands on its first day, with what doing it makes due at once.

    And with what the morning shows, where now is before it.
    """
    agenda = agenda_of(log.plan())
    to_do = {action.id for action in agenda.to_do if action.status in TO_DO}
    days = log.forecast(1)
    first = {action.id for day in days for action in day.actions}
    assert all(day.date == log.now.date() for day in days)
    assert to_do <= first
    morning = max(log.now, datetime.combine(log.now.date(), time(8), NEW_YORK))
    plan = log.plan(morning)
    shown = {
        action.id: Status.DUE if action.follows_ahead and action.id in first else action.status
        for action in plan.actions
    }
    forecast = [action for day in days for action in day.actions]
    # What waits for a letter to come goes with one that doing something else makes due.
    joined = {action.id for action in (*forecast, *plan.actions) if action.alone is not None}
    early = {each for each in first if shown.get(each) in {Status.UPCOMING, Status.SNOOZED}}
    assert not early - to_do - joined
    assert bool(to_do | {each for each, status in shown.items() if status in TO_DO}) == bool(first)


@many(60)
@given(log=logs())
def test_the_forecast_begins_on_the_first_morning_on_which_anything_is_to_do(log: Log) -> None:
    """Found by looking at every morning; employers ahead of the user and behind, wishes taken back."""
    mornings = [log.now]
    mornings += [datetime.combine(log.now.date() + timedelta(days=n), time(8), NEW_YORK) for n in range(41)]
    busy = (
        now.date()
        for now in mornings
        if now >= log.now and any(action.status in TO_DO for action in log.plan(now).actions)
    )
    assert [day.date for day in log.forecast(40)[:1]] == [
        day for day in [next(busy, None)] if day and day < log.now.date() + timedelta(days=40)
    ]


def _asked(days: Iterable[Day]) -> list[tuple[date, list[str]]]:
    """Return what days ask for; an id follows from that of what was done before."""
    return [
        (day.date, sorted(f"{each.rule}/{each.application.handle}/{each.contact}" for each in day.actions))
        for day in days
    ]


def _morning_by_morning(log: Log, days: int) -> list[Day]:
    """Return what a person is asked for who looks each morning, and does all of it."""
    numbers = count(1)
    found: list[Day] = []
    for _ in range(days):
        for day in log.forecast(1):
            recorder = Recorder(log.now, lambda: f"morning-{next(numbers)}")
            events = [*log.events]
            for action in day.actions:
                on = day_of(log.now, action.application.calendar.zone)
                events += recorder.done(action, on, letter=action.letter)
            log = log._replace(events=tuple(events))
            found.append(day)
        later = log.now.date() + ONE_DAY
        log = log._replace(now=datetime.combine(later, time(8), NEW_YORK))
    return found


@many(60)
@given(log=logs())
def test_the_forecast_is_what_each_morning_asks_for(log: Log) -> None:
    """Whatever was typed: no day is left out on which something could go."""
    log = log._replace(now=max(log.now, datetime.combine(log.now.date(), time(8), NEW_YORK)))
    assert _asked(log.forecast(30)) == _asked(_morning_by_morning(log, 30))


@many(60)
@given(
    gaps=st.tuples(st.integers(0, 4), st.integers(0, 4)),
    talk=st.integers(1, 6),
    kind=st.sampled_from(("phone_screen", "interview", "heard_back")),
    receipts=st.tuples(st.booleans(), st.booleans()),
)
def test_so_it_is_of_a_hot_and_a_cold_application_through_one_recruiter(
    gaps: tuple[int, int], talk: int, kind: str, receipts: tuple[bool, bool]
) -> None:
    """The cold one may be due first, and the hot one go with it, ahead of its own day."""
    diary, day = Diary(OFFICE), date(2026, 10, 5)
    for gap, company, has_receipt in zip(gaps, ("Acme", "Bell"), receipts, strict=True):
        day += timedelta(days=gap)
        place = diary.begin(day.isoformat(), ROBIN, company=company)
        if has_receipt:
            diary.add("receipt", day.isoformat(), place)
    day += timedelta(days=talk)
    diary.add(kind, day.isoformat(), "event-1", ROBIN)
    log = Log(tuple(diary.events), datetime.combine(day, time(8), NEW_YORK), diary)
    assert _asked(log.forecast(40)) == _asked(_morning_by_morning(log, 40))


@many(60)
@given(log=logs())
def test_whatever_is_to_do_can_be_done(log: Log) -> None:
    """Each by itself, by its id, and then it is done."""
    for action in log.plan().open():
        events = (*log.events, *Recorder(log.now, lambda: "last").done(action, log.now))
        plan = log._replace(events=events).plan()
        assert [each.status for each in plan.actions if each.id == action.id] == [Status.DONE]


# What people said goes before any rule.


@many(100)
@given(log=logs())
def test_no_message_is_planned_before_a_promised_date_or_against_a_wish(log: Log) -> None:
    """Neither now nor in the simulated future; and each goes by the channel that its recipient chose."""
    planned = [(action, _day(action.due, _zone(action))) for action in log.plan().open()]
    planned += [(action, _done_on(log, day, action)) for day in log.forecast(60) for action in day.actions]
    for action, day in planned:
        if action.contact is None or not action.definition.send:
            _check_promise(log, action, day)
            continue
        wishes = _wishes(log, action)
        channels = [event.wish.channel for event in wishes if event.wish.channel]
        if channels:
            assert action.channel == channels[-1]
        if action.definition.courtesy:
            continue
        answers = [event.wish.follow_up for event in wishes if event.wish.follow_up is not None]
        assert answers[-1:] != [False] or action.rule == REMINDER  # which only the user ends
        holds = [event.wish.not_before for event in wishes if event.wish.not_before]
        assert not holds or day >= holds[-1]
        _check_promise(log, action, day)


def _check_promise(log: Log, action: Action, day: date) -> None:
    """Check that `day` lies behind the promise, unless the employer moved by then, or by the anchor."""
    if not action.definition.is_guarded:
        return
    zone = _zone(action)
    facts = [e for e in log.in_force() if e.application == action.application.id]
    promises = [e for e in facts if e.kind == "promised"]
    if not promises:
        return
    latest = max(promises, key=lambda e: (_day(e.at, zone), _start(e.at, zone), e.until))
    moved = [
        e
        for e in facts
        if e.kind in ANSWERS
        and _certainly_before(latest.at, e.at, zone)
        and (
            _day(e.at, zone) <= max(day, log.now.date())
            or not _certainly_before(action.anchor.at, e.at, zone)
        )
    ]
    assert moved or day > latest.until, (latest.until, content(action))


# Every date can be told.


@many(100)
@given(log=logs())
def test_the_reasons_lead_from_the_anchor_to_the_date(log: Log) -> None:
    """The first is the anchor at its time, each starts where the one before ended, the last is the date."""
    for action in log.plan().actions:
        first, *rest = action.reasons
        assert (first.step, first.event, first.due) == (Step.ANCHOR, action.anchor, action.anchor.at)
        assert rest or action.rule == REMINDER  # which is for the day that it names
        assert action.reasons[-1].due == action.due
        for before, reason in pairwise(action.reasons):
            if reason.step in {Step.REPEAT, Step.WAIT}:
                continue  # these begin anew, from an event
            if before.step is Step.GUARD and reason.step is Step.GUARD and before.due == reason.due:
                assert reason.was in {before.was, before.due}  # what they said together is one step
            elif reason.was is not None:
                assert reason.was == before.due
            else:
                assert reason.due == before.due
        if action.status is not Status.STOPPED:
            window = [m for m in (action.earliest, action.due, action.latest) if m is not None]
            days = [_day(m, _zone(action)) for m in window]
            assert (
                days == sorted(days)
                or action.status in {Status.SETTLED, Status.SKIPPED, Status.DONE}
                or (
                    # A letter of this plan has crowded it out, and may yet be dropped.
                    (action.status, action.reasons[-1].step) == (Status.UPCOMING, Step.GUARD)
                )
            )


# What sleeps may sleep.


@many(150)
@given(log=logs(), later=st.integers(0, 60 * 24), far=st.integers(0, 400))
def test_before_quiet_until_an_application_has_nothing_to_show(log: Log, later: int, far: int) -> None:
    """If nothing is logged, its agenda stays empty until that day; so it need not even be read.

    Unless something linked to it is awake: what is hot goes with a cold letter to the same person.
    """
    future = log.now + timedelta(days=far if far < 40 else 0, hours=later)
    asleep = _asleep(log, future)
    for part in components(corrected(log.events)):
        together = {event.application for event in part.events if event.application}
        asleep -= together if together - asleep else set()
    shown = agenda_of(log.plan(future)).actions
    assert [content(action) for action in shown if action.application.id in asleep] == []


@many(100)
@given(log=logs(), later=st.integers(0, 40))
def test_leaving_out_what_sleeps_changes_no_agenda(log: Log, later: int) -> None:
    """`today` reads the others, and those linked to them, and shows the same."""
    future = log.now + timedelta(days=later)
    asleep = _asleep(log, future)
    shown = []
    for part in components(corrected(log.events)):
        history = fold_corrected(part, log.diary.calendar_for)
        if {application.id for application in history.applications} - asleep:
            shown += agenda_of(plan_for(history, default_rules(), future)).actions
    whole = agenda_of(log.plan(future)).actions
    assert sorted(map(repr, map(content, shown))) == sorted(map(repr, map(content, whole)))


def _asleep(log: Log, future: datetime) -> set[str]:
    """Return the ids of the applications that now say they have nothing to show until after `future`."""
    history = log.history()
    plan = plan_for(history, default_rules(), log.now)
    found = set()
    for application in history.applications:
        until = quiet_until(plan, application)
        if until is None or future.astimezone(application.calendar.zone).date() < until:
            found.add(application.id)
    return found


def _application(log: Log, which: int) -> Application:
    applications = log.history().applications
    assume(applications)
    return applications[which % len(applications)]


def _renamed(events: Iterable[Event]) -> list[Event]:
    """Return the events with ids in the order in which they stand."""
    listed = list(events)
    names = {event.id: f"renamed-{number:04}" for number, event in enumerate(listed)}
    return [
        msgspec.structs.replace(
            event,
            id=names[event.id],
            application=names.get(event.application or ""),
            talk=names.get(event.talk or ""),
        )
        for event in listed
    ]


def _sent(log: Log) -> list[tuple[date, Application, frozenset[str]]]:
    """Return (date, application, ids of recipients) of each message that counts."""
    history = log.history()
    found = []
    for event in log.in_force():
        place = history.application(event.application)
        if event.kind == "sent" and not (event.settles and event.settles.courtesy) and place is not None:
            to = frozenset(map(history.contacts.id_of, event.people))
            found.append((_day(event.at, place.calendar.zone), place, to))
    return found


def _addressee(action: Action) -> frozenset[str]:
    return frozenset({action.contact.id} if action.contact else ())


def _is_same_person(action: Action, application: Application, to: frozenset[str]) -> bool:
    """Where nobody is known on either side, a company is one person."""
    if action.contact is None or not to:
        return application.company_key == action.application.company_key
    return action.contact.id in to


def _wishes(log: Log, action: Action) -> list[Event]:
    """Return what the recipient wished for this application or for all, the latest last."""
    contacts = log.history().contacts
    return [
        event
        for event in log.in_force()
        if event.kind == "preference"
        and contacts.id_of(event.people[0]) == action.contact.id
        and event.application in {None, action.application.id}
    ]


def _done_on(log: Log, day: Day, action: Action) -> date:
    """Return the date, where the employer is, on which the forecast does an action: in the user's morning."""
    zone = _zone(action)
    # Where it is still yesterday for the employer now, the first day is looked at in its morning as well.
    at_once = day.date == log.now.date() and _day(action.due, zone) <= _day(log.now, zone)
    return _day(log.now if at_once else datetime.combine(day.date, time(8), NEW_YORK), zone)


def _zone(action: Action) -> object:
    return action.application.calendar.zone


def _day(at: Moment, zone: object) -> date:
    return at.astimezone(zone).date() if isinstance(at, datetime) else at


def _start(at: Moment, zone: object) -> datetime:
    return at if isinstance(at, datetime) else datetime(at.year, at.month, at.day, tzinfo=zone)


def _certainly_before(one: Moment, other: Moment, zone: object) -> bool:
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one < other
    return _day(one, zone) < _day(other, zone)
