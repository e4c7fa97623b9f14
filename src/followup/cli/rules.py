"""`rules`: see the rules as data that can be trusted. Here are those commands that only read a rules file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from followup.adapters.rulebook import check_rules, read, rules_path
from followup.cli.commands import LazyGroup
from followup.cli.output import Result, json_option
from followup.core.errors import InvalidFile, NotValid, RequestFailed
from followup.core.text import closest
from followup.formats import screens
from followup.formats.rules.schema import rules_schema
from followup.formats.words.phrases import counted
from followup.formats.words.rules import in_words
from followup.formats.yamlfile.show import show_problems

if TYPE_CHECKING:
    from followup.cli.session import Session

RULE_COMMANDS = {
    "check": "rules",
    "test": "stories",
    "show": "rules",
    "diff": "rules_change",
    "use": "rules_change",
    "edit": "rules_change",
    "schema": "rules",
}


@click.group("rules", cls=LazyGroup, modules=RULE_COMMANDS, prefix="rules_")
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
@json_option
@click.pass_obj
def rules_check_command(session: Session, file: str | None, strict: bool) -> Result:
    """Tell everything that is wrong with a rules file; the one in force, if none is named.

    \b
    followup rules check
    followup rules check my-rules.yaml --strict
    """
    path = Path(file) if file else rules_path(session.folders)
    checked = check_rules(read(path))
    rulebook, problems, lines = checked.rulebook, checked.problems, checked.lines

    def document() -> dict[str, Any]:
        return screens.findings.problems_document(str(path), problems)

    if rulebook is None:
        return Result(document=document, error=InvalidFile(str(path), problems, lines))
    parts = f"{counted(len(rulebook.rules), 'rule')} and {counted(len(rulebook.guards), 'guard')}"
    if not problems:
        return Result(lambda: [f"{path}: {parts}, no errors."], document)
    sentence = f"{path}: {parts}, no errors, {counted(len(problems), 'warning')}."
    shown = show_problems(str(path), problems, lines)
    return Result(lambda: [sentence], document, NotValid.exit_code if strict else 0, (shown,))


@click.command("show")
@click.argument("rule", required=False)
@click.pass_obj
def rules_show_command(session: Session, rule: str | None) -> Result:
    """Say in plain words what the rules do; all of them, or one.

    \b
    followup rules show
    followup rules show check-in
    """
    rulebook = session.rulebook
    known = [*rulebook.rules, *rulebook.guards]
    if rule is not None and rule not in known:
        near = closest(rule, known, 1)
        hint = f"Did you mean {near[0]}?" if near else "`followup rules show` shows them all."
        raise RequestFailed(f"There is no rule {rule!r}.", hint)
    if rule is not None:
        return Result(lambda: [screens.rules.rule_screen(*in_words(rulebook, rule))])
    names = [*known, "stop"] if rulebook.stop else known
    path = session.rule_file.path
    return Result(lambda: [screens.rules.rules_screen((in_words(rulebook, each) for each in names), path)])


@click.command("schema")
@click.pass_obj
def rules_schema_command(_session: Session) -> Result:
    """Print the JSON Schema of a rules file, for an editor that checks while you type.

    \b
    followup rules schema > rules.schema.json
    """
    return Result(document=rules_schema, as_json=True)
