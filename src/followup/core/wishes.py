"""Stated wishes: what a contact, or the employer with a promise, said about when and how to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.core.calendar import add_business_days
from followup.core.events import ANSWERS, Wish
from followup.core.moments import day_of, is_ahead, is_before, sort_key
from followup.core.values import Value

if TYPE_CHECKING:
    from datetime import date, datetime

    from followup.core.events import Event
    from followup.core.history import Application, History
    from followup.core.people import Contact


class Stated(Value, frozen=True):
    """The wishes in force of one contact: the event that last said each; None where nothing was said."""

    channel: Event | None = None
    follow_up: Event | None = None
    not_before: Event | None = None

    @property
    def refuses(self) -> bool:
        """Whether the contact asked not to be followed up."""
        return self.follow_up is not None and self.follow_up.wish.follow_up is False

    @property
    def permits(self) -> bool:
        """Whether the contact said that following up is welcome."""
        return self.follow_up is not None and self.follow_up.wish.follow_up is True

    @property
    def wish(self) -> Wish:
        """All of them in one."""
        return Wish(
            channel=self.channel.wish.channel if self.channel else None,
            follow_up=self.follow_up.wish.follow_up if self.follow_up else None,
            not_before=self.not_before.wish.not_before if self.not_before else None,
        )


NOTHING = Stated()


def stated_by(contact: Contact | None, application: Application | None, history: History) -> Stated:
    """Return what `contact` wished where `application` is concerned; of two wishes the later holds.

    Without an application: what holds everywhere.
    """
    if contact is None:
        return NOTHING
    channel = follow_up = not_before = None
    for event in history.wishes(contact, application):
        channel = event if event.wish.channel is not None else channel
        follow_up = event if event.wish.follow_up is not None else follow_up
        not_before = event if event.wish.not_before is not None else not_before
    return Stated(channel, follow_up, not_before)


def promise_for(anchor: Event, application: Application, now: datetime) -> Event | None:
    """Return the promise that holds back an action at `anchor`, or None.

    The latest promise counts, until the employer moved: an answer after it that has come, or that the
    action itself is anchored on or behind. A talk called off later had kept it all the same. Of two promises
    of one moment the longer holds.
    """
    zone = application.calendar.zone
    promises = [event for event in application.by_kind.get("promised", ()) if event.until]
    if not promises:
        return None
    promise = max(promises, key=lambda e: (*sort_key(e.at, zone), e.until))
    for answer in application.of_kinds(ANSWERS):
        off = application.called_off.get(answer.id)
        has_come = not is_ahead(answer.at, now, zone) or not is_before(anchor.at, answer.at, zone)
        has_come = has_come or (off is not None and is_before(promise.at, off.at, zone))
        if has_come and is_before(promise.at, answer.at, zone):
            return None
    return promise


def free_after(promise: Event, application: Application) -> date:
    """Return the first worked day after the date promised."""
    day = promise.until or day_of(promise.at, application.calendar.zone)
    return add_business_days(day, 1, application.calendar)
