"""`followup` alone, `help`, and the words that people try: what to type first, or instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from followup.cli.output import Result, answer
from followup.core.events import FACTS

if TYPE_CHECKING:
    from followup.cli.session import Session

WELCOME = """\
followup keeps the log of your search for a job, and says each morning whom to write to, when and why.

Nothing is logged yet. Begin with one of these:

  followup add                        log an application; it asks for what it needs
  followup import applications.csv    take over a spreadsheet, after a look at it
  followup inbox ~/Mail               find receipts, refusals and invitations in your mail
  followup demo                       see it at work on a made-up search

Then, each morning: followup today. What else there is: followup help, and followup help add.\
"""
# What people type who know other programs, and what does it here.
_INSTEAD = {
    "ls": "followup list",
    "log": "followup add, to log something; followup show APPLICATION, to see what was logged",
    "new": "followup add applied COMPANY",
    "apply": "followup add applied COMPANY",
    "rm": "followup undo, for the last thing; followup edit EVENT --retract, for any other",
    "remove": "followup undo, for the last thing; followup edit EVENT --retract, for any other",
    "delete": "followup undo, for the last thing; followup edit EVENT --retract, for any other",
    "mv": "followup edit EVENT",
    "change": "followup edit EVENT",
    "update": "followup add KIND COMPANY; followup edit EVENT, to correct",
    "status": "followup today, or followup list",
    "next": "followup today",
    "agenda": "followup today",
    "todo": "followup today",
    "tomorrow": "followup plan --days 2",
    "week": "followup plan --days 7",
    "search": "followup list --search TEXT",
    "find": "followup list --search TEXT",
    "grep": "followup list --search TEXT",
    "contacts": "followup people",
    "config": "followup init, for country and time zone; followup rules edit, for the rules",
    "setup": "followup init",
    "settings": "followup doctor, which names the files",
    "check": "followup doctor, or followup rules check",
    "ok": "followup done ID",
    "finish": "followup done ID",
    "later": "followup snooze ID WHEN",
    "defer": "followup snooze ID WHEN",
    "mail": "followup digest",
    "send": "followup draft ID writes a message; you send it",
    "write": "followup draft ID",
    "cron": "followup schedule",
    "version": "followup --version",
    "report": "followup stats, or followup export",
    "history": "followup show APPLICATION",
    "restore": "followup backup restore",
}


def instead_of(word: str) -> str | None:
    """Return what to type instead of a command that there is not, if the word says what was meant."""
    if word.lower().replace("-", "_") in FACTS:
        return f"followup add {word.lower()} COMPANY"
    return _INSTEAD.get(word.lower())


def begin(context: click.Context, session: Session) -> Result:
    """Answer `followup` alone: the morning, or how to begin where nothing was logged."""
    if session.environment.store is None and not session.folders.log.exists() and not session.store.log():
        return answer(WELCOME)
    from followup.cli.today import today_command

    result: Result = context.invoke(today_command, everything=False)
    return result


@click.command("help")
@click.argument("command", nargs=-1)
@click.pass_context
def help_command(context: click.Context, command: tuple[str, ...]) -> Result:
    """Show the help of a command.

    \b
    followup help add
    followup help rules check
    """
    here = context.find_root()
    for word in command:
        group = here.command
        if not isinstance(group, click.Group):
            break
        _, found, _ = group.resolve_command(here, [word])
        if found is None:  # resolve_command has said what is wrong
            raise AssertionError
        here = click.Context(found, here, found.name)
    return answer(here.get_help())
