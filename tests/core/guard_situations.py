"""Situations as plain values, and how those dense in conflict are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from hypothesis import strategies as st

from core.guard_ledger import DAY, Limit

RANKS = ("offer", "interview", "phone_screen", "heard_back")
TALKS = ("interview", "phone_screen")
TURNS = ("heard_back", "promised", "phone_screen", "interview", "cancelled", "offer")
ONCE_A_WEEK = Limit("once-a-week", 1, "contact", (7, "days"), (), stops=False)
PATIENCE = Limit("patience", 2, "application", (22, "days"), TURNS, stops=False)
UNANSWERED = Limit("unanswered", 3, "application", None, TURNS, stops=True)


@dataclass(frozen=True)
class Asking:
    """A rule: who is asked, when. Waits are (count, unit)."""

    ideal: tuple[int, str]
    earliest: int | None = None  # in the unit of `ideal`
    latest: int | None = None  # days
    lands: str = "working_day"
    channel: str = "email"
    panel: bool = False  # asks each interviewer, after the interview
    waits: bool = False  # for a need that is never met
    courtesy: bool = False

    def written(self) -> dict[str, Any]:
        """Return the rule as a rules file has it."""
        count, unit = self.ideal
        wait = {"ideal": f"{count} {unit}"}
        if self.earliest is not None:
            wait["earliest"] = f"{self.earliest} {unit}"
        if self.latest is not None:
            wait["latest"] = f"{self.latest} days"
        rule = {"after": "applied", "wait": wait, "send": "ask", "lands": self.lands, "channel": self.channel}
        rule |= {"after": "interview", "for_each": "interviewer"} if self.panel else {"to": "recruiter"}
        rule |= {"needs": ["receipt"]} if self.waits else {}
        return rule | ({"courtesy": True} if self.courtesy else {})


@dataclass(frozen=True)
class Role:
    """An application. Days are counted from today, negative ones lie behind."""

    applied: int
    recruiter: str | None = "rae"
    company: str = "Acme"
    abroad: bool = False
    events: tuple[tuple[str, int], ...] = ()  # the kind, the day
    panel: tuple[str, ...] = ("ida",)  # who is in the room of an interview
    called_off: bool = False  # the first talk


@dataclass(frozen=True)
class Written:
    """A message that was sent, about some of the applications, to some people."""

    day: int
    roles: tuple[int, ...]
    to: tuple[str, ...]
    courtesy: bool = False
    hour: int | None = None


@dataclass(frozen=True)
class Chosen:
    """A day the user chose, for an action by its number (a snooze), or to reach a person (a reminder)."""

    made: int
    on: int
    number: int = 0
    anyway: bool = False
    person: str = ""
    channel: str = "email"


@dataclass(frozen=True)
class Situation:
    """Everything that one plan follows from."""

    rules: tuple[Asking, ...]
    roles: tuple[Role, ...]
    limits: tuple[Limit, ...] = (ONCE_A_WEEK,)
    written: tuple[Written, ...] = ()
    chosen: tuple[Chosen, ...] = ()
    today: date = date(2026, 11, 9)  # a Monday
    hour: int = 9
    holidays: frozenset[int] = frozenset()


# --- How they are drawn. ---


@st.composite
def _rules(draw: st.DrawFn) -> Asking:
    unit = draw(st.sampled_from(("days", "business days")))
    panel = draw(st.integers(0, 4)) == 4
    ideal = draw(st.integers(2 if panel else 0, 12))
    earliest = draw(st.none() | st.integers(2 if panel else 0, ideal))
    least = ideal if unit == "days" else 2 * ideal + 6
    return Asking(
        (ideal, unit),
        earliest,
        draw(st.none() | st.integers(least, least + 20)),
        draw(st.sampled_from(("working_day", "working_day", "working_day", "working_day_before", "anytime"))),
        draw(st.sampled_from(("email", "email", "email", "phone"))),
        panel,
        waits=not panel and draw(st.integers(0, 9)) == 9,
        courtesy=draw(st.integers(0, 9)) == 9,
    )


@st.composite
def _roles(draw: st.DrawFn, recruiters: tuple[str | None, ...]) -> Role:
    applied = draw(st.integers(-20, 0))
    past, later = st.integers(applied, 0), st.integers(applied, 9)
    kinds = draw(st.lists(st.sampled_from(RANKS), max_size=2, unique=True))
    events = tuple((kind, draw(later if kind in TALKS else past)) for kind in kinds)
    return Role(
        applied,
        draw(st.sampled_from(recruiters)),
        draw(st.sampled_from(("Acme", "Acme", "Globex"))),
        draw(st.integers(0, 5)) == 5,
        events,
        draw(st.sampled_from((("ida",), ("ida", "ivo"), ("rae", "ivo"), ()))),
        called_off=draw(st.integers(0, 5)) == 5,
    )


@st.composite
def _chosen(draw: st.DrawFn) -> Chosen:
    made = draw(st.integers(-6, 0))
    person = draw(st.sampled_from(("", "", "rae", "rob")))
    on = draw(st.integers(made, made + 12))
    anyway = not person and draw(st.integers(0, 3)) == 3
    return Chosen(
        made, on, draw(st.integers(0, 9)), anyway, person, draw(st.sampled_from(("email", "phone")))
    )


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Draw a few people, more applications, and several things to ask each of them at much the same time."""
    people = ("rae", "rob", "ron")[: draw(st.integers(1, 3))]
    recruiters = (*people, people[0], None) if draw(st.booleans()) else people
    roles = tuple(draw(st.lists(_roles(recruiters), min_size=1, max_size=5)))
    usual = st.sampled_from(((ONCE_A_WEEK,), (ONCE_A_WEEK, PATIENCE), (ONCE_A_WEEK, PATIENCE, UNANSWERED)))
    written = st.builds(
        Written,
        day=st.integers(-20, 0),
        roles=st.lists(st.integers(0, len(roles) - 1), min_size=1, max_size=3, unique=True).map(tuple),
        to=st.sampled_from((*((name,) for name in people), ("ida",), (), ("ida", people[0]))),
        courtesy=st.integers(0, 9).map(lambda number: number == 9),
        hour=st.none() | st.integers(0, 23),
    )
    return Situation(
        tuple(draw(st.lists(_rules(), min_size=1, max_size=3))),
        roles,
        draw(usual),
        tuple(draw(st.lists(written, max_size=4))),
        tuple(draw(st.lists(_chosen(), max_size=2))),
        date(2026, 11, 9) + draw(st.integers(0, 13)) * DAY,
        draw(st.sampled_from((9, 0, 23))),
        draw(st.frozensets(st.integers(-10, 12), max_size=2)),
    )
