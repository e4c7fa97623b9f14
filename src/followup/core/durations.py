"""Durations: how long a rule waits, as a number of business days, days, weeks or hours."""

from __future__ import annotations

import re
from typing import Literal

import msgspec

Unit = Literal["business day", "day", "week", "hour"]

# Far past any search for a job, and far from the end of the calendar.
LONGEST = 999
PATTERN = r"^(0|[1-9][0-9]{0,2}) (business days?|days?|weeks?|hours?)$"
_FORM = re.compile(PATTERN)


class Duration(msgspec.Struct, frozen=True, array_like=True):
    """`count` is in `unit`s, from 0 to 999. Rules write it as `str` does."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"


def duration(text: str) -> Duration:
    """Return what `text` says; ValueError, with a sentence that says what to write instead, otherwise."""
    found = _FORM.match(" ".join(text.split()))
    if found:
        unit: Unit = found[2].removesuffix("s")  # type: ignore[assignment]  # the pattern admits no other
        return Duration(int(found[1]), unit)
    raise ValueError(_what_instead(text))


def _what_instead(text: str) -> str:
    words = text.split()
    if len(words) == 1 and words[0].isdigit():
        return f"{words[0]} of what? Write `{words[0]} business days`, `days`, `weeks` or `hours`."
    if words and words[-1].rstrip("s") in {"month", "year"}:
        return "Months and years differ in length; write weeks, such as `4 weeks`."
    if words and re.fullmatch(r"[0-9]+[.,/][0-9]+", words[0]):
        return "A duration is a whole number; write a smaller unit, such as `36 hours` for 1.5 days."
    if words and words[0].startswith("-"):
        return "A duration is never negative; `before` with `lead` counts backwards from an event."
    if words and words[0].isdigit() and int(words[0]) > LONGEST:
        return f"A duration is at most {LONGEST} of its unit."
    return "Write a duration as `5 business days`, `3 days`, `2 weeks` or `2 hours`."
