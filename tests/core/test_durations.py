"""Durations as rules write them, and the sentence that answers what is none."""

from __future__ import annotations

import re

import pytest

from followup.core.durations import Duration, duration


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        ("5 business days", 5, "business day"),
        ("1 business day", 1, "business day"),
        ("0 business days", 0, "business day"),
        ("1 business days", 1, "business day"),  # grammar is no reason to refuse
        ("2 business day", 2, "business day"),
        ("3 days", 3, "day"),
        ("1 day", 1, "day"),
        ("2 weeks", 2, "week"),
        ("1 week", 1, "week"),
        ("36 hours", 36, "hour"),
        ("1 hour", 1, "hour"),
        ("999 days", 999, "day"),
        ("  2   weeks ", 2, "week"),
    ],
)
def test_a_duration_is_a_whole_number_of_a_unit(text: str, count: int, unit: str) -> None:
    """Business days, days, weeks or hours; singular too."""
    assert duration(text) == Duration(count, unit)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("5", "5 of what? Write `5 business days`, `days`, `weeks` or `hours`."),
        ("1 month", "write weeks, such as `4 weeks`"),
        ("2 months", "Months and years differ in length"),
        ("1 year", "Months and years differ in length"),
        ("1.5 days", "a whole number; write a smaller unit, such as `36 hours`"),
        ("1,5 days", "a whole number"),
        ("1/2 day", "a whole number"),
        ("-2 days", "never negative"),
        ("1000 days", "at most 999"),
        ("two weeks", "Write a duration as"),
        ("", "Write a duration as"),
        ("days", "Write a duration as"),
        ("2 fortnights", "Write a duration as"),
        ("2weeks", "Write a duration as"),
        ("02 weeks", "Write a duration as"),
        ("2 working days", "Write a duration as"),
        ("2 Weeks", "Write a duration as"),
        ("2 weeks later", "Write a duration as"),
        ("\u0662 weeks", "Write a duration as"),  # a digit of another script
    ],
)
def test_anything_else_is_answered_with_what_to_write(text: str, sentence: str) -> None:
    """Never a silent guess."""
    with pytest.raises(ValueError, match=re.escape(sentence)):
        duration(text)


@pytest.mark.parametrize("text", ["1 business day", "0 days", "1 week", "2 weeks", "36 hours"])
def test_a_duration_is_said_as_it_is_written(text: str) -> None:
    """Singular where there is one."""
    assert str(duration(text)) == text
