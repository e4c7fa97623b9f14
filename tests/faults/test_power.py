"""The power fails at any call: what was acknowledged is on the disk, and what was there before is whole."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from faults import strace
from faults.commands import CASES, NOW, build, judge, situation
from faults.power import Disk, is_acknowledged, lay_out
from faults.test_faults import today

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from faults.strace import Outcome


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a log, for every run to copy."""
    strace.need_strace()
    return build(tmp_path_factory.mktemp("power"))


def failures(disk: Disk, outcome: Outcome) -> Iterator[tuple[dict[str, bytes], bool]]:
    """Yield each state that a failure of the power may leave, once, and whether it came after an answer."""
    seen = set()
    acknowledged = False
    for number, call in enumerate(outcome.calls):
        acknowledged = acknowledged or is_acknowledged(outcome.calls[: number + 1])
        if not disk.meet(call) and not is_acknowledged(outcome.calls[: number + 1]):
            continue
        for state in disk.after_failure():
            key = hash((acknowledged, *sorted(state.items())))
            if key not in seen:
                seen.add(key)
                yield state, acknowledged


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "first add of all",
        "first add of a day",
        "add",
        "done",
        "undo",
        "merge",
        "undo of a merge",
        "backup",
        "restore",
        "restore of a damaged log",
        "restore of no log",
    ],
)
def test_a_failure_of_the_power_loses_nothing(
    name: str, made: Path, record_property: Callable[[str, object], None]
) -> None:
    """At no call, whatever part of what was not synced is lost, and with any write torn."""
    folder, laid = made.parent / "run", made.parent / "laid"
    before = situation(made, CASES[name], folder, today())
    disk = Disk(folder)
    words = [word.format(folder=folder) for word in before.case.words]
    outcome = strace.run(("--now", NOW, *words), folder, data=True)
    assert outcome.code == 0, outcome.err
    count, wrong = 0, []
    for state, acknowledged in failures(disk, outcome):
        shutil.rmtree(laid, ignore_errors=True)
        lay_out(state, disk, laid)
        count += 1
        wrong += judge(before._replace(folder=laid), acknowledged=acknowledged)
    record_property("figure", f"{name}: {count} states of the disk after a power failure, {len(wrong)} wrong")
    assert count > 40
    assert wrong == []


SCRIPT = """
import sqlite3, sys
log = sqlite3.connect(sys.argv[1], isolation_level=None)
for pragma in sys.argv[2:]:
    log.execute(f"PRAGMA {pragma}")
log.execute("INSERT INTO events VALUES ('new')")
print("acknowledged", flush=True)
log.close()
"""


@pytest.mark.parametrize(
    ("journal_mode", "synchronous", "loses"),
    [
        ("DELETE", "FULL", True),  # SQLite's default: the journal may be back after the failure
        ("DELETE", "EXTRA", False),
        ("TRUNCATE", "FULL", False),
        ("PERSIST", "FULL", False),  # what the log uses
        ("WAL", "NORMAL", True),
        ("WAL", "FULL", False),
    ],
)
def test_which_ways_of_sqlite_lose_what_was_acknowledged(
    journal_mode: str, synchronous: str, loses: bool, tmp_path: Path
) -> None:
    """The same failures of the power, for SQLite alone: they find what is known to be unsafe."""
    strace.need_strace()
    folder, laid = tmp_path / "run", tmp_path / "laid"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "log.db")) as log:
        log.execute("CREATE TABLE events (id TEXT)")
        log.execute(f"PRAGMA journal_mode = {journal_mode}")
    disk = Disk(folder)
    words = (str(folder / "log.db"), f"journal_mode = {journal_mode}", f"synchronous = {synchronous}")
    outcome = strace.run(words, folder, data=True, script=SCRIPT)
    assert outcome.out == "acknowledged\n", outcome.err
    lost = 0
    for state, acknowledged in failures(disk, outcome):
        shutil.rmtree(laid, ignore_errors=True)
        lay_out(state, disk, laid)
        with closing(sqlite3.connect(laid / "log.db")) as log:
            found = log.execute("SELECT count(*) FROM events").fetchone()[0]
            assert log.execute("PRAGMA quick_check").fetchone() == ("ok",)
        lost += acknowledged and not found
    assert bool(lost) == loses
