"""Matching: whether an action, as the JSON documents show it, has the fields that a story names."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from followup.formats.stories.reading import Pattern, Story

_SAME_RULE = 100  # weighs more than all other fields together
_DATE_LENGTH = len("2026-11-20")


class Failure(NamedTuple):
    """What a story expected and did not get. `got` are the actions nearest to it, `wanted` the pattern."""

    kind: str
    line: int
    wanted: dict[str, Any]
    got: tuple[dict[str, Any], ...]


class Outcome(NamedTuple):
    """How a story went. `error` is a sentence where it could not be told to its end.

    `exercised` are the rules with an action that the story speaks of.
    """

    story: Story
    failures: tuple[Failure, ...]
    exercised: frozenset[str]
    rules: tuple[str, ...]
    error: str | None = None

    @property
    def has_passed(self) -> bool:
        """Whether everything came as expected."""
        return not self.failures and self.error is None


class Asked(NamedTuple):
    """An action of the forecast, and the day on which it is asked for, as `YYYY-MM-DD`."""

    day: str
    action: dict[str, Any]


def judge(story: Story, actions: Sequence[dict[str, Any]], ahead: Sequence[Asked]) -> list[Failure]:
    """Return what `story` expected in vain of the plan's `actions` and of the days `ahead`."""
    failures = [
        Failure("expect", pattern.at.line, pattern.fields, nearest(pattern, actions))
        for pattern in story.expect
        if not any(matches(pattern, action) for action in actions)
    ]
    failures += _never(story, actions, ahead)
    if story.exactly is not None:
        failures += _exactly(story.exactly, actions)
    return failures


def _never(story: Story, actions: Sequence[dict[str, Any]], ahead: Sequence[Asked]) -> list[Failure]:
    """Return the patterns that the plan does hold from now on.

    What the days ahead ask for counts by its day; a pattern that names a status speaks of the plan as it
    stands as well.
    """
    failures = []
    for pattern in story.never:
        candidates = list(ahead)
        if "status" in pattern.fields:
            candidates += [Asked(action["due"][:_DATE_LENGTH], action) for action in actions]
        hits = [
            asked.action
            for asked in candidates
            if (pattern.before is None or asked.day < pattern.before)
            and (pattern.after is None or asked.day > pattern.after)
            and matches(pattern, asked.action)
        ]
        if hits:
            bounds = {"before": pattern.before, "after": pattern.after}
            wanted = pattern.fields | {key: value for key, value in bounds.items() if value}
            failures.append(Failure("never", pattern.at.line, wanted, tuple(hits[:3])))
    return failures


def _exactly(patterns: Sequence[Pattern], actions: Sequence[dict[str, Any]]) -> list[Failure]:
    """Return the patterns without an action of their own, and the actions without a pattern."""
    pairs = _assigned([[matches(pattern, action) for action in actions] for pattern in patterns])
    failures = [
        Failure("exactly", pattern.at.line, pattern.fields, nearest(pattern, actions))
        for index, pattern in enumerate(patterns)
        if index not in pairs.values()
    ]
    others = tuple(action for index, action in enumerate(actions) if index not in pairs)
    if others and patterns and not failures:
        failures.append(Failure("exactly", patterns[0].at.line, {"no other action": True}, others))
    elif others and not patterns:
        failures.append(Failure("exactly", 0, {"no action": True}, others))
    return failures


def _assigned(fits: list[list[bool]]) -> dict[int, int]:
    """Return which row each column goes to, as many as possible (Kuhn's augmenting paths)."""
    owner: dict[int, int] = {}

    def place(row: int, tried: set[int]) -> bool:
        for column, fit in enumerate(fits[row]):
            if fit and column not in tried:
                tried.add(column)
                if column not in owner or place(owner[column], tried):
                    owner[column] = row
                    return True
        return False

    for row in range(len(fits)):
        place(row, set())
    return owner


def matches(pattern: Pattern, action: dict[str, Any]) -> bool:
    """Return True if the action has every field as the pattern says."""
    return all(_fits(wanted, action.get(key)) for key, wanted in pattern.fields.items())


def speaks_of(story: Story, action: dict[str, Any]) -> bool:
    """Return True if some pattern of `story` names the action's rule or matches the action."""
    return any(p.fields.get("rule") == action["rule"] or matches(p, action) for p in story.patterns)


def nearest(pattern: Pattern, actions: Iterable[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Return up to two actions that share most with the pattern; of its own rule only, if there are any."""
    scored = [
        (
            sum(_fits(wanted, action.get(key)) for key, wanted in pattern.fields.items())
            + _SAME_RULE * (action.get("rule") == pattern.fields.get("rule")),
            action,
        )
        for action in actions
    ]
    best = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    if best and best[0][0] >= _SAME_RULE:
        best = [pair for pair in best if pair[0] >= _SAME_RULE]
    return tuple(action for _, action in best[:2])


def _fits(wanted: Any, got: Any) -> bool:
    """Compare by meaning: a date stands for its whole day, a mapping or a list for its parts."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        return all(_fits(value, got.get(key)) for key, value in wanted.items())
    if isinstance(wanted, list) and isinstance(got, list):
        return all(any(_fits(value, each) for each in got) for value in wanted)
    if isinstance(wanted, str) and isinstance(got, dict):
        return wanted in (got.get("name"), got.get("email"))
    if isinstance(wanted, str) and isinstance(got, str):
        return wanted == got or _same_time(wanted, got)
    return bool(wanted == got) and isinstance(wanted, bool) == isinstance(got, bool)


def _same_time(wanted: str, got: str) -> bool:
    """Return True if `wanted` is the day of the time `got`, or that time, local where it has no offset."""
    if "T" not in got:
        return False
    if len(wanted) == _DATE_LENGTH:
        return got.startswith(wanted + "T")
    try:
        asked, there = datetime.fromisoformat(wanted), datetime.fromisoformat(got)
    except ValueError:
        return False
    return asked == there if asked.tzinfo else asked == there.replace(tzinfo=None)
