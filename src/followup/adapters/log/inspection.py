"""Inspection: what can be seen of the log, its mails and its folder without changing any of them."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from followup.adapters.mail.outbox import State

if TYPE_CHECKING:
    from collections.abc import Iterable

OTHERS = 0o077
# What the daemon is called on the systems that have one.
_CRONS = {"cron", "crond", "fcron", "bcron-sched", "systemd-cron"}


class LastMails(NamedTuple):
    """The mail of the latest date with how far it came, and when the last one was sent."""

    date: date
    state: State
    sent_at: datetime | None


def damage_of(path: Path) -> str | None:
    """Return what SQLite finds wrong with the file at `path`; None if it finds nothing."""
    try:
        with closing(_read_only(path)) as connection:
            rows = connection.execute("PRAGMA quick_check(1)").fetchall()
    except sqlite3.Error as error:
        return str(error)
    said = str(rows[0][0]) if rows else "no answer"
    return None if said == "ok" else said


def last_mails(path: Path) -> LastMails | None:
    """Return what the log says of the morning mails; None if none was ever claimed."""
    if not path.exists():
        return None
    try:
        with closing(_read_only(path)) as connection:
            last = connection.execute("SELECT date, state FROM mails ORDER BY date DESC LIMIT 1").fetchone()
            sent = connection.execute(
                "SELECT max(changed_at) FROM mails WHERE state = ?", (State.SENT,)
            ).fetchone()
    except sqlite3.Error:
        return None  # a log from before there were mails
    if last is None:
        return None
    at = datetime.fromisoformat(sent[0]).astimezone(UTC) if sent[0] else None
    return LastMails(date.fromisoformat(last[0]), State(last[1]), at)


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def open_to_others(paths: Iterable[Path]) -> list[tuple[Path, int]]:
    """Return those of `paths` that others than their owner can use, each with its mode."""
    found = []
    for path in paths:
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
        except OSError:
            continue  # what is not there is open to nobody
        if mode & OTHERS:
            found.append((path, mode))
    return found


def cron_runs() -> bool | None:
    """Tell whether a cron is running; None where that cannot be seen."""
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
