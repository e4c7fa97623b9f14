"""The program: the group of commands, the global options, and the one place errors are shown."""

from __future__ import annotations

import importlib
import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click

from followup import __version__
from followup.cli.environment import Environment
from followup.cli.output import NotPrinted, Result, lead_nowhere, note
from followup.cli.process import INTERRUPTED, kept_report
from followup.cli.session import Options, Session
from followup.core.errors import FollowupError, InvalidFile, LogChanged, NotValid, RequestFailed
from followup.core.text import closest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from followup.adapters.remembered import Asked, Lasting

# Where each command lives. The order is that of a day: log, look, correct, the rules.
COMMANDS = {
    "add": "add",
    "today": "today",
    "done": "settle",
    "snooze": "snooze",
    "skip": "settle",
    "remind": "remind",
    "away": "remind",
    "note": "notes",
    "prefer": "prefer",
    "people": "people",
    "list": "views",
    "show": "views",
    "brief": "notes",
    "why": "views",
    "plan": "views",
    "stats": "statistics",
    "digest": "digest",
    "edit": "correct",
    "undo": "correct",
    "draft": "draft",
    "inbox": "inbox",
    "import": "importing",
    "export": "export",
    "merge": "merge",
    "same": "merge",
    "calendar": "calendar",
    "schedule": "schedule",
    "init": "init",
    "backup": "backup",
    "doctor": "doctor",
    "rules": "rules",
    "demo": "demo",
    "help": "start",
    "completion": "completion",
    "man": "manual",
}


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
            hint = _hint_for(args[0], self._modules, ctx.command_path)
            raise click.UsageError(f"There is no command {args[0]!r}. {hint}", ctx)
        return super().resolve_command(ctx, args)


def _hint_for(word: str, commands: Iterable[str], path: str) -> str:
    """Return what to type instead of a word that is no command."""
    from followup.cli.start import instead_of

    meant = instead_of(word) if "today" in commands else None
    if meant is not None:
        return f"Type: {meant}."
    near = closest(word, commands, 1)
    return f"Did you mean {near[0]}?" if near else f"`{path} --help` lists the commands."


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
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
@click.pass_context
def main(context: click.Context, /, **options: Any) -> Result | None:
    """Know whom to write to, when, and why, while you look for a job.

    \b
    followup add applied Acme --role "Data Engineer" --recruiter "Robin <robin@example.com>"
    followup today
    followup done check-receipt/acme
    """
    session: Session = context.obj
    session.options = Options(**options)
    if context.invoked_subcommand is not None:
        return None
    from followup.cli.start import begin

    return begin(context, session)


def run(session: Session, words: Sequence[str] | None) -> Result:
    """Run one command line (the process's own if `words` is None) and return what it answers."""
    # Shells ask `followup.__main__`; Click's own way of completion is not there.
    value = main.main(args=words, prog_name="followup", obj=session, standalone_mode=False, complete_var="")
    return value if isinstance(value, Result) else Result(exit_code=value or 0)


def execute(words: Sequence[str] | None = None, environment: Environment | None = None) -> int:
    """Run one command line as `run` does, show what it answers, and return its exit code."""
    environment = environment or Environment()
    question = None
    if environment.store is None:
        from followup.adapters.remembered import asked

        question = asked(sys.argv[1:] if words is None else words, environment.variables)
    try:
        try:
            return _run_and_show(words, environment, question)
        except LogChanged:  # another command began the log while this one decided
            return _run_and_show(words, environment)
    except (BrokenPipeError, SystemExit):
        # The reader (head, less) has seen enough; Click turns the one into the other.
        lead_nowhere(1)
        return 0
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  # whatever it is, it is told in words
        return _tell(error, words, environment)


def _run_and_show(
    words: Sequence[str] | None, environment: Environment, question: Asked | None = None
) -> int:
    with closing(Session(environment)) as session:
        try:
            try:
                result = run(session, words)
            finally:
                for text in session.notes:
                    note(text)
            code = session.terminal.show(result)
            if question is not None and code == 0 and session.lasting is not None and not session.notes:
                _remember(session, question, session.lasting)
            return code  # noqa: TRY300  # it is one thing to say it and to remember it
        except (BrokenPipeError, SystemExit):
            raise
        except (Exception, KeyboardInterrupt) as error:
            if session.acted is None:
                raise
            return _tell_after(session.acted, error, words, environment)


def _remember(session: Session, question: Asked, lasting: Lasting) -> None:
    """Keep what was said: until something changes, the same question need not be worked out again."""
    from followup.adapters.holidays import edition_paths
    from followup.adapters.remembered import keep

    now, said = session.now.timestamp(), "".join(session.terminal.said)
    keep(question, said, lasting, now, session.rule_file.path, edition_paths())


def _tell_after(
    acted: str, error: BaseException, words: Sequence[str] | None, environment: Environment
) -> int:
    """Say what was done, and what failed after it. It is no failure: nobody should do the same twice."""
    if isinstance(error, click.Abort | KeyboardInterrupt):
        note(f"Interrupted. {acted}.")
        return INTERRUPTED
    if isinstance(error, NotPrinted):
        note(f"followup: {acted}, but the answer could not be written: {error.reason}.")
        return 0
    note(f"followup: {acted}, but not all of the answer could be shown.")
    _tell(error, words, environment)
    return 0


def _tell(error: BaseException, words: Sequence[str] | None, environment: Environment) -> int:
    """Say what failed, and return its exit code. No traceback ever reaches a user."""
    if isinstance(error, click.Abort | KeyboardInterrupt):
        note("Interrupted.")
        return INTERRUPTED
    if isinstance(error, click.ClickException):
        _tell_usage(error)
        return error.exit_code
    if isinstance(error, FollowupError):
        _tell_failure(error)
        return error.exit_code
    if environment.variables.get("FOLLOWUP_DEBUG"):
        raise error
    if isinstance(error, OSError):  # the machine's, and nobody's mistake
        what = str(error.filename) if error.filename else "Something"
        note(f"followup: {what} cannot be read or written: {error.strerror or type(error).__name__}.")
        _end_output()
        return RequestFailed.exit_code
    if type(error) in {sqlite3.DatabaseError, sqlite3.OperationalError}:
        note(f"followup: The log cannot be used: {error}.")
        return NotValid.exit_code
    note(f"followup: something went wrong inside ({type(error).__name__}).")
    path = kept_report(error, _command_of(words))
    if path is None:
        note("Please report it; FOLLOWUP_DEBUG=1 shows where it happened.")
    else:
        note(f"Please report it, with what stands in {path}: nothing of your log is in it.")
    return RequestFailed.exit_code


def _command_of(words: Sequence[str] | None) -> str:
    """Return the command that was typed, and none of its words."""
    return next((word for word in (sys.argv[1:] if words is None else words) if word in COMMANDS), "none")


def _end_output() -> None:
    """Write what waits to be written, or forget it: Python would try once more at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        lead_nowhere(1)


def _tell_failure(error: FollowupError) -> None:
    if isinstance(error, InvalidFile):
        from followup.formats.yamlfile.show import show_problems

        note(show_problems(error.name, error.problems, error.lines))
    note(f"followup: {error.message}")
    if error.hint:
        note(error.hint)


def _tell_usage(error: click.ClickException) -> None:
    context = getattr(error, "ctx", None)
    if context is not None and type(error).__name__ == "NoArgsIsHelpError":  # Click 8.2 and later
        note(context.get_help())
        return
    note(f"followup: {error.format_message()}")
    option = getattr(error, "option_name", None)
    if isinstance(error, click.NoSuchOption) and any(option in param.opts for param in main.params):
        command = context.info_name if context is not None else ""
        note(f"{option} goes before the command: followup {option} ... {command}")
    elif context is not None and context.command_path:
        note(f"Try `{context.command_path} --help`.")
