"""`today` leaves applications unread that are asleep; that never changes what it says."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from damage import TABLES, TO_TABLES, spoil_table
from followup.adapters.holidays import Calendars
from followup.adapters.log import around
from followup.adapters.log.store import Store
from followup.adapters.rulebook import RuleFile, compile_rules
from followup.cli.environment import Environment
from followup.cli.morning import brief
from followup.cli.session import Session
from followup.core.actions import action_id
from followup.core.agenda import agenda_of
from followup.core.events import About, Event, Person, Wish
from followup.core.records import Recorder
from followup.core.same import same_application
from followup.formats.screens.documents import action_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from followup.core.agenda import Agenda
    from followup.core.history import History
    from followup.core.people import Contact

DEFAULT = (Path(__file__).parents[2] / "rules.yaml").read_text().replace("holidays: none", "holidays: US")
# Limits of every kind: for a company, for a person with a count that starts again, in business days.
HARD_GUARDS = """guards:
  company: {at_most: 2, per: company, within: 5 business days, then: postpone}
  person: {at_most: 2, per: contact, since: [heard_back, interview], then: stop}
  machine: {at_most: 3, per: company, since: [offer], then: stop}
  weekly: {at_most: 1, per: contact, within: 7 days, then: postpone}
"""
HARD = DEFAULT[: DEFAULT.index("\nguards:") + 1] + HARD_GUARDS + DEFAULT[DEFAULT.index("\nstop:") :]
RULES = {"default": DEFAULT, "hard": HARD}

# Where employers are: most where the user is, some a day ahead or behind for much of the day.
ZONES = (None, None, None, "Asia/Tokyo", "Pacific/Honolulu", "Pacific/Kiritimati")
COMPANIES = ("Acme", "Acme", "Bell", "Cray", "Dell")
# Namesakes, one person under two names, single words, names with several addresses.
PEOPLE = (
    Person("Robin", "robin@example.com", part="recruiter"),
    Person("Robin", part="recruiter"),
    Person("Robin", "robin@example.org", part="recruiter"),
    Person("Robin Roe", part="recruiter"),
    Person("Robin Roe", "roe@example.com", part="recruiter"),
    Person("Robin Roe", "roe@example.org", part="recruiter"),
    Person("Kim", "robin@example.com", part="recruiter"),
    Person("Ann", part="interviewer"),
    Person("Bo", "bo@example.com", part="interviewer"),
)
FACTS = (
    *(
        "receipt",
        "receipt",
        "heard_back",
        "promised",
        "sent",
        "sent",
        "offer",
        "declined",
        "rejected",
        "note",
    ),
    *("phone_screen", "interview", "interview", "interview", "cancelled", "cancelled", "no_receipt"),
)
TALKS = ("phone_screen", "interview")
START = date(2026, 10, 5)
ZONE = ZoneInfo("America/New_York")


@lru_cache(maxsize=2)
def rules(name: str) -> RuleFile:
    """Return one of the rule sets."""
    return RuleFile(Path("rules.yaml"), compile_rules("rules.yaml", RULES[name].encode()), name)


class Corrected(Calendars):
    """The calendars by an edition of the lists of holidays in which all have these free days, too."""

    def __init__(self, session: Session, free: frozenset[date]) -> None:
        super().__init__(session.rulebook.calendar, lambda: ZONE, None)
        self._free = free

    @property
    def edition(self) -> str:
        """Return what the free days are."""
        return repr(sorted(self._free))

    def _days(self, code: str, year: int) -> frozenset[date]:
        return super()._days(code, year) | self._free


class Step(NamedTuple):
    """One thing that happens; the numbers choose among what there is."""

    what: str
    gap: int
    one: int
    two: int
    people: tuple[Person, ...]


STEPS = st.builds(
    Step,
    what=st.sampled_from(
        [
            *("begin", "begin", "fact", "fact", "fact", "fact", "wish", "done", "done", "skip", "snooze"),
            *("retract", "amend", "merge", "rename", "remind", "away", "look", "look", "look"),
            *("spoil", "spoil", "edition", "same"),
        ]
    ),
    gap=st.integers(0, 6),
    one=st.integers(0, 20),
    two=st.integers(0, 25),
    people=st.lists(st.sampled_from(PEOPLE), max_size=2, unique=True).map(tuple),
)


class Search:
    """A search for a job as it goes on, in a real file, with looks at the agenda in between."""

    def __init__(self, folder: Path, rule_set: str) -> None:
        self.path = folder / "followup.db"
        self.store = Store(self.path)
        self.free = frozenset[date]()
        self.rules = rules(rule_set)
        self.day = START
        self.applications: list[str] = []
        self.events: list[Event] = []
        self._numbers = count(1)

    def new_id(self) -> str:
        """Return the next id."""
        return action_id("cache", str(next(self._numbers)), "", "", 1)

    def session(self, now: datetime) -> Session:
        """Return what `today` works with at `now`."""
        environment = Environment(
            variables={"FOLLOWUP_DATA_DIR": "/nowhere"},
            clock=lambda: now,
            local_zone=lambda: ZONE,
            store=self.store,
            rules=self.rules,
        )
        session = Session(environment)
        session.calendars = Corrected(session, self.free)
        return session

    def evening(self) -> datetime:
        """Return when the events of the day are typed."""
        return datetime.combine(self.day, time(19), ZONE)

    def take(self, step: Step) -> None:
        """Do what the step says, if it can be done."""
        if step.what == "look":
            self.look(datetime.combine(self.day + timedelta(days=step.two - 8), time(step.one), ZONE))
            return
        self.day += timedelta(days=step.gap)
        found = getattr(self, f"_{step.what}")(step)
        if found:
            self.events += found
            self.store.append(found)

    def begin(self, *people: Person) -> None:
        """Log an application at Acme or Bell, in turn."""
        self.take(Step("begin", 0, 2 * len(self.applications) % 5, 1, people))

    def log(self, kind: str, application: int, *people: Person) -> None:
        """Log an event of the application with this number."""
        place = self.applications[application]
        self.keep([self.recorder.fact(kind, self.day, place, self._decided(people, place))])

    def wish(self, person: Person, **wish: Any) -> None:
        """Log what a person wishes everywhere."""
        [decided] = self._decided((person,), None)
        contact = self.history().contacts.of(decided)
        self.keep([self.recorder.preference(contact, Wish(**wish), None, None, None)])

    def keep(self, events: list[Event]) -> None:
        """Add events to the log."""
        self.events += events
        self.store.append(events)

    @property
    def recorder(self) -> Recorder:
        """Return what builds the events of this evening."""
        return Recorder(self.evening(), self.new_id)

    def history(self) -> History:
        """Return what the whole log adds up to."""
        return self.session(self.evening()).history()

    def _decided(self, people: tuple[Person, ...], application: str | None) -> tuple[Person, ...]:
        """Return the people with the ids of contacts, as a command that cannot ask would decide."""
        history = self.history()
        place = history.application(application)
        found = []
        for person in people:
            match = history.contacts.match(person, application, place.company_key if place else None)
            contact = match.contact or (match.others[0] if match.is_open else None)
            decided = msgspec.structs.replace(person, contact=contact.id if contact else self.new_id())
            history.contacts.add(decided, application)
            found.append(decided)
        return tuple(found)

    def look(self, now: datetime) -> None:
        """Compare the agenda with that of the whole log."""
        session = self.session(now)
        quick = shown(brief(session), session)
        whole = shown(agenda_of(session.plan(session.history())), session)
        assert quick == whole

    def _spoil(self, step: Step) -> list[Event]:
        """Delete, alter or swap rows of what stands beside the log, as far as there is anything yet."""
        table = sorted(TABLES)[step.one % len(TABLES)]
        if not self.path.exists():
            return []
        with suppress(sqlite3.Error):
            spoil_table(self.path, table, sorted(TO_TABLES)[step.two % len(TO_TABLES)])
        return []

    def _edition(self, step: Step) -> list[Event]:
        """Install another edition of the lists of holidays, in which other days are free."""
        self.free = frozenset(self.day + timedelta(days=step.one + more) for more in range(step.two % 4))
        return []

    def _begin(self, step: Step) -> list[Event]:
        about = About(
            company=COMPANIES[step.one % len(COMPANIES)],
            handle=f"app-{len(self.applications)}",
            holidays="DE" if step.two % 5 == 0 else None,
            timezone=ZONES[step.two % len(ZONES)],
        )
        event = self.recorder.fact("applied", self.day, None, self._decided(step.people, None), about=about)
        self.applications.append(event.id)
        return [event]

    def _fact(self, step: Step) -> list[Event]:
        if not self.applications:
            return []
        kind = FACTS[step.one % len(FACTS)]
        day = self.day + timedelta(days=step.two % 13 if kind in {"phone_screen", "interview"} else 0)
        at = datetime.combine(day, time(10), ZONE) if step.two % 2 else day
        until = self.day + timedelta(days=step.two) if kind in {"promised", "offer"} else None
        place = self._some(step.two)
        event = self.recorder.fact(kind, at, place, self._decided(step.people, place), until=until)
        talks = [each for each in self.events if each.application == place and each.kind in TALKS]
        if kind == "cancelled":
            return [msgspec.structs.replace(event, talk=talks[-1].id)] if talks else []
        return [event]

    def _remind(self, step: Step) -> list[Event]:
        place = self._some(step.two) if self.applications and step.two % 2 else None
        people = self._decided(step.people[:1], place)
        day = self.day + timedelta(days=step.two % 11)
        return [
            Event(
                id=self.new_id(),
                kind="reminder",
                recorded_at=self.evening(),
                day=day,
                note="Call",
                people=people,
                channel="phone" if step.one % 2 else "email",
                application=place,
            )
        ]

    def _some(self, number: int) -> str:
        return self.applications[number % len(self.applications)]

    def _contact(self, number: int) -> Contact | None:
        contacts = list(self.history().contacts)
        return contacts[number % len(contacts)] if contacts else None

    def _wish(self, step: Step) -> list[Event]:
        contact = self._contact(step.one)
        if contact is None or not self.applications:
            return []
        wish = [
            Wish(follow_up=True),
            Wish(follow_up=False),
            Wish(not_before=self.day + timedelta(days=step.two)),
            Wish(channel="phone"),
        ][step.one % 4]
        where = self._some(step.two) if step.two % 2 else None
        return [self.recorder.preference(contact, wish, where, None, None)]

    def _merge(self, step: Step) -> list[Event]:
        one, other = self._contact(step.one), self._contact(step.two)
        if one is None or other is None or one.id == other.id:
            return []
        return [self.recorder.same_person(one, other)]

    def _same(self, step: Step) -> list[Event]:
        known = self.history().applications
        if len(known) < 2:
            return []
        one, other = known[step.one % len(known)], known[step.two % len(known)]
        return same_application(one, other, self.recorder) if one is not other else []

    def _rename(self, step: Step) -> list[Event]:
        contact = self._contact(step.one)
        if contact is None or not step.people:
            return []
        return [self.recorder.corrected_contact(Person(step.people[0].name, contact=contact.id))]

    def _open(self, step: Step) -> Any:
        session = self.session(self.evening())
        actions = session.plan(session.history()).open()
        return actions[step.one % len(actions)] if actions else None

    def _done(self, step: Step) -> list[Event]:
        action = self._open(step)
        return self.recorder.done(action, self.day, letter=action.letter) if action else []

    def _skip(self, step: Step) -> list[Event]:
        action = self._open(step)
        return [self.recorder.skipped(action, self.day)] if action else []

    def _snooze(self, step: Step) -> list[Event]:
        action = self._open(step)
        until = self.day + timedelta(days=step.two)
        return [self.recorder.snoozed(action, until)] if action else []

    def _away(self, step: Step) -> list[Event]:
        first = self.day + timedelta(days=step.one)
        return [self.recorder.away(first, first + timedelta(days=step.two))]

    def _retract(self, step: Step) -> list[Event]:
        if not self.events:
            return []
        return [self.recorder.retraction(self.events[step.two % len(self.events)])]

    def _amend(self, step: Step) -> list[Event]:
        able = [event for event in self.events if event.kind in {*FACTS, "applied", "reminder"}]
        if not able:
            return []
        target = able[step.two % len(able)]
        changes: dict[str, Any] = [
            {"at": self.day},
            {"people": self._decided(step.people, target.application)},
            {"company": "Bell"} if target.id == target.application else {"note": "x"},
        ][step.one % 3]
        return [self.recorder.amendment(target, changes)]


def shown(agenda: Agenda, session: Session) -> dict[str, list[dict[str, Any]]]:
    """Return everything that the agenda can say of its actions, by group."""
    groups = {name: getattr(agenda, name) for name in ("to_do", "waiting", "missed", "later")}
    groups |= {f"row {number}": row for number, row in enumerate(agenda.rows)}
    groups |= {f"at {event}": actions for event, actions in agenda.there.items()}
    groups |= {f"after {event}": actions for event, actions in agenda.afterwards.items()}
    events = [{"event": each.event.id, "at": each.at} for each in agenda.appointments]
    found = {
        name: [action_object(action, session.sentences) for action in actions]
        for name, actions in groups.items()
    }
    return found | {"appointments": [*events, {"more": agenda.more}]}


def check(steps: list[Step], rule_set: str) -> None:
    """Go through the steps, and look at many dates forwards and backwards at the end."""
    with tempfile.TemporaryDirectory() as folder:
        search = Search(Path(folder), rule_set)
        try:
            for step in steps:
                search.take(step)
            for days in (0, 1, 30, 3, -5, 9, 9, 16, -30, 61, 2):
                search.look(datetime.combine(search.day + timedelta(days=days), time(9), ZONE))
        finally:
            search.store.close()


@pytest.fixture(autouse=True, scope="module")
def few_are_many() -> Iterator[None]:
    """Treat a person with one application that is over as one with thousands."""
    few, around.FEW = around.FEW, 0
    yield
    around.FEW = few


# Long lists of steps are slow to draw, and large.
PROPERTY = settings(suppress_health_check=list(HealthCheck))


@settings(PROPERTY, max_examples=settings().max_examples // 2)
@given(steps=st.lists(STEPS, min_size=4, max_size=18), rule_set=st.sampled_from(sorted(RULES)))
def test_what_is_asleep_changes_nothing(steps: list[Step], rule_set: str) -> None:
    """Whatever was logged, and whenever one looked before, the agenda is that of the whole log."""
    check(steps, rule_set)


@pytest.mark.slow
@pytest.mark.parametrize("rule_set", RULES)
@settings(PROPERTY, max_examples=750)
@given(steps=st.lists(STEPS, min_size=4, max_size=40))
def test_what_is_asleep_changes_nothing_in_long_searches(steps: list[Step], rule_set: str) -> None:
    """The same, for logs of a size at which most applications sleep."""
    check(steps, rule_set)


def test_what_is_due_abroad_goes_before_what_is_still_to_come_here(tmp_path: Path) -> None:
    """On one date: it is today already in Kiritimati and still tomorrow in New York. One person gets both."""
    search = Search(tmp_path, "default")
    search.day = date(2026, 10, 22)
    search.take(Step("begin", 0, 2, 1, PEOPLE[:1]))
    search.log("phone_screen", 0, PEOPLE[0])
    search.take(Step("begin", 0, 3, 11, PEOPLE[:1]))
    assert search.history().applications[1].first.about.timezone == "Pacific/Kiritimati"
    search.log("receipt", 1)
    for day in range(12):
        for hour in (1, 8, 13, 23):
            search.look(datetime.combine(search.day + timedelta(days=day), time(hour), ZONE))
    search.store.close()


def test_a_wish_for_everywhere_wakes_what_it_lets_go(tmp_path: Path) -> None:
    """What was held back for two months is due when the person has changed their mind."""
    search = Search(tmp_path, "default")
    search.begin(PEOPLE[0])
    search.log("heard_back", 0)
    search.wish(PEOPLE[0], not_before=START + timedelta(days=60))
    search.look(search.evening())
    search.wish(PEOPLE[0], not_before=START)
    search.look(search.evening() + timedelta(days=20))
    search.store.close()


def test_an_answer_elsewhere_lets_a_count_start_again(tmp_path: Path) -> None:
    """Though nobody is named in it, and nothing else there is to be read."""
    search = Search(tmp_path, "hard")
    search.begin(PEOPLE[0])
    search.begin(PEOPLE[0])
    for _ in range(2):
        search.log("sent", 0, PEOPLE[0])
    search.day += timedelta(days=1)
    search.log("heard_back", 1)
    search.look(search.evening())
    search.look(search.evening() + timedelta(days=14))
    session = search.session(search.evening() + timedelta(days=13))
    assert [each.rule for each in brief(session).to_do if each.status != "overdue"] == ["check-in"]
    search.store.close()


def test_a_reminder_about_no_application_may_be_corrected_to_another_person(tmp_path: Path) -> None:
    """What is planned for that one is read beside it from then on: they share a letter, or a limit."""
    search = Search(tmp_path, "default")
    for person in (PEOPLE[0], PEOPLE[-1]):
        search.begin(person)
    search.log("receipt", 1)
    search.log("sent", 1, PEOPLE[-1])
    search.day += timedelta(days=1)
    [first] = search._decided(PEOPLE[:1], search.applications[0])
    [second] = search._decided(PEOPLE[-1:], search.applications[1])
    reminder = search.recorder.reminder("Call", search.day + timedelta(days=2), None, (first,), "email")
    search.keep([reminder])
    search.keep([search.recorder.amendment(reminder, {"people": (second,)})])
    search.look(search.evening())  # all sleep until their day
    for days in range(8):
        search.look(search.evening() + timedelta(days=days))
    search.store.close()


def test_days_away_wake_everything(tmp_path: Path) -> None:
    """So do their correction, taking them back, and taking back the correction."""
    search = Search(tmp_path, "default")
    for _ in range(3):
        search.begin()
    search.day += timedelta(days=200)
    everything = frozenset(search.applications)

    def awake() -> frozenset[str]:
        session = search.session(search.evening())
        premises = session.premises
        asked = search.store.awake(premises, search.evening()).asked
        brief(session)
        assert search.store.awake(premises, search.evening()).asked == frozenset()
        return asked

    assert awake() == everything
    away = search.recorder.away(search.day, search.day + timedelta(days=7))
    longer = search.recorder.amendment(away, {"until": search.day + timedelta(days=9)})
    for event in (away, longer, search.recorder.retraction(longer), search.recorder.retraction(away)):
        search.keep([event])
        assert awake() == everything, event
    search.store.close()


def test_most_applications_sleep() -> None:
    """What has nothing to show is not read: else there would be no use in it."""
    with tempfile.TemporaryDirectory() as folder:
        search = Search(Path(folder), "default")
        for number in range(20):
            search.take(Step("begin", 0, 2 + number % 3, 1, ()))
        search.day += timedelta(days=200)
        session = search.session(search.evening())
        brief(session)
        premises = session.premises
        assert search.store.awake(premises, search.evening()).asked == frozenset()
        search.store.close()


def test_a_look_needs_no_right_to_write(tmp_path: Path) -> None:
    """Where the sleep cannot be noted the agenda is the same."""
    search = Search(tmp_path, "default")
    search.take(Step("begin", 0, 2, 1, ()))
    other = Store(tmp_path / "followup.db")
    connection = other._open()
    assert connection is not None
    connection.execute("BEGIN IMMEDIATE")
    search.store.log()
    assert search.store._connection is not None
    search.store._connection.execute("PRAGMA busy_timeout = 10")
    search.look(search.evening())
    other.close()
    search.store.close()


def test_rules_that_change_wake_everything(tmp_path: Path) -> None:
    """The sleep was computed from the old ones."""
    search = Search(tmp_path, "default")
    search.take(Step("begin", 0, 2, 1, ()))
    search.look(search.evening())
    search.rules = RuleFile(
        Path("rules.yaml"),
        compile_rules(
            "rules.yaml", b"version: 1\nrules:\n  look: {after: applied, wait: 0 days, do: Look}\n"
        ),
        "other",
    )
    search.look(search.evening())
    session = search.session(search.evening())
    assert [action.rule for action in brief(session).to_do] == ["look"]
    search.store.close()
