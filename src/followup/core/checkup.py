"""The checkup: the findings of `doctor`, and the exit code they lead to."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_BROKEN = 1
_INVALID = 3


class State(StrEnum):
    """How a part is: fine, worth a look, or broken."""

    OK = "ok"
    LOOK = "look"
    BROKEN = "broken"


class Finding(NamedTuple):
    """One sentence about one part, and what to do next where something is to be done.

    `invalid` says that rules, settings or store cannot be used at all.
    """

    part: str
    state: State
    text: str
    next: str = ""
    invalid: bool = False


def exit_code(findings: Iterable[Finding]) -> int:
    """Return 0 where nothing is broken, 3 where rules, settings or store are not valid, else 1."""
    broken = [finding for finding in findings if finding.state is State.BROKEN]
    if any(finding.invalid for finding in broken):
        return _INVALID
    return _BROKEN if broken else 0
