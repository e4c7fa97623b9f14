"""The calendar file as `khal` and `todoman` read it, each in a virtual environment of its own."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from cli.program import Program

pytestmark = pytest.mark.slow

ZONE = ZoneInfo("America/New_York")
NOW = "2026-11-10 08:00"
SEARCH = """
2026-11-02 09:00 add applied Acme --role "Data; Engineer, \\\\n" --recruiter "Robin <robin@example.com>"
2026-11-03 09:00 add receipt Acme
2026-11-04 09:00 add phone-screen Acme --on "2026-11-24 10:00" --with "Robin <robin@example.com>"
2026-11-05 09:00 add applied Globex --role "Ünïcödé 会社, ein sehr langer Name, der in mehrere Zeilen fällt"
2026-11-06 09:00 add interview Globex --on "2026-11-20 23:30" --with Ann --with Bo
2026-11-06 09:30 add interview Globex --on 2026-11-30 --with Kim
2026-11-07 09:00 add applied Initech
"""
OFFLINE = re.compile(
    r"Could not find a version|NewConnectionError|Max retries|Temporary failure|[Tt]imed? ?out"
)


def installed(name: str, factory: pytest.TempPathFactory) -> Path:
    """Return the folder of programs of a virtual environment with the package; skip where PyPI is away."""
    folder = factory.mktemp(name)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    words = [str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", name]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode and OFFLINE.search(done.stderr):
        pytest.skip(f"PyPI cannot be reached: {done.stderr.strip().splitlines()[-1]}")
    assert done.returncode == 0, done.stderr
    return folder / "bin"


@pytest.fixture(scope="module")
def khal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the program khal."""
    return installed("khal", tmp_path_factory) / "khal"


@pytest.fixture(scope="module")
def todo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the program todo of todoman."""
    return installed("todoman", tmp_path_factory) / "todo"


def run(folder: Path, *words: object, **environment: str) -> str:
    """Run a program in `folder`, which is its home, in New York; return what it prints."""
    whole = {"PATH": os.environ["PATH"], "HOME": str(folder), "TZ": ZONE.key, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [*map(str, words)], env=whole | environment, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def published(program: Program, path: Path, now: str = NOW) -> list[dict[str, Any]]:
    """Write the file and return the open actions of the plan that it shows."""
    result = program.run("calendar", "--events", "--out", str(path), now=now)
    assert result.code == 0, result.err
    return program.actions(now)


KHAL = """
[calendars]
[[work]]
path = {folder}/work
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = America/New_York
default_timezone = America/New_York
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""


def test_khal_has_every_event_on_its_day(new_york: Program, tmp_path: Path, khal: Path) -> None:
    """Khal imports every action as an all-day event and every appointment at its hour, and sees them move."""
    new_york.told(SEARCH)
    (tmp_path / "work").mkdir()
    (tmp_path / "khal.conf").write_text(KHAL.format(folder=tmp_path))
    path = tmp_path / "followup.ics"
    appointments = {
        ("Acme:", "2026-11-24 10:00", "2026-11-24 10:30"),
        ("Globex:", "2026-11-20 23:30", "2026-11-21 00:30"),
        ("Globex:", "2026-11-30", "2026-11-30"),
    }
    actions = published(new_york, path)
    assert khal_events(tmp_path, khal) == as_events(actions) | appointments
    new_york.told("2026-11-10 09:00 edit phone-screen/acme --on 2026-11-26")
    moved = {("Acme:", "2026-11-26", "2026-11-26")}
    actions = published(new_york, path, "2026-11-10 10:00")
    after = khal_events(tmp_path, khal)
    assert after == as_events(actions) | {each for each in appointments if each[0] != "Acme:"} | moved


def as_events(actions: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    """Return the open actions as all-day events: summary, first day, last day."""
    return {(summary(each), each["due"][:10], each["due"][:10]) for each in actions}


def summary(action: dict[str, Any]) -> str:
    """Return how the calendar's text for an action begins: with the company."""
    return f"{action['company']}:"


def beginning(text: str) -> str:
    """Return a text of the calendar up to what is to be done."""
    return text[: text.index(":") + 1]


def khal_events(folder: Path, khal: Path) -> set[tuple[str, str, str]]:
    """Import the file and return each event: summary, begin, end. None is there twice."""
    run(folder, khal, "-c", "khal.conf", "import", "--batch", "-a", "work", "followup.ics")
    form = "{uid}\t{title}\t{start}\t{end}"
    listed = run(
        folder,
        khal,
        "-c",
        "khal.conf",
        "list",
        "--once",
        "--format",
        form,
        "--day-format",
        "",
        "2026-10-01",
        "200d",
    )
    rows = [line.split("\t") for line in listed.splitlines() if line.strip()]
    assert len({row[0] for row in rows}) == len(rows)
    return {(beginning(row[1]), row[2], row[3]) for row in rows}


TODOMAN = """
path = "{folder}/todo/*"
cache_path = "{folder}/todo.sqlite3"
date_format = "%Y-%m-%d"
time_format = "%H:%M"
"""


def test_todoman_has_every_action_with_its_date(new_york: Program, tmp_path: Path, todo: Path) -> None:
    """Todoman lists each open action once, with its text and its date, as the agenda has it."""
    new_york.told(SEARCH)
    path = tmp_path / "followup.ics"
    actions = published(new_york, path, "2026-11-21 01:00")
    (tmp_path / "todo" / "work").mkdir(parents=True)
    # todoman wants a file for each entry, which is what a program that synchronises calendars makes.
    found = re.findall(rb"BEGIN:VTODO\r\n.*?END:VTODO\r\n", path.read_bytes(), re.DOTALL)
    for number, entry in enumerate(found):
        whole = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + entry + b"END:VCALENDAR\r\n"
        (tmp_path / "todo" / "work" / f"{number}.ics").write_bytes(whole)
    (tmp_path / "todo.py").write_text(TODOMAN.format(folder=tmp_path))
    settings = {"TODOMAN_CONFIG": str(tmp_path / "todo.py")}
    listed = json.loads(run(tmp_path, todo, "--porcelain", "list", "--status", "ANY", **settings))
    assert len(listed) == len(actions) > 5
    assert any("T" in action["due"] for action in actions)
    assert sorted((beginning(each["summary"]), each["due"]) for each in listed) == sorted(
        (summary(action), timestamp(action["due"])) for action in actions
    )
    assert not any(each["completed"] for each in listed)
    commands = {each["description"].splitlines()[-1] for each in listed}
    assert commands == {f"followup done {action['id']}" for action in actions}


def timestamp(text: str) -> float:
    """Return a date of the JSON documents as seconds, midnight in New York where there is no hour."""
    if "T" in text:
        return datetime.fromisoformat(text).astimezone(UTC).timestamp()
    return datetime.combine(date.fromisoformat(text), time(), ZONE).timestamp()
