"""Copies of the log: whole or not there, only for their owner, never through a link; and one brought back."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from adapters.log.test_store import event
from followup.adapters.log import creation
from followup.adapters.log.backups import FOLDER, copies, copy_now, copy_of_the_day, restore
from followup.adapters.log.copying import STALE_SECONDS, content_of
from followup.adapters.log.database import VERSION
from followup.adapters.log.store import Store
from followup.core.copies import Origin
from followup.core.errors import NotValid, RequestFailed

if TYPE_CHECKING:
    from collections.abc import Callable

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a log with one event."""
    path = tmp_path / "data" / "followup.db"
    log(path, "a")
    return path


@pytest.fixture
def folder(path: Path) -> Path:
    """Return where its copies are."""
    return path.parent / FOLDER


def log(path: Path, *ids: str, today: date | None = None) -> list[str]:
    """Log events, as a command does on that day; return what it says of copies."""
    said: list[str] = []
    with closing(Store(path, said.append, (lambda: today) if today else None)) as store:
        for each in ids:
            store.append([event(each)])
    return said


def ids(path: Path) -> list[str]:
    """Return the ids of the events in a log or a copy."""
    with closing(Store(path)) as store:
        return [each.id for each in store.log()]


def names(folder: Path) -> list[str]:
    """Return the names in a folder."""
    return sorted(each.name for each in folder.iterdir())


def overwrite(path: Path, at: int = 0) -> None:
    """Damage a file: a page of it is nothing but zeros."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"\0" * 4096)


class TestCopyOfTheDay:
    """Before the first event of each day."""

    def test_the_first_event_of_a_day_is_preceded_by_a_copy(self, path: Path, folder: Path) -> None:
        """It holds what was there before; the next event of that day makes none."""
        assert log(path, "b", "c", today=DAY) == []
        assert names(folder) == ["followup-2026-11-20.db"]
        assert ids(folder / "followup-2026-11-20.db") == ["a"]
        log(path, "d", today=DAY + timedelta(days=1))
        assert ids(folder / "followup-2026-11-21.db") == ["a", "b", "c"]

    def test_before_the_first_event_of_all_there_is_nothing_to_copy(self, tmp_path: Path) -> None:
        """No folder is made."""
        path = tmp_path / "new" / "followup.db"
        log(path, "a", today=DAY)
        assert not (path.parent / FOLDER).exists()

    @pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
    def test_only_the_owner_can_read_it(self, umask: int, path: Path, folder: Path) -> None:
        """Whatever the umask is."""
        before = os.umask(umask)
        try:
            log(path, "b", today=DAY)
        finally:
            os.umask(before)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE((folder / "followup-2026-11-20.db").stat().st_mode) == 0o600

    def test_seven_days_and_one_of_each_month_stay(self, path: Path, folder: Path) -> None:
        """Two months of days, each with an event; what was asked for stays as well."""
        copy_now(path, NOW)
        for number in range(61):
            log(path, f"day-{number}", today=date(2026, 9, 1) + timedelta(days=number))
        kept = [f"followup-2026-10-{day}.db" for day in range(25, 32)]
        assert names(folder) == ["followup-2026-09-30.db", *kept, "followup-2026-11-20-1530.db"]

    def test_a_damaged_log_is_not_copied_and_pushes_no_copy_out(self, path: Path, folder: Path) -> None:
        """The event is logged all the same, if the log can take it, and the user is told."""
        for number in range(7):
            log(path, f"day-{number}", today=DAY + timedelta(days=number))
        before = {each.name: each.read_bytes() for each in folder.iterdir()}
        data = bytearray(path.read_bytes())
        data[36:40] = (7).to_bytes(4, "big")  # how many pages are free, says the header
        path.write_bytes(data)
        said = log(path, "b", today=DAY + timedelta(days=7))
        assert len(said) == 1
        assert "cannot be copied: it is damaged" in said[0]
        assert {each.name: each.read_bytes() for each in folder.iterdir()} == before

    def test_a_copy_goes_only_if_a_newer_one_has_all_of_it(self, path: Path, folder: Path) -> None:
        """A log that was begun anew does not push out the copies of the old one."""
        old = [DAY + timedelta(days=number) for number in range(3)]
        for day in old:
            log(path, f"old-{day}", today=day)
        for each in (path, creation.marker_of(path), path.with_name("followup.db-journal")):
            each.unlink()
        log(path, "new")
        for number in range(3, 15):
            log(path, f"new-{number}", today=DAY + timedelta(days=number))
        assert {f"followup-{day}.db" for day in old} <= set(names(folder))
        assert len(names(folder)) == 3 + 7

    @pytest.mark.parametrize("spoil", ["link", "file", "open", "read-only"])
    def test_where_no_copy_can_be_made_the_event_is_logged_and_it_is_said_once(
        self, spoil: str, path: Path, folder: Path, tmp_path: Path
    ) -> None:
        """A folder that is a link, a file, or open to others; one that nothing can be written to."""
        other = tmp_path / "other"
        other.mkdir(mode=0o700)
        if spoil == "link":
            folder.symlink_to(other)
        elif spoil == "file":
            folder.write_text("a file")
        else:
            folder.mkdir(mode=0o700)
            folder.chmod(0o777 if spoil == "open" else 0o500)
        if spoil == "read-only" and os.geteuid() == 0:
            pytest.skip("root may write anywhere")
        said = log(path, "b", today=DAY)
        assert len(said) == 1
        assert str(folder) in said[0]
        assert ids(path) == ["a", "b"]
        assert names(other) == []

    def test_a_planted_link_is_not_followed(self, path: Path, folder: Path, tmp_path: Path) -> None:
        """What it leads to is not touched."""
        victim = tmp_path / "victim"
        victim.write_text("mine")
        folder.mkdir(mode=0o700)
        (folder / "followup-2026-11-20.db").symlink_to(victim)
        assert len(log(path, "b", today=DAY)) == 1
        assert victim.read_text() == "mine"
        assert ids(path) == ["a", "b"]

    def test_what_a_killed_command_left_goes_when_it_is_old(self, path: Path, folder: Path) -> None:
        """A file that another command may just be writing stays."""
        folder.mkdir(mode=0o700)
        old, new = folder / ".followup-0a.tmp", folder / ".followup-0b.tmp"
        for each in (old, new):
            each.write_bytes(b"half")
        hours_ago = new.stat().st_mtime - 2 * STALE_SECONDS
        os.utime(old, (hours_ago, hours_ago))
        log(path, "b", today=DAY)
        assert names(folder) == [".followup-0b.tmp", "followup-2026-11-20.db"]

    def test_two_commands_at_once_make_one_copy(self, path: Path, folder: Path) -> None:
        """The one that holds the log makes it; each logs its event."""
        script = """if True:
            import sys
            from datetime import UTC, date, datetime
            from pathlib import Path
            from followup.adapters.log.store import Store
            from followup.core.events import Event
            store = Store(Path(sys.argv[1]), print, lambda: date(2026, 11, 20))
            now = datetime(2026, 11, 20, tzinfo=UTC)
            sys.stdin.readline()
            store.append([Event(id=sys.argv[2], kind="note", recorded_at=now, application="a")])
            store.close()
        """
        commands = [
            subprocess.Popen(
                [sys.executable, "-c", script, str(path), name],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            for name in ("one", "two", "three")
        ]
        for each in commands:
            assert each.stdin is not None
            each.stdin.write("now\n")
            each.stdin.flush()
        assert [(each.communicate()[0], each.returncode) for each in commands] == [("", 0)] * 3
        assert names(folder) == ["followup-2026-11-20.db"]
        assert ids(folder / "followup-2026-11-20.db") == ["a"]
        assert sorted(ids(path)) == ["a", "one", "three", "two"]


class TestCopyNow:
    """`followup backup`."""

    def test_a_copy_goes_to_the_others_and_overwrites_none(self, path: Path, folder: Path) -> None:
        """Twice in a minute are two."""
        first = copy_now(path, NOW)
        log(path, "b")
        second = copy_now(path, NOW)
        assert (first.name, second.name) == ("2026-11-20-1530", "2026-11-20-1530-2")
        assert (first.content, second.content) == (content_of(Path(first.path)), content_of(path))
        assert names(folder) == ["followup-2026-11-20-1530-2.db", "followup-2026-11-20-1530.db"]
        assert ids(Path(first.path)) == ["a"]

    def test_a_copy_goes_to_a_file_or_a_folder_of_ones_own(self, path: Path, tmp_path: Path) -> None:
        """A file that is there is never overwritten, nor what a link leads to."""
        stick, file, link = tmp_path / "stick", tmp_path / "my.db", tmp_path / "link.db"
        stick.mkdir()
        link.symlink_to(tmp_path / "elsewhere")
        assert copy_now(path, NOW, stick).path == str(stick / "followup-2026-11-20-1530.db")
        assert copy_now(path, NOW, file).path == str(file)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        for taken in (file, link):
            with pytest.raises(RequestFailed, match="There is a file"):
                copy_now(path, NOW, taken)
        assert not (tmp_path / "elsewhere").exists()
        assert ids(file) == ["a"]

    @pytest.mark.parametrize("to", ["nowhere/my.db", "data/followup.db"])
    def test_where_it_cannot_go(self, to: str, path: Path, tmp_path: Path) -> None:
        """A folder that is not there; the log itself."""
        before = path.read_bytes()
        with pytest.raises(RequestFailed):
            copy_now(path, NOW, tmp_path / to)
        assert path.read_bytes() == before
        assert names(path.parent) == ["followup.db", "followup.db-journal", "followup.db.marker"]

    def test_a_damaged_log_is_not_copied(self, path: Path, folder: Path) -> None:
        """Half a copy helps nobody."""
        overwrite(path)
        with pytest.raises(NotValid, match="damaged, or no log"):
            copy_now(path, NOW)
        assert names(folder) == []

    def test_an_event_that_cannot_be_read_is_damage(self, path: Path, folder: Path) -> None:
        """Though the database itself is sound."""
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("DROP TRIGGER events_never_change")
            connection.execute("UPDATE events SET data = '{\"id\": 5}'")
            connection.commit()
        with pytest.raises(NotValid, match="cannot be copied"):
            copy_now(path, NOW)
        assert names(folder) == []

    def test_no_log(self, tmp_path: Path) -> None:
        """There is nothing to copy, and nothing is made."""
        with pytest.raises(RequestFailed, match="no log"):
            copy_now(tmp_path / "data" / "followup.db", NOW)
        assert names(tmp_path) == []


class TestRestore:
    """`followup backup restore`."""

    @pytest.fixture
    def copy(self, path: Path) -> Path:
        """Return a copy of the log with one event; after it a second one is logged."""
        copy = Path(copy_now(path, NOW).path)
        log(path, "b")
        return copy

    def test_the_log_is_as_the_copy_has_it_and_the_one_before_is_kept(self, path: Path, copy: Path) -> None:
        """With what only that one has; and bringing it back is a restore, too."""
        restored = restore(path, copy, NOW)
        assert ids(path) == ["a"]
        assert restored.content == content_of(copy)
        assert restored.before is not None
        assert (restored.before.name, restored.before.origin) == (
            "replaced-2026-11-20-1530",
            Origin.REPLACED,
        )
        assert restored.only_before == 1
        again = restore(path, Path(restored.before.path), NOW)
        assert ids(path) == ["a", "b"]
        assert again.only_before == 0
        assert [each.name for each in copies(path)] == [
            "2026-11-20-1530",
            "replaced-2026-11-20-1530-2",
            "replaced-2026-11-20-1530",
        ]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        log(path, "c")
        assert ids(path) == ["a", "b", "c"]

    @pytest.mark.parametrize("size", [0, 1, 100, 4096, 20_000])
    def test_a_log_that_was_cut_is_replaced_and_kept(self, size: int, path: Path, copy: Path) -> None:
        """Whatever is left of it."""
        os.truncate(path, size)
        left = path.read_bytes()
        restored = restore(path, copy, NOW)
        assert ids(path) == ["a"]
        assert restored.before is not None
        assert Path(restored.before.path).read_bytes() == left

    @pytest.mark.parametrize("seed", [*range(40), 114])  # of 114 SQLite's own message is no text
    def test_however_a_log_is_damaged_a_copy_is_brought_back(self, seed: int, path: Path, copy: Path) -> None:
        """Bytes or pages of it are wrong, in the first bytes as likely as anywhere, or its end is gone."""
        chance = random.Random(seed)  # noqa: S311  # damage that can be made again
        data = bytearray(path.read_bytes())
        for _ in range(chance.choice((1, 5, 50))):
            at = chance.choice((chance.randrange(100), chance.randrange(len(data) - 4096)))
            length = chance.choice((1, 1, 16, 4096))
            data[at : at + length] = chance.randbytes(length)
        del data[chance.choice((len(data), chance.randrange(len(data)))) :]
        path.write_bytes(data)
        restored = restore(path, copy, NOW)
        assert ids(path) == ["a"]
        assert restored.before is not None
        assert Path(restored.before.path).read_bytes() == data

    def test_a_log_that_is_gone_comes_back(self, path: Path, copy: Path) -> None:
        """With the whole folder but its copies."""
        shutil.move(copy.parent, path.parent.parent / "saved")
        shutil.rmtree(path.parent)
        restored = restore(path, path.parent.parent / "saved" / copy.name, NOW)
        assert restored.before is None
        assert ids(path) == ["a"]

    def test_a_journal_of_the_log_before_is_not_taken_for_its_own(self, path: Path, copy: Path) -> None:
        """A log that a crash has left in the middle of a transaction, and then lost."""
        crash = """if True:
            import os, sqlite3, sys
            log = sqlite3.connect(sys.argv[1], isolation_level=None)
            log.execute("PRAGMA cache_size = 1")
            log.execute("BEGIN IMMEDIATE")
            log.execute("CREATE TABLE much (text)")
            log.executemany("INSERT INTO much VALUES (?)", [("x" * 3000,) for _ in range(99)])
            os._exit(0)
        """
        subprocess.run([sys.executable, "-c", crash, str(path)], check=True)
        journal = path.with_name("followup.db-journal")
        assert journal.read_bytes()[:8] == bytes.fromhex("d9d505f920a163d7")  # it has something to undo
        path.unlink()
        restore(path, copy, NOW)
        assert ids(path) == ["a"]
        assert not journal.exists()

    @pytest.mark.parametrize("damage", ["page", "text", "another", "folder", "nothing", "newer", "event"])
    def test_what_is_no_whole_log_is_refused_and_nothing_changes(
        self, damage: str, path: Path, copy: Path, tmp_path: Path
    ) -> None:
        """Damaged, something else, from a newer program, with an event that nobody can read."""
        source = tmp_path / "source.db"
        if damage in {"page", "newer", "event"}:
            shutil.copy(copy, source)
        if damage == "page":
            overwrite(source, 8192)
        elif damage == "text":
            source.write_text("a shopping list, which is no database at all" * 100)
        elif damage == "folder":
            source.mkdir()
        elif damage != "nothing":
            with closing(sqlite3.connect(source)) as connection:
                if damage == "another":
                    connection.execute("CREATE TABLE events (id)")
                elif damage == "newer":
                    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
                else:
                    connection.execute("DROP TRIGGER events_never_change")
                    connection.execute("UPDATE events SET data = 'no JSON'")
                connection.commit()
        before = names(path.parent)
        with pytest.raises((NotValid, RequestFailed)) as caught:
            restore(path, source, NOW)
        assert str(source) in caught.value.message
        assert ".tmp" not in caught.value.message
        assert names(path.parent) == before
        assert ids(path) == ["a", "b"]

    def test_a_copy_of_an_older_format_is_brought_back_and_then_rewritten(
        self, path: Path, tmp_path: Path
    ) -> None:
        """As every log of that format is."""
        source = tmp_path / "old.db"
        shutil.copy(Path(__file__).parent / "format-1.db", source)
        restored = restore(path, source, NOW)
        assert len(ids(path)) == restored.content.events > 10
        assert "followup.format-1.db" in names(path.parent)

    def test_a_command_that_had_the_log_open_goes_on_with_what_was_brought_back(
        self, path: Path, copy: Path
    ) -> None:
        """The file is the same one."""
        with closing(Store(path)) as store:
            assert len(store.log()) == 2
            restore(path, copy, NOW)
            store.append([event("late")])
        assert ids(path) == ["a", "late"]

    def test_a_log_that_is_being_written_is_not_replaced(
        self, path: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """It says so, and the other command has its way."""
        monkeypatch.setattr("followup.adapters.log.copying.PATIENCE_SECONDS", 0.1)
        with closing(Store(path)) as store:
            store.begin()
            with pytest.raises(RequestFailed, match="Another followup command"):
                restore(path, copy, NOW)
            store.append([event("c")])
        assert ids(path) == ["a", "b", "c"]
        assert names(copy.parent) == [copy.name]

    def test_what_others_log_meanwhile_is_in_the_log_or_in_one_that_was_replaced(
        self, path: Path, copy: Path
    ) -> None:
        """Two programs go on logging while a copy is brought back ten times."""
        script = """if True:
            import sys
            from datetime import UTC, datetime
            from pathlib import Path
            from followup.adapters.log.store import Store
            from followup.core.errors import LogChanged
            from followup.core.events import Event
            number = 0
            print("begun", flush=True)
            while not Path(sys.argv[2]).exists():
                name = f"{sys.argv[3]}-{number}"
                now = datetime(2026, 11, 20, tzinfo=UTC)
                store = Store(Path(sys.argv[1]))
                try:
                    store.begin()
                    store.append([Event(id=name, kind="note", recorded_at=now, application="a")])
                except LogChanged:
                    continue
                finally:
                    store.give_up()
                    store.close()
                print(name, flush=True)
                number += 1
        """
        end = path.parent.parent / "end"
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", script, str(path), str(end), name], stdout=subprocess.PIPE, text=True
            )
            for name in ("one", "two")
        ]
        for each in writers:
            assert each.stdout is not None
            each.stdout.readline()
        for _ in range(10):
            restore(path, copy, NOW)
        end.touch()
        acknowledged = {name for each in writers for name in each.communicate()[0].split()}
        assert [each.returncode for each in writers] == [0, 0]
        kept = {each for log in path.parent.glob("followup.replaced-*.db") for each in ids(log)}
        assert acknowledged
        assert acknowledged <= kept | set(ids(path))

    def test_a_link_in_place_of_the_log_is_replaced_itself(
        self, path: Path, copy: Path, tmp_path: Path
    ) -> None:
        """What it leads to stays as it is."""
        elsewhere = tmp_path / "elsewhere.db"
        path.rename(elsewhere)
        path.symlink_to(elsewhere)
        restore(path, copy, NOW)
        assert not path.is_symlink()
        assert (ids(path), ids(elsewhere)) == (["a"], ["a", "b"])


def test_where_there_are_no_second_names_a_copy_is_made_all_the_same(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a stick with a file system of old; a log is replaced there, too."""

    def link(*_paths: object, **_options: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    copy = Path(copy_now(path, NOW).path)
    second = copy_now(path, NOW)
    assert second.name == "2026-11-20-1530-2"
    log(path, "b")
    restored = restore(path, copy, NOW)
    assert (ids(path), restored.only_before) == (["a"], 1)


def test_the_list_knows_every_kind(path: Path, folder: Path) -> None:
    """Of a day, asked for, before a migration, replaced; what cannot be read has no content."""
    make: list[Callable[[], object]] = [
        lambda: copy_of_the_day(path, DAY),
        lambda: copy_now(path, NOW),
        lambda: restore(path, folder / "followup-2026-11-20.db", NOW),
        lambda: shutil.copy(Path(__file__).parent / "format-1.db", path.parent / "followup.format-1.db"),
        lambda: (folder / "followup-2026-11-19.db").write_text("damaged"),
        lambda: (folder / "note.txt").write_text("not one of them"),
    ]
    for each in make:
        each()
    found = {each.name: (each.origin, each.made, each.content is not None) for each in copies(path)}
    assert found == {
        "2026-11-19": (Origin.DAY, date(2026, 11, 19), False),
        "2026-11-20": (Origin.DAY, DAY, True),
        "2026-11-20-1530": (Origin.ASKED, DAY, True),
        "format-1": (Origin.MIGRATION, None, True),
        "replaced-2026-11-20-1530": (Origin.REPLACED, DAY, True),
    }
