"""Dates and ranges as the calendar of a rules file writes them."""

from __future__ import annotations

from datetime import date

import pytest

from followup.core.daysoff import DaysOff, parse_day, parse_days_off


@pytest.mark.parametrize(
    ("entry", "first", "last"),
    [
        ("2026-11-27", date(2026, 11, 27), date(2026, 11, 27)),
        (" 2026-11-27 ", date(2026, 11, 27), date(2026, 11, 27)),
        ("2026-12-24..2027-01-01", date(2026, 12, 24), date(2027, 1, 1)),
        ("2026-12-24 .. 2026-12-24", date(2026, 12, 24), date(2026, 12, 24)),
        ("2028-01-01..2028-12-31", date(2028, 1, 1), date(2028, 12, 31)),  # 366 days, a leap year
    ],
)
def test_a_day_or_a_range_is_read(entry: str, first: date, last: date) -> None:
    """Both ends are included."""
    assert parse_days_off(entry) == DaysOff(first, last)


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("", "Write a date"),
        ("27.11.2026", "Write a date"),
        ("20261127", "Write a date"),
        ("2026-W48-5", "Write a date"),
        ("\u0662\u0660\u0662\u0666-11-27", "Write a date"),  # digits of another script
        ("2026-02-29", "There is no 2026-02-29"),
        ("2026-12-24..", "Write a date"),
        ("2026-12-24..2026-12-25..2026-12-26", "Write a date"),
        ("2027-01-01..2026-12-24", "2026-12-24..2027-01-01"),
        ("2026-01-01..2027-01-02", "at most 366 days"),
    ],
)
def test_anything_else_is_answered_with_a_sentence(entry: str, sentence: str) -> None:
    """What to write instead is said."""
    with pytest.raises(ValueError, match=sentence):
        parse_days_off(entry)


def test_a_single_date_is_no_range() -> None:
    """An extra working day is one day."""
    with pytest.raises(ValueError, match="Write a date"):
        parse_day("2026-11-28..2026-11-29")
