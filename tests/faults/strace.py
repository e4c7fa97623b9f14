"""strace: the real program, with every call counted that changes files, and with one of them struck.

A run is traced once; each call that names the folder is a point. Then the program is run again for each
point, and the kernel does there what a full disk, a broken one or a power failure would.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

# A question mark lets strace pass over a call that this kind of machine has not.
WRITES = ("write", "pwrite64", "ftruncate", "?unlink", "unlinkat", "?rename", "?renameat", "renameat2")
MAKES = ("openat", "?link", "linkat", "?mkdir", "mkdirat", "?chmod", "fchmod", "?symlink")
SYNCS = ("fsync", "fdatasync")
CALLS = (*WRITES, *MAKES, *SYNCS)
_LINE = re.compile(r"(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)(.*)")


class Call(NamedTuple):
    """A system call: its name, the how-manieth of that name it is, its arguments and what it returned."""

    name: str
    number: int
    arguments: str
    returned: int
    rest: str = ""

    @property
    def changes(self) -> bool:
        """Whether it changes something, and is no mere look."""
        return self.name != "openat" or "O_CREAT" in self.arguments or "O_RDWR" in self.arguments

    def is_on(self, folder: Path) -> bool:
        """Whether it is about the folder, or something in it."""
        return any(f"{begin}{folder}{end}" in self.arguments for begin in '<"' for end in '/>"')

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class Outcome(NamedTuple):
    """What became of a run."""

    code: int
    out: str
    err: str
    calls: tuple[Call, ...]

    def was_struck(self, folder: Path) -> bool:
        """Whether a call on something in `folder` has met what was meant for it."""
        struck = [call for call in self.calls if "(INJECTED)" in call.rest]
        return self.code < 0 or any(call.is_on(folder) for call in struck)


@cache
def why_not() -> str:
    """Return why nothing can be traced here, empty if it can."""
    program = shutil.which("strace")
    if program is None:
        return "strace is not installed"
    found = subprocess.run(
        [program, "-f", "-o", os.devnull, "true"], capture_output=True, text=True, check=False
    )
    return "" if found.returncode == 0 else f"ptrace is not allowed here: {found.stderr.strip()}"


def need_strace() -> None:
    """Skip the test where nothing can be traced."""
    if why_not():
        pytest.skip(why_not())


def run(
    words: Sequence[str], folder: Path, injection: str = "", *, data: bool = False, script: str = ""
) -> Outcome:
    """Run the program on the log in `folder`, or a script of one's own, and count its calls.

    `injection` is what strace calls so, without `inject=`; with `data` arguments have all that was written.
    """
    note = folder.parent / f"{folder.name}.strace"
    command = ["strace", "-f", "-y", "-o", str(note), f"-etrace={','.join(CALLS)}"]
    # Faster, for only these calls stop the program; but strace 6.1 then forgets signals.
    command += [] if "signal" in injection else ["--seccomp-bpf"]
    command += ["-xx", "-s", "10000000"] if data else ["-s", "0"]
    command += [f"-einject={injection}"] if injection else []
    what = ["-c", script] if script else ["-m", "followup"]
    found = subprocess.run(
        [*command, sys.executable, *what, *words],
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    calls = tuple(_calls(note.read_text(errors="replace")))
    note.unlink()
    return Outcome(found.returncode, found.stdout, found.stderr, calls)


def environment(folder: Path) -> dict[str, str]:
    """Return the variables of a run: folders of its own, and modules that are compiled once for all runs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FOLLOWUP_", "PYTHON"))}
    compiled = folder.parent / "compiled"
    source = {"PYTHONPATH": os.environ["PYTHONPATH"]} if "PYTHONPATH" in os.environ else {}
    return (
        kept
        | source
        | {
            "FOLLOWUP_DATA_DIR": str(folder),
            "FOLLOWUP_CONFIG_DIR": str(folder.parent / "config"),
            "PYTHONPYCACHEPREFIX": str(compiled),
            "PYTHONHASHSEED": "0",
            "TZ": "UTC",
        }
    )


def points(outcome: Outcome, folder: Path, *, changing: bool = True) -> list[Call]:
    """Return the calls on something in `folder`; those that change something, or all."""
    return [call for call in outcome.calls if call.is_on(folder) and (call.changes or not changing)]


def _calls(text: str) -> list[Call]:
    counts: dict[str, int] = {}
    found = []
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if match:
            name, arguments, returned, rest = match.groups()
            counts[name] = counts.get(name, 0) + 1
            found.append(Call(name, counts[name], arguments, int(returned), rest))
    return found
