"""Almanacs: the calendars of a user and of employers as plain values, which another process can be sent.

The program itself makes calendars as they are asked for, and keeps lists of holidays in files
(`adapters.holidays`). A plan that reads no file gets an almanac instead.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

from followup.core.calendar import Calendar
from followup.core.errors import NotValid

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

_Value = TypeVar("_Value")


class Holidays:
    """The holidays of some years, from one or several lists; it is called as `Calendar.holidays` is.

    Each of `lists` holds the holidays of a country or a part of one, by year.
    """

    def __init__(self, *lists: Mapping[int, frozenset[date]]) -> None:
        self.lists = lists

    def __call__(self, year: int) -> frozenset[date]:
        """Return the holidays of a year; NotValid if it is in no list, for then nobody knows."""
        if any(year not in each for each in self.lists):
            raise NotValid(
                f"The almanac has no holidays of {year}.", "Make it for more years, before and after now."
            )
        return frozenset[date]().union(*(each[year] for each in self.lists))


class Almanac:
    """The calendar of a `user`, and what those of employers are made of.

    `holidays` are lists by their names in capitals (`US`, `DE-BY`), each by year; `zones` are by name.
    """

    def __init__(
        self,
        user: Calendar,
        holidays: Mapping[str, Mapping[int, frozenset[date]]] | None = None,
        zones: Mapping[str, tzinfo] | None = None,
    ) -> None:
        self.user = user
        self.holidays = holidays or {}
        self.zones = zones or {}

    def __call__(self, holidays: str | None = None, timezone: str | None = None) -> Calendar:
        """Return the calendar with these lists and this zone; None takes the user's.

        NotValid if the almanac has no such list, or no such zone.
        """
        if holidays is None and timezone is None:
            return self.user
        found = self.user.holidays
        if holidays is not None:
            found = Holidays(
                *(_named(code, self.holidays, "list of holidays") for code in countries_of(holidays))
            )
        zone = self.user.zone if timezone is None else _named(timezone, self.zones, "time zone")
        user = self.user
        return Calendar(zone, user.working_days, found, user.days_off, user.extra_working_days)


def countries_of(text: str) -> tuple[str, ...]:
    """Return the holiday lists that `--holidays` names: `US`, `DE-BY`, several with commas, or none."""
    codes = tuple(code.strip().upper() for code in text.split(",") if code.strip())
    return tuple(code for code in codes if code != "NONE")


def _named(name: str, among: Mapping[str, _Value], what: str) -> _Value:
    if name not in among:
        raise NotValid(f"The almanac has no {what} {name!r}.", "Name it when the almanac is made.")
    return among[name]
