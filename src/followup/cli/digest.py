"""`digest`: the morning mail, printed or sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.core.digest import Digest, digest_of
from followup.core.errors import MailFailed, MailUnknown, NotValid, WrongUsage
from followup.core.pipeline import pipeline
from followup.formats.mail.digest import Page, digest_page, plain_text
from followup.formats.screens.agenda import short_ids
from followup.formats.words.phrases import say_date

if TYPE_CHECKING:
    from followup.adapters.mail.outbox import MailRecord, Outbox
    from followup.adapters.mail.smtp import Milestones, OutgoingMail
    from followup.cli.session import Workspace
    from followup.formats.settings.definitions import MailSettings


@click.command("digest")
@click.option("--send", is_flag=True, help="Send it, once for each day.")
@click.option("--always", is_flag=True, help="Send it on a day without work too.")
@click.option("--force", is_flag=True, help="Send it again.")
@click.option("--html", "page_file", metavar="FILE", help="Also write it as a page into this file.")
@click.pass_obj
def digest_command(
    workspace: Workspace, send: bool, always: bool, force: bool, page_file: str | None
) -> None:
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
    history = workspace.history()
    plan = workspace.plan(history)
    digest = digest_of(plan, pipeline(history, plan, workspace.rulebook, workspace.now))
    page = digest_page(digest, short_ids(plan.actions), workspace.sentences)
    if page_file is not None:
        from followup.adapters.files import write_file
        from followup.formats.mail.page import html_page

        write_file(Path(page_file), html_page(page).encode())
    if send:
        _send(workspace, digest, page, always=always, force=force)
    else:
        click.echo(plain_text(page), nl=False)


def _send(workspace: Workspace, digest: Digest, page: Page, *, always: bool, force: bool) -> None:
    from followup.adapters.mail.outbox import MailState, Outbox

    mail = _mail(workspace)
    if not digest.asks_for_something and not always:
        click.echo("Nothing to do today, so no mail was sent. --always sends it all the same.")
        return
    outbox = Outbox(workspace.store)
    with outbox.alone() as alone:
        if alone:
            _send_alone(workspace, outbox, mail, page, force=force)
            return
        kept = outbox.mail_of(workspace.now.date())
    if kept is not None and kept.state is MailState.SENT and not force:
        _say_sent(workspace, kept)
    else:
        click.echo("Another run is sending the mail right now.")


def _mail(workspace: Workspace) -> MailSettings:
    """Return the settings of the mail; NotValid, after saying what to write, if there are none."""
    from followup.adapters.settings import load_settings, settings_path
    from followup.formats.settings.reading import EXAMPLE

    settings = load_settings(workspace.folders)
    if settings is not None and settings.mail is not None:
        return settings.mail
    path = settings_path(workspace.folders)
    workspace.note(f"Write into {path}, with your own addresses and server:\n\n{EXAMPLE}")
    raise NotValid("There are no mail settings, so no mail can be sent.")


def _send_alone(workspace: Workspace, outbox: Outbox, mail: MailSettings, page: Page, *, force: bool) -> None:
    """Claim the day and send, while no other run can; what came of it is kept in the outbox."""
    from followup.adapters.mail.outbox import MailState
    from followup.adapters.mail.smtp import Milestones

    day, clock = workspace.now.date(), workspace.outside.clock
    message_id = f"<{day}.{workspace.outside.new_id()}@{mail.from_.rpartition('@')[2]}>"
    kept = outbox.claim(day, message_id, clock(), again=force)
    if kept is not None and kept.state is MailState.SENT:
        _say_sent(workspace, kept)
        return
    if kept is not None:
        raise MailUnknown(
            f"Nobody knows whether the mail of {say_date(day)} was taken when it was last tried.",
            "Look into your inbox. It is not sent again by itself; `followup digest --send --force` does.",
        )
    milestones = Milestones(
        lambda: outbox.move(message_id, MailState.SENDING, clock()),
        lambda: outbox.move(message_id, MailState.SENT, clock()),
    )
    try:
        _deliver(workspace, mail, _outgoing(workspace, mail, page, message_id), milestones)
    except (MailFailed, MailUnknown) as error:
        state = MailState.UNKNOWN if isinstance(error, MailUnknown) else MailState.FAILED
        outbox.move(message_id, state, clock())
        raise
    click.echo(f"The mail of {say_date(day)} was sent to {mail.to}.")


def _deliver(
    workspace: Workspace, mail: MailSettings, outgoing: OutgoingMail, milestones: Milestones
) -> None:
    """Give the mail to the server or the command of the settings, whichever they name."""
    if mail.smtp is not None:
        from followup.adapters.mail.password import password_of
        from followup.adapters.mail.smtp import Login, send_by_smtp
        from followup.adapters.settings import authority_of

        login = Login(password_of(mail.smtp), authority_of(mail.smtp, workspace.folders))
        send_by_smtp(mail.smtp, login, outgoing, milestones)
    elif mail.sendmail is not None:
        from followup.adapters.mail.sendmail import send_by_command

        send_by_command(mail.sendmail, outgoing, milestones)


def _outgoing(workspace: Workspace, mail: MailSettings, page: Page, message_id: str) -> OutgoingMail:
    from followup.adapters.mail.smtp import OutgoingMail
    from followup.formats.mail.mime import Envelope, multipart
    from followup.formats.mail.page import html_page

    # The date in the header is that of the clock, even where the user pretends another one.
    sent_at = workspace.outside.clock().astimezone(workspace.now.tzinfo)
    envelope = Envelope(mail.from_, mail.to, page.subject, message_id, sent_at)
    return OutgoingMail(mail.from_, mail.to, multipart(envelope, plain_text(page), html_page(page)))


def _say_sent(workspace: Workspace, kept: MailRecord) -> None:
    at = kept.changed_at.astimezone(workspace.now.tzinfo)
    click.echo(
        f"The mail of {say_date(kept.date)} was sent before, on {say_date(at)}. --force sends it again."
    )
