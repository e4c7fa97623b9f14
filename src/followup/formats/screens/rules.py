"""The screens of `rules show` and `rules diff`: the rules as sentences, and what others would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from followup.core.moments import day_of
from followup.formats.rules.plain import guard_sentence, rule_sentence, stop_sentence, words_of
from followup.formats.screens.layout import headed_table, heading, indented
from followup.formats.words.phrases import CHANNELS, do_of, place_of, say_day, whom

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from rich.console import RenderableType

    from followup.core.actions import Action
    from followup.core.difference import Change
    from followup.core.rules import Rulebook

_LANDING = "A date on a weekend or a holiday moves to the next working day, where a rule says nothing else."


def rules_screen(rulebook: Rulebook, path: object) -> RenderableType:
    """Return every rule and guard of `rulebook`, which stands in the file `path`."""
    parts: list[RenderableType] = [heading(f"The rules in {path}")]
    for name in (*rulebook.rules, *rulebook.guards):
        parts += [Text(), rule_screen(rulebook, name)]
    if rulebook.stop:
        parts += [Text(), heading("stop"), indented(stop_sentence(rulebook.stop))]
    parts += [Text(), Text(_LANDING, style="dim")]
    return Group(*parts)


def rule_screen(rulebook: Rulebook, name: str) -> RenderableType:
    """Return one rule or guard: what it does, why, and who says so."""
    rule = rulebook.rules.get(name)
    if rule is None:
        return Group(heading(name), indented(guard_sentence(rulebook.guards[name])))
    parts: list[RenderableType] = [heading(name), indented(rule_sentence(rule))]
    parts += [indented(f"{number}. {words_of(step, rule)}") for number, step in enumerate(rule.steps, 1)]
    for head, text in (("Because", rule.because), ("Source", rule.source), ("Others say", rule.dissent)):
        if text:
            parts.append(indented(f"{head}: {words_of(text, rule)}", "dim"))
    return Group(*parts)


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
