"""Calendars: zones by name, and public holidays by country and year, cached as plain dates."""

from __future__ import annotations

from datetime import date, tzinfo
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import TZPATH, ZoneInfo, ZoneInfoNotFoundError

from followup.adapters.cache import Cache
from followup.core.almanac import countries_of
from followup.core.calendar import Calendar
from followup.core.errors import NotValid
from followup.core.rules import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Callable

    from followup.core.rules import CalendarSettings
    from followup.formats.rules.calendar import Atlas


class Calendars:
    """Builds the user's calendar, and those of applications with holidays or a zone of their own."""

    def __init__(self, settings: CalendarSettings, local: Callable[[], tzinfo], cache: Path | None) -> None:
        """`local` gives this machine's zone; `cache` is a folder, or None to keep nothing."""
        self._settings = settings
        self._local = local
        self._cache = Cache(cache)
        self._known: dict[tuple[str | None, str | None], Calendar] = {}

    def __call__(self, holidays: str | None = None, timezone: str | None = None) -> Calendar:
        """Return the calendar with these holidays and zone; None takes the user's."""
        key = (holidays, timezone)
        if key not in self._known:
            self._known[key] = self._build(holidays, timezone)
        return self._known[key]

    @property
    def edition(self) -> str:
        """Return what changes when the lists of holidays that are installed, or the zones, do."""
        return edition()

    def _build(self, holidays: str | None, timezone: str | None) -> Calendar:
        settings = self._settings
        countries = settings.countries if holidays is None else countries_of(holidays)
        zone_name = timezone or settings.timezone
        return Calendar(
            zone=self._local() if zone_name == "local" else zone_named(zone_name),
            working_days=frozenset(WEEKDAYS.index(day) for day in settings.working_days),
            holidays=lambda year: frozenset[date]().union(*(self._days(code, year) for code in countries)),
            days_off=tuple((days.first, days.last) for days in settings.days_off),
            extra_working_days=frozenset(settings.extra_working_days),
        )

    def _days(self, code: str, year: int) -> frozenset[date]:
        name = f"holidays-{code}-{year}.json"
        days = self._cache.load(name, edition(), frozenset[date])
        if days is None:
            days = public_holidays(code, year)
            self._cache.keep(name, edition(), days)
        return days


def zone_named(name: str) -> ZoneInfo:
    """Return the zone with this IANA name; NotValid if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise NotValid(f"There is no time zone {name!r}.", "Zones are named as in Europe/Berlin.") from None


@lru_cache(maxsize=256)
def public_holidays(code: str, year: int) -> frozenset[date]:
    """Return the public holidays of a country or subdivision (`US`, `US-CA`); NotValid if unknown."""
    import holidays

    country, _, subdivision = code.partition("-")
    try:
        found = holidays.country_holidays(country, subdiv=subdivision or None, years=year)
    except NotImplementedError:
        raise NotValid(
            f"There are no holidays for {code!r}.", "Write a code such as US, US-CA or DE-BY."
        ) from None
    return frozenset(found)


def atlas() -> Atlas:
    """Return what a rules file can name: the zones and lists of holidays that are installed here."""
    from zoneinfo import available_timezones

    from followup.formats.rules.calendar import Atlas

    return Atlas(available_timezones, _countries, _parts)


@cache
def _countries() -> dict[str, str]:
    from holidays import list_supported_countries
    from holidays.registry import COUNTRIES

    names = {name: codes[1] for name, codes in COUNTRIES.items()}
    return names | {code: code for code in list_supported_countries()}


@cache
def _parts(country: str) -> dict[str, str]:
    from holidays import country_holidays

    found = country_holidays(country)
    return dict(found.subdivisions_aliases) | {code: code for code in found.subdivisions}


@lru_cache(maxsize=1)
def edition() -> str:
    """Return what changes with the lists of holidays or the zones installed here; neither is imported."""
    return " ".join(map(_stamp, edition_paths()))


def edition_paths() -> list[Path]:
    """Return the files and folders by which an edition is known."""
    found = []
    for name, marker in (("holidays", "version.py"), ("tzdata", "zones")):
        spec = find_spec(name)
        if spec and spec.origin:
            found.append(Path(spec.origin).with_name(marker))
    return [*found, *map(Path, TZPATH)]


def _stamp(path: Path) -> str:
    try:
        stat = path.stat()
    except OSError:
        return ""
    return f"{path} {stat.st_size} {stat.st_mtime_ns}"
