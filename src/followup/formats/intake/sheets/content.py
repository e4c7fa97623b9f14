"""Content: what columns without names hold, and which half of `Acme - Engineer` is the company."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from followup.formats.intake.sheets.dates import scan, without
from followup.formats.intake.sheets.folding import folded, mark
from followup.formats.intake.sheets.statuses import is_status, meaning_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_URL = re.compile(r"(?:https?://|www\.)\S+")
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
_PHONE = re.compile(r"[+(]?\d[\d\s()/.\-]{6,20}")
# Words of a job's title that hardly stand in the name of a company.
_ROLE = re.compile(
    r"\b(?:engineer|engineering|developer|manager|analyst|designer|scientist|consultant|intern|internship|"
    r"assistant|director|lead|architect|administrator|specialist|coordinator|associate|officer|executive|"
    r"representative|technician|programmer|accountant|nurse|teacher|clerk|supervisor|planner|recruiter|writer|"
    r"editor|researcher|senior|junior|sr|jr|swe|sde|devops|qa|tester|frontend|backend|full ?stack|trainee|"
    r"entwickler(?:in)?|ingenieur(?:in)?|berater(?:in)?|leiter(?:in)?|sachbearbeiter(?:in)?|referent(?:in)?|"
    r"werkstudent(?:in)?|praktikant(?:in)?|praktikum|kaufmann|kauffrau|mitarbeiter(?:in)?|techniker(?:in)?|"
    r"developpeu(?:r|se)|charge(?:e)?|responsable|assistante?|stagiaire|technicien(?:ne)?|ingenieure?|"
    r"chef(?:fe)? de projet|consultante?|comptable|vendeu(?:r|se)|desarrollador(?:a)?|ingenier[oa]|analista|"
    r"asistente|gerente|tecnic[oa]|auxiliar|becari[oa]|disenador(?:a)?|engenheir[oa]|desenvolvedor(?:a)?|"
    r"coordenador(?:a)?|estagiari[oa]|estagio|programador(?:a)?|product owner|scrum master|head of|"
    r"administrativ[oa]|projektmanager(?:in)?|marketing|sales|support|barista|driver|cook|cashier|librarian)\b"
)
_BOTH = (
    (re.compile(r"(?P<role>.+?)(?: @ ?| at | bei | chez | en la empresa )(?P<company>.+)"), True),
    (re.compile(r"(?P<one>.+?)\s+[-–—]\s+(?P<two>.+)"), False),
    (re.compile(r"(?P<one>.+?)\s*\|\s*(?P<two>.+)"), False),
    (re.compile(r"(?P<one>[^:/]+?):\s+(?P<two>.+)"), False),
    (re.compile(r"(?P<one>[^/]+?)\s+/\s+(?P<two>.+)"), False),
    (re.compile(r"(?P<one>.+?)\s*\((?P<two>[^()]+)\)"), False),
    (re.compile(r"(?P<one>[^,]+?),\s+(?P<two>.+)"), False),
)
_CODE = re.compile(r"#?[A-Z]{1,6}[-_ ]?\d+|\d{1,2}:\d\d")
_LONGEST = 300
_SURE = 0.6
_FEW = 2


def is_role(text: str) -> bool:
    """Whether a text has a word that jobs are called by."""
    return _ROLE.search(folded(text)) is not None


def split_jobs(texts: Sequence[str]) -> list[tuple[str, str | None]]:
    """Return company and role of each text that may hold both; which is which is the same for all of them."""
    parts = [_split(text) for text in texts]
    left = sum(is_role(one) - is_role(two) for one, two, said in parts if two is not None and not said)
    found: list[tuple[str, str | None]] = []
    for one, two, is_said in parts:
        if two is None:
            found.append((one, None))
        elif is_said or left > 0:
            found.append((two, one))
        else:
            found.append((one, two))
    return found


def _split(text: str) -> tuple[str, str | None, bool]:
    """Return the two halves of a text, and whether its words say that the second is the company."""
    for form, says in _BOTH if len(text) <= _LONGEST else ():
        if match := form.fullmatch(text):
            if says:
                return match["role"].strip(), match["company"].strip(), True
            return match["one"].strip(), match["two"].strip(), False
    return text, None, False


def guess_fields(
    rows: Sequence[Sequence[str]], named: Mapping[int, str] | None = None
) -> list[str | None] | None:
    """Return the field of each column by what stands in it; None where that leaves it open.

    `named` are the fields of the columns that have a name that is known, by place.
    """
    named = named or {}
    width = max((len(row) for row in rows), default=0)
    if width < _FEW or len(rows) < 1:
        return None
    columns = [[row[place] for row in rows if place < len(row) and row[place]] for place in range(width)]
    fields: list[str | None] = [
        named.get(place) or _plain_field(texts, len(rows)) for place, texts in enumerate(columns)
    ]
    words = [
        place
        for place, field in enumerate(fields)
        if field is None and len(columns[place]) >= len(rows) * _SURE and not _is_long(columns[place])
    ]
    roles = {place: _share(columns[place], is_role) for place in words}
    role = max(roles, key=lambda place: roles[place], default=None)
    if role is not None and roles[role] >= _SURE / 2:
        fields[role] = "role"
        words.remove(role)
    dated = {"applied", "date", "status_date", "saved"} & set(fields)
    if not dated or not words:  # without a date nothing of it could be logged
        return fields if dated and role is not None and _are_cards(columns[role]) else None
    if len(words) > 1 and "role" not in fields and len(words) > _FEW:
        return None
    fields[words[0]] = "company"
    if "role" not in fields and len(words) == _FEW:
        fields[words[1]] = "role"
    return fields


def _are_cards(texts: Sequence[str]) -> bool:
    return all(_split(text)[1] is not None for text in texts)


def _plain_field(texts: Sequence[str], rows: int) -> str | None:
    """Return the field of a column whose cells have a form of their own."""
    tests: dict[str, Callable[[str], bool]] = {
        "url": lambda text: _URL.fullmatch(text) is not None,
        "email": lambda text: _EMAIL.fullmatch(text) is not None,
        "applied": lambda text: bool(scan(text)) and not without(text, scan(text)),
        "phone": lambda text: _PHONE.fullmatch(text) is not None,
        "status": lambda text: is_status(text) or (meaning_of(text) is not None and not is_role(text)),
    }
    if not texts:
        return "ignore"
    found = next((field for field, test in tests.items() if _share(texts, test) >= _SURE), None)
    is_code = all(_CODE.fullmatch(text) or mark(text) is not None or text.isdigit() for text in texts)
    if found is None and (is_code or (len(set(texts)) == 1 and len(texts) > _FEW)):
        return "ignore"
    return found if found != "applied" or len(texts) * 2 >= rows else "note"


def _share(texts: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(map(test, texts)) / len(texts) if texts else 0.0


def _is_long(texts: Sequence[str]) -> bool:
    return sum(map(len, texts)) > len(texts) * 45
