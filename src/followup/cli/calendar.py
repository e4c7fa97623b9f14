"""`calendar`: the plan as a file that calendars and lists of to-dos read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.cli.output import Result, answer
from followup.core.actions import Status
from followup.core.errors import RequestFailed
from followup.formats.words.phrases import counted

if TYPE_CHECKING:
    from followup.cli.session import Session
    from followup.core.actions import Action
    from followup.core.appointments import Appointment
    from followup.core.history import History
    from followup.formats.ical.entries import CalendarEntry
    from followup.formats.ical.file import Previous


@click.command("calendar")
@click.option("--out", metavar="FILE", help="Write this file, whole or not at all.")
@click.option("--events", is_flag=True, help="Actions as all-day events too, for calendars without to-dos.")
@click.pass_obj
def calendar_command(session: Session, out: str | None, events: bool) -> Result:
    """Print the plan as iCalendar: actions as to-dos, interviews as events.

    \b
    followup calendar --out ~/followup.ics
    followup calendar --events > followup.ics

    Let your calendar subscribe to the file, and write it anew each morning: dates that moved are updated,
    what is done or called off disappears.
    """
    from followup.core.appointments import appointments
    from followup.formats.ical.file import write_calendar

    path = Path(out).expanduser() if out and out != "-" else None
    before, previous = _before(path)
    history = session.history()
    actions = _shown(session, history)
    dates = appointments(history, session.rulebook, session.now)
    entries = _entries(session, history, actions, dates, events=events)
    data = write_calendar(entries, previous, session.now)
    if path is None:
        return Result(lambda: [data])
    if data != before:
        from followup.adapters.files import publish

        publish(path, data)
    said = f"{counted(len(actions), 'to-do')} and {counted(len(dates), 'appointment')}"
    return answer(f"{path}: {said}{', as before' if data == before else ''}.")


def _before(path: Path | None) -> tuple[bytes | None, Previous | None]:
    """Return what stands in the file now; RequestFailed if it is not ours to write over."""
    if path is None:
        return None, None
    from followup.adapters.files import read_published
    from followup.formats.ical.file import read_calendar

    data = read_published(path)
    if not data:
        return None, None
    previous = read_calendar(data)
    if previous is None:
        raise RequestFailed(
            f"{path} is no calendar that followup has written, so it stays as it is.",
            "Name another file, or remove that one first.",
        )
    return data, previous


def _shown(session: Session, history: History) -> list[Action]:
    """Return the open actions; those missed only as long as `today` shows them."""
    return [
        action
        for action in session.plan(history).open()
        if action.status is not Status.MISSED or action.wakes is not None
    ]


def _entries(
    session: Session,
    history: History,
    actions: list[Action],
    dates: list[Appointment],
    *,
    events: bool,
) -> list[CalendarEntry]:
    from followup.core.appointments import touched
    from followup.formats.ical.entries import NO_YEAR, Writer
    from followup.formats.words.reasons import Sentences

    sentences = Sentences(session.rulebook.guards, NO_YEAR)
    writer = Writer(history, touched(history), sentences, session.calendar.zone)
    return [*writer.actions(actions, as_events=events), *writer.appointments(dates)]
