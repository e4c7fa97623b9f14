"""A migration that is killed, or meets a full disk, at any call that changes a file: the log is whole.

It is then the old one or the new one, and the next command gives the same answer.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli.program import Program
from faults import strace
from followup.adapters.log.inspection import trouble_with

if TYPE_CHECKING:
    from collections.abc import Callable

    Figure = Callable[[str, object], None]

LOGS = Path(__file__).parents[1] / "adapters" / "log"
NOW = "2026-11-05 09:00"
LIST = ("--now", NOW, "list", "--json")
ADD = ("--now", NOW, "add", "applied", "Acme", "--json")


class Struck:
    """One command, run again and again from the same folder, each time with one of its calls struck."""

    def __init__(self, folder: Path, log: str, words: tuple[str, ...]) -> None:
        strace.need_strace()
        self._folder, self._log, self._words = folder / "data", log, words
        self.run()  # modules are compiled once
        whole = self.run()
        assert whole.code == 0, whole.err
        self.points = strace.points(whole, self._folder)
        self.right = self.list()

    def run(self, injection: str = "") -> strace.Outcome:
        """Run the command from the beginning."""
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(mode=0o700)
        if self._log:
            shutil.copy(LOGS / self._log, self._folder / "followup.db")
        return strace.run(self._words, self._folder, injection)

    def list(self) -> str:
        """Return what the next command says."""
        result = Program(self._folder.parent)("list --json", NOW)
        return result.out if result.code == 0 else result.err

    def strike(self, how: str) -> list[str]:
        """Strike every call; return what is wrong with what comes of it."""
        wrong = []
        for point in self.points:
            outcome = self.run(f"{point.name}:{how}:when={point.number}")
            if not outcome.was_struck:
                wrong.append(f"{point}: not met")
            elif "inside" in outcome.err or "Traceback" in outcome.err:
                wrong.append(f"{point}: {outcome.err}")
            wrong += [f"{point}: {each}" for each in self.judge()]
        return wrong

    def judge(self) -> list[str]:
        """Return what is wrong with the log as it is now."""
        said, path = self.list(), self._folder / "followup.db"
        wrong = [said] if self._log and said != self.right else []
        if path.exists():
            trouble = trouble_with(path)
            wrong += [trouble] if trouble else []
            with closing(sqlite3.connect(path)) as connection:
                wrong += (
                    [] if connection.execute("PRAGMA user_version").fetchone() == (3,) else ["old format"]
                )
        return wrong


@pytest.mark.slow
@pytest.mark.parametrize("log", ["format-1.db", "format-2.db"])
def test_a_migration_killed_at_any_call_loses_nothing(
    log: str, tmp_path: Path, record_property: Figure
) -> None:
    """What it had begun is taken back, and begun again."""
    struck = Struck(tmp_path, log, LIST)
    wrong = struck.strike("signal=KILL")
    record_property("figure", f"migration of {log}: {len(struck.points)} kills, {len(wrong)} wrong")
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_a_migration_on_a_full_or_broken_disk_loses_nothing(
    error: str, tmp_path: Path, record_property: Figure
) -> None:
    """Every call fails once; the log stays what it was until there is room."""
    struck = Struck(tmp_path, "format-2.db", LIST)
    wrong = struck.strike(f"error={error}")
    record_property("figure", f"migration: {len(struck.points)} times {error}, {len(wrong)} wrong")
    assert wrong == []


@pytest.mark.slow
def test_a_first_command_killed_at_any_call_leaves_no_half_of_a_log(
    tmp_path: Path, record_property: Figure
) -> None:
    """There is a log, or there is none and the next command begins it."""
    struck = Struck(tmp_path, "", ADD)
    wrong = struck.strike("signal=KILL")
    record_property("figure", f"the first add: {len(struck.points)} kills, {len(wrong)} wrong")
    assert wrong == []
