"""What it costs that an acknowledged event outlives a power failure: the ways in which SQLite can do that.

For each way, on a log of 1,000 applications and 6,000 events: how long an `add` writes and a `today` reads,
in this process, on the disk that the folder is on. `tests/faults/test_power.py` shows which ways are safe.
Then what the first `add` of a day costs, which copies the log, for logs of several sizes. Run it with the
interpreter that followup is installed in; a folder in memory would tell nothing:

    python tests/bench/journal.py [FOLDER]
"""

from __future__ import annotations

import itertools
import shutil
import sqlite3
import statistics
import sys
import tempfile
from contextlib import closing
from datetime import date
from pathlib import Path
from time import perf_counter

import today

from followup.adapters.log.backups import copy_of_the_day
from followup.adapters.log.database import PATIENCE_SECONDS

ROUNDS = 100
WAYS = (
    ("DELETE", "FULL", "unsafe: the journal may be back after a power failure"),
    ("DELETE", "EXTRA", "safe: the folder is synced after the journal is deleted"),
    ("TRUNCATE", "FULL", "safe: the journal is cut to nothing, and synced"),
    ("PERSIST", "FULL", "safe: the journal's header is overwritten, and synced; what the log uses"),
    ("WAL", "FULL", "safe: the write-ahead log is synced"),
)
SIZES = (1_000, 10_000, 100_000)  # applications, with six events each
QUERIES = (
    "SELECT max(seq) FROM events",
    "SELECT application FROM sleep LIMIT 50",
    "SELECT link FROM links LIMIT 50",
)


def opened(path: Path, journal_mode: str, synchronous: str) -> sqlite3.Connection:
    """Return the log opened in one way, as a command opens it."""
    connection = sqlite3.connect(path, timeout=PATIENCE_SECONDS, isolation_level=None)
    connection.execute(f"PRAGMA journal_mode = {journal_mode}")
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    return connection


def add(path: Path, way: tuple[str, str], number: int) -> float:
    """Log an event as a command does, which opens the file and closes it; return the seconds."""
    start = perf_counter()
    with closing(opened(path, *way)) as log:
        log.execute("BEGIN IMMEDIATE")
        log.execute(
            "INSERT INTO events (id, kind, application, recorded_at, data) SELECT ?, kind, application, "
            "recorded_at, data FROM events WHERE seq = ?",
            (f"bench-{number}", number + 1),
        )
        log.execute("INSERT OR REPLACE INTO sleep (application) SELECT application FROM events WHERE seq = 1")
        log.execute("COMMIT")
    return perf_counter() - start


def look(path: Path, way: tuple[str, str]) -> float:
    """Read what `today` reads first; return the seconds."""
    start = perf_counter()
    with closing(opened(path, *way)) as log:
        for query in QUERIES:
            log.execute(query).fetchall()
    return perf_counter() - start


def measure_ways(folder: Path) -> None:
    """Print the table of the ways."""
    today.build(folder)
    print(f"{'journal':9} {'synchronous':12} {'add':>9} {'today':>9}   (medians of {ROUNDS})")
    times: dict[tuple[str, str], list[tuple[float, float]]] = {way[:2]: [] for way in WAYS}
    for number, way in itertools.product(range(ROUNDS), times):  # by turns, so that all meet the same disk
        path = folder / f"{'-'.join(way)}.db"
        if number == 0:
            shutil.copy(folder / "followup.db", path)
        times[way].append((add(path, way, number), look(path, way)))
    for journal_mode, synchronous, verdict in WAYS:
        pairs = zip(*times[journal_mode, synchronous], strict=True)
        written, read = (statistics.median(each) * 1000 for each in pairs)
        print(f"{journal_mode:9} {synchronous:12} {written:6.2f} ms {read:6.2f} ms   {verdict}")


def measure_copies(folder: Path) -> None:
    """Print what the copy of a day costs, which its first `add` pays for."""
    print(f"\n{'applications':>12} {'the log':>9} {'first add of a day, more':>26}")
    for applications in SIZES:
        place = folder / str(applications)
        place.mkdir()
        today.APPLICATIONS, today.EVENTS = applications, applications * 6
        today.build(place)
        path = place / "followup.db"
        start = perf_counter()
        copy_of_the_day(path, date(2026, 11, 27))
        seconds = perf_counter() - start
        print(f"{applications:12} {path.stat().st_size / 1e6:6.1f} MB {seconds:24.2f} s")
        shutil.rmtree(place)


def main() -> None:
    """Measure and print."""
    where = sys.argv[1] if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(dir=where) as name:
        measure_ways(Path(name))
        measure_copies(Path(name))


if __name__ == "__main__":
    main()
