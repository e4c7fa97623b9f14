"""Mails that come by standard input: one, or an mbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from followup.adapters.mailboxes.definitions import Raw
from followup.adapters.mailboxes.looks import LOOKED_AT, beginning, look_of, without_envelope
from followup.adapters.mailboxes.mbox import is_wanted, too_large
from followup.adapters.mailboxes.splitting import BEGINNING, LARGEST, pieces
from followup.core.errors import RequestFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from followup.adapters.mailboxes.definitions import Mark

NAME = "standard input"
_ENDLESS = 1 << 30  # bytes without another mail; nobody goes on waiting for the next one


class StandardInput:
    """A stream that is read once; there is no next time, and so no mark."""

    name = "-"
    total = None
    mark = None

    def __init__(self, stream: BinaryIO | None) -> None:
        if stream is None:
            raise RequestFailed("There is no standard input to read mails from.", "Name a file or a folder.")
        self._stream = stream
        self._ahead = b""
        self._waited = 0
        self.done = 0

    def mails(self, since: Mark | None) -> Iterator[Raw]:  # noqa: ARG002  # each stream is a new one
        """Yield the mails; RequestFailed where it holds none, or cannot be read."""
        try:
            self._ahead = _filled(self._stream, LOOKED_AT)
            look = look_of(self._ahead)
            if look == "mbox":
                yield from self._of_an_mbox()
            elif look == "mail":
                yield self._one()
            elif look != "empty":
                raise RequestFailed(
                    "Standard input holds no mail: it begins neither with a `From ` line nor with headers.",
                    "Give it one mail, or an mbox.",
                )
        except OSError as error:
            raise RequestFailed(f"Standard input cannot be read: {error.strerror or error}.") from None

    def _one(self) -> Raw:
        data = self._ahead + _filled(self._stream, LARGEST + 1 - len(self._ahead))
        self.done = len(data)
        if len(data) <= LARGEST:
            return Raw(NAME, without_envelope(data))
        problem = f"The mail is larger than {LARGEST >> 20} MB; only its beginning was read."
        return Raw(NAME, without_envelope(data[:BEGINNING]), problem)

    def _of_an_mbox(self) -> Iterator[Raw]:
        self._ahead = self._ahead[beginning(self._ahead) :]
        for piece in pieces(self._read):
            self._waited = 0 if self._waited <= _ENDLESS else self._waited
            self.done = piece.end
            if is_wanted(piece.data):
                yield Raw(NAME, piece.data, too_large(piece))
        if self._waited > _ENDLESS:
            gone_on = f"It went on for more than {_ENDLESS >> 30} GB without another mail; no more was read."
            yield Raw(NAME, b"", gone_on)

    def _read(self, size: int) -> bytes:
        if self._waited > _ENDLESS:
            return b""
        ahead, self._ahead = self._ahead, b""
        more = ahead or self._stream.read(size)
        self._waited += len(more)
        return more


def _filled(stream: BinaryIO, size: int) -> bytes:
    """Return `size` bytes, less only at the end: a pipe gives what there is so far."""
    data = bytearray()
    while len(data) < size and (more := stream.read(size - len(data))):
        data += more
    return bytes(data)
