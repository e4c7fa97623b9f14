"""A second opinion on guards, ranks and letters, written from the words of docs/semantics.md alone.

It looks at one date after the other and counts. It knows plain values only: no name of the program is
imported here. Where the words are silent, the readings it takes are these, and those of `guard_ledger`:

* What is put off passes over every date a guard closes, and over those not worked (where its rule lands on
  worked days). Only then is a guard that stops asked.
* What a letter crowds out past its latest takes no day from others, for it will be missed first.
* A chosen day is moved by what was really sent and by other chosen days, unless the user said `anyway`. It
  stays `snoozed` as long as it lies ahead, and no guard stops it.
* Looking back, what stands on a past date is what stood there: a letter on its own date, and on every later
  one that same letter, since it could not be sent earlier.
* A letter is in the way of a date where it stands in a stretch that is too full. If one that an action may
  join is among them, it joins the earliest such.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from core.guard_ledger import DAY, FAR, Ledger, Letter, Message, Wanted, as_messages, certainly_before

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.guard_ledger import Limit, Reset, Sent


class Scan:
    """One plan's worth: `judge` gives each action its status, its date and those it goes with."""

    def __init__(
        self,
        limits: Iterable[Limit],
        sent: Iterable[Sent],
        resets: Iterable[Reset],
        today: date,
        now: datetime,
    ) -> None:
        self.ledger = Ledger(limits, resets)
        self.sent = as_messages(each for each in sent if each.counts and not certainly_before(now, each.at))
        self.today = today
        self.letters: list[Letter] = []
        self.ready: list[Wanted] = []

    def judge(self, actions: Sequence[Wanted]) -> None:
        """Set `status`, `due` and `members` of each action."""
        for action in actions:
            action.own = action.due
            action.members = frozenset({action.label})
            if action.over:
                action.status = "settled"
            elif action.latest is not None and action.latest < self.today:
                self.close(action)
            elif action.waits:
                ahead = action.chosen and action.due > self.today
                action.status = "snoozed" if ahead else "waiting"
            elif not action.guarded:
                self.date_status(action, action.due)
            elif self.put_off(action):
                self.ready.append(action)
        self.ready.sort(key=lambda action: action.order)
        for action in self.ready:
            self.take(action)
        for letter in [*self.letters, *self.courtesies(actions)]:
            for action in letter.actions:
                action.members = frozenset(each.label for each in letter.actions)

    def courtesies(self, actions: Sequence[Wanted]) -> list[Letter]:
        """Return them as letters: one a person and day."""
        found: dict[object, Letter] = {}
        for action in actions:
            if not action.guarded and action.status in {"due", "overdue", "upcoming", "snoozed"}:
                key = (action.key, max(action.due, self.today)) if action.person else action.label
                found.setdefault(key, Letter(action.due, [])).actions.append(action)
        return list(found.values())

    def date_status(self, action: Wanted, latest_own: date) -> None:
        """Overdue from the day after `latest_own`."""
        late = "overdue" if latest_own < self.today else "due"
        ahead = "snoozed" if action.chosen == "snoozed" else "upcoming"
        action.status = ahead if action.due > self.today else late

    # What was really sent.

    def close(self, action: Wanted) -> None:
        """Its time has passed: missed, unless messages sent by then left no room."""
        assert action.latest is not None
        action.status = "missed"
        if action.waits:
            action.status = "settled"
        elif action.guarded and not action.chosen:
            by_then = [each for each in self.sent if each.day <= action.latest]
            if self.is_closed(action.latest, action, by_then):
                action.status = "stopped"

    def put_off(self, action: Wanted) -> bool:
        """Let what was really sent push the date along; False if it pushes it past its latest."""
        if action.chosen and action.anyway:
            self.date_status(action, action.due)
            return True
        free = self.first_free(action, self.today, self.sent)
        if free == date.max or (action.latest is not None and free > action.latest and not action.chosen):
            action.status = "stopped"
            return False
        action.due = free
        self.date_status(action, free)
        return True

    def first_free(self, action: Wanted, today: date, sent: list[Message]) -> date:
        """Return the date from which the way has been free until `today`, or the first free one ahead."""
        day = max(action.due, today)
        if not self.is_closed(day, action, sent):
            while day > action.due and not self.is_closed(day - DAY, action, sent):
                day -= DAY
        for _ in range(FAR):
            may_land = day == action.due or not action.lands or action.place.is_worked(day)
            if may_land and (day < today or not self.is_closed(day, action, sent, stops=False)):
                return day
            day += DAY
        return date.max

    def is_closed(
        self, day: date, action: Wanted, messages: Iterable[Message], *, stops: bool | None = None
    ) -> bool:
        """Tell whether one more message on `day` would be one too many for some guard."""
        messages = list(messages)
        return any(
            self.ledger.full(limit, day, action, messages) is not None
            for limit in self.ledger.limits
            if stops is None or limit.stops is stops
        )

    # The letters of this plan.

    def take(self, action: Wanted) -> None:
        """Give it its day, a letter to go with, or the first free day."""
        day = max(action.due, self.today)
        own = action.due
        low = self.swaps_with(action)
        if low is not None:
            action.due, day = max(low.due, action.earliest), self.today
        elif not action.anyway and not self.fits(day, action):
            joined = None if action.chosen else self.to_join(day, action)
            if joined is not None:
                day = joined.day(self.today)
                action.due = max(joined.due, action.earliest)
            else:
                day = action.due = self.next_free(day, action)
        elif not action.chosen:
            along = self.on(day, action)
            if along is None or day > self.today:
                own = action.due = self.since_when(action)
                action.due = self.went_along_since(action)
            else:
                opened = action.earliest if action.due == action.own else action.due
                action.due = max(along.due, opened)
        if day == date.max or (not action.chosen and not self.fits(day, action, stops=True)):
            action.status = "stopped"
            return
        if action.due != own or action.status in {"due", "overdue"}:
            self.date_status(action, max(own, action.due))
        if action.latest is not None and day > action.latest and not action.chosen:
            return  # it will be missed before that day comes
        letter = self.on(day, action)
        if letter is None:
            self.letters.append(Letter(action.due, [action]))
        else:
            letter.actions.append(action)

    def on(self, day: date, action: Wanted) -> Letter | None:
        """Return the letter to the same person, by the same channel, that stands on `day`."""
        return next(
            (each for each in self.letters if each.key == action.key and each.day(self.today) == day), None
        )

    def fits(
        self,
        day: date,
        action: Wanted,
        *,
        stops: bool = False,
        more: Sequence[Message] = (),
        letters: Sequence[tuple[Letter, Message]] | None = None,
    ) -> bool:
        """Tell whether no guard objects to `day`: in a letter that stands there it is no message more.

        A letter after its latest would not carry it.
        """
        standing = letters
        if standing is None:
            standing = [(each, each.message(self.today)) for each in self.letters]
        is_open = action.latest is None or day <= action.latest
        others = [
            message
            for letter, message in standing
            if not (is_open and letter.key == action.key and message.day == day)
        ]
        messages = [*self.sent, *more, *others]
        return not any(
            limit.stops is stops and self.ledger.full(limit, day, action, messages) is not None
            for limit in self.ledger.limits
        )

    def to_join(self, day: date, action: Wanted) -> Letter | None:
        """Return the earliest letter in the way that may carry the action too."""
        standing = [(each, each.message(self.today)) for each in self.letters]
        messages = self.sent + [message for _, message in standing]
        in_the_way = [
            is_counted
            for limit in self.ledger.limits
            if not limit.stops and (is_counted := self.ledger.full(limit, day, action, messages)) is not None
        ]
        found = [
            (message.day, letter)
            for letter, message in standing
            if letter.key == action.key
            and any(is_counted(message) for is_counted in in_the_way)
            and action.earliest <= message.day
            and (action.latest is None or message.day <= action.latest)
            and self.fits(message.day, action)
        ]
        return min(found, key=lambda each: each[0])[1] if found else None

    def next_free(self, day: date, action: Wanted) -> date:
        """Return the first date after `day` with room, be it past the latest."""
        for n in range(1, FAR):
            after = day + n * DAY
            if (not action.lands or action.place.is_worked(after)) and self.fits(after, action):
                return after
        return date.max

    def since_when(self, action: Wanted) -> date:
        """Return the date from which the way has been free of letters too, until today."""
        day = max(action.due, self.today)
        while day > action.due and self.fitted(day - DAY, action):
            day -= DAY
        lands = action.lands and day != action.due and self.on(self.today, action) is None
        while lands and day < self.today and not action.place.is_worked(day):
            day += DAY
        return day

    def went_along_since(self, action: Wanted) -> date:
        """Return its date, or that of the colder action with which it has been able to go before that."""
        if action.due > self.today:
            return action.due
        hot = Letter(action.due, [action]).message(action.due)
        for low in self.ready:
            day = max(low.due, action.earliest)
            colder = low.place.rank > action.place.rank and not low.chosen and low.key == action.key
            if colder and day < action.due and not self.fits(day, low, more=[hot], letters=[]):
                return day
        return action.due

    def fitted(self, day: date, action: Wanted) -> bool:
        """Tell whether it could have gone out on a past `day`.

        A hotter letter that was to follow would have come along, if it was open then.
        """
        standing = []
        for letter in self.letters:
            message = letter.message(day)
            first = letter.actions[0]
            hotter = first.place.rank < action.place.rank and not first.chosen
            if hotter and letter.key == action.key and first.earliest <= day:
                message = Message(day, day, message.places, message.to)
            standing.append((letter, message))
        return self.fits(day, action, letters=standing)

    def swaps_with(self, action: Wanted) -> Wanted | None:
        """Return the colder action of today that a hot one ahead would go with, if it can go today too."""
        if action.chosen or action.due <= self.today or action.earliest > self.today:
            return None
        if self.on(self.today, action) or not self.is_free(self.today, action):
            return None
        for low in self.ready:
            if low.place.rank <= action.place.rank or low.chosen or low.key != action.key:
                continue
            hot = Letter(action.due, [action]).message(self.today)
            goes_today = low.due <= self.today and self.is_free(self.today, low)
            if goes_today and not self.fits(self.today, low, more=[hot]):
                return low
        return None

    def is_free(self, day: date, action: Wanted) -> bool:
        """Tell whether neither a guard that postpones nor one that stops objects to `day`."""
        return self.fits(day, action) and self.fits(day, action, stops=True)
