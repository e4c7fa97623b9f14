"""Country: whose holidays probably count here. Only a guess, to be shown and confirmed."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOCALE = re.compile(r"[a-z]{2,3}_([A-Z]{2})\b")


def likely_country(zone: str, variables: Mapping[str, str]) -> str | None:
    """Return the code of the country in which `zone` lies, else that of the locale; None if it has no list.

    `variables` are those of the environment.
    """
    from holidays import list_supported_countries

    code = _countries_of_zones().get(zone)
    for name in ("LC_ALL", "LC_TIME", "LANG"):
        found = _LOCALE.match(variables.get(name, ""))
        code = code or (found[1] if found else None)
    return code if code in list_supported_countries() else None


@cache
def _countries_of_zones() -> dict[str, str]:
    """Return the country of each zone, from the table that comes with the zone database."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}
