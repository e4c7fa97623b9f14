"""The role that a mail is about, as it is named in it, without numbers and forms of address."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from followup.core.text import slug
from followup.formats.intake.judging.jobtitles import TITLE
from followup.formats.intake.judging.rolewords import (
    GENDERS,
    JOB,
    LEADING,
    NO_ROLES,
    NUMBER,
    NUMBER_AHEAD,
    PATTERNS,
    SEPARATORS,
    SEVERAL,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from followup.formats.intake.judging.sentences import Sentence
    from followup.formats.intake.mails.definitions import Mail

LONGEST = 80
MOST_WORDS = 6
WEAK = 3  # patterns that tell so little count only for what is called as jobs are
MOST_SENTENCES = 60


def role_of(mail: Mail, sentences: Sequence[Sentence]) -> str | None:
    """Return the role; None where the mail names none."""
    votes: dict[str, float] = defaultdict(float)
    for role, weight in _candidates(mail, sentences):
        cleaned = clean_role(_without_names(role, mail))
        if cleaned is not None:
            votes[cleaned] += weight + 2 * bool(TITLE.search(cleaned))
    if not votes:
        return None
    return max(votes, key=lambda role: (votes[role] + _within(role, votes), len(role)))


def roles_of(mail: Mail, sentences: Sequence[Sentence]) -> list[str]:
    """Return the roles of a mail that speaks of several applications; none of one that speaks of one."""
    if not any(SEVERAL.search(each.text) for each in sentences):
        return []
    found: dict[str, str] = {}
    for role, _ in _candidates(mail, sentences):
        for each in re.split(r"\s(?:and|und|et|y|&)\s(?:als\s|as\s|for\s)?|,\s", NUMBER.sub(" ", role)):
            cleaned = clean_role(each)
            if cleaned is not None and TITLE.search(cleaned):
                found.setdefault(slug(cleaned), cleaned)
    return [role for key, role in found.items() if not any(key != other and key in other for other in found)]


def _within(role: str, votes: dict[str, float]) -> float:
    """Return what shorter names of the same role add to its support."""
    mine = slug(role)
    return sum(
        weight * 0.6
        for other, weight in votes.items()
        if other != role and slug(other) and slug(other) in mine
    )


def _without_names(role: str, mail: Mail) -> str:
    """Return a role without the name of the user, which subjects carry as well."""
    for each in (*mail.to, mail.sender):
        if " " in each.name:
            role = role.replace(each.name, "")
    return role


def _candidates(mail: Mail, sentences: Sequence[Sentence]) -> Iterator[tuple[str, float]]:
    for sentence in sentences[:MOST_SENTENCES]:
        for pattern, weight in PATTERNS:
            for match in pattern.finditer(sentence.text):
                if weight > WEAK or TITLE.search(match[1]):
                    yield match[1], weight
    for piece in SEPARATORS.split(
        re.sub(r"^(?:\s*(?:re|aw|fwd?|wg|tr|rv)\s?:)+", "", mail.subject, flags=re.IGNORECASE)
    ):
        if TITLE.search(piece) and len(piece.split()) <= MOST_WORDS:
            yield (
                re.sub(
                    rf"(?i)\s{JOB}$",
                    "",
                    re.sub(
                        r"(?i)^(?:.*\b(?:for|as|of|als|about|regarding|the|your|de)\s)", "", piece.strip()
                    ),
                ),
                3,
            )


def clean_role(role: str) -> str | None:
    """Return a role without numbers and forms of address; None where that is none."""
    role = re.sub(r"\s(?:at|bei|chez|to|//|\|)\s.*$", "", role)
    role = re.sub(r"\s?\([^()]*(?:\d|fixed|permanent|part.time|full.time|remote)[^()]*\)", "", role)
    role = NUMBER_AHEAD.sub("", GENDERS.sub(" ", role))
    role = NUMBER.sub(" ", role)
    role = re.sub(
        rf"(?i)\s+(?:{JOB}|stelle|position|applications?(?: received)?|interview|gesucht)$",
        "",
        " ".join(role.split()),
    )
    role = LEADING.sub("", role)
    role = re.sub(r"\s+([,.:;])", r"\1", role).strip(" \"'“”„‘’,.:;!?-–|/&#")
    role = re.sub(r"(\w+in) / \w+$", r"\1", role)
    role = re.sub(r"\(\s*\)|\([^)]*$", "", role).strip(" ,.-–")
    first = slug(role.split(" ")[0]) if role else ""
    if not role or len(role) > LONGEST or first in NO_ROLES or not re.search(r"[^\W\d_]{3}", role):
        return None
    return role


def without_roles(text: str) -> str:
    """Return `text` with small letters where a title of a job stands, so that none is taken for a company."""
    return TITLE.sub(lambda match: match[0].lower(), text)
