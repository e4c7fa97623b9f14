"""Mails: whatever names and roles say, a mail has the headers that it is meant to have, and no other."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.building import Diary
from followup.core.actions import Action, Status
from followup.core.calendar import Calendar
from followup.core.events import Person
from followup.core.rules import Rule, Template
from followup.core.text import clean
from followup.formats.mail.drafts import Draft
from followup.formats.mail.mime import Envelope, eml, multipart
from followup.formats.settings.definitions import Myself

if TYPE_CHECKING:
    from email.message import EmailMessage

NOW = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
ME = "me@example.com"
BODY = ("MIME-Version", "Content-Type")
BCC = "=?utf-8?q?=0ABcc:=20evil=40example.org?="
HOSTILE = [
    f"Engineer {BCC}",
    BCC,
    f"{BCC} {BCC}",
    "=?utf-8?b?CkJjYzogZXZpbEBleGFtcGxlLm9yZw==?=",
    "=?utf-8?q?=0D=0ABcc:=20evil=40example.org=0D=0A=0D=0AHello?=",
    "=?us-ascii?Q?=0a?= x",
    "=?iso-8859-1?q?=E9?= =?iso-8859-1?q?=0A?=",
    "=?utf-8?q?=ED=A0=80?=",
    "=?utf-16?b?AAo=?=",
    "=?unknown-8bit?q?=0A?=",
    "=?utf-8*en?q?=0A?=",
    f"x{BCC}y",
    f"({BCC})",
    f'"{BCC}" <evil@example.org>',
    f"株式会社 {BCC} Zoë",
    "=?utf-8?q?" + "x" * 200 + "?=",
    "=?utf-8?q?=0A",
    "=?",
    "?=",
    "=" * 300,
    "a\r\nBcc: evil@example.org",
    "a\nBcc: evil@example.org",
    "a\u2028Bcc: evil@example.org",
    "a\x00\x1b[31m b",
    "Bcc: evil@example.org",
    "evil@example.org, other@example.org",
    'a; b: c,; <d> (e) [f] \\ \\" @',
    "x" * 2000,
    "日" * 700,
    "a " * 900,
    "Dr. O'Neil-Łuczak, PhD",
    "👩\u200d💻 \u05d7\u05d1\u05e8\u05d4",
    "%0ABcc:evil@example.org",
]
PIECES = st.sampled_from(
    [
        *HOSTILE[:16],
        "=?utf-8?q?",
        "?=",
        "=0A",
        "Bcc:",
        " ",
        "\n",
        "\t",
        "é",
        "日",
        ",",
        "<",
        '"',
        "\\",
        "a@b.c",
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=8).map("".join)
NAMES = TEXTS.map(lambda text: clean(text)[:120].strip())


def draft(subject: str, name: str | None, address: str | None) -> Draft:
    """Return a draft to a person."""
    diary = Diary(Calendar(UTC))
    diary.begin("2026-11-02", Person(name or None, address, part="recruiter"), company="Acme")
    history = diary.history()
    [application] = history.applications
    action = Action(
        id="x",
        rule="ask",
        definition=Rule(do="Ask", send="ask"),
        application=application,
        anchor=application.first,
        repetition=1,
        contact=history.contact(application.first.people[0]),
        channel="email",
        status=Status.DUE,
        earliest=NOW.date(),
        due=NOW.date(),
        latest=None,
        reasons=[],
    )
    return Draft((action,), clean(subject), "Hello", (), "Hello", (), "", Template(body="Hello"))


def read(data: bytes) -> EmailMessage:
    """Return what a mail program reads, after looking at the bytes."""
    head = data.partition(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) < 998
    assert b"\n" not in head.replace(b"\r\n", b"")
    message: Any = email.message_from_bytes(data, policy=email.policy.default)
    assert message.defects == []
    return message


def older_reader(data: bytes, header: str) -> str:
    """Return the name in a header as `email` reads it with its older parser."""
    raw = email.message_from_bytes(data, policy=email.policy.compat32)[header]
    return str(make_header(decode_header(parseaddr(raw)[0])))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("where", ["subject", "name"])
def test_no_text_becomes_a_header(where: str, text: str) -> None:
    """Neither as it stands nor decoded."""
    name = clean(text)[:120].strip()
    check_eml(text if where == "subject" else "Hello", name if where == "name" else "Robin", name)
    check_digest(text)


@example(f"x {BCC}", BCC, "")
@given(TEXTS, NAMES, NAMES)
def test_what_is_read_is_what_was_meant(subject: str, name: str, mine: str) -> None:
    """Letter by letter, whatever it looks like."""
    check_eml(subject, name, mine)
    check_digest(subject)


def check_eml(subject: str, name: str, mine: str) -> None:
    """Hold a draft against what it was made of."""
    data = eml(draft(subject, name, "robin@example.com"), Myself(name=mine, email=ME), NOW)
    message = read(data)
    assert sorted(message.keys()) == sorted(
        [
            "From",
            "To",
            "Subject",
            "Date",
            "X-Unsent",
            "Content-Type",
            "Content-Transfer-Encoding",
            "MIME-Version",
        ]
    )
    assert message["Subject"] == clean(subject)
    for header, called, address in (("To", name, "robin@example.com"), ("From", mine, ME)):
        [mailbox] = message[header].addresses
        assert mailbox.addr_spec == address
        # This reader puts a space between two encoded words of a name, which stand for one text.
        assert mailbox.display_name.replace(" ", "") == called.replace(" ", "")
        assert older_reader(data, header) == called
    assert message.get_content() == "Hello\r\n"


def check_digest(subject: str) -> None:
    """Hold a morning mail against its envelope."""
    message = read(multipart(Envelope(ME, ME, subject, "<1@example.com>", NOW), "Hello\n", "<p>Hello</p>"))
    assert sorted(message.keys()) == sorted(
        ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", *BODY]
    )
    assert message["Subject"] == clean(subject)
    assert [each.addr_spec for each in (*message["From"].addresses, *message["To"].addresses)] == [ME, ME]


def test_an_address_that_looks_like_an_encoded_word_is_left_out() -> None:
    """Some programs decode it even there; to whom it goes is then for the user to say."""
    message = read(eml(draft("Hello", "Robin", "=?utf-8?q?=0AX=3Ay?=@example.com"), Myself(), NOW))
    assert message["To"] is None
    assert message["From"] is None


def test_an_address_in_letters_of_another_script_stays() -> None:
    """As RFC 6532 has it."""
    data = eml(draft("Hello", "Jörg", "jörg@bücher.example"), Myself(), NOW)
    assert "<jörg@bücher.example>".encode() in data
