"""Remembered answers: what `today` said last, said again as long as nothing that it depends on has changed.

It is looked for before anything else is loaded, so this module loads next to nothing. An answer is kept with
a hash over all that it follows from - the log's file, the rules, the zones and lists of holidays, the rows
last shown, how many mails wait, the words, the variables and the terminal - and with the time until which the
same would be said. Where anything differs, or cannot be told, there is none; `FOLLOWUP_NO_CACHE=1` looks for
none.
"""

from __future__ import annotations

import os
import stat
import sys
import time

# Part of Python; the module `hashlib` would load OpenSSL.
from _blake2 import blake2b
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from followup import __version__
from followup.adapters.folders import Folders, folders_for

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

WORDS = (["today"], ["today", "--json"])
# What of the environment can change an answer: ours, Python's, the zone's and the terminal's.
_VARIABLES = (
    *("FOLLOWUP_", "PYTHON", "TZ", "LANG", "LC_", "HOME", "XDG_", "VIRTUAL_ENV"),
    *("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "COL", "LINES", "TERM", "TTY_", "JUPYTER", "UNICODE"),
)
# With these an answer is worked out.
_OPTING_OUT = ("FOLLOWUP_NO_CACHE", "FOLLOWUP_NOW", "FOLLOWUP_DEBUG", "_FOLLOWUP_COMPLETE")
# Stands in an answer for the time at which it is given.
NOW = "\x00now\x00"
_HEADER = 100  # bytes; SQLite counts there how often the file was changed
_LARGEST = 1 << 20
_FIELDS = 7


class Asked(NamedTuple):
    """A question that may have been answered before; `before` is how the log and the rows shown stood."""

    words: Sequence[str]
    variables: Mapping[str, str]
    folders: Folders
    before: bytes


class Lasting(NamedTuple):
    """Until which time an answer holds, in seconds since 1970; `offset` is that of the zone, in seconds."""

    until: float
    offset: int


def asked(words: Sequence[str], variables: Mapping[str, str]) -> Asked | None:
    """Return the question, if its answer may be remembered."""
    if list(words) not in WORDS or any(map(variables.get, _OPTING_OUT)) or sys.stdout is None:
        return None
    folders = folders_for(variables)
    return Asked(words, variables, folders, _standing(folders))


def recall(question: Asked, now: float) -> str | None:
    """Return the answer given before, at `now`, if the same would be said again."""
    with suppress(OSError, ValueError):
        path = _path(question)
        if path.is_symlink() or path.parent.is_symlink():
            return None
        content = _read(path, _LARGEST).decode()
        seal, _, rest = content.partition("\n")
        if seal != _digest(rest.encode()):
            return None
        since, until, offset, rules, watched, state, answer = rest.split("\n", _FIELDS - 1)
        if not float(since) <= now < float(until):
            return None
        if state != _state(question, rules, watched.split("\x1f")):
            return None
        return answer.replace(NOW, _iso(now, int(offset)), 1)
    return None


def keep(
    question: Asked, answer: str, lasting: Lasting, now: float, rules: Path, watched: Iterable[Path]
) -> None:
    """Remember an answer given at `now`, unless the log or the rows shown have changed since it was asked."""
    if question.before != _standing(question.folders) or question.folders.cache is None:
        return
    from followup.adapters.cache import write_beside

    paths = [*map(str, watched), "/etc/localtime"]
    if any("\n" in path or "\x1f" in path for path in (str(rules), *paths)):
        return
    said = answer.replace(_iso(now, lasting.offset), NOW, 1)
    state = _state(question, str(rules), paths)
    head = (repr(now), repr(lasting.until), str(lasting.offset), str(rules), "\x1f".join(paths), state)
    rest = "\n".join((*head, said)).encode()
    if len(rest) < _LARGEST:
        write_beside(_path(question), f"{_digest(rest)}\n".encode() + rest)


def forget(question: Asked) -> None:
    """Throw away what was said."""
    with suppress(OSError):
        _path(question).unlink()


def _path(question: Asked) -> Path:
    name = "-".join(word.strip("-") for word in question.words)
    return question.folders.data / "cache" / f"said-{name}"


def _state(question: Asked, rules: str, watched: Iterable[str]) -> str:
    """Return a hash over all that an answer follows from, besides the time."""
    folders = question.folders
    names = sorted(
        f"{name}={value}" for name, value in question.variables.items() if name.startswith(_VARIABLES)
    )
    parts = [
        *(__version__, sys.version, sys.executable, *question.words, *names, *_terminal()),
        *(str(folders), str(folders.own_rules.exists()), rules),
        *(_stamp(path) for path in watched),
    ]
    return _digest("\x1e".join(parts).encode(), _read(rules, _LARGEST), _standing(folders))


def _standing(folders: Folders) -> bytes:
    """Return how the log's file stands, which rows were shown last, and what waits of mails."""
    log, cache = str(folders.log), folders.data / "cache"
    found = [_stamp(log).encode()]
    for path, most in ((log, _HEADER), (cache / "shown.json", _LARGEST), (cache / "news.json", _LARGEST)):
        content = b""
        with suppress(OSError):
            content = _read(path, most)
        found.append(content)
    return b"\x1e".join(found)


def _terminal() -> list[str]:
    """Return what of the terminal can change how an answer is drawn."""
    found = [str(sys.stdout.encoding), str(sys.stdout.isatty())]
    for descriptor in (0, 1, 2):
        try:
            found.append(str(os.get_terminal_size(descriptor)))
        except OSError:
            found.append("none")
    return found


def _stamp(path: str) -> str:
    """Return what changes with whatever is done to a file, or to what a link leads to."""
    try:
        own, there = os.lstat(path), os.stat(path)  # noqa: PTH116  # no path is made where a text will do
    except OSError:
        return "none"
    return " ".join(
        f"{each.st_dev} {each.st_ino} {each.st_mode} {each.st_size} {each.st_mtime_ns} {each.st_ctime_ns}"
        for each in (own, there)
    )


def _read(path: Path | str, most: int) -> bytes:
    """Return the beginning of a regular file; OSError where there is none."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError("no regular file")
        return os.read(descriptor, most)
    finally:
        os.close(descriptor)


def _digest(*contents: bytes) -> str:
    found = blake2b(digest_size=16)
    for content in contents:
        found.update(len(content).to_bytes(8, "big") + content)
    digest: str = found.hexdigest()
    return digest


def _iso(now: float, offset: int) -> str:
    """Return the time as documents have it: `2026-11-20T19:00:00-05:00`."""
    sign, minutes = "-" if offset < 0 else "+", abs(offset) // 60
    clock = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(int(now) + offset))
    return f"{clock}{sign}{minutes // 60:02}:{minutes % 60:02}"
