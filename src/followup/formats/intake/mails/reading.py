"""Bytes of one mail -> `Mail`, or the one sentence that says why not; never raises for what they say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from followup.core.text import clean
from followup.formats.intake.mails.definitions import Address, Authentication, Invitation, Mail, Unreadable
from followup.formats.intake.mails.html import plain_text, visible_text
from followup.formats.intake.mails.invitations import read_invitations
from followup.formats.intake.mails.newest import Apart, taken_apart
from followup.formats.intake.mails.parts import (
    BROKEN,
    TooMuch,
    addresses,
    header,
    headers_of,
    ids,
    parsed,
    parts_of,
    sent_at,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

LONGEST_TEXT = 100_000  # characters of the lines that are read on
LONGEST_LINE = 5000
MOST_INVITATIONS = 5
SHORTEST_PLAIN = 40  # letters; less beside a page of HTML is a stub
STUB = 3  # how many times as long the HTML is
PRINTED = re.compile(r"\w")
_VERDICT = re.compile(r"\b(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)
_BULK = ("list-id", "list-unsubscribe", "feedback-id")
_PRECEDENCE = {"bulk", "list", "junk"}


class _Body(NamedTuple):
    text: str
    invitations: tuple[Invitation, ...]
    attachments: tuple[str, ...]
    passed_on: bool


def read_mail(data: bytes) -> Mail | Unreadable:
    """Read one mail as it lies in a mailbox, without the line that separates it from others (`From `)."""
    try:
        message = parsed(data)
        if not message.keys():
            return Unreadable("This is no mail: it has no headers.")
        return _mail(message)
    except TooMuch as error:
        return Unreadable(str(error))
    except BROKEN:
        return Unreadable("The mail is so broken that it cannot be read.")


def _mail(message: Message) -> Mail:
    body = _body(message)
    subject = header(message, "subject")
    apart = _apart(body.text, subject)
    sender = next(iter(addresses(message, "from")), Address(header(message, "from")))
    delivered = next(
        iter(addresses(message, "delivered-to") or addresses(message, "x-original-to")), Address()
    )
    return Mail(
        sender=sender,
        to=addresses(message, "to"),
        cc=addresses(message, "cc"),
        reply_to=next(iter(addresses(message, "reply-to")), None),
        delivered_to=delivered.email,
        date=sent_at(message),
        subject=subject,
        message_id=next(iter(ids(message, "message-id")), ""),
        references=ids(message, "references", "in-reply-to"),
        authentication=_authentication(message),
        bulk=_is_bulk(message),
        automatic=header(message, "auto-submitted").lower() not in {"", "no"},
        bounce=message.get_content_type() == "multipart/report" or header(message, "return-path") == "<>",
        forwarded=apart.forwarded or body.passed_on,
        text=apart.text,
        quoted=apart.quoted,
        signature=apart.signature,
        footer=apart.footer,
        invitations=body.invitations,
        attachments=body.attachments,
    )


def _is_bulk(message: Message) -> bool:
    precedence = header(message, "precedence").lower()
    return precedence in _PRECEDENCE or any(headers_of(message, name) for name in _BULK)


def _authentication(message: Message) -> Authentication:
    """Return what the topmost header says; the server that delivered the mail put it there last."""
    found = headers_of(message, "authentication-results")[:1]
    told: dict[str, str] = {}
    for method, result in _VERDICT.findall(found[0] if found else ""):
        told.setdefault(method.lower(), result.lower())
    return Authentication(**told)


def _body(message: Message) -> _Body:
    """Gather what is shown. Of the same text in two forms the plain one is taken, unless it is a stub."""
    plain: list[str] = []
    pages: list[str] = []
    invitations: dict[tuple[str, int, str], Invitation] = {}
    names: list[str] = []
    passed_on = False
    for part in parts_of(message):
        if part.name:
            names.append(part.name)
        if part.kind == "text/calendar" or part.name.lower().endswith(".ics"):
            for each in read_invitations(part.text, part.method):
                invitations.setdefault((each.uid, each.sequence, each.method), each)
        elif part.kind == "message/rfc822":
            passed_on = True
        elif part.attached:
            continue
        elif part.kind == "text/plain":
            plain.append(plain_text(part.text))
        elif part.kind == "text/html":
            pages.append(visible_text(part.text))
    text = _better("\n\n".join(plain), "\n\n".join(pages))
    return _Body(text, tuple(invitations.values())[:MOST_INVITATIONS], tuple(dict.fromkeys(names)), passed_on)


def _better(plain: str, page: str) -> str:
    letters, seen = len(PRINTED.findall(plain[:LONGEST_TEXT])), len(PRINTED.findall(page[:LONGEST_TEXT]))
    is_stub = letters < SHORTEST_PLAIN or letters * STUB < seen
    return page if seen and is_stub and seen > letters else plain


def _apart(text: str, subject: str) -> Apart:
    return taken_apart(list(_cleaned(text[:LONGEST_TEXT])), subject)


def _cleaned(text: str) -> Iterator[str]:
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        yield clean(line[:LONGEST_LINE])
