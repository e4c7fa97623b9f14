"""The zone and the holidays of a rules file: they must exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from followup.core.text import quoted
from followup.formats.yamlfile.scalars import Wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from followup.formats.yamlfile.findings import Findings
    from followup.formats.yamlfile.nodes import Scalar


class Atlas(NamedTuple):
    """What there is in the world; each is asked only where a file has something to look up.

    `zones` gives the names of the time zones, `countries` the codes of the countries with a list of holidays
    by all that they are called (`DE`, `Germany`), `parts` those of the subdivisions of one.
    """

    zones: Callable[[], Collection[str]]
    countries: Callable[[], Mapping[str, str]]
    parts: Callable[[str], Mapping[str, str]]


class Geography:
    """Reads what one file names in the world."""

    def __init__(self, atlas: Atlas, findings: Findings) -> None:
        self._atlas = atlas
        self._findings = findings

    def zone(self, node: Scalar, _key: str) -> str:
        """Return a time zone: `local`, or one in the IANA database."""
        zone = node.text
        if zone == "local" or zone in (known := self._atlas.zones()):
            return zone
        names = sorted({*known, "local"})
        # A city alone, such as `New York`, is enough to find its zone.
        meant = {name.rpartition("/")[2]: name for name in reversed(names)} | {name: name for name in names}
        near = self._findings.nearest(zone, meant)
        hint = "a name such as `America/New_York` or `Europe/Berlin`, or `local` for that of this computer."
        hint = f"Did you mean `{meant[near]}`?" if near else f"Write {hint}"
        raise Wrong("unknown-time-zone", f"There is no time zone {quoted(zone)}.", hint)

    def holidays(self, node: Scalar, _key: str) -> str:
        """Return a country or subdivision (`US`, `US-CA`) with a list of holidays, or `none`."""
        code = node.text
        country, dash, part = code.partition("-")
        countries = self._atlas.countries() if code.casefold() != "none" else {country: country}
        is_country = countries.get(country) == country
        if is_country and (not dash or self._atlas.parts(country).get(part) == part):
            return code
        hint = self._near_part(country, part) if is_country else self._near_country(country, dash, part)
        raise Wrong("unknown-holidays", f"There are no holidays for {quoted(code)}.", hint)

    def _near_part(self, country: str, part: str) -> str:
        parts = self._atlas.parts(country)
        near = self._findings.nearest(part, parts)
        if near:
            return f"Did you mean `{country}-{parts[near]}`?"
        some = f" Known parts are such as {', '.join(sorted(set(parts.values()))[:4])}." if parts else ""
        return f"Write `{country}` for the whole country.{some}"

    def _near_country(self, country: str, dash: str, part: str) -> str:
        countries = self._atlas.countries()
        near = self._findings.nearest(country, countries)
        if near:
            return f"Did you mean `{countries[near]}{dash}{part.upper()}`?"
        return (
            "Write the two letters of a country, such as `US`, or a part of it, such as `US-CA`; or `none`."
        )
