"""The screen of `list`: one line for each application, where the width allows."""

from __future__ import annotations

from datetime import UTC
from textwrap import wrap
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from followup.core.actions import Status
from followup.core.moments import day_of
from followup.core.text import slug
from followup.formats.screens.layout import NARROW, ROOMY, Entry, Fitted, headed_table, in_lines, indented
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
# From this width on there is a column for handles.
_WITH_HANDLES = 112
_GAP = 2
# A longer name breaks before what comes next does.
_ENOUGH = 24


def pipeline_screen(
    rows: Sequence[Row], total: int, now: datetime, *, only_open: bool = False, is_cut: bool = False
) -> RenderableType:
    """Return the table of `list`; `total` counts all, shown or not, or all that are open.

    Where it `is_cut`, more are over than are shown, and nobody has counted them.
    """
    what = "open application" if only_open else "application"
    if not total and only_open:
        return Text("No application is open.")
    if not total:
        return Text("Nothing is logged yet. Begin with:\nfollowup add applied Acme --role 'Data Engineer'")
    if not rows:
        return Text(f"None of {counted(total, what)} is like that.")
    over = sum(row.is_over for row in rows)
    if is_cut:
        tail = f"{counted(total - over, 'open application')}, and the last {over} that are over."
        return Fitted(
            lambda width: [
                *_pipeline(rows, now, width),
                _closing(tail, "Older ones: followup list --search WORD", width),
            ]
        )
    count = counted(total, what) if len(rows) == total else f"{len(rows)} of {total} {what}s"
    tail = f"{count}{f', {over} over' if over else ''}."
    hint = f"One of them: followup show {rows[0].application.handle}"
    return Fitted(lambda width: [*_pipeline(rows, now, width), _closing(tail, hint, width)])


def _closing(tail: str, hint: str, width: int) -> Text:
    """Return the last line, or two of them: a command stays whole."""
    line = f"{tail} {hint}"
    return Text(line if len(line) <= width else f"{tail}\n{hint}", style="dim")


def _pipeline(rows: Sequence[Row], now: datetime, width: int) -> Iterator[RenderableType]:
    """Yield the rows for a width: one line for each application where there is room for it, at most two."""
    if width < NARROW:
        for row in rows:
            name, when = _name(row.application, width, with_handle=True).plain, _when(row, now)
            yield in_lines(Entry(name, what=_next(row, now).plain, when=when.plain, late=bool(when.style)))
    elif width < ROOMY:
        yield _two_lines(rows, now, width)
    else:
        yield _columns(rows, now, width)


def _two_lines(rows: Sequence[Row], now: datetime, width: int) -> RenderableType:
    """Return two lines for each application: how far it is and when, and below it what comes next."""
    stages, whens = [Text(name_of(row.stage)) for row in rows], [_when(row, now) for row in rows]
    sizes = _widest(stages, width), _widest(whens, width)
    name = width - sum(size + _GAP for size in sizes)
    parts: list[RenderableType] = []
    for row, stage, when in zip(rows, stages, whens, strict=True):
        line = Table.grid(padding=(0, _GAP, 0, 0), pad_edge=False)
        for size in (name, *sizes):
            line.add_column(width=size, no_wrap=True)
        company = _name(row.application, name, with_handle=True)
        company.stylize("bold", 0, len(row.application.company) if "," in company.plain else None)
        below = _next(row, now, "; ")
        below.truncate(width - _GAP, overflow="ellipsis")
        line.add_row(company, stage, when if row.next or row.appointment else below)
        parts += [line, *([indented(below)] if row.next or row.appointment else [])]
    return Group(*parts, Text())


def _columns(rows: Sequence[Row], now: datetime, width: int) -> RenderableType:
    """Return the table for a width.

    Only a wide screen has a column of handles; elsewhere a handle stands for the company that needs it.
    """
    is_wide = width >= _WITH_HANDLES
    columns: dict[str, list[Text]] = {
        "Stage": [Text(name_of(row.stage)) for row in rows],
        "Next": [_next(row, now) for row in rows],
        "When": [_when(row, now) for row in rows],
    }
    if is_wide:
        columns["Handle"] = [Text(row.application.handle, style="cyan") for row in rows]
    widths = {name: _widest([Text(name), *cells], width // 2) for name, cells in columns.items()}
    if is_wide:
        widths["Handle"] = min(widths["Handle"], width // 4)
    # What comes next has its one line, as long as every company can still be read.
    least = [_name(row.application, 0, with_handle=not is_wide) for row in rows]
    companies = _widest([Text("Application"), *least], min(width // 4, _ENOUGH))
    names = [_name(row.application, width // 3, with_handle=not is_wide) for row in rows]
    room = width - sum(size + _GAP for size in widths.values())
    size = min(_widest(names, width // 3), max(companies, room))
    table = headed_table()
    table.add_column("Application", width=size, overflow="fold")
    left = width - size - sum(each + _GAP for name, each in widths.items() if name != "Next") - _GAP
    for name in columns:
        table.add_column(name, width=left if name == "Next" else widths[name])
    names = [_name(row.application, size, with_handle=not is_wide) for row in rows]
    names = [_in_two(text, size) for text in names]
    columns["Next"] = [_in_two(text, left) for text in columns["Next"]]
    if is_wide:
        columns["Handle"] = [_in_two(text, widths["Handle"]) for text in columns["Handle"]]
    for cells in zip(names, *columns.values(), strict=True):
        table.add_row(*cells)
    return Group(table, Text())


def _in_two(text: Text, width: int) -> Text:
    """Return a text in at most two lines of a width: what is more, `show` says."""
    if all(line.cell_len <= width for line in text.split()):
        return text
    first, *rest = text.split() if "\n" in text.plain else _broken(text, width)
    second = Text(" ").join(rest)
    for line in (first, second):
        line.truncate(width, overflow="ellipsis")
    return Text("\n").join([first, second])


def _broken(text: Text, width: int) -> list[Text]:
    """Return a text in lines of a width; a handle may break after a hyphen."""
    return [Text(line, style=text.style) for line in wrap(text.plain, width)]


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


def _next(row: Row, now: datetime, between: str = "\n") -> Text:
    """Return the talk ahead, and what to do now; else the next action."""
    ahead = [say_ahead(row.appointment, now)] if row.appointment else []
    if row.next is not None and (not ahead or _is_asked(row)):
        waits = " (waiting)" if row.next.status is Status.WAITING else ""
        ahead.append(f"{say_do(row.next)}{waits}")
    if ahead:
        return Text(between.join(ahead))
    return Text("over" if row.is_over else "nothing planned", style="dim")


def _is_asked(row: Row) -> bool:
    """Whether today asks for the next action; what is to do at a talk is no news beside it."""
    if row.next is None or row.next.status not in {Status.DUE, Status.OVERDUE}:
        return False
    return row.appointment is None or row.next.definition.before is None
