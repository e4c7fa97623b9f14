"""Builders that the tests of the core share: logs written line by line, rules as plain values.

Nothing here computes a date that a test then checks.
"""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import msgspec

from followup.adapters.rulebook import check_rules
from followup.core.calendar import Calendar
from followup.core.durations import duration
from followup.core.events import About, Event, Person, Settles, Wish
from followup.core.history import History, fold
from followup.core.people import Contact, Contacts
from followup.core.planner import Plan, plan_for
from followup.core.records import Recorder
from followup.core.rules import Rulebook, Wait, limit
from followup.core.text import normal, slug

if TYPE_CHECKING:
    from collections.abc import Iterable

    from followup.core.actions import Action
    from followup.core.moments import Moment

NEW_YORK = ZoneInfo("America/New_York")
BERLIN = ZoneInfo("Europe/Berlin")
TOKYO = ZoneInfo("Asia/Tokyo")

THANKSGIVING = date(2026, 11, 26)  # a Thursday
LABOR_DAY = date(2026, 9, 7)  # a Monday
CHRISTMAS = date(2026, 12, 25)  # a Friday

OFFICE = Calendar(NEW_YORK, holidays=lambda _year: frozenset({THANKSGIVING, LABOR_DAY, CHRISTMAS}))
PLAIN = Calendar(NEW_YORK)

ROBIN = Person("Robin", "robin@example.com", part="recruiter")
ANN = Person("Ann", "ann@example.com", part="interviewer")
BO = Person("Bo", "bo@example.com", part="interviewer")
CY = Person("Cy", part="interviewer")

GERMANY = Calendar(BERLIN, holidays=lambda _year: frozenset({date(2026, 10, 3), date(2026, 12, 25)}))

# Rules that the tables are about, as a rules file has them.
ASK = {"after": "applied", "wait": "5 business days", "send": "ask", "to": "recruiter"}
ASK_BY = ASK | {"wait": {"earliest": "1 business day", "ideal": "5 business days", "latest": "3 weeks"}}
THANK = {
    "after": "interview",
    "for_each": "interviewer",
    "wait": {"earliest": "0 hours", "ideal": "2 hours", "latest": "3 business days"},
    "lands": "anytime",
    "send": "thanks",
    "courtesy": True,
}
CHECK_IN = {
    "after": {"silence_since": ["applied", "heard_back", "interview"]},
    "wait": "2 weeks",
    "repeat": {"every": "1 week", "at_most": 2},
    "send": "check-in",
    "to": "recruiter",
}
STOP = ["rejected", "withdrawn", "accepted", "declined", "closed"]
WEEKLY = {"once-a-week": {"at_most": 1, "per": "contact", "within": "7 days"}}
PREPARE = {"before": "interview", "lead": "1 business day"}


def moment(text: str, zone: ZoneInfo = NEW_YORK) -> Moment:
    """Return `2026-11-20` as a date, `2026-11-20T14:00` as a time in `zone`, if it names none itself."""
    if "T" not in text:
        return date.fromisoformat(text)
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=zone)


def morning(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    """Return nine o'clock on a date, or the time that `text` gives."""
    at = moment(text, zone)
    return at if isinstance(at, datetime) else datetime.combine(at, time(9), zone)


def book(rules: dict[str, Any], **rest: Any) -> Rulebook:
    """Return a rulebook of `rules` written as in YAML; each gets `do` if it has none."""
    spelled = {name: {"do": name.replace("-", " "), **rule} for name, rule in rules.items()}
    return msgspec.convert(_read({"version": 1, "rules": spelled, **rest}), Rulebook)


def _read(written: Any, key: str = "") -> Any:
    """Return what is written as in YAML with its durations and limits as values."""
    if isinstance(written, dict):
        return {name: _read(value, name) for name, value in written.items()}
    if key == "wait":
        return Wait(ideal=duration(written))
    if key in {"earliest", "ideal", "latest", "lead", "every", "within"}:
        return None if written is None else duration(written)
    return limit(written) if key == "limit" else written


@lru_cache(maxsize=1)
def default_rules() -> Rulebook:
    """Return the rules that ship with the program."""
    path = Path(__file__).parents[2] / "rules.yaml"
    rulebook = check_rules(path.read_bytes()).rulebook
    assert rulebook is not None
    return rulebook


class Diary:
    """A log, written line by line as the commands would.

    `calendar` is the user's; `others` are those of employers, by the code of their holidays or the name of
    their zone.
    """

    def __init__(self, calendar: Calendar = OFFICE, others: dict[str, Calendar] | None = None) -> None:
        self.events: list[Event] = []
        self.contacts = Contacts()
        self._calendar = calendar
        self._others = others or {}
        self._numbers = count(1)
        self._contact_numbers = count(1)
        self._companies: dict[str | None, str] = {}

    def calendar_for(self, holidays: str | None = None, timezone: str | None = None) -> Calendar:
        """Return the calendar of an application with these holidays and zone."""
        return self._others.get(holidays or timezone or "", self._calendar)

    def begin(
        self, on: str, *people: Person, company: str = "Acme", kind: str = "applied", **more: Any
    ) -> str:
        """Log the first event of an application, and return the application's id."""
        handle = more.pop("handle", slug(company))
        return self.add(kind, on, None, *people, company=company, handle=handle, **more).id

    def add(
        self,
        kind: str,
        on: str,
        application: str | None,
        *people: Person,
        typed: str | None = None,
        **more: Any,
    ) -> Event:
        """Log an event; `typed` is when the user did, that very moment unless it says otherwise."""
        at = moment(on)
        identity = self._new_id()
        begins = application is None and "company" in more
        place = identity if begins else application
        company = more.get("company") or self._companies.get(place)
        if place is not None and company:
            self._companies[place] = company
        event = Event(
            id=identity,
            kind=kind,
            recorded_at=morning(typed) if typed else morning(on) if "T" in on else morning(f"{on}T00:00"),
            day=None if isinstance(at, datetime) else at,
            moment=at if isinstance(at, datetime) else None,
            application=place,
            people=tuple(self._decided(person, place, normal(company or "")) for person in people),
            about=About(**{key: more.pop(key) for key in About.__struct_fields__ if key in more}),
            wish=Wish(
                **{
                    key: more.pop(key)
                    for key in Wish.__struct_fields__
                    if key in more and kind == "preference"
                }
            ),
            settles=Settles("x" * 16, "some-rule", "", courtesy=True)
            if more.pop("courtesy", False)
            else None,
            **more,
        )
        self.events.append(event)
        return event

    def _decided(self, person: Person, application: str | None, company: str) -> Person:
        """Return the person with a contact's id, as a command that cannot ask would decide."""
        if not person.contact:
            found = self.contacts.called(person) if application is None else []
            contact = (
                found[0] if len(found) == 1 else self.contacts.match(person, application, company).contact
            )
            identity = contact.id if contact else f"contact-{next(self._contact_numbers):03}"
            person = msgspec.structs.replace(person, contact=identity)
        self.contacts.add(person, application, company or None)
        return person

    def prefer(self, person: Person, on: str, application: str | None = None, **wish: Any) -> Event:
        """Log what a person wishes, everywhere or for one application."""
        return self.add("preference", on, application, person, **wish)

    def retract(self, event: Event, on: str) -> Event:
        """Take an event back."""
        return self._log(self._recorder(morning(on)).retraction(event))

    def amend(self, event: Event, typed: str, **changes: Any) -> Event:
        """Correct fields of an event; `on` is when it really happened."""
        if "on" in changes:
            changes["at"] = moment(changes.pop("on"))
        if "people" in changes:
            company = normal(self._companies.get(event.application) or "")
            changes["people"] = tuple(
                self._decided(person, event.application, company) for person in changes["people"]
            )
        return self._log(self._recorder(morning(typed)).amendment(event, changes))

    def merge(self, one: Person, other: Person, on: str) -> Event:
        """Say that two contacts are one person; they are named as `prefer` names them."""
        kept, gone = self.contact(one), self.contact(other)
        event = self._log(self._recorder(morning(on)).same_person(kept, gone))
        self.contacts.merge(*event.people)
        return event

    def done(self, action: Action, on: str) -> list[Event]:
        """Say that an action was done."""
        return [self._log(event) for event in self._recorder(morning(on)).done(action, moment(on))]

    def skip(self, action: Action, on: str) -> Event:
        """Drop an action."""
        return self._log(self._recorder(morning(on)).skipped(action, moment(on)))

    def snooze(self, action: Action, until: str, on: str) -> Event:
        """Put an action off."""
        return self._log(self._recorder(morning(on)).snoozed(action, date.fromisoformat(until)))

    def _recorder(self, now: datetime) -> Recorder:
        return Recorder(now, self._new_id)

    def _log(self, event: Event) -> Event:
        self.events.append(event)
        return event

    def contact(self, person: Person) -> Contact:
        """Return the one contact that a name or an address means."""
        [found] = self.contacts.called(person)
        return found

    def history(self) -> History:
        """Return what the log adds up to."""
        return fold(self.events, self.calendar_for)

    def plan(self, rules: Rulebook, now: str) -> Plan:
        """Return the plan at nine o'clock on a date, or at the time given."""
        return plan_for(self.history(), rules, morning(now))

    def _new_id(self) -> str:
        return f"event-{next(self._numbers)}"


def of_rule(plan: Plan, rule: str) -> list[Action]:
    """Return a rule's actions, in the order of the plan."""
    return [action for action in plan.actions if action.rule == rule]


def only(plan: Plan, rule: str) -> Action:
    """Return the one action of a rule."""
    [action] = of_rule(plan, rule)
    return action


def rows(actions: Iterable[Action]) -> list[tuple[str, str, str]]:
    """Return (rule, status, due date) of each action: what a table of cases compares."""
    return [(action.rule, str(action.status), action.due.isoformat()[:10]) for action in actions]


def steps(action: Action) -> list[str]:
    """Return the names of the steps that led to the action's date and status."""
    return [str(reason.step) for reason in action.reasons]
