"""Three kinds of users, and what each does with a morning."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from core.building import OFFICE
from followup.core.actions import Action, Status
from followup.core.events import Event
from followup.core.records import as_batch
from simulation.world import everybody

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from followup.core.agenda import Agenda
    from followup.core.planner import Plan
    from followup.core.records import Recorder
    from simulation.world import World

TO_DO = {Status.DUE, Status.OVERDUE}


class User(NamedTuple):
    """A habit: how likely one looks, then does, snoozes or skips what stands there, and notes things late."""

    name: str
    looks: float
    does: float
    snoozes: float
    skips: float
    late: float


USERS = (
    User("does everything", looks=1, does=0.95, snoozes=0.05, skips=0, late=0.1),
    User("skips days", looks=0.55, does=0.9, snoozes=0.05, skips=0.05, late=0.3),
    User("does half", looks=0.9, does=0.5, snoozes=0.1, skips=0.06, late=0.3),
)


def deeds(
    user: User, agenda: Agenda, plan: Plan, world: World, recorder: Recorder, random: Random
) -> Iterator[Event]:
    """Yield what the user logs while going down the rows of a morning, and what stands under its talks."""
    for row in (*agenda.there.values(), *agenda.rows):
        asked = [action for action in row if action.status in TO_DO]
        if not asked:
            continue  # it goes with a letter to come
        together = [asked] if asked[0].letter else [[action] for action in asked]
        for actions in together:
            yield from _deed(user, actions, plan, world, recorder, random)


def _deed(
    user: User, actions: Sequence[Action], plan: Plan, world: World, recorder: Recorder, random: Random
) -> Iterator[Event]:
    """Yield what the user does about one letter, or one action that is no letter."""
    first, today = actions[0], recorder.now.date()
    whole = plan.letter_of(first)
    chance = random.random()
    if chance < user.does:
        for action in whole:
            yield from done(action, today, world, recorder)
    elif chance < user.does + user.snoozes and first.definition.before is None:
        until = today + timedelta(days=random.choice((1, 1, 2, 3, 4, 7, 10)))
        yield from as_batch([recorder.snoozed(action, until) for action in whole])
    elif 1 - chance < user.skips:
        yield from as_batch([recorder.skipped(action, today) for action in whole])


def done(action: Action, today: date, world: World, recorder: Recorder) -> list[Event]:
    """Return the events of an action done; a question is answered as things are."""
    rule, application = action.definition, action.application.id
    if rule.asks:
        employer = world.employer(application)
        by_agency = employer.company.startswith("Client")
        if by_agency and not employer.confirms and employer.company[-1] in "135":
            return [recorder.skipped(action, today)]  # agencies send no such mail
        [event] = recorder.done(action, today)
        return [event if employer.confirms else msgspec.structs.replace(event, kind=rule.else_logs)]
    if action.rule == "answer-offer":
        answer = "declined" if application[-1] in "02468" else "accepted"
        world.ends(world.employer(application), answer, today)
    return recorder.done(action, today, letter=action.letter)


class Whims:
    """What a user does of their own accord: reminders, messages by hand, days away, corrections."""

    def __init__(self, random: Random, start: date, weeks: int) -> None:
        self._random = random
        self._away_told = start + timedelta(days=random.randint(14, 7 * (weeks - 3)))
        self.away: tuple[date, date] | None = None

    def of(self, today: date, world: World, log: Sequence[Event], recorder: Recorder) -> Iterator[Event]:
        """Yield what comes to the user's mind this morning."""
        random = self._random
        known = [each for each in world.employers if any(e.id == each.application for e in log)]
        if today == self._away_told:
            first = today + timedelta(days=random.randint(0, 8))
            self.away = first, first + timedelta(days=random.randint(2, 8))
            yield _event(recorder, "away", first, until=self.away[1])
        if known and random.random() < 0.04:
            employer = random.choice(known)
            person = random.choice([None, *everybody(known)])
            yield _event(
                recorder,
                "reminder",
                today + timedelta(days=random.randint(1, 14)),
                note=f"Remember {today:%d %b}",
                people=(person,) if person else (),
                channel=random.choice((None, "phone")) if person else None,
                application=random.choice((None, employer.application)),
            )
        if known and random.random() < 0.03:
            employer = random.choice(known)
            people = (employer.recruiter,) if employer.recruiter else ()
            yield recorder.fact("sent", today, employer.application, people)
        if random.random() < 0.01:
            gone = {event.target for event in log}
            told = [e for e in log if e.kind in {"heard_back", "promised"} and e.id not in gone]
            if told:
                yield recorder.retraction(told[-1])


def looks(user: User, day: date, away: tuple[date, date] | None, random: Random) -> bool:
    """Whether the user looks at the morning of `day`; few do at weekends, and nobody while away."""
    chance = random.random()
    if away is not None and away[0] <= day <= away[1]:
        return False
    return chance < (user.looks if OFFICE.is_worked(day) else user.looks / 3)


def _event(recorder: Recorder, kind: str, day: date, **more: object) -> Event:
    return Event(id=recorder.new_id(), kind=kind, recorded_at=recorder.now, day=day, **more)
