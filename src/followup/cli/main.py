"""The program: the group of commands, the global options, and the one place errors are shown."""

from __future__ import annotations

import importlib
import os
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from followup import __version__
from followup.cli.environment import Environment
from followup.cli.output import Result, note
from followup.cli.session import Options, Session
from followup.core.errors import FollowupError, InvalidFile, LogChanged, RequestFailed
from followup.core.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Where each command lives. The order is that of a day: log, look, correct, the rules.
COMMANDS = {
    "add": "add",
    "today": "today",
    "done": "settle",
    "snooze": "snooze",
    "skip": "settle",
    "remind": "remind",
    "away": "remind",
    "prefer": "prefer",
    "people": "people",
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
    "init": "init",
    "backup": "backup",
    "doctor": "doctor",
    "rules": "rules",
    "demo": "demo",
}
INTERRUPTED = 130


class LazyGroup(click.Group):
    """A group of commands that live in modules of `followup.cli`, as `NAME_command` or `GROUP_NAME_command`.

    A module is only imported when its command is asked for. The order is that of use, not of the alphabet.
    """

    def __init__(self, *, modules: Mapping[str, str], prefix: str = "", **options: Any) -> None:
        super().__init__(**options)
        self._modules = modules
        self._prefix = prefix

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(self._modules)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """Return the command, or None if there is none of that name."""
        if name not in self._modules:
            return None
        module = importlib.import_module(f"followup.cli.{self._modules[name]}")
        command: click.Command = getattr(module, f"{self._prefix}{name}_command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; UsageError, with the nearest name, where there is none of this one."""
        if args and not args[0].startswith("-") and args[0] not in self._modules:
            from difflib import get_close_matches

            near = get_close_matches(args[0], self._modules, 1)
            hint = f"Did you mean {near[0]}?" if near else f"`{ctx.command_path} --help` lists the commands."
            raise click.UsageError(f"There is no command {clean(args[0])!r}. {hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    modules=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Every command has its own --help, with examples.",
)
@click.option("--data-dir", metavar="DIR", help="Keep the log in this folder.")
@click.option("--rules", metavar="FILE", help="Use these rules.")
@click.option("--now", metavar="WHEN", help="Pretend that it is this date or time.")
@click.option("--no-input", is_flag=True, help="Never ask; fail instead.")
@click.option("--no-color", is_flag=True, help="Print without colours.")
@click.version_option(__version__, prog_name="followup", message="%(prog)s %(version)s")
@click.pass_obj
def main(session: Session, /, **options: Any) -> None:
    """Know whom to write to, when, and why, while you look for a job.

    \b
    followup add applied Acme --role "Data Engineer" --recruiter "Robin <robin@example.com>"
    followup today
    followup done check-receipt/acme
    """
    session.options = Options(**options)


def run(session: Session, words: Sequence[str] | None) -> Result:
    """Run one command line (the process's own if `words` is None) and return what it answers."""
    value = main.main(args=words, prog_name="followup", obj=session, standalone_mode=False)
    return value if isinstance(value, Result) else Result(exit_code=value or 0)


def execute(words: Sequence[str] | None = None, environment: Environment | None = None) -> int:
    """Run one command line as `run` does, show what it answers, and return its exit code."""
    environment = environment or Environment()
    try:
        return _run_and_show(words, environment)
    except (FollowupError, click.ClickException) as error:
        _tell(error)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        note("Interrupted.")
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # The reader (head, less) has seen enough; Click turns the one into the other.
        _write_nothing_more()
        return 0
    except Exception as error:  # no traceback ever reaches a user
        if environment.variables.get("FOLLOWUP_DEBUG"):
            raise
        note(f"followup: something went wrong inside ({type(error).__name__}: {clean(str(error))}).")
        note("Please report it; FOLLOWUP_DEBUG=1 shows where it happened.")
        return 1


def _write_nothing_more() -> None:
    """Let standard output lead nowhere: Python would complain again when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _run_and_show(words: Sequence[str] | None, environment: Environment) -> int:
    try:
        return _try(words, environment)
    except LogChanged:  # another command began the log while this one decided
        return _try(words, environment)


def _try(words: Sequence[str] | None, environment: Environment) -> int:
    with closing(Session(environment)) as session:
        try:
            result = run(session, words)
        finally:
            for text in session.notes:
                note(text)
        try:
            exit_code = session.terminal.show(result)
            if sys.stdout is not None:  # closed by whoever started the program
                sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            _write_nothing_more()
            raise RequestFailed(f"The answer could not be written: {error.strerror or error}.") from None
    return exit_code


def _tell(error: FollowupError | click.ClickException) -> None:
    if isinstance(error, click.ClickException):
        _tell_usage(error)
        return
    if isinstance(error, InvalidFile):
        from followup.formats.yamlfile.show import show_problems

        note(show_problems(error.name, error.problems, error.lines))
    note(f"followup: {_harmless(error.message)}")
    if error.hint:
        note(_harmless(error.hint))


def _harmless(text: str) -> str:
    """Return a message without what a terminal could obey: it may quote the words that were typed."""
    return "\n".join(map(clean, text.split("\n")))


def _tell_usage(error: click.ClickException) -> None:
    context = getattr(error, "ctx", None)
    if context is not None and type(error).__name__ == "NoArgsIsHelpError":  # Click 8.2 and later
        note(context.get_help())
        return
    note(f"followup: {clean(error.format_message())}")
    option = getattr(error, "option_name", None)
    if isinstance(error, click.NoSuchOption) and any(option in param.opts for param in main.params):
        command = context.info_name if context is not None else ""
        note(f"{option} goes before the command: followup {option} ... {command}")
    elif context is not None and context.command_path:
        note(f"Try `{context.command_path} --help`.")
