"""Statistics: what has come of the search so far, in counts. What is open counts as neither yes nor no."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from followup.core.events import ANSWERS, SCHEDULABLE
from followup.core.moments import day_of, is_before, sort_key, start_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

    from followup.core.events import Event
    from followup.core.history import Application, History
    from followup.core.rules import Rulebook

# A share of fewer than these says more of chance than of anything else: with 20 tries a true rate of one in
# four shows anywhere between one in ten and almost one in two (95 % of a binomial distribution).
FEWEST = 20
WEEKS = 12
# How far an application came, from the first to the last.
STEPS = ("applied", "phone_screen", "interview", "offer")
# An employer has spoken; a refusal is an answer, too.
_SPOKEN = (*ANSWERS, "promised", "rejected", "accepted", "declined")
# Nothing between two people happens in these, so waiting goes on.
_SILENT = ("note", "receipt", "no_receipt", "done")
# The days that one waited before writing: up to so many, in calendar days.
_WAITED = ((3, "up to 3 days"), (7, "4 to 7 days"), (14, "8 to 14 days"))
_LONGER = "more than 14 days"


class Rate(NamedTuple):
    """How many of some had it (`yes`), had not (`no`) and may still (`open`)."""

    name: str
    yes: int = 0
    no: int = 0
    open: int = 0

    @property
    def decided(self) -> int:
        """How many it is known of."""
        return self.yes + self.no

    @property
    def share(self) -> float | None:
        """The share of yes in what is decided, 0 to 1; None where that is too few to say."""
        return self.yes / self.decided if self.decided >= FEWEST else None


class Week(NamedTuple):
    """What one week saw, from its Monday on; a letter about several roles is one message."""

    monday: date
    applied: int
    messages: int
    talks: int


class Statistics(NamedTuple):
    """What has come of a search. `ends` counts what is over by the kind of event that ended it.

    `steps` has a rate for each of `STEPS`: who got there, out of those who got as far as the step before.
    """

    applications: int
    open: int
    ends: dict[str, int]
    steps: list[Rate]
    by_message: list[Rate]
    by_channel: list[Rate]
    by_days_waited: list[Rate]
    weeks: list[Week]


class _Message(NamedTuple):
    """One message that asked for something, and what came of it: True, False, or None while that is open."""

    what: str
    channel: str
    waited: str
    answered: bool | None


def statistics(history: History, rulebook: Rulebook, now: datetime) -> Statistics:
    """Return what the log adds up to at `now`."""
    ends = {each.id: each.ended_by(rulebook.stop, now) for each in history.applications}
    over = {identity for identity, end in ends.items() if end is not None}
    messages = list(_messages(history, rulebook, now, over))
    return Statistics(
        applications=len(history.applications),
        open=len(history.applications) - len(over),
        ends=dict(Counter(end.kind for end in ends.values() if end is not None).most_common()),
        steps=_steps(history.applications, over),
        by_message=_rates(messages, lambda each: each.what),
        by_channel=_rates(messages, lambda each: each.channel),
        by_days_waited=_rates(messages, lambda each: each.waited, [*(name for _, name in _WAITED), _LONGER]),
        weeks=_weeks(history, now),
    )


def _steps(applications: Sequence[Application], over: set[str]) -> list[Rate]:
    """Return how many came to each step. Who was invited came there; whoever skips one has come past it."""
    furthest = {each.id: _furthest(each) for each in applications}
    rates = []
    for step, kind in enumerate(STEPS):
        there = [identity for identity, place in furthest.items() if place >= step]
        before = [identity for identity, place in furthest.items() if place == step - 1]
        ended = sum(identity in over for identity in before)
        rates.append(Rate(kind, len(there), ended, len(before) - ended))
    return rates


def _furthest(application: Application) -> int:
    kinds = {event.kind for event in application.facts if event.id not in application.called_off}
    if kinds & {"accepted", "declined"}:
        return STEPS.index("offer")
    return max((place for place, kind in enumerate(STEPS) if kind in kinds), default=0)


def _messages(history: History, rulebook: Rulebook, now: datetime, over: set[str]) -> Iterator[_Message]:
    """Yield what was sent and asked for something; a letter about several roles once, answered by any."""
    letters: dict[str, list[_Message]] = {}
    for application in history.applications:
        for event in application.by_kind.get("sent", ()):
            if not (event.settles and event.settles.courtesy) and application.has_happened(event, now):
                letter = (event.settles.letter if event.settles else "") or event.id
                message = _message(event, application, rulebook, is_over=application.id in over)
                letters.setdefault(letter, []).append(message)
    for parts in letters.values():
        said = [part.answered for part in parts]
        answered = True if True in said else None if None in said else False
        what = parts[0].what if len({part.what for part in parts}) == 1 else "several in one"
        yield parts[0]._replace(answered=answered, what=what)


def _message(event: Event, application: Application, rulebook: Rulebook, *, is_over: bool) -> _Message:
    zone = application.calendar.zone
    later = [each for each in application.by_kind["sent"] if is_before(event.at, each.at, zone)]
    following = min(later, key=lambda each: sort_key(each.at, zone), default=None)
    answers = [_spoken_at(each, application) for each in application.of_kinds(_SPOKEN)]
    began = start_of(event.at, zone)
    until = start_of(following.at, zone) if following else None
    answered: bool | None = any(began <= each and (until is None or each < until) for each in answers)
    if not answered and following is None and not is_over:
        answered = None
    rule = rulebook.rules.get(event.settles.rule) if event.settles else None
    what = (rule.send if rule else None) or (event.settles.rule if event.settles else "")
    return _Message(what, event.channel or "", _waited(event, application), answered)


def _spoken_at(event: Event, application: Application) -> datetime:
    """Return when an answer came: a talk was agreed upon before it took place."""
    zone = application.calendar.zone
    at = start_of(event.at, zone)
    return min(at, event.recorded_at) if event.kind in SCHEDULABLE else at


def _waited(event: Event, application: Application) -> str:
    """Return how long nobody had said anything when `event` was sent; empty where nothing was before it."""
    zone = application.calendar.zone
    before = [
        day_of(each.at, zone)
        for each in application.facts
        if each.kind not in _SILENT and each.id != event.id and not is_before(event.at, each.at, zone)
    ]
    if not before:
        return ""
    days = (day_of(event.at, zone) - max(before)).days
    return next((name for most, name in _WAITED if days <= most), _LONGER)


def _rates(
    messages: Iterable[_Message], key: Callable[[_Message], str], order: Sequence[str] = ()
) -> list[Rate]:
    """Return a rate for each key, in `order` or the most frequent first; what is unknown comes last."""
    found: dict[str, Counter[bool | None]] = {name: Counter() for name in order}
    for message in messages:
        found.setdefault(key(message), Counter())[message.answered] += 1
    rates = [Rate(name, said[True], said[False], said[None]) for name, said in found.items()]
    if not order:
        rates.sort(key=lambda rate: (-(rate.decided + rate.open), rate.name))
    return sorted((rate for rate in rates if rate.decided + rate.open), key=lambda rate: not rate.name)


def _weeks(history: History, now: datetime) -> list[Week]:
    """Return the last weeks, the present one at the end, from the first in which anything happened."""
    counts: dict[str, Counter[date]] = {"applied": Counter(), "sent": Counter(), "talk": Counter()}
    letters: set[str] = set()
    for application in history.applications:
        for event in application.of_kinds(("applied", "sent", *SCHEDULABLE)):
            letter = event.settles.letter if event.settles else ""
            if letter in letters or event.id in application.called_off:
                continue
            letters |= {letter} if letter else set()
            if application.has_happened(event, now):
                kind = "talk" if event.kind in SCHEDULABLE else event.kind
                counts[kind][_monday(day_of(event.at, application.calendar.zone))] += 1
    seen = [monday for each in counts.values() for monday in each]
    this = max(_monday(now.date()), *seen) if seen else _monday(now.date())  # Monday comes first in the east
    first = max(min(seen, default=this), this - timedelta(weeks=WEEKS - 1))
    mondays = [first + timedelta(weeks=number) for number in range((this - first).days // 7 + 1)]
    return [Week(day, *(counts[kind][day] for kind in ("applied", "sent", "talk"))) for day in mondays]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
