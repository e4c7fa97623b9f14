"""The schedule of the morning mail: when, and which command asks for it."""

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
# It never asks: nobody is there to answer.
ARGUMENTS = ("--no-input", "digest", "--send")


class Invocation(NamedTuple):
    """How this program is called: its first words and its variables, with absolute paths throughout."""

    program: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]


class Schedule(NamedTuple):
    """`days` are weekdays, Monday is 0. `log` is the file that takes the command's output.

    `zone` is the IANA name of the hour's zone; None is the machine's own.
    """

    at: time
    days: tuple[int, ...]
    command: Invocation
    log: str
    zone: str | None = None


def schedule_of(
    at: time, days: Iterable[int], command: Invocation, log: str, zone: str | None = None
) -> Schedule:
    """Return the schedule; RequestFailed if a name in it holds a line end or another control character.

    A crontab cannot spell a line end, and a name with one is more often a trap than a wish.
    """
    for text in (*command.program, *(value for _, value in command.environment), log):
        if any(unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} for character in text):
            raise RequestFailed(
                f"The name {text!r} holds a line end or another control character.",
                "No schedule can be written with it; give the folder another name.",
            )
    return Schedule(at, tuple(sorted(set(days))), command, log, zone)
