"""Mails for the tests, written out as they lie in a mailbox."""

from __future__ import annotations

HEADERS = {
    "From": "Acme Careers <no-reply@acme.example>",
    "To": "Sam Seeker <me@example.com>",
    "Date": "Mon, 7 Sep 2026 10:00:00 +0200",
    "Subject": "Your application",
    "Message-ID": "<1@acme.example>",
}


def mail(body: str | bytes, kind: str = "text/plain; charset=utf-8", **headers: str) -> bytes:
    """Return a mail of one part; `headers` with `_` for `-` replace or add to the usual ones."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}: {value}" for name, value in {**HEADERS, **named}.items() if value]
    head = "\r\n".join([*lines, "MIME-Version: 1.0", f"Content-Type: {kind}"])
    data = body if isinstance(body, bytes) else body.replace("\n", "\r\n").encode()
    return head.encode() + b"\r\n\r\n" + data


def parts(*each: tuple[str, str], kind: str = "alternative") -> tuple[str, str]:
    """Return the body and the content type of a mail of several parts, each a content type and a text."""
    text = "".join(f"--next\nContent-Type: {of}\n\n{body}\n" for of, body in each)
    return f"{text}--next--\n", f'multipart/{kind}; boundary="next"'


def invitation(method: str = "REQUEST", **properties: str) -> str:
    """Return a calendar of one event; `properties` replace or add to the usual ones."""
    usual = {
        "UID": "talk-1@acme.example",
        "SEQUENCE": "0",
        "DTSTART;TZID=Europe/Berlin": "20261003T100000",
        "DTEND;TZID=Europe/Berlin": "20261003T110000",
        "SUMMARY": "Interview Data Engineer",
        "ORGANIZER;CN=Ann Lee": "mailto:ann@acme.example",
        "ATTENDEE;CN=Sam Seeker": "mailto:me@example.com",
    }
    lines = [f"{name}:{value}" for name, value in {**usual, **properties}.items() if value]
    return "\n".join(
        [
            *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", f"METHOD:{method}", "BEGIN:VEVENT"),
            *(*lines, "END:VEVENT", "END:VCALENDAR"),
        ]
    )
