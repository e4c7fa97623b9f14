"""`from followup import plan`: the plan as a function of values, and what it takes."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given

import followup
from core.building import BERLIN, NEW_YORK, TOKYO, default_rules
from core.logs import logs
from followup import agenda, almanac, plan, read_events, read_rules
from followup.core.almanac import Almanac, Holidays
from followup.core.calendar import Calendar
from followup.core.errors import InvalidFile, NotValid, RequestFailed

if TYPE_CHECKING:
    from pathlib import Path

    from cli.program import Program
    from core.logs import Log

YEARS = range(2025, 2029)
# A search with an employer six hours ahead, a talk, a wish, a snooze, days away and a reminder.
SEARCH = """
2026-11-02 09:00 init --country US --timezone America/New_York
2026-11-02 09:05 add applied Acme --recruiter 'Robin <robin@example.com>'
2026-11-02 09:10 add applied Globex --recruiter robin@example.com --holidays DE --timezone Europe/Berlin
2026-11-03 09:00 done check-receipt/acme
2026-11-04 09:00 add interview Globex --on '2026-11-06 10:00' --with 'Ann Lee <ann@example.com>' --with Bo
2026-11-04 09:05 prefer Robin --not-before 2026-11-12
2026-11-04 09:10 away 2026-11-16 2026-11-18
2026-11-05 09:00 remind 'Renew the visa' --on 2026-11-20
2026-11-06 18:00 add applied Initech --role 'Data Engineer'
"""
TABLE = {year: frozenset({date(year, 7, 3), date(year, 12, 25)}) for year in YEARS}
OTHER = {year: frozenset({date(year, 10, 3)}) for year in YEARS}
ABROAD = Almanac(
    Calendar(NEW_YORK, holidays=Holidays(TABLE)),
    {"DE": OTHER, "JP": {year: frozenset() for year in YEARS}, "HI": TABLE},
    {"DE": BERLIN, "JP": TOKYO, "HI": ZoneInfo("Pacific/Honolulu")},
)


@pytest.fixture
def search(new_york: Program) -> Program:
    """Return the program with a search in its log."""
    new_york.told(SEARCH)
    return new_york


@pytest.mark.parametrize(
    "now",
    [
        "2026-11-04 09:20",  # a talk is ahead
        "2026-11-06 11:00",  # it has been, and in Berlin it is evening
        "2026-11-10 08:00",  # thanks are late
        "2026-11-17 08:00",  # the user is away
        "2026-11-26 08:00",  # Thanksgiving, which is worked in Berlin
        "2026-12-31 23:30",  # next year already, where one employer is
    ],
)
@pytest.mark.parametrize("options", [(), ("--all",)])
def test_it_plans_what_the_command_plans(now: str, options: tuple[str, ...], search: Program) -> None:
    """From the same events, rules and calendars, to the letter."""
    events = read_events(search.run("export", "--all").out.encode())
    rules = read_rules(search.config / "rules.yaml")
    calendars = almanac(rules, YEARS, holidays=["DE"], zones=["Europe/Berlin"])
    at = datetime.fromisoformat(now).replace(tzinfo=NEW_YORK)
    found = agenda(plan(events, rules, calendars, at), everything=bool(options))
    shown = search.run("--now", now, "today", *options, "--json").json
    assert json_of(found) == shown
    assert shown["actions"]


def json_of(document: object) -> object:
    """Return a document as whoever reads the JSON has it."""
    import msgspec

    return msgspec.json.decode(msgspec.json.encode(document))


@given(log=logs())
def test_whatever_it_takes_and_returns_can_be_sent(log: Log) -> None:
    """What another process unpickles gives the same plan, and a plan arrives as it was."""
    given = (log.events, default_rules(), ABROAD, log.now)
    here = plan(*given)
    there = plan(*_sent(given))
    arrived = _sent(here)
    for everything in (False, True):
        expected = agenda(here, everything=everything)
        assert agenda(there, everything=everything) == expected
        assert agenda(arrived, everything=everything) == expected


def _sent(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))  # noqa: S301  # our own


def test_it_opens_no_file_and_keeps_nothing(search: Program, tmp_path: Path) -> None:
    """Once everything is at hand no file is opened, nothing started, nobody connected to."""
    (tmp_path / "export").write_bytes(search.run("export", "--all").out.encode())
    script = f"""
import sys
from datetime import UTC, datetime
from pathlib import Path
from followup import agenda, almanac, plan, read_events, read_rules
data = Path({str(tmp_path / "export")!r}).read_bytes()
rules = read_rules()
zone = "Europe/Berlin"
calendars = almanac(rules, range(2025, 2029), timezone=zone, holidays=["DE"], zones=[zone])
now = datetime(2026, 11, 10, 8, tzinfo=UTC)
agenda(plan(read_events(data), rules, calendars, now), everything=True)  # loads what it needs
seen = []
sys.addaudithook(lambda name, args: seen.append((name, args)))
found = agenda(plan(read_events(data), rules, calendars, now), everything=True)
assert found["actions"]
again = agenda(plan(read_events(data), rules, calendars, now), everything=True)
assert found == again
harmless = ("object.", "sys._getframe", "builtins.id", "compile", "exec", "code.", "marshal.")
print([each for each in seen if not each[0].startswith(harmless)])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


class TestWhatItTakes:
    """What is wrong with it is said in a sentence."""

    def test_the_rules_by_name_or_file(self, tmp_path: Path) -> None:
        """A set that ships, or a file; what is wrong with a file is told."""
        assert read_rules() == read_rules("default") != read_rules("quiet")
        (tmp_path / "mine.yaml").write_text("version: 1\nrules: {look: {do: Look}}\n")
        with pytest.raises(InvalidFile):
            read_rules(tmp_path / "mine.yaml")

    def test_a_time_without_a_zone(self) -> None:
        """Nobody knows which day it is."""
        with pytest.raises(ValueError, match="time zone"):
            plan([], default_rules(), ABROAD, datetime(2026, 11, 2))  # noqa: DTZ001  # that is the point

    @pytest.mark.parametrize(
        ("holidays", "timezone", "says"),
        [
            ("FR", None, "The almanac has no list of holidays 'FR'."),
            (None, "Mars/Base", "The almanac has no time zone 'Mars/Base'."),
        ],
    )
    def test_what_an_almanac_has_not(self, holidays: str | None, timezone: str | None, says: str) -> None:
        """It was not named when it was made: a wrong date would be worse."""
        with pytest.raises(NotValid, match=says.replace(".", r"\.")):
            ABROAD(holidays, timezone)

    def test_a_year_that_an_almanac_has_not(self) -> None:
        """Nor does it take such a year for one without holidays."""
        with pytest.raises(NotValid, match="no holidays of 2031"):
            ABROAD.user.is_worked(date(2031, 12, 25))

    def test_an_almanac_is_what_the_program_uses(self) -> None:
        """Several lists together, and the zone that the rules leave to the machine."""
        rules = read_rules()
        with pytest.raises(NotValid, match="leave the time zone to the machine"):
            almanac(rules, YEARS)
        found = almanac(rules, YEARS, timezone="Europe/Berlin", holidays=["DE-BY", "US"])
        assert not found("DE-BY, US").is_worked(date(2026, 11, 26))  # Thanksgiving
        assert not found("DE-BY, US").is_worked(date(2026, 6, 4))  # Corpus Christi
        assert found("DE-BY").is_worked(date(2026, 11, 26))
        assert found("none").is_worked(date(2026, 12, 25))

    def test_an_export_that_was_altered(self, search: Program) -> None:
        """The line is named."""
        data = search.run("export", "--all").out.replace("Initech", "Initeck").encode()
        with pytest.raises(RequestFailed, match=r"seeker 7, line \d+"):
            read_events(data, "seeker 7")

    def test_nothing_else_is_there(self) -> None:
        """A wrong name is told as for any module."""
        with pytest.raises(AttributeError, match="has no attribute 'plans'"):
            followup.plans  # noqa: B018  # the error is the point
