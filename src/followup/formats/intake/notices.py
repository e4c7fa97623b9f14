"""A mail and what was found in it -> a notice: proposals, and what a person wants to see of the mail.

A notice follows from the mail alone, wherever it lies and whatever else is known, so that mailboxes can be
read in any order.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from followup.core.events import SCHEDULABLE, Person, PersonPart
from followup.core.proposals import Proposal, Source
from followup.core.text import clean, shortened, slug
from followup.formats.intake.judging.judging import judge_either_way

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from followup.formats.intake.judging.findings import Found
    from followup.formats.intake.judging.rulesfile import Judgement
    from followup.formats.intake.mails.definitions import Address, Mail

LONGEST_NAME, LONGEST_ADDRESS, LONGEST_TEXT, LONGEST_ID = 120, 254, 300, 500
MOST_PEOPLE, MOST_THREADS, MOST_PROPOSALS = 10, 20, 12
_DIGEST = 40  # hexadecimal digits of a hash; nobody makes two mails with one of 160 bits
CONTEXT = 160  # characters on either side of a sentence
YEARS = range(1990, 2100)  # a mail of another year has a wrong clock
# Strict where it matters for mail headers: no spaces, no commas, no quotes, one @, a dot in the host.
_ADDRESS = re.compile(r"[^\s@<>,;:\"\\()\[\]]+@[^\s@<>,;:\"\\()\[\]]+\.[^\s@<>,;:\"\\()\[\].]+")


class Zones(NamedTuple):
    """The user's own zone, and the one of a name; None where there is none of it."""

    own: tzinfo
    named: Callable[[str], tzinfo | None]


class Notice(msgspec.Struct, frozen=True):
    """What one mail tells of.

    `around` is what stands before and after the sentence of each proposal. `sender` is how it shows itself,
    `verdict` what the user's mail server says of that: `passed`, `failed`, `unknown`. `emails` are who wrote
    it, or, if it is the user's `own`, whom to. It counts `only_known` if its thread, or one of them where it
    `speaks` of a job, belongs to an application.
    """

    proposals: tuple[Proposal, ...]
    around: tuple[tuple[str, str], ...]
    sender: str
    subject: str
    verdict: str
    emails: tuple[str, ...] = ()
    own: bool = False
    only_known: bool = False
    speaks: bool = True

    @property
    def id(self) -> str:
        """What tells one mail from others."""
        return self.proposals[0].key[0]


def notice_of(
    mail: Mail, judgement: Judgement, own: Collection[str], file: str, zones: Zones, today: date
) -> Notice | None:
    """Return what `mail` of `file` tells of; None where that is nothing. `today` dates one without a date."""
    is_own = mail.sender.email in own
    found, speaks = judge_either_way(mail, judgement, own)
    writer = _Writer(mail, found, own, file, zones, today)
    made = [(writer.proposal(each), each.evidence) for each in found[:MOST_PROPOSALS]]
    kept = [(proposal, evidence) for proposal, evidence in made if proposal is not None]
    if not kept:
        return None
    others = (*mail.to, *mail.cc) if is_own else (mail.sender,)
    flat = " ".join(mail.text.split())
    return Notice(
        tuple(proposal for proposal, _ in kept),
        tuple(_around(flat, " ".join(evidence.split())) for _, evidence in kept),
        _label(mail.sender),
        shortened(clean(mail.subject), LONGEST_TEXT),
        mail.authentication.verdict,
        tuple(each.email for each in others[:MOST_PEOPLE] if each.email and each.email not in own),
        own=is_own,
        only_known=not speaks or (is_own and _answers(mail)),
        speaks=speaks,
    )


def name_of_mail(mail: Mail) -> str:
    """Return what tells a mail from others, however and wherever it is stored.

    That is its Message-ID, with what programs that give one id to many mails do not repeat: sender, date and
    subject; without an id, all that it says.
    """
    said = [mail.sender.email, str(mail.date), mail.subject]
    if not mail.message_id:
        said += [mail.text, mail.quoted]
    digest = hashlib.sha256("\x1f".join(said).encode("utf-8", "replace")).hexdigest()
    return f"{clean(mail.message_id)[:LONGEST_ID]} {digest[:_DIGEST]}".strip()


def _answers(mail: Mail) -> bool:
    """Whether a mail goes on with what others began, so that they say what it is about."""
    return bool(mail.references) or mail.subject.casefold().startswith(("re:", "aw:", "sv:", "antw:"))


class _Writer:
    """Writes the proposals of one mail."""

    def __init__(
        self,
        mail: Mail,
        found: tuple[Found, ...],
        own: Collection[str],
        file: str,
        zones: Zones,
        today: date,
    ) -> None:
        self._mail = mail
        self._own = own
        self._file = shortened(clean(file), LONGEST_TEXT)
        self._zones = zones
        self._today = today
        self._shared = len({each.role for each in found}) > 1
        self._said = _in_years(mail.date, zones.own)
        self._name = name_of_mail(mail)
        self._id = clean(mail.message_id)[:LONGEST_ID]

    def proposal(self, found: Found) -> Proposal | None:
        """Return the proposal of one finding; None where its time is no time."""
        mail, kind, at = self._mail, found.kind, self._at(found)
        if at is None:
            return None
        role = _short(found.role)
        is_proven = mail.authentication.verdict == "passed"  # whoever forges a sender forges invitations
        threads = tuple(clean(each)[:LONGEST_ID] for each in mail.references)
        topic = next(iter(threads), self._id or self._name)
        part = f"{topic} {slug(role or '')}" if self._shared else topic
        ends = self._moment(found.ends, found.zone)
        return Proposal(
            kind=kind,
            at=at,
            key=(self._name, slug(role or "")) if self._shared else (self._name,),
            topic=part,
            evidence=shortened(clean(found.evidence), LONGEST_TEXT),
            source=Source(
                file=self._file,
                message_id=self._id or None,
                uid=clean(found.uid or "")[:LONGEST_ID] or None,
                sequence=found.sequence,
            ),
            company=_short(found.company),
            role=role,
            people=tuple(self._people(found))[:MOST_PEOPLE],
            until=found.until if kind in {"promised", "offer"} else None,
            ends=ends if isinstance(at, datetime) and isinstance(ends, datetime) and ends > at else None,
            where=_short(found.where, LONGEST_TEXT),
            threads=(*threads[:1], *threads[1:][-MOST_THREADS:]),
            dated=self._said is not None or found.at is not None,
            certain=found.certain and self._said is not None and is_proven,
            said=self._said,
            shared=self._shared,
        )

    def _at(self, found: Found) -> date | datetime | None:
        """Return when it happened: a talk when it is, everything else when it was said."""
        if found.kind in {*SCHEDULABLE, "amended"}:
            return self._moment(found.at, found.zone)
        return self._said or self._today

    def _moment(self, at: date | None, zone: str | None) -> date | datetime | None:
        if at is None or at.year not in YEARS:
            return None
        if not isinstance(at, datetime):
            return at
        clock = (self._zones.named(zone) if zone else None) or self._zones.own
        return at.replace(tzinfo=at.tzinfo or clock).astimezone(self._zones.own)

    def _people(self, found: Found) -> Iterator[Person]:
        people = found.people
        if found.kind == "sent":
            people = (*self._mail.to, *self._mail.cc)
        part: PersonPart = "interviewer" if found.kind in {*SCHEDULABLE, "amended"} else "contact"
        seen = set()
        for each in people:
            person = _person(each, part)
            if person is not None and each.email not in self._own and person.label not in seen:
                seen.add(person.label)
                yield person


def _person(address: Address, part: PersonPart) -> Person | None:
    email = clean(address.email)
    if len(email) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(email):
        email = ""
    name = clean(address.name).strip("\"' ")
    if len(name) > LONGEST_NAME or re.search("[<>@]", name):
        name = ""
    return Person(name or None, email or None, part=part) if name or email else None


def _in_years(at: datetime | None, zone: tzinfo) -> datetime | None:
    if at is None or at.year not in YEARS:
        return None
    return (at if at.tzinfo is not None else at.replace(tzinfo=UTC)).astimezone(zone).replace(microsecond=0)


def _short(text: str | None, longest: int = LONGEST_NAME) -> str | None:
    return clean(text or "")[:longest].strip() or None


def _label(address: Address) -> str:
    name, email = (
        shortened(clean(address.name), LONGEST_NAME),
        shortened(clean(address.email), LONGEST_ADDRESS),
    )
    return f"{name} <{email}>" if name and email else name or email


def _around(text: str, evidence: str) -> tuple[str, str]:
    """Return what stands before and after a sentence of a text, by whole words."""
    start = text.find(evidence) if evidence else -1
    if start < 0:
        return "", ""
    end = start + len(evidence)
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    if start > CONTEXT:
        before = f"… {before.partition(' ')[2]}"
    if end + CONTEXT < len(text):
        after = f"{after.rpartition(' ')[0]} …"
    return before, after
