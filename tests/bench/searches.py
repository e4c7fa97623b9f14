"""Made-up searches for a job, the same on every run: bursts of applications, most of them never answered.

One in twenty has a phone screen, one in twenty an interview with one to five people. Recruiters have four
applications each, but for one through whom a tenth of all go, or half. The last sixty applications are of the
last weeks; the others, however many, are of the two years before, and over. So what is due stays the same.
"""

from __future__ import annotations

import itertools
import random
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import msgspec

from followup.core.actions import action_id
from followup.core.events import About, Event, Person, Settles
from followup.core.text import slug

if TYPE_CHECKING:
    from collections.abc import Iterator

SYLLABLES = tuple(a + b for a in "bcdfghklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "or", "ix"))
RECENT = 60
BURST = 5  # applications on one day
# (days later, kind, the rule that it settles): nearly all are silence that the user closed.
SILENCE = (
    *((1, "receipt", "check-receipt"), (7, "sent", "follow-up-application"), (21, "sent", "check-in")),
    *((35, "sent", "check-in"), (63, "closed", "close-cold")),
)
SCREEN = (*SILENCE[:1], (6, "heard_back", None), (9, "phone_screen", None), (14, "rejected", None))
LOOP = (*SILENCE[:2], (12, "interview", None), (13, "sent", "thank-interviewers"), (20, "rejected", None))
REFUSAL = (*SILENCE[:2], (18, "rejected", None))
COURSES = (*(SILENCE,) * 15, *(REFUSAL,) * 3, SCREEN, LOOP)


class Search:
    """The events of a search up to `today`; one in `everywhere` applications goes through one recruiter."""

    def __init__(self, today: date, everywhere: int = 10, seed: int = 20261124) -> None:
        self.today = today
        self.everywhere = everywhere
        self.seed = seed
        self.rng = random.Random(seed)  # a repeatable log, no secret
        self.numbers = itertools.count(1)

    def log(self, count: int) -> Iterator[Event]:
        """Yield the events of `count` applications, the oldest application first."""
        old = max(0, count - RECENT)
        for index in range(old):
            day = self.today - timedelta(days=120 + (old - index // BURST * BURST) * 700 // old)
            yield from self.application(index, day, 10_000)
        for index in range(old, count):
            # What was asked for until three days ago is done.
            day = self.today - timedelta(days=1 + (count - 1 - index) // BURST * 3)
            yield from self.application(index, day, 3)

    def application(self, index: int, start: date, left: int) -> Iterator[Event]:
        """Yield one application; what would be of the last `left` days, or to come, is left out."""
        words = ("".join(self.rng.choices(SYLLABLES, k=3)) for _ in range(1 + index % 2))
        company = " ".join(words).title()
        number = 0 if index % self.everywhere == 0 else 1 + index // 4
        name = f"Recruiter {number}" if number else "Robin Everywhere"
        recruiter = self.person("r", number, name, "recruiter")
        first = self.event("applied", start, None)
        about = About(company=company, role="Engineer", handle=f"{slug(company)}-{index}")
        yield msgspec.structs.replace(first, application=first.id, about=about, people=(recruiter,))
        there = [
            self.person(f"i{index}-", each, f"Interviewer {index} {each}", "interviewer")
            for each in range(self.rng.randint(1, 5))
        ]
        anchor, done = first.id, dict[str, int]()
        for days, kind, rule in self.rng.choice(COURSES):
            day = start + timedelta(days=days)
            if day > self.today - timedelta(days=left if left < RECENT else 0):
                return
            if rule == "thank-interviewers":
                for person in there:
                    yield self.settled(kind, day, first.id, rule, anchor, 1, person)
                continue
            if rule is not None:
                done[rule] = done.get(rule, 0) + 1
                yield self.settled(kind, day, first.id, rule, anchor, done[rule], recruiter)
                continue
            event = self.event(kind, day, first.id)
            if kind == "interview":
                anchor, event = event.id, msgspec.structs.replace(event, people=tuple(there))
            yield event

    def person(self, letter: str, number: int, name: str, part: str) -> Person:
        """Return a person by a number, always the same contact."""
        contact = action_id("bench", f"contact {self.seed}", f"{letter}{number}", "", 1)
        return Person(name, f"{letter}{number}@example.com", part=part, contact=contact)

    def settled(
        self, kind: str, day: date, place: str, rule: str, anchor: str, number: int, person: Person
    ) -> Event:
        """Return the event that did an action of a rule."""
        thanks = rule == "thank-interviewers"
        identity = action_id(rule, place, anchor, person.contact if thanks else "", number)
        settles = Settles(identity, rule, anchor, number, courtesy=thanks)
        people = (person,) if kind == "sent" else ()
        return msgspec.structs.replace(self.event(kind, day, place), settles=settles, people=people)

    def event(self, kind: str, day: date, application: str | None) -> Event:
        """Return an event logged in the evening of its day."""
        identity = action_id("bench", f"{self.seed} {next(self.numbers)}", "", "", 1)
        recorded = datetime.combine(day, time(18), UTC)
        return Event(
            id=identity, kind=kind, recorded_at=recorded, day=day, application=application, batch=identity
        )
