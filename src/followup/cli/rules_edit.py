"""`rules diff`, `use` and `edit`: change the rules, and know first what that changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.adapters.editor import open_editor
from followup.adapters.folders import write_private
from followup.adapters.rulebook import (
    RULE_SETS,
    RuleFile,
    compile_rules,
    default_rules,
    read,
    shipped_rules,
)
from followup.core.difference import Change, changes_between
from followup.core.errors import NotValid, RequestFailed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followup.cli.session import Workspace

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
        from followup.formats.screens.changes import changes_document

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

    Your calendar and your own kinds of events stay. Rules that you wrote are kept beside as rules.yaml.bak.
    """
    _refuse_named(workspace)
    own = workspace.folders.own_rules
    had = read(own) if own.exists() else None
    data = read(shipped_rules(name)) if had is None else _with_own_parts(workspace, name, had)
    _show(workspace, _changes(workspace, own, data))
    if workspace.ask(f"Adopt the {name} rules?") is False:
        raise RequestFailed("Nothing was changed.")
    if had is not None and not _is_shipped(had):
        kept = _free_name(own)
        write_private(kept, had)
        click.echo(f"The rules that you had: {kept}")
    _install(workspace, data)
    click.echo(f"The {name} rules are in force: {own}")


def _refuse_named(workspace: Workspace) -> None:
    """Raise where a file is named for this command: the user's own would be changed, and not be in force."""
    if workspace.folders.rules is not None:
        raise RequestFailed(
            f"--rules or FOLLOWUP_RULES names {workspace.folders.rules}, so your own file is not in force.",
            "Leave it out, and run this again.",
        )


def _with_own_parts(workspace: Workspace, name: str, had: bytes) -> bytes:
    """Return a set of rules with the user's calendar and events; RequestFailed if they cannot be kept."""
    from followup.adapters.rulebook import check_rules
    from followup.formats.rules.splice import with_own_parts

    data = with_own_parts(read(shipped_rules(name)), had)
    rulebook, own = check_rules(data).rulebook, workspace.rulebook
    if rulebook is None or (rulebook.calendar, rulebook.events) != (own.calendar, own.events):
        raise RequestFailed(
            f"Your calendar and your events cannot be taken over from {workspace.folders.own_rules}.",
            "Begin `calendar:` and `events:` on lines of their own there, and run this again.",
        )
    return data


def _is_shipped(had: bytes) -> bool:
    """Tell whether rules are a set that ships, calendar and events apart: no work of the user is lost."""
    from followup.formats.rules.splice import with_own_parts

    return any(had == with_own_parts(read(shipped_rules(name)), had) for name in RULE_SETS)


def _free_name(own: Path) -> Path:
    """Return where to keep the rules that the user had; what is kept already is never written over."""
    names = (f"{own.name}.bak{number}" for number in ("", *range(2, 1000)))
    return next(path for path in map(own.with_name, names) if not path.exists())


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
    _refuse_named(workspace)
    own = workspace.folders.own_rules
    draft = own.with_name(_DRAFT_NAME)
    before = read(own if own.exists() else default_rules())
    if draft.exists():
        workspace.note(f"Going on with the draft {draft}; delete it to begin with the rules in force.")
    else:
        write_private(draft, before)
        _write_schema(workspace)
    data = _edited(workspace, draft, before)
    if data == before:
        draft.unlink()
        click.echo("Nothing was changed.")
        return
    _install(workspace, data)
    draft.unlink()
    click.echo(f"Your rules are in force: {own}")


def _edited(workspace: Workspace, draft: Path, before: bytes) -> bytes:
    """Return what the user made of the draft, without errors; NotValid where that is given up."""
    from followup.adapters.rulebook import check_rules
    from followup.formats.yamlfile.show import show_problems

    while True:
        try:
            open_editor(workspace.outside.environment, draft)
        except RequestFailed as error:
            if read(draft) != before:
                raise
            draft.unlink()
            raise RequestFailed(error.message, "Name one in EDITOR. Nothing was changed.") from None
        data = read(draft)
        checked = check_rules(data)
        if checked.problems:
            workspace.note(show_problems(str(draft), checked.problems, checked.lines))
        if checked.rulebook is not None:
            return data
        if not workspace.ask("Return to the editor?"):
            raise NotValid(
                f"{draft} has errors, so your rules stay as they were.",
                "Run `followup rules edit` again to go on with it.",
            )


def _changes(workspace: Workspace, path: Path, data: bytes) -> list[Change]:
    """Return what the rules in `data` would change for the open actions."""
    other = workspace.with_rules(RuleFile(path, compile_rules(str(path), data), ""))
    return changes_between(workspace.plan(workspace.history()), other.plan(other.history()))


def _show(workspace: Workspace, changes: Sequence[Change]) -> None:
    from followup.formats.screens.changes import changes_screen

    workspace.show(changes_screen(changes, workspace.now))


def _install(workspace: Workspace, data: bytes) -> None:
    """Put rules in force, whole or not at all."""
    # A link, as into a folder of settings that is kept elsewhere, stays one.
    write_private(workspace.folders.own_rules.resolve(), data)
    _write_schema(workspace)


def _write_schema(workspace: Workspace) -> None:
    """Write the schema that the first line of the rules names, for editors that read it."""
    from followup.formats.rules.schema import rules_schema
    from followup.formats.screens.documents import encode

    path = workspace.folders.own_rules.with_name(_SCHEMA_NAME)
    write_private(path, encode(rules_schema()).encode())
