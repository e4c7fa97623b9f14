"""The screen of `rules diff`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from followup.core.moments import day_of
from followup.formats.words.phrases import CHANNELS, do_of, place_of, say_day, whom

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rich.console import RenderableType

    from followup.core.actions import Action
    from followup.core.difference import Change


def changes_screen(changes: Sequence[Change], now: datetime) -> RenderableType:
    """Return a row for each open action that would change."""
    if not changes:
        return Text("Nothing changes for your open actions.")
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("Change", no_wrap=True)
    table.add_column("What to do", ratio=1, overflow="fold")
    table.add_column("Now", no_wrap=True)
    table.add_column("Then", no_wrap=True)
    for change in changes:
        action = change.after or change.before
        if action is not None:
            kind, what = change.kind, Text(do_of(action))
            what.append(f"\n{place_of(action)}", style="dim")
            table.add_row(Text(kind), what, _side(change.before, kind, now), _side(change.after, kind, now))
    noun = "action" if len(changes) == 1 else "actions"
    return Group(table, Text(f"{len(changes)} open {noun} would change."))


def _side(action: Action | None, kind: str, now: datetime) -> Text:
    """Return how an action stands on one side, with whatever differs."""
    if action is None:
        return Text("-")
    zone = action.application.calendar.zone
    text = Text(f"{say_day(day_of(action.due, zone), now)}\n{action.status}")
    if action.channel is not None:
        text.append(f", {CHANNELS[action.channel]}")
    if kind == "contact":
        text.append(f"\nto {whom(action)}")
    if kind == "window":
        text.append(f"\nfrom {say_day(day_of(action.earliest, zone), now)}")
        latest = say_day(day_of(action.latest, zone), now) if action.latest is not None else "any day"
        text.append(f"\nuntil {latest}")
    return text
