"""`schedule`: what makes cron, systemd or launchd send the morning mail."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.cli.output import Result, answer
from followup.core.errors import RequestFailed, WrongUsage
from followup.formats.schedule.schedule import EVERY_DAY, KINDS, Invocation, schedule_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from followup.cli.session import Session
    from followup.formats.schedule.schedule import Kind, Schedule

LOG_NAME = "schedule.log"


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
        return _remove(session, kind)
    chosen: Kind = kind or ("launchd" if session.environment.platform == "darwin" else "cron")
    schedule = _schedule(session, chosen, at, program, every_day=every_day)
    return _install(session, chosen, schedule) if install else _printed(session, chosen, schedule)


def _schedule(session: Session, kind: Kind, at: str, program: str | None, *, every_day: bool) -> Schedule:
    from followup.adapters.schedule.program import own_program

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


def _printed(session: Session, kind: Kind, schedule: Schedule) -> Result:
    if kind == "cron":
        from followup.formats.schedule.crontab import cron_line

        return answer(cron_line(schedule), remarks=_on_the_hour(session, kind))
    if kind == "systemd":
        from followup.adapters.schedule.systemd import units_folder
        from followup.formats.schedule.services import systemd_units

        folder = units_folder(session.environment.variables)
        units = systemd_units(schedule)
        return answer("\n".join(f"# {folder / name}\n{text}" for name, text in units.items()).rstrip("\n"))
    from followup.formats.schedule.services import LABEL, launchd_plist

    remarks = [
        f"Keep it as ~/Library/LaunchAgents/{LABEL}.plist, then type:",
        f"launchctl bootstrap gui/$(id -u) ~/Library/LaunchAgents/{LABEL}.plist",
        *_on_the_hour(session, kind),
    ]
    return answer(launchd_plist(schedule), remarks=remarks)


def _on_the_hour(session: Session, kind: Kind) -> list[str]:
    """Return whose hour it is, where that is not the one of the rules."""
    zone, local = session.rulebook.calendar.timezone, str(session.environment.local_zone())
    if kind == "systemd" or zone in {"local", local}:
        return []
    return [f"The hour is that of this machine's clock ({local}); your rules say {zone}."]


def _install(session: Session, kind: Kind, schedule: Schedule) -> Result:
    from followup.adapters.schedule.program import trouble_with
    from followup.adapters.schedule.systemd import write_units
    from followup.formats.schedule.crontab import cron_line
    from followup.formats.schedule.services import systemd_units

    if kind == "launchd":
        raise RequestFailed(
            "followup installs into a crontab or among systemd units only.",
            "`followup schedule --kind launchd` prints the file, and says where it goes.",
        )
    trouble = trouble_with(schedule.command, session.environment.variables)
    if trouble is not None:
        raise RequestFailed(
            f"It would not run by itself. {trouble}",
            "Install followup (pipx install followup), or name what runs it with --program.",
        )
    session.folders.data.mkdir(parents=True, exist_ok=True, mode=0o700)  # the log of it goes there
    if kind == "cron":
        changed = _change_crontab(cron_line(schedule), session.environment.variables)
    else:
        changed = write_units(systemd_units(schedule), session.environment.variables)
    return _installed(session, kind, schedule, changed=changed)


def _change_crontab(line: str | None, variables: Mapping[str, str]) -> bool:
    """Put `line` into the crontab, or take ours out if it is None; return whether that changed anything."""
    from followup.adapters.schedule.crontab import read_crontab, write_crontab
    from followup.formats.schedule.crontab import with_line

    before = read_crontab(variables) or b""
    after = with_line(before, line)
    if after != before:
        write_crontab(after, variables)
    return after != before


def _installed(session: Session, kind: Kind, schedule: Schedule, *, changed: bool) -> Result:
    from followup.formats.words.phrases import WEEKDAYS, listed

    days = "every day" if schedule.days == EVERY_DAY else listed(WEEKDAYS[day] for day in schedule.days)
    where = "your crontab" if kind == "cron" else "your systemd timers"
    verb = "is now in" if changed else "was in"
    told = [f"What it says is kept in {schedule.log}."]
    if kind == "systemd":
        told = [
            "What it says: journalctl --user -u followup-digest",
            "It runs while you are logged in; `loginctl enable-linger` lets it run always.",
        ]
    return answer(
        f"The morning mail {verb} {where}: {schedule.at:%H:%M}, {days}.",
        *told,
        "Check it with: followup doctor",
        remarks=_on_the_hour(session, kind),
    )


def _remove(session: Session, kind: Kind | None) -> Result:
    """Take out what is installed; one kind, or all."""
    from followup.adapters.schedule.crontab import has_crontab
    from followup.adapters.schedule.systemd import remove_units

    variables = session.environment.variables
    if kind == "launchd":
        from followup.formats.schedule.services import LABEL

        raise RequestFailed(
            "followup has installed nothing with launchd.",
            f"What you have put there goes with: launchctl bootout gui/$(id -u)/{LABEL}",
        )
    removed = []
    if kind == "cron" or (kind is None and has_crontab(variables)):
        removed += ["your crontab"] if _change_crontab(None, variables) else []
    if kind in {None, "systemd"}:
        removed += ["your systemd timers"] if remove_units(variables) else []
    if removed:
        return answer(f"The morning mail is no longer in {' and '.join(removed)}.")
    return answer("The morning mail was not scheduled.")
