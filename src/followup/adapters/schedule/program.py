"""Running the programs of the schedule, and whether followup itself would run there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from followup.core.errors import RequestFailed
from followup.core.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from followup.formats.schedule.schedule import Invocation

# All the PATH that cron gives a command.
BARE_PATH = "/usr/bin:/bin"
# How long any of these programs may take; each answers at once, unless something is broken.
PATIENCE_SECONDS = 20.0


def own_program() -> tuple[str, ...]:
    """Return the command that runs followup from anywhere: its script beside this Python, else the module."""
    python = Path(sys.executable).absolute()  # a link of a virtual environment stays that link
    script = python.with_name("followup")
    if script.is_file() and os.access(script, os.X_OK):
        return (str(script),)
    return (str(python), "-m", "followup")


def trouble_with(command: Invocation, environment: Mapping[str, str]) -> str | None:
    """Return why `command` fails in an environment as bare as cron's; None if it runs.

    It is asked for its version.
    """
    bare = {name: environment[name] for name in ("HOME", "LOGNAME") if name in environment}
    bare |= {"PATH": BARE_PATH, **dict(command.environment)}
    try:
        asked = run([*command.program, "--version"], bare)
    except RequestFailed as error:
        return error.message
    if asked.returncode != 0:
        return f"{command.program[0]} fails: {said(asked) or f'exit code {asked.returncode}'}."
    if not asked.stdout.startswith(b"followup "):
        return f"{command.program[0]} is some other program."
    return None


def which(name: str, environment: Mapping[str, str]) -> str | None:
    """Return the path of a program as the user's shell finds it; None if there is none."""
    return shutil.which(name, path=environment.get("PATH", BARE_PATH))


def path_of(name: str, environment: Mapping[str, str], otherwise: str) -> str:
    """Return what `which` finds; RequestFailed, with the hint `otherwise`, if that is nothing."""
    found = which(name, environment)
    if found is None:
        raise RequestFailed(f"There is no {name} program here.", otherwise)
    return found


def run(
    words: Sequence[str], environment: Mapping[str, str], data: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end; RequestFailed if it does not start, or does not end in time.

    In English, since its output is parsed, and in a folder that cannot go away.
    """
    try:
        return subprocess.run(  # noqa: S603  # no shell, and the user's own programs
            words,
            input=data,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
            cwd="/",
            env={**environment, "LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired:
        raise RequestFailed(f"{words[0]} does not answer.") from None
    except OSError as error:
        raise RequestFailed(f"{words[0]} cannot be run: {error.strerror or error}.") from None


def said(asked: subprocess.CompletedProcess[bytes]) -> str:
    """Return the last line of a program's errors."""
    lines = asked.stderr.decode(errors="replace").strip().splitlines()
    return clean(lines[-1]).rstrip(".") if lines else ""
