"""`backup`: copies of the log, and how one is brought back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.adapters.log.backups import copies, copy_now, restore
from followup.cli.commands import LazyGroup
from followup.cli.output import Result, answer, json_option
from followup.core.copies import newest_first
from followup.core.errors import NotValid, RequestFailed
from followup.formats import screens

if TYPE_CHECKING:
    from followup.adapters.log.backups import Restored
    from followup.cli.session import Session
    from followup.core.copies import Content, Copy

BACKUP_COMMANDS = {"list": "backup", "restore": "backup"}


@click.group("backup", cls=LazyGroup, modules=BACKUP_COMMANDS, prefix="backup_", invoke_without_command=True)
@click.option("--to", metavar="FILE", help="Write the copy there: a new file, or a folder such as a stick's.")
@click.pass_context
def backup_command(ctx: click.Context, to: str | None) -> Result:
    """Copy the log now; a copy is also made before the first event of each day.

    \b
    followup backup
    followup backup --to /media/stick
    followup backup list
    followup backup restore 2026-11-19

    The copies of the last seven days on which you logged something are kept, and one of each month; those you
    ask for stay until you delete them.
    """
    if ctx.invoked_subcommand is not None:
        return answer()
    session: Session = ctx.obj
    copy = copy_now(session.folders.log, session.clock, Path(to).expanduser() if to else None)
    return answer(f"Copied to {copy.path}: {_say(session, copy.content)}.")


@click.command("list")
@json_option
@click.pass_obj
def backup_list_command(session: Session) -> Result:
    """Show the copies of the log, the newest first.

    \b
    followup backup list
    """
    found = _in_order(session)
    remarks = () if found else ("There is no copy yet. `followup backup` makes one.",)
    return Result(
        lambda: [screens.copies.copies_screen(found, session.environment.local_zone())] if found else [],
        lambda: screens.copies.copies_document(found),
        remarks=remarks,
    )


@click.command("restore")
@click.argument("name", required=False)
@click.pass_obj
def backup_restore_command(session: Session, name: str | None) -> Result:
    """Put a copy in the place of the log, the newest one that is whole or the one you name.

    NAME is one of those that `followup backup list` shows, or a file.

    \b
    followup backup restore
    followup backup restore 2026-11-19
    followup backup restore /media/stick/followup-2026-11-19-0930.db

    The log that is there now is kept beside it, whatever it holds, and can be brought back likewise.
    """
    source, restored = _restored(session, name)
    lines = [f"{session.folders.log} is again as {source} has it: {_say(session, restored.content)}."]
    if restored.before is not None:
        lines.append(_say_before(session, restored.before, restored.only_before))
    return answer(*lines)


def _restored(session: Session, name: str | None) -> tuple[str, Restored]:
    log, now = session.folders.log, session.clock
    if name is not None:
        named = next((copy.path for copy in _in_order(session) if copy.name == name), None)
        path = named or str(Path(name).expanduser())
        return path, restore(log, Path(path), now)
    for copy in newest_first(copies(log), now.date()):
        try:
            return copy.path, restore(log, Path(copy.path), now)
        except NotValid as error:  # the one before may be whole
            session.note(error.message)
    raise RequestFailed(
        f"There is no whole copy of {log}.",
        "`followup backup list` shows what there is; name one of these, or a file.",
    )


def _in_order(session: Session) -> list[Copy]:
    """Return the copies, the newest first, and then the logs that were replaced."""
    found = copies(session.folders.log)
    first = newest_first(found, session.clock.date())
    return [*first, *(copy for copy in found if copy not in first)]


def _say(session: Session, content: Content | None) -> str:
    return screens.copies.say_content(content, session.environment.local_zone())


def _say_before(session: Session, before: Copy, only_there: int) -> str:
    text = f"The log of before is kept: {before.path} ({_say(session, before.content)})."
    if before.content is None:
        return text
    if only_there:
        noun = "1 event is" if only_there == 1 else f"{only_there} events are"
        text += f" {noun} only there."
    return f"{text} To have it back: followup backup restore {before.name}"
