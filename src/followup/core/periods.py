"""Periods: whether one more message fits among those that a guard counts, and when the next chance is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.core.calendar import ONE_DAY
from followup.core.moments import Moment, day_of, is_before
from followup.core.values import Value
from followup.core.windows import spacing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, tzinfo

    from followup.core.calendar import Calendar
    from followup.core.events import Event
    from followup.core.history import Application
    from followup.core.rules import Guard


class Message(Value, frozen=True):
    """A message that happened (`event`) or that this plan will send (`action` is how reasons call it).

    `to` are the ids of its contacts; if it is not `addressed`, that of whom it most likely went to. What
    shares a `letter` is one message.
    """

    day: date
    at: Moment
    to: frozenset[str]
    application: Application
    addressed: bool
    event: Event | None = None
    action: str = ""
    letter: str = ""


def since(resets: Sequence[tuple[Event, tzinfo]], day: date, messages: list[Message]) -> list[Message]:
    """Return the messages that no reset up to `day` has wiped out."""
    come = [(event.at, zone) for event, zone in resets if day_of(event.at, zone) <= day]
    if not come:
        return messages
    return [each for each in messages if not any(is_before(each.at, at, zone) for at, zone in come)]


def next_chance(resets: Iterable[tuple[Event, tzinfo]], day: date, free_on: date | None) -> date | None:
    """Return the next day to try after `day`: `free_on`, or that of an earlier reset; None is never."""
    days = [day_of(event.at, zone) for event, zone in resets]
    return min([each for each in [*days, free_on] if each is not None and each > day], default=None)


class Crowd(Value, frozen=True):
    """Messages that leave no room: the one to be out of the way first, and those that fill it up.

    `free_on` is the next day to try; None is never.
    """

    blocker: Message
    others: tuple[Message, ...]
    free_on: date | None


def crowd_of(guard: Guard, day: date, messages: list[Message], calendar: Calendar) -> Crowd | None:
    """Return the messages that leave no room for one more on `day`; None if there is room.

    In the order of time no `at_most` + 1 messages may begin and end within one
    period; without a period the count never falls, and there is no day to try.
    """
    if len(messages) < guard.at_most:
        return None
    within, ordered = guard.within, sorted(messages, key=lambda message: message.day)
    if within is None:
        *others, last_one = ordered
        return Crowd(last_one, tuple(others), None)
    earlier = [message for message in ordered if message.day <= day]
    later = [message for message in ordered if message.day > day]
    for ahead in range(min(guard.at_most, len(later)) + 1):
        behind = guard.at_most - ahead
        if behind > len(earlier):
            continue
        first = earlier[-behind].day if behind else day
        last = later[ahead - 1].day if ahead else day
        free_on = spacing(within, first, calendar)
        if last < free_on:
            # Up to the day on which the first message falls out of the period nothing changes, unless
            # one that is planned for later is part of the crowd.
            before, after = tuple(earlier[len(earlier) - behind :]), tuple(later[:ahead])
            if ahead:
                return Crowd(after[-1], before + after[:-1], day + ONE_DAY)
            return Crowd(before[0], before[1:], free_on)
    return None
