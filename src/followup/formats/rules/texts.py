"""The texts of a rules file: placeholders in its sentences, variables in its messages."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from followup.core.text import quoted
from followup.formats.words.templates import faults_of
from followup.formats.yamlfile.findings import MOST_TOLD, listed
from followup.formats.yamlfile.nodes import Position, Scalar

if TYPE_CHECKING:
    from followup.formats.words.language import Fault
    from followup.formats.yamlfile.source import Source

# What `do`, `steps` and `because` may leave to be filled in.
PLACEHOLDERS = ("contact", "company", "role")
_SENTENCES = ("do", "steps", "asks", "because")
_BRACES = re.compile(r"\{\{[^{}]*\}\}|\{[^{}]*\}|\{\{|\}\}|[{}]")

LONGEST_IN_ALL = 60_000


def check_texts(source: Source) -> None:
    """Tell placeholders that nothing fills in, messages that are no templates, and unknown variables."""
    left = LONGEST_IN_ALL
    for path, node in source.nodes.items():
        if not isinstance(node, Scalar) or not isinstance(node.value, str) or path in source.wrong:
            continue
        if source.findings.is_full:
            return
        if path[0] == "rules" and path[2:] and path[2] in _SENTENCES:
            _check_placeholders(node, source)
        elif path[0] == "messages":
            left -= len(node.text)
            if left < 0:
                text = f"All messages have more than {LONGEST_IN_ALL} characters."
                source.error(path, "too-large", text)
                return
            _check_template(node, source)


def _check_placeholders(node: Scalar, source: Source) -> None:
    for found in itertools.islice(_BRACES.finditer(node.text), MOST_TOLD):
        braces = found[0]
        name = braces.strip("{} ")
        if braces in {f"{{{known}}}" for known in PLACEHOLDERS}:
            continue
        near = source.findings.nearest(name, PLACEHOLDERS) if name else None
        known = listed([f"{{{known}}}" for known in PLACEHOLDERS], "and")
        hint = f"Did you mean `{{{near}}}`?" if near else f"Known are {known}."
        what = "has braces too many" if name and braces.startswith("{{") else "is no placeholder"
        source.findings.error(
            _locate(braces, node, source), "bad-placeholder", f"{quoted(braces)} {what}.", hint
        )


def _check_template(node: Scalar, source: Source) -> None:
    for fault in faults_of(node.text):
        hint = fault.hint
        if hint is None and fault.choices:
            near = source.findings.did_you_mean(fault.word.rpartition(".")[2], fault.choices)
            hint = near or f"Known are {', '.join(fault.choices)}."
        source.findings.error(_locate_line(fault, node, source), fault.code, fault.text, hint)


def _locate(fragment: str, node: Scalar, source: Source) -> Position:
    """Return where `fragment` first stands in a text; where that begins, if it is written otherwise."""
    for number in range(node.at.line, min(node.last_line, len(source.lines)) + 1):
        begin = node.at.column - 1 if number == node.at.line else 0
        found = source.lines[number - 1].find(fragment, begin)
        if found >= 0:
            return Position(number, found + 1)
    return node.at


def _locate_line(fault: Fault, node: Scalar, source: Source) -> Position:
    """Return where a fault of a template stands in the file; only literal text keeps its lines."""
    if node.style != "literal" or not fault.line:
        return _locate(fault.word, node, source) if fault.word else node.at
    line = node.at.line + fault.line
    if line > len(source.lines):
        return node.at
    pattern = rf"(?<![\w.]){re.escape(fault.word)}\b" if fault.word else r"\S"
    found = re.search(pattern, source.lines[line - 1])
    return Position(line, (found.start() if found else 0) + 1)
