"""Commands of every kind, in any order, on a real log and a clock that goes on.

After each the log has only grown, by what one `undo` takes back; what a command says and logs is what it says
and logs where it reads the whole log (`FOLLOWUP_NO_CACHE=1`); and what every view says is what it says of a
log into which the same events were written anew.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cli.post import invited, mbox, receipt, refusal
from cli.program import Program, Result
from followup.adapters.log import around
from followup.adapters.log.derived import fault_of
from followup.core.corrections import corrected
from followup.core.events import FACTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from followup.core.events import Event

ZONE = ZoneInfo("America/New_York")
ALLOWED = {0, 1, 2, 3}  # well, refused, wrong words, rules that cannot be used
VIEWS = ("list --json", "people --json", "today --all --json", "plan --days 20 --json")
# One thing at a time, as a person looks at it.
LOOKS = (
    *("show {handle}", "show {handle} --json", "why {handle}", "why {handle} --json", "brief {handle}"),
    *("why {action}", "why {action} --json", "draft {action}", "why {number}", "draft {number}"),
    *("digest", "calendar", "plan", "plan --days 3 --json", "today", "list", "list --open", "list --json"),
)
COMPANIES = ("Acme", "Globex", "Initech", "Globax Labs")
PEOPLE = ("Robin <robin@example.com>", "Robin Roe", "Kim <kim@example.com>", "Ann", "robin@example.org")
NUMBERS = st.integers(0, 30)
DAYS = st.integers(-12, 20)
AHEAD = st.integers(-1, 20)
PERSON = st.sampled_from(PEOPLE)
EDITS = (
    *("--on", "--until", "--ends", "--note", "--role", "--company", "--with", "--without", "--recruiter"),
    *("--kind", "--handle", "--timezone", "--holidays", "--where", "--retract"),
)
WISHES = ("channel", "no", "yes", "not-before")


class Commands(RuleBasedStateMachine):
    """One search for a job, command by command."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.program = Program(self.folder, ZONE)
        self.program.variables["FOLLOWUP_DEBUG"] = "1"  # what goes wrong inside is an error of this test
        self.program.config.mkdir()
        self.other = Program(self.folder / "other", ZONE)
        self.other.restart_ids("other")
        # What was in force before each thing that an `undo` would take back.
        self.befores: list[tuple[Event, ...]] = []
        self.runs = self.recalled = 0
        # Each copy by its path: the events that it holds, and what an `undo` would take back then.
        self.copies: dict[str, tuple[list[Event], list[tuple[Event, ...]]]] = {}

    def teardown(self) -> None:
        """See that a log into which the same events are written says the same."""
        try:
            self._check_replay()
        finally:
            shutil.rmtree(self.folder)

    @initialize(country=st.sampled_from(("US", "DE", "none")))
    def set_up(self, country: str) -> None:
        """Choose whose holidays count, and begin: else most commands find nothing."""
        assert self._run("init", "--country", country, "--timezone", "America/New_York").code == 0
        for company, person in zip(COMPANIES, PEOPLE, strict=False):
            self.apply(company, person)
        self.program.clock += timedelta(days=3)

    # Each rule draws numbers, which choose among what there is.

    @rule(
        kind=st.sampled_from(FACTS),
        company=st.sampled_from(COMPANIES),
        person=st.none() | PERSON,
        day=DAYS,
        hour=st.sampled_from((None, 0, 9, 23)),
        flags=st.sets(st.sampled_from(("--anyway", "--new", "--again"))),
        role=st.sampled_from((None, None, "Engineer", "Analyst")),
    )
    def add(
        self,
        kind: str,
        company: str,
        person: str | None,
        day: int,
        hour: int | None,
        flags: set[str],
        role: str | None,
    ) -> None:
        """Log what happened, or will."""
        words = ["add", kind.replace("_", "-"), company, "--on", self._day(day, hour), *sorted(flags)]
        words += ["--until", self._day(abs(day))] if kind in {"promised", "offer"} else []
        words += ["--role", role] if role else []
        part = "--with" if kind in {"interview", "phone_screen"} else "--recruiter"
        self._run(*words, *([part, person] if person else []))

    @rule(company=st.sampled_from(COMPANIES), person=PERSON)
    def apply(self, company: str, person: str) -> None:
        """Begin an application, so that there is something to do."""
        self._run("add", "applied", company, "--new", "--recruiter", person)

    @rule(number=NUMBERS, day=DAYS)
    def note(self, number: int, day: int) -> None:
        """Write something down."""
        self._run("note", self._handle(number) or "acme", "How big is the team?", "--on", self._day(day))

    @rule(number=NUMBERS, how=st.sampled_from((["done"], ["done", "--no"], ["skip"], ["done", "--only"])))
    def settle(self, number: int, how: list[str]) -> None:
        """Do an action, or drop it."""
        self._run(how[0], self._action(number), *how[1:])

    @rule(number=NUMBERS, day=AHEAD, flag=st.sampled_from(("--anyway", "--free", "--only")))
    def snooze(self, number: int, day: int, flag: str) -> None:
        """Put an action off."""
        self._run("snooze", self._action(number), self._day(day), flag)

    @rule(
        number=NUMBERS,
        day=DAYS,
        person=PERSON,
        what=st.sampled_from(EDITS),
        flag=st.sampled_from(((), ("--anyway",))),
    )
    def edit(self, number: int, day: int, person: str, what: str, flag: tuple[str, ...]) -> None:
        """Correct an event, or take it back."""
        days = {each: self._day(day) for each in ("--on", "--until", "--ends")}
        people = dict.fromkeys(("--with", "--without", "--recruiter"), person)
        words = {
            "--note": "so it was",
            "--role": "Analyst",
            "--company": COMPANIES[number % len(COMPANIES)],
            "--kind": sorted(FACTS)[number % len(FACTS)],
            "--handle": f"other-{number}",
            "--timezone": "Asia/Tokyo",
            "--holidays": "DE",
            "--where": "room 5",
        }
        value = (days | people | words).get(what)
        self._run("edit", self._event(number), what, *([value] if value else []), *flag)

    @rule(person=PERSON, number=NUMBERS, day=DAYS, what=st.sampled_from(WISHES))
    def prefer(self, person: str, number: int, day: int, what: str) -> None:
        """Note a wish, everywhere or in one application."""
        wish = {
            "channel": ("--channel", "phone"),
            "no": ("--follow-up", "no"),
            "yes": ("--follow-up", "yes"),
            "not-before": ("--not-before", self._day(day)),
        }[what]
        place = self._handle(number) if number % 3 == 0 else None
        self._run("prefer", person, *wish, *(["--application", place] if place else []))

    @rule(first=DAYS, days=st.integers(0, 9))
    def away(self, first: int, days: int) -> None:
        """Name days away."""
        self._run("away", self._day(first), self._day(first + days))

    @rule(number=NUMBERS, day=AHEAD, person=st.none() | PERSON)
    def remind(self, number: int, day: int, person: str | None) -> None:
        """Plan something of one's own."""
        place = self._handle(number) if number % 2 else None
        about = ["--about", place] if place else []
        self._run("remind", "Call", "--on", self._day(day), *about, *(["--to", person] if person else []))

    @rule(
        company=st.sampled_from(COMPANIES),
        day=DAYS,
        kind=st.sampled_from(("receipt", "refusal", "invitation", "moved", "cancelled")),
        how=st.sampled_from(("accept", "accept", "dismiss")),
    )
    def mails(self, company: str, day: int, kind: str, how: str) -> None:
        """Read a mail, and say yes or no to all that waits, of which some may have been undone."""
        at = self._day(min(day, 0), 9)
        starts = f"{self._day(abs(day)).replace('-', '')}T100000"
        sender = f"Ann Lee <ann@{company.lower()}.example>"
        uid = f"talk@{company}"
        mail = {
            "receipt": lambda: receipt(company, "Engineer", at),
            "refusal": lambda: refusal(company, "Engineer", at),
            "invitation": lambda: invited(at, starts, uid=uid, From=sender),
            "moved": lambda: invited(at, starts, 1, uid=uid, From=sender),
            "cancelled": lambda: invited(at, starts, 2, "CANCEL", uid=uid, From=sender),
        }[kind]()
        found = self._run("inbox", str(mbox(self.folder / f"{kind}.mbox", [mail])), "--json")
        ids = [each["id"] for each in found.json["proposals"] if each["application"] or each["new"]]
        if ids:
            assert self._run("inbox", how, *ids).code == 0
            again = self._run("inbox", "--json").json["proposals"]
            assert not {each["id"] for each in again} & set(ids)

    @rule(one=NUMBERS, other=NUMBERS)
    def merge(self, one: int, other: int) -> None:
        """Say that two people are one."""
        self._run("people", "merge", self._contact(one), self._contact(other))

    @rule(number=NUMBERS, what=st.sampled_from((("--name", "Kim Roe"), ("--email", "kim@example.com"))))
    def rename(self, number: int, what: tuple[str, str]) -> None:
        """Correct what is known of a person."""
        self._run("people", "edit", self._contact(number), *what)

    @rule(name=st.sampled_from(("quiet", "default", "persistent")))
    def use(self, name: str) -> None:
        """Adopt other rules."""
        assert self._run("rules", "use", name).code == 0

    @rule()
    def undo(self) -> None:
        """Take back the last thing: then all is as it was before it, and no thing goes twice."""
        result = self._run("undo")
        if not self.befores:
            assert result.code == 1
            return
        assert result.code == 0
        assert self._in_force() == self.befores.pop()

    @precondition(lambda self: self.program.path.exists())
    @rule(company=st.sampled_from(COMPANIES), person=PERSON, anew=st.booleans(), number=NUMBERS)
    def merge_logs(self, company: str, person: str, anew: bool, number: int) -> None:
        """Merge the log of another machine, on which something was logged; then there, too: they agree."""
        if anew or not self.other.path.exists():
            shutil.rmtree(self.other.data, ignore_errors=True)
            self.other.data.mkdir(mode=0o700, parents=True)
            if number % 3:  # else the two have nothing in common
                shutil.copy(self.program.path, self.other.path)
        self.other.clock = self.program.clock + timedelta(seconds=30)
        self.other.run("add", "applied", company, "--new", "--recruiter", person)
        self.other.run("add", "heard-back", company, "--note", "elsewhere")
        assert self._run("merge", str(self.other.path)).code == 0
        assert self.other.run("merge", str(self.program.path)).code == 0
        assert self.other.events() == self.program.events()
        assert self.other.run("export", "--all").out == self.program.run("export", "--all").out

    @rule(one=NUMBERS, other=NUMBERS)
    def join(self, one: int, other: int) -> None:
        """Say that two applications are one."""
        self._run("same", self._handle(one) or "acme", self._handle(other) or "acme")

    @rule()
    def back_up(self) -> None:
        """Copy the log to a place of one's own."""
        path = str(self.folder / f"copy-{len(self.copies)}.db")
        if self._run("backup", "--to", path).code == 0:
            self.copies[path] = (self.program.events(), list(self.befores))

    @precondition(lambda self: self.copies)
    @rule(number=NUMBERS)
    def restore(self, number: int) -> None:
        """Bring a copy back: then all is as it was when the copy was made."""
        path = sorted(self.copies)[number % len(self.copies)]
        assert self.program.run("backup", "restore", path).code == 0
        events, befores = self.copies[path]
        assert self.program.events() == events
        self.befores = list(befores)
        self._check_agenda()

    @rule(hours=st.sampled_from((1, 7, 24, 24, 72, 24 * 15)))
    def wait(self, hours: int) -> None:
        """Let time go by."""
        self.program.clock += timedelta(hours=hours)
        self._check_agenda()

    @precondition(lambda self: self.befores)
    @rule(number=NUMBERS, view=st.sampled_from(LOOKS), day=st.none() | DAYS)
    def look_closer(self, number: int, view: str, day: int | None) -> None:
        """Look at one thing, on this day or another."""
        handle, action = self._handle(number) or "acme", self._action(number)
        words = [word.format(handle=handle, action=action, number=number % 9 + 1) for word in view.split()]
        words = [*(["--now", self._day(day, 9)] if day is not None else []), *words]
        assert self._both(*words).code in ALLOWED

    @precondition(lambda self: self.befores)
    @rule(day=DAYS)
    def look(self, day: int) -> None:
        """Look at the agenda of another day."""
        self._check_agenda("--now", self._day(day, 9))

    def _run(self, *words: str) -> Result:
        """Run a command that adds to the log, if it writes, and see what holds after each."""
        before, in_force = self.program.events(), self._in_force()
        self.program.clock += timedelta(minutes=1)
        # A copy is made once; what waits of mails is kept beside the log, and read again where nothing is.
        is_alone = words[0] in {"backup", "inbox"}
        result = self.program.run(*words) if is_alone else self._both(*words)
        assert result.code in ALLOWED, (words, result)
        after = self.program.events()
        self._check_growth(words, before, after)
        assert len({event.id for event in after}) == len(after), words
        if result.code != 0:
            assert (result.out, len(after)) == ("", len(before)), (words, result)
        elif after != before and words[0] == "merge":
            self.befores.append(in_force)
        elif len(after) > len(before) and words[0] != "undo":
            assert len({event.batch for event in after[len(before) :]}) == 1, words
            self.befores.append(in_force)
        self._check_agenda()
        return result

    def _check_growth(self, words: tuple[str, ...], before: list[Event], after: list[Event]) -> None:
        """See that the log has only grown, at its end; a merge may put events between, or take them out."""
        known, new = ({event.id for event in log} for log in (before, after))
        if words[0] == "merge":
            assert [event for event in after if event.id in known] == before
        elif words[0] == "undo" and known - new:
            assert [event for event in before if event.id in new] == after
        else:
            assert after[: len(before)] == before, words

    def _both(self, *words: str) -> Result:
        """Run a command, and see that on a copy of the log that it reads whole it says and does the same."""
        other = Program(self.folder / "whole", ZONE)
        shutil.rmtree(other.folder, ignore_errors=True)
        for name in ("data", "config"):
            if (self.folder / name).exists():
                shutil.copytree(self.folder / name, other.folder / name)
        other.clock, other.variables = (
            self.program.clock,
            self.program.variables
            | {
                "FOLLOWUP_DATA_DIR": str(other.data),
                "FOLLOWUP_CONFIG_DIR": str(other.config),
                "FOLLOWUP_NO_CACHE": "1",
            },
        )
        self.runs += 1
        for program in (self.program, other):
            program.restart_ids(f"run {self.runs}")
        result, whole = self.program.run(*words), other.run(*words)
        # What was decided twice, in doubt, has used up ids that are in what is said of it.
        if self.program.next_id() == other.next_id():
            assert _visible(result, self.program) == _visible(whole, other), words
            assert self.program.events() == other.events(), words
        assert result.code == whole.code, (words, result, whole)
        return result

    def _check_agenda(self, *options: str) -> None:
        for words in () if options else (["today"], ["today", "--json"]):
            said = self.program.recalled(*words)
            assert said in {None, self.program.run(*words).out}
            self.recalled += said is not None
        quick = self._shown("today --json", *options)
        assert quick == self._shown("today --json", *options, anew=True)
        if self.program.path.exists():
            with closing(sqlite3.connect(self.program.path)) as connection:
                assert fault_of(connection) is None

    def _check_replay(self) -> None:
        """Compare the views with those of another log, made of the same events by one each."""
        fresh = Program(self.folder / "fresh", ZONE)
        fresh.clock, fresh.config = self.program.clock, self.program.config
        fresh.variables |= {"FOLLOWUP_CONFIG_DIR": str(fresh.config), "FOLLOWUP_NO_CACHE": "1"}
        with fresh.store() as store:
            for event in self.program.events():
                store.append([event])
        for view in VIEWS:
            found = self._shown(view)
            expected = json.loads(fresh(view).out)
            expected.pop("proposals", None)
            assert found == expected, view
        actions = [action["id"] for action in self._shown("today --all --json")["actions"]]
        assert len(set(actions)) == len(actions)
        handles = [each["handle"] for each in self._shown("list --json")["applications"]]
        assert len(set(handles)) == len(handles)

    def _shown(self, view: str, *options: str, anew: bool = False) -> Any:
        variables = dict(self.program.variables)
        if anew:
            self.program.variables["FOLLOWUP_NO_CACHE"] = "1"
        result = self.program.run(*options, *view.split())
        self.program.variables = variables
        assert (result.code, result.err) == (0, ""), (view, result)
        document = result.json
        document.pop("proposals", None)  # these are of mails, and in no log
        return document

    def _in_force(self) -> tuple[Event, ...]:
        return tuple(corrected(self.program.events()).events)

    def _day(self, days: int, hour: int | None = None) -> str:
        day = (self.program.clock.astimezone(ZONE) + timedelta(days=days)).date().isoformat()
        return day if hour is None else f"{day} {hour:02}:00"

    def _action(self, number: int) -> str:
        """Return what names an action that can be done, or one that cannot."""
        actions = self._shown("today --all --json")["actions"]
        if not actions:
            return "check-in"
        action = actions[number % len(actions)]
        return str(action["rule"] if number % 7 == 0 else action["letter"] or action["id"])

    def _event(self, number: int) -> str:
        events = self.program.events()
        return events[number % len(events)].id if events else "applied/acme"

    def _handle(self, number: int) -> str | None:
        found = self._shown("list --json")["applications"]
        return str(found[number % len(found)]["handle"]) if found else None

    def _contact(self, number: int) -> str:
        found = self._shown("people --json")["people"]
        return str(found[number % len(found)]["id"]) if found else "Robin"


@pytest.fixture(autouse=True, scope="module")
def few_are_many() -> Iterator[None]:
    """Treat a person with one application that is over as one with thousands."""
    few, around.FEW = around.FEW, 0
    yield
    around.FEW = few


def _visible(result: Result, program: Program) -> Result:
    """Return what was said, without where the files are."""
    here = str(program.folder)
    return result._replace(out=result.out.replace(here, "HERE"), err=result.err.replace(here, "HERE"))


PROPERTY = settings(suppress_health_check=list(HealthCheck))


def test_commands_in_any_order() -> None:
    """A few searches; with the profile "thorough" many more."""
    examples = settings().max_examples // 5
    run_state_machine_as_test(
        Commands, settings=settings(PROPERTY, max_examples=examples, stateful_step_count=15)
    )


@pytest.mark.slow
def test_commands_in_any_order_for_long() -> None:
    """Searches as long as real ones, with hundreds of commands."""
    run_state_machine_as_test(Commands, settings=settings(PROPERTY, max_examples=60, stateful_step_count=60))
