"""The agenda of a morning: what every day begins with, so it imports and reads only what is due."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from followup.adapters.log.around import Wanted
from followup.adapters.news import Count, count_news
from followup.cli.offered import offer
from followup.cli.output import Result
from followup.cli.rows import number_rows
from followup.core.agenda import Agenda, agenda_of
from followup.core.lasting import holds_until
from followup.core.planner import sleep_of
from followup.formats import screens

if TYPE_CHECKING:
    from rich.console import RenderableType

    from followup.adapters.log.around import Awake
    from followup.adapters.remembered import Lasting
    from followup.cli.session import Session
    from followup.core.actions import Action
    from followup.core.history import History
    from followup.core.planner import Plan


def morning(session: Session, *, everything: bool = False) -> Result:
    """Return what to do now; with `everything` also what is not due yet."""
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
        plan = session.plan(ahead)
        later = agenda_of(plan, everything=True).later
        if session.lasting is not None:
            holds = datetime.fromtimestamp(session.lasting.until, UTC)
            session.lasting = _lasting(session, min(holds, holds_until(ahead, plan, [])))
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
    if session.work_out(awake):
        awake = session.store.awake(premises, session.now)
    history = session.history(awake)
    plan = session.plan(history)
    asleep = _put_to_sleep(session, history, plan, awake, premises)
    offer(session, plan, awake.planned)
    if awake.events is not None:
        session.lasting = _lasting(session, holds_until(history, plan, [*asleep, *awake.wakes]))
    return agenda_of(plan)


def _lasting(session: Session, until: datetime) -> Lasting | None:
    """Return how long the agenda holds; None where the clocks change before, or an offset has seconds."""
    from followup.adapters.remembered import Lasting

    offset, then = (each.astimezone(session.calendar.zone).utcoffset() for each in (session.now, until))
    if offset is None or offset != then or offset.total_seconds() % 60:
        return None
    return Lasting(until.timestamp(), int(offset.total_seconds()))


def _put_to_sleep(
    session: Session, history: History, plan: Plan, awake: Awake, premises: str
) -> list[datetime]:
    """Note until when each that was asked has nothing to show, and return when they wake."""
    asleep = sleep_of(history, plan, awake.asked, session.now)
    session.store.put_to_sleep(asleep, premises, awake, session.now)
    return [moment for moment in asleep.values() if moment is not None]
