"""`stats`: look back at what has come of the search."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from followup.cli.output import Result, json_option
from followup.core.statistics import statistics
from followup.formats.screens.statistics import statistics_document, statistics_screen

if TYPE_CHECKING:
    from followup.cli.session import Session


@click.command("stats")
@json_option
@click.pass_obj
def stats_command(session: Session) -> Result:
    """Look back: how far your applications came, which messages were answered, and what each week saw.

    \b
    followup stats
    followup stats --json
    """
    found = statistics(session.history(), session.rulebook, session.now)
    return Result(lambda: [statistics_screen(found)], lambda: statistics_document(found))
