"""What each command costs with more and more applications, as multiples of the start of Python itself.

F is the CPU time (user and system) of `python -c "import click, sqlite3, rich.table, rich.console"`, measured
in turn with each command. The searches are those of searches.py; the same number of tasks, with the same
fifteen due, is given to other planners where they are installed. Run it with the interpreter that followup is
installed in; the folder keeps the logs for the next time:

    python tests/bench/scaling.py 100 1000 10000 100000 --keep FOLDER --write docs/performance.md
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from page import put
from peers import PEERS
from rows import ROWS, TODAY, Row
from searches import RECENT, Search

from followup.adapters.log.store import Store

BASELINE = [sys.executable, "-c", "import click, sqlite3, rich.table, rich.console"]
PROGRAM = [sys.executable, "-c", "from followup.__main__ import run; run()"]
HALF = 10_000  # the size at which one recruiter also has half of all
SLOW, VERY_SLOW = 1, 10  # seconds, from which on there are three rounds, or one
DEFAULT_RULES = (Path(__file__).parents[2] / "rules.yaml").read_text(encoding="utf-8")
WAIT = re.compile(r"(ideal: )5 business days")
GROWTH, MEMORY = 1.15, 60  # from the smallest size to the largest; megabytes, at every size


class Cost(NamedTuple):
    """The CPU time of a process in seconds, and its largest memory in megabytes."""

    cpu: float
    memory: float


def environment(folder: Path) -> dict[str, str]:
    """Return the variables of a command that has its log in this folder."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"FOLLOWUP_DATA_DIR": str(folder), "FOLLOWUP_CONFIG_DIR": str(folder), "COLUMNS": "100"}


def cost(command: list[str], variables: dict[str, str]) -> Cost:
    """Run one process, and return its CPU time and largest memory."""
    process = subprocess.Popen(
        command, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    said = process.stderr.read() if process.stderr else ""
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}: {said}")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


class Figure(NamedTuple):
    """What a command costs in F: the median and the least of its rounds, its memory, and seconds of CPU."""

    median: float
    least: float
    memory: float
    seconds: float

    def __str__(self) -> str:
        times = f"{self.median:.2f}" if self.median < 10 else f"{self.median:.0f}"
        return f"{times} ({self.least:.2f}; {self.memory:.0f} MB)"


def figure(ours: list[Cost], theirs: list[Cost]) -> Figure:
    """Return what rounds in turn with F add up to."""
    base = statistics.median(each.cpu for each in theirs)
    seconds = statistics.median(each.cpu for each in ours)
    least = min(each.cpu for each in ours) / min(each.cpu for each in theirs)
    return Figure(seconds / base, least, max(each.memory for each in ours), seconds)


class Bench:
    """Measures one log; what rounds log, they log about the actions of the agenda in turn."""

    def __init__(self, folder: Path, rounds: int) -> None:
        self.folder, self.rounds = folder, rounds
        self.variables = environment(folder)
        self.number = itertools.count(1)

    def known(self) -> dict[str, str]:
        """Return what names an action due, and a message that is."""
        actions = self.answer("today")["actions"]
        found = [each for each in actions if each["status"] in {"due", "overdue"}]
        message = next((each for each in found if each["send"]), found[0])
        ids = {"id": found[0]["id"], "message": message["id"]}
        handle = found[0]["application"]
        event = self.answer("show", handle)["events"][0]["id"]
        return ids | {"rule": found[0]["rule"], "handle": handle, "begun": handle[:3], "event": event}

    def answer(self, *words: str) -> Any:
        """Return what a command answers in JSON."""
        command = [*PROGRAM, *words, "--json"]
        return json.loads(subprocess.run(command, env=self.variables, check=True, capture_output=True).stdout)

    def rule(self, turn: int) -> None:
        """Let the rules wait another number of days than in any round before."""
        text, count = WAIT.subn(rf"\g<1>{3 + turn} business days", DEFAULT_RULES, count=1)
        if not count:
            raise SystemExit("the default rules no longer have the wait that is edited here")
        (self.folder / "rules.yaml").write_text(text, encoding="utf-8")

    def look(self) -> None:
        """Look at the agenda as often as it takes until all is kept that will be."""
        for words in (("today",), ("today",), ("today", "--json"), ("today",)):
            cost([*PROGRAM, *words], self.variables)

    def measure(self, row: Row) -> Figure:
        """Return what the row costs."""
        ours, theirs = [], []
        self.look()
        for turn in range(self.rounds + 1):  # the first one is not counted
            number = str(next(self.number))
            known = self.known() if any("{" in word for word in row.words + row.before) else {}
            words = [word.format(n=number, **known) for word in row.words]
            start = [*PROGRAM]
            if row.days:
                start += ["--now", f"{TODAY + timedelta(days=row.days * (turn + 1))} 08:30"]
            if row.before:
                before = [word.format(**known | {"n": f"{number}b"}) for word in row.before]
                cost([*start, *before], self.variables | dict(row.env))
            if row.is_ruled:
                self.rule(turn)
            if row.sql:
                with sqlite3.connect(self.folder / "followup.db") as connection:
                    connection.execute(row.sql)
            last = cost([*start, *words], self.variables)
            if turn or last.cpu > SLOW:
                ours.append(last)
                theirs.append(cost(BASELINE, self.variables))
            if row.is_undone:
                cost([*PROGRAM, "undo"], self.variables)
            if last.cpu > VERY_SLOW or (last.cpu > SLOW and len(ours) == 3):
                break
        return figure(ours, theirs)


def made(folder: Path, count: int, everywhere: int) -> Path:
    """Return the folder with the log of so many applications, looked at; it is made unless it is there."""
    place = folder / f"{TODAY}-{count}-{everywhere}"
    if not (place / "ready").exists():
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        # In a process of its own: the memory of a child counts from that of its parent.
        command = [
            sys.executable,
            __file__,
            "--build",
            str(place),
            str(count),
            "--everywhere",
            str(everywhere),
        ]
        subprocess.run(command, check=True)
        Bench(place, 1).look()
        (place / "ready").touch()
    return place


def build(folder: Path, count: int, everywhere: int) -> None:
    """Write a log of `count` applications up to today into `folder`."""
    store = Store(folder / "followup.db")
    store.append(list(Search(TODAY, everywhere).log(count)))
    store.close()


def measured(options: argparse.Namespace, keep: Path) -> tuple[dict[str, dict[str, Figure]], dict[str, int]]:
    """Return the figures of each row by column, and how many applications each column has."""
    columns = {f"{size:,}": (size, 10) for size in options.sizes}
    if HALF in options.sizes:
        columns[f"{HALF:,}, half through one"] = (HALF, 2)
    table: dict[str, dict[str, Figure]] = {}
    for column, (size, everywhere) in columns.items():
        folder = keep / "used"
        log, bench = made(keep, size, everywhere), Bench(folder, options.rounds)
        for row in ROWS:
            if any(part in row.label for part in options.only or [""]):
                shutil.rmtree(folder, ignore_errors=True)
                shutil.copytree(log, folder)
                found = table.setdefault(row.label, {})[column] = bench.measure(row)
                print(f"{column:>24} {row.label}: {found}", file=sys.stderr)
        for name, prepare in PEERS.items():
            if any(part in name for part in options.only or [""]):
                prepared = prepare(keep / name, size, min(15, RECENT), TODAY)
                if prepared is None:
                    continue
                command, variables = prepared
                pairs = [
                    (cost(command, os.environ | variables), cost(BASELINE, bench.variables))
                    for _ in range(options.rounds + 1)
                ][1:]  # the first one is not counted
                costs, theirs = [list(each) for each in zip(*pairs, strict=True)]
                found = table.setdefault(name, {})[column] = figure(costs, theirs)
                print(f"{column:>24} {name}: {found}", file=sys.stderr)
    return table, {column: size for column, (size, _) in columns.items()}


def markdown(table: dict[str, dict[str, Figure]], sizes: dict[str, int], rounds: int) -> str:
    """Return the table as Markdown, with what it was measured on."""
    most, memory = {row.label: row.most for row in ROWS}, [0.0]
    lines = [
        f"| times F | {' | '.join(sizes)} | growth, at most {GROWTH} | at most |",
        f"|---|{'---|' * (len(sizes) + 2)}",
    ]
    for label, found in table.items():
        cells = [str(found[column]) if column in found else "-" for column in sizes]
        plain = [found[column].median for column in sizes if column in found and "half" not in column]
        limit, growth = most.get(label), plain[-1] / plain[0]
        aim, grown = "", f"{growth:.2f}"
        if limit is not None:
            aim = f"{limit}: {judged(max(each.median for each in found.values()), limit)}"
            grown += f": {judged(growth, GROWTH)}"
            memory.append(max(each.memory for each in found.values()))
        lines.append(f"| {label} | {' | '.join(cells)} | {grown} | {aim} |")
    anew = table.get("`today`, nothing kept", {})
    speeds = [f"{sizes[column] / each.seconds:,.0f} at {column}" for column, each in anew.items()]
    lines += [
        "",
        f"Median (least; largest memory) of {rounds} rounds, of three where one takes longer than a second.",
    ]
    lines.append(
        f"Measured on {TODAY}: Python {platform.python_version()}, {os.cpu_count()} cores, {_processor()}."
    )
    lines.append(
        f"Memory of the commands with a limit: {max(memory):.0f} MB, at most {MEMORY}: "
        f"{judged(max(memory), MEMORY)}."
    )
    if speeds:
        lines.append(f"With nothing kept, applications a second: {', '.join(speeds)}.")
    return "\n".join(lines) + "\n"


def judged(value: float, limit: float) -> str:
    """Return whether a figure is as small as aimed at."""
    return "met" if value <= limit else "missed"


def _processor() -> str:
    try:
        found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        found = None
    return found[1] if found else platform.machine()


def main() -> None:
    """Measure each size, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[100, 1_000, 10_000])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--only", action="append", help="only the lines with this in them; again for more")
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="keep the logs there, for another time")
    parser.add_argument("--write", metavar="PAGE", type=Path, help="put the table into this page")
    parser.add_argument("--build", metavar="FOLDER", type=Path, help="only write a log of one size")
    parser.add_argument("--everywhere", type=int, default=10, help="one in so many is of one recruiter")
    options = parser.parse_args()
    if options.build:
        build(options.build, *options.sizes, options.everywhere)
        return
    with tempfile.TemporaryDirectory() as name:
        table = markdown(*measured(options, options.keep or Path(name)), options.rounds)
    print(table)
    if options.write is not None:
        put(options.write, "table", table)


if __name__ == "__main__":
    main()
