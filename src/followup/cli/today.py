"""`today`: the agenda. The command of every morning, so it imports and reads only what is due."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import click

from followup.cli.output import Result, json_option
from followup.core.agenda import Agenda, agenda_of
from followup.core.planner import plan_for, quiet_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from followup.adapters.log.store import Awake
    from followup.cli.output import Part
    from followup.cli.session import Session
    from followup.core.actions import Action
    from followup.core.history import History
    from followup.core.planner import Plan


@click.command("today")
@click.option("--all", "everything", is_flag=True, help="Also show what is not due yet.")
@json_option
@click.pass_obj
def today_command(session: Session, everything: bool) -> Result:
    """Show what to do now.

    \b
    followup today
    followup today --all
    followup --now 2026-11-30 today --json
    """
    agenda = agenda_of(session.plan(session.history()), everything=True) if everything else brief(session)
    return Result(lambda: _screen(session, agenda, everything=everything), lambda: _document(session, agenda))


def _screen(session: Session, agenda: Agenda, *, everything: bool) -> Iterator[Part]:
    from followup.formats.screens.agenda import agenda_screen

    upcoming = None if agenda.actions else _next_of_all(session)
    yield agenda_screen(agenda, session.sentences, upcoming, whole=everything)


def _document(session: Session, agenda: Agenda) -> dict[str, Any]:
    from followup.formats.screens.documents import actions_document

    return actions_document(agenda.actions, session.sentences, session.now)


def brief(session: Session) -> Agenda:
    """Return the agenda, reading only the applications that may have something on it.

    Applications that cannot show before a known day are asleep until then, and stay unread.
    """
    premises = f"{session.rule_file.digest} {session.calendar.zone}"
    awake = session.store.awake(premises, session.now)
    history = session.history(awake)
    plan = plan_for(history, session.rulebook, session.now, awake.asked)
    _put_to_sleep(session, history, plan, awake, premises)
    return agenda_of(plan)


def _put_to_sleep(session: Session, history: History, plan: Plan, awake: Awake, premises: str) -> None:
    asleep: dict[str, datetime | None] = {}
    for application in history.applications:
        if application.id not in awake.asked:
            continue
        zone = application.calendar.zone
        day = quiet_until(plan, application)
        if day is None:
            asleep[application.id] = None
        elif day > session.now.astimezone(zone).date():
            asleep[application.id] = datetime.combine(day, time(), zone)
    gone = awake.asked - {application.id for application in history.applications}
    asleep.update(dict.fromkeys(gone))
    session.store.put_to_sleep(asleep, premises, awake, session.now)


def _next_of_all(session: Session) -> Action | None:
    """Return the first action that is to come: a day without work has the time to look for it."""
    later = agenda_of(session.plan(session.history()), everything=True).later
    return later[0] if later else None
