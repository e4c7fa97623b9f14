"""Mails of a search, as they would lie in a mailbox; invented, as everybody in them."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING

from formats.intake.mails.writing import invitation, mail, parts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

ME = "Sam Seeker <me@example.com>"
ANN = "Ann Lee <ann@acme.example>"
PROVEN = "mx.example.com; dkim=pass header.d=acme.example; dmarc=pass"
SETTINGS = "me: {email: me@example.com}\n"


def letter(name: str, at: str, body: str, **headers: str) -> bytes:
    """Return a mail with the id `<name@post.example>`, sent at a moment in UTC."""
    sent = format_datetime(datetime.fromisoformat(at).replace(tzinfo=UTC))
    return mail(body, **{"Date": sent, "Message_ID": f"<{name}@post.example>", **headers})


def receipt(company: str, role: str, at: str, **headers: str) -> bytes:
    """Return the confirmation of an applicant system."""
    host = company.lower()
    body = (
        f"Dear Sam,\n\nthank you for applying. We have received your application for the position of {role}"
        f" at {company} and will look at it.\n\nYour {company} team\n"
    )
    usual = {"From": f"{company} Careers <no-reply@{host}.example>", "Subject": f"Your application as {role}"}
    return letter(f"receipt-{host}-{role.split(maxsplit=1)[0].lower()}", at, body, **{**usual, **headers})


def refusal(company: str, role: str, at: str, **headers: str) -> bytes:
    """Return a refusal."""
    host = company.lower()
    body = (
        f"Dear Sam,\n\nthank you for your application as {role}. Unfortunately we have decided to move"
        f" forward with other candidates.\n\nYour {company} team\n"
    )
    usual = {"From": f"{company} Careers <no-reply@{host}.example>", "Subject": "Your application"}
    return letter(f"refusal-{host}-{role.split(maxsplit=1)[0].lower()}", at, body, **{**usual, **headers})


def invited(
    at: str,
    starts: str = "20261124T100000",
    sequence: int = 0,
    method: str = "REQUEST",
    uid: str = "talk-1@acme.example",
    role: str = "Data Engineer",
    **headers: str,
) -> bytes:
    """Return an invitation to a talk, Berlin time, by whoever sends it; a higher `sequence` moves it."""
    name, _, address = headers.get("From", ANN).rstrip(">").partition(" <")
    calendar = invitation(
        method,
        UID=uid,
        SEQUENCE=str(sequence),
        SUMMARY=f"Interview {role}",
        **{
            "DTSTART;TZID=Europe/Berlin": starts,
            "DTEND;TZID=Europe/Berlin": "",
            "ORGANIZER;CN=Ann Lee": "",
            f"ORGANIZER;CN={name}": f"mailto:{address}",
        },
    )
    text = f"Dear Sam,\n\nthis is about your interview for the position of {role}.\n\nBest\n{name}\n"
    body, kind = parts(("text/plain", text), (f"text/calendar; method={method}", calendar))
    usual = {"From": ANN, "Subject": f"Interview: {role}", "Content_Type": kind}
    return letter(f"{method.lower()}-{sequence}-{uid}", at, body, **{**usual, **headers})


def answer(at: str, *to: str, **headers: str) -> bytes:
    """Return a mail of one's own in the thread of the mail named `to`."""
    references = " ".join(f"<{each}@post.example>" for each in to)
    usual = {"From": ME, "To": ANN, "Subject": "Re: Interview", "References": references}
    return letter(f"own-{at}", at, "Dear Ann,\n\nthat suits me.\n\nSam\n", **{**usual, **headers})


NEWSLETTER = letter(
    "news",
    "2026-11-05 08:00",
    "Ten tips for your next interview. Unsubscribe at any time.\n",
    From="Career Weekly <newsletter@jobs.example>",
    Subject="How to shine in an interview",
    List_Unsubscribe="<https://jobs.example/u>",
)


def mbox(path: Path, mails: Iterable[bytes]) -> Path:
    """Write an mbox."""
    lines = [b"From x Sat Nov  7 10:00:00 2026\n" + each.replace(b"\r\n", b"\n") + b"\n" for each in mails]
    path.write_bytes(b"".join(lines))
    return path


def maildir(path: Path, mails: Iterable[bytes]) -> Path:
    """Write a Maildir."""
    for name in ("cur", "new", "tmp"):
        (path / name).mkdir(parents=True)
    for number, each in enumerate(mails):
        (path / "cur" / f"{1000 + number}.x.host:2,S").write_bytes(each)
    return path


SEARCH = (
    receipt("Acme", "Data Engineer", "2026-11-02 09:00", Authentication_Results=PROVEN),
    receipt("Globex", "Analyst", "2026-11-03 10:00"),
    NEWSLETTER,
    refusal("Globex", "Analyst", "2026-11-10 12:00"),
    invited("2026-11-11 09:00"),
    answer("2026-11-11 18:00", "request-0-talk-1@acme.example"),
    invited("2026-11-12 09:00", "20261125T140000", 1),
)
