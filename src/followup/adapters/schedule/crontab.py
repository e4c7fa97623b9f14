"""The user's crontab, and whether a cron reads it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from followup.adapters.schedule.program import run, said, which
from followup.core.errors import RequestFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

# Names of the daemon.
_CRONS = {"cron", "crond", "fcron", "bcron-sched", "systemd-cron"}


def has_crontab(environment: Mapping[str, str]) -> bool:
    """Whether there is a `crontab` program."""
    return which("crontab", environment) is not None


def read_crontab(environment: Mapping[str, str]) -> bytes | None:
    """Return the user's crontab, None if there is none; RequestFailed if it cannot be read."""
    asked = run([_crontab(environment), "-l"], environment)
    if asked.returncode == 0:
        return asked.stdout
    if b"no crontab for" in asked.stderr:
        return None
    raise RequestFailed(f"The crontab cannot be read: {said(asked)}.")


def write_crontab(data: bytes, environment: Mapping[str, str]) -> None:
    """Replace the user's crontab by `data`, or remove it if that is empty; RequestFailed if that fails."""
    words = ["-"] if data else ["-r"]
    asked = run([_crontab(environment), *words], environment, data)
    if asked.returncode != 0:
        raise RequestFailed(
            f"The crontab cannot be written: {said(asked)}.", "It is as it was; nothing was scheduled."
        )


def _crontab(environment: Mapping[str, str]) -> str:
    found = which("crontab", environment)
    if found is None:
        raise RequestFailed(
            "There is no crontab program here.",
            "Install cron, or use --kind systemd.",
        )
    return found


def cron_runs() -> bool | None:
    """Whether a cron is running; None where that cannot be seen."""
    names = list(Path("/proc").glob("[0-9]*/comm"))
    if not names:
        return None
    for name in names:
        try:
            if name.read_text().strip() in _CRONS:
                return True
        except OSError:
            continue  # it has ended since
    return False
