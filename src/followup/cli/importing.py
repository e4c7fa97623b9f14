"""`import`: log what a spreadsheet of applications tells, after a look at it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.adapters.files import publish, read_bytes, read_published
from followup.adapters.log.others import is_log, read_log
from followup.cli.output import Result, answer
from followup.core.accepting import events_of
from followup.core.decided import open_proposals
from followup.core.errors import InvalidFile, RequestFailed, WrongUsage
from followup.core.matching import NEW, match_all
from followup.core.proposals import Unclear
from followup.formats.export import jsonlines
from followup.formats.intake.sheets.mapping import Mapping, read_mapping, write_mapping
from followup.formats.intake.sheets.reading import read_sheet
from followup.formats.screens.proposals import proposals_document, proposals_screen, said_in_short
from followup.formats.words.phrases import counted, name_of, say_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from followup.cli.session import Session
    from followup.core.decided import Open, Placed
    from followup.core.events import Event
    from followup.core.history import History
    from followup.core.matching import Matched, Question
    from followup.formats.intake.sheets.dates import Order
    from followup.formats.intake.sheets.reading import Reading


@click.command("import")
@click.argument("file")
@click.option("--dry-run", is_flag=True, help="Show what would be logged, and log nothing.")
@click.option("--yes", is_flag=True, help="Log it without a question.")
@click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="Which comes first in 03/04/2026.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def import_command(
    session: Session, file: str, dry_run: bool, yes: bool, dates: Order | None, as_json: bool
) -> Result:
    """Log what a spreadsheet of applications tells: CSV, TSV or XLSX of any tracker; `-` is standard input.

    \b
    followup import applications.xlsx --dry-run
    followup import applications.csv
    followup import applications.csv --dates dmy --yes

    Columns, dates and statuses are found out, in English, German, French, Spanish, Portuguese, Dutch and
    Italian; you see what would be logged before it is. What is not certain is asked or listed, never guessed.
    All of it is logged, or nothing, and `followup undo` takes it back. The same file again adds only what is
    new in it.

    What was understood is written beside the file (applications.followup.yaml), for you to correct.

    A whole log (`followup export --all`) comes back as it was, without a question.
    """
    # gather
    path = None if file == "-" else Path(file)
    name = path.name if path else "standard input"
    data = read_bytes(file, jsonlines.LARGEST)
    if jsonlines.is_export(data) or (path is not None and is_log(data)):
        theirs = jsonlines.read_lines(data, name) if path is None or not is_log(data) else read_log(path)
        is_asking = session.can_ask and not (yes or as_json)
        return _merged(session, theirs, name, dry_run, is_asking)._replace(as_json=as_json)
    mapping = _mapping_of(path)
    reading = _read(session, data, name, mapping, dates)
    is_asking = not (dry_run or yes or as_json) and session.can_ask
    history = session.history() if dry_run else session.history_to_change()
    # decide
    news, unclear = _decide(session, history, reading, path, mapping, is_asking=is_asking)
    document = proposals_document(news.placed, unclear)
    shown = Result(
        lambda: [proposals_screen(news.placed, unclear, session.now), _summary(news, reading, name)],
        lambda: document,
        as_json=as_json,
    )
    if dry_run:
        return shown
    if not news.placed:
        return _nothing(shown, news, unclear, name)
    if is_asking:
        session.terminal.draw(*shown.screen())
        if not session.ask("Log all of it?"):
            return answer("Nothing was logged.")
    elif not yes:
        hint = "Add --yes to log it, or --dry-run only to look."
        return shown._replace(error=RequestFailed("Nothing was logged.", hint))
    # act
    events = events_of(news.placed, session.recorder, history)
    session.record(events)
    said = [_logged(news, reading, name), *_keep_mapping(session, path, mapping, reading)]
    return Result(
        lambda: [*([] if is_asking else [proposals_screen((), unclear, session.now)]), *said],
        lambda: {**document, "logged": len(events)},
        as_json=as_json,
    )


def _merged(session: Session, theirs: Sequence[Event], name: str, dry_run: bool, is_asking: bool) -> Result:
    """Log what another log holds, as it was logged there; into a log that has others it is a merge."""
    from followup.cli.merge import merge_events

    ours = session.history() if dry_run else session.history_to_change()
    return merge_events(session, ours, theirs, name, dry_run=dry_run, is_asking=is_asking)


def _mapping_path(path: Path) -> Path:
    return path.with_name(f"{path.stem}.followup.yaml")


def _mapping_of(path: Path | None) -> Mapping | None:
    """Return the user's mapping of a file, if there is one; InvalidFile if it has errors."""
    if path is None:
        return None
    beside = _mapping_path(path)
    data = read_published(beside)
    if data is None:
        return None
    mapping, problems, lines = read_mapping(data)
    if mapping is None:
        raise InvalidFile(str(beside), problems, lines)
    return mapping


def _read(session: Session, data: bytes, name: str, mapping: Mapping | None, dates: Order | None) -> Reading:
    """Return what the sheet tells, asking which way to read dates where their column leaves it open."""
    reading = read_sheet(data, name, session.now, mapping, dates)
    opened = reading.open_dates
    if opened is None:
        return reading
    first, second = _named(opened.dmy), _named(opened.mdy)
    said = f'{name}: "{opened.text}" in the column {opened.column} can be {first} or {second}.'
    is_day_first = session.ask(f"{said} Does the day come first, so that it is {first}?")
    if is_day_first is None:
        raise WrongUsage(said, "Add --dates dmy if the day comes first, --dates mdy if the month does.")
    return read_sheet(data, name, session.now, mapping, "dmy" if is_day_first else "mdy")


def _named(day: date | None) -> str:
    return "no date" if day is None else f"{day.day} {day:%B}"


def _decide(
    session: Session,
    history: History,
    reading: Reading,
    path: Path | None,
    mapping: Mapping | None,
    *,
    is_asking: bool,
) -> tuple[Open, list[Unclear]]:
    """Return what is news, and all that is unclear; asks which application is meant where that is open."""
    stop, now = session.rulebook.stop, session.now
    matched = match_all(reading.proposals, history, stop, now)
    answers = _written(matched, mapping) | (_answers(session, matched, mapping) if is_asking else {})
    if answers:
        matched = match_all(reading.proposals, history, stop, now, answers)
    news = open_proposals(matched, history, session.rulebook, now)
    unclear = [*reading.unclear, *(_open_question(each, path) for each in matched.questions)]
    unclear += [_contrary(each) for each in news.contrary]
    return news, sorted(unclear, key=lambda each: each.row or 0)


def _open_question(question: Question, path: Path | None) -> Unclear:
    """Return what is open about a job of the sheet, and how to say it."""
    first = question.proposals[0]
    known = ", ".join(place.handle for place in question.choices[:4]) or "none"
    where = "run this on a terminal to say which it is"
    if path is not None and first.company:
        job = first.company.replace('"', "")
        beside = _mapping_path(path).name
        where = f'write `"{job}": new`, or its handle, under `applications:` in {beside}, or {where}'
    return Unclear(
        f"{question.text} Nothing of it is logged; {where} (known: {known}).",
        first.source.file,
        first.source.row,
    )


def _written(matched: Matched, mapping: Mapping | None) -> dict[str, str]:
    """Return the answers that stand in the mapping file, by topic."""
    answers: dict[str, str] = {}
    for question in matched.questions if mapping is not None else ():
        first = question.proposals[0]
        said = mapping.answer(first.company or "", first.role) if mapping else None
        if said is not None:
            answers[question.topic] = NEW if said == "new" else said
    return answers


def _answers(session: Session, matched: Matched, mapping: Mapping | None) -> dict[str, str]:
    """Return the user's answers by topic to what the mapping leaves open; what stays open has none."""
    answers: dict[str, str] = {}
    written = _written(matched, mapping)
    for question in matched.questions:
        if question.topic in written:
            continue
        chosen = _ask(session, question)
        if chosen is not None:
            answers[question.topic] = chosen
    return answers


def _ask(session: Session, question: Question) -> str | None:
    first = question.proposals[0]
    for place in question.choices:
        job = f"{place.handle} ({place.company}{f', {place.role}' if place.role else ''})"
        if session.ask(f"Row {first.source.row}: {question.text} Is it {job}?"):
            return place.handle
    job = f"{first.company}, {first.role}" if first.role else str(first.company)
    return NEW if question.can_begin and session.ask(f"Is {job} a new application?") else None


def _contrary(placed: Placed) -> Unclear:
    proposal, handle, event = placed.proposal, placed.place.handle, placed.target
    kind = proposal.kind.replace("_", "-")
    known = f"the log has {name_of(proposal.kind)} of {handle} on {say_date(event.at)}" if event else ""
    return Unclear(
        f"{proposal.evidence}: {known}. If the sheet is right: followup edit {kind}/{handle}"
        f" --on {proposal.at.isoformat()[:10]}",
        proposal.source.file,
        proposal.source.row,
    )


def _summary(news: Open, reading: Reading, name: str) -> str:
    lines = [f"{name}: {said_in_short(news.placed)}." if news.placed else f"{name}: nothing new."]
    if news.known:
        lines.append(
            f"{counted(len(news.known), 'event')} in it {_are(len(news.known))} logged or decided already."
        )
    if reading.waiting:
        what = counted(reading.waiting, "row")
        lines.append(f"{what} {_are(reading.waiting)} of jobs not applied for, and left out.")
    return "\n".join(lines)


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _nothing(shown: Result, news: Open, unclear: Sequence[Unclear], name: str) -> Result:
    """Return the answer where there is nothing to log: fine if all is known, else a failure."""
    if unclear and not news.known:
        return shown._replace(error=RequestFailed(f"Nothing of {name} was logged."))
    return shown


def _logged(news: Open, reading: Reading, name: str) -> str:
    lines = [f"Logged from {name}: {said_in_short(news.placed)}. `followup undo` takes it back."]
    if reading.waiting:
        what = counted(reading.waiting, "row")
        lines.append(f"{what} {_are(reading.waiting)} of jobs not applied for, and left out.")
    return "\n".join(lines)


def _keep_mapping(
    session: Session, path: Path | None, mapping: Mapping | None, reading: Reading
) -> list[str]:
    """Write the mapping beside the sheet where there is none yet; say so, or why that was not possible."""
    if path is None or mapping is not None:
        return []
    beside = _mapping_path(path)
    try:
        publish(beside, write_mapping(reading.used, path.name).encode())
    except RequestFailed as error:
        session.note(f"What was understood of the columns could not be kept: {error.message}")
        return []
    return [f"{beside} says how the sheet was read; edit it if that was wrong."]
