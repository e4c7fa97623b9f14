"""`schedule`: what makes cron, systemd or launchd send the morning mail."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.adapters.files import make_folder
from followup.adapters.schedule.crontab import change_crontab, has_crontab
from followup.adapters.schedule.program import own_program, trouble_with
from followup.adapters.schedule.systemd import remove_units, units_folder, write_units
from followup.cli.output import Result, answer
from followup.core.errors import RequestFailed, WrongUsage
from followup.formats.schedule.crontab import cron_line
from followup.formats.schedule.schedule import EVERY_DAY, KINDS, Invocation, schedule_of
from followup.formats.schedule.services import LABEL, launchd_plist, systemd_units
from followup.formats.words.phrases import WEEKDAYS, listed

if TYPE_CHECKING:
    from followup.cli.session import Session
    from followup.formats.schedule.schedule import Kind, Schedule

LOG_NAME = "schedule.log"
_PLACES = {"cron": "your crontab", "systemd": "your systemd timers"}


@click.command("schedule")
@click.option("--at", default="07:30", show_default=True, metavar="HH:MM", help="When to send.")
@click.option("--every-day", is_flag=True, help="On all days, not only on your working days.")
@click.option(
    "--kind", type=click.Choice(KINDS), help="What runs it: cron, or launchd on a Mac, if not said."
)
@click.option("--program", metavar="FILE", help="Run this followup, not the one that you are running.")
@click.option("--install", is_flag=True, help="Put it into your crontab or among your systemd units.")
@click.option("--remove", is_flag=True, help="Take it out again.")
@click.pass_obj
def schedule_command(
    session: Session,
    at: str,
    every_day: bool,
    kind: Kind | None,
    program: str | None,
    install: bool,
    remove: bool,
) -> Result:
    """Print what sends the morning mail by itself, or install it.

    \b
    followup schedule --at 07:30
    followup schedule --install
    followup schedule --kind systemd --install
    followup schedule --remove

    The days are the working days of your rules. Nothing else in your crontab is touched.
    """
    if install and remove:
        raise WrongUsage("Either --install or --remove.")
    if remove:
        result = _remove(session, kind)
        session.acted = "The schedule is removed"
        return result
    chosen: Kind = kind or ("launchd" if session.environment.platform == "darwin" else "cron")
    schedule = _schedule(session, chosen, at, program, every_day=every_day)
    remarks: list[str] = []
    zone, local = session.rulebook.calendar.timezone, str(session.environment.local_zone())
    if install:
        lines = _said(chosen, schedule, changed=_install(session, chosen, schedule))
        session.acted = "The schedule is installed"
    else:
        lines, remarks = _printed(session, chosen, schedule)
    if chosen != "systemd" and zone not in {"local", local}:
        remarks.append(f"The hour is that of this machine's clock ({local}); your rules say {zone}.")
    return answer(*lines, remarks=remarks)


def _schedule(session: Session, kind: Kind, at: str, program: str | None, *, every_day: bool) -> Schedule:
    zone = session.rulebook.calendar.timezone
    folders, own = session.folders, session.environment.variables
    # What holds here need not hold under cron, so every folder is said; `--now` and the like are not.
    variables = {
        "FOLLOWUP_DATA_DIR": str(folders.data.absolute()),
        "FOLLOWUP_CONFIG_DIR": str(folders.config.absolute()),
    }
    if folders.rules is not None:
        variables["FOLLOWUP_RULES"] = str(folders.rules.absolute())
    if zone == "local" and own.get("TZ"):
        variables["TZ"] = own["TZ"]
    words = (str(Path(program).expanduser().absolute()),) if program else own_program()
    days = EVERY_DAY if every_day else session.calendar.working_days
    return schedule_of(
        _time(at),
        days,
        Invocation(words, tuple(variables.items())),
        str(folders.data.absolute() / LOG_NAME),
        zone if kind == "systemd" and zone != "local" else None,
    )


def _time(text: str) -> time:
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9])", text.strip(), re.ASCII)
    if found is None:
        raise WrongUsage(f"{text!r} is no time of day.", "Write it as 07:30 or 18:00.")
    return time(int(found[1]), int(found[2]))


def _printed(session: Session, kind: Kind, schedule: Schedule) -> tuple[list[str], list[str]]:
    """Return what to install by hand, and how."""
    if kind == "cron":
        return [cron_line(schedule)], []
    if kind == "systemd":
        folder, units = units_folder(session.environment.variables), systemd_units(schedule)
        return ["\n".join(f"# {folder / name}\n{text}" for name, text in units.items()).rstrip("\n")], []
    return [launchd_plist(schedule)], [
        f"Keep it as ~/Library/LaunchAgents/{LABEL}.plist, then type:",
        f"launchctl bootstrap gui/$(id -u) ~/Library/LaunchAgents/{LABEL}.plist",
    ]


def _install(session: Session, kind: Kind, schedule: Schedule) -> bool:
    """Install the schedule; return whether that changed anything."""
    variables = session.environment.variables
    if kind == "launchd":
        raise RequestFailed(
            "followup installs into a crontab or among systemd units only.",
            "`followup schedule --kind launchd` prints the file, and says where it goes.",
        )
    trouble = trouble_with(schedule.command, variables)
    if trouble is not None:
        raise RequestFailed(
            f"It would not run by itself. {trouble}",
            "Install followup (pipx install followup), or name what runs it with --program.",
        )
    make_folder(session.folders.data)  # the log of it goes there
    if kind == "cron":
        return change_crontab(cron_line(schedule), variables)
    return write_units(systemd_units(schedule), variables)


def _said(kind: Kind, schedule: Schedule, *, changed: bool) -> list[str]:
    days = "every day" if schedule.days == EVERY_DAY else listed(WEEKDAYS[day] for day in schedule.days)
    told = [f"What it says is kept in {schedule.log}."]
    if kind == "systemd":
        told = [
            "What it says: journalctl --user -u followup-digest",
            "It runs while you are logged in; `loginctl enable-linger` lets it run always.",
        ]
    verb = "is now in" if changed else "was in"
    first = f"The morning mail {verb} {_PLACES[kind]}: {schedule.at:%H:%M}, {days}."
    return [first, *told, "Check it with: followup doctor"]


def _remove(session: Session, kind: Kind | None) -> Result:
    """Take out what is installed; one kind, or all."""
    variables = session.environment.variables
    if kind == "launchd":
        raise RequestFailed(
            "followup has installed nothing with launchd.",
            f"What you have put there goes with: launchctl bootout gui/$(id -u)/{LABEL}",
        )
    removed = []
    if kind == "cron" or (kind is None and has_crontab(variables)):
        removed += ["cron"] if change_crontab(None, variables) else []
    if kind in {None, "systemd"}:
        removed += ["systemd"] if remove_units(variables) else []
    if removed:
        return answer(f"The morning mail is no longer in {' and '.join(_PLACES[each] for each in removed)}.")
    return answer("The morning mail was not scheduled.")
