"""`today`: the agenda. The command of every morning, so it imports and reads only what is due."""

from __future__ import annotations

from datetime import MAXYEAR, UTC, datetime, time
from typing import TYPE_CHECKING

import click

from followup.adapters.log.derived import Wanted
from followup.adapters.news import Count, count_news
from followup.cli.output import Result, json_option
from followup.cli.rows import number_rows
from followup.core.agenda import Agenda, agenda_of
from followup.core.appointments import rests_from
from followup.core.planner import quiet_until
from followup.formats import screens

if TYPE_CHECKING:
    from rich.console import RenderableType

    from followup.adapters.log.derived import Awake
    from followup.cli.session import Session
    from followup.core.actions import Action
    from followup.core.history import History
    from followup.core.planner import Plan


# Stands for the day on which what is silent, and not over, wakes: never.
SILENT = datetime(MAXYEAR, 1, 1, tzinfo=UTC)


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
    return Result(
        lambda: [_screen(session, agenda, everything=everything)],
        lambda: screens.documents.agenda_document(agenda, session.sentences, news_of(session).proposals),
    )


def _screen(session: Session, agenda: Agenda, *, everything: bool) -> RenderableType:
    later: tuple[Action, ...] = ()
    # A morning without work says what is next.
    if not agenda.actions and not agenda.appointments:
        ahead = session.history(session.reached(Wanted(planned=True)))
        later = agenda_of(session.plan(ahead), everything=True).later
    upcoming = later[0] if later else None
    numbers = number_rows(session, agenda, whole=everything)
    return screens.agenda.agenda_screen(
        agenda, session.sentences, upcoming, whole=everything, numbers=numbers, news=news_of(session).mails
    )


def news_of(session: Session) -> Count:
    """Return how much mails tell that nobody has decided, by when they were last looked at."""
    return count_news(session.folders.data) if session.environment.store is None else Count()


def brief(session: Session) -> Agenda:
    """Return the agenda, reading only the applications that may have something on it.

    Applications that cannot show before a known day are asleep until then, and stay unread.
    """
    if not session.folders.cached:
        return agenda_of(session.plan(session.history()))
    premises = session.premises
    awake = session.store.awake(premises, session.now)
    history = session.history(awake)
    plan = session.plan(history)
    _put_to_sleep(session, history, plan, awake, premises)
    return agenda_of(plan)


def _put_to_sleep(session: Session, history: History, plan: Plan, awake: Awake, premises: str) -> None:
    asleep: dict[str, datetime | None] = dict.fromkeys(awake.asked)  # whatever is gone sleeps for good
    for identity in history.joined.keys() & asleep.keys():
        del asleep[identity]  # it is read whenever the one that it is one with is
    for application in history.applications:
        if application.id not in awake.asked:
            continue
        zone = application.calendar.zone
        day = quiet_until(plan, application) or rests_from(application, session.rulebook, session.now)
        if day is not None and day <= session.now.astimezone(zone).date():
            del asleep[application.id]
        elif day is not None:
            asleep[application.id] = datetime.combine(day, time(), zone)
        elif application.ended_by(session.rulebook.stop, session.now) is None:
            asleep[application.id] = SILENT
    session.store.put_to_sleep(asleep, premises, awake, session.now)
