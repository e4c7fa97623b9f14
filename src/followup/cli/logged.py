"""What a command that logs something prints: what was logged, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from followup.core.actions import Status
from followup.core.planner import in_order

if TYPE_CHECKING:
    from followup.cli.session import Workspace
    from followup.core.actions import Action
    from followup.core.events import Event
    from followup.core.history import Application

# More than a screen of what comes next is no answer to "what next?".
AT_MOST = 6


def say_next(workspace: Workspace, event: Event, sentence: str, *, as_json: bool = False) -> None:
    """Print what was logged and the open actions of its application, computed anew from the log."""
    if workspace.outside.quiet:
        return
    history = workspace.history()
    application = history.application(event.application)
    if application is None:
        click.echo(sentence)
        return
    plan = workspace.plan(history)
    actions = [action for action in plan.of(application) if action.is_open]
    if as_json:
        from followup.formats.screens.documents import action_object, event_object

        logged = next(e for e in (*application.facts, *application.kept) if e.id == event.id)
        workspace.say_json(
            {
                "schema": 1,
                "event": event_object(logged, application),
                "application": application.handle,
                "next": [action_object(action, workspace.sentences) for action in in_order(actions)],
            }
        )
        return
    click.echo(sentence)
    say_open(
        workspace, application, [action for action in in_order(actions) if action.status is not Status.MISSED]
    )


def say_open(workspace: Workspace, application: Application, actions: list[Action]) -> None:
    """Print the next actions of an application, or that there are none."""
    if not actions:
        over = application.ended_by(workspace.rulebook.stop, workspace.now)
        click.echo(f"Nothing more is planned for {application.handle}." if over else "Nothing comes next.")
        return
    from followup.formats.screens.agenda import next_screen

    click.echo("Next:")
    workspace.show(next_screen(actions[:AT_MOST], workspace.now, workspace.sentences))
    if len(actions) > AT_MOST:
        click.echo(f"  and {len(actions) - AT_MOST} more: followup show {application.handle}")
