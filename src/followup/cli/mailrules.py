"""`inbox check`: what is wrong with the user's own rules for mails."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from followup.adapters.mailrules import check_own_rules, own_mail_rules, read_mail_rules_file
from followup.cli.output import Result, json_option
from followup.core.errors import InvalidFile
from followup.formats import screens
from followup.formats.words.phrases import counted

if TYPE_CHECKING:
    from followup.cli.session import Session


@click.command("check")
@click.argument("file", required=False)
@json_option
@click.pass_obj
def inbox_check_command(session: Session, file: str | None) -> Result:
    """Tell everything that is wrong with your own rules for mails, and try their examples.

    \b
    followup inbox check
    followup inbox check my-mailrules.yaml

    Your own rules are mailrules.yaml in the folder of settings.yaml; they add to those that ship.
    """
    path = Path(file) if file else own_mail_rules(session.folders)
    if file is None and not path.exists():
        return Result(lambda: [f"You have no rules of your own for mails. They would stand in {path}."])
    checked = check_own_rules(read_mail_rules_file(path))

    def document() -> dict[str, Any]:
        return screens.findings.problems_document(str(path), checked.problems)

    if checked.judgement is None:
        return Result(document=document, error=InvalidFile(str(path), checked.problems, checked.lines))
    tried = counted(checked.tried, "example")
    return Result(lambda: [f"{path}: no errors, {tried} tried."], document)
