"""A folder of mails and mailboxes, read with the folders in it."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

from followup.adapters.files import open_regular
from followup.adapters.mailboxes.definitions import FolderMark, MboxMark, NamesMark, Raw
from followup.adapters.mailboxes.known import Known, digest
from followup.adapters.mailboxes.looks import LOOKED_AT, Look, look_of
from followup.adapters.mailboxes.mbox import Mbox
from followup.adapters.mailboxes.single import Maildir, identity, is_maildir, read_file
from followup.core.errors import RequestFailed
from followup.core.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from followup.adapters.mailboxes.definitions import Mark

DEEPEST = 20  # folders below the one that is named
MOST_FILES = 1_000_000
_OF_A_MAIL = 8 << 10  # bytes that a progress bar counts for a mail whose size was not looked up
_MAILS = {".eml", ".emlx"}
# Any other file may be an mbox, or a mail of MH, whose names are numbers; these are neither.
_OTHERS = {
    *(".msf", ".dat", ".json", ".html", ".htm", ".txt", ".pdf", ".zip"),
    *(".sqlite", ".db", ".ics", ".lock"),
}
# What its owner has not sent, or does not want, as mail programs and exports call it.
_UNWANTED = {
    *("drafts", "templates", "unsent messages", "entw\u00fcrfe", "vorlagen", "brouillons", "borradores"),
    *("trash", "deleted messages", "deleted items", "papierkorb", "corbeille", "papelera"),
    *("junk", "junk e-mail", "spam"),
}


class Folder:
    """A folder that is no mailbox itself. Links to folders are not followed: they could lead in circles."""

    def __init__(self, path: Path, shown: str) -> None:
        self._path, self._shown = path, shown
        self.name = str(path.absolute())
        self._troubles: list[Raw] = []
        self._files: list[str] = []
        self._maildirs: list[str] = []
        self.total = 0
        self._list("", 0)
        if not (self._files or self._maildirs or self._troubles):
            raise RequestFailed(
                f"{shown} holds no mails.",
                "Name a folder that holds .eml files, mboxes or Maildirs.",
            )
        self.done = 0
        self._known = Known()
        self._open: tuple[str, Mbox | Maildir] | None = None
        self._boxes: dict[str, MboxMark | NamesMark] = {}

    @property
    def mark(self) -> FolderMark:
        """Return which mails were read, and how far each mailbox."""
        self._note()
        return FolderMark(self._known.mark, dict(self._boxes))

    def mails(self, since: Mark | None) -> Iterator[Raw]:
        """Yield what is new in each file and mailbox, by its path."""
        before = since if isinstance(since, FolderMark) else FolderMark()
        self._known, self._boxes = Known(before.mails), dict(before.boxes)
        yield from self._troubles
        seen: set[bytes] = set()
        for inner in self._maildirs:
            yield from self._of_a_maildir(inner)
        for inner in self._files:
            yield from self._of_a_file(inner, seen)
        self._known.keep(seen)
        there = {_key(inner) for inner in (*self._files, *self._maildirs)}
        self._boxes = {key: mark for key, mark in self._boxes.items() if key in there}

    def _of_a_maildir(self, inner: str) -> Iterator[Raw]:
        try:
            box = Maildir(self._path / inner, self._shown_as(inner))
        except OSError as error:
            yield self._trouble(inner, error)
            return
        yield from self._of_a_box(inner, box)

    def _of_a_box(self, inner: str, box: Mbox | Maildir) -> Iterator[Raw]:
        begun, weight = self.done, _OF_A_MAIL if isinstance(box, Maildir) else 1
        self._open = _key(inner), box
        for raw in box.mails(self._boxes.get(_key(inner))):
            self.done = begun + weight * box.done
            yield raw
        self.done = begun + weight * box.total
        self._note()
        self._open = None

    def _note(self) -> None:
        """Note how far the mailbox was read that is being read."""
        if self._open is not None and (mark := self._open[1].mark) is not None:
            self._boxes[self._open[0]] = mark

    def _of_a_file(self, inner: str, seen: set[bytes]) -> Iterator[Raw]:
        path, shown = self._path / inner, self._shown_as(inner)
        try:
            key = identity(path, inner)
            if key in self._known:
                seen.add(key)
                self.done += path.stat().st_size
                return
            look = _look(path)
            if look == "mbox":
                yield from self._of_a_box(inner, Mbox(path, shown))
                return
            self.done += path.stat().st_size
            is_wanted = look == "mail" or (look != "empty" and path.suffix.lower() in _MAILS)
            raw = read_file(path, shown) if is_wanted else None
        except OSError as error:
            yield self._trouble(inner, error)
            return
        if raw is None or raw.data:
            self._known.add(key)
            seen.add(key)
        if raw is not None:
            yield raw

    def _list(self, inner: str, depth: int) -> None:
        """Find what is in a folder, and in those in it."""
        folder = self._path / inner
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            self._troubles.append(self._trouble(inner, error))
            return
        for entry in found:
            name = os.path.join(inner, entry.name)  # noqa: PTH118  # a hundred thousand of them
            try:
                self._take(entry, name, depth)
            except OSError as error:  # gone meanwhile, or a link to itself
                self._troubles.append(self._trouble(name, error))

    def _take(self, entry: os.DirEntry[str], name: str, depth: int) -> None:
        stem, end = os.path.splitext(entry.name.lower())  # noqa: PTH122
        if entry.name.startswith(".") or (stem in _UNWANTED and end not in _MAILS):
            return
        if entry.is_dir(follow_symlinks=False):
            self._list_folder(name, depth + 1)
        elif end not in _OTHERS and entry.is_file():
            self._files.append(name)
            self.total += entry.stat().st_size
            if len(self._files) > MOST_FILES:
                raise RequestFailed(
                    f"{self._shown} holds more than {MOST_FILES} files.", "Name a folder in it."
                )

    def _list_folder(self, name: str, depth: int) -> None:
        if is_maildir(self._path / name):
            self._maildirs.append(name)
            with suppress(OSError):  # that is told when it is read
                self.total += _OF_A_MAIL * Maildir(self._path / name, name).total
        elif depth > DEEPEST:
            shown = self._shown_as(name)
            self._troubles.append(
                Raw(shown, b"", f"{shown} is more than {DEEPEST} folders deep; it is not read.")
            )
        else:
            self._list(name, depth)

    def _shown_as(self, inner: str) -> str:
        return visible(os.path.join(self._shown, inner))  # noqa: PTH118  # as it was typed

    def _trouble(self, inner: str, error: OSError) -> Raw:
        shown = self._shown_as(inner) if inner else self._shown
        return Raw(shown, b"", f"{shown} cannot be read: {error.strerror or error}.")


def _look(path: Path) -> Look:
    with open_regular(path) as file:
        return look_of(file.read(LOOKED_AT))


def _key(inner: str) -> str:
    return digest(inner).hex()
