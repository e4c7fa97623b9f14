"""Files: reading, writing whole or not at all, editing, and who can see them."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from followup.core.errors import NotValid, RequestFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LONGEST_TEXT = 100_000  # characters, of at most 4 bytes each
OTHERS = 0o077  # the bits of a mode for everybody but the owner
_WRITABLE = 0o022  # those of them that let others write
_PRIVATE = 0o600
_MOST_LINKS = 40  # as many as Linux follows


def read_text(path: str) -> str:
    """Return the text of a file, or of standard input for `-`.

    RequestFailed if it cannot be read, is no text, or has more than `LONGEST_TEXT` characters.
    """
    name = "Standard input" if path == "-" else path
    most = 4 * LONGEST_TEXT
    try:
        data = sys.stdin.buffer.read(most + 1) if path == "-" else _head(Path(path), most + 1)
        text = data.decode("utf-8") if len(data) <= most else data.decode("utf-8", "ignore")
    except UnicodeDecodeError as error:
        byte = f"the byte {data[error.start]:#04x} in place {error.start + 1} is none"
        raise RequestFailed(f"{name} is no text in UTF-8: {byte}.", "Save it as UTF-8.") from None
    except OSError as error:
        raise RequestFailed(f"{name} cannot be read: {error.strerror or error}.") from None
    if len(data) > most or len(text) > LONGEST_TEXT:
        raise RequestFailed(f"{name} has more than {LONGEST_TEXT} characters.", "Nothing of it was taken.")
    return text


def read_bytes(path: str, most: int) -> bytes:
    """Return the content of a file, or of standard input for `-`: `most` bytes and one more at most.

    RequestFailed if it cannot be read.
    """
    try:
        return sys.stdin.buffer.read(most + 1) if path == "-" else _head(Path(path), most + 1)
    except OSError as error:
        name = "Standard input" if path == "-" else path
        raise RequestFailed(f"{name} cannot be read: {error.strerror or error}.") from None


def _head(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        return file.read(most)


def open_regular(path: Path, *, follow: bool = True) -> BinaryIO:
    """Open a file for reading that is a file; OSError, with a sentence in `strerror`, for a pipe or a device.

    Opening never waits, as it would for the other end of a pipe. A link is an error unless `follow`.
    """
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
    descriptor = os.open(path, flags)
    mode = os.fstat(descriptor).st_mode
    if stat.S_ISREG(mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "that is a folder", str(path))
    raise OSError(errno.EINVAL, "that is a pipe or a device, not a file", str(path))


def write_private(path: Path, data: bytes, *, keep_mode: bool = False, flush: bool = True) -> None:
    """Write a file, and its folder where there is none; RequestFailed if that is not possible.

    Whole or not at all, and only its owner can read it. With `keep_mode` one that is there and the user's
    keeps its mode, so that a server can go on reading it. A link stays a link; where others could have laid
    it, it is not followed, and nothing is written. Without `flush` a crash of the machine may damage it.
    """
    with _told(path):
        target = _end_of(path)
        make_folder(target.parent)
        _replace(target, data, keep_mode=keep_mode, flush=flush)


def publish(path: Path, data: bytes, *, keep_mode: bool = False) -> None:
    """Write a file as `write_private` does, but only into a folder that is there."""
    with _told(path):
        _replace(_end_of(path), data, keep_mode=keep_mode)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RequestFailed(f"{path} cannot be written: {error.strerror or error}.") from None


def _replace(target: Path, data: bytes, *, keep_mode: bool, flush: bool = True) -> None:
    """Fill a new file in the folder of the old one and put it in its place, on the disk too."""
    folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        mode = _mode_of(target.name, folder) if keep_mode else _PRIVATE
        with uninterrupted():
            _put(folder, target.name, data, mode, flush=flush)
    finally:
        os.close(folder)


def _put(folder: int, name: str, data: bytes, mode: int, *, flush: bool) -> None:
    """Replace the file `name` in an open folder. What is in the way of the new one is never opened."""
    beside = f".followup-{os.urandom(8).hex()}.tmp"  # nobody can guess it
    flags = os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_WRONLY
    descriptor = os.open(beside, flags, _PRIVATE, dir_fd=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if stat.S_IMODE(os.fstat(file.fileno()).st_mode) != mode:
                os.fchmod(file.fileno(), mode)
            if flush:
                os.fsync(file.fileno())
        os.replace(beside, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside, dir_fd=folder)
        raise
    if flush:
        sync_folder(folder)


def _mode_of(name: str, folder: int) -> int:
    """Return the mode of a file that is there and the user's own, else that of a private one."""
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return _PRIVATE
    is_own = stat.S_ISREG(found.st_mode) and found.st_uid == os.geteuid()
    return stat.S_IMODE(found.st_mode) if is_own else _PRIVATE


def _end_of(path: Path) -> Path:
    """Return where `path` leads, without links; RequestFailed where that is no file, or others may decide it.

    In a folder that others can write, anybody can lay a link to any file of the user. Where only the owner of
    a link can replace it (the sticky bit, as in /tmp), one of the user's own, or the system's, is followed.
    """
    place, rest, links = Path(path.absolute().anchor), list(path.absolute().parts[1:]), 0
    while rest:
        name = rest.pop(0)
        each = place.parent if name == ".." else place / name
        if not each.is_symlink():
            place = each
            continue
        held, links = place.stat(), links + 1
        is_safe = held.st_mode & stat.S_ISVTX and each.lstat().st_uid in {0, os.geteuid()}
        if held.st_mode & _WRITABLE and not is_safe:
            raise RequestFailed(
                f"{each} is a link, in a folder that others can write, so it is not followed.",
                "Name the file itself, or a folder of your own.",
            )
        if links > _MOST_LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        end = each.readlink()
        place = Path(end.anchor) if end.is_absolute() else place
        rest = [*(part for part in end.parts if part != end.anchor), *rest]
    if place.exists() and not (place.is_file() or place.is_dir()):  # a device would be replaced by a file
        raise RequestFailed(f"{path} is no file.", "Name a file that is there, or one that can be made.")
    return place


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
    flush_folder(path.parent)


def flush_folder(path: Path) -> None:
    """Bring what a folder lists to the disk; OSError if that is not possible."""
    folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        sync_folder(folder)
    finally:
        os.close(folder)


def sync_folder(folder: int) -> None:
    """Bring what an open folder lists to the disk, where its file system can."""
    try:
        os.fsync(folder)
    except OSError as error:
        if error.errno not in {errno.EINVAL, errno.ENOTSUP}:
            raise


def check_own(folder: Path) -> None:
    """Raise NotValid, with what mends it, where others can write into the folder that keeps the log."""
    try:
        mode = stat.S_IMODE(folder.stat().st_mode)
    except OSError:
        return  # it is not there yet, or what is wrong with it is said when it is used
    if mode & _WRITABLE:
        import shlex

        raise NotValid(
            f"Others on this machine can write into {folder} (mode {mode:04o}), so nothing is written there.",
            f"Type: chmod 700 {shlex.quote(str(folder))}",
        )


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Let Ctrl-C wait until the block is through, and with it whatever tells that it is."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def read_rules(path: Path, what: str, largest: int, hint: str | None = None) -> bytes:
    """Return the content of a file that the user wrote, a byte more than the `largest` that is understood.

    NotValid, with a sentence that says `what` it should be, if it cannot be read.
    """
    try:
        with open_regular(path) as file:
            return file.read(largest + 1)
    except IsADirectoryError:
        raise NotValid(f"{path} is a folder, not a {what}.") from None
    except (FileNotFoundError, ValueError):  # ValueError: a name that no file can have
        raise NotValid(f"There is no {what} {path}.", hint) from None
    except OSError as error:
        raise NotValid(f"The {what} {path} cannot be read: {error.strerror or error}.") from None


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
