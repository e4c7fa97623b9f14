"""The tables beside the log, made in one pass through it, some applications at a time."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NoReturn
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.searches import Search
from cli.program import Program
from core.building import default_rules
from core.logs import Log, logs
from damage import TABLES, TO_TABLES, spoil_table
from followup.adapters.log.anew import work_out
from followup.adapters.log.derived import fault_of
from followup.adapters.log.store import Store
from followup.cli.session import Session
from followup.core.events import About, Event, Person
from followup.core.resting import Resting
from sampling import some

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

NOW = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
FIRST, OTHERS = "rules", "other rules"
Numbered = tuple[int, Event]


def nothing(_done: int, _total: int) -> None:
    """Show no progress."""


def all_over(_general: Sequence[Numbered]) -> Callable[[Mapping[str, Sequence[Numbered]]], dict[str, None]]:
    """Let everything sleep for good."""
    return dict.fromkeys


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where the log is."""
    return tmp_path / "followup.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """Return a log of five applications that share people and a company."""
    ann, bo = Person("Ann", contact="ann"), Person("Bo", contact="bo")
    found = Store(path)
    for name, people in (("a", (ann,)), ("b", (bo,)), ("c", ()), ("d", (ann, bo)), ("e", (bo,))):
        about = About(company="Acme" if name in "ac" else f"Bell {name}", handle=name)
        begun = Event(id=name, kind="applied", recorded_at=NOW, application=name, people=people, about=about)
        found.append([begun])
    yield found
    found.close()


def fault(path: Path) -> str | None:
    """Return what is wrong with the tables."""
    with closing(sqlite3.connect(path)) as connection:
        return fault_of(connection)


@given(log=logs(), size=st.integers(1, 3), later=st.integers(0, 300))
def test_by_whatever_pieces_they_are_what_a_replay_makes_of_the_log(log: Log, size: int, later: int) -> None:
    """With merges, corrections and wishes that are about applications in several pieces."""
    now = log.now + timedelta(days=later)

    def until_by(general: Sequence[Numbered]) -> object:
        return Resting(general, default_rules(), log.diary.calendar_for, now).until

    with closing(Store(None)) as store:
        for event in log.events:
            store.append([event])
        connection = store._connection
        assert connection is not None
        for premises, is_sound in ((FIRST, False), (OTHERS, True)):
            assert work_out(connection, premises, now, until_by, nothing, is_sound=is_sound, size=size)
            assert fault_of(connection) is None
            assert store.awake(premises, now).events is not None


def test_other_rules_leave_the_index_as_it_is(store: Store, path: Path) -> None:
    """They change when an application wakes; what each key leads to, only for those that begin to rest."""
    assert store.work_out(store.awake(FIRST, NOW), FIRST, NOW, all_over, nothing)
    with closing(sqlite3.connect(path)) as connection:
        before = connection.execute("SELECT * FROM links").fetchall()
    assert store.awake(OTHERS, NOW).events is None
    assert store.work_out(store.awake(OTHERS, NOW), OTHERS, NOW, all_over, nothing)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM links").fetchall() == before
    assert store.awake(OTHERS, NOW).asked == frozenset()
    assert store.work_out(store.awake(FIRST, NOW), FIRST, NOW, lambda _: lambda _: {}, nothing)
    assert store.awake(FIRST, NOW).asked == {"a", "b", "c", "d", "e"}
    assert fault(path) is None


@pytest.mark.parametrize("table", sorted(TABLES))
@pytest.mark.parametrize("damage", sorted(TO_TABLES))
def test_under_other_rules_damaged_tables_are_made_anew(
    table: str, damage: str, store: Store, path: Path
) -> None:
    """Whatever is missing or altered."""
    store.work_out(store.awake(FIRST, NOW), FIRST, NOW, all_over, nothing)
    awake = store.awake(OTHERS, NOW)
    spoil_table(path, table, damage)
    assert store.work_out(awake, OTHERS, NOW, all_over, nothing)
    assert store.awake(OTHERS, NOW).asked == frozenset()


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return all that stands in the file."""
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}  # noqa: S608


class Interrupted(Exception):
    """Somebody typed Ctrl-C."""


@pytest.mark.parametrize("has_tables", [False, True])
def test_an_interrupted_pass_leaves_everything_as_it_was(has_tables: bool, store: Store, path: Path) -> None:
    """No half of a table stands beside the log, and the next pass finds all it needs."""

    def stop(_done: int, _total: int) -> NoReturn:
        raise Interrupted

    if has_tables:
        store.work_out(store.awake(FIRST, NOW), FIRST, NOW, all_over, nothing)
    before = rows_of(path)
    with pytest.raises(Interrupted):
        store.work_out(store.awake(OTHERS, NOW), OTHERS, NOW, all_over, stop)
    assert rows_of(path) == before
    assert store.work_out(store.awake(OTHERS, NOW), OTHERS, NOW, all_over, nothing)
    assert fault(path) is None


def test_another_command_can_write_meanwhile_and_counts(store: Store, path: Path) -> None:
    """Nobody waits for a pass; it goes through the log again, for what was written belongs to it."""
    passes = []

    def write(_done: int, _total: int) -> None:
        passes.append(1)
        if len(passes) == 1:
            with closing(Store(path)) as other:
                other.append([Event(id="f", kind="note", recorded_at=NOW, application="b")])

    assert store.work_out(store.awake(FIRST, NOW), FIRST, NOW, all_over, write)
    assert len(passes) == 2
    assert store.awake(FIRST, NOW).events == 0
    assert fault(path) is None


def test_where_others_write_all_the_time_it_gives_up(store: Store, path: Path) -> None:
    """Then the whole log is read, and nothing noted."""
    numbers = iter(range(100))

    def write(_done: int, _total: int) -> None:
        with closing(Store(path)) as other:
            identity = f"f{next(numbers)}"
            other.append([Event(id=identity, kind="note", recorded_at=NOW, application="b")])

    assert not store.work_out(store.awake(FIRST, NOW), FIRST, NOW, all_over, write)
    assert store.awake(FIRST, NOW).events is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE events SET data = replace(data, 'Bell', 'Hell') WHERE seq = 2",
        "UPDATE events SET previous = 'x' WHERE seq = 3",
        "DELETE FROM events WHERE seq = 4",
        "UPDATE events SET application = 'z' WHERE seq = 5",
    ],
)
def test_a_damaged_log_is_left_to_who_says_what_is_wrong(change: str, store: Store, path: Path) -> None:
    """Nothing is noted; the whole log is read then, which tells of it."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for trigger in ("events_never_change", "events_never_go"):
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(change)
    assert not store.work_out(store.awake(FIRST, NOW), FIRST, NOW, all_over, nothing)
    assert store.awake(FIRST, NOW).events is None


PROGRAM = [sys.executable, "-c", "from followup.__main__ import run; run()", "today", "--json"]


def folder_of(path: Path, count: int) -> Path:
    """Return a folder with the log of the benchmark."""
    path.mkdir(parents=True)
    with closing(Store(path / "followup.db")) as store:
        store.append(list(Search(NOW.date()).log(count)))
    return path


def variables(folder: Path) -> dict[str, str]:
    """Return what lets a process look at the log in a folder, on the morning that it leads up to."""
    ours = {"FOLLOWUP_DATA_DIR": str(folder), "FOLLOWUP_CONFIG_DIR": str(folder)}
    return os.environ | ours | {"FOLLOWUP_NOW": f"{NOW:%Y-%m-%d %H:%M}"}


def process(folder: Path, **streams: int) -> subprocess.Popen[str]:
    """Return a process that looks at the agenda."""
    return subprocess.Popen(PROGRAM, env=variables(folder), text=True, **streams)


def test_two_first_looks_at_once_say_the_same(tmp_path: Path) -> None:
    """Both are right, and so is what is noted then."""
    folder = folder_of(tmp_path / "log", 600)
    looks = [process(folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
    said = [each.communicate() for each in looks]
    assert [each.returncode for each in looks] == [0, 0, 0]
    assert {err for _, err in said} == {""}
    assert len({out for out, _ in said}) == 1
    assert fault(folder / "followup.db") is None


@pytest.mark.parametrize("seconds", some([0.25, 0.5], every=2))
def test_a_killed_look_does_no_harm(seconds: float, tmp_path: Path) -> None:
    """Wherever it was, the next one is right."""
    folder = folder_of(tmp_path / "log", 1_500)
    look = process(folder, stdout=subprocess.DEVNULL)
    try:
        look.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        look.send_signal(signal.SIGKILL)
        look.wait()
    after = process(folder, stdout=subprocess.PIPE)
    out, _ = after.communicate()
    assert after.returncode == 0
    assert out.count('"status": "due"') + out.count('"status": "overdue"') > 5
    assert fault(folder / "followup.db") is None


# The memory of a child counts from that of its parent, and this one is large.
MEMORY = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it is counted in other units")
def test_memory_is_bounded_by_what_is_worked_on_at_once(tmp_path: Path) -> None:
    """Eight times as many applications take a few megabytes more: those of the one recruiter of a tenth."""
    small, large = (_megabytes(folder_of(tmp_path / str(count), count)) for count in (2_000, 16_000))
    assert large < small + 8
    assert large < 60


def _megabytes(folder: Path) -> int:
    """Return the largest memory of a first look."""
    command = [sys.executable, "-c", MEMORY, *PROGRAM]
    return int(subprocess.run(command, env=variables(folder), check=True, capture_output=True).stdout)


def test_each_application_costs_the_same(tmp_path: Path) -> None:
    """Calls are counted, of the first look and of the first one under other rules."""
    calls = {}
    for count in (500, 2_000):
        program = Program(tmp_path / str(count))
        folder_of(program.data, count)
        program.config.mkdir()
        program.clock = NOW
        calls[count] = [_calls(program, "today --json")]
        program.zone = ZoneInfo("Asia/Tokyo")
        calls[count].append(_calls(program, "today --json"))
    for small, large in zip(calls[500], calls[2_000], strict=True):
        assert large < 4 * small


def _calls(program: Program, line: str) -> int:
    found = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal found
        found += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        result = program(line)
    finally:
        sys.setprofile(None)
    assert result.code == 0
    return found


@pytest.mark.parametrize(("premises", "total"), [(FIRST, 7), (OTHERS, 5)])
def test_progress_goes_up_to_all_there_is_to_do(premises: str, total: int, store: Store) -> None:
    """To write an index takes half as long as all else; under other rules it is there."""
    if premises == OTHERS:
        store.work_out(store.awake(FIRST, NOW), FIRST, NOW, all_over, nothing)
    seen: list[tuple[int, int]] = []
    store.work_out(store.awake(premises, NOW), premises, NOW, all_over, lambda *done: seen.append(done))
    assert seen == sorted(seen)
    assert {each for _, each in seen} == {total}


@pytest.mark.parametrize("line", ["digest", "calendar", "list --open", "plan", "today"])
def test_whichever_command_comes_first_under_other_rules_works_it_out(line: str, tmp_path: Path) -> None:
    """In another zone as well, as a schedule may have it; then the next one reads only what it needs."""
    program = Program(tmp_path)
    folder_of(program.data, 100)
    program.config.mkdir()
    program.clock = NOW
    for zone in ("UTC", "Asia/Tokyo"):
        program.zone = ZoneInfo(zone)
        assert program(line).code == 0
        session = Session(program.environment())
        assert session.store.awake(session.premises, session.now).events is not None
        session.close()
