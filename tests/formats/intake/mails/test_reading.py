"""Mails -> values: headers, the text that is seen, invitations; and bounds for what is hostile."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path
from time import perf_counter

import pytest

from followup.formats.intake.judging.judging import judge
from followup.formats.intake.mails.definitions import Address, Mail, Unreadable
from followup.formats.intake.mails.reading import read_mail
from formats.intake.judging.judged import OWN, shipped
from formats.intake.mails.writing import invitation, mail, parts

KNOWN = Path(__file__).parents[3] / "data" / "mail" / "known"


def read(data: bytes) -> Mail:
    """Return the mail, which can be read."""
    found = read_mail(data)
    assert isinstance(found, Mail), found
    return found


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        ("=?utf-8?Q?Absage_=E2=80=93_Ihre_Bewerbung?=", "Absage – Ihre Bewerbung"),
        ("=?iso-8859-1?Q?M=FCller?= =?iso-8859-1?Q?_AG?=", "Müller AG"),  # the space between is none
        ("=?utf-8?B?QmV3ZXJidW5n?=", "Bewerbung"),
        ("=?x-unknown?Q?M=C3=BCller?=", "Müller"),  # a charset that nobody knows
        ("=?utf-8?Q?M=C3=BCller", "=?utf-8?Q?M=C3=BCller"),  # broken: as it stands
        ("Re: your\r\n application", "Re: your application"),  # folded
        ("a\u202eb\x1b[31mc", "abc"),  # nothing that a terminal obeys
        ("", ""),
    ],
)
def test_headers_are_decoded_and_cleaned(written: str, subject: str) -> None:
    """Encoded words, folding, broken ones; unsafe characters go."""
    assert read(mail("Hello", Subject=written)).subject == subject


def test_people_dates_and_threads_are_read() -> None:
    """Names and addresses, the date with its zone, the ids of the thread."""
    found = read(
        mail(
            "Hello",
            From='"Lee, Ann" <Ann.Lee@Acme.example>',
            Cc="Bo <bo@acme.example>, cy@acme.example",
            References="<a@x> <b@x>",
            In_Reply_To="<b@x>",
        )
    )
    assert found.sender == Address("Lee, Ann", "ann.lee@acme.example")
    assert [each.email for each in found.cc] == ["bo@acme.example", "cy@acme.example"]
    assert found.references == ("<a@x>", "<b@x>")
    assert found.date == datetime.fromisoformat("2026-09-07T10:00:00+02:00")


def test_a_mail_without_a_date_has_that_of_its_delivery() -> None:
    """By the last server that took it."""
    found = read(mail("Hi", Date="", Received="from a by b; Tue, 8 Sep 2026 09:00:00 +0000"))
    assert found.date == datetime.fromisoformat("2026-09-08T09:00:00+00:00")


@pytest.mark.parametrize(
    ("results", "verdict"),
    [
        ("mx; spf=pass; dkim=pass; dmarc=pass", "passed"),
        ("mx; spf=fail; dkim=fail; dmarc=fail (p=reject)", "failed"),
        ("mx; spf=fail; dkim=pass; dmarc=pass", "passed"),  # forwarded: the signature holds
        ("mx; spf=softfail; dkim=none", "failed"),
        ("mx; none", "unknown"),
        ("", "unknown"),
    ],
)
def test_what_the_own_server_says_of_the_sender(results: str, verdict: str) -> None:
    """DMARC decides, else one of SPF and DKIM that holds."""
    assert read(mail("Hi", Authentication_Results=results)).authentication.verdict == verdict


def test_a_second_authentication_header_is_the_senders_own_and_says_nothing() -> None:
    """Whoever sends can write one; the user's server puts its own on top."""
    forged = b"Authentication-Results: mx; dmarc=fail\r\nAuthentication-Results: me; dmarc=pass\r\n"
    assert read(forged + mail("Hi")).authentication.verdict == "failed"


HTML = "<html><head><title>No</title><style>p{}</style></head><body>%s</body></html>"


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>One</p><p>Two &amp; three</p>", "One\n\nTwo & three"),
        ("<div>One<br>two <b>bold</b>, on</div>", "One\ntwo bold, on"),
        ("<table><tr><td>Position</td><td>Cook</td></tr></table>", "Position\nCook"),
        ("<div style='display:none'>rejected</div><p>Hello</p>", "Hello"),  # what nobody sees
        ("<p hidden>rejected</p><p>Hello</p><script>x</script>", "Hello"),
        ("<p>soft\u00adly no\u00a0break</p>", "softly no break"),
        ("<p>New</p><div class='gmail_quote'>On 1 May 2026, Sam wrote:<p>Old</p></div>", "New"),
        ("<p>New</p><blockquote type='cite'>Old</blockquote>", "New"),
        ("<blockquote>Set in</blockquote>", "Set in"),  # a quote by looks only
    ],
)
def test_html_is_read_as_it_is_seen(page: str, text: str) -> None:
    """Blocks are lines; hidden text, styles and what is repeated are no text."""
    assert read(mail(HTML % page, "text/html; charset=utf-8")).text == text


def test_the_plain_form_is_taken_unless_it_is_a_stub() -> None:
    """Many systems send `Please view this in HTML` beside the letter."""
    page = HTML % f"<p>{'We have received your application. ' * 3}</p>"
    stub = read(mail(*parts(("text/plain", "View as HTML"), ("text/html", page))))
    assert stub.text.startswith("We have received")
    letter = "We have received your application, and we thank you for it."
    both = read(mail(*parts(("text/plain", letter), ("text/html", page))))
    assert both.text == letter


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>Dear Sam,</p><p>we regret</p>", "Dear Sam,\n\nwe regret"),  # HTML that calls itself plain
        ("Dear Sam<br>we<br>regret", "Dear Sam\nwe\nregret"),
        ("Smith &amp; Sons&nbsp;regret", "Smith & Sons regret"),
        ("if a < b and c > d then", "if a < b and c > d then"),  # no tags
    ],
)
def test_html_in_plain_text_is_read_as_it_was_meant(body: str, text: str) -> None:
    """Tags and entities that a program put into the plain part."""
    assert read(mail(body)).text == text


@pytest.mark.parametrize(
    ("charset", "data"),
    [
        ("utf-8", "Grüße".encode()),
        ("iso-8859-1", "Grüße".encode("latin-1")),
        ("iso-8859-1", "Grüße".encode()),  # says one thing, is another
        ("windows-1252", "Grüße".encode("cp1252")),
        ("us-ascii", "Grüße".encode()),
        ("x-unknown-8", "Grüße".encode()),
        ("utf-8", "Grüße".encode("latin-1")),
    ],
)
def test_charsets_that_are_wrong_or_unknown_are_read_all_the_same(charset: str, data: bytes) -> None:
    """By what the bytes are."""
    assert read(mail(data, f"text/plain; charset={charset}")).text == "Grüße"


def test_an_invitation_is_read() -> None:
    """Method, number, the time on its clock with the zone, people; a room is nobody."""
    calendar = invitation(**{"SEQUENCE": "2", "ATTENDEE;CUTYPE=ROOM": "mailto:room@acme.example"})
    body, kind = parts(("text/plain", "See you"), ("text/calendar; method=REQUEST", calendar), kind="mixed")
    (found,) = read(mail(body, kind)).invitations
    assert (found.method, found.uid, found.sequence) == ("REQUEST", "talk-1@acme.example", 2)
    assert found.starts == datetime.fromisoformat("2026-10-03T10:00")
    assert found.ends == datetime.fromisoformat("2026-10-03T11:00")
    assert found.zone == "Europe/Berlin"
    assert found.organizer == Address("Ann Lee", "ann@acme.example")


@pytest.mark.parametrize(
    ("start", "value", "starts", "zone"),
    [
        ("DTSTART", "20261003T080000Z", "2026-10-03T08:00", "UTC"),
        ("DTSTART;TZID=W. Europe Standard Time", "20261003T100000", "2026-10-03T10:00", "Europe/Berlin"),
        ("DTSTART", "20261003T100000", "2026-10-03T10:00", None),  # the clock of whoever reads it
    ],
)
def test_zones_of_invitations(start: str, value: str, starts: str, zone: str | None) -> None:
    """UTC, names of Windows, none."""
    calendar = invitation(**{"DTSTART;TZID=Europe/Berlin": "", "DTEND;TZID=Europe/Berlin": "", start: value})
    (found,) = read(mail(*parts(("text/calendar", calendar)))).invitations
    assert found.starts == datetime.fromisoformat(starts)
    assert found.zone == zone


BOUNDARY = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
HOSTILE = {
    "50 MB of text": mail("x" * 1000 + "\n") + b"We regret. " * 4_700_000,
    "10,000 parts": mail("--next\n\nhi\n" * 10_000, "multipart/mixed; boundary=next"),
    "nested 5,000 deep": b"".join(BOUNDARY % (n, n) for n in range(5000)),
    "mails in mails": b"Content-Type: message/rfc822\r\n\r\n" * 3000 + mail("Hi"),
    "no headers": b"\r\n\r\nHello",
    "nothing": b"",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_a_mail_that_goes_too_far_is_one_sentence(data: bytes) -> None:
    """At once, whatever it is."""
    begun = perf_counter()
    found = read_mail(data)
    assert isinstance(found, Unreadable)
    assert found.text.endswith(".")
    assert perf_counter() - begun < 2


def test_a_long_attachment_does_not_keep_a_mail_from_being_read() -> None:
    """Of one part only so much is read."""
    page = ("application/pdf; name=cv.pdf\nContent-Transfer-Encoding: base64", "QUJD" * 19 + "\n")
    body, kind = parts(("text/plain", "We have received your application."), page, kind="mixed")
    body = body.replace("QUJD" * 19 + "\n", ("QUJD" * 19 + "\n") * 300_000)
    begun = perf_counter()
    found = read(mail(body, kind))
    assert found.text == "We have received your application."
    assert found.attachments == ("cv.pdf",)
    assert perf_counter() - begun < 5


def test_pages_nested_deep_and_lines_without_end() -> None:
    """Neither recursion nor time without bounds."""
    begun = perf_counter()
    assert read(mail("<div>" * 50_000 + "Hello", "text/html")).text == "Hello"
    read(mail("<p>" + "a " * 2_000_000, "text/html"))
    read(mail("> " * 500_000))
    assert perf_counter() - begun < 5


@pytest.mark.parametrize("count", [200, pytest.param(2000, marks=pytest.mark.slow)])
def test_broken_mails_are_read_or_refused_but_raise_nothing(count: int) -> None:
    """Mails with bytes changed, cut out and doubled, some of them judged; the seed is fixed."""
    chance = random.Random(10)  # noqa: S311
    originals = [path.read_bytes() for path in sorted(KNOWN.glob("*.eml"))]
    for number in range(count):
        data = bytearray(chance.choice(originals))
        for _ in range(chance.randrange(1, 12)):
            at, length = chance.randrange(len(data)), chance.randrange(1, 200)
            change = chance.randrange(3)
            if change == 0:
                data[at] = chance.randrange(256)
            elif change == 1:
                del data[at : at + length]
            else:
                data[at:at] = data[max(0, at - length) : at]
            if not data:
                break
        found = read_mail(bytes(data))
        assert isinstance(found, Mail | Unreadable)
        if isinstance(found, Mail) and number % 10 == 0:
            judge(found, shipped(), OWN)
