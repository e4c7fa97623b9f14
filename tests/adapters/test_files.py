"""Files: texts are read whole; what is written is whole or not at all, its owner's, through nobody's link."""

from __future__ import annotations

import errno
import os
import resource
import signal
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from followup.adapters import files
from followup.adapters.files import LONGEST_TEXT, publish, read_text, sync_folder, write_private
from followup.core.errors import RequestFailed

if TYPE_CHECKING:
    from collections.abc import Iterator


UMASKS = (0o000, 0o022, 0o077)


@contextmanager
def umask(mask: int) -> Iterator[None]:
    """Let the block make files under a umask."""
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode_of(path: Path) -> int:
    """Return the bits of the mode of a file, or of a link itself."""
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.mark.parametrize("mask", UMASKS)
def test_a_file_is_written_whole(mask: int, tmp_path: Path) -> None:
    """With its folders, for its owner alone, and nothing is left beside it."""
    path = tmp_path / "some" / "folder" / "file"
    with umask(mask):
        write_private(path, b"one")
        write_private(path, b"two")
    assert path.read_bytes() == b"two"
    assert mode_of(path) == 0o600
    assert mode_of(path.parent) == mode_of(path.parents[1]) == 0o700
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("mask", UMASKS)
def test_a_file_that_was_open_to_others_is_no_longer(mask: int, tmp_path: Path) -> None:
    """Unless its mode is to be kept, because somebody gave it that."""
    path = tmp_path / "file"
    for keep_mode, mode in ((True, 0o644), (False, 0o600)):
        path.write_bytes(b"old")
        path.chmod(0o644)
        with umask(mask):
            publish(path, b"new", keep_mode=keep_mode)
        assert mode_of(path) == mode


def test_what_the_user_names_goes_into_a_folder_that_is_there(tmp_path: Path) -> None:
    """A folder whose name was mistyped is not made."""
    with pytest.raises(RequestFailed, match="No such file or directory"):
        publish(tmp_path / "none" / "page.html", b"x")
    assert list(tmp_path.iterdir()) == []


class TestLinks:
    """Whoever can write a folder can lay a link in it, to any file of the user."""

    def test_one_that_lies_where_the_new_file_begins_is_not_followed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Even if its name could be guessed, the victim is as it was."""
        victim, target = tmp_path / "victim", tmp_path / "file"
        victim.write_text("mine")
        monkeypatch.setattr(files.os, "urandom", lambda count: b"\x07" * count)
        (tmp_path / f".followup-{'07' * 8}.tmp").symlink_to(victim)
        with pytest.raises(RequestFailed, match="File exists"):
            write_private(target, b"x")
        assert victim.read_text() == "mine"
        assert not target.exists()

    def test_names_differ_each_time(self, tmp_path: Path) -> None:
        """By 64 random bits."""
        seen: set[str] = set()
        replace = os.replace
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                files.os, "replace", lambda old, new, **at: seen.add(old) or replace(old, new, **at)
            )
            for _ in range(20):
                write_private(tmp_path / "file", b"x")
        assert len(seen) == 20

    @pytest.mark.parametrize("is_there", [True, False])
    def test_one_of_the_users_own_stays_a_link(self, is_there: bool, tmp_path: Path) -> None:
        """And the file that it leads to is written."""
        folder = tmp_path / "elsewhere"
        folder.mkdir()
        file, link = folder / "rules.yaml", tmp_path / "rules.yaml"
        if is_there:
            file.write_text("old")
        link.symlink_to("elsewhere/rules.yaml")
        write_private(link, b"new")
        assert link.is_symlink()
        assert file.read_text() == "new"

    @pytest.mark.parametrize(
        ("mode", "is_followed"),
        [
            (0o700, True),
            (0o755, True),
            (0o777, False),
            (0o775, False),  # the group are others
            (0o702, False),
            (0o1777, True),  # as /tmp: only its owner can replace it, and that is the user
        ],
    )
    @pytest.mark.parametrize("shape", ["file", "folder", "chain"])
    def test_one_that_others_could_have_laid_is_refused(
        self, shape: str, mode: int, is_followed: bool, tmp_path: Path
    ) -> None:
        """On the whole way; the victim is as it was."""
        home, open_to_all = tmp_path / "home", tmp_path / "shared"
        home.mkdir()
        open_to_all.mkdir()
        victim = home / "plan.ics"
        victim.write_text("mine")
        if shape == "folder":
            (open_to_all / "there").symlink_to(home)
            path = open_to_all / "there" / "plan.ics"
        else:
            (open_to_all / "plan.ics").symlink_to(victim)
            path = open_to_all / "plan.ics"
        if shape == "chain":
            (tmp_path / "own.ics").symlink_to("shared/plan.ics")
            path = tmp_path / "own.ics"
        open_to_all.chmod(mode)
        if is_followed:
            write_private(path, b"x")
            assert victim.read_text() == "x"
        else:
            with pytest.raises(RequestFailed, match="is a link, in a folder that others can write"):
                write_private(path, b"x")
            assert victim.read_text() == "mine"
        assert path.exists()

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a link to somebody else")
    def test_one_of_somebody_else_in_tmp_is_refused(self, tmp_path: Path) -> None:
        """There anybody can lay one, though nobody can replace it."""
        tmp_path.chmod(0o1777)
        (tmp_path / "victim").write_text("mine")
        (tmp_path / "link").symlink_to("victim")
        os.chown(tmp_path / "link", 65534, 65534, follow_symlinks=False)
        with pytest.raises(RequestFailed, match="not followed"):
            write_private(tmp_path / "link", b"x")
        assert (tmp_path / "victim").read_text() == "mine"

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")
    def test_the_mode_of_somebody_elses_file_is_not_kept(self, tmp_path: Path) -> None:
        """Else a file that waits with mode 0666 would show the plan to all."""
        path = tmp_path / "plan.ics"
        path.write_text("x")
        path.chmod(0o666)
        os.chown(path, 65534, 65534)
        write_private(path, b"new", keep_mode=True)
        assert mode_of(path) == 0o600

    def test_a_ring_of_them_is_a_sentence(self, tmp_path: Path) -> None:
        """It leads nowhere."""
        (tmp_path / "a").symlink_to("b")
        (tmp_path / "b").symlink_to("a")
        with pytest.raises(RequestFailed, match="Too many levels of symbolic links"):
            write_private(tmp_path / "a", b"x")


def test_what_is_no_file_is_not_replaced_by_one(tmp_path: Path) -> None:
    """A pipe, a device."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "link").symlink_to(os.devnull)
    for path in (pipe, tmp_path / "link", Path(os.devnull)):
        with pytest.raises(RequestFailed, match="is no file"):
            write_private(path, b"x")
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


class TestFaults:
    """Whatever fails, the old file is whole, and nothing is left beside it."""

    def test_no_room(self, tmp_path: Path) -> None:
        """The system stops in the middle of the new file."""
        path = tmp_path / "page.html"
        path.write_text("the old page")
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
        try:
            with pytest.raises(RequestFailed, match=r"page\.html cannot be written: File too large"):
                publish(path, b"x" * 100_000)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert path.read_text() == "the old page"
        assert list(tmp_path.iterdir()) == [path]

    @pytest.mark.parametrize("call", ["open", "fchmod", "fsync", "replace"])
    def test_a_call_that_fails(self, call: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """As on a file system without modes, or one that is broken."""
        path = tmp_path / "plan.ics"
        path.write_text("the old plan")
        path.chmod(0o640)

        def fails(*_: object, **__: object) -> int:
            raise OSError(errno.EIO, os.strerror(errno.EIO))

        monkeypatch.setattr(files.os, call, fails)
        with pytest.raises(RequestFailed, match=r"plan\.ics cannot be written: Input/output error"):
            write_private(path, b"new", keep_mode=True)
        monkeypatch.undo()
        assert path.read_text() == "the old plan"
        assert mode_of(path) == 0o640
        assert list(tmp_path.iterdir()) == [path]

    def test_a_folder_that_cannot_be_synced_is_told(self, tmp_path: Path) -> None:
        """The file is there, but perhaps not after the power has failed."""
        path = tmp_path / "file"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(files, "sync_folder", lambda _: os.fsync(1_000_000))
            with pytest.raises(RequestFailed, match="cannot be written"):
                write_private(path, b"new")
        assert path.read_text() == "new"

    def test_what_cannot_be_synced_at_all_is_none(self) -> None:
        """Some file systems have no such thing for folders; a pipe neither."""
        ours, theirs = os.pipe()
        sync_folder(ours)
        os.close(ours)
        os.close(theirs)
        with pytest.raises(OSError, match="Bad file descriptor"):
            sync_folder(ours)

    def test_an_interrupt_waits_until_the_file_is_in_its_place(self, tmp_path: Path) -> None:
        """And comes then."""
        path = tmp_path / "file"
        fsync = os.fsync
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(files.os, "fsync", lambda each: (signal.raise_signal(signal.SIGINT), fsync(each)))
            with pytest.raises(KeyboardInterrupt):
                write_private(path, b"new")
        assert path.read_text() == "new"
        assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    """It is a sentence, what was there is unharmed, and nothing is left beside it."""
    folder = tmp_path / "file"
    folder.mkdir()
    with pytest.raises(RequestFailed, match="cannot be written"):
        write_private(folder, b"x")
    with pytest.raises(RequestFailed, match="cannot be written"):
        write_private(tmp_path / "file" / ("x" * 300), b"x")
    (tmp_path / "plain").write_text("mine")
    with pytest.raises(RequestFailed, match="cannot be written"):
        write_private(tmp_path / "plain" / "file", b"x")
    assert (tmp_path / "plain").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "plain"]
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("letter", ["x", "é", "日", "👩"])  # one byte to four
@pytest.mark.parametrize("more", [0, 1, 400_000])
@pytest.mark.parametrize("source", ["file", "-"])
def test_a_text_is_read_whole_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, letter: str, more: int, source: str
) -> None:
    """The limit is one of characters, and nothing is cut without a word, nor in the middle of a letter."""
    text = letter * (LONGEST_TEXT + more)
    path = tmp_path / "letter.txt"
    path.write_text(text, encoding="utf-8")
    name, told = (str(path), path.name) if source == "file" else ("-", "Standard input")
    with path.open(encoding="utf-8") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        if not more:
            assert read_text(name) == text
            return
        with pytest.raises(RequestFailed, match=f"{told} has more than 100000 characters"):
            read_text(name)


def test_what_is_no_text_is_said_with_its_place(tmp_path: Path) -> None:
    """The first byte that is none; a text that ends within a letter has one too."""
    for data, place in ((b"abc\xff", "0xff in place 4"), ("abé".encode()[:-1], "0xc3 in place 3")):
        path = tmp_path / "letter.txt"
        path.write_bytes(data)
        with pytest.raises(RequestFailed, match=f"no text in UTF-8: the byte {place}"):
            read_text(str(path))
