"""Bytes of one mail -> headers and parts, in bounded time and memory, whatever the bytes are."""

from __future__ import annotations

import re
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses, parsedate_to_datetime
from typing import TYPE_CHECKING, NamedTuple

from followup.core.text import clean
from followup.formats.intake.mails.definitions import Address

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

LARGEST = 40 << 20  # bytes; few servers take more
LARGEST_PART = 384 << 10  # of one part that much is read: no letter is longer
MOST_PARTS = 1000
MOST_NESTED = 40
LONGEST_HEADER = 8000
MOST_ADDRESSES = 100
LONGEST_ID = 300

_LINE_OF_DASHES = re.compile(rb"^(?=--)", re.MULTILINE)
_NESTING = re.compile(rb"boundary\s*=|content-type:\s*message/", re.IGNORECASE)
_HEADERS_END = re.compile(rb"\r?\n\r?\n")
_BODY_TYPES = {"text/plain", "text/html", "text/calendar"}
_ID = re.compile(r"<[^<>\s]+>")
# What the standard library is known to raise on hostile mail.
BROKEN = (ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError, OverflowError)


class Part(NamedTuple):
    """One leaf: its type in lower case, the decoded text (of text alone), its file name if it has one."""

    kind: str
    text: str
    name: str
    attached: bool
    method: str


class TooMuch(Exception):
    """The mail goes too far to be read; the sentence says how."""


def parsed(data: bytes) -> Message:
    """Return the mail with its long parts cut short; `TooMuch` where it goes too far."""
    if len(data) > LARGEST:
        raise TooMuch(f"The mail is larger than {LARGEST >> 20} MB.")
    blocks = _LINE_OF_DASHES.split(data, maxsplit=MOST_PARTS * 2)
    if len(blocks) > MOST_PARTS * 2:
        raise TooMuch(f"The mail has more than {MOST_PARTS} parts.")
    short = b"".join(block if len(block) <= LARGEST_PART else _cut(block) for block in blocks)
    if len(_NESTING.findall(short)) > MOST_NESTED:
        raise TooMuch(f"The parts of the mail are nested more than {MOST_NESTED} deep.")
    return BytesParser(policy=compat32).parsebytes(short)


def _cut(block: bytes) -> bytes:
    """Return the beginning of a long part; it ends where four letters of base64 do."""
    end = _HEADERS_END.search(block, 0, LARGEST_PART)
    lines = block[: LARGEST_PART + (end.end() if end else 0)]
    return lines[: lines.rfind(b"\n") + 1] or lines[:LARGEST_PART]


def parts_of(message: Message) -> Iterator[Part]:
    """Yield the leaves in order. What is inside an attached mail is not part of this one."""
    waiting: list[Message] = [message]
    count = 0
    while waiting and count < MOST_PARTS:
        count += 1
        part = waiting.pop()
        kind = part.get_content_type()
        payload = part.get_payload()
        if part.get_content_maintype() == "message":
            yield Part(kind, "", _file_name(part), attached=True, method="")
        elif isinstance(payload, list):
            waiting.extend(each for each in reversed(payload) if isinstance(each, Message))
        else:
            attached = part.get_content_disposition() == "attachment"
            wanted = kind in _BODY_TYPES or _file_name(part).endswith(".ics")
            text = _text(part) if wanted else ""
            yield Part(kind, text, _file_name(part), attached, _parameter(part, "method"))


def _text(part: Message) -> str:
    try:
        data = part.get_payload(decode=True)
    except BROKEN:
        return ""
    return decoded(data, _parameter(part, "charset")) if isinstance(data, bytes) else ""


def decoded(data: bytes, charset: str) -> str:
    """Return `data` as text; where the charset named is none or wrong, as UTF-8 or Windows-1252."""
    for each in (charset, "utf-8"):
        if each.lower() in {"", "us-ascii", "ascii", "iso-8859-1", "latin-1", "latin1"}:
            continue  # what calls itself so is often UTF-8 or Windows-1252
        try:
            return data.decode(each)
        except (LookupError, ValueError, TypeError):
            continue
    return data.decode("cp1252", errors="replace")


def _parameter(part: Message, name: str) -> str:
    try:
        value = part.get_param(name)
    except BROKEN:
        return ""
    if isinstance(value, tuple):
        value = value[2]
    return value.strip() if isinstance(value, str) else ""


def _file_name(part: Message) -> str:
    try:
        return clean(decoded_words(str(part.get_filename() or "")))[:200]
    except BROKEN:
        return ""


def headers_of(message: Message, name: str) -> list[str]:
    """Return the values of every header `name`, on one line, their bytes as text, words not yet decoded."""
    found = []
    for key, value in message.raw_items():
        if key.lower() == name:
            data = str(value)[:LONGEST_HEADER].encode("utf-8", "surrogateescape")
            found.append(" ".join(decoded(data, "").split()))
    return found


def header(message: Message, name: str) -> str:
    """Return the first header `name`, decoded and cleaned; empty where there is none."""
    found = headers_of(message, name)
    return clean(decoded_words(found[0])) if found else ""


def decoded_words(text: str) -> str:
    """Return `text` with its encoded words (RFC 2047) decoded; as it is where they are broken."""
    if "=?" not in text:
        return text
    try:
        pieces = decode_header(text)
    except BROKEN:
        return text
    except Exception as error:  # HeaderParseError of old versions is no ValueError
        if type(error).__module__ != "email.errors":
            raise
        return text
    return "".join(
        each if isinstance(each, str) else decoded(each, charset or "") for each, charset in pieces
    )


def addresses(message: Message, name: str) -> tuple[Address, ...]:
    """Return the mailboxes of the header `name`."""
    try:
        pairs = getaddresses(headers_of(message, name))[:MOST_ADDRESSES]
    except BROKEN:
        return ()
    found = (address(shown, email) for shown, email in pairs)
    return tuple(each for each in found if each.name or each.email)


def address(shown: str, email: str) -> Address:
    """Return a mailbox, cleaned; what is no address is taken as a name."""
    name, email = clean(decoded_words(shown)).strip("\"' "), clean(email).lower()
    if "@" not in email or " " in email:
        return Address(name or email, "")
    return Address("" if name.lower() == email else name, email)


def ids(message: Message, *names: str) -> tuple[str, ...]:
    """Return the message ids in these headers, each once, in order."""
    found = (each for name in names for value in headers_of(message, name) for each in _ID.findall(value))
    return tuple(dict.fromkeys(each for each in found if len(each) <= LONGEST_ID))


def sent_at(message: Message) -> datetime | None:
    """Return when the mail was sent, by its Date or else by the last server that took it."""
    for value in [*headers_of(message, "date"), *headers_of(message, "received")[:1]]:
        try:
            return parsedate_to_datetime(value.rpartition(";")[2].strip())
        except BROKEN:
            continue
    return None
