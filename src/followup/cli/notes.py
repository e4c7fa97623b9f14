"""`note` and `brief`: what is written down about an application, and read again before a talk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from followup.cli.output import Result, json_option
from followup.cli.reach import wanted_by, within_reach
from followup.cli.what_next import logged
from followup.core.briefing import briefing_for
from followup.core.errors import WrongUsage
from followup.core.lookup import find_application
from followup.core.text import clean
from followup.formats.screens.briefing import briefing_document, briefing_screen

if TYPE_CHECKING:
    from followup.cli.session import Session
    from followup.core.history import Application, History


@click.command("note")
@click.argument("application")
@click.argument("text", nargs=-1)
@click.option("--on", metavar="WHEN", help="When it was; now, if not given.")
@json_option
@click.pass_obj
def note_command(session: Session, application: str, text: tuple[str, ...], on: str | None) -> Result:
    """Write something down about an application. What ends with a question mark, `brief` asks again.

    \b
    followup note acme "They use Postgres. How big is the team?"
    """
    said = clean(" ".join(text)) or clean(session.ask_text("What is to be noted?"))
    if not said:
        raise WrongUsage("Say what is to be noted.", f"followup note {application} 'They use Postgres'")
    at = session.parse_moment(on)
    found = within_reach(
        session,
        wanted_by([application]),
        lambda history: find_application(history, application, session.rulebook.stop, session.now),
        to_change=True,
    )
    event = session.recorder.fact("note", at, found.id, note=said)
    session.record([event])
    return logged(session, event, f"Noted for {found.handle}: {said}")


@click.command("brief")
@click.argument("application")
@json_option
@click.pass_obj
def brief_command(session: Session, application: str) -> Result:
    """Print one page to read before a talk: who will be there, what was said and sent so far, what to ask.

    \b
    followup brief acme
    """

    def look(history: History) -> tuple[Application, History]:
        return find_application(history, application, session.rulebook.stop, session.now), history

    found, history = within_reach(session, wanted_by([application]), look)
    page = briefing_for(found, history, session.plan(history))
    return Result(
        lambda: [briefing_screen(page, history, session.now)],
        lambda: briefing_document(page, session.sentences),
    )
