"""The user's crontab, and whether a cron reads it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from followup.adapters.schedule.program import path_of, run, said, which
from followup.core.errors import RequestFailed
from followup.formats.schedule.crontab import with_line

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Mapping

# Names of the daemon.
_CRONS = {"cron", "crond", "fcron", "bcron-sched", "systemd-cron"}


def has_crontab(environment: Mapping[str, str]) -> bool:
    """Whether there is a `crontab` program."""
    return which("crontab", environment) is not None


def read_crontab(environment: Mapping[str, str]) -> bytes | None:
    """Return the user's crontab, None if there is none; RequestFailed if it cannot be read."""
    asked = _crontab("-l", environment)
    if asked.returncode == 0:
        return asked.stdout
    if b"no crontab for" in asked.stderr:
        return None
    raise RequestFailed(f"The crontab cannot be read: {said(asked)}.")


def change_crontab(line: str | None, environment: Mapping[str, str]) -> bool:
    """Put `line` into the crontab, or take ours out if it is None; return whether that changed anything."""
    before = read_crontab(environment) or b""
    after = with_line(before, line)
    if after == before:
        return False
    asked = _crontab("-" if after else "-r", environment, after)
    if asked.returncode != 0:
        raise RequestFailed(
            f"The crontab cannot be written: {said(asked)}.", "It is as it was; nothing was scheduled."
        )
    return True


def _crontab(
    word: str, environment: Mapping[str, str], data: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    crontab = path_of("crontab", environment, "Install cron, or use --kind systemd.")
    return run([crontab, word], environment, data)


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
