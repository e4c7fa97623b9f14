"""How long `followup today` takes with a year of logging, as a multiple of what Python itself needs.

Builds a log of 1,000 applications and 6,000 events with the rules in force, then times whole processes:
`followup today` against `python -c "import click, sqlite3, rich.table, rich.console"`. The budget is a
ratio of 2.0 and 80 MB. Run it with the interpreter that followup is installed in:

    python tests/bench/today.py
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec

from followup.adapters.store import Store
from followup.core.actions import action_id
from followup.core.events import Event, Person
from followup.core.text import slug

APPLICATIONS = 1_000
EVENTS = 6_000
ROUNDS = 21
# As every morning, the program reads the clock itself; the log leads up to that day.
TODAY = date.today()  # noqa: TID251, DTZ011
BASELINE = "import click, sqlite3, rich.table, rich.console"
BUDGET = 2.0
MEMORY_MB = 80
# How an application goes on after `applied`, with the days since; most are never answered.
COURSES = (
    (("receipt", 1), ("sent", 7), ("sent", 14), ("sent", 21)),
    (("receipt", 1), ("heard_back", 5), ("phone_screen", 9), ("interview", 16), ("rejected", 25)),
    (("receipt", 2), ("sent", 7), ("heard_back", 12), ("phone_screen", 15), ("rejected", 20), ("note", 21)),
    (
        ("receipt", 1),
        ("heard_back", 3),
        ("interview", 10),
        ("interview", 17),
        ("offer", 24),
        ("declined", 26),
    ),
    (("receipt", 1), ("sent", 6), ("rejected", 9)),
    (("note", 0), ("receipt", 2), ("note", 4), ("sent", 8), ("sent", 15)),
)


def build(folder: Path) -> int:
    """Write the log; return the number of its events. It is the same on every run."""
    rng = random.Random(20261120)  # noqa: S311  # a repeatable log, no secret
    numbers = iter(range(1, 100_000))
    events: list[Event] = []
    for index in range(APPLICATIONS):
        start = TODAY - timedelta(days=rng.randrange(0, 365))
        first = _event(next(numbers), "applied", start)
        company = f"Company {index // 2}"
        handle = slug(f"{company} {index}")
        recruiter = Person(f"Recruiter {index // 5}", f"recruiter{index // 5}@example.com", None, "recruiter")
        events.append(
            msgspec.structs.replace(
                first, application=first.id, company=company, handle=handle, people=(recruiter,)
            )
        )
        for kind, days in rng.choice(COURSES):
            day = start + timedelta(days=days)
            if day <= TODAY or kind == "interview":
                events.append(msgspec.structs.replace(_event(next(numbers), kind, day), application=first.id))
    first_id = events[0].id
    while len(events) < EVENTS:
        events.append(
            msgspec.structs.replace(
                _event(next(numbers), "note", TODAY - timedelta(days=300)), application=first_id
            )
        )
    store = Store(folder / "followup.db")
    store.append(events[:EVENTS])
    store.close()
    return len(events[:EVENTS])


def _event(number: int, kind: str, day: date) -> Event:
    recorded = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
    return Event(id=action_id("bench", str(number), "", "", 1), kind=kind, recorded_at=recorded, day=day)


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Return the wall-clock time of one whole process."""
    start = time.perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Build, measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = build(folder)
        environment = os.environ | {"FOLLOWUP_DATA_DIR": name, "FOLLOWUP_CONFIG_DIR": name}
        program = "from followup.cli.main import run; run()"
        today = [sys.executable, "-c", program, "today"]
        baseline = [sys.executable, "-c", BASELINE]
        first = seconds(today, environment)
        seconds(baseline, environment)
        pairs = [(seconds(today, environment), seconds(baseline, environment)) for _ in range(ROUNDS)]
        ours = statistics.median(pair[0] for pair in pairs)
        theirs = statistics.median(pair[1] for pair in pairs)
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"log: {APPLICATIONS} applications, {count} events")
    print(f"first morning (nothing computed before): {first * 1000:.0f} ms")
    print(f"today: {ours * 1000:.0f} ms, baseline: {theirs * 1000:.0f} ms (medians of {ROUNDS})")
    print(f"ratio: {ours / theirs:.2f} (budget {BUDGET})")
    print(f"memory: at most {memory:.0f} MB (budget {MEMORY_MB})")


if __name__ == "__main__":
    main()
