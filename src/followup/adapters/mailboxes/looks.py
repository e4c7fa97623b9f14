"""What a file is, by its first bytes: an mbox, one mail, or something else."""

from __future__ import annotations

import re
from typing import Literal

from followup.adapters.mailboxes.splitting import is_loose, is_separator

LOOKED_AT = 64 << 10  # bytes; the headers of nearly all mails fit in
_MARK_OF_UTF8 = b"\xef\xbb\xbf"
_BLANK = b" \t\r\n"
# At least one of these is in every mail; `Note: ...` alone is the beginning of any text.
_OF_A_MAIL = re.compile(
    rb"^(?:From|Received|Return-Path|Delivered-To|Date|Message-ID|Subject|To|MIME-Version)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER = re.compile(rb"(?:>?From .*\r?\n)?[!-9;-~]+[ \t]*:")
_HEADERS_END = re.compile(rb"\r?\n\r?\n")
_APPLE = re.compile(rb"\d{1,10}[ \t]*\r?\n")  # Apple Mail writes the length of the mail before it

Look = Literal["mbox", "mail", "packed", "empty", "other"]


def look_of(head: bytes) -> Look:
    """Return what a file is that begins with `head`, its first `LOOKED_AT` bytes."""
    text = head[beginning(head) :]
    if not text:
        return "other" if head.strip(_BLANK) else "empty"
    if text.startswith((b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")):
        return "packed"
    if is_separator(text, loose=True) or not is_loose(text):
        return "mbox"
    length = _APPLE.match(text)
    headers = _HEADERS_END.split(text[length.end() if length else 0 :], maxsplit=1)[0]
    return "mail" if _HEADER.match(headers) and _OF_A_MAIL.search(headers) else "other"


def beginning(head: bytes) -> int:
    """Return where the first line begins that is not empty."""
    start = len(_MARK_OF_UTF8) if head.startswith(_MARK_OF_UTF8) else 0
    rest = head[start:]
    return start + len(rest) - len(rest.lstrip(b"\r\n"))


def without_envelope(data: bytes) -> bytes:
    """Return one mail without what its program wrote around it: blank lines, a length, a `From ` line."""
    data = data[beginning(data) :]
    length = _APPLE.match(data)
    if length:
        return data[length.end() : length.end() + int(length[0])]
    return data
