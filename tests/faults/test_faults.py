"""Kills and errors at every call that changes a file: nothing acknowledged is lost, what was there stays."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from faults import strace
from faults.commands import CASES, NOW, Case, Situation, added, build, judge, read, situation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

KILLED = (
    "first add of a day",
    "add",
    "first add of all",
    "done",
    "undo",
    "import",
    "merge",
    "undo of a merge",
    "backup",
    "restore",
    "restore of a damaged log",
)
# At every point of these each error is tried; at those of the others, which go the same way, one by turns.
EVERY_ERROR = ("first add of a day", "add", "backup", "restore")
ERRORS = {
    "ENOSPC": r"disk is full|No space left|may be full|cannot be opened",
    "EIO": r"reports an error|Input/output error|cannot be opened",
    "EROFS": r"read-only|Read-only|cannot be opened",
    "EACCES": r"[Pp]ermission denied|read-only|cannot be opened",
}
# What no user can make anything of.
INSIDE = re.compile(r"Traceback|went wrong inside|rollback|Errno|sqlite3?\.|\bI/O\b")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a log, for every run to copy."""
    strace.need_strace()
    return build(tmp_path_factory.mktemp("faults"))


def today() -> date:
    """Return the date that the real program sees."""
    return datetime.now(UTC).date()  # noqa: TID251  # the program under strace has the real clock


class Striker:
    """Runs one command again and again, each time from the same folder."""

    def __init__(self, made: Path, case: Case) -> None:
        self._made, self._case = made, case
        self._folder = made.parent / f"struck-{random.getrandbits(64):x}"
        self._today = today()

    def before(self) -> Situation:
        """Return a new copy of the folder."""
        return situation(self._made, self._case, self._folder, self._today)

    def points(self) -> list[strace.Call]:
        """Return every call that changes something, where nothing is in its way."""
        self.run(self.before())  # which compiles what it imports
        before = self.before()
        outcome = self.run(before)
        assert outcome.code == 0, outcome.err
        assert judge(before, acknowledged=True) == []
        return strace.points(outcome, self._folder)

    def run(self, before: Situation, injection: str = "") -> strace.Outcome:
        """Run the command, with one of its calls struck."""
        words = [word.format(folder=before.folder) for word in before.case.words]
        return strace.run(("--now", NOW, *words), before.folder, injection)

    def strike(self, point: strace.Call, how: str, judge_outcome: Callable[..., Iterable[str]]) -> list[str]:
        """Strike the command at one call; return what is wrong with what came of it."""
        before = self.before()
        outcome = self.run(before, f"{point.name}:{how}:when={point.number}")
        if not outcome.was_struck(self._folder):
            if today() != self._today:
                return []  # it is another day, and the program does something else
            return [f"{point} {how}: it was not met"]
        return [f"{point} {how}: {each}" for each in judge_outcome(before, outcome)]


def after_kill(before: Situation, outcome: strace.Outcome) -> list[str]:
    """Return what is wrong after a kill; what was printed is acknowledged."""
    return judge(before, acknowledged=bool(outcome.out))


def after_error(before: Situation, outcome: strace.Outcome, sentence: str) -> Iterator[str]:
    """Yield what is wrong after an error: what is left behind, what was said, and the exit code."""
    yield from judge(before, acknowledged=outcome.code == 0)
    said = outcome.err.strip()
    if INSIDE.search(said):
        yield f"it says {said!r}"
    if outcome.code == 0:
        return
    if outcome.code != 1 or outcome.out:
        yield f"exit code {outcome.code}, output {outcome.out!r}, {said!r}"
    if not re.search(sentence, said):
        yield f"the sentence is not the right one: {said!r}"
    new = added(before) if before.case.adds else ""
    if new == [] and "What you logged is in" in said:
        yield f"nothing was logged: {said!r}"
    if new and "Nothing was written" in said:
        yield f"it was logged: {said!r}"


@pytest.mark.slow
@pytest.mark.parametrize("name", KILLED)
def test_a_kill_at_every_call_that_changes_something_loses_nothing(
    name: str, made: Path, record_property: Callable[[str, object], None]
) -> None:
    """Nothing that was acknowledged, and nothing that was there."""
    striker = Striker(made, CASES[name])
    points = striker.points()
    wrong = [each for point in points for each in striker.strike(point, "signal=KILL", after_kill)]
    record_property("figure", f"{name}: killed at {len(points)} calls, {len(wrong)} wrong")
    assert len(points) > 10
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_an_error_at_every_call_that_changes_something_is_told_and_loses_nothing(
    name: str, made: Path, record_property: Callable[[str, object], None]
) -> None:
    """A disk that is full, broken or read-only, and a file that is not the user's."""
    striker = Striker(made, CASES[name])
    points = striker.points()
    every = list(ERRORS)
    struck = [
        (point, error)
        for number, point in enumerate(points)
        for error in (every if name in EVERY_ERROR else [every[number % len(every)]])
    ]
    wrong = [each for point, error in struck for each in told_of(striker, point, error)]
    record_property("figure", f"{name}: {len(struck)} errors at {len(points)} calls, {len(wrong)} wrong")
    assert wrong == []


def told_of(striker: Striker, point: strace.Call, error: str) -> list[str]:
    """Return what is wrong after an error at a call."""
    return striker.strike(point, f"error={error}", lambda *left: after_error(*left, ERRORS[error]))


@pytest.mark.parametrize("how", ["signal=KILL", "error=ENOSPC", "error=EIO"])
def test_a_sample_of_calls(how: str, made: Path) -> None:
    """The last sync of the log, and the write that ends its transaction, in the usual run of tests."""
    striker = Striker(made, CASES["add"])
    points = striker.points()
    sample = [[point for point in points if point.name == name][-1] for name in ("fdatasync", "pwrite64")]
    if how == "signal=KILL":
        wrong = [each for point in sample for each in striker.strike(point, how, after_kill)]
    else:
        wrong = [each for point in sample for each in told_of(striker, point, how.removeprefix("error="))]
    assert wrong == []


def test_an_event_that_is_logged_although_the_last_sync_fails_is_not_called_lost(made: Path) -> None:
    """A script that is told that nothing was written would log it again."""
    striker = Striker(made, CASES["add"])
    last = [point for point in striker.points() if point.name == "fdatasync"][-1]
    before = striker.before()
    outcome = striker.run(before, f"{last.name}:error=EIO:when={last.number}")
    assert added(before) == ["note"]
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("followup: What you logged is in ")
    assert "Do not log it again" in outcome.err


@pytest.mark.parametrize("name", ["first add of a day", "backup", "restore"])
@pytest.mark.parametrize("calls", ["unlink,unlinkat", "rename,renameat,renameat2,link,linkat"])
def test_where_nothing_is_deleted_or_renamed_nothing_acknowledged_is_lost(
    name: str, calls: str, made: Path
) -> None:
    """The kernel says that it has, as before a power failure that came before the folder was on the disk."""
    striker = Striker(made, CASES[name])
    before = striker.before()
    calls = ",".join(f"?{call}" for call in calls.split(","))
    outcome = striker.run(before, f"{calls}:retval=0")
    assert outcome.was_struck(before.folder)
    assert judge(before, acknowledged=outcome.code == 0) == []
    assert not INSIDE.search(outcome.err)


WRITER = """
import sys
from followup.cli.main import execute
for number in range(10_000):
    if execute(["--now", "2026-11-24 09:00", "add", "note", "acme", "--note", f"{sys.argv[1]}-{number}"]):
        sys.exit("it failed")
"""


@pytest.mark.slow
@pytest.mark.parametrize("group", range(10))
def test_thirty_kills_at_any_time_lose_nothing(
    group: int, made: Path, record_property: Callable[[str, object], None]
) -> None:
    """Of a program that logs one event after the other; each acknowledged one is there."""
    chance = random.Random(group)
    folder = made.parent / f"killed-{group}"
    situation(made, CASES["add"], folder, today())
    promised = lost = 0
    for kill in range(30):
        name = f"{group}-{kill}"
        said = logged_until_killed(folder, name, chance.uniform(0, 0.2))
        notes = [event.note for event in read(folder / "followup.db")]
        numbers = [int(note.rpartition("-")[2]) for note in notes if note and note.startswith(f"{name}-")]
        assert numbers in (list(range(said)), list(range(said + 1)))
        promised, lost = promised + said, lost + max(0, said - len(numbers))
    record_property("figure", f"30 kills at any time: {promised} events acknowledged, {lost} lost")


def logged_until_killed(folder: Path, name: str, seconds: float) -> int:
    """Let a program log until it is killed, so long after its first event; return how many it confirmed."""
    command = [sys.executable, "-c", WRITER, name]
    environment = strace.environment(folder)
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(seconds)
        writer.kill()
        return (first + writer.stdout.read()).count("Logged for acme")
