"""The world around a search: employers, the people who speak for them, and what chance lets them do.

What happens is drawn day by day. When it is typed is another matter: people note things down late.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import msgspec

from core.building import GERMANY, NEW_YORK, OFFICE
from followup.core.calendar import add_business_days
from followup.core.events import About, Event, Person, Wish
from followup.core.records import Recorder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from followup.core.calendar import Calendar
    from followup.core.moments import Moment

FIRST_DAY = date(2026, 9, 14)  # a Monday; clocks change on 25 October in Berlin, on 1 November in New York
WEEKS = 12
EARLIEST = datetime.min.replace(tzinfo=NEW_YORK)
TYPED = time(17)  # still the same date in Berlin
# How likely an employer stirs on a worked day, by temper.
STIRS = {"silent": 0.0, "slow": 0.05, "lively": 0.14}
# What they do then, by how far they are; the words are kinds of events.
NEXT = {
    "applied": {"heard_back": 5, "promised": 3, "phone_screen": 6, "interview": 2, "rejected": 3},
    "phone_screen": {"heard_back": 3, "promised": 3, "interview": 10, "phone_screen": 1, "rejected": 4},
    "interview": {"heard_back": 3, "promised": 3, "interview": 3, "offer": 7, "rejected": 4},
    "offer": {"rejected": 1},
    "rejected": {"heard_back": 1},
}
NAMES = ("Ann", "Bo", "Cy", "Dee", "Eli", "Fay", "Gus", "Hal", "Ida", "Jo", "Kim", "Lou")


def calendar_for(holidays: str | None, _timezone: str | None) -> Calendar:
    """Return the calendar of an employer: the user lives in New York, some employers in Berlin."""
    return GERMANY if holidays == "DE" else OFFICE


@dataclass
class Employer:
    """One role at one company, as it is, whatever the log says of it."""

    company: str
    role: str
    applied_on: date
    recruiter: Person | None
    panel: tuple[Person, ...]
    temper: str
    confirms: bool
    holidays: str | None = None
    application: str = ""
    stage: str = "applied"
    talk: Event | None = None
    # Nothing of it is typed before this moment, for what began it was typed then.
    typed: datetime = EARLIEST


@dataclass
class World:
    """Everything that happens to one search. `late` is how likely something is noted down late."""

    random: Random
    new_id: Callable[[], str]
    late: float
    employers: list[Employer] = field(default_factory=list)
    # What has happened and is not typed yet.
    pending: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.employers = _employers(self.random)

    def live(self, day: date) -> None:
        """Let `day` happen."""
        for employer in self.employers:
            if employer.applied_on == day:
                self._apply(employer, day)
            elif employer.application and OFFICE.is_worked(day):
                self._stir(employer, day)

    def typed_by(self, now: datetime) -> list[Event]:
        """Return what has been typed by `now`, in the order typed, and hand it over once."""
        ready = sorted(
            (each for each in self.pending if each.recorded_at <= now), key=lambda e: e.recorded_at
        )
        self.pending = [each for each in self.pending if each.recorded_at > now]
        return ready

    def employer(self, application: str) -> Employer:
        """Return whose application it is."""
        return next(each for each in self.employers if each.application == application)

    def ends(self, employer: Employer, kind: str, day: date) -> None:
        """Log that the user answered an offer."""
        self._say(employer, kind, day)
        employer.temper, employer.talk = "silent", None

    def _apply(self, employer: Employer, day: date) -> None:
        about = About(company=employer.company, role=employer.role, handle=_handle(employer))
        if employer.holidays:
            about = msgspec.structs.replace(about, holidays=employer.holidays)
        people = (employer.recruiter,) if employer.recruiter else ()
        employer.application = self._say(employer, "applied", day, people, about=about).id

    def _stir(self, employer: Employer, day: date) -> None:
        if employer.talk is not None:
            self._approach(employer, employer.talk, day)
        elif self.random.random() < STIRS[employer.temper]:
            choices = NEXT[employer.stage]
            [kind] = self.random.choices(list(choices), list(choices.values()))
            self._do(employer, kind, day)

    def _do(self, employer: Employer, kind: str, day: date) -> None:
        if kind in {"phone_screen", "interview"}:
            self._agree(employer, kind, day)
        elif kind in {"promised", "offer"}:
            until = day + timedelta(days=self.random.randint(2, 14))
            self._say(employer, kind, self._at(day), until=until)
        else:
            self._say(employer, kind, self._at(day))
        if kind in NEXT:
            employer.stage = kind
        elif employer.stage == "rejected":
            employer.stage = "applied"  # they have thought again

    def _agree(self, employer: Employer, kind: str, day: date) -> None:
        """Agree upon a talk some days from now."""
        ahead = add_business_days(day, self.random.randint(1, 8), OFFICE)
        people = (employer.recruiter,) if employer.recruiter else ()
        if kind == "interview":
            people = employer.panel[: self.random.randint(1, len(employer.panel))]
        employer.talk = self._say(employer, kind, self._at(ahead, 0.8), people, happened=day)

    def _approach(self, employer: Employer, talk: Event, day: date) -> None:
        """Move a talk, call it off, or let it take place."""
        on, chance = talk.day or talk.at.astimezone(NEW_YORK).date(), self.random.random()
        if on > day and chance < 0.04:
            at = self._at(add_business_days(on, self.random.randint(1, 5), OFFICE), 0.8)
            recorder = Recorder(self._typed(employer, day), self.new_id)
            self.pending.append(recorder.amendment(talk, {"at": at}))
            day_or_moment = (
                {"moment": at, "day": None} if isinstance(at, datetime) else {"day": at, "moment": None}
            )
            employer.talk = msgspec.structs.replace(talk, **day_or_moment)
        elif chance < 0.1:  # on the day itself: nobody showed up
            self._say(employer, "cancelled", day, talk=talk.id)
            employer.talk = None
        elif on <= day:
            self._talk(employer, talk, day)
            employer.talk = None

    def _talk(self, employer: Employer, talk: Event, day: date) -> None:
        """Let a talk take place: people say what they wish, or when they will decide."""
        for person in talk.people if talk.kind == "interview" else ():
            if self.random.random() < 0.5:
                wish = self.random.choice(
                    (
                        *(Wish(follow_up=True),) * 4,
                        Wish(follow_up=True, channel="phone"),
                        Wish(channel="phone"),
                        Wish(follow_up=False),
                        Wish(not_before=day + timedelta(days=self.random.randint(3, 12))),
                    )
                )
                self._say(employer, "preference", day, (person,), wish=wish)
        if self.random.random() < 0.3:
            self._say(employer, "promised", day, until=day + timedelta(days=self.random.randint(2, 12)))

    def _say(
        self,
        employer: Employer,
        kind: str,
        at: Moment,
        people: tuple[Person, ...] = (),
        happened: date | None = None,
        until: date | None = None,
        about: About | None = None,
        **more: object,
    ) -> Event:
        """Note an event, to be typed when the user gets round to it."""
        day = happened or (at.astimezone(NEW_YORK).date() if isinstance(at, datetime) else at)
        recorder = Recorder(self._typed(employer, day), self.new_id)
        event = recorder.fact(kind, at, employer.application or None, people, until=until, about=about)
        self.pending.append(msgspec.structs.replace(event, **more))
        return self.pending[-1]

    def _typed(self, employer: Employer, day: date) -> datetime:
        """Return when something of `day` is typed: that evening, or some days late."""
        if self.random.random() < self.late:
            day += timedelta(days=self.random.choice((1, 1, 2, 3, 5, 12)))
        employer.typed = max(employer.typed, datetime.combine(day, TYPED, NEW_YORK))
        return employer.typed

    def _at(self, day: date, hour_known: float = 0.3) -> Moment:
        """Return an hour of office time on `day`, or the day alone."""
        if self.random.random() >= hour_known:
            return day
        return datetime.combine(day, time(self.random.randint(9, 16)), NEW_YORK)


def _employers(random: Random) -> list[Employer]:
    """Return two agencies with three roles each, a company with two, and some that stand alone.

    Some users apply at two places a week, others write twenty applications in three weeks.
    """
    last_day = random.choice((18, 7 * (WEEKS - 4)))
    agents = [_person("Robin", "agency", "recruiter"), _person("Rae", "office", "recruiter")]
    plans: list[tuple[str, Person | None]] = [(f"Client {n}", agents[n % 2]) for n in range(1, 7)]
    plans += [("Globex", _person("Tom", "globex", "recruiter"))] * 2
    for number in range(1, random.choice((6, 12))):
        part = random.choice(("recruiter", "recruiter", "hiring_manager", ""))
        name = NAMES[number % len(NAMES)]
        plans.append((f"Acme {number}", _person(name, f"acme{number}", part) if part else None))
    return [
        Employer(
            company,
            f"Role {place}",
            FIRST_DAY + timedelta(days=random.randint(0, last_day)),
            recruiter,
            tuple(_person(name, company, "interviewer") for name in random.sample(NAMES, 4)),
            random.choice(("silent", "silent", "slow", "lively", "lively")),
            confirms=random.random() < (0.2 if "Client" in company else 0.7),
            holidays="DE" if random.random() < 0.1 else None,
        )
        for place, (company, recruiter) in enumerate(plans)
    ]


def _person(name: str, place: str, part: str) -> Person:
    address = f"{name}@{place}.example.com".lower().replace(" ", "")
    return Person(name, address, part=part, contact=address)


def _handle(employer: Employer) -> str:
    return f"{employer.company}-{employer.role}".lower().replace(" ", "-")


def everybody(employers: Sequence[Employer]) -> list[Person]:
    """Return those to whom the user may want to write of their own accord."""
    return [each.recruiter for each in employers if each.recruiter is not None]
