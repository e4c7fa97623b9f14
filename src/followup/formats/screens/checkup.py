"""The screen of `doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from followup.core.checkup import State
from followup.core.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from followup.core.checkup import Finding

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
