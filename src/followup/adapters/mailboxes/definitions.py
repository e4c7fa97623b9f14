"""What a source of mails gives: mails as bytes, and how far it was read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator


class Raw(NamedTuple):
    """One mail as it lies in a mailbox, without the line that separates it from others.

    `file` is what its user would recognise. `problem` is one sentence where it could not be read, or not
    whole; `data` is then empty, or its beginning.
    """

    file: str
    data: bytes
    problem: str | None = None


class MboxMark(msgspec.Struct, frozen=True, tag="mbox"):
    """How far one mbox was read: `end` bytes, the last mail of which began at `last`.

    `proof` is a digest of what stands before `end`.
    """

    end: int
    last: int
    proof: str


class NamesMark(msgspec.Struct, frozen=True, tag="names"):
    """Which files were read, each as a digest of `WIDTH` bytes of its name; sorted, one after the other."""

    names: bytes = b""


class FolderMark(msgspec.Struct, frozen=True, tag="folder"):
    """How far a folder was read: its single mails, and by its path each mailbox in it."""

    mails: NamesMark = NamesMark()
    boxes: dict[str, MboxMark | NamesMark] = {}


class ImapMark(msgspec.Struct, frozen=True, tag="imap"):
    """How far a folder of a server was read: from the day `first` on, up to the highest UID.

    That holds as long as its UIDVALIDITY is the same.
    """

    validity: int
    highest: int
    first: date


# JSON by `msgspec.json.encode`, and back by `read_mark`.
Mark = MboxMark | NamesMark | FolderMark | ImapMark


def read_mark(data: bytes | str) -> Mark | None:
    """Return the mark that `data` is the JSON of; None if it is none: the source is then read anew."""
    try:
        mark: Mark = msgspec.json.decode(data, type=Mark)
    except (msgspec.DecodeError, UnicodeError):
        return None
    return mark


class Mailbox(Protocol):
    """A source of mails that is only read.

    `name` says which one it is, the same each time: its mark is kept under it. `total` and `done` tell a
    progress bar how much there is and how much of it was read, in bytes or mails; `total` is None where
    nobody can know. `mark` is right at any time of the iteration: what was yielded is behind it.
    """

    @property
    def name(self) -> str: ...

    @property
    def total(self) -> int | None: ...

    @property
    def done(self) -> int: ...

    @property
    def mark(self) -> Mark | None: ...

    def mails(self, since: Mark | None) -> Iterator[Raw]:
        """Yield the mails that `since` does not cover, all of them where it fits no more.

        A failure of one mail is a `Raw` with a `problem`; RequestFailed or MailFailed where the source ends.
        """
        ...
