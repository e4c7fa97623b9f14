"""`digest`: the morning mail, printed or sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.adapters.files import publish
from followup.adapters.log.around import Wanted
from followup.adapters.mail.outbox import MailRecord, MailState, Outbox
from followup.adapters.news import count_news
from followup.cli.morning import brief
from followup.cli.output import Result, answer
from followup.core.digest import Digest, digest_of
from followup.core.errors import FollowupError, MailFailed, MailUnknown, NotValid, WrongUsage
from followup.core.pipeline import pipeline
from followup.formats.mail.digest import Page, digest_page, plain_text
from followup.formats.words.mornings import mails_telling
from followup.formats.words.phrases import say_date, short_ids

if TYPE_CHECKING:
    from followup.adapters.log.around import Awake
    from followup.adapters.mail.smtp import Milestones, OutgoingMail
    from followup.cli.session import Session
    from followup.formats.settings.definitions import MailSettings


@click.command("digest")
@click.option("--send", is_flag=True, help="Send it, once for each day.")
@click.option("--always", is_flag=True, help="Send it on a day without work too.")
@click.option("--force", is_flag=True, help="Send it again.")
@click.option("--html", "page_file", metavar="FILE", help="Also write it as a page into this file.")
@click.pass_obj
def digest_command(session: Session, send: bool, always: bool, force: bool, page_file: str | None) -> Result:
    """Print the morning mail, or send it to yourself.

    \b
    followup digest
    followup digest --html digest.html
    followup digest --send

    It is sent once for each day, however often you run it, and not where nothing is to do. A mail that
    failed goes out on the next run. Who gets it and how stands in settings.yaml.
    """
    if (always or force) and not send:
        raise WrongUsage("--always and --force are for --send.", "Write: followup digest --send --force")
    collected = _collected(session) if send else ""
    history = session.history(_open_part(session))
    plan = session.plan(history)
    away = history.own.calendar.is_away(session.now.date())
    digest = digest_of(plan, pipeline(history, plan, session.rulebook, session.now), away=away)
    page = digest_page(digest, short_ids(plan.actions), session.sentences, collected or _news(session))
    if page_file is not None:
        from followup.formats.mail.page import html_page

        publish(Path(page_file), html_page(page).encode())
    if send:
        result = _send(session, digest, page, always=always, force=force)
        session.acted = session.acted or "What --send asks for is done"
        return result
    return answer(plain_text(page).removesuffix("\n"))


def _open_part(session: Session) -> Awake | None:
    """Return the part of the log that is not over; None where only the whole log can tell.

    Where nobody looks at `today`, the mail of every morning finds out what sleeps.
    """
    found = session.reached(Wanted(silent=True))
    if found is None and session.folders.cached:
        brief(session)
        found = session.reached(Wanted(silent=True))
    return found


def _collected(session: Session) -> str:
    """Look at the mailboxes of the settings; return a sentence where that failed, which stops no mail."""
    from followup.adapters.settings import load_settings

    settings = load_settings(session.folders)
    if settings is None or not settings.inbox:
        return ""
    try:
        from followup.cli.collecting import collect, sources_of, tellings

        collected = collect(session, sources_of(session), quiet=True)
        tellings(session, collected.waiting, session.history())
        if not collected.failed:
            return ""
        reason = " ".join(error.message for error in collected.failed)
    except FollowupError as error:
        reason = error.message
    except Exception as error:  # noqa: BLE001  # whatever is wrong with it, the mail goes out
        reason = f"something went wrong ({type(error).__name__})."
    session.note(f"Not all mailboxes could be read: {reason}")
    return "Not all of your mailboxes could be read; followup inbox says why."


def _news(session: Session) -> str:
    count = count_news(session.folders.data).mails if session.environment.store is None else 0
    return f"{mails_telling(count)}: followup inbox" if count else ""


def _send(session: Session, digest: Digest, page: Page, *, always: bool, force: bool) -> Result:
    mail = _mail(session)
    if not digest.asks_for_something and not always:
        return answer("Nothing to do today, so no mail was sent. --always sends it all the same.")
    outbox = Outbox(session.store)
    with outbox.alone() as alone:
        if alone:
            return _send_alone(session, outbox, mail, page, force=force)
        kept = outbox.mail_of(session.now.date())
    if kept is not None and kept.state is MailState.SENT and not force:
        return _sent_before(session, kept)
    return answer("Another run is sending the mail right now.")


def _mail(session: Session) -> MailSettings:
    """Return the settings of the mail; NotValid, after saying what to write, if there are none."""
    from followup.adapters.settings import load_settings, settings_path
    from followup.formats.settings.reading import EXAMPLE

    settings = load_settings(session.folders)
    if settings is not None and settings.mail is not None:
        return settings.mail
    path = settings_path(session.folders)
    session.note(f"Write into {path}, with your own addresses and server:\n\n{EXAMPLE}")
    raise NotValid("There are no mail settings, so no mail can be sent.")


def _send_alone(session: Session, outbox: Outbox, mail: MailSettings, page: Page, *, force: bool) -> Result:
    """Claim the day and send, while no other run can; what came of it is kept in the outbox."""
    from followup.adapters.mail.smtp import Milestones

    day, clock = session.now.date(), session.environment.clock
    message_id = f"<{day}.{session.environment.new_id()}@{mail.from_.rpartition('@')[2]}>"
    kept = outbox.claim(day, message_id, clock(), again=force)
    if kept is not None and kept.state is MailState.SENT:
        return _sent_before(session, kept)
    if kept is not None:
        raise MailUnknown(
            f"Nobody knows whether the mail of {say_date(day)} was taken when it was last tried.",
            "Look into your inbox. It is not sent again by itself; `followup digest --send --force` does.",
        )
    course = _Course(session, outbox, message_id, f"The mail of {say_date(day)} was sent to {mail.to}")
    milestones = Milestones(course.handing_over, course.taken)
    try:
        _deliver(session, mail, _outgoing(session, mail, page, message_id), milestones)
    except (MailFailed, MailUnknown) as error:
        course.failed(MailState.UNKNOWN if isinstance(error, MailUnknown) else MailState.FAILED)
        raise
    except KeyboardInterrupt:
        course.interrupted()
        raise
    return answer(f"{course.done}.")


class _Course:
    """Notes in the outbox how far a mail is; once it is handed over, a log that fails stops nothing.

    What then stands there is that it was being handed over, so no later run sends it by itself.
    """

    def __init__(self, session: Session, outbox: Outbox, message_id: str, done: str) -> None:
        self.done = done
        self._session = session
        self._outbox = outbox
        self._message_id = message_id
        self._is_out = False

    def handing_over(self) -> None:
        """Note that from now on the mail may have been taken."""
        self._note(MailState.SENDING)
        self._is_out = True

    def taken(self) -> None:
        """Note that the mail was taken; nothing that comes later makes that a failure."""
        self._session.acted = self.done
        try:
            self._note(MailState.SENT)
        except FollowupError as error:
            self._session.note(
                f"The mail went out. That it did could not be noted: {error.message}"
                " It is not sent again by itself."
            )

    def failed(self, state: MailState) -> None:
        """Note what became of a mail that was not taken, or perhaps."""
        try:
            self._note(state)
        except FollowupError as error:
            self._session.note(f"What became of the mail could not be noted: {error.message}")
            if state is MailState.FAILED and self._is_out:
                self._session.note("So it is not tried by itself: followup digest --send --force")

    def interrupted(self) -> None:
        """Say what an interrupt has left open."""
        if self._is_out and self._session.acted is None:
            self._session.note("Nobody knows whether the mail was taken. It is not sent again by itself.")

    def _note(self, state: MailState) -> None:
        self._outbox.move(self._message_id, state, self._session.environment.clock())


def _deliver(session: Session, mail: MailSettings, outgoing: OutgoingMail, milestones: Milestones) -> None:
    """Give the mail to the server or the command of the settings, whichever they name."""
    if mail.smtp is not None:
        from followup.adapters.mail.password import password_of
        from followup.adapters.mail.smtp import Login, send_by_smtp
        from followup.adapters.settings import authority_of

        login = Login(password_of(mail.smtp), authority_of(mail.smtp, session.folders))
        send_by_smtp(mail.smtp, login, outgoing, milestones)
    elif mail.sendmail is not None:
        from followup.adapters.mail.sendmail import send_by_command

        send_by_command(mail.sendmail, outgoing, milestones)


def _outgoing(session: Session, mail: MailSettings, page: Page, message_id: str) -> OutgoingMail:
    from followup.adapters.mail.smtp import OutgoingMail
    from followup.formats.mail.mime import Envelope, multipart
    from followup.formats.mail.page import html_page

    # The date in the header is that of the clock, even where the user pretends another one.
    sent_at = session.environment.clock().astimezone(session.now.tzinfo)
    envelope = Envelope(mail.from_, mail.to, page.subject, message_id, sent_at)
    return OutgoingMail(mail.from_, mail.to, multipart(envelope, plain_text(page), html_page(page)))


def _sent_before(session: Session, kept: MailRecord) -> Result:
    at = kept.changed_at.astimezone(session.now.tzinfo)
    return answer(
        f"The mail of {say_date(kept.date)} was sent before, on {say_date(at)}. --force sends it again."
    )
