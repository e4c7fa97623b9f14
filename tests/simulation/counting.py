"""What many lives come to: how often each promise was broken, and how much there was to keep."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from simulation.promises import SHOWN
from simulation.promises_of_dates import DATES

if TYPE_CHECKING:
    from simulation.lives import Life

PROMISES = SHOWN + DATES


@dataclass
class Counts:
    """The tally of some lives. `broken` are reports by promise, `lives` how many lives broke it."""

    seen: Counter[str] = field(default_factory=Counter)
    broken: dict[str, list[str]] = field(default_factory=dict)
    lives: Counter[str] = field(default_factory=Counter)

    def add(self, life: Life) -> None:
        """Take in a life."""
        self.seen["lives"] += 1
        self.seen["mornings"] += len(life.mornings)
        self.seen["events"] += len(life.log)
        self.seen.update(f"log: {event.kind}" for event in life.log)
        statuses: dict[str, str] = {}
        for morning in life.mornings:
            self.seen["rows"] += len(morning.agenda.rows)
            self.seen["mornings that leave rows out"] += bool(morning.agenda.more)
            statuses |= {action.id: str(action.status) for action in morning.plan.actions}
        self.seen.update(f"action: {status}" for status in statuses.values())
        for promise in PROMISES:
            found = list(promise(life))
            self.broken.setdefault(promise.__name__, []).extend(found)
            self.lives[promise.__name__] += bool(found)

    def table(self) -> str:
        """Return the counts as lines of text."""
        lines = [f"{count:8}  {what}" for what, count in sorted(self.seen.items())]
        lines.append("  broken  in lives  promise")
        lines += [f"{len(found):8}  {self.lives[name]:8}  {name}" for name, found in self.broken.items()]
        return "\n".join(lines)
