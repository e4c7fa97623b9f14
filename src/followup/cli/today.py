"""`today`: the command. A plain morning does without it, and without Click (see `followup.cli.main`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from followup.cli.morning import morning
from followup.cli.output import json_option

if TYPE_CHECKING:
    from followup.cli.output import Result
    from followup.cli.session import Session


@click.command("today")
@click.option("--all", "everything", is_flag=True, help="Also show what is not due yet.")
@json_option
@click.pass_obj
def today_command(session: Session, everything: bool) -> Result:
    """Show what to do now.

    \b
    followup today
    followup today --all
    followup --now 2026-11-30 today --json
    """
    return morning(session, everything=everything)
