"""The library: the plan of one seeker as a function of values, and what it is given (docs/library.md).

`plan` and `agenda` read no file, no clock and nothing global; what they take and return can be pickled. The
other three make what they take: `read_events` from an export, `read_rules` and `almanac` from files.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from followup.core.agenda import agenda_of
from followup.core.almanac import Almanac, Holidays
from followup.core.calendar import Calendar
from followup.core.errors import FollowupError, NotValid
from followup.core.history import fold
from followup.core.planner import Plan, plan_for
from followup.core.rules import WEEKDAYS
from followup.formats.export.jsonlines import read_lines
from followup.formats.screens.documents import agenda_document
from followup.formats.words.reasons import Sentences

__all__ = ["FollowupError", "agenda", "almanac", "plan", "read_events", "read_rules"]

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime, tzinfo

    from followup.core.events import Event
    from followup.core.rules import Rulebook


def plan(events: Sequence[Event], rules: Rulebook, calendars: Almanac, now: datetime) -> Plan:
    """Return what `rules` ask a seeker to do who has logged `events`, in the order logged, as of `now`.

    `now` is an aware datetime; ValueError otherwise. NotValid if an event names holidays, a year or a
    time zone that `calendars` has not.
    """
    if now.tzinfo is None:
        raise ValueError("now must have a time zone")
    return plan_for(fold(events, calendars), rules, now.astimezone(calendars.user.zone))


def agenda(plan: Plan, *, everything: bool = False) -> dict[str, Any]:
    """Return what is to do, as `today --json` prints it; with `everything` as `today --all --json` does."""
    return agenda_document(agenda_of(plan, everything=everything), Sentences(plan.rulebook.guards, plan.now))


def read_events(data: bytes, name: str = "the export") -> list[Event]:
    """Return the events that `followup export` wrote; RequestFailed, with the line, if they are altered."""
    return read_lines(data, name)


def read_rules(rules: str | Path = "default") -> Rulebook:
    """Return the rules of a file, or of a set that ships, by its name; InvalidFile if they have errors."""
    from followup.adapters.rulebook import RULE_SETS, compile_rules, read, shipped_rules

    path = shipped_rules(str(rules)) if rules in RULE_SETS else Path(rules)
    return compile_rules(str(path), read(path))


def almanac(
    rules: Rulebook,
    years: Iterable[int],
    *,
    timezone: str | None = None,
    holidays: Iterable[str] = (),
    zones: Iterable[str] = (),
) -> Almanac:
    """Return the calendars that the settings of `rules` ask for, with the holidays of some years.

    `timezone` is that of the seekers, where the rules leave it to the machine. `holidays` (`US`, `DE-BY`) and
    `zones` are those of employers abroad, as events name them. NotValid for a name that nobody knows.
    """
    from followup.adapters.holidays import public_holidays, zone_named

    years, settings = tuple(years), rules.calendar

    def listed(code: str) -> dict[int, frozenset[date]]:
        return {year: public_holidays(code, year) for year in years}

    zone = timezone or settings.timezone
    if zone == "local":
        raise NotValid("The rules leave the time zone to the machine.", 'Give one: timezone="Europe/Berlin"')
    known: dict[str, tzinfo] = {each: zone_named(each) for each in (zone, *zones)}
    user = Calendar(
        zone=known[zone],
        working_days=frozenset(WEEKDAYS.index(day) for day in settings.working_days),
        holidays=Holidays(*map(listed, settings.countries)),
        days_off=tuple((days.first, days.last) for days in settings.days_off),
        extra_working_days=frozenset(settings.extra_working_days),
    )
    return Almanac(user, {code: listed(code) for code in (*settings.countries, *holidays)}, known)
