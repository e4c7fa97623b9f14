"""Columns: what the names of columns mean, in seven languages. Data, and how a name is looked up in it."""

from __future__ import annotations

import re
from functools import cache

from followup.formats.intake.sheets.column_dutch_italian import DUTCH_AND_ITALIAN
from followup.formats.intake.sheets.column_events import EVENTS
from followup.formats.intake.sheets.column_things import THINGS
from followup.formats.intake.sheets.folding import folded

FIELDS = (
    *("company", "role", "card", "name"),
    *("status", "event", "applied", "date", "status_date", "saved"),
    *("receipt", "heard_back", "phone_screen", "interview", "offer", "offer_until"),
    *("accepted", "declined", "rejected", "withdrawn", "closed", "sent"),
    *("contact", "recruiter", "hiring_manager", "referrer", "interviewer", "email", "phone"),
    *("url", "location", "salary", "note", "clock", "ignore"),
)
# Each says of one kind of event whether, or when, it happened.
KINDS = (
    *("applied", "receipt", "heard_back", "phone_screen", "interview", "offer"),
    *("accepted", "declined", "rejected", "withdrawn", "closed", "sent"),
)
PEOPLE = ("contact", "recruiter", "hiring_manager", "referrer", "interviewer")

_PATTERNS = tuple((field, re.compile(pattern)) for field, pattern in (*THINGS, *EVENTS, *DUTCH_AND_ITALIAN))
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_AS_OF = re.compile(r"(?i)\s(?:as of|stand|per)\b.*")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NUMBERS = {"#", "№", "Nº", "N°"}
LONGEST_NAME = 80


# With these a column is about what the user means to do, or about something beside the application.
BESIDE = {
    *(
        "thank",
        "thanks",
        "follow",
        "followup",
        "next",
        "deadline",
        "due",
        "expected",
        "planned",
        "start",
        "birth",
        "birthday",
        "geburtstag",
        "born",
    ),
    *(
        "posted",
        "closing",
        "no",
        "not",
        "reminder",
        "danke",
        "relance",
        "frist",
        "proximo",
        "proxima",
        "prochain",
    ),
    *(
        "prochaine",
        "nachster",
        "nachste",
        "connected",
        "amount",
        "salary",
        "notes",
        "paid",
        "invoice",
        "order",
    ),
}


@cache
def field_of(name: str) -> str | None:
    """Return the field that a column of this name has; None for a name that means nothing here."""
    if len(name) > LONGEST_NAME:
        return None
    if name.strip() in _NUMBERS or (name.strip()[-1:] in _NUMBERS and field_of(name.strip()[:-1]) != "phone"):
        return "ignore"
    name = _SHORTENED.sub(_completed, name)
    plain = folded(_AS_OF.sub("", _CAMEL.sub(" ", name)))
    for each in (folded(_CAMEL.sub(" ", _BRACKETS.sub(" ", name))), plain):
        if not each:
            continue
        for field, pattern in _PATTERNS:
            if pattern.fullmatch(each):
                return field
    if plain[-1:].isdigit() and plain.rstrip("0123456789 "):
        return field_of(plain.rstrip("0123456789 "))
    return _by_words(plain)


# Words that people shorten in the names of columns, with a full stop behind: `Vorstellungsgespr.`.
_SHORTENED = re.compile(r"([^\W\d_]{3,})\.(?=\s|$|/)")
_LONG_WORDS = (
    *("eingangsbestatigung", "bestatigung", "vorstellungsgesprach", "vorstellungstermin", "gesprach"),
    *("telefoninterview", "telefongesprach", "bewerbungsdatum", "beworben", "bewerbung", "bemerkungen"),
    *("ansprechpartner", "ruckmeldung", "unternehmen", "position", "company", "interview", "application"),
    *("applied", "recruiter", "response", "rejected", "salary", "location", "candidature", "entreprise"),
    *(
        "entretien",
        "reponse",
        "observaciones",
        "observacoes",
        "entrevista",
        "respuesta",
        "empresa",
        "sollicitatie",
    ),
    *("opmerkingen", "contactpersoon", "colloquio", "azienda", "posizione", "risposta", "description"),
)


def _completed(found: re.Match[str]) -> str:
    """Return the only long word that a shortened one begins; it as it is where there are several, or none."""
    start = folded(found[1])
    words = [word for word in _LONG_WORDS if word.startswith(start)]
    return words[0] if len(words) == 1 and start else found[0]


def _by_words(plain: str) -> str | None:
    """Return the field of a name that is not known as a whole: a question, or one with a telling word."""
    words = plain.split()
    asked = " ".join(word for word in words if word not in _ASKING)
    if len(words) > 1 and asked and asked != plain:
        return field_of(asked)  # `When did you apply?`
    if len(words) <= _FEW and not set(words) & BESIDE:
        return next((_LAST[word] for word in reversed(words) if word in _LAST), None)
    return None


_ASKING = {
    "what",
    "which",
    "did",
    "have",
    "has",
    "was",
    "were",
    "do",
    "does",
    "you",
    "your",
    "i",
    "my",
    "the",
}
_ASKING |= {"a", "an", "they", "it", "them", "get", "got", "had", "been", "mein", "meine", "mon", "ma", "mi"}
# A short name that is not known as a whole is told by such a word in it: `Employer contacted`.
_FEW = 4
_LAST = {
    **dict.fromkeys(("company", "employer", "firma", "unternehmen", "arbeitgeber", "entreprise"), "company"),
    **dict.fromkeys(("bedrijf", "werkgever", "azienda", "societa"), "company"),
    **dict.fromkeys(("functie", "vacature", "ruolo", "posizione"), "role"),
    **dict.fromkeys(("empresa", "organization", "organisation", "societe", "employeur"), "company"),
    **dict.fromkeys(("position", "role", "job", "stelle", "poste", "puesto", "vaga", "cargo"), "role"),
    **dict.fromkeys(("status", "stage", "outcome", "estado", "statut", "situacao", "ergebnis"), "status"),
}


_LOOSE = {*KINDS, "status_date", "saved"} - {"sent", "closed", "accepted"}


@cache
def loose_field(name: str) -> str | None:
    """Return the field that a part of an unknown name has, the longest part that has one.

    Only for what stands above dates or marks: `Einladung zum ersten Termin am`, `Got a reply`.
    """
    words = folded(_CAMEL.sub(" ", name)).split()[:8]
    if set(words) & BESIDE:
        return None
    for length in range(len(words), 0, -1):
        parts = [" ".join(words[at : at + length]) for at in range(len(words) - length + 1)]
        for part in reversed(parts):
            field = field_of(part)
            if field in _LOOSE:
                return field
            if field == "status":
                return "status_date"
    return None
