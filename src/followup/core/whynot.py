"""Why not: for each rule that asks for nothing in an application now, the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from followup.core.actions import Status
from followup.core.moments import sort_key

if TYPE_CHECKING:
    from followup.core.actions import Action, Reason
    from followup.core.history import Application
    from followup.core.planner import Plan, Silent


class WhyNot(NamedTuple):
    """A rule without an open action.

    `silent` if nothing it counts from is logged; else its last `action`, and the `reason` that decided it.
    """

    rule: str
    silent: Silent | None = None
    action: Action | None = None
    reason: Reason | None = None


def why_not(plan: Plan, application: Application) -> list[WhyNot]:
    """Return the rules that ask for nothing in `application`, in the order of the rules file."""
    silent = {each.rule: each for each in plan.silent if each.application is application}
    of_rule: dict[str, list[Action]] = {}
    for action in plan.of(application):
        of_rule.setdefault(action.rule, []).append(action)
    found = []
    for rule in plan.rules:
        if rule in silent:
            found.append(WhyNot(rule, silent=silent[rule]))
        elif rule in of_rule and not any(_asks(action) for action in of_rule[rule]):
            zone = application.calendar.zone
            last = max(of_rule[rule], key=lambda action: sort_key(action.anchor.at, zone))
            found.append(WhyNot(rule, action=last, reason=last.verdict))
    return found


def _asks(action: Action) -> bool:
    return action.is_open and action.status is not Status.MISSED
