"""Names: the company and the role that each row of a table is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from followup.formats.intake.sheets.content import split_jobs
from followup.formats.intake.sheets.folding import folded, mark
from followup.formats.intake.sheets.grids import said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from followup.formats.intake.sheets.grids import Cell, Column, Line, Table

# What else may stand in the cell of a company, behind its name.
_ALSO = {"address", "adresse", "anschrift", "direccion", "endereco", "indirizzo", "adres", "phone", "telefon"}
_ALSO |= {"contact", "kontakt", "ansprechpartner", "tel", "telephone", "contacto", "contato", "telefono"}
URL = re.compile(r"https?://[^\s<>\"]+")
_AGENCIES = {"agency", "vermittler", "personaldienstleister", "agence", "uitzendbureau", "agenzia"}
# What stands in place of a company that nobody may know.
_SECRET = {"confidential", "undisclosed", "unknown", "anonymous", "stealth", "not disclosed", "vertraulich"}
_SECRET |= {"anonym", "unbekannt", "confidentiel", "anonyme", "confidencial", "anoniem", "riservato", "tbc"}


def jobs_of(table: Table) -> list[tuple[str, str]]:
    """Return company and role of each line."""
    cards = table.of("card")
    if cards and not table.of("company"):
        split = iter(split_jobs([_first(line, cards) for line in table.lines]))
        roles = table.of("role")
        found = [next(split) for _ in table.lines]
        return [
            (company, _first(line, roles) or role or "")
            for line, (company, role) in zip(table.lines, found, strict=True)
        ]
    companies = sorted(table.of("company"), key=is_agency)
    roles = table.of("role")
    return [(_first(line, companies), _first(line, roles)) for line in table.lines]


def _first(line: Line, columns: Iterable[Column]) -> str:
    """Return the first of the columns that says anything in this line."""
    texts = (
        _without_link(_name_in(line.cells[each.place], each))
        for each in columns
        if each.place < len(line.cells)
    )
    return next((text for text in texts if mark(text) is not False and folded(text) not in _SECRET), "")


def is_agency(column: Column) -> bool:
    """Whether a column names who sends people to companies, rather than the company."""
    return bool(set(folded(column.label).split()) & _AGENCIES)


def _without_link(text: str) -> str:
    """Return a name without the address that stands beside it."""
    if not URL.search(text):
        return text
    return " ".join(URL.sub(" ", text).split()).strip(" -–|:()") or text


def _name_in(cell: Cell, column: Column) -> str:
    """Return what a cell says; of one with an address the name above it."""
    if set(folded(column.label).split()) & _ALSO:
        return said(re.split(r"[\n,]", str(cell).strip())[0])
    return said(cell)


def is_structured(jobs: list[tuple[str, str]]) -> bool:
    """Whether several rows leave the company out: then it stands for those below it, as in merged cells."""
    return 1 < sum(not company for company, _ in jobs) < len(jobs)


def says_more(text: str, company: str) -> bool:
    """Whether a cell says more than the name of the company that was taken from it: an address, a person."""
    return bool(company) and text.startswith(company) and not URL.search(text)
