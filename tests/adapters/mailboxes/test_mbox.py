"""An mbox, of any writer: which lines separate mails, and what is new the next time."""

from __future__ import annotations

import mailbox
import re
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.mailboxes.sources import LINE, mail, mbox, read, subjects
from followup.adapters.mailboxes.opening import open_mailbox
from followup.adapters.mailboxes.splitting import pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PATCH = b"From " + b"0123456789" * 4 + b" Mon Sep 17 00:00:00 2001\nFrom: Kim Lee <kim@example.com>\n"


@pytest.mark.parametrize(
    "line",
    [
        b"From jobs@example.com Mon Nov 23 08:30:00 2026",
        b"From jobs@example.com  Mon Nov  2 08:30:00 2026",  # two spaces, and a day of one digit
        b"From MAILER-DAEMON Mon Nov 23 08:30:00 2026",  # Python
        b"From - Mon Nov 23 08:30:00 2026",  # Thunderbird
        b"From ",  # Thunderbird of late
        b"From",
        b"From 1234567890123456789@xxx Mon Nov 23 08:30:00 +0000 2026",  # Google's export
        b"From ???@??? Mon Nov 23 08:30:00 2026",  # Eudora
        b"From jobs@example.com Mon Nov 23 08:30 2026",  # without seconds
        b"From jobs@example.com Mon Nov 23 08:30:00 CET 2026",
        b"From Kim Lee <kim@example.com> Mon Nov 23 08:30:00 2026",
        b"From jobs@example.com Mon, 23 Nov 2026 08:30:00 +0100",
        b"From kim@example.com",  # no date at all
    ],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_separating_line_is_known_by_its_form(line: bytes, end: bytes, tmp_path: Path) -> None:
    """Every writer has its own; with the line ends of either system."""
    (tmp_path / "box").write_bytes(
        b"".join(line + b"\n" + mail(each) + b"\n" for each in "ab").replace(b"\n", end)
    )
    assert read(tmp_path / "box")[0] == ["a", "b"]


@pytest.mark.parametrize(
    "body",
    [
        b"From what we read we were impressed.\n",
        b"\nFrom what we read we were impressed.\nSubject: to change\n",  # a header seems to follow
        b"\nFrom Monday on it is 12:30: come early.\nDetails: below\n",
        b"\nFrom the team\n\nBye\n",
        b"From:\nFrom: somebody\n",
        PATCH,
        b"\n" + PATCH,
        b"\nFrom jobs@example.com Mon Nov 23 08:30:00 2026\nno header follows\n",
        b"Fromage\n",
    ],
)
@pytest.mark.parametrize("line", [LINE, b"From - Mon Nov 23 08:30:00 2026\n"])
def test_a_line_of_a_mail_separates_nothing(line: bytes, body: bytes, tmp_path: Path) -> None:
    """Not all writers quote it."""
    text = line + mail("a", body) + b"\n" + line + mail("b")
    (tmp_path / "box").write_bytes(text)
    found = list(open_mailbox(str(tmp_path / "box")).mails(None))
    assert [raw.data for raw in found] == [mail("a", body) + b"\n", mail("b")]


def test_no_empty_line_is_needed_between_mails(tmp_path: Path) -> None:
    """Thunderbird leaves it out at times."""
    (tmp_path / "box").write_bytes(b"From \n" + mail("a") + b"From \n" + mail("b"))
    assert read(tmp_path / "box")[0] == ["a", "b"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (b">From here\n", b"From here\n"),
        (b">>From here\n", b">From here\n"),  # mboxrd
        (b"> From here\n", b"> From here\n"),  # a quote of a mail
        (b"x >From here\n", b"x >From here\n"),
    ],
)
def test_what_a_writer_quoted_is_as_it_was(written: bytes, meant: bytes, tmp_path: Path) -> None:
    """A `>` less before a line that looks like a separating one."""
    (tmp_path / "box").write_bytes(LINE + mail("a", written))
    assert [raw.data for raw in open_mailbox(str(tmp_path / "box")).mails(None)] == [mail("a", meant)]


@pytest.mark.parametrize(
    ("headers", "kept"),
    [
        (b"X-Mozilla-Status: 0001\n", True),
        (b"X-Mozilla-Status: 0009\n", False),  # deleted, and not yet compacted away
        (b"X-Mozilla-Status: 0000\nX-Mozilla-Status2: 00800000\n", True),
        (b"Status: RO\nX-Status: A\n", True),
        (b"Status: RO\nX-Status: DF\n", False),
        (b"X-Status: T\n", False),  # a draft
        (b"X-IMAP: 1234567890 0000000001\nX: FOLDER INTERNAL DATA\n", False),  # a note of a server
    ],
)
def test_deleted_mails_and_drafts_are_left(headers: bytes, kept: bool, tmp_path: Path) -> None:
    """Their owner does not want them, or has not sent them. What the text says of it does not count."""
    (tmp_path / "box").write_bytes(LINE + headers + mail("a", b"X-Status: D\nX-Mozilla-Status: 0008\n"))
    assert read(tmp_path / "box")[0] == (["a"] if kept else [])


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (b"", b""),
        (b"\n\r\n", mbox("a")),
        (b"\xef\xbb\xbf", mbox("a")),
    ],
)
def test_what_an_editor_leaves_before_an_mbox_does_not_matter(
    before: bytes, text: bytes, tmp_path: Path
) -> None:
    """And an empty file is an empty mailbox."""
    (tmp_path / "box").write_bytes(before + text)
    assert read(tmp_path / "box")[0] == (["a"] if text else [])


def grown(before: bytes) -> bytes:
    return before + mbox("new")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda before: before, []),
        (grown, ["new"]),
        (lambda before: grown(before + b"\n\n"), ["new"]),
        (lambda before: grown(before[:-1]), ["a", "b", "new"]),  # an empty line is gone: not what was read
        (
            lambda before: before + b"the rest of b\n\n" + mbox("new"),
            ["b", "new"],
        ),  # it was cut when it was read
        (lambda before: before + b"the rest of b\n", ["b"]),
        (lambda before: before[: len(before) // 2], ["a"]),  # b was deleted
        (lambda before: grown(before[len(before) // 2 :]), ["b", "new"]),  # a was
        (lambda before: mbox("x", "y") + before[len(mbox("x", "y")) :], ["x", "y"]),  # another, as long
        (lambda _: mbox("x"), ["x"]),
        (lambda _: b"", []),
        (lambda before: grown(before.replace(b"Status: 0000", b"Status: 0001")), ["new"]),  # was looked at
        (lambda before: grown(before.replace(b"hello", b"HELLO")), ["a", "b", "new"]),
    ],
)
def test_the_next_time_only_what_is_new_comes(
    change: Callable[[bytes], bytes], found: list[str], tmp_path: Path
) -> None:
    """Where what was read has changed, all is read again: what was decided is remembered by the mail."""
    path = tmp_path / "box"
    before = mbox("a", "b").replace(b"\nSubject", b"\nX-Mozilla-Status: 0000\nSubject")
    path.write_bytes(before)
    first, mark = read(path)
    assert first == ["a", "b"]
    path.write_bytes(change(before))
    assert read(path, mark)[0] == found
    assert read(path, read(path, mark)[1])[0] == []


def test_a_long_mailbox_is_known_by_what_stands_before_the_new(tmp_path: Path) -> None:
    """Not by all of it: a mark in the first mail, as mail programs write them, means nothing."""
    path = tmp_path / "box"
    first, rest = LINE + b"X-Mozilla-Status: 0000\n" + mail("a"), mbox(*range(3000))
    path.write_bytes(first + rest)
    mark = read(path)[1]
    path.write_bytes(grown((first + rest).replace(b"Status: 0000", b"Status: 0001")))
    assert read(path, mark)[0] == ["new"]
    path.write_bytes(grown(rest))
    assert len(read(path, mark)[0]) == 3001


def test_what_arrives_during_the_reading_comes_the_next_time(tmp_path: Path) -> None:
    """Or a mailbox that grows as fast as it is read would never end."""
    path = tmp_path / "box"
    path.write_bytes(mbox(1, 2))
    box = open_mailbox(str(path))
    found = []
    for raw in box.mails(None):
        found += subjects([raw])
        with path.open("ab") as file:
            file.write(mbox(f"after {found[-1]}"))
    assert found == ["1", "2"]
    assert read(path, box.mark)[0] == ["after 1", "after 2"]


def test_a_mailbox_that_is_cut_during_the_reading_is_told(tmp_path: Path) -> None:
    """And is read anew, when it was written anew."""
    path = tmp_path / "box"
    path.write_bytes(mbox(1) + LINE + mail(2, b"x" * 3_000_000) + mbox(3))
    box = open_mailbox(str(path))
    mails = box.mails(None)
    assert subjects([next(mails)]) == ["1"]
    with path.open("r+b") as file:
        file.truncate(1_500_000)
    found = subjects(mails)
    assert found == ["2", f"{path} became shorter while it was read."]
    path.write_bytes(mbox(4, 5))
    assert read(path, box.mark)[0] == ["4", "5"]


def test_a_mailbox_that_is_replaced_during_the_reading_is_read_to_its_end(tmp_path: Path) -> None:
    """As mail programs compact one; the mark is of the old one, and the new one is read as a whole."""
    path = tmp_path / "box"
    path.write_bytes(mbox(1, 2, 3))
    box = open_mailbox(str(path))
    mails = box.mails(None)
    next(mails)
    (tmp_path / "new").write_bytes(mbox(2, 3, 4))
    (tmp_path / "new").rename(path)
    assert subjects(mails) == ["2", "3"]
    assert read(path, box.mark)[0] == ["2", "3", "4"]


def test_who_stops_goes_on_after_the_last_mail_that_came(tmp_path: Path) -> None:
    """The mark is right after each mail, and tells a progress bar how far it is."""
    path = tmp_path / "box"
    path.write_bytes(mbox(*range(5)))
    box = open_mailbox(str(path))
    assert box.mark is None
    mails = box.mails(None)
    assert subjects([next(mails), next(mails)]) == ["0", "1"]
    assert box.done == len(mbox(0, 1))
    assert box.total == len(mbox(*range(5)))
    assert read(path, box.mark)[0] == ["2", "3", "4"]


# Well-formed mails: what is not, each reader takes as it likes.
LINES = st.lists(
    st.one_of(
        st.text("abc \u00e4.:>", max_size=12).map(lambda text: text.encode()),
        st.sampled_from([b"From here on", b">From x", b"", b"--x", b"Subject: y", b"\xff\xfe", b"x" * 300]),
    ),
    max_size=8,
)
MAILS = st.builds(
    lambda number, lines: mail(number, b"".join(line + b"\n" for line in lines)), st.integers(0, 99), LINES
)
BREAKS = [b"\n", b"\r\n"]


@given(st.lists(MAILS, max_size=8), st.sampled_from([1, 7, 100, 100_000]))
def test_a_well_formed_mbox_is_read_as_python_reads_it(mails: list[bytes], chunk: int) -> None:
    """Python's `mailbox` writes it and reads it back; it leaves the `>` before a line that it quoted."""
    with TemporaryDirectory() as folder:
        box = mailbox.mbox(f"{folder}/box")
        for each in mails:
            box.add(each)
        box.close()
        path = Path(folder) / "box"
        again = mailbox.mbox(path, create=False)
        expected = [re.sub(rb"(?m)^>(>*From )", rb"\1", again.get_bytes(key)) for key in again.keys()]  # noqa: SIM118
        again.close()
        found = [raw.data for raw in open_mailbox(str(path)).mails(None)]
        with path.open("rb") as file:
            in_parts = [piece.data for piece in pieces(lambda size: file.read(min(size, chunk)))]
    assert [each.rstrip(b"\n") for each in found] == [each.rstrip(b"\n") for each in expected]
    assert in_parts == found


@given(st.lists(MAILS, min_size=1, max_size=8), st.data())
def test_whatever_is_cut_off_and_grows_each_mail_comes_once_when_it_is_whole(
    mails: list[bytes], data: st.DataObject
) -> None:
    """However often it is read meanwhile, at whatever byte its writer is just then."""
    text = b"".join(LINE + re.sub(rb"(?m)^(>*From )", rb">\1", each) + b"\n" for each in mails)
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    whole = [each.rstrip(b"\n") for each in mails]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "box"
        found: list[bytes] = []
        mark = None
        for end in [*ends, len(text), len(text)]:
            path.write_bytes(text[:end])
            if not text[:end].startswith(LINE):
                continue
            box = open_mailbox(str(path))
            found += [raw.data.rstrip(b"\n") for raw in box.mails(mark)]
            mark = box.mark
    # A mail that was cut may come as what there was of it, or twice, before the next one comes.
    assert in_a_row(each for each in found if each in whole) == in_a_row(whole)
    for each in found:
        in_lines = each[: each.rfind(b"\n") + 1].rstrip(
            b"\n"
        )  # the last one may be part of the next separating line
        assert each in whole or any(one.startswith(in_lines) for one in whole)


def in_a_row(mails: Iterable[bytes]) -> list[bytes]:
    """Return the mails, each but once where it comes several times in a row."""
    return [each for each, _ in groupby(mails)]


@given(st.lists(MAILS, min_size=1, max_size=10), st.data())
def test_read_between_deliveries_each_mail_comes_exactly_once(
    mails: list[bytes], data: st.DataObject
) -> None:
    """In any number of steps, a reader that stops early included."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "box"
        path.write_bytes(b"")
        found: list[bytes] = []
        mark = None
        for each in mails:
            with path.open("ab") as file:
                file.write(LINE + re.sub(rb"(?m)^(>*From )", rb">\1", each) + b"\n")
            box = open_mailbox(str(path))
            wanted = data.draw(st.integers(0, 3))
            for _, raw in zip(range(wanted), box.mails(mark), strict=False):
                found.append(raw.data)
                mark = box.mark
        found += [raw.data for raw in open_mailbox(str(path)).mails(mark)]
    assert found == [each + b"\n" for each in mails]


@given(st.binary(max_size=400), st.lists(st.sampled_from([LINE, b"From \n", b"\nFrom ", b"\n", b"a: b\n"])))
def test_any_bytes_are_read_to_their_end(noise: bytes, parts: list[bytes]) -> None:
    """All bytes are in one mail or another, in order."""
    text = LINE + b"".join(parts) + noise + b"".join(parts)
    stream = [text[at : at + 50] for at in range(0, len(text), 50)]
    found = list(pieces(lambda _: stream.pop(0) if stream else b""))
    assert [piece.start for piece in found] == [0, *(piece.end for piece in found[:-1])]
    assert found[-1].end == len(text)
