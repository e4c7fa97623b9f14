"""Other planners with as many tasks, of which as many are due: what a command line costs that plans nothing.

Each is prepared by a function that returns its command and variables, or None where it is not installed.
"""

from __future__ import annotations

import shutil
import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Prepared = tuple[list[str], dict[str, str]] | None

# A file for each task: more take longer to make than anybody has patience for.
MOST_FILES = 10_000


def tasks(count: int, due: int, today: date) -> Iterator[tuple[str, date]]:
    """Yield a text and the day that it is due: `due` of them today, the others in the year ahead."""
    for number in range(count):
        yield (
            f"Ask company {number} about it",
            today + timedelta(days=0 if number < due else 1 + number % 365),
        )


def taskwarrior(folder: Path, count: int, due: int, today: date) -> Prepared:
    """Prepare `task list` of what is due."""
    program = shutil.which("task")
    if program is None:
        return None
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    now = int(datetime.combine(today, time(6), UTC).timestamp())
    with (folder / "pending.data").open("w", encoding="utf-8") as file:
        for text, day in tasks(count, due, today):
            at = int(datetime.combine(day, time(6), UTC).timestamp())
            fields = {"description": text, "due": at, "entry": now, "modified": now, "status": "pending"}
            said = " ".join(f'{name}:"{value}"' for name, value in fields.items())
            file.write(f'[{said} uuid:"{uuid.uuid4()}"]\n')
    (folder / "taskrc").write_text("confirmation=no\nverbose=nothing\n", encoding="utf-8")
    variables = {"TASKDATA": str(folder), "TASKRC": str(folder / "taskrc")}
    return [program, "due.before:tomorrow", "list"], variables


def todoman(folder: Path, count: int, due: int, today: date) -> Prepared:
    """Prepare `todo list` of what is due within a day."""
    program = shutil.which("todo")
    if program is None or count > MOST_FILES:
        return None
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "lists" / "search").mkdir(parents=True)
    for number, (text, day) in enumerate(tasks(count, due, today)):
        lines = (
            *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bench//EN", "BEGIN:VTODO"),
            *(f"UID:{number}@example.com", f"DTSTAMP:{today:%Y%m%d}T060000Z", f"SUMMARY:{text}"),
            *(f"DUE:{day:%Y%m%d}T180000Z", "END:VTODO", "END:VCALENDAR", ""),
        )
        (folder / "lists" / "search" / f"{number}.ics").write_text("\r\n".join(lines), encoding="utf-8")
    config = folder / "config.py"
    config.write_text(f'path = "{folder}/lists/*"\ncache_path = "{folder}/cache.sqlite3"\n', encoding="utf-8")
    return [program, "--config", str(config), "list", "--due", "24"], {}


def remind(folder: Path, count: int, due: int, today: date) -> Prepared:
    """Prepare `remind` of today."""
    program = shutil.which("remind")
    if program is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "search.rem"
    lines = (f"REM {day:%d %b %Y} MSG {text}" for text, day in tasks(count, due, today))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [program, "-q", str(path), f"{today:%d}", f"{today:%b}", f"{today:%Y}"], {}


PEERS: dict[str, Callable[[Path, int, int, date], Prepared]] = {
    "Taskwarrior": taskwarrior,
    "todoman": todoman,
    "remind": remind,
}
