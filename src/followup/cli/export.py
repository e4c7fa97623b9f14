"""`export`: the log comes out again, whole, or as a table of the applications."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.adapters.files import write_private
from followup.cli.output import Result, answer
from followup.core.errors import WrongUsage
from followup.core.moments import day_of
from followup.core.pipeline import pipeline
from followup.core.proof import Period, proof_of
from followup.formats.export.jsonlines import write_lines
from followup.formats.export.tables import write_csv, write_markdown
from followup.formats.words.phrases import counted, say_date

if TYPE_CHECKING:
    from followup.cli.session import Session
    from followup.core.proof import Proof


@click.command("export")
@click.option("--all", "everything", is_flag=True, help="The whole log as JSON Lines, to be imported again.")
@click.option("--csv", "as_csv", is_flag=True, help="The applications as CSV, for a spreadsheet.")
@click.option("--markdown", is_flag=True, help="The applications as a table in Markdown.")
@click.option("--from", "since", metavar="WHEN", help="Only what was done from this day on.")
@click.option("--to", "until", metavar="WHEN", help="Only what was done up to this day.")
@click.option("--out", metavar="FILE", help="Write this file, whole or not at all.")
@click.pass_obj
def export_command(
    session: Session,
    everything: bool,
    as_csv: bool,
    markdown: bool,
    since: str | None,
    until: str | None,
    out: str | None,
) -> Result:
    """Print the log, or the applications as a table; without an option, in Markdown.

    \b
    followup export --all --out log.jsonl      # another machine: followup import log.jsonl
    followup export --csv --out applications.csv
    followup export --from "nov 1" --to "nov 30"

    The table says of each application when and where you applied, who is in charge, what you sent when, which
    talks you had, and what has come of it: the proof of your search that an employment office may ask for.
    """
    if everything + as_csv + markdown > 1:
        raise WrongUsage("--all, --csv and --markdown are three ways; choose one.", "followup export --csv")
    if everything and (since or until):
        raise WrongUsage("--all is the whole log, whatever the day.", "followup export --csv --from 'nov 1'")
    # gather
    period = _period(session, since, until)
    history = session.history()
    # decide
    if everything:
        data, said = write_lines(history.log), counted(len(history.log), "event")
    else:
        rows = pipeline(history, session.plan(history), session.rulebook, session.now)
        proof = proof_of(history, rows, period, session.now.date())
        text = write_csv(proof) if as_csv else write_markdown(proof, session.now.date())
        data, said = text.encode(), _said(proof)
    # act
    if out is None or out == "-":
        return Result(lambda: [data])
    path = Path(out).expanduser()
    write_private(path, data)
    session.acted = f"{path} is written"
    return answer(f"{path}: {said}.")


def _period(session: Session, since: str | None, until: str | None) -> Period:
    """Return the period that was typed; WrongUsage if it ends before it begins."""
    first, last = (
        day_of(session.parse_moment(text), session.calendar.zone) if text is not None else None
        for text in (since, until)
    )
    if first is not None and last is not None and last < first:
        raise WrongUsage(
            f"--to ({say_date(last)}) is before --from ({say_date(first)}).", "Exchange the two."
        )
    return Period(first, last)


def _said(proof: Proof) -> str:
    return counted(len(proof.entries), "application")
