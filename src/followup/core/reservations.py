"""Reservations: in which turn the messages of one plan take their days, and what had no turn.

docs/semantics.md (Letters and rank) has the order, and why.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from followup.core.actions import Address, Status, address_of, whom_of
from followup.core.calendar import land
from followup.core.dates import is_past_latest, zone_of
from followup.core.letters import Post, guard_reasons, label_of, stop
from followup.core.moments import day_of, sort_key
from followup.core.status import by_date, conclude_missed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from followup.core.actions import Action
    from followup.core.guards import Ledger
    from followup.core.periods import Message
    from followup.core.rules import Rulebook

_READY = {Status.DUE, Status.OVERDUE, Status.UPCOMING, Status.SNOOZED}


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
    post = Post(ledger, now, ready)
    for action in ready:
        if action.status is not Status.STOPPED:
            post.take(action)
    for action in missed:
        if action.verdict is None:
            _say_missed(action, ledger, post, turns, now)
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
    # Of what the user asked for, the earlier day comes first.
    rank = 0 if action.chosen else action.application.rank
    place = places.get(action.rule, -1)
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
        start,
        today,
        action.contact,
        action.application,
        lambda day: [message for each in in_the_way if (message := each(day)) is not None],
        stops=not action.chosen,
    )
    if verdict is None or free > today:
        return  # never in the way, or still in the way: then the slot says more
    was, application = action.due, action.application
    action.due = land(free, action.definition.lands, application.calendar, floor=free)
    if is_past_latest(action, day_of(action.due, zone)) and not action.chosen:
        action.due = was
        stop(action, (verdict,))
        return
    if day_of(action.earliest, zone) < free:
        action.earliest = action.due
    action.reasons.extend(guard_reasons(action, (verdict,), was))
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
                self._gone[whom_of(action)].append(action)

    def before(self, action: Action) -> list[Callable[[date], Message | None]]:
        """Return what stood before `action` in the order and could not have carried it, each for a day."""
        return [
            self._message(other, is_apart=other.channel != action.channel)
            for other in self._gone.get(whom_of(action), ())
            if self._turns[other.id] < self._turns[action.id]
        ]

    def _message(self, action: Action, *, is_apart: bool) -> Callable[[date], Message | None]:
        """Return where the letter of `action` stood, as seen on a day; `is_apart` if no other could join it.

        One that is late stood on each day anew, and others could go with it: it was in nobody's way, no more
        than one not asked for yet, or gone.
        """
        zone, gone = zone_of(action), action.settled_by
        due, known = day_of(action.due, zone), day_of(action.anchor.recorded_at, zone)
        last = day_of(gone.recorded_at, zone) if gone else known

        def on(day: date) -> Message | None:
            if not known <= day < last or (due <= day and not is_apart):
                return None
            stands = max(due, day)
            return self._ledger.planned(
                stands, action.contact, action.application, label_of(action), action.id
            )

        return on


def _stop_if_crowded_out(action: Action, ledger: Ledger) -> None:
    """Say `stopped` where messages sent had left no day at the end of the window."""
    verdict = ledger.objection_by(_last_day(action), action.contact, action.application)
    if verdict is not None:
        stop(action, (verdict,))


def _say_missed(
    action: Action, ledger: Ledger, post: Post, turns: dict[str, tuple[object, ...]], now: datetime
) -> None:
    """Say `missed`, naming the letter that kept the action waiting if there is one."""
    last = _last_day(action)
    planned = {letter.id for letter in post.letters()}
    for letter in post.letters():
        if turns[letter.id] > turns[action.id]:
            continue
        first = letter.actions[0]
        if day_of(letter.due, zone_of(first)) > last:
            continue
        stood = ledger.planned(last, first.contact, first.application, label_of(first), "")
        verdict = ledger.objection(last, action.contact, action.application, planned, extra=(stood,))
        if verdict is not None:
            action.reasons.extend(guard_reasons(action, (verdict,), action.due))
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
    found: dict[tuple[Address, date], list[Action]] = defaultdict(list)
    for action in actions:
        if action.definition.courtesy and action.contact and action.status in _READY and not action.needs:
            zone = zone_of(action)
            day = max(day_of(action.due, zone), day_of(now, zone))
            found[address_of(action), day].append(action)
            action.letter = found[address_of(action), day][0].id
    return list(found.values())
