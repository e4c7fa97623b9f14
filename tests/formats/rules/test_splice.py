"""Splicing: the user's calendar and events within another set of rules."""

from __future__ import annotations

import pytest

from followup.adapters.rulebook import RULE_SETS, check_rules, shipped_rules
from followup.formats.rules.splice import with_own_parts

RULES = "rules:\n  look: {after: applied, wait: 1 day, do: Look}\n"
SET = f"# a set\nversion: 1\n\ncalendar:\n  holidays: none   # none\n\nevents: []\n\n# the rules\n{RULES}"


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        # Neither part: the set stays as it is.
        (f"version: 1\n{RULES}", SET),
        # One part, in the middle and at the end of a file.
        (
            f"version: 1\nevents: [essay]  # mine\n\n{RULES}",
            SET.replace("events: []", "events: [essay]  # mine"),
        ),
        (
            f"version: 1\n{RULES}calendar:\n  # ours\n  holidays: US\n\n# the end\n",
            SET.replace("calendar:\n  holidays: none   # none", "calendar:\n  # ours\n  holidays: US"),
        ),
        # Both, in another order, with lines between them and the ends of a document.
        (
            f"---\nversion: 1\nevents:\n- essay\n\ncalendar: {{holidays: US}}\n{RULES}...\n",
            SET.replace("events: []", "events:\n- essay").replace(
                "calendar:\n  holidays: none   # none", "calendar: {holidays: US}"
            ),
        ),
        # Line ends of another system, and letters of another language.
        (
            f"version: 1\r\nevents: [essay] # für später\r\n{RULES}",
            SET.replace("events: []", "events: [essay] # für später"),
        ),
        # What cannot be read has no parts.
        ("version: [1\n", SET),
        ("- a\n", SET),
        ("", SET),
    ],
)
def test_the_parts_of_the_user_take_the_place_of_the_sets(own: str, expected: str) -> None:
    """Word for word, with the comments within them."""
    assert with_own_parts(SET.encode(), own.encode()).decode() == expected


@pytest.mark.parametrize("name", RULE_SETS)
def test_a_set_within_itself_is_itself(name: str) -> None:
    """Byte for byte; so it can be told whether a file is a set that ships."""
    data = shipped_rules(name).read_bytes()
    assert with_own_parts(data, data) == data


@pytest.mark.parametrize("name", RULE_SETS)
def test_the_result_can_be_read(name: str) -> None:
    """With the user's own values in it."""
    own = f"version: 1\ncalendar:\n  timezone: Europe/Paris\nevents: [essay]\n{RULES}"
    book = check_rules(with_own_parts(shipped_rules(name).read_bytes(), own.encode())).rulebook
    assert book is not None
    assert book.calendar.timezone == "Europe/Paris"
    assert book.events == ("essay",)
    assert "look" not in book.rules
