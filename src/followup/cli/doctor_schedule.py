"""What `doctor` looks at in the schedule: whether one is installed, and whether its program runs."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from followup.adapters.schedule.crontab import cron_runs, has_crontab, read_crontab
from followup.adapters.schedule.program import BARE_PATH, trouble_with
from followup.adapters.schedule.systemd import read_unit, timer_state
from followup.core.checkup import Finding, State
from followup.core.errors import FollowupError
from followup.formats.schedule import crontab, services
from followup.formats.schedule.services import SERVICE, TIMER

if TYPE_CHECKING:
    from collections.abc import Iterator

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
            unread.append(_look(error.message, error.hint or ""))
    if found:
        return [*unread, *found, *_check_words(session, mail)]
    if unread:  # there may be anything in it
        return unread
    if mail is None:
        return [Finding("schedule", State.OK, "Nothing is scheduled.")]
    text = "Nothing is scheduled, so the mail goes out only when you send it."
    return [_look(text, f"Type: {AGAIN}")]


def _look(text: str, what_next: str) -> Finding:
    return Finding("schedule", State.LOOK, text, what_next)


def _broken(text: str, what_next: str) -> Finding:
    return Finding("schedule", State.BROKEN, text, what_next)


def _check_crontab(session: Session) -> Iterator[Finding]:
    variables = session.environment.variables
    line = crontab.read_line(read_crontab(variables) or b"") if has_crontab(variables) else None
    if line is None:
        return
    yield _check_command(session, "Your crontab", crontab.command_of(line), AGAIN)
    if cron_runs() is False:
        yield _look("No cron is running that could read your crontab.", "Start it, or use --kind systemd.")


def _check_units(session: Session) -> Iterator[Finding]:
    variables, again = session.environment.variables, f"{AGAIN} --kind systemd"
    timer, service = read_unit(TIMER, variables), read_unit(SERVICE, variables)
    if timer is None and service is None:
        return
    if timer is None or service is None:
        text = f"Of the two systemd units, {TIMER if timer is None else SERVICE} is missing."
        yield _broken(text, f"Type: {again}")
        return
    yield _check_command(session, "Your systemd timer", services.command_of(service), again)
    state = timer_state(variables)
    enable = f"Type: systemctl --user enable --now {TIMER}"
    if not state:
        yield _look(f"The systemd timer {TIMER} cannot be asked about.", enable)
    elif state != "active":
        yield _broken(f"The systemd timer {TIMER} is {state}.", enable)


def _check_command(session: Session, where: str, command: Invocation | None, again: str) -> Finding:
    if command is None:
        text = f"{where} has the morning mail, changed by hand; whether it runs cannot be told."
        return _look(text, f"To have it as it was: {again}")
    trouble = trouble_with(command, session.environment.variables)
    if trouble is not None:
        text = f"{where} has the morning mail, but it does not run. {trouble}"
        return _broken(text, f"Type: {again}")
    variables, folders = dict(command.environment), session.folders
    for name, what, own in (("DATA", "log", folders.data), ("CONFIG", "settings", folders.config)):
        folder = variables.get(f"FOLLOWUP_{name}_DIR")
        if folder is not None and Path(folder) != own.absolute():
            text = f"{where} has the morning mail, with the {what} in {folder} and not in {own}."
            return _look(text, f"If you meant these: {again}")
    return Finding("schedule", State.OK, f"{where} has the morning mail, and {command.program[0]} runs.")


def _check_words(session: Session, mail: MailSettings | None) -> Iterator[Finding]:
    """Return what the settings run that a scheduler, with its short PATH, would not find."""
    if mail is None:
        yield _look("It is scheduled, but no mail is set up.", "`followup digest --send` says what to write.")
        return
    own = mail.smtp.password_command if mail.smtp is not None else None
    for key, command in (("sendmail", mail.sendmail), ("password_command", own)):
        word = shlex.split(command)[0] if command else ""
        found = shutil.which(word, path=session.environment.variables.get("PATH"))
        if found is not None and shutil.which(word, path=BARE_PATH) is None:
            text = f"{key} runs {word!r}, which is not where a scheduler looks ({BARE_PATH})."
            yield _look(text, f"Write its whole path into settings.yaml: {found}")
