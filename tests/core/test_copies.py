"""Which copies have had their time, which one is brought back, and when one is missing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.core.copies import DAYS, Content, Copy, Origin, is_behind, last_made, newest_first, superfluous

TODAY = date(2026, 11, 20)


def days(*texts: str) -> list[date]:
    """Return dates of 2026 from month and day."""
    return [date.fromisoformat(f"2026-{text}") for text in texts]


@pytest.mark.parametrize(
    ("copied", "gone"),
    [
        ([], []),
        (["11-13", "11-14", "11-15", "11-16", "11-17", "11-18", "11-19"], []),  # a week of them
        (["11-12", "11-13", "11-14", "11-15", "11-16", "11-17", "11-18", "11-19"], ["11-12"]),
        (  # days on which something was logged count, not those between
            ["11-01", "11-03", "11-06", "11-08", "11-11", "11-14", "11-17", "11-20"],
            ["11-01"],
        ),
        (  # the last of each month stays
            ["09-30", "10-30", "10-31", "11-14", "11-15", "11-16", "11-17", "11-18", "11-19", "11-20"],
            ["10-30"],
        ),
        (  # a clock that was wrong pushes nothing out, and what it made stays
            ["11-13", "11-14", "11-15", "11-16", "11-17", "11-18", "11-19", "12-24", "12-25"],
            [],
        ),
    ],
)
def test_which_copies_go(copied: list[str], gone: list[str]) -> None:
    """All but the last seven and one of each month."""
    assert superfluous(days(*copied), TODAY) == days(*gone)


@given(st.sets(st.dates(date(2025, 1, 1), date(2027, 1, 1))))
def test_the_last_seven_and_every_month_have_one(copied: set[date]) -> None:
    """Whatever days have a copy; and going through it twice removes nothing more."""
    left = copied - set(superfluous(copied, TODAY))
    known = sorted(day for day in copied if day <= TODAY)
    assert set(known[-DAYS:]) <= left
    assert {(day.year, day.month) for day in known} == {(day.year, day.month) for day in left if day <= TODAY}
    assert superfluous(left, TODAY) == []


@given(st.integers(1, 500))
def test_copied_day_after_day_there_are_never_more_than_seven_and_the_months(count: int) -> None:
    """As the program does it: each day one more, and what has had its time goes."""
    left: set[date] = set()
    for number in range(count):
        today = date(2026, 1, 1) + timedelta(days=number)
        left = (left | {today}) - set(superfluous(left | {today}, today))
    assert len(left) <= DAYS + count / 28 + 1


def copy(name: str, origin: Origin = Origin.DAY, events: int | None = 3) -> Copy:
    """Return a copy of that name."""
    made = date.fromisoformat(name.removeprefix("replaced-")[:10])
    return Copy(name, name, origin, 1, made, Content(events) if events is not None else None)


def test_the_newest_comes_first() -> None:
    """One that was asked for during a day is newer than that of the day; a date that has not come is last."""
    found = [
        copy("2026-11-19"),
        copy("2026-12-24"),
        copy("2026-11-20"),
        copy("2026-11-20-0930", Origin.ASKED),
        copy("replaced-2026-11-20", Origin.REPLACED),
    ]
    names = [each.name for each in newest_first(found, TODAY)]
    assert names == ["2026-11-20-0930", "2026-11-20", "2026-11-19", "2026-12-24"]


def test_the_last_one_made_is_one_that_can_be_read() -> None:
    """A damaged one helps nobody."""
    assert last_made([copy("2026-11-18"), copy("2026-11-20", events=None)], TODAY) == date(2026, 11, 18)
    assert last_made([copy("2026-11-20", events=None)], TODAY) is None


@pytest.mark.parametrize(
    ("made", "logged", "behind"),
    [
        (None, [], False),
        (None, ["11-18"], False),  # before the first event of all there is nothing to copy
        (None, ["11-17", "11-18"], True),
        ("11-18", ["11-17", "11-18"], False),
        ("11-17", ["11-17", "11-18"], True),
        ("11-20", ["11-17", "11-18"], False),
        ("11-18", ["11-17", "11-18", "12-24"], False),  # logged at a pretended now
    ],
)
def test_when_a_copy_is_missing(made: str | None, logged: list[str], behind: bool) -> None:
    """The last day on which something was logged has none."""
    last = days(made)[0] if made else None
    assert is_behind(last, days(*logged), TODAY) is behind
