"""Sources of mails, made in the test, and what is seen of them afterwards."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from followup.adapters.mailboxes.definitions import Mark, read_mark
from followup.adapters.mailboxes.opening import open_mailbox

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from followup.adapters.mailboxes.definitions import Raw

LINE = b"From jobs@example.com Mon Nov 23 08:30:00 2026\n"


def mail(subject: object, body: bytes = b"hello\n") -> bytes:
    """Return a mail."""
    return f"From: jobs@example.com\nSubject: {subject}\n\n".encode() + body


def mbox(*subjects: object) -> bytes:
    """Return a plain mbox."""
    return b"".join(LINE + mail(subject) + b"\n" for subject in subjects)


def subjects(raws: Iterable[Raw]) -> list[str]:
    """Return the subjects of mails, and what is told in the place of one."""
    return [raw.problem or raw.data.split(b"Subject: ")[1].splitlines()[0].decode() for raw in raws]


def read(path: Path, since: Mark | None = None) -> tuple[list[str], Mark | None]:
    """Return the subjects of what is new, and the mark as it comes back from a file in JSON."""
    box = open_mailbox(str(path))
    found = subjects(box.mails(since))
    mark = box.mark
    back = read_mark(msgspec.json.encode(mark)) if mark is not None else None
    assert back == mark
    return found, back


def state(path: Path) -> dict[str, tuple[object, ...]]:
    """Return all that would change if something was written: names, contents, modes, times."""
    found = {}
    for each in sorted([path, *path.rglob("*")]):
        told = each.lstat()
        content = hashlib.sha256(each.read_bytes()).hexdigest() if each.is_file() else ""
        found[str(each)] = (told.st_ino, told.st_mode, told.st_mtime_ns, told.st_ctime_ns, content)
    return found
