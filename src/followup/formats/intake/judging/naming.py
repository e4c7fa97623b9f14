"""Which employer and which role a mail is about: from how both are named in it, and from who sent it.

Several places each give a name; places that agree support one another, so that one odd sentence decides
nothing. Names are given as they are written in the mail.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from followup.core.text import slug
from followup.formats.intake.judging.companywords import (
    CARRIED,
    GENERIC,
    LEGAL,
    LINKS,
    NAME,
    NAMED,
    NO_NAMES,
    OFFICE,
    OFFICES,
    PERSON_AT,
    TEAM,
    VIA,
)
from followup.formats.intake.judging.roles import role_of, without_roles
from followup.formats.intake.judging.sentences import plain_words
from followup.formats.intake.judging.speakers import is_free

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from followup.formats.intake.judging.sentences import Sentence
    from followup.formats.intake.judging.speakers import Source
    from followup.formats.intake.mails.definitions import Mail

LONGEST = 60
MOST_SENTENCES = 60
SHORTEST_LABEL = 3
LAST_LINES = 5
MOST_LINE = 6  # words of a line that is a name
FEWEST = 2  # votes for a name to count at all
ENOUGH = 3.5  # and for a fuller form of one
MOST_WORDS = 4
MOST_FORMS = 5  # of one name in one mail
LONGEST_INITIALS = 4  # `Inc.`; a point after more letters ends the sentence


_BESIDE = re.compile(r"\s[-–|·]\s|\s?[:|]\s")


class Named(NamedTuple):
    """The employer and the role, None where the mail does not tell."""

    company: str | None
    role: str | None


def named(mail: Mail, source: Source, sentences: Sequence[Sentence], own: Collection[str]) -> Named:
    """Return the employer and the role that a mail is about."""
    role = role_of(mail, sentences)
    votes: dict[str, float] = defaultdict(float)
    for name, weight in _candidates(mail, source, sentences):
        trimmed = _trimmed(name)
        if trimmed is not None:
            votes[trimmed] += weight
    for person in _persons(mail, own):
        votes.pop(person, None)
    company = _elected(votes, _labels(mail, source))
    return Named(company, _role_alone(role, company))


def _role_alone(role: str | None, company: str | None) -> str | None:
    """Return the role without the employer that subjects write beside it: `Acme - Data Engineer`."""
    if role is None or company is None:
        return role
    pieces = [each for each in _BESIDE.split(role) if not _compact(each).startswith(_compact(company))]
    return role if not pieces or len(pieces) == len(_BESIDE.split(role)) else " - ".join(pieces)


def _candidates(mail: Mail, source: Source, sentences: Sequence[Sentence]) -> Iterator[tuple[str, float]]:
    closing = (mail.signature + "\n" + mail.footer[:1000]).split("\n")[:MOST_SENTENCES]
    for written in (*(each.text for each in sentences[:MOST_SENTENCES]), *closing):
        text = without_roles(written)
        for pattern, weight in NAMED:
            for match in pattern.finditer(text):
                yield match[1], weight
    for piece in re.split(r"\s[-–|·]\s|\s?[:,|]\s", without_roles(mail.subject)):
        if re.fullmatch(NAME, piece.strip()) and len(piece.split()) <= MOST_WORDS:
            yield piece.strip(), 1.5
    yield from _shown(mail, source)
    for line in mail.signature.split("\n")[:12]:
        team = TEAM.match(line)
        if team:
            yield team[1], 3
    yield from _closing_lines(mail, _labels(mail, source))
    everything = "\n".join(
        (mail.sender.name, mail.subject, mail.text[:6000], mail.signature, mail.footer[:2000])
    )
    for label in _labels(mail, source):
        yield from ((name, 3.5) for name in _written(label, everything))


def _shown(mail: Mail, source: Source) -> Iterator[tuple[str, float]]:
    """Yield the name shown with the address: `Acme Careers`, `Acme via Sched`, `Ann Lee from Acme`."""
    shown = VIA.sub("", mail.sender.name).strip()
    if source.who == "own":
        shown = next((each.name for each in mail.to), "")
    if source.who in {"human", "own"}:
        match = PERSON_AT.search(shown)
        if match:
            yield match[1], 4
    elif shown:
        pieces = [
            each
            for each in re.split(r"\s?[@|–/·()]\s?|\s-\s|\s(?:at|bei|chez|for|on behalf of)\s", shown)
            if _trimmed(each)
        ]
        for piece in pieces[-1:] if len(pieces) > 1 else pieces:
            yield piece, 4


def _closing_lines(mail: Mail, labels: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Yield what stands on a line by itself at the end, where people write who they are and from where."""
    parts = [part for label in labels for part in _parts(label)]
    lines = [line for line in mail.text.split("\n") if line][-LAST_LINES:]
    for line in (*lines, *mail.signature.split("\n")[:12]):
        for piece in re.split(r"\s?[|,–·/(]\s?|\s-\s", line.rstrip(" .)")):
            words = piece.split()
            if not 0 < len(words) <= MOST_LINE or _compact(piece) == _compact(mail.sender.name):
                continue
            for name in re.finditer(NAME, piece):
                yield name[0], 6 if any(part in folded(name[0]) for part in parts) else 1


def _parts(label: str) -> list[str]:
    """Return the parts of a domain's name that can tell a name: `inst-kuestenforschung`."""
    return [part for part in re.split(r"[^a-z0-9]+", label) if len(part) > SHORTEST_LABEL]


def folded(text: str) -> str:
    """Return the letters of a text as domains write them."""
    return plain_words(text).replace(" ", "").replace(",", "")


def _is_carrier(label: str, mail: Mail) -> bool:
    """Whether the mail says that it was only brought by whom the domain names: `powered by`, `via`."""
    letters = _compact(label)
    text = f"{mail.sender.name}\n{mail.text[-1500:]}\n{mail.signature}\n{mail.footer}"
    return any(_compact(match[1]).startswith(letters) for match in CARRIED.finditer(text))


def _labels(mail: Mail, source: Source) -> list[str]:
    """Return what the address calls the employer: its domain, or the tenant of an applicant system."""
    sender = mail.sender if source.who != "own" else next(iter(mail.to), mail.sender)
    parts = sender.domain.split(".")
    if source.through == "board" or is_free(sender.domain):
        return []
    if source.through == "system":
        local = re.split(r"[+=]", sender.local)[0]
        return [
            each
            for each in (local, *parts[:1])
            if len(each) >= SHORTEST_LABEL
            and slug(each)
            not in GENERIC
            | {"mail", "apply", "hire", "ats", "jobs", "talent", "admissions", "notify", "info", "hello"}
        ]
    return [each for each in parts[-2:-1] if len(parts) > 1 and not _is_carrier(each, mail)]


def _written(label: str, text: str) -> Iterator[str]:
    """Yield how the text writes the name that is run together in `label`, each time."""
    letters = re.sub(r"[^a-z0-9]", "", slug(label))
    if len(letters) < SHORTEST_LABEL:
        return
    count = 0
    seen: set[str] = set()
    for match in re.finditer(NAME, text):
        if match[0] in seen:
            continue
        seen.add(match[0])
        words = match[0].split()
        for start in range(len(words)):
            for end in range(len(words), start, -1):
                if _compact(" ".join(words[start:end])) == letters:
                    yield " ".join(words[start:end])
                    count += 1
        beginning = next(
            (
                word
                for word in words
                if _compact(word)
                and letters.startswith(_compact(word))
                and len(_compact(word)) > SHORTEST_LABEL
            ),
            None,
        )
        if beginning and count == 0 and letters.startswith(_compact(beginning)):
            yield " ".join(words[words.index(beginning) :])
            count += 1
        if count >= MOST_FORMS:
            return


def _persons(mail: Mail, own: Collection[str]) -> Iterator[str]:
    for each in (mail.sender, *mail.to, *mail.cc):
        if each.name and (each.email in own or " " in each.name):
            yield each.name if each.email in own else ""


def _compact(text: str) -> str:
    return slug(text).replace("-", "")


def _trimmed(name: str) -> str | None:
    """Return a name without what is said beside it; None where nothing is left of it."""
    words = name.strip(" \"'“”„,.:;!?-–()[]").split()
    while words and (
        slug(words[-1]) in GENERIC | LEGAL or words[-1].lower() in LINKS | {"for", "the", "und"}
    ):
        words.pop()
    while words and (
        slug(words[0]) in OFFICES
        or (len(words) > 1 and OFFICE.fullmatch(words[0]))
        or not slug(words[0])
        or (len(words) > 1 and words[0].lower() in LINKS)
    ):
        words.pop(0)
    kept: list[str] = []
    for word in words:
        if kept and slug(word) in NO_NAMES and word.lower() not in {"the", "may"}:
            break
        kept.append(word)
        if word.endswith(".") and len(word) > LONGEST_INITIALS:
            break
    text = " ".join(kept).strip(" ,.:;!?-–'’&")
    text = re.sub(r"(?:'|’)s$", "", text)
    if (
        not kept
        or slug(re.split(r"['’]", kept[0])[0]) in NO_NAMES
        or len(text) > LONGEST
        or re.match(r"\d", text)
        or not re.search(r"[^\W\d_]{2}", text)
    ):
        return None
    return text


def _elected(votes: dict[str, float], labels: Iterable[str]) -> str | None:
    """Return the name with most support; one that begins with another supports that as well."""
    if not votes:
        return next((_titled(label) for label in labels), None)
    compact = {name: _compact(name) for name in votes}
    letters = [re.sub(r"[^a-z0-9]", "", slug(label)) for label in labels]

    def support(name: str) -> float:
        mine = compact[name]
        related = sum(
            weight if compact[other] == mine else weight * 0.5
            for other, weight in votes.items()
            if compact[other].startswith(mine) or mine.startswith(compact[other])
        )
        return related + 3 * any(mine.startswith(label) or label.startswith(mine) for label in letters)

    best = max(votes, key=lambda name: (support(name), votes[name], len(name)))
    if support(best) < FEWEST:
        return next((_titled(label) for label in labels), None)
    fuller = [name for name in votes if compact[best] in compact[name] and votes[name] >= ENOUGH]
    return max(fuller, key=lambda name: (len(name.split()) <= MOST_WORDS, len(name)), default=best)


def _titled(label: str) -> str:
    return " ".join(word.capitalize() for word in re.split(r"[-_.]+", label))
