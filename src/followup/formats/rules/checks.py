"""What no single value of a rules file can say wrong: values that must fit each other."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from followup.core.events import BUILT_IN, SCHEDULABLE
from followup.core.text import quoted
from followup.formats.rules.cycles import check_cycles
from followup.formats.rules.texts import check_texts
from followup.formats.rules.warnings import check_meaning
from followup.formats.yamlfile.findings import listed
from followup.formats.yamlfile.nodes import Mapping, Scalar

if TYPE_CHECKING:
    from followup.core.durations import Duration
    from followup.core.rules import CalendarSettings, Rule, Rulebook
    from followup.formats.yamlfile.source import Path, Source

# An anchor; the key that must be beside it, the one that must not; what it answers, and how to write it.
_ANCHORS = (
    ("after", "wait", "lead", "how long to wait", "Write `wait: 5 business days`."),
    ("before", "lead", "wait", "how long ahead", "Write `lead: 1 business day`."),
)
_NAMES = (
    ("rules", r"[a-z0-9][a-z0-9-]*", "small letters, digits and `-`"),
    ("guards", r"[a-z0-9][a-z0-9-]*", "small letters, digits and `-`"),
    ("messages", r"[a-z0-9][a-z0-9_-]*", "small letters, digits, `-` and `_`"),
)
LONGEST_NAME = 60
# Holidays in one stretch that no employer exceeds by much: between the years, Golden Week, New Year in Asia;
# with days off of one's own, so many weeks that nothing is certain.
HOLIDAYS_IN_A_ROW = 14
AWAY_IN_A_ROW = 56


def check_rulebook(book: Rulebook, source: Source) -> None:
    """Add every problem that lies between the values of `book`."""
    check_texts(source)
    _check_names(source)
    _check_twice(source)
    for name, rule in book.rules.items():
        path = ("rules", name)
        _check_anchor(path, source)
        _check_window(path, rule, book.calendar, source)
        _check_people(path, rule, source)
        _check_message(path, rule, source)
    _check_guards(book, source)
    check_cycles(book, source)
    check_meaning(book, source)


def _check_names(source: Source) -> None:
    for section, form, letters in _NAMES:
        node = source.nodes.get((section,))
        for name in node.entries if isinstance(node, Mapping) else ():
            if re.fullmatch(form, name) and len(name) <= LONGEST_NAME:
                continue
            mended = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:LONGEST_NAME].rstrip("-")
            hint = f"Use {letters}, at most {LONGEST_NAME} in all" + (f": `{mended}`." if mended else ".")
            text = f"{quoted(name)} cannot be a name under `{section}`."
            source.error((section, name), "bad-name", text, hint, key=True)


def _check_twice(source: Source) -> None:
    """Tell what stands twice in a list in which it means nothing to."""
    seen = set()
    for path, node in source.nodes.items():
        if path[:-1] in {("events",), ("calendar", "working_days")} and isinstance(node, Scalar):
            if (path[:-1], node.text) in seen:
                source.error(path, "duplicate-value", f"{quoted(node.text)} is there twice.", "Take one out.")
            seen.add((path[:-1], node.text))


def _check_anchor(path: Path, source: Source) -> None:
    told = [anchor for anchor in _ANCHORS if source.has(*path, anchor[0])]
    name = quoted(str(path[-1]))
    if len(told) == len(_ANCHORS):
        last = max(told, key=lambda anchor: source.place((*path, anchor[0]), key=True))
        hint = "Keep one; make two rules if both are meant."
        text = f"{name} has both `after` and `before`."
        source.error((*path, last[0]), "two-anchors", text, hint, key=True)
    elif told:
        anchor, wanted, other, question, hint = told[0]
        if source.has(*path, other):
            hint = f"Take it out; `{wanted}` is there already." if source.has(*path, wanted) else hint
            text = f"`{other}` does not go with `{anchor}`."
            source.error((*path, other), "wrong-wait", text, hint, key=True)
        elif source.lacks(*path, wanted):
            text = f"{name} does not say {question}."
            source.error((*path, anchor), "no-wait", text, hint, key=True)
    elif source.lacks(*path, "after") and source.lacks(*path, "before"):
        hint = "Write `after: applied` or `before: interview`, with the event that it waits for."
        source.error(path, "no-anchor", f"{name} does not say when.", hint, key=True)


def _check_window(path: Path, rule: Rule, calendar: CalendarSettings, source: Source) -> None:
    window = ("earliest", "ideal", "latest")
    known = [(key, span) for key in window if (span := getattr(rule.wait, key, None))]
    told = set()
    for (key, span), (later, other) in combinations(known, 2):
        if key not in told and _is_longer(span, other, calendar):
            told.add(key)
            text = f"`{key}` ({span}) comes after `{later}` ({other})."
            hint = "The order is `earliest`, `ideal`, `latest`."
            source.error((*path, "wait", key), "window-order", text, hint)


def _is_longer(first: Duration, second: Duration, calendar: CalendarSettings) -> bool:
    """Whether `first` certainly ends after `second`, whatever day they begin on."""
    if first.unit == second.unit:
        return first.count > second.count
    return min(_days(first, calendar)) > max(_days(second, calendar))


def _days(span: Duration, calendar: CalendarSettings) -> tuple[int, int]:
    """Return the fewest and the most dates that `span` can move."""
    if span.unit == "hour":
        return span.count // 24, -(-span.count // 24)
    if span.unit != "business day":
        days = span.count * (7 if span.unit == "week" else 1)
        return days, days
    in_week = len(calendar.working_days)
    # Extra working days lie where the user put them; then every day may be worked.
    weeks, rest = (0, span.count) if calendar.extra_working_days else divmod(span.count, in_week)
    holidays = AWAY_IN_A_ROW if calendar.days_off else HOLIDAYS_IN_A_ROW
    # The worked days of the last week can begin at once, or only after all that are free.
    fewest = weeks * 7 + rest if rest else max(0, weeks * 7 - (7 - in_week))
    return fewest, -(-span.count // in_week) * 7 + holidays


def _check_people(path: Path, rule: Rule, source: Source) -> None:
    anchor = rule.after or rule.before
    if anchor is None or rule.for_each is None or anchor in SCHEDULABLE:
        return
    if not isinstance(anchor, str) or anchor in BUILT_IN:
        what = next(iter(anchor.__struct_fields__)) if not isinstance(anchor, str) else anchor
        what = f"`{what}`"
        text = f"Nobody is interviewed at {what}, so there is no one to do this for."
        hint = f"Use it with {listed(SCHEDULABLE)}, or take `for_each` out."
        source.error((*path, "for_each"), "no-people", text, hint, key=True)


def _check_message(path: Path, rule: Rule, source: Source) -> None:
    for key, is_set in (("courtesy", rule.courtesy), ("distinct", rule.distinct)):
        if is_set and source.lacks(*path, "send"):
            text = f"`{key}` says something about a message, but this rule sends none."
            hint = f"Add `send` with the name of a message, or take `{key}` out."
            source.error((*path, key), "no-message", text, hint, key=True)
    for key, wanted, hint in (
        ("else_logs", "asks", "Add `asks` with the question that a no answers, or take `else_logs` out."),
        ("asks", "logs", "Add `logs` with the event that a yes records, or take `asks` out."),
    ):
        if source.has(*path, key) and source.lacks(*path, wanted):
            text = f"`{key}` means nothing without `{wanted}`."
            source.error((*path, key), "no-question", text, hint, key=True)


def _check_guards(book: Rulebook, source: Source) -> None:
    for name, guard in book.guards.items():
        path = ("guards", name)
        is_judged = source.lacks(*path, "within") and (*path, "then") not in source.wrong
        if guard.then == "postpone" and is_judged:
            text = f"{quoted(name)} postpones, but nothing ever frees it."
            hint = "Write how long it counts, such as `within: 7 days`, or `then: stop`."
            source.error(path, "never-freed", text, hint, key=True)
