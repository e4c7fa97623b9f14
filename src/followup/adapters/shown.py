"""Shown: the rows of the screen last shown, by whose numbers the next command may name them."""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pathlib import Path

NAME = "shown.json"
# A row of a thousand questions has twenty thousand.
_LONGEST = 1_000_000  # bytes


class Shown(msgspec.Struct, frozen=True):
    """The rows of a screen in their order, by the ids of their actions, and the day on which it was shown."""

    day: date
    rows: tuple[tuple[str, ...], ...]


def read_shown(cache: Path) -> Shown | None:
    """Return what was shown last; None if that is not known, or what is kept of it cannot be read."""
    try:
        path = cache / NAME
        return msgspec.json.decode(_head(path), type=Shown) if path.is_file() else None
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def keep_shown(cache: Path, shown: Shown) -> bool:
    """Keep what is shown now; return whether that was possible, for no number must mean an older row.

    It is not flushed to disk: what a crash may do to it, reading finds out.
    """
    data, path = msgspec.json.encode(shown), cache / NAME
    with suppress(OSError):
        if path.is_file() and _head(path) == data:
            return True
    beside = cache / f".{NAME}.{os.getpid()}.tmp"
    try:
        cache.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:
            file.write(data)
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        return False
    return True


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LONGEST)
