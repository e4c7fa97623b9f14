"""The morning mail in words: its subject, its rows, and its plain text.

Names and roles come from job ads, so every text is cleaned here once more, whatever the log holds; `page`
escapes it for HTML, `mime` for headers.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, NamedTuple

from followup.core.actions import Action
from followup.core.digest import Part
from followup.core.moments import day_of
from followup.core.rules import PERMISSION
from followup.core.text import clean
from followup.formats.words.phrases import (
    by_channel,
    do_of,
    hour_of,
    listed,
    name_of,
    place_of,
    say_date,
    say_day,
    when_and_late,
)
from followup.formats.words.reasons import details_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from followup.core.digest import Cold, Digest, Section
    from followup.formats.words.reasons import Sentences

# A role of a thousand letters would push everything else out of sight.
LONGEST = 160
HEADINGS = {
    Part.OVERDUE: "Overdue",
    Part.DUE: "Due today",
    Part.SOON: "The next 7 days",
    Part.WAITING: "Waiting",
    Part.MISSED: "Missed",
    Part.COLD: "Gone quiet",
}
# What a section is about, where its heading does not say it.
ABOUT = {
    Part.MISSED: "The time for these has passed.",
    Part.COLD: "Nothing is planned for these any more. What is over can be closed:",
}


class Line(NamedTuple):
    """A row: when, what to do, what else to know, and what to type."""

    when: str
    what: str
    details: tuple[str, ...]
    commands: tuple[str, ...]

    @property
    def is_short(self) -> bool:
        """Whether it is one command without a date or details."""
        return not self.when and not self.details and len(self.commands) == 1


class Block(NamedTuple):
    """A section; `more` is a sentence about the rows that did not fit, or empty."""

    heading: str
    about: str
    lines: tuple[Line, ...]
    more: str


class Page(NamedTuple):
    """The whole mail; `notes` pairs questions with the commands that answer them."""

    subject: str
    date: str
    summary: str
    blocks: tuple[Block, ...]
    notes: tuple[tuple[str, str], ...]


def digest_page(digest: Digest, ids: Mapping[str, str], sentences: Sentences) -> Page:
    """Return the mail; `ids` gives each action's short id."""
    blocks = tuple(_block(section, digest, ids, sentences) for section in digest.sections)
    date = say_date(digest.now.date())
    return Page(_subject(digest), date, _summary(digest), blocks, _notes(digest, ids))


def plain_text(page: Page) -> str:
    """Return the mail as plain text. Lines are not wrapped: a command must stay whole."""
    lines = [page.date, page.summary]
    for block in page.blocks:
        lines += ["", "", f"{block.heading.upper()}"]
        if block.about:
            lines.append(block.about)
        for line in block.lines:
            lines += ["", *_plain(line)]
        if block.more:
            lines += ["", block.more]
    if page.notes:
        width = max(len(question) for question, _ in page.notes)
        lines += ["", "", *(f"{question:<{width}}  {command}" for question, command in page.notes)]
    return "\n".join(lines) + "\n"


def _plain(line: Line) -> list[str]:
    if line.is_short:
        return [f"{line.what}: {line.commands[0]}"]
    return [
        f"{line.when}: {line.what}",
        *(f"  {detail}" for detail in line.details),
        *(f"    {command}" for command in line.commands),
    ]


def _text(text: str) -> str:
    text = clean(text)
    return f"{text[:LONGEST]}…" if len(text) > LONGEST else text


def _counts(digest: Digest) -> list[str]:
    overdue, due = digest.count_of(Part.OVERDUE), digest.count_of(Part.DUE)
    return [text for count, text in ((overdue, f"{overdue} overdue"), (due, f"{due} due today")) if count]


def _subject(digest: Digest) -> str:
    what = listed(_counts(digest)) if digest.asks_for_something else "nothing to do today"
    return f"followup, {say_day(digest.now, digest.now)}: {what}"


def _summary(digest: Digest) -> str:
    if digest.asks_for_something:
        return f"{listed(_counts(digest))}."
    if digest.upcoming is None:
        return "Nothing to do today, and nothing is planned."
    zone = digest.upcoming.application.calendar.zone
    day = say_day(day_of(digest.upcoming.due, zone), digest.now)
    return _text(f"Nothing to do today. Next on {day}: {do_of(digest.upcoming)}") + "."


def _block(section: Section, digest: Digest, ids: Mapping[str, str], sentences: Sentences) -> Block:
    lines = tuple(
        _action_line(row, section.part, ids[row.id], sentences)
        if isinstance(row, Action)
        else _cold_line(row, digest)
        for row in section.rows
    )
    more = ""
    if section.more:
        view = "followup list" if section.part is Part.COLD else "followup today --all"
        more = f"And {section.more} more: {view}" if lines else f"{section.more} in all: {view}"
    return Block(HEADINGS[section.part], ABOUT.get(section.part, ""), lines, more)


def _action_line(action: Action, part: Part, short: str, sentences: Sentences) -> Line:
    how = "" if part is Part.MISSED else _how(action)
    where = "; ".join(filter(None, (_text(place_of(action)), how)))
    return Line(
        _when(action, part, sentences.now),
        _text(do_of(action)),
        (where, *map(_text, details_of(action, sentences))),
        _commands(action, part, short),
    )


def _cold_line(cold: Cold, digest: Digest) -> Line:
    application = cold.application
    place = f"{application.company}, {application.role}" if application.role else application.company
    silence = f"quiet since {say_day(cold.since, digest.now)}"
    return Line("", f"{_text(place)}, {silence}", (), (_command("add", "closed", application.handle),))


def _when(action: Action, part: Part, now: datetime) -> str:
    when, late = when_and_late(action, now)
    hour = hour_of(action) if part is Part.SOON else ""
    text = ", ".join(filter(None, (when, hour, late)))
    return text[0].upper() + text[1:]


def _how(action: Action) -> str:
    """Return the channel with the person's address or number on it."""
    contact, channel = action.contact, action.channel
    if not channel:
        return ""
    by = by_channel(channel)
    if contact is not None and channel == "email" and contact.email:
        return _text(f"{by}: {contact.email}")
    if contact is not None and channel in {"phone", "text"} and contact.phone:
        return _text(f"{by}: {contact.phone}")
    return by


def _commands(action: Action, part: Part, short: str) -> tuple[str, ...]:
    """Return the commands that do an action and log it, or log what it waits for."""
    if part is Part.MISSED:
        return (_command("skip", short),)
    if part is Part.WAITING:
        return tuple(_opening(action, need, short) for need in action.needs)
    done = _command("done", short)
    if part is not Part.SOON and action.definition.send is not None:
        return (_command("draft", short), done)
    return (done,)


def _opening(action: Action, need: str, short: str) -> str:
    """Return the command that logs what an action waits for, `why` if there is none."""
    if need != PERMISSION:
        return _command("add", name_of(need).replace(" ", "-"), action.application.handle)
    if action.contact is None or not (action.contact.email or action.contact.name):
        return _command("why", short)
    person = clean(action.contact.email or action.contact.name or "")
    return _command("prefer", person, "--follow-up", "yes")


def _command(*words: str) -> str:
    return shlex.join(("followup", *map(clean, words)))


def _notes(digest: Digest, ids: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    first = next(
        (row for section in digest.sections for row in section.rows if isinstance(row, Action)), None
    )
    if first is None:
        return ()
    short = ids[first.id]
    return (
        ("Not now?", _command("snooze", short, "tomorrow")),
        ("Not at all?", _command("skip", short)),
        ("Why?", _command("why", short)),
    )
