"""The agenda: the part of a plan a person should look at now."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from followup.core.actions import Status
from followup.core.planner import in_order

if TYPE_CHECKING:
    from datetime import datetime

    from followup.core.actions import Action
    from followup.core.planner import Plan


class Agenda(NamedTuple):
    """Actions by what they ask of the user now, each group by date."""

    now: datetime
    overdue: tuple[Action, ...]
    due: tuple[Action, ...]
    waiting: tuple[Action, ...]
    missed: tuple[Action, ...]
    later: tuple[Action, ...]

    @property
    def actions(self) -> tuple[Action, ...]:
        """Return all of them, the most urgent first."""
        return self.overdue + self.due + self.waiting + self.missed + self.later


def agenda_of(plan: Plan, *, everything: bool = False) -> Agenda:
    """Return what to do now, what waits, and what was missed lately.

    `everything` adds the upcoming and the snoozed, and what was missed long ago.
    """
    by_status: dict[Status, list[Action]] = {status: [] for status in Status}
    for action in plan.actions:
        if action.status is not Status.MISSED or action.wakes is not None or everything:
            by_status[action.status].append(action)
    later = by_status[Status.UPCOMING] + by_status[Status.SNOOZED] if everything else []
    return Agenda(
        plan.now,
        in_order(by_status[Status.OVERDUE]),
        in_order(by_status[Status.DUE]),
        in_order(by_status[Status.WAITING]),
        in_order(by_status[Status.MISSED]),
        in_order(later),
    )
