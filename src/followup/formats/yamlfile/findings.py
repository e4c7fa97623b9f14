"""Findings: what is wrong in a file the user wrote, gathered so that one answer holds all of it.

Nothing here raises for what a file says.
"""

from __future__ import annotations

import difflib
import itertools
import re
from typing import TYPE_CHECKING

from followup.core.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from followup.formats.yamlfile.nodes import Position

# Past these, problems are only counted, and words no longer compared.
MOST_TOLD = 100
MOST_COMPARED = 30
MOST_CHOICES = 1500
LONGEST_WORD = 60
LONGEST_SENTENCE = 400


class Findings:
    """Gathers problems. Past `MOST_TOLD` of a severity they are only counted."""

    def __init__(self) -> None:
        self._told: dict[str, list[Problem]] = {"error": [], "warning": []}
        self._more: dict[str, int] = {"error": 0, "warning": 0}
        self._seen: set[Problem] = set()
        self._compared = 0

    def error(self, at: Position, code: str, text: str, hint: str | None = None) -> None:
        """Add an error; the same one twice is told once."""
        self._add(at, code, text, hint, "error")

    def warning(self, at: Position, code: str, text: str, hint: str | None = None) -> None:
        """Add a warning."""
        self._add(at, code, text, hint, "warning")

    def _add(self, at: Position, code: str, text: str, hint: str | None, severity: str) -> None:
        told = self._told[severity]
        if len(told) >= MOST_TOLD:
            self._more[severity] += 1
            return
        problem = Problem(at.line, at.column, code, _short(text), hint and _short(hint), severity)
        if problem not in self._seen:
            self._seen.add(problem)
            told.append(problem)

    def did_you_mean(self, word: str, choices: Iterable[str]) -> str | None:
        """Return the hint `Did you mean ...?`, or None where nothing is close."""
        near = self.nearest(word, choices)
        return f"Did you mean `{near}`?" if near else None

    def nearest(self, word: str, choices: Iterable[str]) -> str | None:
        """Return the one of `choices` that `word` may stand for: case, `-` and `_` apart, or misspelt.

        None where none is close, and once many words of the file have been compared.
        """
        self._compared += 1
        if self._compared > MOST_COMPARED or len(word) > LONGEST_WORD:
            return None
        plain = {_plain(choice): choice for choice in itertools.islice(choices, MOST_CHOICES)}
        near = difflib.get_close_matches(_plain(word), plain, n=1, cutoff=0.7)
        return plain[near[0]] if near else None

    @property
    def is_full(self) -> bool:
        """Whether further errors would only be counted."""
        return len(self._told["error"]) >= MOST_TOLD

    @property
    def has_errors(self) -> bool:
        """Whether there is an error among them."""
        return bool(self._told["error"])

    def all(self) -> tuple[Problem, ...]:
        """Return every problem told, in the order of the file."""
        problems = [*self._told["error"], *self._told["warning"]]
        for severity, count in self._more.items():
            if count:
                line, column = max(map(_place, self._told[severity]))
                text, hint = f"There are at least {count} more {severity}s.", "Mend these first."
                problems.append(Problem(line, column, "too-many-problems", text, hint, severity))
        return tuple(sorted(problems, key=_place))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_SENTENCE else f"{text[:LONGEST_SENTENCE]}…"


def _place(problem: Problem) -> tuple[int, int]:
    return problem.line, problem.column


def _plain(word: str) -> str:
    return re.sub(r"[-_ ]+", "_", word.strip().casefold())


def listed(choices: Sequence[str], word: str = "or") -> str:
    """Return `a`, `b` or `c`."""
    ticked = [f"`{choice}`" for choice in choices]
    return ticked[0] if len(ticked) == 1 else f"{', '.join(ticked[:-1])} {word} {ticked[-1]}"
