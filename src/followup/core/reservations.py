"""Reservations: the messages of one plan take their days, and go together in letters.

A letter is what one person gets on one day by one channel. docs/semantics.md (Letters and rank) has the
order in which they take turns, and why.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from followup.core.actions import Reason, Status, Step
from followup.core.calendar import ONE_DAY, land
from followup.core.candidates import REMINDER
from followup.core.dates import zone_of
from followup.core.moments import day_of, sort_key
from followup.core.status import by_date, conclude_missed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date, datetime

    from followup.core.actions import Action
    from followup.core.guards import Ledger, Message, Slot, Verdict
    from followup.core.moments import Moment
    from followup.core.rules import Rulebook

_READY = {Status.DUE, Status.OVERDUE, Status.UPCOMING, Status.SNOOZED}
# Whom a letter is to, or at which company nobody is known; and by which channel.
_Address = tuple[str, str | None]


class Letter(NamedTuple):
    """One message: the `day` it takes, the date it was `due`, and its actions, the first one first."""

    id: str
    address: _Address
    day: date
    due: Moment
    actions: list[Action]


def reserve(
    actions: list[Action], ledger: Ledger, rulebook: Rulebook, now: datetime
) -> dict[str, tuple[Action, ...]]:
    """Give each message of `actions` that can go out its day, and return the letters by their ids.

    One that is due or overdue takes today, for it cannot be sent earlier. A missed one takes nothing; it
    becomes `stopped` if messages sent had crowded it out.
    """
    places = {name: place for place, name in enumerate(rulebook.rules)}
    guarded = [action for action in actions if action.definition.is_guarded]
    turns = {action.id: _turn(action, places) for action in guarded}
    for action in guarded:
        _keep_chosen(action, ledger, now)
    ready = sorted((a for a in guarded if _is_ready(a)), key=lambda action: turns[action.id])
    # What was really sent moves dates first; days are taken under the dates that come of it.
    missed = [action for action in guarded if action.status is Status.MISSED and action.verdict is None]
    for action in missed:
        _stop_if_crowded_out(action, ledger)
    stood = _Stood(guarded, turns, ledger)
    for action in ready:
        _put_off(action, ledger, now, stood)
    post = _Post(ledger, now, ready)
    for action in ready:
        if action.status is not Status.STOPPED:
            post.take(action)
    for action in missed:
        if action.verdict is None:
            _say_missed(action, ledger, post, now)
    thanks = _join_courtesies(actions, now)
    letters = [letter.actions for letter in post.letters()] + thanks
    return {letter[0].letter: tuple(letter) for letter in letters}


def _is_ready(action: Action) -> bool:
    """Whether nothing but the guards stands in the way; what is snoozed may wait for a need as well."""
    return action.status in _READY and not action.needs


def _turn(action: Action, places: dict[str, int]) -> tuple[object, ...]:
    """Return the place of the action in the order of turns; equal ones keep the order of `actions`.

    What is due where its employer is goes before what is still to come elsewhere on an earlier date.
    """
    zone, ahead = zone_of(action), action.status not in {Status.DUE, Status.OVERDUE}
    latest = (1,) if action.latest is None else (0, *sort_key(action.latest, zone))
    rank, place = action.application.rank, places.get(action.rule, -1)
    return (
        not action.chosen,
        rank,
        ahead,
        *sort_key(action.due, zone),
        latest,
        place,
        action.application.order,
    )


def _put_off(action: Action, ledger: Ledger, now: datetime, stood: _Stood) -> None:
    """Move an action that is due or overdue behind what was in its way in the meantime."""
    zone = zone_of(action)
    today, start = day_of(now, zone), day_of(action.due, zone)
    if start > today or action.anyway:
        return
    in_the_way = stood.before(action)
    if not in_the_way and not ledger.has_sent(action.contact, action.application):
        return
    free, verdict = ledger.free_since(
        start, today, action.contact, action.application, lambda day: [each(day) for each in in_the_way]
    )
    if verdict is None or free > today:
        return  # never in the way, or still in the way: then the slot says more
    was, application = action.due, action.application
    action.due = land(free, action.definition.lands, application.calendar, floor=free)
    if _is_past_latest(action, day_of(action.due, zone)) and not action.chosen:
        action.due = was
        _stop(action, (verdict,))
        return
    action.reasons.extend(_reasons(action, (verdict,), was))
    action.status = by_date(action, today)


class _Stood:
    """The letters that stood in the way of others for some days, and then were dropped or needed no more."""

    def __init__(
        self, guarded: Iterable[Action], turns: dict[str, tuple[object, ...]], ledger: Ledger
    ) -> None:
        self._turns = turns
        self._ledger = ledger
        self._gone: dict[object, list[Action]] = defaultdict(list)
        for action in guarded:
            if action.status in {Status.SKIPPED, Status.SETTLED, Status.STOPPED} and action.settled_by:
                self._gone[_whom(action)].append(action)

    def before(self, action: Action) -> list[Callable[[date], Message]]:
        """Return what stood before `action` in the order and could not have carried it, each for a day."""
        return [
            self._message(other)
            for other in self._gone.get(_whom(action), ())
            if self._turns[other.id] < self._turns[action.id]
            if other.channel != action.channel
        ]

    def _message(self, action: Action) -> Callable[[date], Message]:
        zone, gone = zone_of(action), action.settled_by
        first = day_of(action.due, zone)
        last = day_of(gone.at, zone) if gone else first

        def on(day: date) -> Message:
            # On any other day it is too far away to be counted.
            stands = day if first <= day < last else day.min
            return self._ledger.planned(stands, action.contact, action.application, _label(action), action.id)

        return on


class _Post:
    """The letters of one plan, as they are taken."""

    def __init__(self, ledger: Ledger, now: datetime, ready: Sequence[Action]) -> None:
        self._ledger = ledger
        self._now = now
        self._letters: dict[_Address, list[Letter]] = defaultdict(list)
        self._left: dict[_Address, list[Action]] = defaultdict(list)
        for action in ready:
            self._left[_address(action)].append(action)

    def letters(self) -> list[Letter]:
        """Return all letters."""
        return [letter for letters in self._letters.values() for letter in letters]

    def take(self, action: Action) -> None:
        """Give `action` the first day on which it can be sent, in a letter of its own or with others."""
        address = _address(action)
        mine = self._letters[address]
        self._left[address] = [each for each in self._left[address] if each is not action]
        today = day_of(self._now, zone_of(action))
        wanted = max(day_of(action.due, zone_of(action)), today)
        if action.anyway:
            self._begin_or_join(action, wanted, ())
            return
        if not self._has_room(action, wanted):
            return
        slot = self._slot(action, wanted, {letter.id for letter in mine})
        if slot.day is None:
            _stop(action, slot.verdicts)
            return
        if (lower := self._lower_today(action, slot.day, today)) is not None:
            self._go_today(action, lower, today)
            return
        joined = self._letter_for(action, slot.day, today)
        if joined is not None:
            self._join(action, joined)
            return
        full = self._slot(action, wanted, set())
        if full.day is None:
            _stop(action, full.verdicts)
            return
        self._begin_or_join(action, full.day, full.verdicts)

    def _has_room(self, action: Action, wanted: date) -> bool:
        """Whether the messages really sent leave a day for it; else it is stopped."""
        everything = {letter.id for letter in self.letters()}
        slot = self._slot(action, wanted, everything)
        is_late = slot.day is not None and _is_past_latest(action, slot.day) and not action.chosen
        if slot.day is None or is_late:
            _stop(action, slot.verdicts)
            return False
        return True

    def _slot(self, action: Action, wanted: date, without: set[str]) -> Slot:
        lands = action.definition.lands if not action.chosen else "anytime"
        return self._ledger.slot(wanted, action.contact, action.application, lands, without)

    def _letter_for(self, action: Action, day: date, today: date) -> Letter | None:
        """Return the letter with which `action` goes, if it could have `day` but for such a letter."""
        mine = sorted(self._letters[_address(action)], key=lambda letter: letter.day)
        for letter in mine:
            is_open = action.chosen or not _is_past_latest(action, day)
            if letter.day == day and is_open and self._fits(action, letter):
                return letter
        if action.chosen or self._ledger.objection(day, action.contact, action.application) is None:
            return None
        for letter in mine:
            if letter.day >= today and _may_go(action, letter.day) and self._fits(action, letter):
                return letter
        return None

    def _fits(self, action: Action, letter: Letter) -> bool:
        """Whether no guard objects to one more line in the letter."""
        objection = self._ledger.objection(letter.day, action.contact, action.application, {letter.id})
        return objection is None

    def _lower_today(self, action: Action, day: date, today: date) -> Action | None:
        """Return the lower-ranked message to the same person that is due, and would keep `action` waiting."""
        ledger = self._ledger
        if action.chosen or day <= today or not _may_go(action, today):
            return None
        if ledger.objection(today, action.contact, action.application) is not None:
            return None
        lower = [
            each
            for each in self._left[_address(action)]
            if not each.chosen and each.status in {Status.DUE, Status.OVERDUE}
            if each.application.rank > action.application.rank
            if ledger.objection(today, each.contact, each.application) is None
        ]
        if not lower:
            return None
        message = self._planned(action, day, action.id)
        ledger.reserve(message)
        kept = [each for each in lower if ledger.objection(today, each.contact, each.application) is not None]
        ledger.release(message)
        return min(kept, key=lambda each: sort_key(each.due, zone_of(each)), default=None)

    def _go_today(self, action: Action, lower: Action, today: date) -> None:
        """Let `action` take today, since a message of lower rank goes out to the same person today."""
        letter = Letter(action.id, _address(action), today, lower.due, [])
        self._letters[letter.address].append(letter)
        self._join(action, letter, _label(lower))

    def _begin_or_join(self, action: Action, day: date, verdicts: Sequence[Verdict]) -> None:
        """Take `day`: with the letter that goes out on it, or with a new one."""
        address, zone = _address(action), zone_of(action)
        same = next((each for each in self._letters[address] if each.day == day), None)
        if same is not None:
            self._join(action, same)
            return
        today = day_of(self._now, zone)
        if day != max(day_of(action.due, zone), today):
            was, action.due = action.due, day
            action.reasons.extend(_reasons(action, verdicts, was))
            action.status = by_date(action, today)
            if _is_past_latest(action, day) and not action.chosen:
                return  # it is missed before its turn comes, unless the letter goes; it is in nobody's way
        letter = Letter(action.id, address, day, action.due, [action])
        self._letters[address].append(letter)
        self._ledger.reserve(self._planned(action, day, letter.id))

    def _join(self, action: Action, letter: Letter, label: str = "") -> None:
        """Put `action` into `letter`; its date is that of the letter, but it is late by its own alone."""
        zone = zone_of(action)
        own, today = action.due, day_of(self._now, zone)
        action.letter = letter.id
        label = label or _label(letter.actions[0])
        letter.actions.append(action)
        self._ledger.reserve(self._planned(action, letter.day, letter.id))
        shared = max(letter.due, action.earliest, key=lambda moment: sort_key(moment, zone))
        if day_of(own, zone) == day_of(shared, zone):
            return
        action.alone, action.due = own, shared
        action.late_from = max(action.late_from, day_of(own, zone) + ONE_DAY)
        reason = Reason(Step.LETTER, shared, other=label, contact=action.contact, until=letter.day, was=own)
        action.reasons.append(reason)
        action.status = Status.UPCOMING if letter.day > today else by_date(action, today)

    def _planned(self, action: Action, day: date, letter: str) -> Message:
        return self._ledger.planned(day, action.contact, action.application, _label(action), letter)


def _may_go(action: Action, day: date) -> bool:
    """Whether the window allows `day`, and the talk that it follows is over by then."""
    zone = zone_of(action)
    if action.follows_ahead and day <= day_of(action.anchor.at, zone):
        return False
    return day_of(action.earliest, zone) <= day and not _is_past_latest(action, day)


def _stop_if_crowded_out(action: Action, ledger: Ledger) -> None:
    """Say `stopped` where messages sent had left no day at the end of the window."""
    verdict = ledger.objection_by(_last_day(action), action.contact, action.application)
    if verdict is not None:
        _stop(action, (verdict,))


def _say_missed(action: Action, ledger: Ledger, post: _Post, now: datetime) -> None:
    """Say `missed`, naming the letter that kept the action waiting if there is one."""
    last = _last_day(action)
    for letter in post.letters():
        first = letter.actions[0]
        if day_of(letter.due, zone_of(first)) > last:
            continue
        stood = ledger.planned(last, first.contact, first.application, _label(first), letter.id)
        verdict = ledger.objection(last, action.contact, action.application, {letter.id}, extra=(stood,))
        if verdict is not None:
            action.reasons.extend(_reasons(action, (verdict,), action.due))
            break
    conclude_missed(action, day_of(now, zone_of(action)))


def _last_day(action: Action) -> date:
    return day_of(action.latest if action.latest is not None else action.due, zone_of(action))


def _keep_chosen(action: Action, ledger: Ledger, now: datetime) -> None:
    """Keep an action open that messages sent have pushed past the day that the user chose for it."""
    if action.status is not Status.MISSED or not action.chosen:
        return
    if ledger.objection_by(_last_day(action), action.contact, action.application) is not None:
        action.latest = None
        action.status, action.wakes = by_date(action, day_of(now, zone_of(action))), action.due


def _join_courtesies(actions: Iterable[Action], now: datetime) -> list[list[Action]]:
    """Make one letter of the thanks that one person would get on one day."""
    found: dict[tuple[_Address, date], list[Action]] = defaultdict(list)
    for action in actions:
        if action.definition.courtesy and action.contact and action.status in _READY and not action.needs:
            zone = zone_of(action)
            day = max(day_of(action.due, zone), day_of(now, zone))
            found[_address(action), day].append(action)
            action.letter = found[_address(action), day][0].id
    return list(found.values())


def _whom(action: Action) -> str:
    return action.contact.id if action.contact else f"company:{action.application.company_key}"


def _address(action: Action) -> _Address:
    return _whom(action), action.channel


def _label(action: Action) -> str:
    """Return how reasons call an action."""
    if action.rule == REMINDER:
        return action.definition.do
    return f"{action.rule}/{action.application.handle}"


def _is_past_latest(action: Action, day: date) -> bool:
    return action.latest is not None and day > day_of(action.latest, zone_of(action))


def _stop(action: Action, verdicts: Sequence[Verdict]) -> None:
    action.conclude(Status.STOPPED, *_reasons(action, verdicts, action.due))


def _reasons(action: Action, verdicts: Sequence[Verdict], was: Moment) -> list[Reason]:
    """Return a reason for each guard that spoke, with the message that left no room and its day.

    The guards share the date that came of them all.
    """
    return [
        Reason(
            Step.GUARD,
            action.due,
            name=guard,
            event=blocker.event,
            other=blocker.action,
            contact=action.contact,
            until=blocker.day,
            was=was,
            free=free,
        )
        for guard, blocker, free in verdicts
    ]
