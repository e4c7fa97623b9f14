"""Letters: what one person gets on one day by one channel, and the days that letters take.

docs/semantics.md (Letters and rank) says how they come about, and why.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from followup.core.actions import Address, Reason, Status, Step, address_of
from followup.core.calendar import ONE_DAY, next_open, next_worked
from followup.core.candidates import REMINDER
from followup.core.dates import is_past_latest, zone_of
from followup.core.moments import day_of, sort_key
from followup.core.status import by_date
from followup.core.values import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from followup.core.actions import Action
    from followup.core.guards import Ledger, Slot, Verdict
    from followup.core.moments import Moment
    from followup.core.periods import Message


class Letter(Value, frozen=True):
    """One message: the `day` it takes, the date it was `due`, and its actions, the first one first."""

    id: str
    address: Address
    day: date
    due: Moment
    actions: list[Action]


class Post:
    """The letters of one plan, as they are taken."""

    def __init__(self, ledger: Ledger, now: datetime, ready: Sequence[Action]) -> None:
        self._ledger = ledger
        self._now = now
        self._letters: dict[Address, list[Letter]] = defaultdict(list)
        self._ids = set[str]()
        self._left: dict[Address, list[Action]] = defaultdict(list)
        for action in ready:
            self._left[address_of(action)].append(action)

    def letters(self) -> list[Letter]:
        """Return all letters."""
        return [letter for letters in self._letters.values() for letter in letters]

    def _begin(self, letter: Letter) -> None:
        self._letters[letter.address].append(letter)
        self._ids.add(letter.id)

    def take(self, action: Action) -> None:
        """Give `action` the first day on which it can be sent, in a letter of its own or with others."""
        address, zone = address_of(action), zone_of(action)
        self._left[address] = [each for each in self._left[address] if each is not action]
        today, back = day_of(self._now, zone), self._back_on(action)
        wanted = max(day_of(action.due, zone), today)
        real = self._slot(action, wanted, self._ids)
        if action.anyway or (real.day is None and action.chosen):
            self._begin_or_join(action, wanted, wanted, ())  # what the user chose is never stopped in silence
            return
        if real.day is None or (is_past_latest(action, real.day) and not action.chosen):
            stop(action, real.verdicts)
            return
        lower = self._lower_today(action, real.day, today) if today == back else None
        if lower is not None:
            self._go_today(action, lower, today)
            return
        slot = self._slot(action, real.day, set(), lambda day: self._letter_for(action, day) is not None)
        letter = None if slot.day is None else self._letter_for(action, slot.day)
        if slot.day == today != back and letter is None:
            wanted, slot = (
                back,
                self._slot(action, back, set(), lambda day: self._letter_for(action, day) is not None),
            )
            letter = None if slot.day is None else self._letter_for(action, slot.day)
        if slot.day is None:
            stop(action, slot.verdicts)
            return
        day = letter.day if letter else slot.day
        verdicts = (*real.verdicts, *slot.verdicts)
        if day != real.day:
            verdicts = (*verdicts, *self._kept_out(action, real.day, day))
        if letter is not None:
            self._join(action, letter, slot.day, verdicts)
        else:
            self._begin_or_join(action, slot.day, wanted, verdicts)

    def _back_on(self, action: Action) -> date:
        """Return the first day for a letter of `action`: today, or the return from days away."""
        today, calendar = day_of(self._now, zone_of(action)), action.application.calendar
        if action.chosen or action.definition.lands == "anytime" or not calendar.is_away(today):
            return today
        back = next_open(today, calendar)
        return today if is_past_latest(action, back) else back

    def _slot(
        self,
        action: Action,
        wanted: date,
        without: set[str],
        join: Callable[[date], bool] = lambda _day: False,
    ) -> Slot:
        lands, stops = action.definition.lands, not action.chosen
        place = action.application
        return self._ledger.slot(wanted, action.contact, place, lands, without, join, stops=stops)

    def _letter_for(self, action: Action, day: date) -> Letter | None:
        """Return the letter with which `action` goes, if it could have `day` but for such a letter."""
        mine = sorted(self._letters[address_of(action)], key=lambda letter: letter.day)
        for letter in mine:
            is_open = action.chosen or not is_past_latest(action, day)
            if letter.day == day and is_open and self._fits(action, letter):
                return letter
        if action.chosen or self._ledger.objection(day, action.contact, action.application) is None:
            return None
        for letter in mine:
            self._ids.remove(letter.id)  # it alone is in the way
            is_in_the_way = self._ledger.objection(day, action.contact, action.application, self._ids)
            self._ids.add(letter.id)
            if is_in_the_way and _may_go(action, letter.day) and self._fits(action, letter):
                return letter
        return None

    def _kept_out(self, action: Action, day: date, until: date) -> list[Verdict]:
        """Return what keeps `action` out of the letter before `until` that it would have joined."""
        if self._ledger.objection(day, action.contact, action.application) is None:
            return []
        found = [
            self._ledger.objection(letter.day, action.contact, action.application, {letter.id})
            for letter in self._letters[address_of(action)]
            if letter.day < until and _may_go(action, letter.day)
        ]
        return [verdict for verdict in found if verdict is not None][:1]

    def _fits(self, action: Action, letter: Letter) -> bool:
        """Whether no guard objects to one more line in the letter."""
        return (
            self._ledger.objection(
                letter.day, action.contact, action.application, {letter.id}, stops=not action.chosen
            )
            is None
        )

    def _lower_today(self, action: Action, day: date, today: date) -> Action | None:
        """Return the lower-ranked message to the same person that is due, and would keep `action` waiting.

        It has been so since the day on which both could go, whatever became of the day of `action` since.
        """
        ledger, zone = self._ledger, zone_of(action)
        if action.chosen or not _may_go(action, today):
            return None
        if ledger.objection(today, action.contact, action.application) is not None:
            return None
        own = max(day, today) if day_of(action.due, zone) > today else day_of(action.due, zone)
        lower = [
            each
            for each in self._left[address_of(action)]
            if not each.chosen and each.status in {Status.DUE, Status.OVERDUE}
            if each.application.rank > action.application.rank
            if _together_from(action, each) < own
            if ledger.objection(today, each.contact, each.application) is None
        ]
        message = self._planned(action, own, action.id)
        if lower:
            ledger.reserve(message)
            eve = min(today, own - ONE_DAY)
            lower = [each for each in lower if ledger.objection(eve, each.contact, each.application)]
            ledger.release(message)
        return min(lower, key=lambda each: sort_key(each.due, zone_of(each)), default=None)

    def _go_today(self, action: Action, lower: Action, today: date) -> None:
        """Let `action` take today, since a message of lower rank goes out to the same person today."""
        since = lower.due if day_of(lower.due, zone_of(lower)) == _together_from(action, lower) else None
        letter = Letter(action.id, address_of(action), today, since or action.earliest, [])
        self._begin(letter)
        self._join(action, letter, label=label_of(lower))

    def _begin_or_join(self, action: Action, day: date, wanted: date, verdicts: Sequence[Verdict]) -> None:
        """Take `day`: with the letter that goes out on it, or with a new one; `wanted` is its own day."""
        address, zone = address_of(action), zone_of(action)
        same = next((each for each in self._letters[address] if each.day == day), None)
        if same is not None:
            self._join(action, same, day, verdicts)
            return
        if day != wanted:
            was, action.due = action.due, day
            action.reasons.extend(guard_reasons(action, verdicts, was))
            action.status = by_date(action, day_of(self._now, zone))
            if is_past_latest(action, day) and not action.chosen:
                return  # it is missed before its turn comes, unless the letter goes; it is in nobody's way
        letter = Letter(action.id, address, day, action.due, [action])
        self._begin(letter)
        self._ledger.reserve(self._planned(action, day, letter.id))

    def _join(
        self,
        action: Action,
        letter: Letter,
        free: date | None = None,
        verdicts: Sequence[Verdict] = (),
        label: str = "",
    ) -> None:
        """Put `action` into `letter`; its date is that of the letter, but it is late by its own alone.

        `verdicts` kept it off its own day until the day that is `free`. `label` names what it goes with.
        """
        zone = zone_of(action)
        own, today = action.due, day_of(self._now, zone)
        action.letter = letter.id
        label = label or label_of(letter.actions[0])
        shared = self._date_in(action, letter)
        letter.actions.append(action)
        self._ledger.reserve(self._planned(action, letter.day, letter.id))
        if day_of(own, zone) == day_of(shared, zone):
            return
        if verdicts and free is not None:
            action.due = free
            action.reasons.extend(guard_reasons(action, verdicts, own))
        was, action.alone, action.due = action.due, own, shared
        action.late_from = max(action.late_from, day_of(own, zone) + ONE_DAY)
        reason = Reason(Step.LETTER, shared, other=label, contact=action.contact, until=letter.day, was=was)
        action.reasons.append(reason)
        is_ahead = letter.day > today and not action.chosen
        action.status = Status.UPCOMING if is_ahead else by_date(action, today)

    def _date_in(self, action: Action, letter: Letter) -> Moment:
        """Return the date of `action` in `letter`: the letter's own, on which the action may have come later.

        A letter that is late stands on days away as well; what goes with it is for the return, unless the
        user chose the day.
        """
        zone, calendar = zone_of(action), action.application.calendar
        shared = max(letter.due, action.earliest, key=lambda moment: sort_key(moment, zone))
        if day_of(shared, zone) <= day_of(self._now, zone) < letter.day:
            return letter.day
        if calendar.is_away(day_of(shared, zone)) and not any(each.chosen for each in letter.actions):
            return next_open(day_of(shared, zone), calendar)
        return shared

    def _planned(self, action: Action, day: date, letter: str) -> Message:
        return self._ledger.planned(day, action.contact, action.application, label_of(action), letter)


def _together_from(action: Action, lower: Action) -> date:
    """Return the first day on which both could go."""
    return max(day_of(lower.due, zone_of(lower)), day_of(action.earliest, zone_of(action)))


def _may_go(action: Action, day: date) -> bool:
    """Whether the window allows `day`, and the talk that it follows is over by then."""
    zone = zone_of(action)
    if action.follows_ahead and day <= day_of(action.anchor.at, zone):
        return False
    return day_of(action.earliest, zone) <= day and not is_past_latest(action, day)


def label_of(action: Action) -> str:
    """Return how reasons call an action."""
    if action.rule == REMINDER:
        return action.definition.do
    return f"{action.rule}/{action.application.handle}"


def stop(action: Action, verdicts: Sequence[Verdict]) -> None:
    """Say that guards leave no day for the action."""
    action.conclude(Status.STOPPED, *guard_reasons(action, verdicts, action.due))


def guard_reasons(action: Action, verdicts: Sequence[Verdict], was: Moment) -> list[Reason]:
    """Return a reason for each guard that spoke, with the message that left no room and its day.

    The guards share the date that came of them all, and the days away that they led to.
    """
    zone, calendar = zone_of(action), action.application.calendar
    free = max((next_worked(each.free_on, calendar) for each in verdicts if each.free_on), default=None)
    away = free is not None and calendar.is_away(free) and day_of(action.due, zone) > free
    reasons = [
        Reason(
            Step.GUARD,
            free if away and free is not None else action.due,
            name=each.guard,
            event=each.blocker.event,
            other=each.blocker.action,
            contact=action.contact,
            until=each.blocker.day,
            was=was,
            free=each.free_on,
            also=tuple(other.day for other in each.others),
        )
        for each in verdicts
    ]
    return [*reasons, Reason(Step.AWAY, action.due, was=free)] if away else reasons
