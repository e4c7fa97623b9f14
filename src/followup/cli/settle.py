"""`done`, `snooze` and `skip`: settle, defer or drop actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from followup.adapters.files import read_text
from followup.cli.what_next import logged
from followup.core.actions import Action, Status
from followup.core.errors import RequestFailed, WrongUsage
from followup.core.lookup import find_action
from followup.core.text import clean, clean_lines
from followup.formats.words.phrases import do_of, name_of, say_date

if TYPE_CHECKING:
    from followup.cli.output import Result
    from followup.cli.session import Session
    from followup.core.events import Event
    from followup.core.history import History
    from followup.core.moments import Moment

_ON = click.option("--on", metavar="WHEN", help="When; now, if not given.")
_NOTE = click.option("--note", help="Anything to remember.")


@click.command("done")
@click.argument("names", metavar="ID...", nargs=-1, required=True)
@_ON
@_NOTE
@click.option("--text", metavar="FILE", help="Keep the text that you sent; - reads it from a pipe.")
@click.pass_obj
def done_command(
    session: Session, names: tuple[str, ...], on: str | None, note: str | None, text: str | None
) -> Result:
    """Say that you did it.

    \b
    followup done k3f9v
    followup done k3f9v 8x2mq --on yesterday
    followup done check-receipt/acme
    followup done thank-interviewers/acme/ann --text letter.txt
    """
    history = session.history_to_change()
    actions = _actions(session, history, names)
    at = _when(session, on)
    noted, sent = clean(note or "") or None, _sent_text(text, actions)
    events = [event for action in actions for event in session.recorder.done(action, at, noted, sent)]
    session.record(events)
    return _said(session, actions, events, "Done", at)


@click.command("skip")
@click.argument("names", metavar="ID...", nargs=-1, required=True)
@_ON
@_NOTE
@click.pass_obj
def skip_command(session: Session, names: tuple[str, ...], on: str | None, note: str | None) -> Result:
    """Drop an action: you will not do it.

    \b
    followup skip k3f9v
    followup skip nudge-after-phone-screen/acme --note "not that interested"
    """
    history = session.history_to_change()
    actions = _actions(session, history, names)
    at = _when(session, on)
    noted = clean(note or "") or None
    events = [session.recorder.skipped(action, at, noted) for action in actions]
    session.record(events)
    return _said(session, actions, events, "Skipped", at)


@click.command("snooze")
@click.argument("names", metavar="ID...", nargs=-1, required=True)
@click.argument("when")
@_NOTE
@click.pass_obj
def snooze_command(session: Session, names: tuple[str, ...], when: str, note: str | None) -> Result:
    """Put actions off to a day of your choice.

    \b
    followup snooze k3f9v tomorrow
    followup snooze k3f9v 8x2mq "next mon"
    followup snooze check-in/acme "in 3 business days"
    followup snooze k3f9v friday
    """
    history = session.history_to_change()
    actions = _actions(session, history, names)
    for action in actions:
        if action.status in {Status.STOPPED, Status.SETTLED}:
            raise RequestFailed(
                f"{do_of(action)}: that is {action.status}. Nothing was logged.",
                f"`followup why {action.id[:5]}` says why.",
            )
    day = session.parse_day(when)
    if day < session.now.date():
        raise WrongUsage(f"{session.echo(day)}, has passed.", "Write for example tomorrow, or 'in 3 days'.")
    noted = clean(note or "") or None
    events = [session.recorder.snoozed(action, day, noted) for action in actions]
    session.record(events)
    lines = [f"Put off to {session.echo(day)}: {do_of(action)}." for action in actions]
    return logged(session, events[-1], "\n".join(lines))


def _actions(session: Session, history: History, names: tuple[str, ...]) -> list[Action]:
    """Return the actions that the words name, each once; RequestFailed if one is settled already."""
    plan = session.plan(history)
    found = {action.id: action for action in (find_action(plan, name) for name in names)}
    for action in found.values():
        if action.status in {Status.DONE, Status.SKIPPED}:
            event = action.settled_by
            when = f" on {say_date(event.at)}" if event else ""
            raise RequestFailed(
                f"{do_of(action)}: that was {action.status}{when}. Nothing was logged.",
                "`followup undo` takes back what you did last.",
            )
    return list(found.values())


def _when(session: Session, on: str | None) -> Moment:
    at = session.parse_moment(on)
    if on is not None and session.lies_ahead(at):
        raise WrongUsage(f"{say_date(at)} lies ahead.", "Say when you did it, such as yesterday.")
    return at


def _sent_text(path: str | None, actions: list[Action]) -> str | None:
    """Return the text of a letter, line by line cleaned; only one message can have been sent with it."""
    if path is None:
        return None
    if len(actions) != 1 or actions[0].definition.send is None:
        raise WrongUsage("--text goes with one message only.", "followup done ID --text letter.txt")
    return clean_lines(read_text(path)) or None


def _said(session: Session, actions: list[Action], events: list[Event], verb: str, at: Moment) -> Result:
    """Return what was settled, and what comes next for the application of the last one."""
    lines, day = [], say_date(at) if at == session.moment else session.echo(at)
    for action in actions:
        logs = action.definition.logs
        also = any(each.settles and each.settles.action == action.id and each.kind == logs for each in events)
        named = f" ({name_of(logs)} logged)" if logs and also else ""
        lines.append(f"{verb} on {day}: {do_of(action)}{named}.")
    return logged(session, events[-1], "\n".join(lines))
