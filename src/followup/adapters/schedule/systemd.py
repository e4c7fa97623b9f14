"""The user's systemd units: a timer and the service that it starts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from followup.adapters.files import write_private
from followup.adapters.schedule.program import path_of, run, said
from followup.core.errors import RequestFailed
from followup.formats.schedule.services import SERVICE, TIMER, is_ours

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping, Sequence


def units_folder(environment: Mapping[str, str]) -> Path:
    """Return where systemd looks for the units of this user."""
    config = environment.get("XDG_CONFIG_HOME")
    home = Path(config) if config else Path(environment.get("HOME") or Path.home()) / ".config"
    return home / "systemd" / "user"


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

    RequestFailed, before anything is written, if a file of that name is not ours.
    """
    before = {name: read_unit(name, environment) for name in units}
    for name, text in before.items():
        if text is not None and not is_ours(text):
            raise RequestFailed(
                f"{units_folder(environment) / name} was not written by `followup schedule`.",
                "Move it away if you no longer need it.",
            )
    changed = before != dict(units)
    if changed:
        for name, text in units.items():
            write_private(units_folder(environment) / name, text.encode())
    _systemctl(["daemon-reload"], environment)
    # A running timer reads its new hour only when restarted.
    _systemctl(["enable", TIMER], environment)
    _systemctl(["restart" if changed else "start", TIMER], environment)
    return changed


def remove_units(environment: Mapping[str, str]) -> bool:
    """Stop the timer and delete our units; return whether there were any."""
    texts = {name: read_unit(name, environment) for name in (TIMER, SERVICE)}
    ours = [name for name, text in texts.items() if text is not None and is_ours(text)]
    if not ours:
        return False
    trouble = None
    try:
        _systemctl(["disable", "--now", TIMER], environment)
    except RequestFailed as error:
        trouble = error  # the files go all the same, and with them the timer at the next login
    folder = units_folder(environment)
    for name in ours:
        (folder / name).unlink(missing_ok=True)
    (folder / "timers.target.wants" / TIMER).unlink(missing_ok=True)
    if trouble is None:
        _systemctl(["daemon-reload"], environment)
    return True


def timer_state(environment: Mapping[str, str]) -> str:
    """Return the state of the timer, such as `active`; empty where systemd cannot be asked."""
    try:
        asked = _ask(["is-active", TIMER], environment)
    except RequestFailed:
        return ""
    return asked.stdout.decode(errors="replace").strip()


def _systemctl(words: Sequence[str], environment: Mapping[str, str]) -> None:
    asked = _ask(words, environment)
    if asked.returncode != 0:
        raise RequestFailed(
            f"The units are in {units_folder(environment)}, but systemd does not take them: {said(asked)}.",
            f"Log in as yourself and type: systemctl --user enable --now {TIMER}",
        )


def _ask(words: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[bytes]:
    systemctl = path_of("systemctl", environment, "Use --kind cron.")
    return run([systemctl, "--user", *words], environment)
