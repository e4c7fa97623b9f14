"""Files: reading, writing whole or not at all, editing, and who can see them."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from followup.core.errors import RequestFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST_TEXT = 100_000  # bytes
OTHERS = 0o077  # the bits of a mode for everybody but the owner


def read_text(path: str) -> str:
    """Return the text of a file, or of standard input for `-`; RequestFailed if it cannot be read."""
    try:
        data = sys.stdin.buffer.read(LONGEST_TEXT) if path == "-" else _head(Path(path))
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise RequestFailed(f"{path} is no text in UTF-8.") from None
    except OSError as error:
        raise RequestFailed(f"{path} cannot be read: {error.strerror or error}.") from None


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LONGEST_TEXT)


def write_file(path: Path, data: bytes) -> None:
    """Write a file with the usual mode; RequestFailed if that is not possible."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise RequestFailed(f"{path} cannot be written: {error.strerror or error}.") from None


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all; RequestFailed if that is not possible.

    A temporary file beside it is flushed to disk and then renamed.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise RequestFailed(f"{path} cannot be written: {error.strerror or error}.") from None


def make_folder(path: Path) -> None:
    """Make a folder where there is none, with those above it, each for its owner alone; else OSError."""
    try:
        path.mkdir(mode=0o700)
    except FileNotFoundError:
        if path.parent == path:
            raise
        make_folder(path.parent)
        path.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        if not path.is_dir():
            raise
        return
    above = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        sync_folder(above)
    finally:
        os.close(above)


def sync_folder(folder: int) -> None:
    """Bring what an open folder lists to the disk, where its file system can."""
    try:
        os.fsync(folder)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise


def read_published(path: Path) -> bytes | None:
    """Return the content of the file at `path`, None if there is none; RequestFailed if it cannot be read."""
    try:
        if path.exists() and not path.is_file():
            raise RequestFailed(f"{path} is no file.", "Name a file that is there, or one that can be made.")
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RequestFailed(f"{path} cannot be read: {error.strerror or error}.") from None


def publish(path: Path, data: bytes) -> None:
    """Write `data` to `path`, whole or not at all; RequestFailed if that is not possible.

    A new file is its owner's alone; an existing one keeps its mode, so that a server can go on reading it.
    A link stays a link.
    """
    path = path.resolve()
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else None
    write_private(path, data)
    if mode is not None:
        path.chmod(mode)


def open_to_others(paths: Iterable[Path]) -> list[tuple[Path, int]]:
    """Return those of `paths` that others than their owner can use, with their modes."""
    found = []
    for path in paths:
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
        except OSError:
            continue  # what is not there is open to nobody
        if mode & OTHERS:
            found.append((path, mode))
    return found


def open_editor(environment: Mapping[str, str], path: Path) -> None:
    """Open `$VISUAL`, else `$EDITOR`, else vi on `path` and wait; RequestFailed if that fails."""
    import shlex
    import subprocess  # no other command pays for it

    words = environment.get("VISUAL") or environment.get("EDITOR") or "vi"
    try:
        command = [*shlex.split(words), str(path)]
        result = subprocess.run(command, check=False)  # noqa: S603  # the user's own choice of a program
    except (OSError, ValueError) as error:
        raise RequestFailed(
            f"The editor {words!r} cannot be run: {getattr(error, 'strerror', None) or error}.",
            f"Set EDITOR, or edit {path} yourself and run this again.",
        ) from None
    if result.returncode != 0:
        raise RequestFailed(f"The editor {words!r} ended with an error.", f"What you wrote is in {path}.")
