"""Mails as bytes (RFC 5322, RFC 2046): the morning mail to be sent, a draft to be opened.

Headers that may repeat a text from outside are encoded here, not by the email library: it takes what looks
like an encoded word (`=?utf-8?q?...?=`, RFC 2047) for one, decodes it, and writes out what was in it, be it a
line of its own.
"""

from __future__ import annotations

import re
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime
from typing import TYPE_CHECKING, NamedTuple

from followup.core.text import clean

if TYPE_CHECKING:
    from datetime import datetime

    from followup.formats.mail.drafts import Draft
    from followup.formats.mail.filling import Reachable

# ASCII with CRLF line ends, whatever the server can do.
_POLICY = SMTP.clone(cte_type="7bit", refold_source="none")
# A mail program reads it, not a server; only an address that is not ASCII makes use of UTF-8.
_FILE_POLICY = SMTPUTF8.clone(refold_source="none")
_ENCODED_WORD = "=?"
# A line cannot be folded in a word; it has at most 998 bytes (RFC 5322, section 2.1.1).
_LONGEST_WORD = 60
_ATOMS = re.compile(r"[A-Za-z0-9 '-]+")


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
    message.set_raw("From", envelope.sender)
    message.set_raw("To", envelope.recipient)
    message.set_raw("Subject", _encoded("Subject", envelope.subject))
    message["Date"] = format_datetime(envelope.date)
    message["Message-ID"] = envelope.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    return message.as_bytes()


def eml(draft: Draft, me: Reachable, now: datetime) -> bytes:
    """Return the draft as a file that mail programs open, marked as not yet sent."""
    message = EmailMessage(_FILE_POLICY)
    for name, person in (("From", me), ("To", draft.action.contact)):
        # What looks like an encoded word is no address that anybody has, and some programs would decode it.
        if person is not None and person.email and _ENCODED_WORD not in person.email:
            message.set_raw(name, _mailbox(name, person.name or "", person.email))
    message.set_raw("Subject", _encoded("Subject", draft.subject))
    message["Date"] = format_datetime(now)
    message["X-Unsent"] = "1"
    message.set_content(draft.body + "\n")
    return message.as_bytes()


def _encoded(name: str, text: str) -> str:
    """Return a header's text, folded; what is read is `text`, letter by letter."""
    text = clean(text)
    words = text.split(" ")
    is_plain = text.isascii() and _ENCODED_WORD not in text and max(map(len, words)) <= _LONGEST_WORD
    return Header(text, "us-ascii" if is_plain else "utf-8", header_name=name).encode()


def _mailbox(header: str, name: str, address: str) -> str:
    """Return a name with its address, for the header `header`."""
    name, address = clean(name), clean(address)
    if not name:
        return address
    if _ATOMS.fullmatch(name):
        return f"{name} <{address}>"
    if name.isascii() and _ENCODED_WORD not in name:
        escaped = re.sub(r'(["\\])', r"\\\1", name)
        return f'"{escaped}" <{address}>'
    return f"{Header(name, 'utf-8', header_name=header).encode()} <{address}>"
