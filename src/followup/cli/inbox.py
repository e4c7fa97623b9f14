"""`inbox`: what mails tell of, decided by the user a mail at a time, or by a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from rich.console import Group

from followup.cli.collecting import collect, sources_of, tellings
from followup.cli.commands import LazyGroup
from followup.cli.deciding import asked, log_decisions
from followup.cli.output import Result
from followup.cli.process import INTERRUPTED
from followup.cli.sitting import Sitting
from followup.core.errors import WrongUsage
from followup.formats.screens.inbox import waiting_screen
from followup.formats.screens.proposals import (
    proposals_document,
    said_in_short,
    short_proposal_ids,
    unclear_screen,
)
from followup.formats.words.mornings import mails_telling
from followup.formats.words.phrases import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followup.cli.collecting import Collected
    from followup.cli.session import Session
    from followup.cli.sitting import Said
    from followup.core.events import Event
    from followup.formats.intake.telling import Telling

DECIDING = {"accept": "deciding", "dismiss": "deciding", "check": "mailrules"}
NO_SOURCE = (
    "No mailbox is named.",
    "Type for example: followup inbox ~/Maildir/INBOX\nIn settings.yaml: inbox: [~/Maildir/INBOX]",
)


class InboxGroup(LazyGroup):
    """`inbox SOURCE...` itself, beside its commands."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take words that name none of the commands for sources."""
        if not args or (args[0] not in {*DECIDING, "-h", "--help"}):
            args = ["read", *args]
        return super().parse_args(ctx, args)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Return the command."""
        return inbox_read_command if name == "read" else super().get_command(ctx, name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command."""
        return ("", inbox_read_command, args[1:]) if args[0] == "read" else super().resolve_command(ctx, args)


@click.group("inbox", cls=InboxGroup, modules=DECIDING, prefix="inbox_", subcommand_metavar="[SOURCE]...")
@click.option("--json", is_flag=True, help="Print JSON, and ask nothing.")
def inbox_command(**_of_sources: object) -> None:
    """Log what your mails tell of: receipts, refusals, invitations, answers, offers, your own letters.

    \b
    followup inbox ~/Maildir/INBOX ~/Maildir/Sent
    followup inbox takeout.mbox
    followup inbox
    followup inbox --json
    followup inbox accept k3f9

    A SOURCE is an mbox file, a Maildir, a mail (.eml), a folder of them, or - for standard input; without
    one it is what settings.yaml names under `inbox`. Mailboxes are only read, and the next time only what is
    new in them. On a terminal you are asked about each mail that tells of something; without one they are
    listed. Nothing is logged before you say so, and `followup undo` takes back all of one sitting.
    """


@click.command("inbox")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, and ask nothing.")
@click.pass_obj
def inbox_read_command(session: Session, sources: tuple[str, ...], as_json: bool) -> Result:
    """Look at mailboxes, and decide about what they tell."""
    # gather
    named = sources or sources_of(session)
    collected = collect(session, named)
    _tell_failed(session, collected, is_named=bool(sources))
    if not named and not collected.waiting.notices:
        raise WrongUsage(*NO_SOURCE)
    history = session.history()
    # decide
    found = tellings(session, collected.waiting, history)
    if as_json or not session.can_ask or not found:
        return _listed(session, found, collected, as_json=as_json)
    session.terminal.draw(*_unread(collected))
    said = Sitting(session, found, history).hold()
    # act
    events = log_decisions(session, said.accepted, said.dismissed)
    exit_code = INTERRUPTED if said.interrupted else 0
    return Result(lambda: _told(said, events), exit_code=exit_code)


def _tell_failed(session: Session, collected: Collected, *, is_named: bool) -> None:
    """Say which mailboxes could not be read: a failure of what was asked for, else a remark."""
    for error in collected.failed:
        if is_named:
            raise error
        session.note(" ".join(filter(None, (error.message, error.hint))))


def _listed(session: Session, found: Sequence[Telling], collected: Collected, *, as_json: bool) -> Result:
    """Return the table of what waits, and how to decide about it."""
    placed = [each for telling in found for each in telling.placed]
    unclear = [*collected.unclear, *map(asked, filter(lambda each: each.question is not None, found))]
    ids = short_proposal_ids(placed)
    return Result(
        lambda: [
            *([waiting_screen([each.placed for each in found], ids, session.now)] if found else ()),
            *([Group(*unclear_screen(unclear))] if unclear else ()),
            *([""] if found or unclear else ()),
            *_what_to_type(found, collected),
        ],
        lambda: proposals_document(placed, unclear),
        as_json=as_json,
    )


def _unread(collected: Collected) -> list[Any]:
    return [Group(*unclear_screen(collected.unclear)), ""] if collected.unclear else []


def _what_to_type(found: Sequence[Telling], collected: Collected) -> list[str]:
    read = f"{counted(collected.mails, 'mail')} read: " if collected.mails else ""
    if not found:
        return [f"{read}nothing new." if read else "No new mail, and nothing waits."]
    lines = [
        f"{read}{mails_telling(len({each.notice.id for each in found}))}.",
        "Log it: followup inbox accept ID; leave it out: followup inbox dismiss ID.",
    ]
    if any(each.is_certain for each in found):
        lines.append("Log all that is certain: followup inbox accept --all")
    return ["\n".join(lines)]


def _told(said: Said, events: Sequence[Event]) -> list[str]:
    lines = []
    if said.accepted and events:
        lines.append(f"Logged: {said_in_short(said.accepted)}. `followup undo` takes it back.")
    elif said.dismissed and events:
        lines.append(f"Left out: {counted(len(said.dismissed), 'event')}. `followup undo` takes that back.")
    else:
        lines.append("Nothing was logged.")
    if said.left:
        lines.append(f"{counted(said.left, 'mail')} {'waits' if said.left == 1 else 'wait'}: followup inbox")
    return lines
