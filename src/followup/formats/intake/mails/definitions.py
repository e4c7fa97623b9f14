"""What one mail says, as a value: who wrote to whom, when, the newest text alone, the invitations in it."""

from __future__ import annotations

from datetime import date, datetime

import msgspec


class Address(msgspec.Struct, frozen=True):
    """One mailbox; `email` is in lower case, `name` is what was shown with it, either may be empty."""

    name: str = ""
    email: str = ""

    @property
    def local(self) -> str:
        """Return what stands before the `@`."""
        return self.email.partition("@")[0]

    @property
    def domain(self) -> str:
        """Return what stands after the `@`."""
        return self.email.partition("@")[2]


class Authentication(msgspec.Struct, frozen=True):
    """What the user's own mail server found out about the sender: `pass`, `fail`, `none` and so on.

    None where it says nothing. Only the topmost header counts: whoever sends can write further ones.
    """

    spf: str | None = None
    dkim: str | None = None
    dmarc: str | None = None

    @property
    def verdict(self) -> str:
        """Return `passed`, `failed` or `unknown`: whether the sender is who the From says."""
        if self.dmarc == "fail":
            return "failed"
        if self.dmarc == "pass":
            return "passed"
        told = {self.spf, self.dkim}
        if "pass" in told:
            return "passed"
        return "failed" if told & {"fail", "softfail", "permerror"} else "unknown"


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a text/calendar part (RFC 5546).

    `starts` is the time on the clock of `zone`, without a zone of its own; a bare date for a whole day.
    """

    method: str
    uid: str
    sequence: int = 0
    starts: date | None = None
    ends: date | None = None
    zone: str | None = None
    summary: str = ""
    description: str = ""
    where: str = ""
    status: str = ""
    organizer: Address | None = None
    attendees: tuple[Address, ...] = ()


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """One mail, its texts cleaned, line by line.

    `text` is what its sender wrote now; `quoted` is what was repeated below it, `signature` what stands after
    the closing, `footer` what the system adds.

    `date` is None where no header tells it. `bulk` says that it went to many at once, `automatic` that a
    program sent it by its own account, `bounce` that it reports on another mail.
    """

    sender: Address
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: Address | None = None
    delivered_to: str = ""
    date: datetime | None = None
    subject: str = ""
    message_id: str = ""
    references: tuple[str, ...] = ()
    authentication: Authentication = Authentication()
    bulk: bool = False
    automatic: bool = False
    bounce: bool = False
    forwarded: bool = False
    text: str = ""
    quoted: str = ""
    signature: str = ""
    footer: str = ""
    invitations: tuple[Invitation, ...] = ()
    attachments: tuple[str, ...] = ()


class Unreadable(msgspec.Struct, frozen=True):
    """Why a mail was not read, in one sentence."""

    text: str
