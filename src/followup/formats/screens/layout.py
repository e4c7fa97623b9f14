"""What the screens are laid out with: tables, lists and the rows of a morning in one look."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, NamedTuple

from rich import box
from rich.cells import cell_len
from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Span, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from rich.console import Console, ConsoleOptions, RenderableType

# From this width on there is room for columns of what is only now and then needed.
ROOMY = 76
# From this width on company and role stand in one line.
WIDE = 100
# Below this width columns would leave no room for what there is to do; each row then stands in lines.
NARROW = 56
# `Mon 23 Nov` and `11 days late` stand in one line.
SHORTEST_WHEN = 14
_INDENT, _GAP = 2, 2
# Two digits; where rows are numbered, all of them stand behind that column.
_NUMBER = 2


def headed_table() -> Table:
    """Return a table whose columns have headings, as wide as the screen."""
    return Table(
        box=box.SIMPLE_HEAD,
        expand=True,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="dim",
    )


def list_table() -> Table:
    """Return a table without headings: a short word, what it is about, and whatever else a row has."""
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    return table


def indented(part: RenderableType, style: str = "") -> Padding:
    """Return `part`, a text or anything drawn, two columns further right."""
    return Padding(Text(part, style=style) if isinstance(part, str) else part, (0, 0, 0, _INDENT))


def heading(text: str) -> Text:
    """Return the heading of a section."""
    return Text(text, style="bold")


class Entry(NamedTuple):
    """A row of a morning: company and role, what to do, when or how late, and the id or number to type."""

    lead: str = ""
    about: str = ""
    what: str = ""
    when: str = ""
    late: bool = False
    how: str = ""
    details: tuple[str, ...] = ()
    id: str = ""
    number: str = ""

    @property
    def name(self) -> str:
        """Company and role in one line."""
        return f"{self.lead}, {self.about}" if self.about else self.lead


class Fitted:
    """What is laid out for the width that it is drawn in."""

    def __init__(self, lay_out: Callable[[int], Iterable[RenderableType]]) -> None:
        self._lay_out = lay_out

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        yield from self._lay_out(options.max_width)


def entries(sections: Mapping[str, Sequence[Entry | Text]]) -> Fitted:
    """Return the sections that have rows, each under its heading; a `Text` is a row of its own."""
    return Fitted(lambda width: _sections(sections, width))


def _sections(sections: Mapping[str, Sequence[Entry | Text]], width: int) -> Iterator[RenderableType]:
    rows = [each for found in sections.values() for each in found if isinstance(each, Entry)]
    is_numbered = any(row.number for row in rows)
    left = _NUMBER + _GAP if is_numbered else _INDENT
    draw = _lines_behind(left, width) if width < NARROW else _columns(rows, width, left)
    for head, found in sections.items():
        if not found:
            continue
        yield Text()
        yield heading(head)
        for each in found:
            yield Padding(each, (0, 0, 0, left)) if isinstance(each, Text) else draw(each)
    yield Text()


def _columns(rows: Sequence[Entry], width: int, left: int) -> Callable[[Entry], RenderableType]:
    """Return what draws a row in columns of set widths, for Rich would draw each cell to measure it.

    The first begins `left` columns from the left, where a number has its place.
    """
    is_wide = width >= WIDE
    lead = _widest([row.name if is_wide else row.lead for row in rows], width * 3 // 10)
    whens = [broken(row.when) for row in rows]
    most = width // 5 if is_wide else SHORTEST_WHEN
    when = _widest([line for text in whens for each in text.split("\n") for line in wrap(each, most)], most)
    # Where there is little room, a number is enough to type.
    has_ids = width >= ROOMY or not any(row.number for row in rows)
    short = _widest([line for row in rows for line in row.id.split("\n")], width) if has_ids else 0
    body = max(1, width - left - sum(each + _GAP for each in (lead, when, short) if each))

    def draw(row: Entry) -> RenderableType:
        about = "" if is_wide else row.about
        details = "; ".join(filter(None, (about, row.how, *row.details)))
        size = body if row.when or not when else body + _GAP + when
        beside = bool(row.what) and not about and cell_len(row.what) + _GAP + cell_len(details) <= size
        what = Text(_folded(row.what, size)).append(
            f"{' ' * _GAP}{details}" if beside and details else "", style="dim"
        )
        cells = (
            (left - _GAP, _numbered(row)),
            (lead, Text(row.name if is_wide else row.lead, spans=[Span(0, len(row.lead), "bold")])),
            (size, what),
            (when if row.when else 0, Text(broken(row.when), style="red" if row.late else "")),
            (short, Text(row.id, style="cyan")),
        )
        # What is below takes the whole of the screen that is left.
        below = Padding(Text(details, style="dim"), (0, 0, 0, left + (lead + _GAP if lead else 0)))
        parts = [Padding(_grid(cells), (0, 0, 0, 0 if left > _INDENT else left))] if row.what else []
        return Group(*parts, *([] if beside or not details else [below]))

    return draw


def _grid(cells: Iterable[tuple[int, RenderableType]]) -> Table:
    """Return cells in one line, each in its width; what has none is left out."""
    row: list[RenderableType] = []
    table = Table.grid(padding=(0, _GAP, 0, 0), pad_edge=False)
    for width, cell in cells:
        if width:
            table.add_column(width=width, overflow="fold")
            row.append(cell)
    table.add_row(*row)
    return table


def _folded(text: str, width: int) -> str:
    """Return a text whose words, such as long handles, break at a hyphen where one has no room in a line."""
    if all(cell_len(word) <= width for word in text.split()):
        return text
    return "\n".join(wrap(text, width))


def broken(when: str) -> str:
    """Return `when` with the employer's hour in a line of its own."""
    return when.replace(" (", "\n(")


def _lines_behind(left: int, width: int) -> Callable[[Entry], RenderableType]:
    """Return what draws a row in lines, `left` columns from the left, where a number has its place."""

    def draw(row: Entry) -> RenderableType:
        if not row.number:
            return Padding(in_lines(row), (0, 0, 0, left))
        return _grid([(left - _GAP, _numbered(row)), (max(1, width - left), in_lines(row))])

    return draw


def _numbered(row: Entry) -> Text:
    return Text(row.number, style="cyan", justify="right")


def in_lines(row: Entry) -> RenderableType:
    """Return a row in lines, for a narrow screen."""
    when = Text(row.when, style="red" if row.late else "")
    head = Text("  ").join([part for part in (Text(row.lead, style="bold"), when) if part])
    what = Text(row.what).append(f"  {row.id}" if row.id else "", style="cyan")
    details = Text("; ".join(filter(None, (row.about, row.how, *row.details))), style="dim")
    rest = Text("\n", overflow="fold").join([line for line in (what, details) if line])
    return Group(*([head] if head else []), *([indented(rest)] if rest else []))


def _widest(texts: Iterable[str], most: int) -> int:
    return min(most, max(map(cell_len, texts), default=0))
