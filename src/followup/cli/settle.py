"""`done`, `snooze` and `skip`: settle, defer or drop actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from followup.cli.logged import say_next
from followup.core import records
from followup.core.actions import Action, Status
from followup.core.errors import RequestFailed, WrongUsage
from followup.core.lookup import find_action
from followup.core.moments import Moment, day_of
from followup.core.text import clean, clean_lines
from followup.formats.words.phrases import do_of, name_of, say_date

if TYPE_CHECKING:
    from followup.cli.session import Workspace
    from followup.core.events import Event
    from followup.core.history import History

_ON = click.option("--on", metavar="WHEN", help="When; now, if not given.")
_NOTE = click.option("--note", help="Anything to remember.")


@click.command("done")
@click.argument("names", metavar="ID...", nargs=-1, required=True)
@_ON
@_NOTE
@click.option("--text", metavar="FILE", help="Keep the text that you sent; - reads it from a pipe.")
@click.pass_obj
def done_command(
    workspace: Workspace, names: tuple[str, ...], on: str | None, note: str | None, text: str | None
) -> None:
    """Say that you did it.

    \b
    followup done k3f9v
    followup done k3f9v 8x2mq --on yesterday
    followup done check-receipt/acme
    followup done thank-interviewers/acme/ann --text letter.txt
    """
    history = workspace.history_to_change()
    actions = _actions(workspace, history, names)
    at = _when(workspace, on)
    new_id, note, sent = workspace.outside.new_id, _noted(note), _sent_text(text, actions)
    events = [
        event for action in actions for event in records.done(action, at, workspace.now, new_id, note, sent)
    ]
    workspace.record(events)
    _say(workspace, actions, events, "Done", at)


@click.command("skip")
@click.argument("names", metavar="ID...", nargs=-1, required=True)
@_ON
@_NOTE
@click.pass_obj
def skip_command(workspace: Workspace, names: tuple[str, ...], on: str | None, note: str | None) -> None:
    """Drop an action: you will not do it.

    \b
    followup skip k3f9v
    followup skip nudge-after-phone-screen/acme --note "not that interested"
    """
    history = workspace.history_to_change()
    actions = _actions(workspace, history, names)
    at = _when(workspace, on)
    new_id = workspace.outside.new_id
    events = [records.skipped(action, at, workspace.now, new_id, _noted(note)) for action in actions]
    workspace.record(events)
    _say(workspace, actions, events, "Skipped", at)


@click.command("snooze")
@click.argument("name", metavar="ID")
@click.argument("when")
@_NOTE
@click.pass_obj
def snooze_command(workspace: Workspace, name: str, when: str, note: str | None) -> None:
    """Put an action off to a day of your choice.

    \b
    followup snooze k3f9v tomorrow
    followup snooze check-in/acme "in 3 business days"
    followup snooze k3f9v friday
    """
    from followup.formats.typed.dates import parse_when

    history = workspace.history_to_change()
    [action] = _actions(workspace, history, (name,))
    if action.status in {Status.STOPPED, Status.SETTLED}:
        raise RequestFailed(
            f"{do_of(action)}: that is {action.status}.", f"`followup why {action.id[:5]}` says why."
        )
    day = day_of(parse_when(when, workspace.now, workspace.calendar, "future"), workspace.calendar.zone)
    if day < workspace.now.date():
        raise WrongUsage(f"{say_date(day)} has passed.", "Write for example tomorrow, or 'in 3 days'.")
    event = records.snoozed(action, day, workspace.now, workspace.outside.new_id, _noted(note))
    workspace.record([event])
    say_next(workspace, event, f"Put off to {say_date(day)}: {do_of(action)}.")


def _actions(workspace: Workspace, history: History, names: tuple[str, ...]) -> list[Action]:
    """Return the actions that the words name, each once; RequestFailed if one is settled already."""
    plan = workspace.plan(history)
    found = {action.id: action for action in (find_action(plan, name) for name in names)}
    for action in found.values():
        if action.status in {Status.DONE, Status.SKIPPED}:
            event = action.reasons[-1].event
            when = f" on {say_date(event.at)}" if event else ""
            raise RequestFailed(
                f"{do_of(action)}: that was {action.status}{when}. Nothing was logged.",
                "`followup undo` takes back what you did last.",
            )
    return list(found.values())


def _when(workspace: Workspace, on: str | None) -> Moment:
    if on is None:
        return workspace.moment
    from followup.formats.typed.dates import parse_when

    at = parse_when(on, workspace.now, workspace.calendar, "past")
    if workspace.lies_ahead(at):
        raise WrongUsage(f"{say_date(at)} lies ahead.", "Say when you did it, such as yesterday.")
    return at


def _noted(note: str | None) -> str | None:
    return clean(note) or None if note is not None else None


def _sent_text(path: str | None, actions: list[Action]) -> str | None:
    """Return the text of a letter, line by line cleaned; only one message can have been sent with it."""
    if path is None:
        return None
    if len(actions) != 1 or actions[0].definition.send is None:
        raise WrongUsage("--text goes with one message only.", "followup done ID --text letter.txt")
    from followup.adapters.files import read_text

    return clean_lines(read_text(path)) or None


def _say(workspace: Workspace, actions: list[Action], events: list[Event], verb: str, at: Moment) -> None:
    """Print what was settled; what comes next is said for the application of the last one."""
    lines = []
    for action in actions:
        logged = [e.kind for e in events if e.action == action.id and e.kind == action.definition.logs]
        also = f" ({name_of(logged[0])} logged)" if logged else ""
        lines.append(f"{verb} on {say_date(at)}: {do_of(action)}{also}.")
    say_next(workspace, events[-1], "\n".join(lines))
