"""Matching: which actions a pattern of a story means, and which story an action belongs to."""

from __future__ import annotations

from typing import Any

import pytest

from followup.formats.stories.matching import Asked, judge, matches, nearest, speaks_of
from followup.formats.stories.reading import Pattern, Story
from followup.formats.yamlfile.nodes import Position

AT = Position(7, 3)
ACTION: dict[str, Any] = {
    "id": "k3f9",
    "rule": "thank-interviewers",
    "application": "acme",
    "role": None,
    "contact": {"name": "Ann", "email": "ann@example.com"},
    "status": "due",
    "due": "2026-11-20T18:00:00-05:00",
    "latest": "2026-11-25",
    "optional": False,
    "reasons": [
        {"step": "anchor", "text": "The interview on Fri 20 Nov.", "event": "0q7"},
        {"step": "guard", "name": "once-a-week", "text": "Limit once-a-week."},
    ],
}


def pattern(before: str | None = None, after: str | None = None, **fields: Any) -> Pattern:
    """Return a pattern as it is read from a file."""
    return Pattern(AT, fields, dict.fromkeys(fields, AT), before, after)


def story(**parts: Any) -> Story:
    """Return a story that expects something."""
    empty = Story("a story", AT, None, (), "2026-11-20", (), (), None)
    return empty._replace(**{key: value and tuple(value) for key, value in parts.items()})


@pytest.mark.parametrize(
    ("field", "value", "fits"),
    [
        ("rule", "thank-interviewers", True),
        ("rule", "thank", False),
        ("role", None, True),
        ("role", "", False),
        ("optional", False, True),
        ("optional", True, False),
        ("optional", 0, False),  # 0 is no `false`
        ("optional", "false", False),
        # A date is the whole of that day, where the action is; an hour without an offset is the one there.
        ("due", "2026-11-20", True),
        ("due", "2026-11-21", False),
        ("due", "2026-11-20T18:00", True),
        ("due", "2026-11-20 18:00", True),
        ("due", "2026-11-20T18:00:00-05:00", True),
        ("due", "2026-11-20T23:00:00Z", True),
        ("due", "2026-11-20T23:00", False),
        ("due", "2026-11", False),
        ("latest", "2026-11-25", True),
        ("latest", "2026-11-25T00:00", False),  # it has no hour
        ("latest", None, False),
        # A person by name, by address, or by parts.
        ("contact", "Ann", True),
        ("contact", "ann@example.com", True),
        ("contact", "Bo", False),
        ("contact", None, False),
        ("contact", {"name": "Ann"}, True),
        ("contact", {"name": "Ann", "email": "bo@example.com"}, False),
        # A list by its items, in any order, each by its parts.
        ("reasons", [{"step": "guard"}], True),
        ("reasons", [{"name": "once-a-week"}, {"step": "anchor"}], True),
        ("reasons", [{"step": "guard", "name": "unanswered"}], False),
        ("reasons", [{"step": "need"}], False),
        ("reasons", [], True),
        ("reasons", {"step": "guard"}, False),
        # What the action does not have is null.
        ("channel", None, True),
        ("channel", "email", False),
    ],
)
def test_a_field_fits(field: str, value: object, *, fits: bool) -> None:
    """What a story writes stands for what the documents show."""
    assert matches(pattern(**{field: value}), ACTION) is fits


def action(rule: str, application: str = "acme", **fields: Any) -> dict[str, Any]:
    """Return an action like the one above."""
    return {**ACTION, "rule": rule, "application": application, **fields}


@pytest.mark.parametrize(
    ("patterns", "failures"),
    [
        ([], 1),
        ([{"rule": "a"}], 1),  # others are left
        ([{"rule": "a"}, {"rule": "b"}, {"rule": "b"}], 0),
        ([{"rule": "b"}, {"rule": "b"}, {"rule": "a"}], 0),
        # The wide pattern takes what the narrow one leaves, wherever it stands.
        ([{"status": "due"}, {"rule": "a"}, {"application": "globex"}], 0),
        ([{"application": "globex"}, {"status": "due"}, {"rule": "b"}], 0),
        ([{"rule": "a"}, {"rule": "a"}, {"rule": "b"}], 1),
        ([{"rule": "a"}, {"rule": "b"}, {"rule": "b"}, {"rule": "b"}], 1),
    ],
)
def test_exactly_gives_each_pattern_an_action_of_its_own(
    patterns: list[dict[str, str]], failures: int
) -> None:
    """There are three actions: one of a, two of b in two applications."""
    actions = [action("a"), action("b"), action("b", "globex")]
    told = story(exactly=[pattern(**fields) for fields in patterns])
    assert len(judge(told, actions, [])) == failures


@pytest.mark.parametrize(
    ("day", "before", "after", "hit"),
    [
        ("2026-11-20", None, None, True),
        ("2026-11-20", "2026-11-20", None, False),  # the bounds themselves are outside
        ("2026-11-19", "2026-11-20", None, True),
        ("2026-11-20", None, "2026-11-20", False),
        ("2026-11-21", None, "2026-11-20", True),
        ("2026-11-21", "2026-11-25", "2026-11-20", True),
        ("2026-11-25", "2026-11-25", "2026-11-20", False),
    ],
)
def test_never_looks_at_the_days_ahead_within_its_bounds(
    day: str, before: str | None, after: str | None, *, hit: bool
) -> None:
    """`before` and `after` bound the day on which it would be asked for."""
    told = story(never=[pattern(before, after, rule="a")])
    assert bool(judge(told, [], [Asked(day, action("a"))])) is hit


def test_never_with_a_status_looks_at_the_plan_as_it_stands_too() -> None:
    """What is done or waiting is never asked for, and yet it is there."""
    told = story(never=[pattern(rule="a", status="waiting")])
    assert judge(told, [action("a", status="waiting")], [])
    assert not judge(told, [action("a")], [])
    assert not judge(story(never=[pattern(rule="a")]), [action("a", status="waiting")], [])


def test_the_nearest_actions_are_of_the_rule_that_was_meant() -> None:
    """At most two, the one that shares most first."""
    actions = [action("b"), action("a", status="done"), action("a", "globex"), action("a")]
    wanted = pattern(rule="a", application="acme", status="due")
    assert nearest(wanted, actions)[0] == actions[3]
    assert [found["rule"] for found in nearest(wanted, actions)] == ["a", "a"]
    assert nearest(pattern(rule="c", status="done"), actions) == (actions[1],)
    assert nearest(pattern(rule="c"), actions) == ()


def test_a_story_speaks_of_what_it_names_or_matches() -> None:
    """So a rule counts as exercised that asked for something, and was looked at."""
    assert speaks_of(story(expect=[pattern(application="acme")]), ACTION)
    assert speaks_of(story(never=[pattern("2026-11-20", rule="thank-interviewers")]), ACTION)
    assert speaks_of(story(exactly=[pattern(status="due")]), ACTION)
    assert not speaks_of(story(expect=[pattern(rule="check-in")]), ACTION)
    assert not speaks_of(story(exactly=[]), ACTION)
