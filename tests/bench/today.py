"""How long `followup today` takes with a year of logging, as a multiple of what Python itself needs.

Builds a log of 1,000 applications and 6,000 events with the rules in force, then times whole processes:
`followup today` against `python -c "import click, sqlite3, rich.table, rich.console"`. The budget is a
ratio of 2.2 and 80 MB. Run it with the interpreter that followup is installed in:

    python tests/bench/today.py
"""

from __future__ import annotations

import itertools
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import msgspec

from followup.adapters.log.store import Store
from followup.core.actions import action_id
from followup.core.events import About, Event, Person, Settles
from followup.core.text import slug

if TYPE_CHECKING:
    from collections.abc import Iterator

APPLICATIONS = 1_000
EVENTS = 6_000
ROUNDS = 21
# As every morning, the program reads the clock itself; the log leads up to that day.
TODAY = date.today()  # noqa: TID251, DTZ011
BASELINE = "import click, sqlite3, rich.table, rich.console"
BUDGET = 2.2
MEMORY_MB = 80
# The user does what is asked until the last days, and then has been away.
AWAY = 3
# How an application goes on after `applied`: (days later, kind, rule that it settles). Most are never
# answered, and are closed four weeks after the last question.
SILENCE = ((1, "receipt", "check-receipt"), (7, "sent", "follow-up-application"), (14, "sent", "check-in"))
COURSES = (
    (*SILENCE, (29, "sent", "check-in"), (57, "closed", None)),
    (*SILENCE, (18, "rejected", None)),
    (*SILENCE, (16, "heard_back", None), (20, "phone_screen", None), (24, "rejected", None)),
    (
        *(*SILENCE[:2], (9, "heard_back", None), (12, "interview", None), (13, "sent", "thank-interviewers")),
        *((26, "sent", "check-in"), (40, "sent", "check-in"), (68, "closed", None)),
    ),
    (*SILENCE[:1], (4, "note", None), (5, "rejected", None)),
)


def build(folder: Path) -> int:
    """Write the log; return the number of its events. Day by day it is the same on every run."""
    rng = random.Random(20261120)  # a repeatable log, no secret
    numbers = itertools.count(1)
    events: list[Event] = []
    for index in range(APPLICATIONS):
        events += _application(index, rng, numbers)
    first = events[0]
    while len(events) < EVENTS:
        events.append(_event(next(numbers), "note", first.day, first.application))
    store = Store(folder / "followup.db")
    store.append(events[:EVENTS])
    store.close()
    return len(events[:EVENTS])


def _application(index: int, rng: random.Random, numbers: Iterator[int]) -> list[Event]:
    """Return one application: a company has two, a recruiter five; and what was done about it."""
    start = TODAY - timedelta(days=rng.randrange(0, 365))
    company = f"Company {index // 2}"
    name = f"recruiter{index // 5}"
    recruiter = Person(f"Recruiter {index // 5}", f"{name}@example.com", part="recruiter", contact=name)
    first = _event(next(numbers), "applied", start, None)
    first = msgspec.structs.replace(
        first,
        application=first.id,
        about=About(company=company, handle=slug(f"{company} {index}")),
        people=(recruiter,),
    )
    events, repetitions = [first], dict[str, int]()
    for days, kind, rule in rng.choice(COURSES):
        day = start + timedelta(days=days)
        if day > TODAY - timedelta(days=AWAY):
            break
        event = _event(next(numbers), kind, day, first.id)
        if rule is not None:
            anchor = next(e for e in reversed(events) if e.kind in {"applied", "interview"})
            count = repetitions[rule] = repetitions.get(rule, 0) + 1
            identity = action_id(rule, first.id, anchor.id, "", count)
            settles = Settles(identity, rule, anchor.id, count, courtesy=rule == "thank-interviewers")
            event = msgspec.structs.replace(event, settles=settles)
        events.append(event)
    return events


def _event(number: int, kind: str, day: date | None, application: str | None) -> Event:
    recorded = datetime.combine(day or TODAY, time(18), UTC)
    identity = action_id("bench", str(number), "", "", 1)
    return Event(id=identity, kind=kind, recorded_at=recorded, day=day, application=application)


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Return the wall-clock time of one whole process."""
    start = perf_counter()
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
    return perf_counter() - start


def main() -> None:
    """Build, measure and print."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = build(folder)
        environment = os.environ | {"FOLLOWUP_DATA_DIR": name, "FOLLOWUP_CONFIG_DIR": name}
        program = "from followup.__main__ import run; run()"
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
