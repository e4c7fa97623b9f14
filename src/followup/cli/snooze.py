"""`snooze`: put actions off to a day of the user's choice, and say where that day cannot hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from followup.cli.output import json_option
from followup.cli.rows import asked_rows, is_number
from followup.cli.settle import gathered, what_of
from followup.cli.what_next import logged, moved_by, note_moved, say_moved
from followup.core.actions import Status, Step
from followup.core.errors import RequestFailed, WrongUsage
from followup.core.text import clean
from followup.formats.words.phrases import do_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from followup.cli.output import Result
    from followup.cli.session import Session
    from followup.core.actions import Action
    from followup.core.chosen import Moved
    from followup.core.events import Event
    from followup.core.history import History
    from followup.core.planner import Plan


_EXAMPLE = "followup snooze 2 tomorrow"


@click.command("snooze")
@click.argument("names", metavar="ID...", nargs=-1)
@click.argument("when", required=False)
@click.option("--note", help="Anything to remember.")
@click.option("--only", is_flag=True, help="Of a letter, only its first action.")
@click.option("--free", is_flag=True, help="Where a limit leaves no room, take the first free day.")
@click.option("--anyway", is_flag=True, help="Keep the day, whatever a limit says.")
@json_option
@click.pass_obj
def snooze_command(
    session: Session,
    names: tuple[str, ...],
    when: str | None,
    note: str | None,
    only: bool,
    free: bool,
    anyway: bool,
) -> Result:
    """Put actions off to a day of your choice.

    \b
    followup snooze 2 tomorrow
    followup snooze k3f9v 8x2mq "next mon"
    followup snooze check-in/acme "in 3 business days"
    followup snooze k3f9v friday --free

    Where you wrote to the same person too shortly before, it says which day is the first free one.
    """
    # gather
    if free and anyway:
        raise WrongUsage("--free takes another day and --anyway keeps it; write one of them.")
    names, when = _completed(session, names, when)
    history, plan, actions = gathered(session, names, only=only)
    _check_open(actions)
    day, noted = _day(session, when), clean(note or "") or None
    # decide
    if not anyway:
        obstacle = _obstacle(session, history, plan, _events(session, actions, day, noted))
        if obstacle is not None:
            day, anyway = _other_day(session, obstacle, day, free=free)
    events = _events(session, actions, day, noted, anyway=anyway)
    note_moved(session, history, plan, events)
    # act
    session.record(events)
    lines = [f"Put off to {session.echo(day)}: {what_of(action, actions)}." for action in actions]
    return logged(session, events, "\n".join(lines))


def _completed(session: Session, names: tuple[str, ...], when: str | None) -> tuple[tuple[str, ...], str]:
    """Return which actions and until when; what is missing is asked, WrongUsage where nobody is there."""
    if names and when is not None:
        return names, when
    if when is not None and not _is_date(session, when):
        names, when = (when,), None
    names = names or asked_rows(session, _EXAMPLE)
    when = when or session.ask_text("Until when? Such as tomorrow, friday, 'in 3 days'")
    if not when:
        raise WrongUsage("Missing argument 'WHEN': say until when.", _EXAMPLE)
    return names, when


def _is_date(session: Session, word: str) -> bool:
    try:
        return not is_number(word) and bool(session.parse_day(word))
    except WrongUsage:
        return False


def _check_open(actions: Sequence[Action]) -> None:
    for action in actions:
        if action.status in {Status.STOPPED, Status.SETTLED}:
            raise RequestFailed(
                f"{do_of(action)}: that is {action.status}. Nothing was logged.",
                f"`followup why {action.id[:5]}` says why.",
            )


def _day(session: Session, when: str) -> date:
    day = session.parse_day(when)
    if day < session.now.date():
        raise WrongUsage(f"{session.echo(day)}, has passed.", "Write for example tomorrow, or 'in 3 days'.")
    return day


def _events(
    session: Session, actions: Sequence[Action], day: date, note: str | None, *, anyway: bool = False
) -> list[Event]:
    return [session.recorder.snoozed(action, day, note, anyway=anyway) for action in actions]


def _obstacle(session: Session, history: History, plan: Plan, events: Sequence[Event]) -> Moved | None:
    """Return what a limit makes of the day, or of one chosen before; None if both hold."""
    found = moved_by(session, history, plan, events)
    return next((each for each in found if each.reason and each.reason.step is Step.GUARD), None)


def _other_day(session: Session, obstacle: Moved, day: date, *, free: bool) -> tuple[date, bool]:
    """Return the day to take instead of `day`, or `day` itself and that the user insists on it.

    Where another action has the day that the user chose for it, that is the one offered: they go together.
    """
    is_other = obstacle.day != day
    offered = obstacle.day if is_other else obstacle.free
    if free and offered is not None:
        return offered, False
    said = say_moved(session, obstacle)
    if offered is not None:
        answer = session.ask(f"{said}\nTake {session.echo(offered)}, instead?")
        if answer is not None:
            return (offered, False) if answer else (day, True)
        hint = f"--free takes {session.echo(offered)}; --anyway keeps the day."
    else:
        hint = "--anyway keeps the day."
    raise RequestFailed(f"{said} Nothing was logged.", hint)
