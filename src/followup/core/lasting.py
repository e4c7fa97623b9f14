"""Lasting: until when an agenda stays as it is, if nothing is logged."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

from followup.core.appointments import PRESUMED_LENGTH
from followup.core.calendar import ONE_DAY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from followup.core.history import History
    from followup.core.planner import Plan


def holds_until(history: History, plan: Plan, wakes: Iterable[datetime]) -> datetime:
    """Return the first moment after that of the plan at which its agenda can be another.

    Then something `wakes`, a day begins where the user or an employer is, or the time of an event or of an
    action has come. Nothing else tells one moment from another. Aware datetimes.
    """
    moments, now = [*wakes], plan.now
    zones = {plan.calendar.zone, now.tzinfo, *(each.calendar.zone for each in history.applications)}
    moments += [datetime.combine(now.astimezone(zone).date() + ONE_DAY, time(), zone) for zone in zones]
    for event in history.log:
        amended = event.patch.get("moment"), event.patch.get("ends")
        said = [event.moment, event.ends, *(datetime.fromisoformat(each) for each in amended if each)]
        moments += [each + more for each in said if each is not None for more in (_NOTHING, PRESUMED_LENGTH)]
    for action in plan.actions:
        times = (action.earliest, action.due, action.latest, action.wakes, action.alone)
        moments += [each for each in times if isinstance(each, datetime)]
    return min(each for each in moments if each > now)


_NOTHING = PRESUMED_LENGTH * 0
