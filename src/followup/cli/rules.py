"""`rules`: see the rules as data that can be trusted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from followup.cli.workspace import Workspace


@click.group("rules")
def rules_command() -> None:
    """Check and read the rules.

    \b
    followup rules check
    followup rules check my-rules.yaml
    followup rules show check-in
    """


@rules_command.command("check")
@click.argument("file", required=False)
@click.pass_obj
def check(workspace: Workspace, file: str | None) -> None:
    """Tell everything that is wrong with a rules file; the one in force, if none is named.

    \b
    followup rules check
    followup rules check my-rules.yaml
    """
    from followup.adapters.rulebook import read, rules_path
    from followup.core.errors import InvalidFile
    from followup.formats.problems import show_problems
    from followup.formats.rulefile import read_rules

    path = Path(file) if file else rules_path(workspace.folders)
    checked = read_rules(read(path))
    if checked.rulebook is None:
        raise InvalidFile(str(path), checked.problems, checked.lines)
    if checked.problems:
        click.echo(show_problems(str(path), checked.problems, checked.lines), err=True)
    rules, guards = len(checked.rulebook.rules), len(checked.rulebook.guards)
    warnings = f", {len(checked.problems)} to look at" if checked.problems else ""
    click.echo(f"{path}: {rules} rules and {guards} guards, no errors{warnings}.")


@rules_command.command("show")
@click.argument("rule", required=False)
@click.pass_obj
def show(workspace: Workspace, rule: str | None) -> None:
    """Say in plain words what the rules do; all of them, or one.

    \b
    followup rules show
    followup rules show check-in
    """
    from difflib import get_close_matches

    from followup.core.errors import RequestFailed
    from followup.formats.rulescreen import rule_screen, rules_screen

    rulebook = workspace.rulebook
    if rule is None:
        workspace.show(rules_screen(rulebook, workspace.rule_file.path))
        return
    if rule not in rulebook.rules and rule not in rulebook.guards:
        near = get_close_matches(rule, [*rulebook.rules, *rulebook.guards], 1)
        hint = f"Did you mean {near[0]}?" if near else "`followup rules show` shows them all."
        raise RequestFailed(f"There is no rule {rule!r}.", hint)
    workspace.show(rule_screen(rulebook, rule))
