"""Dates as sheets have them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.formats.intake.sheets.dates import Order, scan, serial, without

# What stands in a cell; what it means, day first and month first where that differs; `?` for no year.
CELLS = [
    ("2024-11-03", "2024-11-03"),
    ("2024/11/3", "2024-11-03"),
    ("2024.11.03", "2024-11-03"),
    ("20241103", "2024-11-03"),
    ("11/23/24, 11:39 PM", "2024-11-23 23:39"),  # LinkedIn
    ("August 18, 2022", "2022-08-18"),
    ("Aug. 18th, 2022 at 5pm", "2022-08-18 17:00"),
    ("18 August 2022", "2022-08-18"),
    ("3. Nov", "?-11-03"),
    ("3-Nov-24", "2024-11-03"),  # Excel
    ("3-Nov", "?-11-03"),
    ("Nov 3 '24", "2024-11-03"),
    ("Montag, 3. November 2024", "2024-11-03"),
    ("3. März 2024 um 14:30 Uhr", "2024-03-03 14:30"),
    ("1er août 2024", "2024-08-01"),
    ("5 novembre 2024 14h30", "2024-11-05 14:30"),
    ("3 de noviembre de 2024", "2024-11-03"),
    ("7 dez 2024", "2024-12-07"),
    ("45599", "2024-11-03"),  # days since 1900
    ("45599.75", "2024-11-03 18:00"),
    ("13/11/2024", "2024-11-13"),
    ("11/13/2024", "2024-11-13"),
    ("12-14 Nov 2024", "2024-11-12"),  # a range counts from its first day
    ("Nov 12, 2024 → Nov 14, 2024", "2024-11-12"),  # Notion
    ("12.–14.11.2024", "2024-11-12"),
    ("30 Dec - 2 Jan 2025", "2024-12-30"),
    ("Sun Nov 03 2024 10:00:00 GMT+0100 (CET)", "2024-11-03 10:00"),
    ("2024-11-03T00:00:00.000Z", "2024-11-03"),  # midnight is no hour
]
NONE = [
    "",
    "TBD",
    "soon",
    "Nov 2024",
    "2024",
    "31/31/2024",
    "30.02.2024",
    "v1.2",
    "24/7/365",
    "555 0101",
    "12h ago",
]


def said(text: str, order: Order = "dmy") -> str:
    [found] = scan(text)
    day = found.day_in(order, 2024)
    assert day is not None
    shown = day.isoformat() if found.year else f"?{day.isoformat()[4:]}"
    return f"{shown} {found.clock:%H:%M}" if found.clock else shown


@pytest.mark.parametrize(("text", "expected"), CELLS)
def test_a_cell_is_a_date(text: str, expected: str) -> None:
    assert said(text) == said(text, "mdy") == expected
    assert without(text, scan(text)) == ""


@pytest.mark.parametrize("text", NONE)
def test_a_cell_is_no_date(text: str) -> None:
    assert scan(text) == []


@pytest.mark.parametrize("text", ["03/04/2024", "3/4/24", "03-04-2024", "03.04.24"])
def test_two_small_numbers_can_be_read_both_ways(text: str) -> None:
    assert (said(text, "dmy"), said(text, "mdy")) == ("2024-04-03", "2024-03-04")
    assert scan(text)[0].day_in(None) is None


@pytest.mark.parametrize(
    ("text", "count", "rest"),
    [
        ("Applied 3/14, rejected 3/20", 2, "Applied , rejected"),
        ("2024-11-12 and 2024-11-19", 2, "and"),
        ("Rejected (11/20/24)", 1, "Rejected"),
        ("Interview set 10/22/24", 1, "Interview set"),  # no September
        ("Absage am 20.11.24", 1, "Absage"),
        ("Interview Tue 12/3 @ 2:30 PM with Ann", 1, "Interview Tue with Ann"),
    ],
)
def test_a_sentence_has_dates_and_says_something_else(text: str, count: int, rest: str) -> None:
    assert len(scan(text)) == count
    assert without(text, scan(text)) == rest


@given(st.dates(date(1990, 1, 1), date(2063, 12, 31)))
def test_every_day_is_read_in_every_form(day: date) -> None:
    forms = [
        day.isoformat(),
        f"{day:%d %B %Y}",
        f"{day:%B %d, %Y}",
        f"{day:%d-%b-%Y}",
        f"{day:%a, %b %d, %Y}",
    ]
    for form in [*forms, str((day - date(1899, 12, 30)).days)]:
        assert [found.day_in("dmy") for found in scan(form)] == [day], form
    for order, form in (("dmy", f"{day:%d/%m/%Y}"), ("mdy", f"{day:%m/%d/%Y}")):
        assert [found.day_in(order) for found in scan(form)] == [day]
    assert serial((day - date(1899, 12, 30)).days).day_in("dmy") == day


@given(st.text(max_size=200))
def test_no_text_is_too_odd(text: str) -> None:
    assert isinstance(without(text, scan(text)), str)
