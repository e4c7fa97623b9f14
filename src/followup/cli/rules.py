"""`rules`: see the rules as data that can be trusted. Here are those commands that only read a rules file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.cli.lazy import LazyGroup

if TYPE_CHECKING:
    from collections.abc import Sized

    from followup.cli.session import Workspace

_INVALID = 3


class RuleCommands(LazyGroup):
    """The commands about rules."""

    modules = {  # noqa: RUF012  # a ClassVar of the group
        "check": "rules",
        "test": "rules_test",
        "show": "rules",
        "diff": "rules_edit",
        "use": "rules_edit",
        "edit": "rules_edit",
        "schema": "rules",
    }
    prefix = "rules_"


@click.group("rules", cls=RuleCommands)
def rules_command() -> None:
    """Check, test, read and change the rules.

    \b
    followup rules check
    followup rules show check-in
    followup rules test my-stories.yaml
    followup rules use quiet
    """


@click.command("check")
@click.argument("file", required=False)
@click.option("--strict", is_flag=True, help="Warnings fail too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def rules_check_command(workspace: Workspace, file: str | None, strict: bool, as_json: bool) -> int:
    """Tell everything that is wrong with a rules file; the one in force, if none is named.

    \b
    followup rules check
    followup rules check my-rules.yaml --strict
    """
    from followup.adapters.rulebook import check_rules, read, rules_path
    from followup.core.errors import InvalidFile
    from followup.formats.yamlfile.show import show_problems

    path = Path(file) if file else rules_path(workspace.folders)
    checked = check_rules(read(path))
    failed = checked.rulebook is None or (strict and bool(checked.problems))
    if as_json:
        from followup.formats.screens.documents import problems_document

        workspace.say_json(problems_document(str(path), checked.problems))
        return _INVALID if failed else 0
    if checked.rulebook is None:
        raise InvalidFile(str(path), checked.problems, checked.lines)
    if checked.problems:
        click.echo(show_problems(str(path), checked.problems, checked.lines), err=True)
    rules, guards = _count(checked.rulebook.rules, "rule"), _count(checked.rulebook.guards, "guard")
    warnings = f", {_count(checked.problems, 'warning')}" if checked.problems else ""
    click.echo(f"{path}: {rules} and {guards}, no errors{warnings}.")
    return _INVALID if failed else 0


def _count(things: Sized, noun: str) -> str:
    return f"{len(things)} {noun}{'' if len(things) == 1 else 's'}"


@click.command("show")
@click.argument("rule", required=False)
@click.pass_obj
def rules_show_command(workspace: Workspace, rule: str | None) -> None:
    """Say in plain words what the rules do; all of them, or one.

    \b
    followup rules show
    followup rules show check-in
    """
    from difflib import get_close_matches

    from followup.core.errors import RequestFailed
    from followup.formats.screens.rules import rule_screen, rules_screen

    rulebook = workspace.rulebook
    if rule is None:
        workspace.show(rules_screen(rulebook, workspace.rule_file.path))
        return
    if rule not in rulebook.rules and rule not in rulebook.guards:
        near = get_close_matches(rule, [*rulebook.rules, *rulebook.guards], 1)
        hint = f"Did you mean {near[0]}?" if near else "`followup rules show` shows them all."
        raise RequestFailed(f"There is no rule {rule!r}.", hint)
    workspace.show(rule_screen(rulebook, rule))


@click.command("schema")
@click.pass_obj
def rules_schema_command(workspace: Workspace) -> None:
    """Print the JSON Schema of a rules file, for an editor that checks while you type.

    \b
    followup rules schema > rules.schema.json
    """
    from followup.formats.rules.schema import rules_schema

    workspace.say_json(rules_schema())
