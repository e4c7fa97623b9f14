"""How a log comes to be: when something is written, whole, and never over a file that was there before.

Beside the log stands a marker, which says that there was one. A log that is gone is then not taken for one
that never was.
"""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

from followup.adapters.files import flush_folder, make_folder
from followup.core.errors import NotValid, RequestFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# What SQLite keeps beside a database: without it the database may be half of what was written.
BESIDE = ("-journal", "-wal", "-shm")
_MARKER = """\
This file says that {name} beside it is the log of followup, so that followup notices when that is gone.
If you want to begin anew without it, `followup doctor --mend` makes a new log.
"""


def marker_of(path: Path) -> Path:
    """Return where the marker of the log at `path` is."""
    return path.with_name(f"{path.name}.marker")


def refuse_if_gone(path: Path) -> None:
    """Raise NotValid if there is no file at `path`, though there was one."""
    left = [marker_of(path), *(path.with_name(path.name + end) for end in BESIDE)]
    if any(os.path.lexists(each) for each in left):
        raise NotValid(
            f"The log {path} is gone, and there was one.",
            "`followup backup restore` brings back the last copy of it. If you have taken it away yourself:"
            " `followup doctor --mend` begins a new one.",
        )
    if path.is_symlink():
        raise NotValid(f"The log {path} is a link to a file that is not there.", f"Look at {path}.")


def mark(path: Path) -> None:
    """Leave the marker beside the log at `path`. Where that cannot be done, the next command does it."""
    with contextlib.suppress(OSError), os.fdopen(new_file(marker_of(path)), "w", encoding="utf-8") as file:
        file.write(_MARKER.format(name=path.name))


def new_file(path: Path) -> int:
    """Return the descriptor of a new file, which only its owner can read; FileExistsError if there is one."""
    return os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)


def unused(path: Path) -> Path:
    """Make an empty file at `path`, or at the first name with a number that no file has; return its path."""
    number = 1
    while True:
        name = path if number == 1 else path.with_name(f"{path.stem}-{number}{path.suffix}")
        try:
            os.close(new_file(name))
        except FileExistsError:
            number += 1
        else:
            return name


def begin_log(path: Path, fill: Callable[[Path], None]) -> None:
    """Make the log at `path`, where there is none; nothing happens if another command is first.

    `fill` makes a log of the empty file that it gets. That then appears under its name at once, so nobody
    ever sees half of it, and a command that is killed leaves none.
    """
    try:
        make_folder(path.parent)
        with beside(path) as new:
            fill(new)
            with contextlib.suppress(FileExistsError):
                _give_name(new, path)
            flush_folder(path.parent)
    except (FileExistsError, NotADirectoryError):
        raise RequestFailed(
            f"The log cannot be kept in {path.parent}: that is no folder.", "Look at --data-dir."
        ) from None
    except OSError as error:
        raise RequestFailed(f"The log {path} cannot be made: {error.strerror or error}.") from None


@contextlib.contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give the path of a new file in the same folder, whose name nobody can guess; it is gone afterwards."""
    new = path.with_name(f".{path.name}.{os.urandom(8).hex()}")
    os.close(new_file(new))
    try:
        yield new
    finally:
        for each in (new, *(new.with_name(new.name + end) for end in BESIDE)):
            each.unlink(missing_ok=True)


def _give_name(new: Path, path: Path) -> None:
    """Let a file be found at `path` too; FileExistsError if there is one."""
    try:
        os.link(new, path)
    except FileExistsError:
        raise
    except OSError:  # no file can have two names here: claim this one, then take it
        os.close(new_file(path))
        new.replace(path)
