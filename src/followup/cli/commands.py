"""The command line: the group of commands and the options before them, as Click reads them."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

import click

from followup import __version__
from followup.cli.output import Result, note
from followup.cli.session import Options
from followup.core.text import closest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from followup.cli.session import Session

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


def run_command(session: Session, words: Sequence[str]) -> Result:
    """Run one command line and return what it answers."""
    # Shells ask `followup.__main__`; Click's own way of completion is not there.
    value = main.main(
        args=list(words), prog_name="followup", obj=session, standalone_mode=False, complete_var=""
    )
    return value if isinstance(value, Result) else Result(exit_code=value or 0)


def tell_usage(error: click.ClickException) -> None:
    """Say what cannot be understood of what was typed."""
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
