"""`list`, `show`, `why` and `plan`: other views of the one plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from followup.adapters.log.around import Wanted
from followup.cli.output import Result, json_option
from followup.cli.reach import doubt_unless_due, wanted_by, wanted_by_actions, within_reach
from followup.cli.rows import actions_named, is_number
from followup.core.agenda import within
from followup.core.errors import RequestFailed, WrongUsage
from followup.core.events import FACTS
from followup.core.forecast import forecast
from followup.core.lookup import find_action, find_application, is_shown, matching
from followup.core.pipeline import NO_STAGE, mentions, pipeline
from followup.core.planner import in_order, why_not
from followup.core.text import normal
from followup.formats import screens

if TYPE_CHECKING:
    from rich.console import RenderableType

    from followup.adapters.log.around import Awake
    from followup.cli.session import Session
    from followup.core.actions import Action
    from followup.core.history import Application, History
    from followup.core.pipeline import Row
    from followup.core.planner import Plan

LONGEST_FORECAST = 366
# So many that are over are shown below those that are not: what matters must not scroll away.
MOST_OVER = 50


class _Days(click.IntRange):
    name = "number of days"  # click: "... is not a valid number of days."


@click.command("list")
@click.option("--open", "only_open", is_flag=True, help="Leave out what is over.")
@click.option("--stage", metavar="STAGE", help="Only those at a stage, such as interview.")
@click.option("--company", metavar="NAME", help="Only those at one company.")
@click.option("--search", metavar="TEXT", help="Only those with this in a name, a role or a note.")
@json_option
@click.pass_obj
def list_command(
    session: Session, only_open: bool, stage: str | None, company: str | None, search: str | None
) -> Result:
    """Show every application: how far it is, and what comes next.

    \b
    followup list
    followup list --open --stage interview
    followup list --search engineer

    What is over comes last, on a screen the fifty that something was logged of last. --stage, --company,
    --search and --json leave none out.
    """
    kind = _stage(session, stage) if stage is not None else None
    is_all = kind is None and company is None and search is None

    def listed(*, most_over: int | None) -> tuple[list[Row], list[Row], bool]:
        every, is_cut = _pipeline(session, only_open=only_open, most_over=most_over if is_all else None)
        rows = [
            row
            for row in every
            if kind is None or row.is_at(kind)
            if company is None or row.application.company_key == normal(company)
            if search is None or mentions(row.application, search)
        ]
        return rows, every, is_cut

    def screen() -> RenderableType:
        rows, every, is_cut = listed(most_over=MOST_OVER)
        return screens.pipeline.pipeline_screen(
            rows, len(every), session.now, only_open=only_open, is_cut=is_cut
        )

    return Result(
        lambda: [screen()],
        lambda: screens.documents.pipeline_document(listed(most_over=None)[0], session.sentences),
    )


def _pipeline(session: Session, *, only_open: bool, most_over: int | None) -> tuple[list[Row], bool]:
    """Return the applications, and whether more are over than `most_over`: then those logged last are left.

    What is over is read only where it is asked for, and never planned: nothing comes next.
    """
    part = session.reached(Wanted(silent=True))
    history = _read(session, part, only_open=only_open, most_over=most_over)
    if part is not None and part.events is not None:
        history.planned = part.planned
    every = pipeline(history, session.plan(history), session.rulebook, session.now)
    if only_open:
        return [row for row in every if not row.is_over], False
    resting = [row for row in every if row.is_over and row.next is None and row.appointment is None]
    logged = {event.application: place for place, event in enumerate(history.log)}
    resting.sort(key=lambda row: logged.get(row.application.id, 0), reverse=True)
    older = {row.application.id for row in resting[most_over:]} if most_over is not None else set()
    return [row for row in every if row.application.id not in older], bool(older)


def _read(session: Session, part: Awake | None, *, only_open: bool, most_over: int | None) -> History:
    """Return what is not over, which `part` is, and of what is over as much as is wanted, and one more."""
    if only_open:
        return session.history(part)
    if part is None or part.events is None or most_over is None:
        return session.history()
    over = session.store.latest(most_over + 1, part.asked)
    if len(over) <= most_over:
        return session.history()
    return session.history(session.reached(Wanted(silent=True, applications=frozenset(over))))


def _stage(session: Session, typed: str) -> str:
    """Return the kind of event that the typed stage is; WrongUsage if there is none."""
    stages = (*(kind for kind in FACTS if kind not in NO_STAGE), *session.rulebook.events)
    kind = normal(typed).replace("-", "_").replace(" ", "_")
    if kind not in stages:
        names = ", ".join(stage.replace("_", "-") for stage in stages)
        raise WrongUsage(f"There is no stage {typed!r}.", f"Stages are {names}.")
    return kind


@click.command("show")
@click.argument("application")
@json_option
@click.pass_obj
def show_command(session: Session, application: str) -> Result:
    """Show one application: what happened, who is who, what to do.

    \b
    followup show acme
    """

    def look(history: History) -> tuple[Application, History]:
        return find_application(history, application, session.rulebook.stop, session.now), history

    found, history = within_reach(session, wanted_by([application]), look)
    actions = in_order(session.plan(history).of(found))
    shown = found, history, actions, session.sentences
    return Result(
        lambda: [screens.applications.application_screen(*shown)],
        lambda: screens.documents.application_document(*shown),
    )


@click.command("why")
@click.argument("name", metavar="ID-OR-APPLICATION")
@json_option
@click.pass_obj
def why_command(session: Session, name: str) -> Result:
    """Explain the dates of an action, or of everything in an application.

    \b
    followup why 2
    followup why check-in/acme
    followup why acme
    """

    def look(history: History) -> tuple[Plan, Application | None, list[Action]]:
        plan = session.plan(history)
        is_row = is_number(name) and not matching(history, name)
        application = None if is_row else _application(session, history, plan, name)
        if application is not None:
            return plan, application, []
        if is_row:
            return plan, None, actions_named(session, plan, name)
        found = [find_action(plan, name)]
        doubt_unless_due(session, name, found)
        return plan, None, found

    wanted = wanted_by([name])
    if "/" in name or is_number(name) or is_shown(name):
        wanted = wanted_by_actions(session, [name], [name])
    plan, application, named = within_reach(session, wanted, look)
    sentences = session.sentences
    if application is None:
        return Result(
            lambda: screens.applications.why_actions_screens(named, sentences, name),
            lambda: screens.documents.actions_document(named, sentences),
        )
    actions, silent = in_order(plan.of(application)), why_not(plan, application)
    asking = [action for action in actions if action.is_open]
    return Result(
        lambda: [screens.applications.why_application_screen(application, asking, silent, sentences)],
        lambda: screens.documents.why_document(actions, silent, sentences),
    )


def _application(session: Session, history: History, plan: Plan, name: str) -> Application | None:
    """Return the application that `name` means, or None if it means an action."""
    if "/" in name or any(action.id == name for action in plan.actions):
        return None
    try:
        return find_application(history, name, session.rulebook.stop, session.now)
    except RequestFailed:
        if matching(history, name) or not any(action.id.startswith(name.lower()) for action in plan.actions):
            raise
        return None


@click.command("plan")
@click.option("--days", type=_Days(1, LONGEST_FORECAST), default=14, show_default=True, help="How far ahead.")
@json_option
@click.pass_obj
def plan_command(session: Session, days: int) -> Result:
    """Show the days ahead, as if you do everything on its day and nobody answers.

    \b
    followup plan
    followup plan --days 30
    """
    history = session.history(session.reached(Wanted(planned=True)))
    found = forecast(history.log, session.rulebook, session.calendars, session.now, days)
    ahead = within(history, session.rulebook, session.now, days)
    return Result(
        lambda: [screens.agenda.days_screen(found, days, session.sentences, ahead)],
        lambda: screens.documents.days_document(found, session.sentences, ahead),
    )
