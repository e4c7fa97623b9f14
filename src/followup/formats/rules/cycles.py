"""Rules that feed themselves: doing one logs the event that asks for it again on the same day, for ever.

A rule that waits for a day or more comes back as often as it waits; that is a recurrence, and allowed.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING

from followup.core.text import quoted
from followup.formats.yamlfile.findings import listed

if TYPE_CHECKING:
    from followup.core.durations import Duration
    from followup.core.rules import Rule, Rulebook
    from followup.formats.yamlfile.source import Source

HOURS_IN_DAY = 24
# The names of the rules that lead from an anchor to what doing them logs.
_Steps = dict[tuple[str, str], list[str]]


def check_cycles(book: Rulebook, source: Source) -> None:
    """Tell each cycle of rules that nothing ends, at the first of its rules."""
    steps = _steps(book, source)
    order = list(book.rules)
    while not source.findings.is_full and (cycle := _cycle(steps)):
        links = [(steps[step].pop(0), step[1]) for step in cycle]
        name, logged = min(links, key=lambda link: order.index(link[0]))
        key = "send" if logged == "sent" else "logs" if book.rules[name].logs == logged else "else_logs"
        if len(links) == 1:
            text = f"{quoted(name)} never ends: doing it logs `{logged}`, which asks for it again at once."
        else:
            names = listed(sorted({each for each, _ in links}, key=order.index), "and")
            text = f"{names} never end: doing one logs what asks for the next at once."
        hint = "Wait for a day or more, or write `limit: once per application`."
        source.error(("rules", name, key), "endless", text, hint)


def _steps(book: Rulebook, source: Source) -> _Steps:
    """Return the steps that can be taken again and again on one day."""
    steps: _Steps = {}
    for name, rule in book.rules.items():
        may_be_limited = rule.limit.anchors is not None or ("rules", name, "limit") in source.wrong
        if may_be_limited or not _is_over_at_once(rule):
            continue
        logged = [kind for kind in ("sent" if rule.send else None, rule.logs, rule.else_logs) if kind]
        for step in ((anchor, kind) for anchor in rule.anchor_kinds for kind in logged):
            steps.setdefault(step, []).append(name)
    return steps


def _is_over_at_once(rule: Rule) -> bool:
    """Whether the rule can be due on the date of its anchor; ahead of what is logged today it is."""
    if rule.wait is None:
        return rule.lead is not None
    return _is_within_a_day(rule.wait.ideal) and _is_within_a_day(rule.wait.opens)


def _is_within_a_day(span: Duration | None) -> bool:
    if span is None:
        return False  # it was wrong, and has been told
    return span.count < HOURS_IN_DAY if span.unit == "hour" else span.count == 0


def _cycle(steps: _Steps) -> list[tuple[str, str]]:
    """Return the steps of one cycle of event kinds; none where every chain of rules ends."""
    graph: dict[str, list[str]] = {}
    for (anchor, logged), names in steps.items():
        if names:
            graph.setdefault(logged, []).append(anchor)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(pairwise(error.args[1]))
    return []
