"""Difference: what other rules would change for the actions that are open now."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from followup.core.actions import Action
    from followup.core.planner import Plan


# The kinds of change that a user sees, the most telling first.
FACTS = ("moved", "channel", "contact", "status", "window", "words")


class Change(NamedTuple):
    """One open action under the old rules (`before`) and the new (`after`); None where it is not open."""

    before: Action | None
    after: Action | None

    @property
    def kind(self) -> str:
        """Return appeared or vanished, else what differs first, in the order of `FACTS`."""
        if self.before is None:
            return "appeared"
        if self.after is None:
            return "vanished"
        before, after = _facts(self.before), _facts(self.after)
        return next(kind for kind in FACTS if before[kind] != after[kind])


def changes_between(old: Plan, new: Plan) -> list[Change]:
    """Return the open actions that differ in what a user sees of them, by the date they had, or get.

    An action is the same under both rules if its id is: rule, application, anchor, person, repetition.
    """
    before = {action.id: action for action in old.open()}
    after = {action.id: action for action in new.open()}
    found = []
    for identity in [*before, *(identity for identity in after if identity not in before)]:
        change = Change(before.get(identity), after.get(identity))
        if change.before is None or change.after is None or _facts(change.before) != _facts(change.after):
            found.append(change)
    return found


def _facts(action: Action) -> dict[str, object]:
    """Return what a user sees of an action, by kind of change."""
    rule = action.definition
    return {
        "moved": action.due,
        "channel": action.channel,
        "contact": action.contact.id if action.contact else None,
        "status": action.status,
        "window": (action.earliest, action.latest),
        "words": (rule.do, rule.send, rule.steps, rule.optional),
    }
