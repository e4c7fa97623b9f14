"""systemd: a user's timer for the morning mail, and the service that it starts.

The program is started by a shell that does nothing else: systemd refuses many characters in a program's own
name, and takes any in an argument. Within double quotes a backslash and a quotation mark are escaped; `%`
begins a specifier everywhere and `$` a variable in a command, and either is itself when doubled.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from followup.core.schedule import ARGUMENTS, EVERY_DAY, Command

if TYPE_CHECKING:
    from followup.core.schedule import Schedule

SERVICE = "followup-digest.service"
TIMER = "followup-digest.timer"
# The first line of each file that is ours to write over and to take away.
MARK = "# Written by `followup schedule`; `followup schedule --remove` takes it away."
START = r'/bin/sh -c "exec \"$$@\"" followup'

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def systemd_units(schedule: Schedule) -> dict[str, str]:
    """Return the text of each unit, by the name of its file.

    What the program says goes to the journal. A morning that the machine slept through is made up for.
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
        "UMask=0077",
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
    """Tell whether a unit's file is one that `followup schedule` has written."""
    return text.startswith(MARK)


def command_of(service: str) -> Command | None:
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
    return Command(program, tuple(variables)) if program else None


def _read(escaped: str) -> str:
    return re.sub(r"\\(.)", r"\1", escaped).replace("%%", "%")
