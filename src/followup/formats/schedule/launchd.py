"""launchd: a property list for the morning mail on macOS, which also makes up for a morning slept through."""

from __future__ import annotations

import plistlib
from typing import TYPE_CHECKING, Any

from followup.core.schedule import ARGUMENTS, EVERY_DAY

if TYPE_CHECKING:
    from followup.core.schedule import Schedule

LABEL = "followup.digest"
PRIVATE = 0o077  # a umask: files of the user alone


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
