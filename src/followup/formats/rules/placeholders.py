"""Placeholders such as {contact} in the sentences of rules."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from followup.formats.yamlfile.findings import MOST_TOLD, listed, quoted
from followup.formats.yamlfile.nodes import Node, Position, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from followup.core.rules import Rulebook
    from followup.formats.yamlfile.decoding import Path, Places
    from followup.formats.yamlfile.findings import Findings

# What `do`, `steps` and `because` may leave to be filled in.
KNOWN = ("contact", "company", "role")

_BRACES = re.compile(r"\{\{[^{}]*\}\}|\{[^{}]*\}|\{\{|\}\}|[{}]")


def check(book: Rulebook, places: Places, lines: Sequence[str], findings: Findings) -> None:
    """Tell placeholders that nothing fills in, and braces without a partner."""
    for path, text in _sentences(book):
        node = places.node(*path)
        if node is None or path in places.wrong:
            continue
        if findings.is_full:
            return
        for found in itertools.islice(_BRACES.finditer(text), MOST_TOLD):
            wrong = _wrong(found[0], findings)
            if wrong:
                findings.error(locate(found[0], node, lines), "bad-placeholder", *wrong)


def _sentences(book: Rulebook) -> Iterator[tuple[Path, str]]:
    for name, rule in book.rules.items():
        yield ("rules", name, "do"), rule.do
        for number, step in enumerate(rule.steps):
            yield ("rules", name, "steps", number), step
        if rule.because is not None:
            yield ("rules", name, "because"), rule.because


def _wrong(braces: str, findings: Findings) -> tuple[str, str] | None:
    """Return (what is wrong, what to write) for one piece of text with braces; None if it is right."""
    known = listed([f"{{{name}}}" for name in KNOWN], "and")
    name = braces.strip("{} ")
    if braces.strip("{}") in KNOWN and not braces.startswith("{{"):
        return None
    if not name:
        return f"{quoted(braces)} is no placeholder.", f"Known are {known}."
    near = findings.did_you_mean(name, KNOWN)
    if near:
        near = near.replace("`", "`{", 1).replace("`?", "}`?")
    if braces.startswith("{{"):
        return f"{quoted(braces)} has braces too many.", near or f"Known are {known}."
    return f"There is no placeholder {quoted(braces)}.", near or f"Known are {known}."


def locate(fragment: str, node: Node, lines: Sequence[str]) -> Position:
    """Return where `fragment` first stands in a text; where that begins, if it is written otherwise."""
    if isinstance(node, Scalar):
        for number in range(node.at.line, min(node.last_line, len(lines)) + 1):
            begin = node.at.column - 1 if number == node.at.line else 0
            found = lines[number - 1].find(fragment, begin)
            if found >= 0:
                return Position(number, found + 1)
    return node.at
