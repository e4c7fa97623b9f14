"""The crontab: the line that sends the morning mail, among the user's other lines.

cron reads the line first, turns `%` into line ends, and treats a backslash differently in each
implementation; /bin/sh reads it next. So a name with `%`, a backslash or a quotation mark is spelt in octal
by `printf`, which all of them leave alone; any other name is quoted.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from followup.core.errors import RequestFailed
from followup.formats.schedule.schedule import ARGUMENTS, EVERY_DAY, Invocation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from followup.formats.schedule.schedule import Schedule

# A line of the crontab is ours exactly if it ends so.
MARK = "# followup: the morning mail"
# Bytes of a command; several crons read no more than 999.
LONGEST = 990

_PLAIN = re.compile(rb"[A-Za-z0-9/._]")
_SPELT = re.compile(r"\$\(printf '([^']*)'\)")
_LINE = re.compile(
    rf"\S+ \S+ \* \* \S+ umask 077; \{{ date; (.+) {' '.join(ARGUMENTS)}; \}} >>.+ 2>&1 {re.escape(MARK)}"
)


def cron_line(schedule: Schedule) -> str:
    """Return the line, without its end. RequestFailed if it is longer than crons read.

    Its output goes to the log after the date, since cron's own mail often goes nowhere.
    """
    variables = [f"{name}={_word(value)}" for name, value in schedule.command.environment]
    words = [*variables, *map(_word, schedule.command.program), *ARGUMENTS]
    command = f"umask 077; {{ date; {' '.join(words)}; }} >>{_word(schedule.log)} 2>&1 {MARK}"
    if len(command.encode()) > LONGEST:
        raise RequestFailed(
            f"The line would be longer than the {LONGEST} bytes that cron reads.",
            "Use folders with shorter names, or --kind systemd.",
        )
    return f"{schedule.at.minute} {schedule.at.hour} * * {_days(schedule.days)} {command}"


def _days(days: tuple[int, ...]) -> str:
    """Return weekdays as every cron reads them: 0 is Sunday, and 7 is not used."""
    if days == EVERY_DAY:
        return "*"
    numbers = sorted((day + 1) % 7 for day in days)
    if len(numbers) > 1 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{numbers[0]}-{numbers[-1]}"
    return ",".join(map(str, numbers))


def _word(text: str) -> str:
    if not set(text) & set("%\\'"):
        return shlex.quote(text)
    spelt = "".join(chr(byte) if _PLAIN.match(bytes([byte])) else f"\\{byte:03o}" for byte in text.encode())
    return f"\"$(printf '{spelt}')\""


def read_line(crontab: bytes) -> str | None:
    """Return our line of a crontab; None if there is none, or it is commented out."""
    for line in _lines(crontab):
        if _is_ours(line) and not line.lstrip().startswith(b"#"):
            return line.decode(errors="replace").strip()
    return None


def command_of(line: str) -> Invocation | None:
    """Return the command of a line that `cron_line` has written; None if somebody changed it."""
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    try:
        words = [_SPELT.sub(_read, word) for word in shlex.split(found[1])]
    except ValueError:
        return None
    variables = []
    while words and re.match(r"[A-Z_]+=", words[0]):
        name, _, value = words.pop(0).partition("=")
        variables.append((name, value))
    return Invocation(tuple(words), tuple(variables)) if words else None


def _read(spelt: re.Match[str]) -> str:
    octal = re.sub(rb"\\([0-7]{3})", lambda digits: bytes([int(digits[1], 8) & 0xFF]), spelt[1].encode())
    return octal.decode(errors="replace")


def with_line(crontab: bytes, line: str | None) -> bytes:
    """Return `crontab` with `line` in the place of ours, or at its end; without ours if it is None.

    Every other line stays byte for byte; a last line without an end gets one if ours follows.
    """
    ours = b"" if line is None else line.encode() + b"\n"
    kept: list[bytes] = []
    for each in _lines(crontab):
        if not _is_ours(each):
            kept.append(each)
        elif ours:
            kept.append(ours)
            ours = b""
    if ours:
        if kept and not kept[-1].endswith(b"\n"):
            kept.append(b"\n")
        kept.append(ours)
    return b"".join(kept)


def _lines(crontab: bytes) -> Iterator[bytes]:
    """Yield the lines with their ends. Only a line feed ends one: cron knows no other."""
    return (found[0] for found in re.finditer(rb"[^\n]*\n|[^\n]+", crontab))


def _is_ours(line: bytes) -> bool:
    return line.rstrip().endswith(MARK.encode())
