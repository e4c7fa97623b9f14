"""What each command costs with more and more applications, as multiples of the start of Python itself.

F is the CPU time (user and system) of `python -c "import click, sqlite3, rich.table, rich.console"`, measured
in turn with each command. Logs are made with the program's own modules: bursts of applications, most never
answered, a tenth of all through one recruiter, and about fifteen actions due whatever the size. Run it with
the interpreter that followup is installed in, and print the table of docs/performance.md:

    python tests/bench/scaling.py 100 1000 10000 --rounds 9
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from searches import Search

from followup.adapters.log.store import Store

# As on a morning, the program reads the clock itself, and the log leads up to that day.
TODAY = date.today()  # noqa: TID251, DTZ011
BASELINE = [sys.executable, "-c", "import click, sqlite3, rich.table, rich.console"]
PROGRAM = [sys.executable, "-c", "from followup.__main__ import run; run()"]
TAB = "__complete"  # what a shell asks at Tab


class Cost(NamedTuple):
    """The median CPU time of a process in seconds, and its largest memory in megabytes."""

    cpu: float
    memory: float


def build(folder: Path, count: int, today: date = TODAY) -> None:
    """Write a log of `count` applications up to a day into `folder`."""
    events = list(Search(today).log(count))
    store = Store(folder / "followup.db")
    store.append(events)
    store.close()


def cost(command: list[str], folder: Path) -> Cost:
    """Run one process, and return its CPU time and largest memory."""
    names = {"FOLLOWUP_DATA_DIR": str(folder), "FOLLOWUP_CONFIG_DIR": str(folder), "COLUMNS": "100"}
    process = subprocess.Popen(
        command, env=os.environ | names, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


class Row(NamedTuple):
    """A line of the table: the words of the command, and how it is prepared before each round.

    `days` are how many days later each round is than the one before; `before` runs first, unmeasured.
    """

    label: str
    words: tuple[str, ...]
    days: int = 0
    before: tuple[str, ...] = ()
    anew: bool = False


def rows() -> list[Row]:
    """Return the lines of the table. {n} is the number of the round, {id} and {handle} are of what is due."""
    add = (
        "add",
        "applied",
        "Quxicorp {n}",
        "--role",
        "Analyst",
        "--recruiter",
        "Person{n} <new{n}@example.com>",
    )
    return [
        Row("`today`, nothing computed before", ("today",), anew=True),
        Row("`today`, warm", ("today",)),
        Row("`today`, a new day", ("today",), days=1),
        Row("`today`, after `add`", ("today",), before=add),
        Row("`today --json`", ("today", "--json")),
        Row("`add applied`", add),
        Row("`add heard-back HANDLE`", ("add", "heard-back", "{handle}", "--note", "round {n}", "--again")),
        Row("`done RULE/HANDLE`", ("done", "{rule}/{handle}")),
        Row("`why ID`", ("why", "{id}")),
        Row("`show HANDLE`", ("show", "{handle}")),
        Row("`draft ID`", ("draft", "{message}")),
        Row("`digest`", ("digest",)),
        Row("`calendar`", ("calendar",)),
        Row("`list --open`", ("list", "--open")),
        Row("`list`", ("list",)),
        Row("`plan`", ("plan",)),
        Row("Tab on a handle", (TAB, "handles", "{begun}")),
        Row("Tab on a person", (TAB, "people", "recruiter-1")),
        Row("Tab on an action", (TAB, "actions", "", "--now", f"{TODAY:%Y-%m-%d}")),
    ]


class Bench:
    """Measures the lines of one size; rounds that log something take the actions of the agenda in turn."""

    def __init__(self, folder: Path, rounds: int) -> None:
        self.folder, self.rounds = folder, rounds
        self.names = {"FOLLOWUP_DATA_DIR": str(folder), "FOLLOWUP_CONFIG_DIR": str(folder)}
        self.number = itertools.count(1)

    def known(self) -> dict[str, str]:
        """Return what names an action due, and a message that is."""
        found = [each for each in self.agenda() if each["status"] in {"due", "overdue"}]
        message = next(each for each in found if each["send"])
        ids = {"id": found[0]["id"][:6], "message": message["id"][:6]}
        handle = found[0]["application"]
        return ids | {"rule": found[0]["rule"], "handle": handle, "begun": handle[:3]}

    def look(self) -> None:
        """Look at the agenda as often as it takes until all is kept that will be."""
        for words in (("today",), ("today",), ("today", "--json"), ("today",)):
            cost([*PROGRAM, *words], self.folder)

    def agenda(self) -> list[dict[str, str]]:
        """Return the actions of the agenda."""
        import json

        command = [*PROGRAM, "today", "--json"]
        output = subprocess.run(command, env=os.environ | self.names, check=True, capture_output=True).stdout
        found: list[dict[str, str]] = json.loads(output)["actions"]
        return found

    def ratio(self, row: Row) -> tuple[float, float]:
        """Return the median of the command's CPU time, as a multiple of F, and its memory in megabytes."""
        words = row.words
        ours, theirs = [], []
        for turn in range(self.rounds):
            day = TODAY + timedelta(days=row.days * (turn + 1))
            number = str(next(self.number))
            known = self.known() if any("{" in word for word in words) else {}
            filled = [word.format(n=number, **known) for word in words]
            before = ["--now", f"{day} 08:30"] if row.days and TAB not in words else []
            start = [*PROGRAM, *before]
            if row.before:
                cost([*start, *(word.format(n=f"{number}b") for word in row.before)], self.folder)
            if row.anew:
                _forget(self.folder)
            ours.append(cost([*start, *filled], self.folder))
            theirs.append(cost(BASELINE, self.folder))
        cpu = statistics.median(each.cpu for each in ours)
        base = statistics.median(each.cpu for each in theirs)
        return cpu / base, max(each.memory for each in ours)


def _forget(folder: Path) -> None:
    """Take away what stands beside the log."""
    import sqlite3

    with sqlite3.connect(folder / "followup.db") as connection:
        connection.execute("DELETE FROM derived")


def main() -> None:
    """Measure each size, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[100, 1_000, 10_000])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", action="append", help="only the lines with this in them; again for more")
    parser.add_argument("--build", metavar="FOLDER", help="only write a log of one size into this folder")
    options = parser.parse_args()
    if options.build:
        build(Path(options.build), *options.sizes)
        return
    table: dict[str, list[str]] = {}
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as name:
            made, folder = Path(name) / "made", Path(name) / "used"
            made.mkdir()
            # In a process of its own: the memory of a child counts from that of its parent.
            subprocess.run([sys.executable, __file__, "--build", str(made), str(size)], check=True)
            Bench(made, 1).look()
            bench = Bench(folder, options.rounds)
            for row in rows():
                if any(part in row.label for part in options.only or [""]):
                    shutil.rmtree(folder, ignore_errors=True)
                    shutil.copytree(made, folder)
                    bench.look()
                    ratio, memory = bench.ratio(row)
                    table.setdefault(row.label, []).append(f"{ratio:.2f} ({memory:.0f} MB)")
                    print(f"{size:>7} {row.label}: {ratio:.2f} F, {memory:.0f} MB", file=sys.stderr)
    print(f"| times F | {' | '.join(f'{size:,}' for size in options.sizes)} |")
    print(f"|---|{'---|' * len(options.sizes)}")
    for label, cells in table.items():
        print(f"| {label} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
