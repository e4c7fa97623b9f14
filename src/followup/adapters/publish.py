"""Published files: what other programs read while this one writes."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from followup.adapters.folders import write_private
from followup.core.errors import RequestFailed

if TYPE_CHECKING:
    from pathlib import Path


def read_published(path: Path) -> bytes | None:
    """Return what stands in the file at `path`, None if there is none; RequestFailed if it is no file."""
    try:
        if path.exists() and not path.is_file():
            raise RequestFailed(f"{path} is no file.", "Name a file that is there, or one that can be made.")
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RequestFailed(f"{path} cannot be read: {error.strerror or error}.") from None


def publish(path: Path, data: bytes) -> None:
    """Put `data` at `path`, whole or not at all; RequestFailed where that is not possible.

    A new file is its owner's alone; one that is there keeps the mode that somebody gave it, so that a
    server may go on reading it. A link stays one.
    """
    path = path.resolve()
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    write_private(path, data)
    if mode is not None:
        path.chmod(mode)
