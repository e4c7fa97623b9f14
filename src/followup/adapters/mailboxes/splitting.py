"""A stream of bytes -> the mails of an mbox in it, in bounded memory.

The format has no definition that all keep to. Writers differ in the line between two mails (with a date,
as a bare `From `, after an empty line or not) and in what they do with such a line in a mail. What decides
here is the form of that line and that headers follow it, as in mutt; not the five letters alone, as in
Python's `mailbox`, which cuts a mail in two where a sentence begins with `From`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LARGEST = 40 << 20  # bytes of one mail; few servers take more
BEGINNING = 1 << 20  # what is kept of a larger one: its headers and its text
_CHUNK = 1 << 20
_AHEAD = 2000  # bytes that show a separating line, and what follows it
_LONGEST_LINE = 1000
_OVERLAP = len(b"\nFrom") - 1
_BEHIND = 2  # bytes that show whether the line before is empty

_DAY = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? +(?:[A-Z][a-z]{2} +\d{1,2}|\d{1,2} +[A-Z][a-z]{2}).*\d\d:\d\d"
_DATED = re.compile(rb"From (?:- |\S.*? )?" + _DAY)
# A patch as git writes it, pasted into a mail, begins like a mail in an mbox.
_PATCH = re.compile(rb"From [0-9a-f]{40,64} Mon Sep 17 00:00:00 2001")
_BARE = re.compile(rb"From ?\r?$")
_HEADER = re.compile(rb">?From |[!-9;-~]+(?:[ \t]*:|\Z)")  # the last one may not be whole yet
_QUOTED = re.compile(rb"^>(?=>*From )", re.MULTILINE)


class Piece(NamedTuple):
    """One mail: where it begins (with its separating line) and ends, and what was kept of it.

    `length` is that of the whole mail without its separating line.
    """

    start: int
    end: int
    data: bytes
    length: int


def is_separator(text: bytes, *, after_empty: bool = True, loose: bool = False) -> bool:
    """Whether `text`, a line and what follows it, begins with the line before a mail.

    `loose` takes a line without a date too, if it stands after an empty line.
    """
    line, _, rest = text.partition(b"\n")
    if len(line) > _LONGEST_LINE or not line.startswith(b"From"):
        return False
    if _DATED.match(line):
        return not _PATCH.match(line) and (not rest or bool(_HEADER.match(rest)))
    if _BARE.match(line) or (loose and after_empty and line.startswith(b"From ")):
        return bool(_HEADER.match(rest))
    return False


def pieces(read: Callable[[int], bytes], offset: int = 0, *, loose: bool | None = None) -> Iterator[Piece]:
    """Yield the mails of a stream that begins with a separating line; `offset` is where it begins.

    `read(size)` gives at most `size` bytes, none at the end. `loose`, as in `is_separator`, is found out from
    the first line where it is None.
    """
    window = _Window(read, offset)
    while window.end < offset + _LONGEST_LINE and not window.is_over:
        window.read_on(offset)
    if loose is None:
        loose = is_loose(window.text(offset, offset + _LONGEST_LINE))
    begun = offset
    while True:
        head, end = _next_mail(window, begun, loose=loose)
        if end == begun:
            return
        text = window.text(begun, min(end, begun + _LONGEST_LINE)) if head is None else head
        data_at = text.find(b"\n", 0, _LONGEST_LINE) + 1 or len(text)
        data = window.text(begun + data_at, end) if head is None else head[data_at:]
        yield Piece(begun, end, _unquoted(data), end - begun - data_at)
        begun = end


def is_loose(text: bytes) -> bool:
    """Whether an mbox that begins with `text` has separating lines without a date."""
    return not _DATED.match(text[:_LONGEST_LINE].partition(b"\n")[0])


def _next_mail(window: _Window, begun: int, *, loose: bool) -> tuple[bytes | None, int]:
    """Find where the mail ends that begins at `begun`, with its separating line.

    Return that, and the beginning of the mail if it is too large; any other is in the window.
    """
    head: bytes | None = None
    at = begun
    while True:
        found = window.find(b"\nFrom", at)
        if not window.is_over and (found is None or found + _AHEAD > window.end):
            at = max(at, window.end - _OVERLAP) if found is None else found
            if head is None and window.end - begun > LARGEST:
                head = window.text(begun, begun + BEGINNING)
            window.read_on(begun if head is None else max(begun, at - _BEHIND))
            continue
        if found is None:
            end = window.end
            break
        after_empty = window.text(max(begun, found - _BEHIND), found).endswith((b"\n", b"\n\r"))
        if is_separator(window.text(found + 1, found + _AHEAD), after_empty=after_empty, loose=loose):
            end = found + 1
            break
        at = found + 1
    return head, end


class _Window:
    """The part of a stream that is held in memory; all positions are those of the stream."""

    def __init__(self, read: Callable[[int], bytes], offset: int) -> None:
        self._read = read
        self._held = bytearray()
        self._from = offset
        self.is_over = False

    @property
    def end(self) -> int:
        return self._from + len(self._held)

    def text(self, start: int, end: int) -> bytes:
        with memoryview(self._held) as view:  # which is copied only once
            return bytes(view[start - self._from : end - self._from])

    def find(self, what: bytes, start: int) -> int | None:
        found = self._held.find(what, start - self._from)
        return None if found < 0 else self._from + found

    def read_on(self, keep: int) -> None:
        """Read more, and let go what stands before `keep`."""
        del self._held[: keep - self._from]
        self._from = keep
        more = self._read(_CHUNK)
        self._held += more
        self.is_over = not more


def _unquoted(data: bytes) -> bytes:
    """Undo what writers do to a line in a mail that looks like a separating one."""
    return _QUOTED.sub(b"", data) if b">From " in data else data
