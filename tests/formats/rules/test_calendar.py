"""The calendar of a rules file against a small world of its own: nothing here reads a database."""

from __future__ import annotations

import pytest

from followup.formats.rules.calendar import Atlas
from followup.formats.rules.reading import read_rules

ATLAS = Atlas(
    zones=lambda: {"Mars/Olympus", "Mars/Base"},
    countries=lambda: {"MA": "MA", "MO": "MO", "Mars": "MA", "Moon": "MO"},
    parts=lambda country: {"N": "N", "S": "S", "North": "N"} if country == "MA" else {},
)


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("timezone: Mars/Base", None),
        ("timezone: local", None),
        ("timezone: Olympus", "Did you mean `Mars/Olympus`?"),  # a city is enough
        ("timezone: Europe/Berlin", "Write a name such as"),  # known elsewhere, not in this world
        ("holidays: MA", None),
        ("holidays: MA-N", None),
        ("holidays: none", None),
        ("holidays: [MO, MA-S]", None),
        ("holidays: Moon", "Did you mean `MO`?"),  # by its name
        ("holidays: ma-n", "Did you mean `MA-N`?"),  # by its letters
        ("holidays: MA-North", "Did you mean `MA-N`?"),  # a part by its name
        ("holidays: MO-X", "Write `MO` for the whole country."),  # one that has no parts
        ("holidays: US", "Write the two letters of a country"),
    ],
)
def test_what_a_calendar_names_must_be_in_the_atlas(line: str, hint: str | None) -> None:
    """Zones, countries and their parts; what was meant is found by code and by name."""
    text = f"version: 1\nrules:\n  look: {{after: applied, wait: 1 day, do: Look}}\ncalendar: {{{line}}}\n"
    problems = read_rules(text, ATLAS).problems
    assert len(problems) == (hint is not None)
    assert all((problem.hint or "").startswith(hint or "") for problem in problems)
