"""Guards: limits across rules, and the days that messages take under them."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from followup.core.calendar import ONE_DAY, land
from followup.core.moments import day_of
from followup.core.periods import Message, crowd_of, next_chance, since
from followup.core.values import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime, tzinfo

    from followup.core.calendar import Landing
    from followup.core.events import Event
    from followup.core.history import Application, History
    from followup.core.people import Contact
    from followup.core.rules import Guard

HORIZON = 3660  # ten years, in days; no guard that anybody means is full for longer


class Verdict(NamedTuple):
    """What one guard says of a date: `free_on` is None where it stops the message for good.

    The `others` fill the period together with the `blocker`.
    """

    guard: str
    blocker: Message
    free_on: date | None
    others: tuple[Message, ...] = ()


class Slot(Value, frozen=True):
    """The day a message may go out, and the guards that moved it there; `day` is None if one stops it."""

    day: date | None
    verdicts: tuple[Verdict, ...]


# What is counted: `contact`, `company` or `application`, and which one; `unaddressed` name nobody there.
Scope = tuple[str, str]


class Ledger:
    """Every message that counts, by the scopes in which guards count it."""

    def __init__(self, history: History, guards: Mapping[str, Guard], now: datetime) -> None:
        # One that stops is asked last: what another guard puts off anyway does not exceed it yet.
        self._guards = dict(sorted(guards.items(), key=lambda item: item[1].then == "stop"))
        self._history = history
        self._now = now
        self._resets: dict[tuple[str, Scope], list[tuple[Event, tzinfo]]] = {}
        self._counted: dict[Scope, list[Message]] = {}
        self._sent: dict[str, list[Message]] = {}
        self._reserved: dict[Scope, list[Message]] = {}
        self._found: dict[object, list[Message]] = {}  # in scope, until a day is taken or given up

    def planned(
        self, day: date, contact: Contact | None, application: Application, label: str, letter: str
    ) -> Message:
        """Return what an action of this plan counts as on `day`; `label` is how reasons call it."""
        to = frozenset((contact.id,)) if contact else self._likely(application)
        return Message(day, day, to, application, contact is not None, action=label, letter=letter)

    def reserve(self, message: Message) -> None:
        """Take the day of a message of this plan."""
        self._found.clear()
        for scope in _scopes_of(message):
            self._reserved.setdefault(scope, []).append(message)
            if scope in self._counted:
                self._counted[scope].append(message)

    def release(self, message: Message) -> None:
        """Give up the day that `reserve` took last."""
        self._found.clear()
        for scope in _scopes_of(message):
            self._reserved[scope].remove(message)
            if scope in self._counted:
                self._counted[scope].remove(message)

    def _count(self, scope: Scope) -> list[Message]:
        """Return the messages of a scope: those really sent, and those reserved by now."""
        counted = self._counted.get(scope)
        if counted is None:
            sent = (message for place in self._places(scope) for message in self._sent_in(place))
            counted = self._counted[scope] = [message for message in sent if _is_in(message, scope)]
            counted += self._reserved.get(scope, ())
        return counted

    def _places(self, scope: Scope) -> Iterable[Application]:
        """Return the applications that can hold a message of the scope."""
        kind, name = scope
        if kind == "application":
            return filter(None, [self._history.application(name)])
        return self._history.naming(name) if kind == "contact" else self._history.by_company.get(name, ())

    def _sent_in(self, application: Application) -> list[Message]:
        found = self._sent.get(application.id)
        if found is None:
            found = self._sent[application.id] = [
                self._message(event, application)
                for event in application.by_kind.get("sent", ())
                if not (event.settles and event.settles.courtesy)
                and application.has_happened(event, self._now)
            ]
        return found

    def _message(self, event: Event, application: Application) -> Message:
        """Return what a `sent` event counts as."""
        contacts = [self._history.contacts.id_of(person) for person in event.people]
        to = frozenset(contacts) or self._likely(application)
        day = day_of(event.at, application.calendar.zone)
        letter = event.settles.letter if event.settles else ""
        return Message(day, event.at, to, application, bool(contacts), event, letter=letter)

    def _likely(self, application: Application) -> frozenset[str]:
        """Return whom a message to nobody in particular most likely goes to: the recruiter."""
        named = self._history.named(application)
        return frozenset([each.contact.id for each in named if each.part == "recruiter"][-1:])

    def free_since(
        self,
        start: date,
        today: date,
        contact: Contact | None,
        application: Application,
        stood: Callable[[date], Sequence[Message]] = lambda _day: (),
        *,
        stops: bool = True,
    ) -> tuple[date, Verdict | None]:
        """Return the first day from `start` on from which the way has been free until `today`.

        Every message sent while an action was due has put it off anew, and looking back tomorrow must give
        the same date as today; so has every letter that `stood` in the way on a day. The verdict is that of
        the guard which closed the day before; it closes `today` itself if the day returned is after it.
        Guards that stop are asked only if `stops`.
        """
        verdict = self.objection(today, contact, application, stops=stops)
        if verdict is not None:
            return today + ONE_DAY, verdict
        day = today
        while day > start:
            before = day - ONE_DAY
            verdict = self.objection(before, contact, application, extra=stood(before), stops=stops)
            if verdict is not None:
                return day, verdict
            day = before
        return start, None

    def objection_by(self, day: date, contact: Contact | None, application: Application) -> Verdict | None:
        """Return what closed `day` when it came; what was sent later crowded nobody out."""
        return self.objection(day, contact, application, known_by=day)

    def has_sent(self, contact: Contact | None, application: Application) -> bool:
        """Whether any guard counts a message already."""
        return any(self._in_scope(guard, contact, application) for guard in self._guards.values())

    def slot(
        self,
        start: date,
        contact: Contact | None,
        application: Application,
        lands: Landing,
        without: Container[str] = (),
        join: Callable[[date], bool] = lambda _day: False,
        *,
        stops: bool = True,
    ) -> Slot:
        """Return the first day from `start` on that every guard and the landing agree with.

        The letters of this plan that are named in `without` are left out of account. A day on which there is
        one to `join` will do as well. Guards that stop are asked only if `stops`.
        """
        day, verdicts = start, list[Verdict]()
        for _ in range(HORIZON):
            verdict = self.objection(day, contact, application, without, stops=stops)
            if verdict is None or join(day):
                return Slot(day, tuple(verdicts))
            if not verdicts or verdicts[-1].guard != verdict.guard or verdict.free_on is None:
                verdicts.append(verdict)
            else:
                verdicts[-1] = _both(verdicts[-1], verdict)
            if verdict.free_on is None:
                return Slot(None, tuple(verdicts))
            day = land(verdict.free_on, lands, application.calendar, floor=verdict.free_on)
        return Slot(None, tuple(verdicts))

    def objection(
        self,
        day: date,
        contact: Contact | None,
        application: Application,
        without: Container[str] = (),
        *,
        extra: Sequence[Message] = (),
        known_by: date | None = None,
        stops: bool = True,
    ) -> Verdict | None:
        """Return what the first guard without room on `day` says; None if there is room.

        The letters of this plan named in `without` are left out of account, those in `extra` are counted.
        """
        for name, guard in self._guards.items():
            if guard.then == "stop" and not stops:
                continue
            relevant = [
                message
                for message in self._in_scope(guard, contact, application, extra)
                if known_by is None or message.day <= known_by
                if message.event is not None or message.letter not in without
            ]
            if len(relevant) < guard.at_most:
                continue
            resets = self._resets_of(name, guard, contact, application)
            crowd = crowd_of(guard, day, since(resets, day, relevant), application.calendar)
            if crowd is not None:
                free_on = None if guard.then == "stop" else next_chance(resets, day, crowd.free_on)
                return Verdict(name, crowd.blocker, free_on, crowd.others)
        return None

    def _in_scope(
        self,
        guard: Guard,
        contact: Contact | None,
        application: Application,
        extra: Sequence[Message] = (),
    ) -> Sequence[Message]:
        """Return what the guard counts for an action, by day, each letter once."""
        scope = _scope_of(guard, contact, application)
        key = (scope, contact.id if contact else None, application.company_key)
        if not extra and key in self._found:
            return self._found[key]
        found = [*self._count(scope), *(message for message in extra if _is_in(message, scope))]
        if contact is not None and scope[0] == "contact":
            nameless = self._count(("unaddressed", application.company_key))
            found += [message for message in nameless if contact.id not in message.to]
        found.sort(key=attrgetter("day"))
        if any(each.letter for each in found):  # its last date counts: for an employer to the east
            found = list({each.letter or id(each): each for each in found}.values())
        if not extra:
            self._found[key] = found
        return found

    def _resets_of(
        self, name: str, guard: Guard, contact: Contact | None, application: Application
    ) -> list[tuple[Event, tzinfo]]:
        """Return the events at which the guard's count starts again, each with the zone of its dates."""
        if not guard.since:
            return []
        scope = _scope_of(guard, contact, application)
        found = self._resets.get((name, scope))
        if found is None:
            found = self._resets[name, scope] = [
                (event, place.calendar.zone)
                for place in self._places(scope)
                for event in place.of_kinds(guard.since)
                if event.id not in place.called_off
            ]
        return found


def _both(earlier: Verdict, later: Verdict) -> Verdict:
    """Return the later of two verdicts of a guard, with the messages of both."""
    crowd = {id(each): each for each in (*earlier.others, earlier.blocker, *later.others)}
    crowd.pop(id(later.blocker), None)
    return later._replace(others=tuple(sorted(crowd.values(), key=attrgetter("day"))))


def _scope_of(guard: Guard, contact: Contact | None, application: Application) -> Scope:
    """Return what the guard counts an action for; where no contact is known, the company stands for it."""
    if guard.per == "application":
        return "application", application.id
    if guard.per == "company" or contact is None:
        return "company", application.company_key
    return "contact", contact.id


def _scopes_of(message: Message) -> Iterator[Scope]:
    company = message.application.company_key
    yield "application", message.application.id
    yield "company", company
    for contact in message.to:
        yield "contact", contact
    if not message.addressed:
        yield "unaddressed", company


def _is_in(message: Message, scope: Scope) -> bool:
    kind, name = scope
    if kind == "application":
        return message.application.id == name
    if kind == "contact":
        return name in message.to
    return message.application.company_key == name and (kind == "company" or not message.addressed)
