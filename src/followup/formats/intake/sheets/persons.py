"""Persons: who a row of a sheet names, and how to reach them."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, cast

from followup.core.events import Person, PersonPart
from followup.core.text import clean
from followup.formats.intake.sheets.columns import PEOPLE
from followup.formats.intake.sheets.folding import folded, mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followup.formats.intake.sheets.grids import Column
    from followup.formats.intake.sheets.states import Row

# As strict as what is typed: no marks that mean something in the head of a mail.
_ADDRESS = re.compile(r"[^\s@<>,;:\"\\()\[\]]+@[^\s@<>,;:\"\\()\[\]]+\.[^\s@<>,;:\"\\()\[\].]+")
_PHONE = re.compile(r"(?<![\w@.])\+?\(?\d[\d ()/.\-]{5,18}\d(?![\w@])")
_BETWEEN = re.compile(r"[;/\n]| & | and | und | et | y | e |, (?=[A-Z])")
_TITLE = re.compile(
    r"(?i)^(?:(?:mr|mrs|ms|miss|mx|dr|prof|hr|fr|sr|sra|srta|mme|mlle|m|dhr|mevr|mw|dott|dott\.ssa|sig|sig\.ra|ing)\.|frau|herrn?|mr|mrs|ms|mme|dr|prof)\s+"
)
_LAST_FIRST = re.compile(r"(?P<last>[^\W\d_][\w'’\-]+), (?P<first>[^\W\d_][\w'’\-]+\.?)")
_NOBODY = {
    *("tel", "telefon", "phone", "mobile", "cell", "mail", "e mail", "fax", "chef", "chefin", "front desk"),
    *("manager", "hiring manager", "owner", "boss", "receptionist", "staff", "store manager", "supervisor"),
    *(
        "linkedin",
        "hr",
        "hr team",
        "recruiting",
        "recruiter",
        "recruiting team",
        "talent team",
        "online",
        "unknown",
    ),
    *(
        "website",
        "none",
        "email",
        "company website",
        "portal",
        "indeed",
        "glassdoor",
        "careers",
        "info",
        "jobs",
    ),
    *(
        "friend",
        "internal",
        "external",
        "self",
        "me",
        "personalabteilung",
        "rh",
        "personal",
        "team",
        "support",
    ),
    *(
        "noreply",
        "no reply",
        "various",
        "unbekannt",
        "agency",
        "referral",
        "easy apply",
        "company site",
        "n a",
    ),
}
# Characters of a cell that names people; what is longer tells a story.
_LONGEST_PEOPLE = 300
_LONGEST_NAME, _MOST_WORDS, _LONGEST_ADDRESS = 60, 5, 254


def take_person(row: Row, column: Column, text: str) -> None:
    """Keep who a cell names; a second such cell, or a story, is a note."""
    if mark(text) is not None and column.field != "phone":
        return
    key = column.field or "contact"
    if key in row.people or len(text) > _LONGEST_PEOPLE:
        row.notes.append(f"{column.label}: {text}")
    else:
        row.people[key] = text


def people_in(row: Row, own: set[str]) -> tuple[list[Person], list[str]]:
    """Return the people that a row names, and what stands in their columns that names nobody.

    `own` are addresses and numbers of the user's own.
    """
    found: list[Person] = []
    rest: list[str] = []
    for part in PEOPLE:
        text = row.people.get(part)
        if text:
            named = _named(text, part)
            found += named
            if not named:
                rest.append(f"{part.replace('_', ' ').capitalize()}: {text}")
    _reached(found, rest, row, own)
    return found, rest


def own_addresses(rows: Sequence[Row]) -> set[str]:
    """Return what stands as address or number in every row: it is the user's own, and no contact."""
    own: set[str] = set()
    for field in ("email", "phone"):
        texts = Counter(row.people[field] for row in rows if field in row.people)
        companies = {row.company for row in rows if field in row.people}
        if len(texts) == 1 and len(companies) > 1:
            own |= set(texts)
    return own


def _named(text: str, part: str) -> list[Person]:
    """Return the people that one cell names, each with the address and the number that stand with them."""
    people = []
    backwards = _LAST_FIRST.fullmatch(text) if part != "interviewer" else None
    if backwards:
        text = f"{backwards['first']} {backwards['last']}"
    for piece in _BETWEEN.split(text):
        email, phone = _ADDRESS.search(piece), _PHONE.search(piece)
        name = piece
        for found in (email, phone):
            name = name.replace(found[0], " ") if found else name
        their_part = _part_in(piece) or part
        name = _name(re.sub(r"\([^()]*\)|<[^<>]*>?|\bmailto:", " ", name))
        address = email[0] if email and len(email[0]) <= _LONGEST_ADDRESS else None
        if name or address:
            number = clean(phone[0]) if phone else None
            people.append(Person(name, address, number, cast("PersonPart", their_part)))
        elif people and folded(piece) in _PARTS:
            last = people[-1]
            people[-1] = Person(last.name, last.email, last.phone, cast("PersonPart", _PARTS[folded(piece)]))
        elif people and phone:
            last = people[-1]
            people[-1] = Person(last.name, last.email, last.phone or clean(phone[0]), last.part)
    merged = _merged(people)
    return merged if len(merged) <= _MOST_WORDS else []


# What a cell may call a person beside the name: `Kim Doe (recruiter)`.
_PARTS = {
    **dict.fromkeys(("recruiter", "recruiterin", "recruteur", "recruteuse", "headhunter", "hr"), "recruiter"),
    **dict.fromkeys(("hm", "hiring manager", "manager", "line manager"), "hiring_manager"),
    **dict.fromkeys(("referrer", "referral", "referred me"), "referrer"),
    **dict.fromkeys(("interviewer", "interviewed me"), "interviewer"),
}


def _part_in(piece: str) -> str | None:
    """Return the part that stands in brackets beside a name."""
    found = re.search(r"\(([^()]*)\)", piece)
    return _PARTS.get(folded(found[1])) if found else None


def _merged(people: list[Person]) -> list[Person]:
    """Return the people, those of `Jane Roe; jane@example.com` as one."""
    if len(people) == 2 and people[0].name and not people[0].email and not people[1].name:  # noqa: PLR2004
        first, second = people
        return [Person(first.name, second.email, first.phone or second.phone, first.part)]
    return people


def _name(text: str) -> str | None:
    """Return the name that is left of a piece of a cell; None if it is none."""
    name = _TITLE.sub("", " ".join(text.split()).strip(" ,;:-–|/."))
    name = name.split(",")[0].strip() if "," in name else name
    words = name.split()
    fits = words and len(words) <= _MOST_WORDS and len(name) <= _LONGEST_NAME
    is_word = fits and not any(c.isdigit() or c in '@<>"\\' for c in name) and folded(name) not in _NOBODY
    return name if is_word and (name[0].isupper() or not name[0].isascii()) else None


def _reached(people: list[Person], rest: list[str], row: Row, own: set[str]) -> None:
    """Give the address and the number of a row to the person of whom it is."""
    text, number = row.people.get("email", ""), row.people.get("phone", "")
    emails = [] if text in own else _ADDRESS.findall(text)
    phone = None if number in own or not number else clean(number)[:60]
    if text and text not in own and not emails:
        rest.append(f"E-mail: {text}")
    if len(emails) > 1:
        rest.append(f"E-mail: {text}")
    without = [each for each in people if each.part not in {"referrer", "interviewer"}] or people
    if without:
        first = without[0]
        email = first.email or (emails[0] if len(emails) == 1 else None)
        people[people.index(first)] = Person(first.name, email, first.phone or phone, first.part)
    elif len(emails) == 1:
        people.append(Person(None, emails[0], phone))
    elif phone:
        rest.append(f"Phone: {phone}")
