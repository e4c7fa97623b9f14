"""Columns: what the names of columns mean, in five languages. Data, and how a name is looked up in it."""

from __future__ import annotations

import re
from functools import cache

from followup.formats.intake.sheets.column_events import EVENTS
from followup.formats.intake.sheets.column_things import THINGS
from followup.formats.intake.sheets.folding import folded

FIELDS = (
    *("company", "role", "card", "name"),
    *("status", "event", "applied", "date", "status_date", "saved"),
    *("receipt", "heard_back", "phone_screen", "interview", "offer", "offer_until"),
    *("accepted", "declined", "rejected", "withdrawn", "closed", "sent"),
    *("contact", "recruiter", "hiring_manager", "referrer", "interviewer", "email", "phone"),
    *("url", "note", "clock", "ignore"),
)
# Each says of one kind of event whether, or when, it happened.
KINDS = (
    *("applied", "receipt", "heard_back", "phone_screen", "interview", "offer"),
    *("accepted", "declined", "rejected", "withdrawn", "closed", "sent"),
)
PEOPLE = ("contact", "recruiter", "hiring_manager", "referrer", "interviewer")

_PATTERNS = tuple((field, re.compile(pattern)) for field, pattern in (*THINGS, *EVENTS))
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NUMBERS = {"#", "№", "Nº", "N°"}
LONGEST_NAME = 80


@cache
def field_of(name: str) -> str | None:
    """Return the field that a column of this name has; None for a name that means nothing here."""
    if len(name) > LONGEST_NAME:
        return None
    if name.strip() in _NUMBERS or (name.strip()[-1:] in _NUMBERS and field_of(name.strip()[:-1]) != "phone"):
        return "ignore"
    plain = folded(_CAMEL.sub(" ", name))
    for each in (folded(_CAMEL.sub(" ", _BRACKETS.sub(" ", name))), plain):
        if not each:
            continue
        for field, pattern in _PATTERNS:
            if pattern.fullmatch(each):
                return field
    return None
