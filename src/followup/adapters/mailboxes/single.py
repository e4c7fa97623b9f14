"""Mails that are a file each: one of them, or those of a Maildir."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from followup.adapters.files import open_regular
from followup.adapters.mailboxes.definitions import NamesMark, Raw
from followup.adapters.mailboxes.known import Known, digest
from followup.adapters.mailboxes.looks import without_envelope
from followup.adapters.mailboxes.splitting import BEGINNING, LARGEST
from followup.core.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from followup.adapters.mailboxes.definitions import Mark

FOLDERS = ("new", "cur")
_MOST_SEARCHES = 20  # of mails that were moved meanwhile
_FLAGGED = re.compile(r"[:;!]2,[A-Za-z]*$")
_UNIQUE = re.compile(r"[^:;!,]*")


def read_file(path: Path, shown: str) -> Raw:
    """Return the mail in a file; with a problem where it cannot be read. FileNotFoundError if it is gone."""
    try:
        with open_regular(path) as file:
            size = os.fstat(file.fileno()).st_size
            data = file.read(BEGINNING if size > LARGEST else LARGEST)
    except FileNotFoundError:
        raise
    except OSError as error:
        return Raw(shown, b"", f"{shown} cannot be read: {error.strerror or error}.")
    problem = f"{shown} is larger than {LARGEST >> 20} MB; only its beginning was read."
    return Raw(shown, without_envelope(data), problem if size > LARGEST else None)


def identity(entry: Path | os.DirEntry[str], name: str) -> bytes:
    """Return the digest of a file as it is now: one that was written anew is another."""
    found = entry.stat()
    return digest(f"{name}\0{found.st_size}\0{found.st_mtime_ns}")


class OneMail:
    """A file that is one mail."""

    def __init__(self, path: Path, shown: str) -> None:
        self._path, self._shown = path, shown
        self.name = str(path.absolute())
        self.total = path.stat().st_size
        self.done = 0
        self._known = Known()

    @property
    def mark(self) -> NamesMark:
        """Return which file it was."""
        return self._known.mark

    def mails(self, since: Mark | None) -> Iterator[Raw]:
        """Yield the mail, unless it was read as it is now."""
        self._known = Known(since)
        try:
            key = identity(self._path, self._path.name)
            raw = None if key in self._known else read_file(self._path, self._shown)
        except OSError as error:
            raw = Raw(self._shown, b"", f"{self._shown} cannot be read: {error.strerror or error}.")
            key = None
        self._known = Known()
        if key is not None and (raw is None or raw.data):
            self._known.add(key)
        self.done = self.total
        if raw is not None:
            yield raw


class Maildir:
    """The mails of one Maildir, and not those of the folders in it."""

    def __init__(self, path: Path, shown: str) -> None:
        self._path, self._shown = path, shown
        self.name = str(path.absolute())
        self._listed = _listed(path)
        self.total = len(self._listed)
        self.done = 0
        self._searches = 0
        self._known = Known()

    @property
    def mark(self) -> NamesMark:
        """Return which mails were read. Deleted ones are forgotten with the last mail."""
        return self._known.mark

    def mails(self, since: Mark | None) -> Iterator[Raw]:
        """Yield the mails with a new unique name, the oldest first; no drafts, none that is deleted."""
        self._known = Known(since)
        self._searches = 0
        for unique in list(self._listed):
            self.done += 1
            key = digest(unique)
            if key in self._known:
                continue
            raw = self._read(unique)
            if raw is None:
                continue
            if raw.data:
                self._known.add(key)
            yield raw
        self._known.keep(map(digest, self._listed))

    def _read(self, unique: str) -> Raw | None:
        """Return a mail; one that another program moves from `new` to `cur` meanwhile is found there."""
        while True:
            place = self._listed.get(unique)
            if place is None or _has_flag(place, "DT"):
                return None
            shown = visible(os.path.join(self._shown, place))  # noqa: PTH118  # as it was typed
            try:
                return read_file(self._path / place, shown)
            except FileNotFoundError:
                if self._searches == _MOST_SEARCHES:
                    return None
                self._searches += 1
                try:
                    self._listed = _listed(self._path)
                except OSError:
                    return None  # the whole mailbox is gone


def is_maildir(path: Path) -> bool:
    """Whether a folder is a Maildir: some programs make `tmp` only when they need it."""
    return all((path / name).is_dir() for name in FOLDERS)


def _listed(path: Path) -> dict[str, str]:
    """Return where each mail is, by its unique name; the names begin with the second of the delivery."""
    found: dict[str, str] = {}
    for folder in FOLDERS:
        with os.scandir(path / folder) as entries:
            for entry in entries:
                if not entry.name.startswith("."):
                    found[_unique(entry.name)] = f"{folder}/{entry.name}"
    return dict(sorted(found.items()))


def _unique(name: str) -> str:
    """Return what stays of a name whatever flags it gets: servers write sizes and numbers behind a comma."""
    found = _UNIQUE.match(name)
    return (found[0] if found else "") or name


def _has_flag(place: str, flags: str) -> bool:
    return bool(set(place.rpartition("2,")[2]) & set(flags)) if _FLAGGED.search(place) else False
