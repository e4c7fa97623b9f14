"""Every source that a user may name: what it is taken for, and that nothing of it is touched."""

from __future__ import annotations

import io
import mailbox
import os
import shutil
import time
from datetime import date
from typing import TYPE_CHECKING, BinaryIO

import pytest

from adapters.mailboxes.sources import LINE, mail, mbox, read, state, subjects
from followup.adapters.folders import Folders
from followup.adapters.mailboxes.definitions import FolderMark, Mark, MboxMark, NamesMark, read_mark
from followup.adapters.mailboxes.opening import open_mailbox, open_source
from followup.core.errors import RequestFailed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TODAY = date(2026, 11, 28)
PRIVATE = pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")


def maildir(path: Path, *names: str) -> Path:
    """Make a Maildir of mails that are called as their files; `new` unless they have flags."""
    for folder in ("cur", "new", "tmp"):
        (path / folder).mkdir(parents=True)
    for name in names:
        (path / ("cur" if ":" in name else "new") / name).write_bytes(mail(name))
    return path


def tree(path: Path) -> None:
    """Make one of everything in a folder."""
    maildir(path / "Maildir", "1.a.host", "2.b.host:2,S")
    maildir(path / "Maildir" / ".Sent", "9.inner.host")
    (path / "Inbox").write_bytes(mbox("mbox 1", "mbox 2"))
    (path / "Inbox.msf").write_bytes(b"From: nobody\nan index\n")
    (path / "Inbox.sbd").mkdir()
    (path / "Inbox.sbd" / "Jobs").write_bytes(mbox("mbox in it"))
    (path / "Drafts").write_bytes(mbox("a draft"))
    (path / "Trash").write_bytes(mbox("thrown away"))
    (path / "one.eml").write_bytes(mail("eml"))
    (path / "spam.EML").write_bytes(mail("EML called spam"))
    (path / "3").write_bytes(mail("MH"))
    (path / "4.emlx").write_bytes(b"%d\n" % len(mail("Apple")) + mail("Apple") + b"<?xml?><plist/>\n")
    (path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    (path / "notes").write_bytes(b"Note: this is none\nSo: there\n")
    (path / "empty").write_bytes(b"")
    (path / ".hidden.eml").write_bytes(mail("hidden"))


ALL = [
    *("1.a.host", "2.b.host:2,S", "MH", "Apple"),
    *("mbox 1", "mbox 2", "mbox in it", "eml", "EML called spam"),
]


def test_a_folder_is_read_with_all_that_is_in_it(tmp_path: Path) -> None:
    """Single mails, mboxes and Maildirs, each once, by its path; no drafts, no waste, nothing else."""
    tree(tmp_path)
    assert read(tmp_path)[0] == ALL


def test_nothing_is_touched(tmp_path: Path) -> None:
    """No byte, no name, no time changes, and no file is made to lock another."""
    tree(tmp_path)
    before = state(tmp_path)
    for source in [tmp_path, *tmp_path.iterdir()]:
        try:
            box = open_mailbox(str(source))
        except RequestFailed:
            continue
        list(box.mails(None))
        list(open_mailbox(str(source)).mails(box.mark))
    assert state(tmp_path) == before


def test_the_next_time_a_folder_gives_what_is_new(tmp_path: Path) -> None:
    """In each of its mailboxes; what was moved within a mailbox is not new, what was written anew is."""
    tree(tmp_path)
    mark = read(tmp_path)[1]
    assert isinstance(mark, FolderMark)
    assert read(tmp_path, mark)[0] == []
    (tmp_path / "Maildir" / "new" / "1.a.host").rename(tmp_path / "Maildir" / "cur" / "1.a.host:2,RS")
    (tmp_path / "Maildir" / "new" / "5.c.host").write_bytes(mail("5.c.host"))
    with (tmp_path / "Inbox").open("ab") as file:
        file.write(mbox("mbox 3"))
    (tmp_path / "empty").write_bytes(mail("no more empty"))
    (tmp_path / "two.eml").write_bytes(mail("two"))
    (tmp_path / "one.eml").write_bytes(mail("changed"))
    os.utime(tmp_path / "3", (1, 1))
    found, after = read(tmp_path, mark)
    assert found == ["5.c.host", "MH", "mbox 3", "no more empty", "changed", "two"]
    assert read(tmp_path, after)[0] == []


def test_a_reader_who_stops_goes_on_anywhere_in_a_folder(tmp_path: Path) -> None:
    """Read one mail at a time, with a mark between, each comes once."""
    tree(tmp_path)
    found: list[str] = []
    mark: Mark | None = None
    while True:
        box = open_mailbox(str(tmp_path))
        first = next(iter(box.mails(mark)), None)
        if first is None:
            break
        found += subjects([first])
        mark = box.mark
    assert found == ALL


def test_what_is_gone_leaves_the_mark(tmp_path: Path) -> None:
    """So that it stays small."""
    tree(tmp_path)
    mark = read(tmp_path)[1]
    for each in list(tmp_path.iterdir()):
        if each.name != "one.eml":
            (shutil.rmtree if each.is_dir() else os.unlink)(each)
    after = read(tmp_path, mark)[1]
    assert isinstance(after, FolderMark)
    assert after.boxes == {}
    assert len(after.mails.names) == 6


def test_progress_comes_to_its_end(tmp_path: Path) -> None:
    """The first time and the next; never beyond."""
    tree(tmp_path)
    mark = None
    for source in (tmp_path, tmp_path / "Maildir", tmp_path / "Inbox", tmp_path / "one.eml"):
        for since in (None, mark):
            box = open_mailbox(str(source))
            total = box.total or 0
            seen = [box.done for _ in box.mails(since)]
            assert seen == sorted(seen)
            assert box.done == total > 0
            mark = box.mark


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("1234567890.M1P2.host", ["known as 1234567890.M1P2.host"]),
        ("1234567890.M1P2.host:2,", []),  # moved to `cur`
        ("1234567890.M1P2.host:2,RS", []),  # read and answered
        ("1234567890.M1P2.host,S=123,W=130:2,S", []),  # a server wrote its size
        ("1234567890.M1P2.host!2,S", []),  # on a disk that takes no colons
        ("1234567890.M1P3.host:2,S", ["new"]),
    ],
)
def test_a_mail_of_a_maildir_is_known_by_its_unique_name(
    name: str, expected: list[str], tmp_path: Path
) -> None:
    """Whatever flags it gets."""
    path = maildir(tmp_path / "box", "1234567890.M1P2.host")
    mark = read(path)[1]
    (path / "new" / "1234567890.M1P2.host").rename(path / "cur" / name)
    assert len(read(path, mark)[0]) == (1 if expected == ["new"] else 0)


def test_deleted_mails_and_drafts_of_a_maildir_are_left(tmp_path: Path) -> None:
    """And files that are no mails."""
    path = maildir(tmp_path / "box", "1.a:2,ST", "2.b:2,D", "3.c:2,DS", "4.T.host", "5.d:2,FPRS", ".6.lock")
    assert read(path)[0] == ["4.T.host", "5.d:2,FPRS"]


def test_a_mail_that_is_moved_during_the_reading_is_found(tmp_path: Path) -> None:
    """A mail program that is opened meanwhile moves all of `new` to `cur`; one may be deleted."""
    path = maildir(tmp_path / "box", "1.a", "2.b", "3.c", "4.d")
    box = open_mailbox(str(path))
    mails = box.mails(None)
    found = subjects([next(mails)])
    for name in ("1.a", "2.b", "4.d"):
        (path / "new" / name).rename(path / "cur" / f"{name}:2,S")
    (path / "new" / "3.c").unlink()
    (path / "new" / "5.e").write_bytes(mail("5.e"))
    assert found + subjects(mails) == ["1.a", "2.b", "4.d"]
    assert read(path, box.mark)[0] == ["5.e"]


def test_a_maildir_that_is_gone_during_the_reading_ends(tmp_path: Path) -> None:
    """Alone and in a folder; what was read of it stays read."""
    for source in (tmp_path / "box", tmp_path):
        path = maildir(tmp_path / "box", "1.a", "2.b")
        box = open_mailbox(str(source))
        mails = box.mails(None)
        assert subjects([next(mails)]) == ["1.a"]
        shutil.rmtree(path)
        assert list(mails) == []


def test_a_maildir_is_read_as_python_reads_it(tmp_path: Path) -> None:
    """Python's `mailbox` writes it."""
    box = mailbox.Maildir(tmp_path / "box")
    expected = {box.get_bytes(box.add(mail(number))) for number in range(20)}
    found = [raw.data for raw in open_mailbox(str(tmp_path / "box")).mails(None)]
    assert len(found) == 20
    assert set(found) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (mail("eml"), ["eml"]),
        (mail("eml").replace(b"\n", b"\r\n"), ["eml"]),
        (b"\r\n\r\n" + mail("eml"), ["eml"]),
        (b"\xef\xbb\xbf" + mail("eml"), ["eml"]),
        (LINE + mail("eml"), ["eml"]),
        (b"Received: from x\n\tby y\n" + mail("eml"), ["eml"]),
        (b"X-Odd: " + b"x" * 5000 + b"\n" + mail("eml"), ["eml"]),
        (b"%d    \n" % len(mail("eml")) + mail("eml") + b"<?xml?>", ["eml"]),
    ],
)
def test_one_mail_is_read_as_any_program_saves_it(text: bytes, found: list[str], tmp_path: Path) -> None:
    """Once, until it is saved anew."""
    path = tmp_path / "a mail"
    path.write_bytes(text)
    first, mark = read(path)
    assert first == found
    assert read(path, mark)[0] == []
    path.write_bytes(text + b"and more")
    assert read(path, mark)[0] == found
    assert b"xml" not in next(iter(open_mailbox(str(path)).mails(None))).data


def zeros(path: Path) -> None:
    path.symlink_to("/dev/zero")


def itself(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda _: None, "cannot be read: No such file or directory."),
        (os.mkfifo, "cannot be read: that is a pipe or a device, not a file."),
        (zeros, "cannot be read: that is a pipe or a device, not a file."),
        (itself, "cannot be read: Too many levels of symbolic links."),
        (lambda path: path.mkdir(), "holds no mails."),
        (lambda path: path.write_bytes(b"hello\n"), "is no mailbox: it begins neither"),
        (lambda path: path.write_bytes(b"Note: hello\n"), "is no mailbox: it begins neither"),
        (lambda path: path.write_bytes(b"\x00" * 100_000), "is no mailbox: it begins neither"),
        (lambda path: path.write_bytes(b"From the beginning\n"), "is no mailbox: it begins neither"),
        (lambda path: path.write_bytes(b"PK\x03\x04rest"), "is an archive."),
        (lambda path: path.write_bytes(b"\x1f\x8brest"), "is an archive."),
    ],
)
def test_what_is_no_mailbox_is_one_sentence_at_once(
    make: Callable[[Path], object], words: str, tmp_path: Path
) -> None:
    """With what to name instead; nobody waits for a pipe."""
    make(tmp_path / "box")
    begun = time.monotonic()
    with pytest.raises(RequestFailed) as caught:
        open_mailbox(str(tmp_path / "box"))
    assert time.monotonic() - begun < 2
    assert caught.value.message.startswith(f"{tmp_path}/box {words}")
    assert caught.value.hint


@pytest.mark.parametrize("source", ["", "\0", "x\0y", "~nobody-of-that-name/x", "\udcff"])
def test_what_is_no_path_is_one_sentence(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without anything that a terminal could obey."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RequestFailed) as caught:
        open_mailbox(source)
    assert caught.value.message.isprintable()


def test_what_goes_wrong_in_a_folder_does_not_end_it(tmp_path: Path) -> None:
    """Pipes, devices and circles of links are left; what cannot be read is told, mail by mail."""
    os.mkfifo(tmp_path / "a.eml")
    (tmp_path / "b.eml").symlink_to("/dev/zero")
    (tmp_path / "c.eml").symlink_to("c.eml")
    (tmp_path / "d").symlink_to(tmp_path)
    (tmp_path / "e.eml").write_bytes(mail("e"))
    (tmp_path / "f.eml").symlink_to("e.eml")
    deep = tmp_path / "g"
    for _ in range(25):
        deep = deep / "g"
    deep.mkdir(parents=True)
    (deep / "h.eml").write_bytes(mail("h"))
    found = read(tmp_path)[0]
    assert [each for each in found if " " not in each] == ["e", "e"]
    assert [each.rsplit("/", 1)[1] for each in found if " " in each] == [
        "c.eml cannot be read: Too many levels of symbolic links.",
        "g is more than 20 folders deep; it is not read.",
    ]


@PRIVATE
def test_what_may_not_be_read_is_told_and_comes_when_it_may(tmp_path: Path) -> None:
    """A file, an mbox, a folder, a Maildir."""
    tree(tmp_path)
    closed = [tmp_path / name for name in ("one.eml", "Inbox", "Inbox.sbd", "Maildir/new")]
    for each in closed:
        each.chmod(0)
    found, mark = read(tmp_path)
    for each in closed:
        each.chmod(0o700)
    assert sum("cannot be read: Permission denied." in each for each in found) == 4
    assert {"mbox 1", "mbox 2", "mbox in it", "eml"} <= set(read(tmp_path, mark)[0])


def test_names_of_any_bytes_are_read(tmp_path: Path) -> None:
    """And shown without what a terminal could obey."""
    for name in (b"\xff\xfe.eml", b"\x1b[31m.eml", "ü.eml".encode()):
        with open(os.fsencode(tmp_path) + b"/" + name, "wb") as file:  # noqa: PTH123
            file.write(mail("odd"))
    (tmp_path / "odd").mkdir()
    with open(os.fsencode(tmp_path) + b"/odd/\xff", "wb") as file:  # noqa: PTH123
        file.write(mbox("odd"))
    found, mark = read(tmp_path)
    assert found == ["odd"] * 4
    assert read(tmp_path, mark)[0] == []
    assert all(raw.file.isprintable() for raw in open_mailbox(str(tmp_path)).mails(None))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"", []),
        (mail("one"), ["one"]),
        (b"\n" + mail("one"), ["one"]),
        (mbox("one", "two"), ["one", "two"]),
        (mbox(*range(5000)), [str(number) for number in range(5000)]),
    ],
)
@pytest.mark.parametrize("chunk", [7, 1 << 30])
def test_standard_input_is_one_mail_or_an_mbox(text: bytes, found: list[str], chunk: int) -> None:
    """However it comes, since a pipe gives what there is so far."""

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(size or 0, chunk))

    box = open_mailbox("-", Slow(text))
    raws = list(box.mails(None))
    assert subjects(raws) == found
    assert {raw.file for raw in raws} <= {"standard input"}
    assert (box.mark, box.total, box.name) == (None, None, "-")
    assert box.done in {len(text), len(text.lstrip())}


@pytest.mark.parametrize("text", [b"hello\n", b"Note: x\n", b"\x00" * 1000, b"PK\x03\x04"])
def test_standard_input_without_a_mail_is_told(text: bytes) -> None:
    """It is no empty mailbox."""
    with pytest.raises(RequestFailed, match="Standard input holds no mail"):
        list(open_mailbox("-", io.BytesIO(text)).mails(None))


def test_no_standard_input_is_told() -> None:
    """As under some schedulers."""
    with pytest.raises(RequestFailed, match="no standard input"):
        open_mailbox("-", None)


class Endless(io.RawIOBase):
    """A mail that has no end."""

    def __init__(self, begin: bytes) -> None:
        self._begin = begin

    def read(self, size: int = -1, /) -> bytes:
        begin, self._begin = self._begin[:size], self._begin[size:]
        return begin or b"x" * min(size, 1 << 20)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("begin", "problems"),
    [
        (mail("one"), ["is larger than 40 MB; only its beginning was read."]),
        (mbox("one") + LINE + mail("two"), ["is larger than 40 MB", "went on for more than 1 GB"]),
    ],
)
def test_standard_input_without_an_end_comes_to_an_end(begin: bytes, problems: list[str]) -> None:
    """What came before it is there."""
    stream: BinaryIO = Endless(begin)  # type: ignore[assignment]
    raws = list(open_mailbox("-", stream).mails(None))
    assert raws[0].data.startswith(mail("one"))
    told = [raw.problem for raw in raws if raw.problem]
    assert len(told) == len(problems)
    assert all(words in each for words, each in zip(problems, told, strict=True))


@pytest.mark.parametrize(
    ("entry", "place"),
    [("box", "config/box"), ("~/box", "home/box"), ("../box", "box")],
)
def test_a_path_of_the_settings_begins_in_the_config_folder(
    entry: str, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under cron there is no other; `~` is the user's own."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("home", "config"):
        (tmp_path / name).mkdir()
    (tmp_path / place).write_bytes(mbox("here"))
    box = open_source(entry, Folders(tmp_path / "config", tmp_path / "config", None), TODAY)
    assert subjects(box.mails(None)) == ["here"]


@pytest.mark.parametrize(
    "text",
    ["", "null", "{}", "[]", "\xff", '{"type": "mbox"}', '{"type": "x"}', '{"type": "names", "names": "?"}'],
)
def test_a_mark_that_cannot_be_read_is_none(text: str) -> None:
    """The source is read anew; that is all it costs."""
    assert read_mark(text) is None
    assert read_mark(text.encode("latin-1")) is None


@pytest.mark.parametrize(
    "mark",
    [
        MboxMark(-5, -9, ""),
        MboxMark(10**15, 0, ""),
        MboxMark(0, 5, ""),
        NamesMark(b"12345"),
        FolderMark(NamesMark(b"\0" * 6), {"x": MboxMark(1, 1, "y")}),
    ],
)
@pytest.mark.parametrize("name", ["Maildir", "Inbox", "one.eml", "."])
def test_a_mark_of_something_else_hides_nothing(mark: Mark, name: str, tmp_path: Path) -> None:
    """Whatever it says."""
    tree(tmp_path)
    assert read(tmp_path / name, mark)[0] == read(tmp_path / name)[0]
