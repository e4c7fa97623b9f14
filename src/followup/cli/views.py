"""`list`, `show`, `why` and `plan`: other views of the one plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from followup.core.forecast import forecast
from followup.core.lookup import find_action, find_application
from followup.core.planner import in_order
from followup.core.whynot import why_not

if TYPE_CHECKING:
    from followup.cli.session import Workspace
    from followup.core.history import Application, History
    from followup.core.planner import Plan

LONGEST_FORECAST = 366
_DAYS = click.IntRange(1, LONGEST_FORECAST)
_DAYS.name = "number of days"  # what a wrong value is said not to be
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command("list")
@click.option("--open", "only_open", is_flag=True, help="Leave out what is over.")
@_JSON
@click.pass_obj
def list_command(workspace: Workspace, only_open: bool, as_json: bool) -> None:
    """Show every application: how far it is, and what comes next.

    \b
    followup list
    followup list --open
    """
    from followup.core.pipeline import pipeline

    history = workspace.history()
    rows = pipeline(history, workspace.plan(history), workspace.rulebook, workspace.now)
    if only_open:
        rows = [row for row in rows if not row.is_over]
    if as_json:
        from followup.formats.screens.documents import SCHEMA, row_object

        sentences = workspace.sentences
        workspace.say_json({"schema": SCHEMA, "applications": [row_object(row, sentences) for row in rows]})
        return
    from followup.formats.screens.applications import pipeline_screen

    workspace.show(pipeline_screen(rows, workspace.now))


@click.command("show")
@click.argument("application")
@_JSON
@click.pass_obj
def show_command(workspace: Workspace, application: str, as_json: bool) -> None:
    """Show one application: what happened, who is who, what to do.

    \b
    followup show acme
    """
    history = workspace.history()
    found = find_application(history, application, workspace.rulebook.stop, workspace.now)
    actions = in_order(workspace.plan(history).of(found))
    if as_json:
        from followup.formats.screens.documents import SCHEMA, action_object, application_object, event_object

        workspace.say_json(
            {
                "schema": SCHEMA,
                "application": application_object(found, history),
                "events": [event_object(event, found) for event in found.timeline()],
                "actions": [action_object(action, workspace.sentences) for action in actions],
            }
        )
        return
    from followup.formats.screens.applications import application_screen

    workspace.show(application_screen(found, history, actions, workspace.sentences))


@click.command("why")
@click.argument("name", metavar="ID-OR-APPLICATION")
@_JSON
@click.pass_obj
def why_command(workspace: Workspace, name: str, as_json: bool) -> None:
    """Explain the dates of an action, or of everything in an application.

    \b
    followup why k3f9v
    followup why check-in/acme
    followup why acme
    """
    history = workspace.history()
    plan = workspace.plan(history)
    application = _application(workspace, history, plan, name)
    actions = plan.of(application) if application else (find_action(plan, name),)
    if as_json:
        from followup.formats.screens.documents import actions_document, why_not_object

        document = actions_document(in_order(actions), workspace.sentences, workspace.now)
        if application:
            document["silent"] = [
                why_not_object(each, workspace.sentences) for each in why_not(plan, application)
            ]
        workspace.say_json(document)
        return
    from followup.formats.screens.applications import why_action_screen, why_application_screen

    if application is None:
        workspace.show(why_action_screen(actions[0], workspace.sentences))
    else:
        asking = in_order(action for action in actions if action.is_open)
        quiet = why_not(plan, application)
        workspace.show(why_application_screen(application, asking, quiet, workspace.sentences))


def _application(workspace: Workspace, history: History, plan: Plan, name: str) -> Application | None:
    """Return the application that `name` means, or None if it means an action."""
    from followup.core.errors import RequestFailed
    from followup.core.lookup import matching

    if "/" in name or any(action.id == name for action in plan.actions):
        return None
    try:
        return find_application(history, name, workspace.rulebook.stop, workspace.now)
    except RequestFailed:
        if matching(history, name) or not any(action.id.startswith(name.lower()) for action in plan.actions):
            raise
        return None


@click.command("plan")
@click.option("--days", type=_DAYS, default=14, show_default=True, help="How far ahead.")
@_JSON
@click.pass_obj
def plan_command(workspace: Workspace, days: int, as_json: bool) -> None:
    """Show the days ahead, as if you do everything on its day and nobody answers.

    \b
    followup plan
    followup plan --days 30
    """
    found = forecast(workspace.store.log(), workspace.rulebook, workspace.calendars, workspace.now, days)
    if as_json:
        from followup.formats.screens.documents import days_document

        workspace.say_json(days_document(found, workspace.sentences, workspace.now))
        return
    from followup.formats.screens.agenda import days_screen

    workspace.show(days_screen(found, workspace.now, workspace.sentences, days))
