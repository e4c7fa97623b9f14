"""The program: the group of commands, the global options, and the one place errors are shown."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from followup import __version__
from followup.cli.environment import Outside
from followup.cli.lazy import LazyGroup
from followup.cli.session import Workspace
from followup.core.errors import FollowupError, InvalidFile, LogChanged
from followup.core.text import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

# Where each command lives; a module is only imported when its command is asked for. The order is that
# of a day: log, look, correct, the rules.
COMMANDS = {
    "add": "add",
    "today": "today",
    "done": "settle",
    "snooze": "settle",
    "skip": "settle",
    "prefer": "prefer",
    "list": "views",
    "show": "views",
    "why": "views",
    "plan": "views",
    "digest": "digest",
    "edit": "correct",
    "undo": "correct",
    "draft": "draft",
    "calendar": "calendar",
    "schedule": "schedule",
    "doctor": "doctor",
    "rules": "rules",
    "demo": "demo",
}
INTERRUPTED = 130


class Commands(LazyGroup):
    """The commands of the program."""

    modules = COMMANDS


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Every command has its own --help, with examples.",
)
@click.option("--data-dir", metavar="DIR", help="Keep the log in this folder.")
@click.option("--rules", metavar="FILE", help="Use these rules.")
@click.option("--now", metavar="WHEN", help="Pretend that it is this date or time.")
@click.option("--no-input", is_flag=True, help="Never ask; fail instead.")
@click.option("--no-color", is_flag=True, help="Print without colours.")
@click.version_option(__version__, prog_name="followup", message="%(prog)s %(version)s")
@click.pass_context
def main(
    ctx: click.Context,
    data_dir: str | None,
    rules: str | None,
    now: str | None,
    no_input: bool,
    no_color: bool,
) -> None:
    """Know whom to write to, when, and why, while you look for a job.

    \b
    followup add applied Acme --role "Data Engineer" --recruiter "Robin <robin@example.com>"
    followup today
    followup done check-receipt/acme
    """
    outside = ctx.obj if isinstance(ctx.obj, Outside) else Outside()
    workspace = Workspace(
        outside, data_dir=data_dir, rules=rules, now=now, no_input=no_input, no_color=no_color
    )
    ctx.obj = workspace
    ctx.call_on_close(workspace.close)


def execute(words: Sequence[str] | None = None, outside: Outside | None = None) -> int:
    """Run one command line (the process's own if `words` is None) and return its exit code."""
    try:
        result = _run(words, outside)
        sys.stdout.flush()
    except FollowupError as error:
        _tell(error)
        return error.exit_code
    except click.ClickException as error:
        _tell_usage(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # The reader (head, less) has seen enough; Click turns the one into the other. Python would complain
        # again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except Exception as error:  # no traceback ever reaches a user
        if os.environ.get("FOLLOWUP_DEBUG"):
            raise
        kind = type(error).__name__
        click.echo(f"followup: something went wrong inside ({kind}: {clean(str(error))}).", err=True)
        click.echo("Please report it; FOLLOWUP_DEBUG=1 shows where it happened.", err=True)
        return 1
    return result if isinstance(result, int) else 0


def _run(words: Sequence[str] | None, outside: Outside | None) -> object:
    """Run the command; once more where another one began the log while this one decided."""
    try:
        return main.main(args=words, prog_name="followup", obj=outside, standalone_mode=False)
    except LogChanged:
        return main.main(args=words, prog_name="followup", obj=outside, standalone_mode=False)


def _tell(error: FollowupError) -> None:
    if isinstance(error, InvalidFile):
        from followup.formats.yamlfile.show import show_problems

        click.echo(show_problems(error.name, error.problems, error.lines), err=True)
    click.echo(f"followup: {_harmless(error.message)}", err=True)
    if error.hint:
        click.echo(_harmless(error.hint), err=True)


def _harmless(text: str) -> str:
    """Return a message without what a terminal could obey: it may quote the words that were typed."""
    return "\n".join(map(clean, text.split("\n")))


def _tell_usage(error: click.ClickException) -> None:
    context = getattr(error, "ctx", None)
    if context is not None and type(error).__name__ == "NoArgsIsHelpError":  # Click 8.2 and later
        click.echo(context.get_help(), err=True)
        return
    click.echo(f"followup: {clean(error.format_message())}", err=True)
    option = getattr(error, "option_name", None)
    if isinstance(error, click.NoSuchOption) and any(option in param.opts for param in main.params):
        command = context.info_name if context is not None else ""
        click.echo(f"{option} goes before the command: followup {option} ... {command}", err=True)
    elif context is not None and context.command_path:
        click.echo(f"Try `{context.command_path} --help`.", err=True)
