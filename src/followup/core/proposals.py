"""Proposals: events that a mail, an invitation or a sheet seems to tell of.

Nothing is logged before the user says yes. Whatever reads a source makes these; `matching` finds the
application of each, `decided` knows what was said about it and turns what was accepted into events.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from followup.core.actions import encode
from followup.core.events import Origin, Person

if TYPE_CHECKING:
    from collections.abc import Iterable

_ID_BYTES = 10


class Source(msgspec.Struct, frozen=True):
    """Where a proposal can be looked up: a file, in it a row (from 1, as a sheet counts) or a mail.

    `uid` and `sequence` are of an invitation; a higher number of the same one replaces it.
    """

    file: str | None = None
    row: int | None = None
    message_id: str | None = None
    uid: str | None = None
    sequence: int = 0


class Proposal(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One event that a source seems to tell of, with the words it rests on.

    `key` is what of the source makes it this proposal, by content: never a path or the number of a row, so
    that the same source, wherever it lies, proposes the same. `topic` is the same for all proposals that
    the source says are of one application: a row, a thread. `threads` are the ids of mails that this one
    answers. `company` is None where the source does not say it; `url`, `location`, `salary` are of the job.

    `dated` is false where the source does not say when; `at` is then the nearest date that it has. `restates`
    is of a source that says all it knows anew each time, such as a sheet: what it no longer says it has
    corrected. `certain` tells what may be accepted without a look at it. `said` is when the source said it,
    where that is another moment than `at`: a mail. `shared` is of a source that tells of several
    applications, so that its thread does not say which. `decided_as` is the id where the user has corrected
    what it is computed from.

    `kind` is an event kind. One that is `amended` moves the only talk that lies ahead; an invitation whose
    `source.uid` is known moves that one, whatever it is called; where no talk is known, it is the talk
    itself. Texts are clean (`core.text.clean`).
    """

    kind: str
    at: date | datetime
    key: tuple[str, ...]
    topic: str
    evidence: str
    source: Source
    company: str | None = None
    role: str | None = None
    people: tuple[Person, ...] = ()
    note: str | None = None
    until: date | None = None
    ends: datetime | None = None
    where: str | None = None
    url: str | None = None
    location: str | None = None
    salary: str | None = None
    text: str | None = None
    threads: tuple[str, ...] = ()
    dated: bool = True
    restates: bool = False
    certain: bool = True
    said: datetime | None = None
    shared: bool = False
    decided_as: str = ""

    @cached_property
    def id(self) -> str:
        """The id by which a decision about it is remembered."""
        if self.decided_as:
            return self.decided_as
        said = "\x1f".join((self.kind, *self.key))
        return encode(hashlib.sha256(said.encode("utf-8", "replace")).digest()[:_ID_BYTES])

    @property
    def origin(self) -> Origin:
        """What an event made of it remembers."""
        source = self.source
        message = "" if self.shared else source.message_id or ""
        return Origin(self.id, self.topic, message, source.uid or "", self.dated, self.said, source.sequence)

    @property
    def told_at(self) -> date | datetime:
        """When it was said, or else when it happened: the order in which things became known."""
        return self.said or self.at


class Unclear(NamedTuple):
    """What a source leaves unclear, and what is made of it: one sentence, with its place."""

    text: str
    file: str | None = None
    row: int | None = None
    column: str | None = None

    @property
    def place(self) -> str:
        """Where it stands, as a sentence begins: `jobs.csv, row 7, Date`; empty where that is unknown."""
        row = f"row {self.row}" if self.row is not None else None
        return ", ".join(filter(None, (self.file, row, self.column)))


def by_topic(proposals: Iterable[Proposal]) -> list[list[Proposal]]:
    """Return the proposals of each topic, in the order in which the topics came."""
    found: dict[str, list[Proposal]] = {}
    for each in proposals:
        found.setdefault(each.topic, []).append(each)
    return list(found.values())
