"""Rules that feed themselves: which chains of rules can go on for ever on one day."""

from __future__ import annotations

from typing import Any

import pytest

from followup.adapters.rulebook import check_rules
from followup.formats.screens.documents import encode

NOTE = {"after": "note", "wait": "0 days", "logs": "note"}
THERE = {"after": "ping", "wait": "0 days", "logs": "pong"}
BACK = {"after": "pong", "wait": "0 hours", "logs": "ping"}
NAG = {"after": "sent", "wait": "0 days", "send": "nag"}


def told(*rules: dict[str, Any]) -> list[str]:
    """Return the sentences about cycles in a file with these rules, called one, two and so on."""
    named = {name: {"do": "Look", **rule} for name, rule in zip(("one", "two", "three"), rules, strict=False)}
    file = {"version": 1, "events": ["ping", "pong"], "rules": named, "messages": {"nag": {"body": "Hello"}}}
    text = encode(file)
    return [problem.text for problem in check_rules(text).problems if problem.code == "endless"]


@pytest.mark.parametrize(
    "rules",
    [
        [NOTE],
        [NOTE | {"wait": "0 business days"}],
        [NOTE | {"wait": "23 hours"}],  # from a bare date, still that date
        [NOTE | {"wait": {"earliest": "0 days", "ideal": "0 days", "latest": "2 weeks"}}],
        [NOTE | {"after": {"silence_since": ["applied", "note"]}}],  # each of its kinds counts
        [NOTE | {"unless": ["note", "heard_back"]}],  # the new note has none after it
        [NOTE | {"optional": True, "repeat": {"every": "1 week", "at_most": 2}}],
        [{"before": "ping", "lead": "2 days", "logs": "ping"}],  # two days ahead of today is overdue
        [NAG],  # what a rule sends is logged as `sent`
        [NAG | {"logs": "note"}],
        [THERE, BACK],
        [THERE, THERE | {"limit": "once per application"}, BACK],  # one way round is enough
        [THERE, BACK | {"logs": None, "send": "nag"}, NAG | {"send": None, "logs": "ping"}],
    ],
)
def test_what_can_go_on_for_ever_is_refused(rules: list[dict[str, Any]]) -> None:
    """Every wait can be over on the same date, and no limit ends it."""
    assert len(told(*rules)) == 1


@pytest.mark.parametrize(
    "rules",
    [
        [NOTE | {"wait": "1 week"}],  # a recurrence
        [NOTE | {"wait": "1 day"}],
        [NOTE | {"wait": "24 hours"}],
        [NOTE | {"wait": "1 business day"}],
        [NOTE | {"limit": "once per application"}],
        [NOTE | {"limit": "9 per application"}],
        [NOTE | {"logs": "receipt"}],  # what it logs asks for nothing
        [NOTE | {"logs": None}],  # an action that is done is no event of the search
        [NAG | {"after": "heard_back"}],
        [THERE, BACK | {"wait": "1 day"}],  # one real wait is enough
        [THERE | {"limit": "1 per application"}, BACK],
        [THERE, BACK | {"after": "applied"}],  # a chain with an end
    ],
)
def test_what_ends_or_waits_is_taken(rules: list[dict[str, Any]]) -> None:
    """A wait of a day or more in the cycle, a limit, or no way back."""
    assert told(*rules) == []


def test_every_rule_that_never_ends_is_named() -> None:
    """Each cycle is told once, with the rules in the order of the file."""
    assert told(NOTE, NOTE) == [
        "`one` never ends: doing it logs `note`, which asks for it again at once.",
        "`two` never ends: doing it logs `note`, which asks for it again at once.",
    ]
    assert told(BACK, NOTE | {"wait": "1 day"}, THERE) == [
        "`one` and `three` never end: doing one logs what asks for the next at once."
    ]
