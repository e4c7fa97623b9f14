"""People as a person types them: `Name`, `Name <mail@example.com>` or an address; and their numbers."""

from __future__ import annotations

import re

from followup.core.errors import WrongUsage
from followup.core.events import Person, PersonPart
from followup.core.text import clean

LONGEST_ADDRESS = 254  # RFC 5321, section 4.5.3.1.3, less the angle brackets
LONGEST_NAME = 120
LONGEST_NUMBER = 60  # more digits than any number has, with room for an extension and words

# Strict where it matters for mail headers: no spaces, no commas, no quotes, one @, a dot in the host.
_ADDRESS = re.compile(r"[^\s@<>,;:\"\\()\[\]]+@[^\s@<>,;:\"\\()\[\]]+\.[^\s@<>,;:\"\\()\[\].]+")
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<mail>[^<>]*)>")


def parse_person(text: str, part: PersonPart = "contact") -> Person:
    """Return the person that `text` names; WrongUsage if it names none."""
    cleaned = clean(text)
    found = _NAMED.fullmatch(cleaned)
    if found:
        name, mail = found["name"].strip().strip('"').strip(), found["mail"].strip()
    elif "@" in cleaned:
        name, mail = "", cleaned
    else:
        name, mail = cleaned, ""
    if mail and (not _ADDRESS.fullmatch(mail) or len(mail) > LONGEST_ADDRESS):
        raise _no_person(cleaned, "has no valid address")
    if (found and not mail) or any(mark in name for mark in "<>"):
        raise _no_person(cleaned, "has no valid address")
    if not name and not mail:
        raise _no_person(cleaned, "names nobody")
    if "@" in name or len(name) > LONGEST_NAME:
        raise _no_person(cleaned, "is no name")
    return Person(name=name or None, email=mail or None, part=part)


def parse_phone(text: str) -> str:
    """Return a number as the log keeps it; WrongUsage if it is none."""
    number = clean(text)
    if not 0 < len(number) <= LONGEST_NUMBER:
        raise WrongUsage(f"--phone has {len(number)} characters.", "Write for example --phone '555 0100'.")
    return number


def _no_person(text: str, what: str) -> WrongUsage:
    shown = text if len(text) <= 60 else text[:59] + "…"  # noqa: PLR2004  # a line of a terminal
    return WrongUsage(f"{shown!r} {what}.", "Write a person as Robin or as 'Robin <robin@example.com>'.")
