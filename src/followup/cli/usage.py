"""The commands as values, read off Click, with what each word of them may be."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, get_args

import click

from followup.core.events import FACTS
from followup.core.pipeline import NO_STAGE
from followup.core.rules import Channel
from followup.formats.usage.commands import FILE, FOLDER, Argument, Command, Option, Takes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HANDLES, _PEOPLE, _ACTIONS = Takes(asks="handles"), Takes(asks="people"), Takes(asks="actions")
_EVENTS, _FILE = Takes(asks="events"), Takes(path=FILE)
_DATES, _AHEAD = Takes(("today", "yesterday", "tomorrow", *_WEEK)), Takes(("tomorrow", *_WEEK))


def _typed(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word.replace("_", "-") for word in words)


_KINDS = Takes(_typed(FACTS), "kinds")
# By the word that stands for a value in the help.
_BY_METAVAR = {
    "PERSON": _PEOPLE,
    "APPLICATION": _HANDLES,
    "HANDLE": _HANDLES,
    "ID": _ACTIONS,
    "ID...": _ACTIONS,
    "ID-OR-APPLICATION": _ACTIONS | _HANDLES,
    "EVENT": _EVENTS,
    "WHEN": _DATES,
    "FROM": _AHEAD,
    "TO": _AHEAD,
    "CHANNEL": Takes(_typed(get_args(Channel))),
    "STAGE": Takes(_typed(each for each in FACTS if each not in NO_STAGE), "kinds"),
    "FILE": _FILE,
    "FILE...": _FILE,
    "DIR": Takes(path=FOLDER),
}
# By command and name, where the help has no word of its own for it.
_BY_NAME = {
    "add kind": _KINDS,
    "edit kind": _KINDS,
    "add company": _HANDLES,
    "note application": _HANDLES,
    "show application": _HANDLES,
    "brief application": _HANDLES,
    "edit event": _EVENTS,
    "prefer person": _PEOPLE,
    "people edit person": _PEOPLE,
    "snooze when": _AHEAD,
    "import file": _FILE,
    "merge other": _FILE,
    "backup restore name": Takes(asks="backups"),
    "rules check file": _FILE,
    "rules diff newfile": _FILE,
    "rules show rule": Takes(asks="rules"),
}


def usage_of(program: click.Command) -> Command:
    """Return the program with all its commands; each module of a command is loaded for it."""
    root = click.Context(program, info_name="followup", **program.context_settings)
    names = program.list_commands(root) if isinstance(program, click.Group) else ()
    return _command(program, root, Takes(tuple(names)))


def _command(command: click.Command, context: click.Context, names: Takes) -> Command:
    path = context.command_path.removeprefix("followup").strip()
    help_option = command.get_help_option(context)
    params: Sequence[click.Parameter] = [*command.params, *([help_option] if help_option else [])]
    below = []
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None and not found.hidden:
                inner = click.Context(found, context, name, **found.context_settings)
                below.append(_command(found, inner, names))
    return Command(
        path,
        _usage(command, context),
        tuple(inspect.cleandoc(command.help or "").split("\n\n")),
        tuple(
            _option(param, path) for param in params if isinstance(param, click.Option) and not param.hidden
        ),
        tuple(
            Argument(names if path == "help" else _takes(param, path), param.nargs != 1)
            for param in params
            if isinstance(param, click.Argument)
        ),
        tuple(below),
    )


def _usage(command: click.Command, context: click.Context) -> str:
    pieces = command.collect_usage_pieces(context)
    if isinstance(command, click.Group):  # which each version of Click says in another way
        pieces[-1] = "[COMMAND ...]" if command.invoke_without_command else "COMMAND ..."
    return " ".join(pieces)


def _option(option: click.Option, path: str) -> Option:
    names = tuple(sorted(option.opts, key=len))
    if option.is_flag or option.count:
        return Option(names, option.help or "")
    takes = _takes(option, path)
    metavar = option.metavar or ("|".join(takes.words) if isinstance(option.type, click.Choice) else "")
    return Option(names, option.help or "", metavar or (option.name or "").upper().replace("_", "-"), takes)


def _takes(param: click.Parameter, path: str) -> Takes:
    if isinstance(param.type, click.Choice):
        return Takes(tuple(map(str, param.type.choices)))
    found = _BY_NAME.get(f"{path} {param.name}")
    return found or _BY_METAVAR.get(param.metavar or "", Takes())
