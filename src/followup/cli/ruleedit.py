"""`rules diff`, `use` and `edit`: change the rules, and know first what that changes."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.adapters.rulebook import (
    RULE_SETS,
    RuleFile,
    compile_rules,
    default_rules,
    read,
    shipped_rules,
)
from followup.adapters.settings import write_private
from followup.core.difference import Change, changes_between
from followup.core.errors import InvalidFile, RequestFailed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from followup.cli.workspace import Workspace

_SCHEMA_NAME = "rules.schema.json"
_DRAFT_NAME = "rules.draft.yaml"


@click.command("diff")
@click.argument("newfile")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def rules_diff_command(workspace: Workspace, newfile: str, as_json: bool) -> None:
    """Show what NEWFILE would change for your own open actions.

    \b
    followup rules diff my-rules.yaml
    followup rules diff quiet
    """
    path = shipped_rules(newfile) if newfile in RULE_SETS else Path(newfile)
    changes = _changes(workspace, path, read(path))
    if as_json:
        from followup.formats.changes import changes_document

        workspace.say_json(changes_document(changes, workspace.sentences))
        return
    _show(workspace, changes)


@click.command("use")
@click.argument("name", type=click.Choice(RULE_SETS))
@click.pass_obj
def rules_use_command(workspace: Workspace, name: str) -> None:
    """Adopt another set of rules that ships with the program, after showing what it changes.

    \b
    followup rules use quiet        # no chasing of applications
    followup rules use persistent   # sooner and longer, within the same limits
    followup rules use default

    Your calendar and your own kinds of events stay. Rules that you had are kept beside as rules.yaml.bak.
    """
    from followup.formats.rulesplice import with_own_parts

    own = workspace.folders.own_rules
    if workspace.folders.rules is not None:
        raise RequestFailed(
            f"--rules or FOLLOWUP_RULES names {workspace.folders.rules}, so another file would not be used.",
            "Leave it out, and run this again.",
        )
    data = read(shipped_rules(name))
    had = read(own) if own.exists() else None
    if had is not None:
        data = with_own_parts(data, had)
    _show(workspace, _changes(workspace, own, data))
    if workspace.ask(f"Adopt the {name} rules?") is False:
        raise RequestFailed("Nothing was changed.")
    if had is not None:
        write_private(own.with_name(f"{own.name}.bak"), had)
    _install(workspace, data)
    click.echo(f"The {name} rules are in force: {own}")


@click.command("edit")
@click.pass_obj
def rules_edit_command(workspace: Workspace) -> None:
    """Change your rules in your editor; they come into force when they have no errors.

    \b
    followup rules edit
    EDITOR=nano followup rules edit

    The first time you get a copy of the default rules. What cannot be used is kept as a draft, and your
    rules stay as they were.
    """
    own = workspace.folders.own_rules
    draft = own.with_name(_DRAFT_NAME)
    before = read(own if own.exists() else default_rules())
    if draft.exists():
        workspace.note(f"Going on with the draft {draft}.")
    else:
        write_private(draft, before)
        _write_schema(workspace)
    while True:
        _open_editor(workspace.outside.environment, draft)
        data = read(draft)
        try:
            compile_rules(str(draft), data)
            break
        except InvalidFile as error:
            from followup.formats.problems import show_problems

            workspace.note(show_problems(error.name, error.problems, error.lines))
            if not workspace.ask("Return to the editor?"):
                raise InvalidFile(str(draft), error.problems, error.lines) from None
    if data == before:
        draft.unlink()
        click.echo("Nothing was changed.")
        return
    _install(workspace, data)
    draft.unlink()
    click.echo(f"Your rules are in force: {own}")


def _changes(workspace: Workspace, path: Path, data: bytes) -> list[Change]:
    """Return what the rules in `data` would change for the open actions."""
    other = workspace.with_rules(RuleFile(path, compile_rules(str(path), data), ""))
    return changes_between(workspace.plan(workspace.history()), other.plan(other.history()))


def _show(workspace: Workspace, changes: Sequence[Change]) -> None:
    from followup.formats.changes import changes_screen

    workspace.show(changes_screen(changes, workspace.now))


def _install(workspace: Workspace, data: bytes) -> None:
    """Put rules in force, whole or not at all."""
    write_private(workspace.folders.own_rules, data)
    _write_schema(workspace)


def _write_schema(workspace: Workspace) -> None:
    """Write the schema that the first line of the rules names, for editors that read it."""
    from followup.formats.document import encode
    from followup.formats.schema import rules_schema

    path = workspace.folders.own_rules.with_name(_SCHEMA_NAME)
    write_private(path, encode(rules_schema()).encode())


def _open_editor(environment: Mapping[str, str], path: Path) -> None:
    """Open the user's editor on `path` and wait for it; RequestFailed if it cannot be run or fails."""
    words = environment.get("VISUAL") or environment.get("EDITOR") or "vi"
    try:
        command = [*shlex.split(words), str(path)]
        result = subprocess.run(command, check=False)  # noqa: S603  # the user's own choice of a program
    except (OSError, ValueError) as error:
        raise RequestFailed(
            f"The editor {words!r} cannot be run: {getattr(error, 'strerror', None) or error}.",
            f"Set EDITOR, or edit {path} yourself and run this again.",
        ) from None
    if result.returncode != 0:
        raise RequestFailed(f"The editor {words!r} ended with an error.", f"Your draft is {path}.")
