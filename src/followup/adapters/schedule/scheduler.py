"""Schedulers: the user's crontab and systemd units, and whether a program still runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from followup.adapters.folders import write_private
from followup.core.errors import RequestFailed
from followup.core.text import clean
from followup.formats.schedule import systemd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from followup.core.schedule import Command

# What cron gives a command to run with, and nothing more.
BARE_PATH = "/usr/bin:/bin"
# How long any of these programs may take; each answers at once, unless something is broken.
PATIENCE_SECONDS = 20.0


def own_program() -> tuple[str, ...]:
    """Return how this program is run from anywhere: its script beside this Python, else as a module."""
    python = Path(sys.executable).absolute()  # a link of a virtual environment stays that link
    script = python.with_name("followup")
    if script.is_file() and os.access(script, os.X_OK):
        return (str(script),)
    return (str(python), "-m", "followup")


def trouble_with(command: Command, environment: Mapping[str, str]) -> str | None:
    """Return why the program of `command` does not run where cron would run it; None if it does.

    It is asked for its version, in an environment as bare as cron's.
    """
    bare = {name: environment[name] for name in ("HOME", "LOGNAME") if name in environment}
    bare |= {"PATH": BARE_PATH, **dict(command.environment)}
    try:
        asked = _run([*command.program, "--version"], bare)
    except RequestFailed as error:
        return error.message
    if asked.returncode != 0:
        return f"{command.program[0]} fails: {_said(asked) or f'exit code {asked.returncode}'}."
    if not asked.stdout.startswith(b"followup "):
        return f"{command.program[0]} is some other program."
    return None


def has_crontab(environment: Mapping[str, str]) -> bool:
    """Tell whether there is a `crontab` program."""
    return _which("crontab", environment) is not None


def read_crontab(environment: Mapping[str, str]) -> bytes | None:
    """Return the user's crontab, None if there is none; RequestFailed if it cannot be read."""
    asked = _run([_crontab(environment), "-l"], environment)
    if asked.returncode == 0:
        return asked.stdout
    if b"no crontab for" in asked.stderr:
        return None
    raise RequestFailed(f"The crontab cannot be read: {_said(asked)}.")


def write_crontab(data: bytes, environment: Mapping[str, str]) -> None:
    """Make `data` the user's crontab; without any content there is none. RequestFailed if that fails."""
    words = ["-"] if data else ["-r"]
    asked = _run([_crontab(environment), *words], environment, data)
    if asked.returncode != 0:
        raise RequestFailed(
            f"The crontab cannot be written: {_said(asked)}.", "It is as it was; nothing was scheduled."
        )


def _crontab(environment: Mapping[str, str]) -> str:
    found = _which("crontab", environment)
    if found is None:
        raise RequestFailed(
            "There is no crontab program here.",
            "Install cron, or use --kind systemd.",
        )
    return found


def units_folder(environment: Mapping[str, str]) -> Path:
    """Return where systemd looks for the units of this user."""
    config = environment.get("XDG_CONFIG_HOME")
    home = Path(config) if config else Path(environment.get("HOME") or Path.home()) / ".config"
    return home / "systemd" / "user"


def has_systemctl(environment: Mapping[str, str]) -> bool:
    """Tell whether there is a `systemctl` program."""
    return _which("systemctl", environment) is not None


def read_unit(name: str, environment: Mapping[str, str]) -> str | None:
    """Return the text of the user's unit, None if there is none; RequestFailed if it cannot be read."""
    path = units_folder(environment) / name
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RequestFailed(f"{path} cannot be read: {error.strerror or error}.") from None


def write_units(units: Mapping[str, str], environment: Mapping[str, str]) -> bool:
    """Write the units and start the timer; return whether any text has changed.

    RequestFailed, before anything is written, where a file of that name is somebody else's.
    """
    before = {name: read_unit(name, environment) for name in units}
    for name, text in before.items():
        if text is not None and not systemd.is_ours(text):
            raise RequestFailed(
                f"{units_folder(environment) / name} was not written by `followup schedule`.",
                "Move it away if you no longer need it.",
            )
    changed = before != dict(units)
    if changed:
        for name, text in units.items():
            write_private(units_folder(environment) / name, text.encode())
    _systemctl(["daemon-reload"], environment)
    # The hour of a timer that runs already is only read anew when it is started again.
    _systemctl(["enable", systemd.TIMER], environment)
    _systemctl(["restart" if changed else "start", systemd.TIMER], environment)
    return changed


def remove_units(environment: Mapping[str, str]) -> bool:
    """Stop the timer and take our units away; return whether there were any."""
    texts = {name: read_unit(name, environment) for name in (systemd.TIMER, systemd.SERVICE)}
    ours = [name for name, text in texts.items() if text is not None and systemd.is_ours(text)]
    if not ours:
        return False
    trouble = None
    try:
        _systemctl(["disable", "--now", systemd.TIMER], environment)
    except RequestFailed as error:
        trouble = error  # the files go all the same, and with them the timer at the next login
    folder = units_folder(environment)
    for name in ours:
        (folder / name).unlink(missing_ok=True)
    (folder / "timers.target.wants" / systemd.TIMER).unlink(missing_ok=True)
    if trouble is None:
        _systemctl(["daemon-reload"], environment)
    return True


def timer_state(environment: Mapping[str, str]) -> str:
    """Return what systemd says of the timer, such as `active`; nothing where it cannot be asked."""
    try:
        asked = _run([_systemctl_path(environment), "--user", "is-active", systemd.TIMER], environment)
    except RequestFailed:
        return ""
    return asked.stdout.decode(errors="replace").strip()


def _systemctl(words: Sequence[str], environment: Mapping[str, str]) -> None:
    asked = _run([_systemctl_path(environment), "--user", *words], environment)
    if asked.returncode != 0:
        raise RequestFailed(
            f"The units are in {units_folder(environment)}, but systemd does not take them: {_said(asked)}.",
            f"Log in as yourself and type: systemctl --user enable --now {systemd.TIMER}",
        )


def _systemctl_path(environment: Mapping[str, str]) -> str:
    found = _which("systemctl", environment)
    if found is None:
        raise RequestFailed("There is no systemctl program here.", "Use --kind cron.")
    return found


def _which(name: str, environment: Mapping[str, str]) -> str | None:
    return shutil.which(name, path=environment.get("PATH", BARE_PATH))


def _run(
    words: Sequence[str], environment: Mapping[str, str], data: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end; RequestFailed if it does not start, or does not end in time.

    In English, for its words are read, and in no folder that may go away.
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


def _said(asked: subprocess.CompletedProcess[bytes]) -> str:
    """Return the last line that a program complained with."""
    lines = asked.stderr.decode(errors="replace").strip().splitlines()
    return clean(lines[-1]).rstrip(".") if lines else ""
