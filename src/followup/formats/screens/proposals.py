"""Proposals on the screen and as JSON: what would be logged, on what it rests, and what stays unclear."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from followup.formats.screens.layout import headed_table, heading, indented
from followup.formats.words.phrases import SHORT_ID, counted, name_of, person_label, say_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from rich.console import RenderableType

    from followup.core.decided import Placed
    from followup.core.moments import Moment
    from followup.core.proposals import Unclear


def proposals_document(placed: Iterable[Placed], unclear: Iterable[Unclear]) -> dict[str, Any]:
    """Return the document of what is proposed and what is unclear."""
    return {
        "schema": 1,
        "proposals": [proposal_object(each) for each in placed],
        "problems": [each._asdict() for each in unclear],
    }


def proposal_object(placed: Placed) -> dict[str, Any]:
    """Return one proposal as an object; absent values are null."""
    proposal, place = placed.proposal, placed.place
    return {
        "id": proposal.id,
        "kind": placed.kind,
        "application": place.handle if place.application else None,
        "new": place.is_new,
        "company": place.company or None,
        "role": place.role,
        "location": proposal.location,
        "salary": proposal.salary,
        "at": proposal.at.isoformat(),
        "until": proposal.until.isoformat() if proposal.until else None,
        "people": [
            {"name": person.name, "email": person.email, "phone": person.phone, "part": person.part}
            for person in proposal.people
        ],
        "note": proposal.note,
        "evidence": proposal.evidence,
        "certain": proposal.certain,
        "source": {
            "file": proposal.source.file,
            "message_id": proposal.source.message_id,
            "row": proposal.source.row,
            "uid": proposal.source.uid,
        },
    }


def proposals_screen(placed: Sequence[Placed], unclear: Sequence[Unclear], now: datetime) -> RenderableType:
    """Return the table of what would be logged, an application at a time, and what is unclear below it."""
    parts: list[RenderableType] = []
    if placed:
        table = headed_table()
        table.add_column("Application", ratio=3, overflow="fold")
        table.add_column("What", ratio=2, overflow="fold")
        table.add_column("When", no_wrap=True)
        table.add_column("Rests on", ratio=3, overflow="fold")
        for _, group in groupby(placed, key=lambda each: id(each.place)):
            for number, each in enumerate(group):
                table.add_row(*_cells(each, now, is_first=number == 0))
        parts.append(table)
    parts += unclear_screen(unclear)
    return Group(*parts)


def unclear_screen(unclear: Sequence[Unclear]) -> Iterator[RenderableType]:
    """Yield what is unclear, each with its place."""
    if unclear:
        yield Text()
        yield heading("Not certain, or left out")
        for each in unclear:
            yield indented(f"{each.place}: {each.text}" if each.place else each.text)


def _cells(placed: Placed, now: datetime, *, is_first: bool) -> tuple[Text, Text, Text, Text]:
    proposal, place = placed.proposal, placed.place
    name = f"{place.company}, {place.role}" if place.role else place.company
    name = f"{place.handle} ({name})" if place.application is not None else name or "not named"
    what = say_kind(placed)
    if placed.kind == "amended" and placed.target is not None:
        what = f"{what}, before: {_when(placed.target.at, now)}"
    people = (
        f" with {', '.join(person_label(person) for person in proposal.people)}" if proposal.people else ""
    )
    when = _when(proposal.at, now)
    row = f"row {proposal.source.row}: " if proposal.source.row is not None else ""
    return (
        Text(name if is_first else ""),
        Text(what + people),
        Text(when if proposal.dated else f"by {when}"),
        Text(f"{row}{proposal.evidence}", style="dim"),
    )


def _when(at: Moment, now: datetime) -> str:
    return say_date(at, now)


def say_kind(placed: Placed) -> str:
    """Return the kind in words; a talk that is moved or called off says so."""
    if placed.kind == "cancelled":
        return "talk called off"
    kind = placed.proposal.kind
    if kind == "amended":
        return f"{name_of(placed.target.kind)} moved" if placed.target is not None else "talk moved"
    return name_of(kind)


def short_proposal_ids(placed: Iterable[Placed]) -> dict[str, str]:
    """Return a beginning of each proposal's id that no other has."""
    ids = {each.proposal.id for each in placed}
    length = SHORT_ID
    while len({each[:length] for each in ids}) < len(ids):
        length += 1
    return {each: each[:length] for each in ids}


def said_in_short(placed: Sequence[Placed]) -> str:
    """Return how much is proposed: `12 events of 7 applications, 5 of them new`."""
    places = {id(each.place): each.place for each in placed}
    new = sum(place.is_new for place in places.values())
    fresh = f", {new} of them new" if 0 < new < len(places) else ", all new" if new else ""
    return f"{counted(len(placed), 'event')} of {counted(len(places), 'application')}{fresh}"
