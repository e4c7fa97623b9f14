"""What a story must not say: values that no action can have, and a `never` that would always pass."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import msgspec

from followup.core.actions import Status, Step
from followup.core.candidates import REMINDER
from followup.core.events import FACTS
from followup.core.rules import PERMISSION, Channel
from followup.core.text import quoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from followup.core.history import History
    from followup.core.rules import Rulebook
    from followup.formats.stories.reading import Pattern, Story
    from followup.formats.yamlfile.findings import Findings
    from followup.formats.yamlfile.nodes import Position

DATES = ("earliest", "due", "latest")
BOUNDS = ("before", "after")
_TEXTS = ("id", "rule", "application", "company", "role", "contact", "do", "send", "channel")
# What an action may be without.
_ABSENT = ("application", "company", "role", "contact", "send", "channel", *DATES)
_CONTACT = ("id", "name", "email")
_REASON = ("step", "name", "text", "event", "due")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LEAVE_OUT = "Leave it out where it does not matter."
_CHOICES = {
    "status": tuple(status.value for status in Status),
    "channel": get_args(Channel),
    "step": tuple(step.value for step in Step),
}


def check_value(key: str, value: Any, at: Position, findings: Findings) -> None:
    """Tell a value that the field `key` of no action can have."""
    if value is None and key in _ABSENT:
        return
    if key in {*DATES, *BOUNDS}:
        if not _is_date(value) or (key in BOUNDS and not _DATE.fullmatch(value)):
            findings.error(at, "bad-date", f"`{key}` is a date.", "Write it as 2026-11-20.")
    elif key == "optional":
        if not isinstance(value, bool):
            hint = "Write it without quotes."
            findings.error(at, "wrong-type", f"`{key}` is true or false, not {quoted(str(value))}.", hint)
    elif key in _CHOICES:
        _check_choice(key, value, at, findings)
    elif key == "contact" and isinstance(value, dict):
        _check_parts("contact", value, _CONTACT, at, findings)
    elif key == "reasons":
        if not isinstance(value, list) or not value:
            hint = "Write such as `reasons: [{step: guard}]`."
            findings.error(at, "wrong-type", "`reasons` lists what a reason says.", hint)
            return
        for each in value:
            _check_parts("reasons", each, _REASON, at, findings)
    elif key in _TEXTS and (not isinstance(value, str) or not value):
        findings.error(at, "wrong-type", f"`{key}` must be a text.", _LEAVE_OUT)


def _check_choice(key: str, value: Any, at: Position, findings: Findings) -> None:
    choices = _CHOICES[key]
    if value not in choices:
        hint = findings.did_you_mean(str(value), choices) or f"Known: {', '.join(choices)}."
        findings.error(at, "unknown-value", f"There is no {key} {quoted(str(value))}.", hint)


def _check_parts(key: str, value: Any, known: Collection[str], at: Position, findings: Findings) -> None:
    """Tell a contact or a reason that says nothing, or what none has."""
    if not isinstance(value, dict) or not value:
        hint = f"Known here: {', '.join(known)}."
        findings.error(at, "empty-value", f"`{key}` says nothing, so it fits everything.", hint)
        return
    for part, said in value.items():
        if part not in known:
            hint = findings.did_you_mean(part, known) or f"Known here: {', '.join(known)}."
            findings.error(at, "unknown-key", f"`{key}` has no {quoted(part)}.", hint)
        elif part == "step":
            _check_choice(part, said, at, findings)
        elif not (isinstance(said, str) and said) and said is not None:
            findings.error(at, "wrong-type", f"`{part}` must be a text.", _LEAVE_OUT)


def check_bounds(pattern: Pattern, findings: Findings) -> None:
    """Tell bounds with no day between them."""
    before, after = _day(pattern.before), _day(pattern.after)
    if before is not None and after is not None and after + timedelta(days=1) >= before:
        text = f"No day lies after {after} and before {before}."
        findings.error(pattern.places["before"], "out-of-range", text, "Both bounds are left out themselves.")


def _is_date(value: Any) -> bool:
    """Return True for an ISO date or time that exists; `before: 2026-02-30` would always pass."""
    try:
        datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return _DATE.match(value) is not None


def _day(text: Any) -> date | None:
    return (
        date.fromisoformat(text)
        if isinstance(text, str) and _DATE.fullmatch(text) and _is_date(text)
        else None
    )


# What a field is called in a sentence, where it has another name.
_WHAT = {
    "id": "action with the id",
    "send": "message",
    "channel": "message or call by",
    "reasons": "guard, event or channel",
}


class World(NamedTuple):
    """What there is where a story ends; `never` looks from the day `today` to the day `last`.

    `actions` are those of the plan and of the days ahead, as the JSON documents show them.
    """

    rulebook: Rulebook
    history: History
    actions: Sequence[Mapping[str, Any]]
    today: date
    last: date


def check_story(story: Story, world: World, findings: Findings) -> None:
    """Tell what a story speaks of and nothing is called: a `never` would pass for ever."""
    rules = [*world.rulebook.rules, REMINDER]
    handles = [each.handle for each in world.history.applications]
    for pattern in story.patterns:
        _check_name("rule", pattern, rules, findings)
        _check_name("application", pattern, handles, findings)
    for pattern in story.never:
        _check_never(pattern, world, findings)
        if "status" not in pattern.fields:  # with one it speaks of the plan as it stands, too
            _check_days(pattern, world, findings)


def _check_never(pattern: Pattern, world: World, findings: Findings) -> None:
    rules = world.rulebook.rules.values()
    logged = list(_logged(world.history))
    known: dict[str, Iterable[str | None]] = {
        "id": (),
        "company": (each.get("company") for each in logged),
        "role": (each.get("role") for each in logged),
        "send": (REMINDER, *(rule.send for rule in rules)),
        "channel": (*(rule.usual_channel for rule in rules), *(each.get("channel") for each in logged)),
    }
    for key, names in known.items():
        seen = {*names, *(action[key] for action in world.actions)}
        _check_name(key, pattern, {name for name in seen if name}, findings)
    said = pattern.fields.get("do")
    if said is not None and not any(re.fullmatch(each, said) for each in _deeds(world)):
        hint = "Name its `rule`."
        findings.error(pattern.places["do"], "unknown-do", f"No rule says {quoted(said)}.", hint)
    _check_contact(pattern, [each for each in logged if "name" in each or "email" in each], findings)
    for reason in pattern.fields.get("reasons") or ():
        if "text" in reason:
            text = "What a reason says can change, and then a `never` passes for ever."
            findings.error(pattern.places["reasons"], "unknown-reason", text, "Name its `step`.")
        elif reason.get("name") is not None:
            book = world.rulebook
            causes = (*book.guards, *book.events, *FACTS, PERMISSION, *_CHOICES["channel"])
            _known("reasons", reason["name"], causes, pattern, findings)


def _logged(history: History) -> Iterator[dict[str, Any]]:
    """Yield every mapping of what was logged, as it was and as it was amended: people, jobs, wishes."""
    left: list[Any] = [msgspec.to_builtins(event) for event in history.log]
    while left:
        node = left.pop()
        if isinstance(node, dict):
            yield node
        left += node.values() if isinstance(node, dict) else node if isinstance(node, (list, tuple)) else ()


def _check_name(key: str, pattern: Pattern, names: Collection[str], findings: Findings) -> None:
    value = pattern.fields.get(key)
    if value is not None:
        _known(key, value, names, pattern, findings)


def _known(key: str, value: str, names: Collection[str], pattern: Pattern, findings: Findings) -> None:
    if value not in names:
        text = f"There is no {_WHAT.get(key, key)} {quoted(value)} here."
        findings.error(pattern.places[key], f"unknown-{key}", text, findings.did_you_mean(value, names))


def _check_contact(pattern: Pattern, people: Sequence[Mapping[str, Any]], findings: Findings) -> None:
    wanted = pattern.fields.get("contact")
    if isinstance(wanted, str):
        names = {name for each in people for name in (each.get("name"), each.get("email")) if name}
        _known("contact", wanted, names, pattern, findings)
    elif wanted and not any(all(_of(each, part) == said for part, said in wanted.items()) for each in people):
        said = ", ".join(map(str, wanted.values()))
        text = f"There is no contact {quoted(said)} here."
        findings.error(pattern.places["contact"], "unknown-contact", text)


def _of(person: Mapping[str, Any], part: str) -> Any:
    return person.get("contact" if part == "id" else part)


def _deeds(world: World) -> Iterator[str]:
    """Yield patterns of what actions ask for."""
    yield from (re.escape(action["do"]) for action in world.actions)
    for rule in world.rulebook.rules.values():
        yield re.sub(r"\\\{(?:contact|company|role)\\\}", ".+", re.escape(rule.do))


def _check_days(pattern: Pattern, world: World, findings: Findings) -> None:
    """Tell a bound outside of the days that are looked at."""
    for key, text, first in (
        ("before", pattern.before, world.today + timedelta(days=1)),
        ("after", pattern.after, world.today - timedelta(days=1)),
    ):
        bound = _day(text)
        if bound is not None and not first <= bound <= world.last:
            where = "before now" if bound < first else f"past {world.last}, the last day that is looked at"
            wrong = f"`{key}: {bound}` lies {where}."
            findings.error(pattern.places[key], "out-of-range", wrong, "`never` looks from now on.")
