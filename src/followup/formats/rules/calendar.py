"""The calendar of a rules file: its zone and its holidays must exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from followup.formats.yamlfile.findings import closest, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from followup.core.rules import Rulebook
    from followup.formats.yamlfile.decoding import Path, Places
    from followup.formats.yamlfile.findings import Findings
    from followup.formats.yamlfile.nodes import Position


class Atlas(NamedTuple):
    """What there is in the world; each is asked only where a file has something to look up.

    `zones` gives the names of the time zones, `parts` the subdivisions (`CA`) of each country (`US`) with a
    list of holidays, `countries` their codes by name (`Germany`), `names` those of a country's subdivisions.
    """

    zones: Callable[[], Collection[str]]
    parts: Callable[[], Mapping[str, Sequence[str]]]
    countries: Callable[[], Mapping[str, str]]
    names: Callable[[str], Mapping[str, str]]


LOCAL = "local"
NONE = "none"
LONGEST_CITY = 40


def check_calendar(book: Rulebook, places: Places, atlas: Atlas, findings: Findings) -> None:
    """Tell zones and holidays that do not exist, and a weekday that is there twice."""
    calendar = book.calendar
    if places.is_good("calendar", "timezone"):
        _check_zone(calendar.timezone, places.value("calendar", "timezone"), atlas, findings)
    holidays, where = calendar.holidays, ("calendar", "holidays")
    codes: dict[Path, str] = {where: holidays} if isinstance(holidays, str) else {}
    for number, code in enumerate(holidays if not codes else ()):
        codes[*where, number] = code
    for path, code in codes.items():
        if places.is_good(*path) and not findings.is_full:
            _check_holidays(code, places.value(*path), atlas, findings)
    seen = set()
    for number, day in enumerate(calendar.working_days):
        path = ("calendar", "working_days", number)
        if not places.is_good(*path):
            continue
        if day in seen:
            text = f"`{day}` is there twice."
            findings.error(places.value(*path), "duplicate-value", text, "Take one out.")
        seen.add(day)


def _check_zone(zone: str, at: Position, atlas: Atlas, findings: Findings) -> None:
    """Tell a time zone that is neither `local` nor in the IANA database."""
    if zone == LOCAL:
        return
    known = atlas.zones()
    if zone in known:
        return
    text = f"There is no time zone {quoted(zone)}."
    hint = "Write a name such as `America/New_York` or `Europe/Berlin`, or `local` for that of this computer."
    findings.error(at, "unknown-time-zone", text, _near_zone(zone, known, findings) or hint)


def _near_zone(zone: str, known: Iterable[str], findings: Findings) -> str | None:
    """Return the hint that names the zone meant; a city alone, such as `New York`, is enough to find it."""
    names = sorted({*known, LOCAL})
    cities: dict[str, str] = {}
    for name in names:
        cities.setdefault(name.rpartition("/")[2], name)
    city = closest(zone.replace(", ", "/").rpartition("/")[2], cities) if len(zone) <= LONGEST_CITY else None
    near = findings.did_you_mean(zone, names)
    if city and (near is None or "/" not in zone):
        return f"Did you mean `{cities[city]}`?"
    return near


def _check_holidays(code: str, at: Position, atlas: Atlas, findings: Findings) -> None:
    """Tell a country or subdivision (`US`, `US-CA`) without a list of holidays."""
    if code.casefold() == NONE:
        return
    countries = atlas.parts()
    country, dash, part = code.partition("-")
    if country not in countries:
        hint = _near_country(code, countries, atlas, findings)
    elif dash and part not in countries[country]:
        hint = _near_subdivision(country, part, countries[country], atlas, findings)
    else:
        return
    findings.error(at, "unknown-holidays", f"There are no holidays for {quoted(code)}.", hint)


def _near_subdivision(country: str, part: str, known: Sequence[str], atlas: Atlas, findings: Findings) -> str:
    names = atlas.names(country)
    name = findings.nearest(part, names)
    named = names[name] if name else findings.nearest(part, known)
    if named:
        return f"Did you mean `{country}-{named}`?"
    some = f" Known parts are such as {', '.join(known[:4])}." if known else ""
    return f"Write `{country}` for the whole country.{some}"


def _near_country(code: str, countries: Iterable[str], atlas: Atlas, findings: Findings) -> str:
    two_letters = [country for country in countries if len(country) == 2]  # noqa: PLR2004 -- ISO 3166 alpha-2
    country, _, part = code.partition("-")
    if country.upper() in two_letters:
        return f"Did you mean `{country.upper()}{'-' + part.upper() if part else ''}`?"
    by_name = atlas.countries()
    named = findings.nearest(code, by_name)
    if named:
        return f"Did you mean `{by_name[named]}`?"
    return "Write the two letters of a country, such as `US`, or of a part of it, such as `US-CA`; or `none`."
