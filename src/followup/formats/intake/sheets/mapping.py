"""The mapping file beside a sheet: what its columns and statuses mean, for the user to change."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta

from followup.core.rules import Definition, Text
from followup.core.text import normal
from followup.formats.intake.sheets.columns import FIELDS
from followup.formats.intake.sheets.dates import Order
from followup.formats.intake.sheets.folding import folded
from followup.formats.intake.sheets.statuses import KINDS
from followup.formats.yamlfile.decoding import Dialect, decode
from followup.formats.yamlfile.findings import Findings
from followup.formats.yamlfile.nodes import Mapping as MappingNode
from followup.formats.yamlfile.reader import read_yaml
from followup.formats.yamlfile.source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followup.core.errors import Problem
    from followup.formats.intake.sheets.grids import Table
    from followup.formats.intake.sheets.states import Row

_EXAMPLES = {
    "dates": "`dates: dmy` (the day first) or `dates: mdy`",
    "header": "`header: 3`, the row with the names of the columns",
    "worksheet": "`worksheet: Jobs`",
    "columns": '`columns:` and under it lines such as `"Date sent": applied`',
    "applications": '`applications:` and under it lines such as `"Acme, Engineer": acme-engineer` or `new`',
    "statuses": '`statuses:` and under it lines such as `"Black hole": closed`',
}
_HEAD = """\
# How `followup import` reads {name}. Change what is wrong and import again; take out what need not be said.
#
# columns: {fields}.
# statuses: {kinds}.
"""

FieldName = Literal[FIELDS]  # type: ignore[valid-type]
StatusName = Literal[KINDS]  # type: ignore[valid-type]


class Mapping(Definition, frozen=True):
    """What a user says of one sheet; whatever is left out is found out.

    `applications` answers what would be asked: the handle that a company, or company and role, has in the
    log, or `new`.
    """

    worksheet: Text | None = None
    header: Annotated[int, Meta(ge=1, le=20_000)] | None = None
    dates: Order | None = None
    columns: dict[str, FieldName] = msgspec.field(default_factory=dict)
    statuses: dict[str, StatusName] = msgspec.field(default_factory=dict)
    applications: dict[str, Text] = msgspec.field(default_factory=dict)

    @property
    def fields(self) -> dict[str, str]:
        """The fields of columns by folded name."""
        return {folded(name): str(field) for name, field in self.columns.items()}

    @property
    def kinds(self) -> dict[str, str]:
        """What statuses tell, by folded words."""
        return {folded(words): str(kind) for words, kind in self.statuses.items()}

    def answer(self, company: str, role: str | None) -> str | None:
        """Return which application of the log a job of the sheet is: its handle, `new`, or None."""
        said = {normal(name): handle for name, handle in self.applications.items()}
        return said.get(normal(f"{company}, {role}")) or said.get(normal(company))

    @staticmethod
    def of(tables: Sequence[Table], rows: Sequence[Row], dates: Order | None) -> Mapping:
        """Return what was understood of a sheet."""
        columns = {c.label: c.field or "note" for table in tables for c in table.columns}
        statuses = {
            fact.text: fact.kind
            for row in rows
            for fact in row.facts
            if fact.of_status and fact.found is None and len(fact.text) <= 60  # noqa: PLR2004
        }
        return Mapping(dates=dates, columns=columns, statuses=statuses)


def read_mapping(data: bytes) -> tuple[Mapping | None, tuple[Problem, ...], tuple[str, ...]]:
    """Return a mapping file, its problems and its lines; None in place of the file where it has errors."""
    findings = Findings()
    node, lines = read_yaml(data, findings)
    mapping: Mapping | None = None
    if isinstance(node, MappingNode):
        mapping = decode(node, Mapping, Source(findings, lines), Dialect(examples=_EXAMPLES))
    return (None if findings.has_errors else mapping), findings.all(), lines


def write_mapping(mapping: Mapping, name: str) -> str:
    """Return the text of a mapping file for the sheet called `name`; `read_mapping` reads it back."""
    head = _HEAD.format(name=name, fields=", ".join(FIELDS), kinds=", ".join(KINDS))
    lines = [f"dates: {mapping.dates}"] if mapping.dates else ["# dates: dmy"]
    for title, said in (("columns", mapping.columns), ("statuses", mapping.statuses)):
        if said:
            lines += [f"{title}:", *(f"  {_quoted(name)}: {value}" for name, value in said.items())]
    return head + "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
