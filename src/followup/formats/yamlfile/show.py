"""Problems as text: place, sentence, the line with a caret, and a hint."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from followup.core.errors import Problem

# Characters that a terminal obeys, or that reorder what is read: control, format, surrogate, separators.
_OBEYED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]"
)
WIDTH = 100
TAB = "    "


def show_problems(name: str, problems: Iterable[Problem], lines: Sequence[str]) -> str:
    """Return the problems as text: place and sentence, the line with a caret under the place, a hint.

    `name` is how the file is called, `lines` are its lines.
    """
    return "\n".join(_shown(name, problem, lines) for problem in problems)


def _shown(name: str, problem: Problem, lines: Sequence[str]) -> str:
    place = f"{harmless(name)}:{problem.line}:{problem.column}"
    parts = [f"{place}: {problem.severity}: {harmless(problem.text)} [{problem.code}]"]
    if problem.line <= len(lines) and lines[problem.line - 1].strip():
        parts += _pointed(lines[problem.line - 1], problem.column)
    if problem.hint:
        parts.append(f"  hint: {harmless(problem.hint)}")
    return "\n".join(parts)


def _pointed(line: str, column: int) -> list[str]:
    """Return the line, cut around the column where it is long, and the line with the caret."""
    at = min(column - 1, len(line))
    start, end = 0, len(line)
    if len(line) > WIDTH:
        start = max(0, min(at - WIDTH // 2, len(line) - WIDTH))
        end = start + WIDTH
    before = ("…" if start else "") + harmless(line[start:at])
    rest = harmless(line[at:end]) + ("…" if end < len(line) else "")
    return [f"    {before}{rest}".rstrip(), f"    {' ' * cell_len(before)}^"]


def harmless(text: str) -> str:
    """Return `text` on one line with nothing in it that a terminal obeys."""
    return _OBEYED.sub("\N{REPLACEMENT CHARACTER}", text.replace("\t", TAB))
