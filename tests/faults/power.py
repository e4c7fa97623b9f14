"""The power fails: what a disk may hold then, from the trace of a run that nobody disturbed.

A disk has for certain what was synced: of a file its content, by a sync of the file; of a folder its names,
by a sync of the folder. Of everything else any part may be missing. So at each call of the run the disk may
be in as many states as there are parts, and the program has to be able to go on from each.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from faults.strace import Call

_PATH = re.compile(r'(?:<([^<>]*)>, )?"((?:\\x[0-9a-f]{2})*)"')  # a name, after the folder that it is in
_FD = re.compile(r"\d+<([^<>]*)>")


class Change(NamedTuple):
    """One change of a file's content, or of the names in a folder. Files count from 1, as they came."""

    folder: str = ""  # of the names
    names: tuple[tuple[str, int], ...] = ()  # each new name and its file, 0 where the name goes
    file: int = 0  # of the content
    offset: int = 0
    data: bytes | None = None  # None cuts the file at `offset`


class Disk:
    """What a run has done to the files in a folder, change by change, and which changes are certain."""

    def __init__(self, folder: Path) -> None:
        """Begin with what is in `folder` now, all of it certain."""
        self.root = str(folder)
        self.folders = {str(folder), *(str(each) for each in folder.rglob("*") if each.is_dir())}
        self.files: list[bytes] = []
        self.names: dict[str, int] = {}
        for each in sorted(folder.rglob("*")):
            if each.is_file():
                self.files.append(each.read_bytes())
                self.names[str(each)] = len(self.files)
        self._first_names, self._first_files = dict(self.names), list(self.files)
        self.changes: list[Change] = []
        self.certain: set[int] = set()

    def meet(self, call: Call) -> bool:
        """Take a call of the run; whether it was one that matters here."""
        if call.returned < 0:
            return False
        before = len(self.changes), len(self.certain)
        if call.name in {"write", "pwrite64", "ftruncate", "fsync", "fdatasync"}:
            self._used(call)
            return before != (len(self.changes), len(self.certain))
        paths = [_joined(_text(folder), _text(name)) for folder, name in _PATH.findall(call.arguments)]
        if call.name == "openat":
            self._opened(paths[0], call.arguments)
        elif call.name in {"mkdir", "mkdirat"}:
            self.folders.add(paths[0])
        elif call.name in {"link", "linkat"}:
            self._renamed((paths[1], self.names.get(paths[0], 0)))
        elif call.name.startswith("rename"):
            self._renamed((paths[1], self.names.get(paths[0], 0)), (paths[0], 0))
        elif call.name in {"unlink", "unlinkat"}:
            self._renamed((paths[0], 0))
        return before != (len(self.changes), len(self.certain))

    def _opened(self, path: str, arguments: str) -> None:
        if "O_CREAT" in arguments and self._is_here(path) and path not in self.names:
            self.files.append(b"")
            self._first_files.append(b"")
            self._renamed((path, len(self.files)))
        elif "O_TRUNC" in arguments and path in self.names:
            self._change(Change(file=self.names[path]))

    def _renamed(self, *names: tuple[str, int]) -> None:
        for folder in sorted({name.rpartition("/")[0] for name, _ in names if self._is_here(name)}):
            here = tuple(each for each in names if each[0].rpartition("/")[0] == folder)
            self._change(Change(folder, here))

    def _used(self, call: Call) -> None:
        found = _FD.match(call.arguments)
        path = _text(found[1]) if found else ""
        if path in self.folders:
            self.certain |= {number for number, each in enumerate(self.changes) if each.folder == path}
        elif path in self.names:
            file, rest = self.names[path], call.arguments.rpartition(">")[2]
            if "sync" in call.name:
                self.certain |= {number for number, each in enumerate(self.changes) if each.file == file}
            elif call.name == "ftruncate":
                self._change(Change(file=file, offset=int(rest.strip(", "))))
            else:
                text, _, offset = rest.strip(", ").partition('", ')
                data = bytes.fromhex(text.strip('"').replace("\\x", ""))[: call.returned]
                at = int(offset.split(", ")[-1]) if call.name == "pwrite64" else len(self.files[file - 1])
                self._change(Change(file=file, offset=at, data=data))

    def _is_here(self, path: str) -> bool:
        return path.startswith(f"{self.root}/")

    def _change(self, change: Change) -> None:
        self.changes.append(change)
        _apply(change, self.names, self.files)

    def after_failure(self) -> Iterator[dict[str, bytes]]:
        """Yield what may be on the disk if the power fails now: the names, and what is in the files.

        Everything; only what is certain; everything but one change; and with one write torn in its middle.
        """
        doubtful = [number for number in range(len(self.changes)) if number not in self.certain]
        yield self._state(set())
        if doubtful:
            yield self._state(set(doubtful))
        for number in doubtful:
            yield self._state({number})
            if self.changes[number].data:
                yield self._state(set(), torn=number)

    def _state(self, lost: set[int], torn: int = -1) -> dict[str, bytes]:
        names, files = dict(self._first_names), list(self._first_files)
        for number, change in enumerate(self.changes):
            if number == torn and change.data is not None:
                _apply(change._replace(data=change.data[: len(change.data) // 2]), names, files)
            elif number not in lost:
                _apply(change, names, files)
        return {path: files[file - 1] for path, file in names.items()}


def lay_out(state: dict[str, bytes], disk: Disk, folder: Path) -> None:
    """Write what is on the disk into an empty folder."""
    for each in sorted(disk.folders):
        (folder / each.removeprefix(disk.root).lstrip("/")).mkdir(parents=True, exist_ok=True, mode=0o700)
    for path, data in state.items():
        (folder / path.removeprefix(disk.root).lstrip("/")).write_bytes(data)


def _apply(change: Change, names: dict[str, int], files: list[bytes]) -> None:
    for name, file in change.names:
        if file:
            names[name] = file
        else:
            names.pop(name, None)
    if change.file:
        old = files[change.file - 1]
        if change.data is None:
            new = old[: change.offset].ljust(change.offset, b"\0")
        else:
            end = change.offset + len(change.data)
            new = old[: change.offset].ljust(change.offset, b"\0") + change.data + old[end:]
        files[change.file - 1] = new


def _joined(folder: str, name: str) -> str:
    return name if name.startswith("/") or not folder else f"{folder}/{name}"


def _text(escaped: str) -> str:
    return bytes.fromhex(escaped.replace("\\x", "")).decode() if escaped.startswith("\\x") else escaped


def is_acknowledged(calls: Sequence[Call]) -> bool:
    """Whether the last of the calls wrote to standard output."""
    return bool(calls) and calls[-1].name == "write" and calls[-1].arguments.startswith("1<")
