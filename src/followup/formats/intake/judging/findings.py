"""What was found in a mail: events it seems to tell of, each with its evidence."""

from __future__ import annotations

from datetime import date

import msgspec

from followup.formats.intake.mails.definitions import Address


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One event that a mail seems to tell of.

    `at` is the time on the clock of `zone` (None: the user's own) or a bare date, of a talk; `until` the date
    that was named. `evidence` is the sentence as it stands in the mail. `certain` says that it may be taken
    together with others; `sender` what is known of the sender: `passed`, `failed` or `unknown`. `uid` and
    `sequence` are of the invitation.
    """

    kind: str
    company: str | None = None
    role: str | None = None
    at: date | None = None
    ends: date | None = None
    zone: str | None = None
    until: date | None = None
    where: str | None = None
    people: tuple[Address, ...] = ()
    evidence: str = ""
    certain: bool = False
    sender: str = "unknown"
    uid: str | None = None
    sequence: int = 0
