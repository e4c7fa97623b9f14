"""Whatever happened to what is only kept to be quick, every command says what it says without it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from cli.program import Program
from damage import TABLES, TO_FILES, TO_FOLDERS, TO_PAGES, TO_TABLES, spoil_page, spoil_table, take_tables
from followup.core.errors import NotValid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

RULES = "rules-*.json"
HOLIDAYS = "holidays-US-2026.json"
ROBIN = '"Robin <robin@example.com>"'
LOG = f"""
2026-10-01 add applied Umbrella --recruiter "Kim <kim@example.com>"
2026-10-05 add rejected umbrella
2026-10-30 add applied Acme --role Engineer --recruiter {ROBIN}
2026-11-02 done check-receipt/acme
2026-11-03 add applied Globex --recruiter {ROBIN}
2026-11-04 add heard-back globex
2026-11-06 add applied Initech --recruiter "Kim <kim@example.com>"
2026-11-09 add sent acme
2026-11-10 add interview initech --on "nov 27 10:00" --with "Ann <ann@example.com>"
2026-11-11 add applied Acme --role Analyst
2026-11-12 remind "Ask Kim about Hooli" --on "nov 25"
2026-11-16 add applied Vandelay
2026-11-18 add applied Hooli
"""
# Looked at last on the first of these mornings. Much that slept then has woken by the others.
LOOKED = "2026-11-18 09:00"
MORNINGS = (LOOKED, "2026-11-23 09:00", "2026-11-27 09:00", "2026-12-09 09:00", "2026-11-12 09:00")
SECONDS = 20  # after which a command hangs


class Case(NamedTuple):
    """One thing that happens to one part of what is kept."""

    part: str
    how: str
    spoil: Callable[[Program], None]

    @property
    def is_page(self) -> bool:
        """Whether the file itself is broken, not only what it says."""
        return self.how in {"page, zeros", "page, noise"}

    @property
    def name(self) -> str:
        """Return what the test is called."""
        return f"{self.part}: {self.how}"


def every_case() -> list[Case]:
    """Return each kind of damage done to each thing that is kept."""
    files = [
        Case(part, how, lambda program, part=part, spoil=spoil: spoil(*cached(program, part)))
        for part in (RULES, HOLIDAYS)
        for how, spoil in TO_FILES.items()
    ]
    folders = [
        Case("the folder", how, lambda program, spoil=spoil: spoil(program.data / "cache"))
        for how, spoil in TO_FOLDERS.items()
    ]
    tables = [
        Case(table, how, lambda program, table=table, how=how: spoil_table(program.path, table, how))
        for table in TABLES
        for how in TO_TABLES
    ]
    pages = [
        Case(
            table, f"page, {how}", lambda program, table=table, how=how: spoil_page(program.path, table, how)
        )
        for table in TABLES
        for how in TO_PAGES
    ]
    return [*files, *folders, *tables, *pages, Case("the tables", "of another log", from_another)]


def cached(program: Program, pattern: str) -> list[Path]:
    """Return the files of the cache that match."""
    return list((program.data / "cache").glob(pattern))


def from_another(program: Program) -> None:
    """Put the tables of a log with other applications in the place of this one's."""
    other = Program(program.folder / "other")
    other.told("2026-11-02 add applied Acme\n2026-11-16 today\n")
    take_tables(program.path, other.path)


CASES = {case.name: case for case in every_case()}
SAMPLE = list(CASES)[::9]


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a search for a job with every cache in use."""
    program = at(tmp_path_factory.mktemp("searched"))
    program.config.mkdir()
    program("init --country US --timezone America/New_York", LOOKED)
    program.told(LOG)
    assert program("today", LOOKED).code == 0
    assert cached(program, RULES)
    assert cached(program, HOLIDAYS)
    return program.folder


@pytest.fixture(scope="module")
def right(searched: Path) -> list[Any]:
    """Return what is answered where nothing is kept."""
    program = at(searched)
    program.variables["FOLLOWUP_NO_CACHE"] = "1"
    return answers(program)


@pytest.fixture(autouse=True)
def never_hangs() -> Iterator[None]:
    """End what waits for ever."""

    def hangs(_number: int, _frame: object) -> None:
        raise AssertionError("it hangs")

    before = signal.signal(signal.SIGALRM, hangs)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def at(folder: Path) -> Program:
    """Return the program on a log in this folder."""
    return Program(folder, ZoneInfo("America/New_York"))


def answers(program: Program) -> list[Any]:
    """Return what the program says on each morning, and without one of the caches only."""
    found = []
    for morning in MORNINGS:
        result = program("today --json", morning)
        assert (result.code, result.err) == (0, ""), result.err
        found.append(result.json["actions"])
    return [*found, program("list --json", MORNINGS[1]).json]


def check(case: Case, folder: Path, searched: Path, right: list[Any]) -> None:
    """Spoil a copy of the search; look, log and look again."""
    shutil.copytree(searched, folder)
    program = at(folder)
    case.spoil(program)
    assert answers(program) == right
    assert answers(program) == right  # what was made anew is no other either
    logged = program("add heard-back hooli", "2026-11-19")
    if case.is_page and logged.code == NotValid.exit_code:
        assert "damaged" in logged.err  # SQLite writes nothing where it has met a page that it cannot read
    else:
        assert (logged.code, logged.err) == (0, "")
    quick = program("today --json", MORNINGS[1]).json
    program.variables["FOLLOWUP_NO_CACHE"] = "1"
    assert program("today --json", MORNINGS[1]).json == quick


def test_the_mornings_differ_and_most_of_them_have_work(right: list[Any]) -> None:
    """Else a morning that is believed from a damaged table could be right by chance."""
    assert len({repr(each) for each in right}) == len(right)
    assert sum(bool(each) for each in right[: len(MORNINGS)]) >= len(MORNINGS) - 1


@pytest.mark.parametrize("name", SAMPLE)
def test_damage_changes_no_answer(name: str, tmp_path: Path, searched: Path, right: list[Any]) -> None:
    """Of every ninth kind of damage; the slow test tries all."""
    check(CASES[name], tmp_path / "copy", searched, right)


@pytest.mark.slow
def test_no_damage_changes_an_answer(
    tmp_path: Path, searched: Path, right: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each kind of damage to each thing that is kept."""
    failed = []
    for number, case in enumerate(CASES.values()):
        signal.alarm(SECONDS)
        try:
            check(case, tmp_path / str(number), searched, right)
        except Exception as error:  # noqa: BLE001  # each case is counted
            failed.append((case.name, repr(error)[:300]))
        shutil.rmtree(tmp_path / str(number), ignore_errors=True)
    with capsys.disabled():
        right_ones = len(CASES) - len(failed)
        print(f"\ncaches: {right_ones} of {len(CASES)} damaged ones change no answer")  # noqa: T201  # the figure
    assert failed == []


# The library of holidays as far as the program asks it, with one list.
LIBRARY = {
    "__init__.py": """
from datetime import date
def list_supported_countries():
    return {"US": []}
def country_holidays(country, subdiv=None, years=None):
    return {date(2026, 11, day): "Free" for day in DAYS}
DAYS = [%s]
""",
    "version.py": "__version__ = %r\n",
    "registry.py": "COUNTRIES = {}\n",
}


def test_a_corrected_list_of_holidays_wakes_what_slept_over_a_wrong_one(tmp_path: Path) -> None:
    """A library is installed that has no longer a free day where the application was to sleep."""
    folders = {"FOLLOWUP_DATA_DIR": str(tmp_path / "data"), "FOLLOWUP_CONFIG_DIR": str(tmp_path)}
    (tmp_path / "rules.yaml").write_text(
        "version: 1\ncalendar: {timezone: America/New_York, holidays: US}\n"
        "rules:\n  look: {after: applied, wait: 1 business day, do: Look}\n"
    )

    def installed(version: str, days: str) -> None:
        package = tmp_path / "library" / "holidays"
        package.mkdir(parents=True, exist_ok=True)
        for name, text in LIBRARY.items():
            values = {"__init__.py": (days,), "version.py": (version,)}.get(name, ())
            (package / name).write_text(text % values)

    def followup(*words: str) -> str:
        environment = os.environ | folders
        environment["PYTHONPATH"] = f"{tmp_path / 'library'}{os.pathsep}{environment.get('PYTHONPATH', '')}"
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        command = [sys.executable, "-m", "followup", "--no-input", *words]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    installed("1.0", "12, 13")
    followup("--now", "2026-11-11", "add", "applied", "Acme")
    assert "Mon 16 Nov" in followup("--now", "2026-11-11", "today")
    assert "Look" not in followup("--now", "2026-11-12", "today", "--json")
    installed("1.0.1", "13")
    assert "Look" in followup("--now", "2026-11-12", "today", "--json")
