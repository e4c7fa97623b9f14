"""Situations, each told twice: to the program and to the scan; and what each of them answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from core.building import NEW_YORK, Diary, book, morning
from core.guard_ledger import DAY, Limit, Place, Reset, Sent, Wanted, business_days_after, day_of, landed
from core.guard_oracle import Scan
from core.guard_situations import RANKS, TALKS
from followup.core.calendar import Calendar
from followup.core.events import Person, Settles
from followup.core.planner import plan_for
from followup.core.records import Recorder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.guard_situations import Asking, Chosen, Role, Situation, Written
    from followup.core.actions import Action
    from followup.core.rules import Rulebook

PEOPLE = {
    name: Person(name.title(), f"{name}@example.com", part=part)
    for name, part in (
        ("rae", "recruiter"),
        ("rob", "recruiter"),
        ("ron", "recruiter"),
        ("ida", "interviewer"),
        ("ivo", "interviewer"),
    )
}


class Case(NamedTuple):
    """One situation twice: as the program knows it, and as the scan does."""

    diary: Diary
    rulebook: Rulebook
    now: datetime
    scan: Scan
    actions: list[Wanted]


class Teller:
    """Tells a situation to the program and to the scan, side by side."""

    def __init__(self, situation: Situation) -> None:
        self.told = situation
        self.now = datetime.combine(situation.today, datetime.min.time()) + timedelta(hours=situation.hour)
        off = frozenset(self.day(number) for number in situation.holidays)
        self.ours, self.theirs = Calendar(NEW_YORK, holidays=lambda _: off), Calendar(NEW_YORK)
        self.diary = Diary(self.ours, {"XX": self.theirs})
        self.rules = {f"rule-{number}": rule.written() for number, rule in enumerate(situation.rules)}
        self.rulebook = book(self.rules, guards={limit.name: _written(limit) for limit in situation.limits})
        self.ids: list[str] = []
        self.people: list[set[str]] = []
        self.sent: list[tuple[int, date | datetime, frozenset[str], bool, str]] = []

    def day(self, number: int) -> date:
        """Return the date so many days from today."""
        return self.told.today + number * DAY

    def case(self) -> Case:
        """Return the case; each teller tells one."""
        for number, role in enumerate(self.told.roles):
            self._begin(number, role)
        for number, written in enumerate(self.told.written):
            self._write(f"letter-{number}", written)
        places = [self._place(number, role) for number, role in enumerate(self.told.roles)]
        actions = [
            action
            for order, role in enumerate(self.told.roles)
            for number, rule in enumerate(self.told.rules)
            for action in self._wanted(role, places[order], rule, number, order)
        ]
        for chosen in self.told.chosen:
            if chosen.person:
                self._remind(chosen, places, actions)
            elif actions:
                self._snooze(chosen, actions)
        resets = [
            Reset(places[number], kind, self.day(day))
            for number, role in enumerate(self.told.roles)
            for kind, day in _in_force(role)
        ]
        sent = [Sent(places[number], *rest) for number, *rest in self.sent]
        scan = Scan(self.told.limits, sent, resets, self.told.today, self.now)
        return Case(self.diary, self.rulebook, self.now.replace(tzinfo=NEW_YORK), scan, actions)

    def _begin(self, number: int, role: Role) -> None:
        named = (PEOPLE[role.recruiter],) if role.recruiter else ()
        more = {"holidays": "XX"} if role.abroad else {}
        applied = self.day(role.applied).isoformat()
        identity = self.diary.begin(applied, *named, company=role.company, handle=f"app-{number}", **more)
        self.ids.append(identity)
        self.people.append({role.recruiter} - {None})
        off = next((each for each in role.events if each[0] in TALKS), None) if role.called_off else None
        for each in role.events:
            kind, day = each
            room = role.panel if kind == "interview" else ()
            self.people[-1] |= set(room)
            # A talk is agreed upon when the application is logged: nothing is logged late here.
            typed = self.day(role.applied if kind in TALKS else day).isoformat()
            at = self.day(day).isoformat()
            event = self.diary.add(kind, at, identity, *map(interviewer, room), typed=typed)
            if each is off:
                self.diary.add("cancelled", self.day(min(day, 0)).isoformat(), identity, talk=event.id)

    def _write(self, letter: str, written: Written) -> None:
        at: date | datetime = self.day(written.day)
        if written.hour is not None:
            at = datetime.combine(at, datetime.min.time()) + timedelta(hours=written.hour)
        for number in written.roles:
            named = map(interviewer, written.to)
            event = self.diary.add("sent", at.isoformat(), self.ids[number], *named)
            mark = letter if len(written.roles) > 1 else ""
            if mark or written.courtesy:
                settles = Settles("x" * 16, "some-rule", "", courtesy=written.courtesy, letter=mark)
                self.diary.events[-1] = msgspec.structs.replace(event, settles=settles)
            self.people[number] |= set(written.to)
            self.sent.append((number, at, frozenset(written.to), not written.courtesy, mark))

    def _place(self, number: int, role: Role) -> Place:
        kinds = {kind for kind, _ in _in_force(role)}
        rank = next((place for place, kind in enumerate(RANKS) if kind in kinds), len(RANKS))
        calendar = self.theirs if role.abroad else self.ours
        people = frozenset(self.people[number])
        return Place(f"app-{number}", role.company, people, role.recruiter, calendar.is_worked, rank)

    def _wanted(self, role: Role, place: Place, rule: Asking, number: int, order: int) -> list[Wanted]:
        if not rule.panel:
            return [_action(rule, place, role.recruiter, self.day(role.applied), (number, order, 0))]
        found = []
        for event in [each for each in role.events if each[0] == "interview"]:
            for seat, person in enumerate(role.panel or (None,)):
                action = _action(rule, place, person, self.day(event[1]), (number, order, seat))
                action.over = event not in _in_force(role)
                found.append(action)
        return found

    def _snooze(self, chosen: Chosen, actions: list[Wanted]) -> None:
        """Put one action off; one that has been put off already stays so."""
        wanted = actions[chosen.number % len(actions)]
        made = morning(self.day(chosen.made).isoformat())
        plain = msgspec.structs.replace(self.rulebook, guards={})
        plan = plan_for(self.diary.history(), plain, made)
        action = next((each for each in plan.actions if label_of(each) == wanted.label), None)
        role, rule = self.told.roles[wanted.turn[1]], self.told.rules[wanted.turn[0]]
        talks = [day for kind, day in role.events if kind == "interview" and rule.panel]
        too_early = chosen.made < role.applied or chosen.on < max(talks, default=chosen.on)
        if (
            action is None
            or not action.is_open
            or str(action.status) == "missed"
            or wanted.chosen
            or too_early
        ):
            return
        event = Recorder(made, self.diary._new_id).snoozed(action, self.day(chosen.on))
        self.diary.events.append(msgspec.structs.replace(event, anyway=chosen.anyway))
        moved = self.day(chosen.on) - wanted.due
        wanted.due, wanted.chosen, wanted.anyway = self.day(chosen.on), "snoozed", chosen.anyway
        if wanted.latest is not None:
            wanted.latest += max(moved, timedelta())

    def _remind(self, chosen: Chosen, places: Sequence[Place], actions: list[Wanted]) -> None:
        """Log a reminder to reach somebody; one for each application and person."""
        number = chosen.number % len(places)
        label = f"reminder/app-{number}/{chosen.person}"
        if any(each.label == label for each in actions):
            return
        typed, on = self.day(max(chosen.made, self.told.roles[number].applied)), self.day(chosen.on)
        person = interviewer(chosen.person)
        more = {"note": "Call", "typed": typed.isoformat()}
        event = self.diary.add("reminder", on.isoformat(), self.ids[number], person, **more)
        self.diary.events[-1] = msgspec.structs.replace(event, channel=chosen.channel)
        turn = (-1, number, 0)
        reminder = Wanted(label, places[number], chosen.person, on, on, None, turn, chosen.channel)
        reminder.chosen, reminder.lands = "reminder", False
        actions.append(reminder)


def _in_force(role: Role) -> list[tuple[str, int]]:
    """Return the events but for the talk that was called off, which is an event of its own."""
    events = list(role.events)
    off = next((each for each in events if each[0] in TALKS), None) if role.called_off else None
    if off is not None:
        events[events.index(off)] = ("cancelled", min(off[1], 0))
    return events


def _action(
    rule: Asking, place: Place, person: str | None, anchor: date, turn: tuple[int, int, int]
) -> Wanted:
    count, unit = rule.ideal
    due = _later(anchor, count, unit, place)
    earliest = due if rule.earliest is None else _later(anchor, rule.earliest, unit, place)
    latest = None if rule.latest is None else anchor + rule.latest * DAY
    return Wanted(
        label=f"rule-{turn[0]}/{place.name}/{person}",
        place=place,
        person=person,
        earliest=earliest,
        due=landed(due, earliest, latest, rule.lands, place.is_worked),
        latest=latest,
        turn=turn,
        channel=rule.channel,
        lands=rule.lands != "anytime",
        waits=rule.waits,
        guarded=not rule.courtesy,
    )


def _later(day: date, count: int, unit: str, place: Place) -> date:
    return day + count * DAY if unit == "days" else business_days_after(day, count, place.is_worked)


def _written(limit: Limit) -> dict[str, Any]:
    """Return the guard as a rules file has it."""
    guard: dict[str, Any] = {"at_most": limit.at_most, "per": limit.per, "since": list(limit.since)}
    if limit.within is not None:
        guard["within"] = "{} {}".format(*limit.within)
    guard["then"] = "stop" if limit.stops else "postpone"
    return guard


def interviewer(name: str) -> Person:
    """Return the person as somebody in the room."""
    return msgspec.structs.replace(PEOPLE[name], part="interviewer")


def label_of(action: Action) -> str:
    """Return what the scan calls an action."""
    person = action.contact.email.partition("@")[0] if action.contact else None
    return f"{action.rule}/{action.application.handle}/{person}"


# --- What each says. ---------------------------------------------------------------------------------------


def answer_of_the_scan(case: Case) -> list[str]:
    """Return `rule/application status day letter` of each action, as the scan has it."""
    case.scan.judge(case.actions)
    rows = [(each.label, each.status, each.due, "+".join(sorted(each.members))) for each in case.actions]
    return _answer(rows, case.now.date())


def answer_of_the_plan(case: Case) -> list[str]:
    """Return the same, as the program has it."""
    plan = plan_for(case.diary.history(), case.rulebook, case.now)
    rows = [(label_of(each), str(each.status), day_of(each.due), each.letter) for each in plan.actions]
    return _answer(rows, case.now.date())


def _answer(rows: list[tuple[str, str, date, str]], today: date) -> list[str]:
    """Return a line for each action. Those that nothing is left to do about have neither day nor letter."""
    names: dict[str, str] = {}
    found = []
    for label, status, due, letter in sorted((_short(label), *rest) for label, *rest in rows):
        if status not in {"due", "overdue", "upcoming", "snoozed", "waiting"}:
            found.append(f"{label} {status}")
            continue
        name = "-"
        if letter and status != "waiting":
            name = names.setdefault(letter, chr(ord("a") + len(names)))
        found.append(f"{label} {status} {(due - today).days} {name}")
    return found


def _short(label: str) -> str:
    rule, application, person = label.split("/")
    rule = "call" if rule == "reminder" else rule.removeprefix("rule-")
    usual = {"rae"} if rule == "call" else {"rae", "rob", "ron", "None"}
    who = "" if person in usual else f"/{person}"
    return f"{rule}/{application.removeprefix('app-')}{who}"
