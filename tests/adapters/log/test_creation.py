"""How a log comes to be: by a command that writes, whole, and never where there was one before."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from followup.adapters.log import creation
from followup.adapters.log.database import begin

if TYPE_CHECKING:
    from pathlib import Path

    from cli.program import Program

READERS = ("today", "list", "plan", "people", "doctor", "digest", "calendar", "undo")
ADD = "add applied Acme"


@pytest.mark.parametrize("line", READERS)
def test_a_command_that_writes_nothing_makes_nothing(line: str, program: Program) -> None:
    """Neither log nor marker nor folder."""
    program(line)
    assert not program.data.exists() or not list(program.data.glob("*followup*"))


def test_beside_a_log_stands_a_marker_for_its_owner_alone(program: Program) -> None:
    """It says what it is for, and how to be without it."""
    assert program(ADD).code == 0
    marker = creation.marker_of(program.path)
    assert stat.S_IMODE(marker.stat().st_mode) == 0o600
    assert "followup.db beside it is the log" in marker.read_text()
    assert "`followup doctor --mend`" in marker.read_text()
    assert sorted(each.name for each in program.data.glob("*followup*")) == [
        "followup.db",
        "followup.db-journal",
        "followup.db.marker",
    ]


def test_a_log_without_a_marker_gets_one_from_the_next_command_that_writes(program: Program) -> None:
    """A log that was copied here, say; a command that reads leaves it so."""
    program(ADD)
    marker = creation.marker_of(program.path)
    marker.unlink()
    program("today")
    assert not marker.exists()
    program("add receipt Acme")
    assert marker.exists()


@pytest.mark.parametrize("left", ["followup.db.marker", "followup.db-journal", "followup.db-wal"])
def test_a_log_that_is_gone_is_not_begun_anew(left: str, program: Program) -> None:
    """Every command says so, and what to type; none makes one in its place."""
    program.data.mkdir(mode=0o700)
    (program.data / left).write_bytes(b"x")
    for line in ("today", "list", ADD, "undo", "doctor"):
        result = program(line)
        assert result.code == 3
        assert "is gone, and there was one" in result.err + " ".join(result.out.split())
        assert "followup backup restore" in result.err + result.out
        assert "followup doctor --mend" in result.err + result.out
    assert not program.path.exists()


def test_who_took_the_log_away_can_begin_anew(program: Program) -> None:
    """By the command that was said."""
    program(ADD)
    program.path.unlink()
    result = program("doctor --mend")
    assert result.code == 0
    assert "was gone; a new one was begun, without events" in " ".join(result.out.split())
    assert (program("list").code, program.events()) == (0, [])
    assert program("add applied Globex").code == 0


def test_a_link_to_a_file_that_is_not_there_is_not_followed(program: Program, tmp_path: Path) -> None:
    """A disk that is not mounted; the log on it is still the log."""
    program.data.mkdir(mode=0o700)
    program.path.symlink_to(tmp_path / "disk" / "followup.db")
    for line in ("today", ADD):
        result = program(line)
        assert result.code == 3
        assert "is a link to a file that is not there" in result.err


def test_a_log_behind_a_link_is_a_log(program: Program, tmp_path: Path) -> None:
    """It is written to and mended where it is."""
    program(ADD)
    there = tmp_path / "elsewhere.db"
    program.path.rename(there)
    program.path.symlink_to(there)
    assert program("add receipt Acme").code == 0
    there.write_bytes(there.read_bytes()[:-1])
    assert program("doctor --mend").code == 0
    assert program.path.is_symlink()
    assert len(program.events()) == 2


def test_the_first_of_two_commands_makes_the_log(tmp_path: Path) -> None:
    """The other finds it, and nothing of its own is left."""
    path = tmp_path / "followup.db"

    def fill(new: Path) -> None:
        begin(path)
        new.write_bytes(b"second")

    creation.begin_log(path, fill)
    assert path.read_bytes()[:6] == b"SQLite"
    assert [each.name for each in tmp_path.iterdir()] == ["followup.db"]


def test_where_a_file_cannot_have_two_names_it_is_made_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems know no hard links."""

    def no_links(*_names: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    path = tmp_path / "followup.db"
    creation.begin_log(path, lambda new: new.write_bytes(b"one") and None)
    creation.begin_log(path, lambda new: new.write_bytes(b"two") and None)
    assert path.read_bytes() == b"one"
    assert [each.name for each in tmp_path.iterdir()] == ["followup.db"]
