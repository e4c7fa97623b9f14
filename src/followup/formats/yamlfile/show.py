"""Problems as text: place, sentence, the line with a caret, and a hint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from followup.core.text import shortened, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from followup.core.errors import Problem

WIDTH = 100
TAB = "    "


def show_problems(name: str, problems: Iterable[Problem], lines: Sequence[str]) -> str:
    """Return the problems as text: place and sentence, the line with a caret under the place, a hint.

    `name` is how the file is called, `lines` are its lines.
    """
    return "\n".join(_problem(name, problem, lines) for problem in problems)


def _problem(name: str, problem: Problem, lines: Sequence[str]) -> str:
    place = f"{_shown(shortened(name))}:{problem.line}:{problem.column}"
    parts = [f"{place}: {problem.severity}: {_shown(problem.text)} [{problem.code}]"]
    if problem.line <= len(lines) and lines[problem.line - 1].strip():
        parts += _pointed(lines[problem.line - 1], problem.column)
    if problem.hint:
        parts.append(f"  hint: {_shown(problem.hint)}")
    return "\n".join(parts)


def _pointed(line: str, column: int) -> list[str]:
    """Return the line, cut around the column where it is long, and the line with the caret."""
    at = min(column - 1, len(line))
    start, end = 0, len(line)
    if len(line) > WIDTH:
        start = max(0, min(at - WIDTH // 2, len(line) - WIDTH))
        end = start + WIDTH
    before = ("…" if start else "") + _shown(line[start:at])
    rest = _shown(line[at:end]) + ("…" if end < len(line) else "")
    return [f"    {before}{rest}".rstrip(), f"    {' ' * cell_len(before)}^"]


def _shown(text: str) -> str:
    """Return `text` on one line with nothing in it that a terminal obeys."""
    return visible(text.replace("\t", TAB))
