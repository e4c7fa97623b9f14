"""The schedule: at which hour of which days the morning mail is asked for, and by which words."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Literal, NamedTuple

from followup.core.errors import RequestFailed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import time

Kind = Literal["cron", "systemd", "launchd"]
KINDS: tuple[Kind, ...] = ("cron", "systemd", "launchd")
EVERY_DAY = tuple(range(7))
# What is asked of the program. It never asks back: nobody sits there.
ARGUMENTS = ("--no-input", "digest", "--send")


class Invocation(NamedTuple):
    """How this program is called: its first words and its variables, with absolute paths throughout."""

    program: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]


class Schedule(NamedTuple):
    """`days` are numbers of weekdays, Monday is 0. `log` is a file for what the command says.

    `zone` is the zone of the hour, by its IANA name; None is the machine's own.
    """

    at: time
    days: tuple[int, ...]
    command: Invocation
    log: str
    zone: str | None = None


def schedule_of(
    at: time, days: Iterable[int], command: Invocation, log: str, zone: str | None = None
) -> Schedule:
    """Return the schedule; RequestFailed if a name in it cannot stand in a line of text.

    A crontab has no way to write a line end, and a name that holds one is a trap more often than a wish.
    """
    for text in (*command.program, *(value for _, value in command.environment), log):
        if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in text):
            raise RequestFailed(
                f"The name {text!r} holds a line end or another control character.",
                "No schedule can be written with it; give the folder another name.",
            )
    return Schedule(at, tuple(sorted(set(days))), command, log, zone)
