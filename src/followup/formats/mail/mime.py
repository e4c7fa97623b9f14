"""A mail as it goes over the wire: plain text and HTML in one message (RFC 5322, RFC 2046)."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import TYPE_CHECKING, NamedTuple

from followup.core.text import clean

if TYPE_CHECKING:
    from datetime import datetime

# Only ASCII goes out, whatever the server can do; the line ends are CRLF.
_POLICY = SMTP.clone(cte_type="7bit")


class Envelope(NamedTuple):
    """What stands in the header; the addresses are plain ones, `message_id` with its angle brackets."""

    sender: str
    recipient: str
    subject: str
    message_id: str
    date: datetime


def multipart(envelope: Envelope, text: str, html: str) -> bytes:
    """Return the message as bytes. Nothing in the subject can end its line."""
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
