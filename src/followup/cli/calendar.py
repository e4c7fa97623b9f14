"""`calendar`: the plan as a file that calendars and lists of to-dos read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.adapters.files import read_published, write_private
from followup.adapters.log.derived import Wanted
from followup.cli.output import Result, answer
from followup.core.actions import Status
from followup.core.agenda import deadlines
from followup.core.appointments import appointments, touched
from followup.core.errors import RequestFailed
from followup.formats.ical.entries import NO_YEAR, Writer
from followup.formats.ical.file import read_calendar, write_calendar
from followup.formats.words.phrases import counted
from followup.formats.words.reasons import Sentences

if TYPE_CHECKING:
    from followup.cli.session import Session
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
    # gather
    path = Path(out).expanduser() if out and out != "-" else None
    before, previous = _before(path)
    history = session.history(session.reached(Wanted(planned=True)))
    # decide
    actions = [
        action
        for action in session.plan(history).open()
        if action.status is not Status.MISSED or action.wakes is not None  # as long as `today` shows it
    ]
    dates = [
        *appointments(history, session.rulebook, session.now),
        *deadlines(history, session.rulebook, session.now),
    ]
    sentences = Sentences(session.rulebook.guards, NO_YEAR)
    writer = Writer(history, touched(history), sentences, session.calendar.zone)
    entries = [*writer.actions(actions, as_events=events), *writer.appointments(dates)]
    data = write_calendar(entries, previous, session.now)
    # act
    if path is None:
        return Result(lambda: [data])
    if data != before:
        write_private(path, data, keep_mode=True)
    session.acted = f"{path} is written"
    said = f"{counted(len(actions), 'to-do')} and {counted(len(dates), 'appointment')}"
    return answer(f"{path}: {said}{', as before' if data == before else ''}.")


def _before(path: Path | None) -> tuple[bytes | None, Previous | None]:
    """Return what stands in the file now; RequestFailed if it is not ours to write over."""
    if path is None:
        return None, None
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
