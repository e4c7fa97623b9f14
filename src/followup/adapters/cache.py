"""The cache: files of what can be computed again, each believed only under its seal.

Whatever is wrong with one - not there, another edition's, damaged, a link, a pipe - it is as good as none.
"""

from __future__ import annotations

import os
import stat
from _blake2 import blake2b
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

import msgspec

from followup import __version__
from followup.core.errors import FollowupError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 1 << 24  # bytes; the compiled form of the largest rules file has fewer
_Value = TypeVar("_Value")


class Cache:
    """The values kept in `folder`, by name and key; None keeps nothing.

    The key says what a value was computed from, and is part of its seal.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def load(self, name: str, key: str, kind: type[_Value]) -> _Value | None:
        """Return the value under this name if it was computed from `key`, else None."""
        if self._folder is None:
            return None
        from followup.adapters.files import open_regular

        # ValueError: a name that no file can have
        with suppress(OSError, ValueError, msgspec.DecodeError):
            if self._folder.is_symlink():
                return None
            with open_regular(self._folder / name, follow=False) as file:
                seal, _, content = file.read(LARGEST).partition(b"\n")
            if seal == _seal(name, key, content):
                return msgspec.json.decode(content, type=kind)
        return None

    def keep(self, name: str, key: str, value: object, others: str | None = None) -> bool:
        """Keep a value, if it can be and there is a folder of data already; return whether it is kept.

        Of the files that match `others` the newest eight stay. Nothing waits for the disk: what a crash may
        do to a file, reading it finds out.
        """
        if self._folder is None:
            return False
        with suppress(OSError, ValueError, FollowupError):
            path, content = self._folder / name, msgspec.json.encode(value)
            if not write_beside(path, _seal(name, key, content) + b"\n" + content):
                return False
            for old in sorted(
                self._folder.glob(others) if others else (), key=lambda path: path.lstat().st_mtime
            )[:-8]:
                old.unlink(missing_ok=True)
            return True
        return False


def write_beside(path: Path, content: bytes) -> bool:
    """Write a file into a folder beside the log, if there is a folder of data; return whether it is there."""
    from followup.adapters.files import write_private

    with suppress(OSError, ValueError, FollowupError):
        if path.parent.is_symlink() or not path.parent.parent.exists():
            return False
        if os.path.lexists(path) and not stat.S_ISREG(path.lstat().st_mode):
            path.unlink()  # a pipe or a link is nobody's cache
        write_private(path, content, flush=False)
        return True
    return False


def _seal(name: str, key: str, content: bytes) -> bytes:
    digest = blake2b(msgspec.json.encode([__version__, name, key]), digest_size=16)
    digest.update(content)
    return digest.hexdigest().encode()
