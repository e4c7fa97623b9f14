"""`today`: the agenda. The command of every morning, so it imports and reads only what is due."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

import click

from followup.core.agenda import Agenda, agenda_of
from followup.core.planner import plan_for, quiet_until

if TYPE_CHECKING:
    from followup.adapters.log.store import Awake
    from followup.cli.session import Workspace
    from followup.core.actions import Action
    from followup.core.history import History
    from followup.core.planner import Plan


@click.command("today")
@click.option("--all", "everything", is_flag=True, help="Also show what is not due yet.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def today_command(workspace: Workspace, everything: bool, as_json: bool) -> None:
    """Show what to do now.

    \b
    followup today
    followup today --all
    followup --now 2026-11-30 today --json
    """
    agenda = (
        agenda_of(workspace.plan(workspace.history()), everything=True) if everything else brief(workspace)
    )
    if as_json:
        from followup.formats.screens.documents import actions_document

        workspace.say_json(actions_document(agenda.actions, workspace.sentences, workspace.now))
        return
    from followup.formats.screens.agenda import agenda_screen

    upcoming = None if agenda.actions else _next_of_all(workspace)
    workspace.show(agenda_screen(agenda, workspace.sentences, upcoming, whole=everything))


def brief(workspace: Workspace) -> Agenda:
    """Return the agenda, reading only the applications that may have something on it.

    Applications that cannot show before a known day are asleep until then, and stay unread.
    """
    premises = f"{workspace.rule_file.digest} {workspace.calendar.zone}"
    awake = workspace.store.awake(premises, workspace.now)
    history = workspace.history(awake)
    plan = plan_for(history, workspace.rulebook, workspace.now, awake.asked)
    _put_to_sleep(workspace, history, plan, awake, premises)
    return agenda_of(plan)


def _put_to_sleep(workspace: Workspace, history: History, plan: Plan, awake: Awake, premises: str) -> None:
    asleep: dict[str, datetime | None] = {}
    for application in history.applications:
        if application.id not in awake.asked:
            continue
        zone = application.calendar.zone
        day = quiet_until(plan, application)
        if day is None:
            asleep[application.id] = None
        elif day > workspace.now.astimezone(zone).date():
            asleep[application.id] = datetime.combine(day, time(), zone)
    gone = awake.asked - {application.id for application in history.applications}
    asleep.update(dict.fromkeys(gone))
    workspace.store.put_to_sleep(asleep, premises, awake, workspace.now)


def _next_of_all(workspace: Workspace) -> Action | None:
    """Return the first action that is to come: a day without work has the time to look for it."""
    later = agenda_of(workspace.plan(workspace.history()), everything=True).later
    return later[0] if later else None
