"""The screen of `rules test`: expected and got side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from followup.formats.stories.checks import BOUNDS
from followup.formats.stories.exports import idle_rules

if TYPE_CHECKING:
    from rich.console import RenderableType

    from followup.formats.stories.exports import Played
    from followup.formats.stories.matching import Failure


def report_screen(played: Played) -> RenderableType:
    """Return each story that failed, the count, and the rules that no story exercised."""
    parts: list[RenderableType] = []
    for name, outcome in played:
        if not outcome.has_passed:
            parts += [Text(f"{name}:{outcome.story.at.line}: {outcome.story.name}", style="bold")]
            if outcome.error is not None:
                parts.append(_indented(f"could not be played: {outcome.error}"))
            parts += [_failure(name, failure) for failure in outcome.failures]
            parts.append(Text())
    failed = sum(not outcome.has_passed for _, outcome in played)
    # The plain closing line that other programs read, too.
    parts.append(Text(f"{len(played) - failed} passed, {failed} failed"))
    idle = idle_rules(played)
    if idle:
        parts.append(Text(f"No story exercised: {', '.join(idle)}."))
    return Group(*parts)


def _failure(name: str, failure: Failure) -> RenderableType:
    heads = {
        "expect": "expected, and is not there",
        "never": "must never be, and is",
        "exactly": "is not exactly what is there",
    }
    parts: list[RenderableType] = [Text(f"{name}:{failure.line}: {heads[failure.kind]}")]
    parts.append(Padding(_side_by_side(failure), (0, 0, 0, 2)))
    if not failure.got:
        parts.append(_indented("got nothing like it"))
    for action in failure.got:
        parts.append(_indented(f"{action['rule']}/{action['application']}:"))
        parts += [Padding(Text(reason["text"]), (0, 0, 0, 4)) for reason in action["reasons"]]
    return Padding(Group(*parts), (0, 0, 0, 2))


def _side_by_side(failure: Failure) -> Table:
    """Return a row for each field: as the story has it, and as each action nearest to it has it.

    `before` and `after` bound a date, so they stand beside it.
    """
    table = Table.grid(padding=(0, 3, 0, 0))
    for _ in range(2 + len(failure.got)):
        table.add_column(overflow="fold")
    table.add_row(Text(""), Text("expected", style="bold"), *(Text("got", style="bold") for _ in failure.got))
    for key in dict.fromkeys(["rule", "application", *failure.wanted]):
        wanted = failure.wanted.get(key)
        field, shown = ("due", f"{key} {wanted}") if key in BOUNDS else (key, wanted)
        table.add_row(Text(field), _value(shown), *(_value(action.get(field)) for action in failure.got))
    return table


def _value(value: object) -> Text:
    if isinstance(value, dict) and "name" in value:
        return Text(str(value["name"] or value["email"]))
    if isinstance(value, list):  # of reasons
        steps = [each.get("name") or each.get("step") for each in value if isinstance(each, dict)]
        return Text(", ".join(str(step) for step in steps))
    if isinstance(value, bool):
        return Text("true" if value else "false")
    return Text("" if value is None else str(value))


def _indented(text: str) -> RenderableType:
    return Padding(Text(text), (0, 0, 0, 2))
