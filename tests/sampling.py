"""Long tables of cases that start a process each: some of every table run by default, all of them as slow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterable


def some(cases: Iterable[Any], *, every: int) -> list[Any]:
    """Return all cases as parameters, of which each `every`-th, from the first on, runs by default."""
    found = []
    for number, case in enumerate(cases):
        values = case if isinstance(case, tuple) else (case,)
        marks = [pytest.mark.slow] if number % every else []
        found.append(pytest.param(*values, marks=marks))
    return found
