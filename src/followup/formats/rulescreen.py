"""The screen of `rules show`: the rules in force as sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from followup.formats.sentences import guard_sentence, rule_sentence
from followup.formats.words import listed, phrase_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from followup.core.rules import Rulebook


def rules_screen(rulebook: Rulebook, path: object) -> RenderableType:
    """Return every rule and guard of `rulebook`, which stands in the file `path`."""
    parts: list[RenderableType] = [Text(f"The rules in {path}", style="bold")]
    for name in (*rulebook.rules, *rulebook.guards):
        parts += [Text(), rule_screen(rulebook, name)]
    if rulebook.stop:
        ends = listed((phrase_of(kind) for kind in rulebook.stop), "or")
        parts += [Text(), Text("stop", style="bold"), _indented(f"Nothing more is planned after {ends}.")]
    return Group(*parts)


def rule_screen(rulebook: Rulebook, name: str) -> RenderableType:
    """Return one rule or guard: what it does, why, and who says so."""
    rule = rulebook.rules.get(name)
    if rule is None:
        return Group(Text(name, style="bold"), _indented(guard_sentence(rulebook.guards[name])))
    parts: list[RenderableType] = [Text(name, style="bold"), _indented(rule_sentence(rule))]
    parts += [_indented(f"{number}. {step}") for number, step in enumerate(rule.steps, 1)]
    if rule.because:
        parts.append(_indented(f"Because: {rule.because}", "dim"))
    if rule.source:
        parts.append(_indented(f"Source: {rule.source}", "dim"))
    if rule.dissent:
        parts.append(_indented(f"Others say: {rule.dissent}", "dim"))
    return Group(*parts)


def _indented(text: str, style: str = "") -> RenderableType:
    return Padding(Text(text, style=style), (0, 0, 0, 2))
