"""Errors of the YAML parser -> problems that say what to type instead, at the place that is to be mended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from followup.core.text import quoted
from followup.formats.yamlfile.nodes import START, Position

if TYPE_CHECKING:
    from collections.abc import Sequence

    import yaml

    from followup.formats.yamlfile.findings import Findings


class _Saying(NamedTuple):
    """What it means that `pattern` is found in a message of the parser.

    `at_context`: what is to be mended is where the quote, list or key begins.
    """

    pattern: str
    text: str
    hint: str | None = None
    at_context: bool = False


_INDENT = "Lines that belong together begin in the same column, with spaces."
_QUOTES = "If this is meant as text, put it in quotes."

# The first that fits; libyaml's words, then those of the parser in Python where they differ.
_SAYINGS = (
    _Saying(
        "could not find expected ':'",
        "A `:` is missing after this key.",
        "Write `key: value`.",
        at_context=True,
    ),
    _Saying(
        "mapping values are not allowed",
        "A `:` too many, or a line in the wrong column.",
        "Put text with a `: ` in it in quotes. " + _INDENT,
    ),
    _Saying(
        "found unexpected (end of stream|document indicator)",
        "This quote is never closed.",
        "Add the closing quote.",
        at_context=True,
    ),
    _Saying(
        "expected ',' or ']'", "This list is not closed.", "Close it with `]`, with `, ` between its values."
    ),
    _Saying(
        "expected ',' or '}'", "This mapping is not closed.", "Close it with `}`, with `, ` between its keys."
    ),
    _Saying("escape", "A backslash that means nothing here.", "Use single quotes: 'text'."),
    _Saying("expected '-' indicator", "This line does not continue the list above it.", _INDENT),
    _Saying(
        "block sequence entries are not allowed",
        "A list cannot begin here.",
        "Begin each `- ` on a line of its own.",
    ),
    _Saying("expected alphabetic or numeric", "Text cannot begin with `*` or `&`.", _QUOTES, at_context=True),
    _Saying("tag", "Text cannot begin with `!`.", _QUOTES, at_context=True),
    _Saying("tab character", "A tab; YAML indents with spaces only.", _INDENT),
    _Saying("<document start>", "This line does not belong to what is above it.", _INDENT),
    _Saying("expected comment or line break", "After `|` or `>` the text begins on the next line."),
    _Saying("expected key|<block end>", "This does not fit the lines above it.", _INDENT),
    _Saying("node content", "A value cannot begin like this.", _QUOTES),
    _Saying("directive", "Lines that begin with `%` are not read here.", _QUOTES),
    _Saying(
        "incompatible YAML document",
        "The file asks for another version of YAML.",
        "Take the `%YAML` line out.",
    ),
)


def tell_syntax_error(error: yaml.YAMLError, lines: Sequence[str], findings: Findings) -> None:
    """Add the problem that `error` means; `lines` are those of the file."""
    problem = str(getattr(error, "problem", None) or "")
    at = _position(getattr(error, "problem_mark", None), lines)
    context = getattr(error, "context_mark", None)
    if "cannot start any token" in problem:
        findings.error(at, "syntax", *_wrong_start(at, lines))
        return
    if "node content" in problem and _is_behind(error, lines):
        findings.error(at, "syntax", "The file ends inside a list or a mapping.", "Close it with `]` or `}`.")
        return
    for saying in _SAYINGS:
        if re.search(saying.pattern, problem):
            begins = _position(context, lines) if context is not None else at
            unclosed = "flow" in str(getattr(error, "context", "")) and begins.line != at.line
            findings.error(
                begins if saying.at_context or unclosed else at, "syntax", saying.text, saying.hint
            )
            return
    findings.error(at, "syntax", f"This is not YAML: {quoted(problem or 'unreadable')}.")


def _is_behind(error: yaml.YAMLError, lines: Sequence[str]) -> bool:
    """Whether the parser had come to the end of the file."""
    mark = getattr(error, "problem_mark", None)
    return mark is not None and not "".join(lines[mark.line :])[mark.column :].strip()


def _position(mark: Any, lines: Sequence[str]) -> Position:
    """Return where `mark` is; an end of file that lies behind the last line is the end of that."""
    if mark is None:
        return START
    line, column = mark.line + 1, mark.column + 1
    while line > 1 and (line > len(lines) or (line == len(lines) and not lines[line - 1])):
        line -= 1
        column = len(lines[line - 1]) + 1
    return Position(line, column)


def _wrong_start(at: Position, lines: Sequence[str]) -> tuple[str, str]:
    line = lines[at.line - 1] if at.line <= len(lines) else ""
    character = line[at.column - 1 : at.column]
    if character == "\t":
        return "A tab; YAML indents with spaces only.", _INDENT
    return f"Text cannot begin with {quoted(character)}.", _QUOTES
