"""`doctor`: whether store, settings, rules, schedule and mail are in order, and what to do where not."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.adapters.files import open_to_others
from followup.adapters.log.backups import FOLDER, copies
from followup.adapters.mail.outbox import MailState, last_mail
from followup.adapters.mailrules import check_own_rules, own_mail_rules, read_mail_rules_file
from followup.adapters.rulebook import check_rules, read, rules_path
from followup.adapters.settings import authority_of, load_settings, settings_path
from followup.cli.doctor_schedule import check_schedule
from followup.cli.doctor_store import check_answers, check_store, mend_store
from followup.cli.output import Result, json_option
from followup.core.calendar import next_worked
from followup.core.checkup import Finding, State, exit_code
from followup.core.copies import is_behind, last_made
from followup.core.errors import FollowupError, InvalidFile, NotValid
from followup.core.moments import day_of
from followup.formats import screens
from followup.formats.words.phrases import listed, say_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from followup.cli.session import Session
    from followup.core.copies import Copy
    from followup.core.rules import CalendarSettings
    from followup.formats.settings.definitions import MailSettings, Smtp


@click.command("doctor")
@click.option("--mend", is_flag=True, help="Save what can be read of a damaged log into a new one.")
@json_option
@click.pass_obj
def doctor_command(session: Session, mend: bool) -> Result:
    """Check the store, the settings, the rules, the schedule and the mail.

    \b
    followup doctor
    followup doctor --mend

    The mail server is asked to let you in; no mail is sent. Exits with 1 if something is broken, and with
    3 if the store, the settings or the rules cannot be used at all.

    --mend writes a new log with every event of a damaged one that is as you logged it, keeps the damaged file
    beside it, and says what is lost.
    """
    settings, mail = _check_settings(session)
    mended = list(mend_store(session)) if mend else []
    found = list(check_store(session))
    findings = [
        *mended,
        *found,
        *(check_answers(session) if all(each.state is not State.BROKEN for each in found) else ()),
        *_check_copies(session),
        settings,
        *_check_rules(session),
        *_check_mail_rules(session),
        *check_schedule(session, mail),
    ]
    if mail is not None:
        findings += [_check_mail(session, mail), _check_last_mail(session)]
    return Result(
        lambda: [screens.findings.checkup_screen(findings)],
        lambda: screens.findings.checkup_document(findings),
        exit_code(findings),
    )


def _broken(part: str, error: FollowupError, otherwise: str = "") -> Finding:
    """Return what an error says as a finding; `otherwise` is what to do where it does not say."""
    text = error.message
    if isinstance(error, InvalidFile):
        worst = [problem for problem in error.problems if problem.severity == "error"]
        text += "".join(f" Line {problem.line}: {problem.text}" for problem in worst[:1])
    return Finding(part, State.BROKEN, text, error.hint or otherwise, invalid=isinstance(error, NotValid))


def _check_mail_rules(session: Session) -> Iterator[Finding]:
    """Look at the user's own rules for mails, if there are any."""
    path = own_mail_rules(session.folders)
    if not path.exists():
        return
    try:
        checked = check_own_rules(read_mail_rules_file(path))
        if checked.judgement is None:
            raise InvalidFile(str(path), checked.problems, checked.lines)
    except FollowupError as error:
        yield _broken("mail rules", error, "`followup inbox check` shows every mistake in them.")
    else:
        yield Finding("mail rules", State.OK, f"{path} adds to those that ship.")


def _check_copies(session: Session) -> Iterator[Finding]:
    """Say how old the last copy is, and whether one is missing: then copying has failed, or never begun."""
    found: list[Copy] = []
    path, zone, today = session.folders.log, session.environment.local_zone(), session.clock.date()
    try:
        found = copies(path)
        days = {day_of(event.recorded_at, zone) for event in session.store.log()}
    except (OSError, FollowupError):
        days = set()  # what is wrong with the log stands above
    if not found and not days:
        return
    made, folder = last_made(found, today), path.parent / FOLDER
    number = "1 copy" if len(found) == 1 else f"{len(found)} copies"
    text = (
        f"{number} of the log, the last of {say_date(made)}." if made else "There is no copy of the log yet."
    )
    if is_behind(made, days, today):
        text += f" One was to be made on {say_date(max(day for day in days if day <= today))}."
        yield Finding("copies", State.LOOK, text, "`followup backup` makes one now, or says what keeps it.")
    else:
        yield Finding("copies", State.OK, text)
    for each, mode in open_to_others([folder, *(Path(copy.path) for copy in found)]):
        yield _open_to_others(each, mode)


def _open_to_others(path: Path, mode: int) -> Finding:
    text = f"Others on this machine can look into {path} (mode {mode:04o})."
    mend = f"Type: chmod {'700' if path.is_dir() else '600'} {shlex.quote(str(path))}"
    return Finding("store", State.LOOK, text, mend)


def _check_settings(session: Session) -> tuple[Finding, MailSettings | None]:
    path = settings_path(session.folders)
    try:
        settings = load_settings(session.folders)
    except FollowupError as error:
        return _broken("settings", error, f"Mend {path}."), None
    mail = settings.mail if settings is not None else None
    if mail is None:
        text = f"No mail is set up in {path}, so no morning mail is sent."
        return Finding("settings", State.OK, text, "`followup digest --send` says what to write there."), None
    way = mail.smtp.name if mail.smtp is not None else (mail.sendmail or "")
    return Finding("settings", State.OK, f"The morning mail goes to {mail.to} by {way}."), mail


def _check_rules(session: Session) -> Iterator[Finding]:
    try:
        path = rules_path(session.folders)
        problems = check_rules(read(path)).problems
        rulebook = session.rulebook
        next_worked(session.now.date(), session.calendar)  # the zone and the holidays, too
    except FollowupError as error:
        yield _broken("rules", error, "`followup rules check` shows every one of them.")
        return
    if problems:
        text = f"{path} works, with something to think about: line {problems[0].line}: {problems[0].text}"
        yield Finding("rules", State.LOOK, text, "`followup rules check` says more.")
    else:
        text = f"{len(rulebook.rules)} rules and {len(rulebook.guards)} guards in {path}."
        yield Finding("rules", State.OK, text)
    yield _check_calendar(rulebook.calendar)


def _check_calendar(calendar: CalendarSettings) -> Finding:
    """Return whose holidays count; a zone of one's own says that none is what the user chose."""
    if calendar.countries:
        return Finding("calendar", State.OK, f"The holidays of {listed(calendar.countries)} count.")
    if calendar.timezone != "local":
        return Finding("calendar", State.OK, "No holidays count.")
    text = "No holidays are set, so one of them may be a due date."
    return Finding("calendar", State.LOOK, text, "`followup init` sets your country and time zone.")


def _check_mail(session: Session, mail: MailSettings) -> Finding:
    if mail.smtp is not None:
        return _check_server(session, mail.smtp)
    word = shlex.split(mail.sendmail or "")[0]
    if shutil.which(word, path=session.environment.variables.get("PATH")) is None:
        text = f"There is no program {word!r} to send mail with."
        return Finding("mail", State.BROKEN, text, "Install it, or look at sendmail in settings.yaml.")
    text = f"{word} is there; whether it sends can only be seen by sending."
    return Finding("mail", State.OK, text, "Try it: followup digest --send --always")


def _check_server(session: Session, smtp: Smtp) -> Finding:
    """Connect, verify and log in, as a mail would; the password goes nowhere else."""
    from followup.adapters.mail.password import password_of
    from followup.adapters.mail.smtp import Login, try_login

    try:
        try_login(smtp, Login(password_of(smtp), authority_of(smtp, session.folders)))
    except FollowupError as error:
        return _broken("mail", error)
    said = f"lets {smtp.user} in" if smtp.user is not None else "answers"
    return Finding("mail", State.OK, f"{smtp.name} {said}. No mail was sent.")


def _check_last_mail(session: Session) -> Finding:
    last, sent_at = last_mail(session.folders.log)
    text = "None has gone out yet."
    if sent_at is not None:
        text = f"The last one went out on {say_date(sent_at.astimezone(session.environment.local_zone()))}."
    if last is not None and last.state in {MailState.UNKNOWN, MailState.SENDING}:
        text += f" Nobody knows whether the one of {say_date(last.date)} arrived."
        return Finding("last mail", State.LOOK, text, "If it did not: followup digest --send --force")
    if last is not None and last.state is MailState.FAILED:
        text += f" The one of {say_date(last.date)} could not be sent; the next run tries again."
        return Finding("last mail", State.LOOK, text, "Now: followup digest --send")
    return Finding("last mail", State.OK, text)
