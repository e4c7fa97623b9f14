"""`schedule`: what makes cron, systemd or launchd send the morning mail."""

from __future__ import annotations

import re
import sys
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.core.errors import RequestFailed, WrongUsage
from followup.formats.schedule.schedule import EVERY_DAY, KINDS, Invocation, schedule_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from followup.cli.session import Workspace
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
    workspace: Workspace,
    at: str,
    every_day: bool,
    kind: Kind | None,
    program: str | None,
    install: bool,
    remove: bool,
) -> None:
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
        _remove(workspace, kind)
        return
    chosen: Kind = kind or ("launchd" if sys.platform == "darwin" else "cron")
    schedule = _schedule(workspace, chosen, at, program, every_day=every_day)
    if install:
        _install(workspace, chosen, schedule)
    else:
        _print(workspace, chosen, schedule)


def _schedule(workspace: Workspace, kind: Kind, at: str, program: str | None, *, every_day: bool) -> Schedule:
    from followup.adapters.schedule.program import own_program

    zone = workspace.rulebook.calendar.timezone
    folders, environment = workspace.folders, workspace.outside.environment
    # What holds here need not hold under cron, so every folder is said; `--now` and the like are not.
    variables = {
        "FOLLOWUP_DATA_DIR": str(folders.data.absolute()),
        "FOLLOWUP_CONFIG_DIR": str(folders.config.absolute()),
    }
    if folders.rules is not None:
        variables["FOLLOWUP_RULES"] = str(folders.rules.absolute())
    if zone == "local" and environment.get("TZ"):
        variables["TZ"] = environment["TZ"]
    words = (str(Path(program).expanduser().absolute()),) if program else own_program()
    days = EVERY_DAY if every_day else workspace.calendar.working_days
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


def _print(workspace: Workspace, kind: Kind, schedule: Schedule) -> None:
    if kind == "cron":
        from followup.formats.schedule.crontab import cron_line

        click.echo(cron_line(schedule))
    elif kind == "systemd":
        from followup.adapters.schedule.systemd import units_folder
        from followup.formats.schedule.services import systemd_units

        folder = units_folder(workspace.outside.environment)
        units = systemd_units(schedule)
        click.echo("\n".join(f"# {folder / name}\n{text}" for name, text in units.items()), nl=False)
    else:
        from followup.formats.schedule.services import LABEL, launchd_plist

        click.echo(launchd_plist(schedule))
        workspace.note(f"Keep it as ~/Library/LaunchAgents/{LABEL}.plist, then type:")
        workspace.note(f"launchctl bootstrap gui/$(id -u) ~/Library/LaunchAgents/{LABEL}.plist")
    _note_zone(workspace, kind)


def _note_zone(workspace: Workspace, kind: Kind) -> None:
    """Say whose hour it is, where that is not the one of the rules."""
    zone, local = workspace.rulebook.calendar.timezone, str(workspace.outside.local_zone())
    if kind != "systemd" and zone not in {"local", local}:
        workspace.note(f"The hour is that of this machine's clock ({local}); your rules say {zone}.")


def _install(workspace: Workspace, kind: Kind, schedule: Schedule) -> None:
    from followup.adapters.schedule.program import trouble_with

    if kind == "launchd":
        raise RequestFailed(
            "followup installs into a crontab or among systemd units only.",
            "`followup schedule --kind launchd` prints the file, and says where it goes.",
        )
    trouble = trouble_with(schedule.command, workspace.outside.environment)
    if trouble is not None:
        raise RequestFailed(
            f"It would not run by itself. {trouble}",
            "Install followup (pipx install followup), or name what runs it with --program.",
        )
    workspace.folders.data.mkdir(parents=True, exist_ok=True, mode=0o700)  # the log of it goes there
    changed = (_into_crontab if kind == "cron" else _among_units)(schedule, workspace.outside.environment)
    _say_installed(workspace, kind, schedule, changed=changed)


def _into_crontab(schedule: Schedule, environment: Mapping[str, str]) -> bool:
    from followup.adapters.schedule.crontab import read_crontab, write_crontab
    from followup.formats.schedule.crontab import cron_line, with_line

    before = read_crontab(environment) or b""
    after = with_line(before, cron_line(schedule))
    if after != before:
        write_crontab(after, environment)
    return after != before


def _among_units(schedule: Schedule, environment: Mapping[str, str]) -> bool:
    from followup.adapters.schedule.systemd import write_units
    from followup.formats.schedule.services import systemd_units

    return write_units(systemd_units(schedule), environment)


def _say_installed(workspace: Workspace, kind: Kind, schedule: Schedule, *, changed: bool) -> None:
    from followup.formats.words.phrases import WEEKDAYS, listed

    days = "every day" if schedule.days == EVERY_DAY else listed(WEEKDAYS[day] for day in schedule.days)
    where = "your crontab" if kind == "cron" else "your systemd timers"
    verb = "is now in" if changed else "was in"
    click.echo(f"The morning mail {verb} {where}: {schedule.at:%H:%M}, {days}.")
    if kind == "cron":
        click.echo(f"What it says is kept in {schedule.log}.")
    else:
        click.echo("What it says: journalctl --user -u followup-digest")
        click.echo("It runs while you are logged in; `loginctl enable-linger` lets it run always.")
    _note_zone(workspace, kind)
    click.echo("Check it with: followup doctor")


def _remove(workspace: Workspace, kind: Kind | None) -> None:
    """Take out what is installed; one kind, or all."""
    from followup.adapters.schedule.crontab import has_crontab
    from followup.adapters.schedule.systemd import remove_units

    environment = workspace.outside.environment
    if kind == "launchd":
        from followup.formats.schedule.services import LABEL

        raise RequestFailed(
            "followup has installed nothing with launchd.",
            f"What you have put there goes with: launchctl bootout gui/$(id -u)/{LABEL}",
        )
    removed = []
    if kind == "cron" or (kind is None and has_crontab(environment)):
        removed += ["your crontab"] if _out_of_crontab(environment) else []
    if kind in {None, "systemd"}:
        removed += ["your systemd timers"] if remove_units(environment) else []
    if removed:
        click.echo(f"The morning mail is no longer in {' and '.join(removed)}.")
    else:
        click.echo("The morning mail was not scheduled.")


def _out_of_crontab(environment: Mapping[str, str]) -> bool:
    from followup.adapters.schedule.crontab import read_crontab, write_crontab
    from followup.formats.schedule.crontab import with_line

    before = read_crontab(environment)
    after = with_line(before or b"", None)
    if before is None or after == before:
        return False
    write_crontab(after, environment)
    return True
