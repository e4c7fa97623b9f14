"""Mails as bytes (RFC 5322, RFC 2046): the morning mail to be sent, a draft to be opened."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING, NamedTuple

from followup.core.text import clean

if TYPE_CHECKING:
    from datetime import datetime

    from followup.formats.mail.drafts import Draft
    from followup.formats.mail.filling import Reachable

# ASCII with CRLF line ends, whatever the server can do.
_POLICY = SMTP.clone(cte_type="7bit")


class Envelope(NamedTuple):
    """The header. Addresses are bare; `message_id` has its angle brackets."""

    sender: str
    recipient: str
    subject: str
    message_id: str
    date: datetime


def multipart(envelope: Envelope, text: str, html: str) -> bytes:
    """Return the morning mail. Nothing in the subject can end its line."""
    message = EmailMessage(_POLICY)
    message["From"] = envelope.sender
    message["To"] = envelope.recipient
    message["Subject"] = clean(envelope.subject)
    message["Date"] = format_datetime(envelope.date)
    message["Message-ID"] = envelope.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message.as_bytes()


def eml(draft: Draft, me: Reachable, now: datetime) -> bytes:
    """Return the draft as a file that mail programs open, in UTF-8, marked as not yet sent."""
    message = EmailMessage(SMTP)
    contact = draft.action.contact
    if me.email:
        message["From"] = Address(me.name or "", addr_spec=me.email)
    if contact is not None and contact.email:
        message["To"] = Address(contact.name or "", addr_spec=contact.email)
    message["Subject"] = draft.subject
    message["Date"] = format_datetime(now)
    message["X-Unsent"] = "1"
    message.set_content(draft.body + "\n")
    return message.as_bytes()
