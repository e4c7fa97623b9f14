"""Tables of applications: as CSV for spreadsheets, as Markdown for people. Every cell is made harmless."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import TYPE_CHECKING

from followup.core.text import clean
from followup.formats.words.phrases import by_channel, counted, name_of, person_label, say_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from followup.core.proof import Entry, Message, Period, Proof

# `followup import` knows the columns by these names, and keeps the last two in the note.
COLUMNS = (
    *("Company", "Role", "Location", "Date applied", "Status", "Status date"),
    *("Contact", "Link", "Messages", "Talks"),
)
# What a spreadsheet takes for the beginning of a formula, as letters of full width too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# Alone in a cell these words could mean two things.
_STAGES = {"accepted": "offer accepted", "declined": "offer declined"}
_MARKS = re.compile(r"([\\`*_\[\]|~$])")


def write_csv(proof: Proof) -> str:
    """Return a row for each application, with dates as `2026-11-20` (RFC 4180, with LF)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in proof.entries:
        application = entry.application
        cells = (
            application.company,
            application.role or "",
            entry.where or "",
            _iso(entry.applied),
            _stage(entry),
            _iso(entry.stage_day),
            "; ".join(person_label(each) for each in entry.contacts),
            entry.url or "",
            "; ".join(_said(each, _iso) for each in entry.messages),
            "; ".join(f"{name_of(kind)} {_iso(day)}" for kind, day in entry.talks),
        )
        writer.writerow([safe_cell(cell) for cell in cells])
    return text.getvalue()


def safe_cell(text: str) -> str:
    """Return a cell that no spreadsheet computes: an apostrophe comes before what would be a formula."""
    text = clean(text)
    return f"'{text}" if text.startswith(FORMULA) else text


def write_markdown(proof: Proof, today: date) -> str:
    """Return a heading, a table of the applications, and how much was done."""
    lines = [f"# Applications {_period(proof.period, today)}", ""]
    if proof.entries:
        head = ("Applied", "Company", "Role", "Where", "Contact", "Messages", "Talks", "State")
        lines += [_row(head), _row("---" for _ in head)]
        lines += [_row(_cells(entry)) for entry in proof.entries]
        lines.append("")
    done = (
        f"applied for {counted(proof.applied, 'job')}",
        counted(proof.messages, "message") + " sent",
        counted(proof.talks, "talk"),
    )
    lines.append(f"In this time: {', '.join(done)}.")
    return "\n".join(lines) + "\n"


def _cells(entry: Entry) -> list[str]:
    application = entry.application
    return [
        say_date(entry.applied) if entry.applied else "",
        application.company,
        application.role or "",
        ", ".join(filter(None, (entry.where, entry.url))),
        ", ".join(person_label(each) for each in entry.contacts),
        ", ".join(_said(each, say_date) for each in entry.messages),
        ", ".join(f"{name_of(kind)} on {say_date(day)}" for kind, day in entry.talks),
        f"{_stage(entry)}, {say_date(entry.stage_day)}",
    ]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(map(_plain, cells))} |"


def _plain(text: str) -> str:
    """Return text that Markdown, and the HTML in it, shows as it is, on one line."""
    return _MARKS.sub(r"\\\1", html.escape(clean(text), quote=False))


def _period(period: Period, today: date) -> str:
    if period.first is None:
        return f"up to {say_date(period.last or today)}"
    return f"from {say_date(period.first)} to {say_date(period.last or today)}"


def _stage(entry: Entry) -> str:
    name = _STAGES.get(entry.stage) or name_of(entry.stage)
    return f"{name} scheduled" if entry.ahead else name


def _said(message: Message, say: Callable[[date], str]) -> str:
    way = f" {by_channel(message.channel)}" if message.channel else ""
    to = f" to {message.to}" if message.to else ""
    return f"{say(message.day)}{way}{to}"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
