"""Public holidays by country and year, cached as plain dates."""

from __future__ import annotations

import stat
from datetime import UTC, date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from followup.adapters.cache import Cache
from followup.adapters.holidays import Calendars, edition, public_holidays, zone_named
from followup.core.almanac import countries_of
from followup.core.errors import NotValid
from followup.core.rules import CalendarSettings

if TYPE_CHECKING:
    from pathlib import Path

    from followup.core.calendar import Calendar

THANKSGIVING = date(2026, 11, 26)
UNITY = date(2026, 10, 3)


def calendars(cache: Path | None, **settings: object) -> Calendars:
    """Return what gives calendars under these settings."""
    return Calendars(CalendarSettings(**settings), lambda: UTC, cache)  # type: ignore[arg-type]


def is_free(calendar: Calendar, day: date) -> bool:
    """Tell whether it is a holiday."""
    return day in calendar.holidays(day.year)


@pytest.mark.parametrize(
    ("holidays", "free", "worked"),
    [
        ("none", [], [THANKSGIVING, UNITY]),
        ("US", [THANKSGIVING, date(2027, 1, 1)], [UNITY]),
        (("US", "DE"), [THANKSGIVING, UNITY], [date(2026, 11, 20)]),
        ("US-CA", [date(2026, 3, 31)], [UNITY]),
        ("GB-ENG", [date(2026, 4, 6)], [THANKSGIVING]),
        ("DE-BY", [date(2026, 1, 6)], [THANKSGIVING]),
    ],
)
def test_the_users_own(holidays: object, free: list[date], worked: list[date]) -> None:
    """Of a country, a part of one, or several."""
    calendar = calendars(None, holidays=holidays)()
    assert [is_free(calendar, day) for day in free] == [True] * len(free)
    assert [is_free(calendar, day) for day in worked] == [False] * len(worked)


def test_those_of_an_employer() -> None:
    """They replace the user's own, zone and holidays each by itself."""
    given = calendars(None, holidays="US", timezone="America/New_York")
    assert is_free(given("DE", None), UNITY)
    assert not is_free(given("DE", None), THANKSGIVING)
    assert given("DE", None).zone == ZoneInfo("America/New_York")
    assert given(None, "Asia/Tokyo").zone == ZoneInfo("Asia/Tokyo")
    assert is_free(given(None, "Asia/Tokyo"), THANKSGIVING)
    assert not is_free(given("none", None), THANKSGIVING)
    assert given() is given()


def test_local_is_the_zone_of_the_machine() -> None:
    """Asked once it is needed."""
    assert calendars(None)().zone is UTC


def test_the_cache_is_used_and_private(tmp_path: Path) -> None:
    """What it says is believed, as long as the library is the same edition."""
    cache = tmp_path / "cache"
    assert is_free(calendars(cache, holidays="US")(), THANKSGIVING)
    [path] = cache.glob("holidays-*.json")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    Cache(cache).keep(path.name, edition(), {date(2026, 11, 20)})
    assert is_free(calendars(cache, holidays="US")(), date(2026, 11, 20))
    Cache(cache).keep(path.name, "another edition", {date(2026, 11, 20)})
    assert not is_free(calendars(cache, holidays="US")(), date(2026, 11, 20))
    assert is_free(calendars(cache, holidays="US")(), THANKSGIVING)


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    """The holidays are computed each time."""
    (tmp_path / "cache").write_text("")
    assert is_free(calendars(tmp_path / "cache", holidays="US")(), THANKSGIVING)


@pytest.mark.parametrize("code", ["XX", "US-XX", "", "usa", "../US", "US-CA-LA", "U S"])
def test_an_unknown_country(code: str) -> None:
    """It is an error with an example, never a country without holidays."""
    with pytest.raises(NotValid, match="There are no holidays for"):
        public_holidays(code, 2026)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("US", ("US",)),
        ("us, de-by", ("US", "DE-BY")),
        ("none", ()),
        ("", ()),
        (",US,", ("US",)),
        ("None", ()),
    ],
)
def test_a_list_of_codes(text: str, codes: tuple[str, ...]) -> None:
    """In whatever case, with commas between them."""
    assert countries_of(text) == codes


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "../etc/passwd", "/etc/localtime", "\x00", "europe", "x" * 300]
)
def test_an_unknown_zone(name: str) -> None:
    """It is an error with an example."""
    with pytest.raises(NotValid, match="There is no time zone"):
        zone_named(name)
