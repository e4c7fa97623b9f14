"""What `doctor` looks at in the schedule: whether one is installed, and whether its program runs."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from followup.core.checkup import Finding, State
from followup.core.errors import FollowupError

if TYPE_CHECKING:
    from followup.cli.session import Session
    from followup.formats.schedule.schedule import Invocation
    from followup.formats.settings.definitions import MailSettings

AGAIN = "followup schedule --install"


def check_schedule(session: Session, mail: MailSettings | None) -> list[Finding]:
    """Return what there is to say of the schedules that are installed."""
    found: list[Finding] = []
    unread: list[Finding] = []
    for check in (_check_crontab, _check_units):
        try:
            found += check(session)
        except FollowupError as error:
            unread.append(Finding("schedule", State.LOOK, error.message, error.hint or ""))
    if found:
        return [*unread, *found, *_check_words(session, mail)]
    if unread:  # there may be anything in it
        return unread
    if mail is None:
        return [Finding("schedule", State.OK, "Nothing is scheduled.")]
    text = "Nothing is scheduled, so the mail goes out only when you send it."
    return [Finding("schedule", State.LOOK, text, f"Type: {AGAIN}")]


def _check_crontab(session: Session) -> list[Finding]:
    from followup.adapters.schedule.crontab import cron_runs, has_crontab, read_crontab
    from followup.formats.schedule.crontab import command_of, read_line

    variables = session.environment.variables
    if not has_crontab(variables):
        return []
    line = read_line(read_crontab(variables) or b"")
    if line is None:
        return []
    findings = [_check_command(session, "Your crontab", command_of(line), AGAIN)]
    if cron_runs() is False:
        text = "No cron is running that could read your crontab."
        findings.append(Finding("schedule", State.LOOK, text, "Start it, or use --kind systemd."))
    return findings


def _check_units(session: Session) -> list[Finding]:
    from followup.adapters.schedule.systemd import read_unit, timer_state
    from followup.formats.schedule.services import SERVICE, TIMER, command_of

    variables, again = session.environment.variables, f"{AGAIN} --kind systemd"
    timer, service = read_unit(TIMER, variables), read_unit(SERVICE, variables)
    if timer is None and service is None:
        return []
    if timer is None or service is None:
        text = f"Of the two systemd units, {TIMER if timer is None else SERVICE} is missing."
        return [Finding("schedule", State.BROKEN, text, f"Type: {again}")]
    findings = [_check_command(session, "Your systemd timer", command_of(service), again)]
    state = timer_state(variables)
    if state != "active":
        said = f"is {state}" if state else "cannot be asked about"
        worst = State.BROKEN if state else State.LOOK
        text = f"The systemd timer {TIMER} {said}."
        findings.append(Finding("schedule", worst, text, f"Type: systemctl --user enable --now {TIMER}"))
    return findings


def _check_command(session: Session, where: str, command: Invocation | None, again: str) -> Finding:
    from followup.adapters.schedule.program import trouble_with

    if command is None:
        text = f"{where} has the morning mail, changed by hand; whether it runs cannot be told."
        return Finding("schedule", State.LOOK, text, f"To have it as it was: {again}")
    trouble = trouble_with(command, session.environment.variables)
    if trouble is not None:
        text = f"{where} has the morning mail, but it does not run. {trouble}"
        return Finding("schedule", State.BROKEN, text, f"Type: {again}")
    variables, folders = dict(command.environment), session.folders
    for name, what, own in (("DATA", "log", folders.data), ("CONFIG", "settings", folders.config)):
        folder = variables.get(f"FOLLOWUP_{name}_DIR")
        if folder is not None and Path(folder) != own.absolute():
            text = f"{where} has the morning mail, with the {what} in {folder} and not in {own}."
            return Finding("schedule", State.LOOK, text, f"If you meant these: {again}")
    return Finding("schedule", State.OK, f"{where} has the morning mail, and {command.program[0]} runs.")


def _check_words(session: Session, mail: MailSettings | None) -> list[Finding]:
    """Return what the settings run that a scheduler, with its short PATH, would not find."""
    from followup.adapters.schedule.program import BARE_PATH

    if mail is None:
        text = "It is scheduled, but no mail is set up."
        return [Finding("schedule", State.LOOK, text, "`followup digest --send` says what to write.")]
    commands = {"sendmail": mail.sendmail}
    if mail.smtp is not None:
        commands["password_command"] = mail.smtp.password_command
    findings, path = [], session.environment.variables.get("PATH")
    for key, command in commands.items():
        word = shlex.split(command)[0] if command else ""
        found = shutil.which(word, path=path) if word else None
        if found is not None and shutil.which(word, path=BARE_PATH) is None:
            text = f"{key} runs {word!r}, which is not where a scheduler looks ({BARE_PATH})."
            hint = f"Write its whole path into settings.yaml: {found}"
            findings.append(Finding("schedule", State.LOOK, text, hint))
    return findings
