"""systemd and launchd: the files that make a service manager start the morning mail.

Both make up for a morning that the machine slept through. Under systemd a shell that does nothing else
starts the program: systemd refuses many characters in a program's own name, and takes any in an argument.
Within double quotes a backslash and a quotation mark are escaped; `%` begins a specifier everywhere and `$`
a variable in a command, and either is itself when doubled.
"""

from __future__ import annotations

import plistlib
import re
from typing import TYPE_CHECKING, Any

from followup.formats.schedule.schedule import ARGUMENTS, EVERY_DAY, Invocation

if TYPE_CHECKING:
    from followup.formats.schedule.schedule import Schedule

SERVICE = "followup-digest.service"
TIMER = "followup-digest.timer"
# The first line of each file that is ours to write over and to take away.
MARK = "# Written by `followup schedule`; `followup schedule --remove` takes it away."
START = r'/bin/sh -c "exec \"$$@\"" followup'

LABEL = "followup.digest"
PRIVATE = 0o077  # a umask: files of the user alone

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def systemd_units(schedule: Schedule) -> dict[str, str]:
    """Return the text of each unit, by the name of its file.

    What the program says goes to the journal.
    """
    days = "" if schedule.days == EVERY_DAY else ",".join(_DAYS[day] for day in schedule.days) + " "
    zone = f" {schedule.zone}" if schedule.zone else ""
    variables = [f"Environment={_word(f'{name}={value}')}" for name, value in schedule.command.environment]
    words = [START, *(_word(each.replace("$", "$$")) for each in schedule.command.program), *ARGUMENTS]
    service = [
        "[Unit]",
        "Description=followup: the morning mail",
        "",
        "[Service]",
        "Type=oneshot",
        f"UMask={PRIVATE:04o}",
        *variables,
        f"ExecStart={' '.join(words)}",
    ]
    timer = [
        "[Unit]",
        "Description=followup: the morning mail",
        "",
        "[Timer]",
        f"OnCalendar={days}*-*-* {schedule.at:%H:%M}:00{zone}",
        "Persistent=true",
        "",
        "[Install]",
        "WantedBy=timers.target",
    ]
    return {SERVICE: _file(service), TIMER: _file(timer)}


def _file(lines: list[str]) -> str:
    return "\n".join([MARK, "", *lines, ""])


def _word(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def is_ours(text: str) -> bool:
    """Whether `followup schedule` has written this unit."""
    return text.startswith(MARK)


def command_of(service: str) -> Invocation | None:
    """Return the command of a service that `systemd_units` has written; None if somebody changed it."""
    lines = service.splitlines()
    starts = [line for line in lines if line.startswith("ExecStart=")]
    before, after = f"ExecStart={START} ", " ".join(("", *ARGUMENTS))
    if len(starts) != 1 or not starts[0].startswith(before) or not starts[0].endswith(after):
        return None
    words = starts[0].removeprefix(before)
    program = tuple(_read(found[1]).replace("$$", "$") for found in _QUOTED.finditer(words))
    variables = []
    for line in lines:
        found = _QUOTED.fullmatch(line.removeprefix("Environment="))
        if line.startswith("Environment=") and found is not None:
            name, _, value = _read(found[1]).partition("=")
            variables.append((name, value))
    return Invocation(program, tuple(variables)) if program else None


def _read(escaped: str) -> str:
    return re.sub(r"\\(.)", r"\1", escaped).replace("%%", "%")


def launchd_plist(schedule: Schedule) -> str:
    """Return the property list, as XML; what the program says goes to the schedule's log."""
    at = {"Hour": schedule.at.hour, "Minute": schedule.at.minute}
    when: dict[str, int] | list[dict[str, int]] = [{"Weekday": (day + 1) % 7, **at} for day in schedule.days]
    if schedule.days == EVERY_DAY:
        when = at
    document: dict[str, Any] = {
        "Label": LABEL,
        "ProgramArguments": [*schedule.command.program, *ARGUMENTS],
        "EnvironmentVariables": dict(schedule.command.environment),
        "StartCalendarInterval": when,
        "StandardOutPath": schedule.log,
        "StandardErrorPath": schedule.log,
        "Umask": PRIVATE,
    }
    return plistlib.dumps(document, sort_keys=False).decode()
