"""Random situations for guards: each written down twice, for the program and for the scan."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from core.building import NEW_YORK, Diary, book
from core.guard_oracle import (
    DAY,
    Letter,
    Limit,
    Place,
    Reset,
    Scan,
    Wanted,
    business_days_after,
    day_of,
    landed,
)
from followup.core.calendar import Calendar
from followup.core.events import Person
from followup.core.planner import plan_for
from followup.core.records import Recorder

if TYPE_CHECKING:
    from followup.core.actions import Action
    from followup.core.rules import Rulebook

PEOPLE = {
    name: Person(name.title(), f"{name}@example.com", part=part)
    for name, part in (
        ("rae", "recruiter"),
        ("rob", "recruiter"),
        ("ida", "interviewer"),
        ("ivo", "interviewer"),
    )
}
UNITS = ("days", "days", "days", "weeks", "business days", "hours")


class Case(NamedTuple):
    """One random situation twice: as the program knows it, and as the scan does."""

    diary: Diary
    rulebook: Rulebook
    now: datetime
    scan: Scan
    actions: list[Wanted]


class Maker:
    """Makes one case from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = random = Random(seed)  # noqa: S311  # cases, no secrets
        self.today = date(2026, 3, 2) + timedelta(days=random.randrange(300))
        self.now = datetime.combine(self.today, datetime.min.time()) + timedelta(
            minutes=random.randrange(1440)
        )
        ours, theirs = (Calendar(NEW_YORK, holidays=self._holidays()) for _ in range(2))
        self.diary = Diary(ours, {"XX": theirs})
        self.places: list[Place] = []
        self.people_of: dict[str, set[str]] = {}
        self.letters: list[Letter] = []
        self.resets: list[Reset] = []
        self.anchors: dict[tuple[str, str], tuple[date | datetime, list[str]]] = {}

    def _holidays(self) -> Any:
        days = frozenset(self.today + timedelta(days=self.random.randrange(-20, 20)) for _ in range(5))
        return lambda _year: days

    def _at(self, first: int, last: int) -> date | datetime:
        day = self.today + timedelta(days=self.random.randint(first, last))
        if self.random.random() < 0.7:
            return day
        return datetime.combine(day, datetime.min.time()) + timedelta(hours=self.random.randrange(24))

    def case(self) -> Case:
        """Return the case; each maker makes one."""
        random = self.random
        limits = [self._limit(number) for number in range(random.randint(1, 3))]
        rules = {f"rule-{number}": self._rule(number) for number in range(random.randint(1, 3))}
        for number in range(random.randint(1, 3)):
            self._application(number)
        guards = {limit.name: _written(limit) for limit in limits}
        rulebook = book(rules, guards=guards)
        actions = self._wanted(rules)
        if random.random() < 0.15:
            self._snooze(rulebook, actions)
        scan = Scan(limits, self.letters, self.resets, self.today, self.now)
        return Case(self.diary, rulebook, self.now.replace(tzinfo=NEW_YORK), scan, actions)

    def _limit(self, number: int) -> Limit:
        random = self.random
        unit = random.choice(UNITS)
        most = {"days": 12, "weeks": 2, "business days": 7, "hours": 200}[unit]
        within = (random.randint(1, most), unit) if random.random() < 0.75 else None
        stops = random.random() < (0.25 if within else 0.8)
        since = tuple(random.sample(("heard_back", "interview"), random.randint(0, 2)))
        per = random.choice(("contact", "contact", "company", "application"))
        return Limit(f"guard-{number}", random.choice((1, 1, 2, 3)), per, within, since, stops)

    def _rule(self, number: int) -> dict[str, Any]:
        random = self.random
        count, unit = random.randint(0, 9), random.choice(("business days", "days"))
        wait = {"ideal": f"{count} {unit}"}
        if random.random() < 0.5:
            wait["earliest"] = f"{random.randint(0, count)} {unit}"
        if random.random() < 0.7:
            least = count if unit == "days" else 3 * count + 10
            wait["latest"] = f"{least + random.randint(0, 25)} days"
        rule: dict[str, Any] = {
            "after": "applied",
            "wait": wait,
            "send": f"letter-{number}",
            "to": "recruiter",
        }
        rule["lands"] = random.choice(("working_day", "working_day", "working_day_before", "anytime"))
        if random.random() < 0.3:
            rule |= {"after": "interview", "for_each": "interviewer"}
        if random.random() < 0.1:
            rule["needs"] = ["receipt"]
        if random.random() < 0.1:
            rule["courtesy"] = True
        return rule

    def _application(self, number: int) -> None:
        random, diary = self.random, self.diary
        company = random.choice(("Acme", "Acme", "Bell"))
        recruiter = random.choice((None, "rae", "rae", "rob"))
        abroad = random.random() < 0.3
        calendar = diary.calendar_for("XX" if abroad else None)
        known = self.people_of[f"app-{number}"] = {recruiter} - {None}
        applied = self._at(-40, 0)
        identity = diary.begin(
            applied.isoformat(),
            *(PEOPLE[name] for name in known),
            company=company,
            handle=f"app-{number}",
            **({"holidays": "XX"} if abroad else {}),
        )
        self.anchors["applied", f"app-{number}"] = (applied, [])
        events: list[tuple[str, date | datetime, list[str]]] = []
        if random.random() < 0.6:
            room = random.sample(("ida", "ivo"), random.randint(0, 2))
            events.append(("interview", self._at(-20, 10), room))
            self.anchors["interview", f"app-{number}"] = events[-1][1:]
        events += [("heard_back", self._at(-30, 0), []) for _ in range(random.choice((0, 0, 1, 2)))]
        sent = []
        for _ in range(random.randint(0, 4)):
            to = random.sample(("ida", "ivo", "rae"), random.choice((0, 1, 1, 1, 2)))
            sent.append((self._at(-25, 4), to, random.random() < 0.1))
        for kind, at, room in events:
            known.update(room)
            diary.add(kind, at.isoformat(), identity, *(interviewer(name) for name in room))
        for at, to, courtesy in sent:
            known.update(to)
            people = [interviewer(name) for name in to]
            diary.add("sent", at.isoformat(), identity, *people, courtesy=courtesy)
        place = Place(f"app-{number}", company, frozenset(known), recruiter, calendar.is_worked)
        self.places.append(place)
        self.resets += [Reset(place, kind, at) for kind, at, _ in events]
        self.letters += [Letter(place, at, frozenset(to), not courtesy) for at, to, courtesy in sent]

    def _wanted(self, rules: dict[str, dict[str, Any]]) -> list[Wanted]:
        found = []
        for order, place in enumerate(self.places):
            for number, (name, rule) in enumerate(rules.items()):
                anchor = self.anchors.get((rule["after"], place.name))
                if anchor is None:
                    continue
                at, room = anchor
                persons: list[str | None] = [*room] or [None]
                for seat, person in enumerate(persons if "for_each" in rule else [place.recruiter]):
                    found.append(_action(rule, name, place, person, day_of(at), (number, order, seat)))
        return found

    def _snooze(self, rulebook: Rulebook, actions: list[Wanted]) -> None:
        """Let the user put one action off, to whatever day."""
        plain = msgspec.structs.replace(rulebook, guards={})
        plan = plan_for(self.diary.history(), plain, self.now.replace(tzinfo=NEW_YORK))
        if not actions:
            return
        number = self.random.randrange(len(actions))
        until = self.today + timedelta(days=self.random.randint(-4, 12))
        action = plan.actions[number]
        event = Recorder(self.now.replace(tzinfo=NEW_YORK), lambda: "snooze").snoozed(action, until)
        self.diary.events.append(event)
        wanted = actions[number]
        assert label_of(action) == wanted.label
        if until >= day_of(self.anchors[action.anchor.kind, wanted.place.name][0]):
            wanted.due = until
            wanted.latest = max(wanted.latest, until) if wanted.latest else None
        wanted.snoozed = True


def _action(
    rule: dict[str, Any],
    name: str,
    place: Place,
    person: str | None,
    anchor: date,
    turn: tuple[int, int, int],
) -> Wanted:
    wait = rule["wait"]
    due = _later(anchor, wait["ideal"], place)
    earliest = _later(anchor, wait.get("earliest", wait["ideal"]), place)
    latest = _later(anchor, wait["latest"], place) if "latest" in wait else None
    return Wanted(
        label=f"{name}/{place.name}/{person}",
        place=place,
        person=person,
        due=landed(due, earliest, latest, rule["lands"], place.is_worked),
        latest=latest,
        turn=turn,
        lands=rule["lands"] != "anytime",
        waits="needs" in rule,
        guarded=not rule.get("courtesy", False),
    )


def _later(day: date, wait: str, place: Place) -> date:
    count, _, unit = wait.partition(" ")
    if unit == "days":
        return day + int(count) * DAY
    return business_days_after(day, int(count), place.is_worked)


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
