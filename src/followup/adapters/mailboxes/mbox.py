"""One mbox file, read from where it was read to before."""

from __future__ import annotations

import os
import re
from hashlib import blake2b
from typing import TYPE_CHECKING, BinaryIO

from followup.adapters.files import open_regular
from followup.adapters.mailboxes.definitions import MboxMark, Raw
from followup.adapters.mailboxes.looks import beginning
from followup.adapters.mailboxes.splitting import LARGEST, Piece, is_loose, is_separator, pieces

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from followup.adapters.mailboxes.definitions import Mark

_WINDOW = 64 << 10  # bytes before a place that prove that the file is still the same up to it
_AHEAD = 2000
_HEADERS = 64 << 10
# Mail programs note in the file itself that a mail was read; it is the same mail all the same.
_NOTES = re.compile(rb"^(?:X-Mozilla-(?:Status2?|Keys)|X?-?Status):[^\n]*\n?", re.MULTILINE)
_STATUS = re.compile(rb"^X-Mozilla-Status:[ \t]*([0-9a-fA-F]{4})|^X-Status:[ \t]*([A-Z]*)", re.MULTILINE)
_EXPUNGED = 0x0008  # deleted, until the next compaction takes it away
_INTERNAL = re.compile(rb"^X-IMAP(?:base)?: ", re.MULTILINE)


class Mbox:
    """An mbox, of any of its dialects."""

    def __init__(self, path: Path, shown: str) -> None:
        self._path, self._shown = path, shown
        self.name = str(path.absolute())
        self.total = path.stat().st_size
        self.done = 0
        self._read_to = self._last = 0
        self._file: BinaryIO | None = None
        self._mark: MboxMark | None = None

    @property
    def mark(self) -> MboxMark | None:
        """Return how far it was read; None before the first mail."""
        if self._file is not None and self._read_to:
            self._mark = MboxMark(self._read_to, self._last, _proof(self._file, self._read_to))
        return self._mark

    def mails(self, since: Mark | None) -> Iterator[Raw]:
        """Yield what came after `since`; everything where what it speaks of has changed.

        As much is read as there is at the beginning: what is delivered meanwhile comes next time, and so
        does, once more and whole, a mail that was delivered only in part.
        """
        try:
            with open_regular(self._path) as file:
                self._file = file
                try:
                    yield from self._mails(file, since)
                finally:  # whoever stops here asks for the mark as well
                    self._mark, self._file = self.mark, None
        except OSError as error:
            yield Raw(self._shown, b"", f"{self._shown} cannot be read: {error.strerror or error}.")

    def _mails(self, file: BinaryIO, since: Mark | None) -> Iterator[Raw]:
        self.total = os.fstat(file.fileno()).st_size
        loose = is_loose(_from(file, _begin(file)))
        start = _start(file, since, self.total) if isinstance(since, MboxMark) else None
        if isinstance(since, MboxMark) and start is not None:
            self._read_to, self._last = since.end, since.last
        self.done = _begin(file) if start is None else start
        file.seek(self.done)

        def read(size: int) -> bytes:
            return file.read(min(size, self.total - file.tell()))

        for piece in pieces(read, self.done, loose=loose):
            self.done = self._read_to = piece.end
            self._last = piece.start
            if is_wanted(piece.data):
                yield Raw(self._shown, piece.data, too_large(piece))
        if self.done < self.total:
            yield Raw(self._shown, b"", f"{self._shown} became shorter while it was read.")
        self.done = self.total


def too_large(piece: Piece) -> str | None:
    """Return the sentence about a mail of which only the beginning is read; None for any other."""
    if piece.length <= LARGEST:
        return None
    return f"The mail at byte {piece.start} is larger than {LARGEST >> 20} MB; only its beginning was read."


def is_wanted(data: bytes) -> bool:
    """Whether it is a mail at all, neither deleted nor a draft, nor a note that a server keeps for itself."""
    if not data.strip():
        return False
    headers = re.split(rb"\r?\n\r?\n", data[:_HEADERS], maxsplit=1)[0]
    for found in _STATUS.finditer(headers):
        if found[1] is not None and int(found[1], 16) & _EXPUNGED:
            return False
        if found[2] is not None and set(found[2]) & set(b"DT"):
            return False
    return not (_INTERNAL.search(headers) and b"FOLDER INTERNAL DATA" in headers)


def _start(file: BinaryIO, since: MboxMark, size: int) -> int | None:
    """Return where to go on, None if from the beginning."""
    if not 0 <= since.last <= since.end <= size or _proof(file, since.end) != since.proof:
        return None
    rest = _from(file, since.end)
    blank = len(rest) - len(rest.lstrip(b"\r\n"))
    ended = os.pread(file.fileno(), 1, max(0, since.end - 1)) == b"\n" or blank
    if not rest.strip(b"\r\n") or (ended and is_separator(rest[blank:], loose=True)):
        return since.end + blank
    return since.last  # the last mail went on


def _begin(file: BinaryIO) -> int:
    return beginning(_from(file, 0))


def _from(file: BinaryIO, offset: int) -> bytes:
    return os.pread(file.fileno(), _AHEAD, offset)


def _proof(file: BinaryIO, end: int) -> str:
    start = max(0, end - _WINDOW)
    text = os.pread(file.fileno(), end - start, start)
    if start:
        text = text[text.find(b"\n") + 1 :]  # a whole line, so that a note in it is known as one
    return blake2b(_NOTES.sub(b"", text), digest_size=16).hexdigest()
