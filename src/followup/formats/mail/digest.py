"""The morning mail in words: its subject, its rows, and its plain text.

Names and roles come from job ads, so every text is cleaned here once more, whatever the log holds; `page`
escapes it for HTML, `mime` for headers.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, NamedTuple

from followup.core.agenda import is_one
from followup.core.digest import Cold, Part
from followup.core.moments import day_of
from followup.core.pipeline import last_event
from followup.core.rules import PERMISSION
from followup.core.text import clean
from followup.formats.words.mornings import (
    say_afterwards,
    say_appointment,
    say_row,
    say_waiting,
)
from followup.formats.words.phrases import (
    by_channel,
    counted,
    do_of,
    hours,
    listed,
    name_of,
    place_of,
    say_date,
    say_day,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from followup.core.actions import Action
    from followup.core.agenda import Row
    from followup.core.digest import Digest, Section
    from followup.formats.words.mornings import Said
    from followup.formats.words.reasons import Sentences

# A role of a thousand letters would push everything else out of sight.
LONGEST, LONGEST_LEAD = 160, 80
# Of things waited for, so many have their command beside them.
MOST_OPENINGS = 3
HEADINGS = {
    Part.TO_DO: "To do",
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
    """A row: what to do, when, what else to know, and what to type."""

    when: str
    what: str
    details: tuple[str, ...]
    commands: tuple[str, ...]
    late: bool = False

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


def digest_page(digest: Digest, ids: Mapping[str, str], sentences: Sentences, news: str = "") -> Page:
    """Return the mail; `ids` gives each action's short id, `news` is a sentence about mails that came."""
    blocks = [_appointments(digest, ids, sentences)] if digest.agenda.appointments else []
    blocks += [_block(section, digest, ids, sentences) for section in digest.sections]
    date = say_date(digest.now.date())
    summary = f"{_summary(digest)} {_text(news)}".rstrip()
    return Page(_subject(digest), date, summary, tuple(blocks), _notes(digest, ids))


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
        line.what,
        *([f"  {line.when}"] if line.when else []),
        *(f"  {detail}" for detail in line.details),
        *(f"    {command}" for command in line.commands),
    ]


def _text(text: str, longest: int = LONGEST) -> str:
    text = clean(text)
    return f"{text[:longest]}…" if len(text) > longest else text


def _headline(said: Said) -> str:
    return f"{_text(said.lead, LONGEST_LEAD)}: {_text(said.what)}"


def _counts(digest: Digest) -> list[str]:
    talks, to_do = len(digest.agenda.appointments), digest.count_of(Part.TO_DO)
    counts = ((talks, counted(talks, "appointment")), (to_do, f"{to_do} to do"))
    return [text for count, text in counts if count]


def _subject(digest: Digest) -> str:
    what = listed(_counts(digest)) if digest.asks_for_something else "nothing to do today"
    return f"followup, {say_day(digest.now, digest.now)}: {what}"


def _summary(digest: Digest) -> str:
    if digest.asks_for_something:
        away = " You are away, so only appointments and deadlines are here." if digest.away else ""
        return f"{listed(_counts(digest))}.{away}"
    if digest.away:
        return "You are away: nothing today."
    if digest.upcoming is None:
        return "Nothing to do today, and nothing is planned."
    zone = digest.upcoming.application.calendar.zone
    day = say_day(day_of(digest.upcoming.due, zone), digest.now)
    place = place_of(digest.upcoming)
    what = do_of(digest.upcoming) + (f" ({place})" if place else "")
    return _text(f"Nothing to do today. Next on {day}: {what}") + "."


def _appointments(digest: Digest, ids: Mapping[str, str], sentences: Sentences) -> Block:
    """Return the appointments, each with what to do there and what follows it."""
    lines, agenda = list[Line](), digest.agenda
    for each in agenda.appointments:
        said = say_appointment(each, last_event(each.application, digest.now), digest.now)
        afterwards = say_afterwards(agenda.afterwards[each.event.id])
        details = tuple(map(_text, filter(None, (said.about, *said.details, afterwards))))
        lines.append(Line(_capital(said.when), _headline(said), details, ()))
        for action in agenda.there[each.event.id]:
            there = say_row((action,), sentences)
            commands = _commands(action, Part.TO_DO, ids[action.id])
            lines.append(Line("", _text(there.what), tuple(map(_text, there.details)), commands))
    return Block("Appointments", "", tuple(lines), "")


def _block(section: Section, digest: Digest, ids: Mapping[str, str], sentences: Sentences) -> Block:
    lines = []
    for row in section.rows:
        if isinstance(row, Cold):
            lines.append(_cold_line(row, digest))
        elif section.part is Part.WAITING:
            lines.append(_waiting_line(row, digest, ids, sentences))
        else:
            lines.append(_row_line(row, section.part, ids, sentences))
    more = ""
    if section.more:
        view = "followup list" if section.part is Part.COLD else "followup today --all"
        more = f"And {section.more} more: {view}" if lines else f"{section.more} in all: {view}"
    return Block(HEADINGS[section.part], ABOUT.get(section.part, ""), tuple(lines), more)


def _row_line(row: Row, part: Part, ids: Mapping[str, str], sentences: Sentences) -> Line:
    said, action = say_row(row, sentences), row[0]
    how = "" if part is Part.MISSED else _how(action)
    about = "; ".join(filter(None, (_text(said.about), how)))
    when = said.when
    if part is Part.SOON and ":" not in when:
        when = ", ".join(filter(None, (when, hours(action.due, action.application, sentences.now))))
    return Line(
        _capital(when),
        _headline(said),
        tuple(filter(None, (about, *map(_text, said.details)))),
        _commands(action, part, ids[action.id]) if is_one(row) else (_command("done", action.rule),),
        said.late,
    )


def _waiting_line(row: Row, digest: Digest, ids: Mapping[str, str], sentences: Sentences) -> Line:
    """Return what waits for one thing, and what to type once it is there."""
    open_now = (*digest.agenda.to_do, *digest.agenda.missed)
    commands = (_opening(action, need, ids[action.id]) for action in row for need in action.needs)
    shown = tuple(dict.fromkeys(commands))[:MOST_OPENINGS]
    return Line("", _text(say_waiting(row, sentences, open_now)), (), shown)


def _cold_line(cold: Cold, digest: Digest) -> Line:
    application = cold.application
    place = f"{application.company}, {application.role}" if application.role else application.company
    silence = f"quiet since {say_day(cold.since, digest.now)}"
    return Line("", f"{_text(place)}, {silence}", (), (_command("add", "closed", application.handle),))


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
    """Return the commands that do an action and log it."""
    if part is Part.MISSED:
        return (_command("skip", short),)
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
    agenda = digest.agenda
    there = [action for each in agenda.appointments for action in agenda.there[each.event.id]]
    rows = [row for section in digest.sections for row in section.rows if not isinstance(row, Cold)]
    first = next(iter([*rows, *((action,) for action in there)]), None)
    if first is None:
        return ()
    short = ids[first[0].id]
    name = short if is_one(first) or first[0].needs else first[0].rule
    return (
        ("Not now?", _command("snooze", name, "tomorrow")),
        ("Not at all?", _command("skip", name)),
        ("Why?", _command("why", short)),
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
