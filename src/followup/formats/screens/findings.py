"""What is to be looked at: findings of `doctor`, mistakes in a file, and drafts that are nearly the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from followup.core.checkup import State
from followup.core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import RenderableType

    from followup.core.checkup import Finding
    from followup.core.errors import Problem
    from followup.core.similarity import DraftText

STYLES = {State.OK: "green", State.LOOK: "yellow", State.BROKEN: "bold red"}


def checkup_screen(findings: Iterable[Finding]) -> Table:
    """Return a row for each finding: how it is, what it is about, what was found, what to do next."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        text = Text(clean(finding.text))
        if finding.next:
            text.append("\n" + "\n".join(clean(line) for line in finding.next.splitlines()))
        table.add_row(Text(finding.state.value, style=STYLES[finding.state]), finding.part, text)
    return table


def twins_screen(draft: DraftText, twins: Sequence[DraftText]) -> RenderableType:
    """Return `draft` beside each of `twins`, for the user to tell them apart."""
    parts: list[RenderableType] = []
    for twin in twins:
        table = Table.grid(padding=(0, 3, 0, 0), expand=True)
        table.add_column(ratio=1, overflow="fold")
        table.add_column(ratio=1, overflow="fold")
        table.add_row(Text(f"To {draft.to}", style="bold"), Text(f"To {twin.to}", style="bold"))
        table.add_row(Text(draft.text), Text(twin.text))
        parts += [
            Text(f"The letters to {draft.to} and {twin.to} are nearly the same; people compare them."),
            table,
        ]
    return Group(*parts)


def checkup_document(findings: Sequence[Finding]) -> dict[str, Any]:
    """Return the document of `doctor`."""
    return {
        "schema": 1,
        "broken": sum(finding.state == "broken" for finding in findings),
        "findings": [
            {"part": each.part, "state": each.state, "text": each.text, "next": each.next or None}
            for each in findings
        ],
    }


def problems_document(name: str, problems: Sequence[Problem]) -> dict[str, Any]:
    """Return what is wrong with a file: every problem with its place, and how many are errors."""
    return {
        "schema": 1,
        "file": name,
        "errors": sum(problem.severity == "error" for problem in problems),
        "warnings": sum(problem.severity == "warning" for problem in problems),
        "problems": [
            {name: getattr(each, name) for name in ("line", "column", "severity", "code", "text", "hint")}
            for each in problems
        ],
    }
