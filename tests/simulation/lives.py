"""Whole searches, lived morning by morning: the log of each, and what every morning said.

A life follows from its seed, its user and its rules alone, so whatever went wrong can be lived again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from itertools import count
from random import Random
from typing import TYPE_CHECKING

from core.building import NEW_YORK
from followup.adapters.rulebook import check_rules, shipped_rules
from followup.core.agenda import Agenda, agenda_of
from followup.core.history import History, fold
from followup.core.moments import day_of
from followup.core.planner import Plan, plan_for
from followup.core.records import Recorder
from followup.formats.words.reasons import Sentences
from simulation.users import User, Whims, deeds, looks
from simulation.world import FIRST_DAY, WEEKS, World, calendar_for

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from followup.core.actions import Action
    from followup.core.events import Event
    from followup.core.rules import Rulebook

MORNING = time(8)


@dataclass(frozen=True)
class Morning:
    """What the program said on `day`; `logged` is how many events the log held then."""

    day: date
    history: History
    plan: Plan
    agenda: Agenda
    logged: int

    @cached_property
    def by_id(self) -> dict[str, Action]:
        """The actions of the plan, by their ids."""
        return {action.id: action for action in self.plan.actions}

    @cached_property
    def by_label(self) -> dict[str, list[Action]]:
        """The actions of the plan, by what the reasons of others call them."""
        found: dict[str, list[Action]] = {}
        for action in self.plan.actions:
            found.setdefault(label_of(action), []).append(action)
        return found


@dataclass
class Life:
    """One search, lived from its first day to its last."""

    seed: int
    user: User
    rules: str
    log: list[Event] = field(default_factory=list)
    mornings: list[Morning] = field(default_factory=list)

    @property
    def rulebook(self) -> Rulebook:
        """The rules under which it is lived."""
        return rules_called(self.rules)

    def news(self, earlier: Morning, later: Morning) -> Sequence[Event]:
        """Return what was logged between two mornings."""
        return self.log[earlier.logged : later.logged]

    def answers(self, earlier: Morning, later: Morning) -> Iterator[Plan]:
        """Yield the plan after each thing logged on the day of `earlier`, as its command saw it."""
        for place in range(earlier.logged, later.logged):
            now = self.log[place].recorded_at
            if day_of(now, NEW_YORK) == earlier.day:
                yield plan_for(fold(self.log[: place + 1], calendar_for), self.rulebook, now)

    def pairs(self) -> Iterator[tuple[Morning, Morning]]:
        """Yield each morning with the one after it."""
        yield from zip(self.mornings, self.mornings[1:], strict=False)

    def report(self, morning: Morning, action: Action | None, what: str) -> str:
        """Return what went wrong, with all that it takes to live it again."""
        lines = [f"{what} [seed {self.seed}, user {self.user.name}, rules {self.rules}, {morning.day}]"]
        if action is not None:
            say = Sentences(self.rulebook.guards, morning.plan.now).say
            lines.append(
                f"  {label_of(action)} ({action.id}) {action.status}, {action.earliest} / {action.due} / "
                f"{action.latest}, to {action.contact.id if action.contact else 'nobody'}"
            )
            lines += [f"    {reason.step}: {say(reason, action)}" for reason in action.reasons]
        return "\n".join(lines)


def live(seed: int, user: User, rules: str = "default", days: int = 7 * WEEKS) -> Life:
    """Return the life of one search: each morning looked at or not, each day with what it brings."""
    random, numbers = Random(f"{seed} {user.name}"), count(1)
    life = Life(seed, user, rules)

    def new_id() -> str:
        return f"event-{next(numbers)}"

    world, whims = World(random, new_id, user.late), Whims(random, FIRST_DAY, WEEKS)
    for number in range(days):
        day = FIRST_DAY + timedelta(days=number)
        now = datetime.combine(day, MORNING, NEW_YORK)
        life.log += world.typed_by(now)
        history = fold(life.log, calendar_for)
        plan = plan_for(history, life.rulebook, now)
        morning = Morning(day, history, plan, agenda_of(plan), len(life.log))
        life.mornings.append(morning)
        if looks(user, day, whims.away, random):
            recorder = Recorder(now + timedelta(minutes=30), new_id)
            life.log += list(deeds(user, morning.agenda, plan, world, recorder, random))
            life.log += list(whims.of(day, world, life.log, recorder))
        world.live(day)
        life.log += world.typed_by(now + timedelta(hours=10))
    return life


@cache
def rules_called(name: str) -> Rulebook:
    """Return a set of rules that ships with the program."""
    rulebook = check_rules(shipped_rules(name).read_bytes()).rulebook
    assert rulebook is not None
    return rulebook


def label_of(action: Action) -> str:
    """Return how the reasons of other actions call this one."""
    if action.rule == "reminder":
        return action.definition.do
    return f"{action.rule}/{action.application.handle}"


def due_on(action: Action) -> date:
    """Return the date on which the action is due."""
    return day_of(action.due, action.application.calendar.zone)
