"""The screens of `rules show` and `rules diff`: the rules as sentences, and what others would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from followup.core.moments import day_of
from followup.formats.screens.layout import headed_table, heading, indented
from followup.formats.words.phrases import CHANNELS, counted, do_of, place_of, say_day, whom

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from rich.console import RenderableType

    from followup.core.actions import Action
    from followup.core.difference import Change

    # A name, the lines that say what it does, and the notes to it.
    InWords = tuple[str, Iterable[str], Iterable[str]]

_LANDING = "A date on a weekend or a holiday moves to the next working day, where a rule says nothing else."


def rules_screen(rules: Iterable[InWords], path: object) -> RenderableType:
    """Return everything in the file `path`, one below the other."""
    parts: list[RenderableType] = [heading(f"The rules in {path}")]
    for each in rules:
        parts += [Text(), rule_screen(*each)]
    parts += [Text(), Text(_LANDING, style="dim")]
    return Group(*parts)


def rule_screen(name: str, lines: Iterable[str], notes: Iterable[str]) -> RenderableType:
    """Return one rule, guard or `stop`: what it does, then why, and who says so."""
    return Group(heading(name), *map(indented, lines), *(indented(note, "dim") for note in notes))


def changes_screen(changes: Sequence[Change], now: datetime) -> RenderableType:
    """Return a row for each open action that would change."""
    if not changes:
        return Text("Nothing changes for your open actions.")
    table = headed_table()
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
    return Group(table, Text(f"{counted(len(changes), 'open action')} would change."))


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
