"""Difference: what other rules would change for the actions that are open now."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from followup.core.actions import Action
    from followup.core.planner import Plan


class Change(NamedTuple):
    """One open action under the old rules (`before`) and the new (`after`); None where it is not open."""

    before: Action | None
    after: Action | None

    @property
    def kind(self) -> str:
        """Return appeared, vanished, moved, channel or status: what differs first, in this order."""
        if self.before is None:
            return "appeared"
        if self.after is None:
            return "vanished"
        if self.before.due != self.after.due:
            return "moved"
        return "channel" if self.before.channel != self.after.channel else "status"


def changes_between(old: Plan, new: Plan) -> list[Change]:
    """Return the open actions that differ in date, status or channel, by the date they had, or get.

    An action is the same under both rules if its id is: rule, application, anchor, person, repetition.
    """
    before = {action.id: action for action in old.open()}
    after = {action.id: action for action in new.open()}
    found = []
    for identity in [*before, *(identity for identity in after if identity not in before)]:
        change = Change(before.get(identity), after.get(identity))
        if _facts(change.before) != _facts(change.after):
            found.append(change)
    return found


def _facts(action: Action | None) -> tuple[object, ...]:
    return () if action is None else (action.due, action.status, action.channel, action.latest)
