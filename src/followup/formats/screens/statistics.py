"""The screen and the document of `stats`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Group
from rich.text import Text

from followup.core.statistics import FEWEST
from followup.formats.screens.layout import Fitted, heading, list_table
from followup.formats.words.phrases import counted, listed, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType
    from rich.table import Table

    from followup.core.statistics import Rate, Statistics, Week

_LONGEST_BAR = 30
_UNKNOWN = {"message": "written without a rule", "channel": "not noted", "waited": "nothing before it"}


def statistics_document(found: Statistics) -> dict[str, Any]:
    """Return the document: counts, and rates that are null where they are too few to say."""
    return {
        "schema": 1,
        "applications": found.applications,
        "open": found.open,
        "over": found.ends,
        "fewest": FEWEST,
        "steps": [
            {"step": each.name, "reached": each.yes, "ended_before": each.no, "open_before": each.open}
            | {"rate": each.share}
            for each in found.steps
        ],
        "answers": {
            "by_message": [_answers_object(each) for each in found.by_message],
            "by_channel": [_answers_object(each) for each in found.by_channel],
            "by_days_waited": [_answers_object(each) for each in found.by_days_waited],
        },
        "weeks": [{**week._asdict(), "monday": week.monday.isoformat()} for week in found.weeks],
    }


def _answers_object(rate: Rate) -> dict[str, Any]:
    return {
        "name": rate.name or None,
        "answered": rate.yes,
        "unanswered": rate.no,
        "open": rate.open,
        "rate": rate.share,
    }


def statistics_screen(found: Statistics) -> RenderableType:
    """Return what `stats` draws; nothing but a sentence where nothing was logged."""
    if not found.applications:
        return Text("Nothing is logged yet. It begins with: followup add applied COMPANY")
    over = found.applications - found.open
    said = f"{counted(found.applications, 'application')}: {found.open} open, {over} over"
    if over:
        said += f" ({listed(f'{number} {name_of(kind)}' for kind, number in found.ends.items())})"
    parts: list[RenderableType] = [Text(f"{said}.")]
    parts += [Text(), heading("How far they came"), Fitted(lambda width: [_steps(found.steps, width)])]
    if found.by_message:
        parts += [Text(), heading("Answers to what you wrote"), _answers(found)]
    parts += [Text(), heading("Weeks"), Fitted(lambda width: [_weeks(found.weeks, width)]), Text()]
    parts.append(
        Text(
            f"A share is of what is decided, and given from {FEWEST} on; open is neither yes nor no."
            " Thank-you messages ask for nothing and are not counted.",
            style="dim",
        )
    )
    return Group(*parts)


def _bar(number: int, most: int, width: int) -> str:
    """Return a bar; whatever is not nothing shows."""
    longest = max(4, min(_LONGEST_BAR, width // 4))
    return "█" * (max(1, round(number / most * longest)) if number else 0)


def _steps(steps: Sequence[Rate], width: int) -> Table:
    table, most = _numbers_table(1), max(rate.yes for rate in steps)
    for place, rate in enumerate(steps):
        bar = Text(_bar(rate.yes, most, width))
        table.add_row(Text(name_of(rate.name).capitalize()), Text(str(rate.yes)), bar, _came(rate, place))
    return table


def _came(rate: Rate, place: int) -> Text:
    if not place or not rate.decided + rate.open:
        return Text()
    said = [_share(rate)] if rate.decided else []
    said += [f"{rate.open} may still"] if rate.open else []
    return Text(", ".join(said), style="dim")


def _share(rate: Rate) -> str:
    if rate.share is None:
        return f"{rate.yes} of {rate.decided}, too few to say"
    return f"{rate.yes} of {rate.decided}, {rate.share:.0%}"


def _answers(found: Statistics) -> Table:
    table = _numbers_table(3)
    table.add_row(*(Text(text, style="dim") for text in ("", "yes", "no", "open", "answered")))
    groups = (("message", found.by_message), ("channel", found.by_channel), ("waited", found.by_days_waited))
    heads = {"message": "By message", "channel": "By channel", "waited": "By days without a word before"}
    for name, rates in groups:
        table.add_row(Text(heads[name]))
        for cells in _rows(rates, _UNKNOWN[name]):
            table.add_row(*cells)
    return table


def _rows(rates: Iterable[Rate], unknown: str) -> Iterator[tuple[Text, ...]]:
    for rate in rates:
        name = rate.name.replace("_", " ") or unknown
        said = "too few to say" if rate.share is None else f"{rate.share:.0%}"
        yield (
            Text(f"  {name}"),
            *(Text(str(number)) for number in (rate.yes, rate.no, rate.open)),
            Text(said, style="dim"),
        )


def _numbers_table(numbers: int) -> Table:
    """Return a table of a name, so many numbers, and what is said of them."""
    table = list_table()
    table.columns[1].ratio, table.columns[1].justify = None, "right"
    for _ in range(numbers - 1):
        table.add_column(no_wrap=True, justify="right")
    if numbers == 1:
        table.add_column(no_wrap=True)
    table.add_column(ratio=1, overflow="fold")
    return table


def _weeks(weeks: Sequence[Week], width: int) -> Table:
    table = _numbers_table(3)
    table.add_row(*(Text(text, style="dim") for text in ("from", "applied", "wrote", "talks", "")))
    most = max(1, *(week.applied + week.messages + week.talks for week in weeks))
    for week in weeks:
        numbers = (week.applied, week.messages, week.talks)
        bar = Text(_bar(sum(numbers), most, width))
        day = f"{week.monday.day} {week.monday:%b %Y}"
        table.add_row(Text(day), *(Text(str(number)) for number in numbers), bar)
    return table
