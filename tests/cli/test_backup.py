"""`followup backup`: a copy each day and when asked for, what there is, and one brought back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from cli.program import Program


@pytest.fixture
def search(program: Program) -> Program:
    """Return the program with a log of three days, the last of them Friday, 20 November, at 17:00."""
    for number, line in enumerate(("add applied Acme", "add receipt Acme", "add note Acme")):
        program.clock += timedelta(days=1 if number else -2)
        assert program(line).code == 0
    return program


def names(program: Program) -> list[str]:
    """Return the names of the copies as they are listed."""
    return [copy["name"] for copy in program("backup list --json").json["copies"]]


def test_each_day_has_a_copy_by_the_clock_of_the_machine(search: Program) -> None:
    """Not by a pretended now: it is a matter of the disk, and not of the search."""
    assert names(search) == ["2026-11-20", "2026-11-19"]
    search("add note Acme", now="2027-03-01")
    assert names(search) == ["2026-11-20", "2026-11-19"]


def test_a_look_makes_no_copy(search: Program) -> None:
    """Nor does a command that is refused."""
    search.clock += timedelta(days=1)
    for line in ("today", "list", "done check-in/nobody", "undo --help"):
        search(line)
    assert names(search) == ["2026-11-20", "2026-11-19"]


def test_a_copy_that_fails_is_told_on_standard_error_and_the_event_is_logged(
    search: Program, tmp_path: Path
) -> None:
    """Once, beside the answer."""
    search.clock += timedelta(days=1)
    folder = search.data / "backups"
    folder.rename(tmp_path / "moved")
    folder.symlink_to(tmp_path / "moved")
    result = search("add note Acme")
    assert result.code == 0
    assert result.out.startswith("Logged for acme")
    assert result.err == f"{folder} is a link; no copy is written through one. Move it out of the way.\n"
    assert len(search.events()) == 4


def test_a_copy_is_made_when_asked_for(search: Program, tmp_path: Path) -> None:
    """To the others, or to a place of one's own."""
    said = "3 events, the last of Fri 20 Nov 2026, 17:00 (note)."
    path = search.data / "backups" / "followup-2026-11-20-1700.db"
    assert search("backup").out == f"Copied to {path}: {said}\n"
    assert search.run("backup", "--to", str(tmp_path)).out.endswith(said + "\n")
    file = tmp_path / "my copy.db"
    assert search.run("backup", "--to", str(file)).out == f"Copied to {file}: {said}\n"
    again = search.run("backup", "--to", str(file))
    assert (again.code, again.err) == (
        1,
        f"followup: There is a file {file} already.\nName one that is not there yet.\n",
    )


def test_the_list_says_what_each_copy_holds(search: Program) -> None:
    """The newest first; what cannot be read says so."""
    search("backup")
    (search.data / "backups" / "followup-2026-11-19.db").write_text("damaged")
    assert search("backup list").out.splitlines() == [
        "2026-11-20-1700  you asked for it",
        "                 3 events, the last of Fri 20 Nov 2026, 17:00 (note)",
        "2026-11-20       before the first event of that day",
        "                 2 events, the last of Thu 19 Nov 2026, 17:00 (receipt)",
        "2026-11-19       before the first event of that day",
        "                 it cannot be read",
    ]
    document = search("backup list --json").json
    assert document["schema"] == 1
    newest, oldest = document["copies"][0], document["copies"][-1]
    assert newest == {
        "name": "2026-11-20-1700",
        "path": str(search.data / "backups" / "followup-2026-11-20-1700.db"),
        "made_for": "asked",
        "date": "2026-11-20",
        "events": 3,
        "last": {
            "id": search.events()[-1].id,
            "kind": "note",
            "recorded_at": "2026-11-20T17:00:00+00:00",
        },
        "bytes": newest["bytes"],
    }
    assert (oldest["made_for"], oldest["events"], oldest["last"]) == ("day", None, None)


def test_where_there_is_no_copy_the_list_says_how_to_make_one(program: Program) -> None:
    """And nothing is made by looking."""
    result = program("backup list")
    assert (result.code, result.out) == (0, "")
    assert result.err == "There is no copy yet. `followup backup` makes one.\n"
    assert program("backup list --json").json == {"schema": 1, "copies": []}
    assert program("backup").code == 1
    assert not program.data.exists()


def test_the_newest_copy_is_brought_back_and_says_what_it_holds(search: Program) -> None:
    """And what the log before has more, and how to have that back."""
    path, data = search.path, search.data
    more = "3 events, the last of Fri 20 Nov 2026, 17:00 (note)"
    held = "2 events, the last of Thu 19 Nov 2026, 17:00 (receipt)."
    kept = data / "followup.replaced-2026-11-20-1700.db"
    again = "To have it back: followup backup restore replaced-2026-11-20-1700"
    result = search("backup restore")
    assert result.out.splitlines() == [
        f"{path} is again as {data}/backups/followup-2026-11-20.db has it: {held}",
        f"The log of before is kept: {kept} ({more}). 1 event is only there. {again}",
    ]
    assert [event.kind for event in search.events()] == ["applied", "receipt"]
    assert search("today").code == 0
    assert search("backup restore replaced-2026-11-20-1700").code == 0
    assert [event.kind for event in search.events()] == ["applied", "receipt", "note"]


def test_a_copy_is_named_by_its_day_or_its_file(search: Program, tmp_path: Path) -> None:
    """As the list has it, or anywhere on the disk."""
    search.run("backup", "--to", str(tmp_path / "stick.db"))
    assert search("backup restore 2026-11-19").code == 0
    assert len(search.events()) == 1
    assert search.run("backup", "restore", str(tmp_path / "stick.db")).code == 0
    assert len(search.events()) == 3


@pytest.mark.parametrize("damage", ["gone", "empty", "overwritten", "text"])
def test_a_log_that_is_gone_or_damaged_is_brought_back(damage: str, search: Program) -> None:
    """By one command, which needs neither log nor rules."""
    if damage == "gone":
        search.path.unlink()
    else:
        size = search.path.stat().st_size
        search.path.write_bytes({"empty": b"", "overwritten": b"\0" * size}.get(damage, b"a text" * 1000))
    search.config.mkdir()
    (search.config / "rules.yaml").write_text("no rules")
    assert search("backup restore").code == 0
    assert len(search.events()) == 2
    assert (search.data / "followup.replaced-2026-11-20-1700.db").exists() == (damage != "gone")


def test_a_damaged_copy_is_passed_over_unless_it_is_named(search: Program) -> None:
    """The one before may be whole; it is said which one was not."""
    newest = search.data / "backups" / "followup-2026-11-20.db"
    data = bytearray(newest.read_bytes())
    data[5000:9000] = b"\0" * 4000
    newest.write_bytes(data)
    named = search("backup restore 2026-11-20")
    assert named.code == 3
    assert str(newest) in named.err
    assert len(search.events()) == 3
    result = search("backup restore")
    assert result.code == 0
    assert str(newest) in result.err
    assert len(search.events()) == 1


def test_where_nothing_can_be_brought_back_it_is_said(program: Program, tmp_path: Path) -> None:
    """No copy; no such name; a file that is no log. Nothing is made or changed."""
    (tmp_path / "list.txt").write_text("milk")
    for words, code, said in (
        (("backup", "restore"), 1, "There is no whole copy"),
        (("backup", "restore", "2026-11-20"), 1, "There is no file 2026-11-20"),
        (("backup", "restore", str(tmp_path / "list.txt")), 3, "no log of followup"),
    ):
        result = program.run(*words)
        assert (result.code, said in result.err) == (code, True), result.err
    assert not program.path.exists()


def test_a_damaged_log_is_not_copied(search: Program) -> None:
    """What there is of whole copies is named."""
    with closing(sqlite3.connect(search.path)) as connection:
        connection.execute("DROP TRIGGER events_never_change")
        connection.execute("UPDATE events SET data = '{}'")
        connection.commit()
    result = search("backup")
    assert result.code == 3
    assert "`followup backup list` shows" in result.err
    assert len(names(search)) == 2
