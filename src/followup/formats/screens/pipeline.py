"""The screen of `list`: one line for each application, where the width allows."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from followup.core.actions import Status
from followup.core.moments import day_of
from followup.core.text import slug
from followup.formats.screens.layout import NARROW, WIDE, Entry, Fitted, headed_table, in_lines
from followup.formats.words.mornings import say_ahead, say_do, when_of
from followup.formats.words.phrases import counted, name_of, say_distance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from rich.console import RenderableType

    from followup.core.history import Application
    from followup.core.pipeline import Row

# A shorter piece of a role says nothing.
SHORTEST_ROLE = 6


def pipeline_screen(rows: Sequence[Row], total: int, now: datetime) -> RenderableType:
    """Return the table of `list`; `total` is the number of all applications, shown or not."""
    if not total:
        return Text("Nothing is logged yet. Begin with:\nfollowup add applied Acme --role 'Data Engineer'")
    if not rows:
        return Text(f"None of {counted(total, 'application')} is like that.")
    over = sum(row.is_over for row in rows)
    count = counted(total, "application") if len(rows) == total else f"{len(rows)} of {total} applications"
    tail = f"{count}{f', {over} over' if over else ''}."
    hint = f"{tail} One of them: followup show {rows[0].application.handle}"
    return Group(Fitted(lambda width: _pipeline(rows, now, width)), Text(hint, style="dim"))


def _pipeline(rows: Sequence[Row], now: datetime, width: int) -> Iterator[RenderableType]:
    """Yield the table for a width: one line for each application, where there is room for it.

    Only a wide screen has a column of handles; elsewhere a handle stands for the company that needs it.
    """
    if width < NARROW:
        for row in rows:
            name, when = _name(row.application, width, with_handle=True).plain, _when(row, now)
            yield in_lines(Entry(name, what=_next(row, now).plain, when=when.plain, late=bool(when.style)))
        return
    is_wide = width >= WIDE
    columns: dict[str, list[Text]] = {
        "Stage": [Text(name_of(row.stage)) for row in rows],
        "Next": [_next(row, now) for row in rows],
        "When": [_when(row, now) for row in rows],
    }
    if is_wide:
        columns["Handle"] = [Text(row.application.handle, style="cyan") for row in rows]
    widths = {name: _widest([Text(name), *cells], width // 2) for name, cells in columns.items()}
    # What comes next has its one line, as long as every company can still be read.
    least = [_name(row.application, 0, with_handle=not is_wide) for row in rows]
    companies = _widest([Text("Application"), *least], width // 4)
    names = [_name(row.application, width // 3, with_handle=not is_wide) for row in rows]
    room = width - sum(size + 2 for size in widths.values()) - 2
    size = min(_widest(names, width // 3), max(companies, room))
    table = headed_table()
    table.padding = (0, 1, 0, 0)
    table.add_column("Application", width=size, overflow="fold")
    for name in columns:
        is_next = name == "Next"
        table.add_column(name, width=None if is_next else widths[name], ratio=1 if is_next else None)
    names = [_name(row.application, size, with_handle=not is_wide) for row in rows]
    for cells in zip(names, *columns.values(), strict=True):
        table.add_row(*cells)
    yield table


def _widest(texts: Iterable[Text], most: int) -> int:
    return min(most, max(line.cell_len for text in texts for line in text.split()))


def _name(application: Application, width: int, *, with_handle: bool) -> Text:
    """Return the company, and as much of the role as has room; or the handle, where it tells them apart."""
    if with_handle and application.handle != slug(application.company):
        return Text(application.handle, style="cyan")
    text = Text(application.company)
    room = width - text.cell_len - len(", ")
    if application.role and room >= SHORTEST_ROLE:
        role = Text(application.role)
        role.truncate(room, overflow="ellipsis")
        text.append(", ", style="dim").append(role.plain, style="dim")
    return text


def _when(row: Row, now: datetime) -> Text:
    """Return when the next action is due, or how late it is; of a talk ahead, how far it is."""
    if row.appointment is not None and not _is_asked(row):
        return Text(say_distance(day_of(row.appointment.at, now.tzinfo or UTC), now.date()))
    if row.next is None:
        return Text()
    when, late = when_of(row.next, now)
    return Text(when, style="red" if late else "")


def _next(row: Row, now: datetime) -> Text:
    """Return the talk ahead, and what to do now; else the next action."""
    ahead = [say_ahead(row.appointment, now)] if row.appointment else []
    if row.next is not None and (not ahead or _is_asked(row)):
        waits = " (waiting)" if row.next.status is Status.WAITING else ""
        ahead.append(f"{say_do(row.next)}{waits}")
    if ahead:
        return Text("\n".join(ahead))
    return Text("over" if row.is_over else "nothing planned", style="dim")


def _is_asked(row: Row) -> bool:
    """Whether today asks for the next action; what is to do at a talk is no news beside it."""
    if row.next is None or row.next.status not in {Status.DUE, Status.OVERDUE}:
        return False
    return row.appointment is None or row.next.definition.before is None
