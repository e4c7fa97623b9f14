"""The screen of `rules show`: the rules in force as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from followup.formats.words.rules import guard_sentence, rule_sentence, stop_sentence, words_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from followup.core.rules import Rulebook

_LANDING = "A date on a weekend or a holiday moves to the next working day, where a rule says nothing else."


def rules_screen(rulebook: Rulebook, path: object) -> RenderableType:
    """Return every rule and guard of `rulebook`, which stands in the file `path`."""
    parts: list[RenderableType] = [Text(f"The rules in {path}", style="bold")]
    for name in (*rulebook.rules, *rulebook.guards):
        parts += [Text(), rule_screen(rulebook, name)]
    if rulebook.stop:
        parts += [Text(), Text("stop", style="bold"), _indented(stop_sentence(rulebook.stop))]
    parts += [Text(), Text(_LANDING, style="dim")]
    return Group(*parts)


def rule_screen(rulebook: Rulebook, name: str) -> RenderableType:
    """Return one rule or guard: what it does, why, and who says so."""
    rule = rulebook.rules.get(name)
    if rule is None:
        return Group(Text(name, style="bold"), _indented(guard_sentence(rulebook.guards[name])))
    parts: list[RenderableType] = [Text(name, style="bold"), _indented(rule_sentence(rule))]
    parts += [_indented(f"{number}. {words_of(step, rule)}") for number, step in enumerate(rule.steps, 1)]
    for head, text in (("Because", rule.because), ("Source", rule.source), ("Others say", rule.dissent)):
        if text:
            parts.append(_indented(f"{head}: {words_of(text, rule)}", "dim"))
    return Group(*parts)


def _indented(text: str, style: str = "") -> RenderableType:
    return Padding(Text(text, style=style), (0, 0, 0, 2))
