"""The fold: what the log says about applications, people and wishes, after its corrections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from followup.core.corrections import Corrected, corrected
from followup.core.events import ANSWERS, BUILT_IN, KEEPING, RANKS, Event
from followup.core.moments import is_ahead, is_before, sort_key
from followup.core.people import Contact, Contacts, contacts_of
from followup.core.text import normal

if TYPE_CHECKING:
    from followup.core.actions import Action
    from followup.core.calendar import Calendar
    from followup.core.events import About, Person
    from followup.core.moments import Moment
    from followup.core.rules import Rulebook

# Gives the calendar of an application: its own holidays and zone where they are set, else the user's.
CalendarFor = Callable[[str | None, str | None], "Calendar"]


class Named(NamedTuple):
    """A contact's part in an application, and the event that last named them so."""

    contact: Contact
    part: str
    event: Event


class Application:
    """One role at one company: its facts in the order of time, and what the user did about its actions.

    Most applications are only asked what was sent, so nothing is sorted before it is needed.
    """

    def __init__(self, first: Event, events: Sequence[Event], order: int, calendar: Calendar) -> None:
        # Not the id of `first`: in a damaged log that may be another, and what is done must be done here.
        self.id = first.application or first.id
        self.first = first
        self.company = first.about.company or first.id
        self.company_key = normal(self.company)  # shared by the applications at one company
        self.role = first.about.role
        self.handle = first.about.handle or first.id
        self.order = order
        self.calendar = calendar
        self._events = events

    @cached_property
    def facts(self) -> list[Event]:
        """What happened, in the order of time."""
        zone = self.calendar.zone
        # The order of typing must not matter: events of one time go by content.
        return sorted(
            filter(is_fact, self._events),
            key=lambda e: (*sort_key(e.at, zone), e.kind, e.note or "", _labels(e), e.id),
        )

    @cached_property
    def reminders(self) -> list[Event]:
        """What the user wants to be reminded of, in the order logged."""
        return [event for event in self._events if event.kind == "reminder"]

    @cached_property
    def kept(self) -> list[Event]:
        """What the user did about actions and wishes, in the order logged."""
        return [event for event in self._events if event.kind in KEEPING]

    @cached_property
    def by_kind(self) -> dict[str, list[Event]]:
        """The facts of each kind."""
        found: dict[str, list[Event]] = {}
        for event in self.facts:
            found.setdefault(event.kind, []).append(event)
        return found

    @cached_property
    def called_off(self) -> dict[str, Event]:
        """The `cancelled` events, by the id of the talk that each calls off."""
        return {event.talk: event for event in self.by_kind.get("cancelled", ()) if event.talk}

    @cached_property
    def rank(self) -> int:
        """How hot it is: the place in `RANKS` of its furthest event not called off; 0 is an offer."""
        kinds = {event.kind for event in self.facts if event.id not in self.called_off}
        return next((place for place, kind in enumerate(RANKS) if kind in kinds), len(RANKS) - 1)

    def of_kinds(self, kinds: Iterable[str]) -> list[Event]:
        """Return the events of these kinds, in the order of time; equal ones keep that of the facts."""
        found = [event for kind in kinds for event in self.by_kind.get(kind, ())]
        if len(found) < 2:  # noqa: PLR2004  # the usual case, and every rule asks
            return found
        zone = self.calendar.zone
        return sorted(found, key=lambda e: (*sort_key(e.at, zone), e.kind))

    def timeline(self) -> list[Event]:
        """Return everything in the order of time: the facts, and what the user did about actions."""
        zone = self.calendar.zone
        others = [event for event in self.kept if event.kind != "done"]
        return sorted([*self.facts, *others], key=lambda e: (*sort_key(e.at, zone), e.recorded_at))

    def has_happened(self, event: Event, now: datetime) -> bool:
        """Whether the event lies behind `now`; one without an hour happens on its whole day."""
        return not is_ahead(event.at, now, self.calendar.zone)

    def ends(self, stop: Event, event: Event) -> bool:
        """Whether `stop` ends what `event` began: it is not before it, or was not before it was agreed upon.

        An interview agreed upon before a rejection falls with it, though it would have been after it. Where
        the hours of one date leave it open, the one that was logged first came first.
        """
        return not all(self._precedes(stop, event, moment) for moment in (event.at, event.agreed_at))

    def _precedes(self, stop: Event, event: Event, moment: Moment) -> bool:
        zone = self.calendar.zone
        if is_before(stop.at, moment, zone) or is_before(moment, stop.at, zone):
            return is_before(stop.at, moment, zone)
        return stop.agreed_at < event.agreed_at

    def ended_by(self, kinds: Iterable[str], now: datetime) -> Event | None:
        """Return the stop event, of these `kinds`, that the application has ended with; None while it lives.

        An answer, a talk, an offer or another application after it opens it again; nothing else is news.
        """
        kinds = set(kinds)
        stops = [event for event in self.of_kinds(kinds) if self.has_happened(event, now)]
        if not stops:
            return None
        # Kinds of the user's own are talks.
        no_news = kinds | (set(BUILT_IN) - {*ANSWERS, "applied"})
        news = [e for e in self.facts if e.kind not in no_news and e.id not in self.called_off]
        return next((stop for stop in reversed(stops) if all(self.ends(stop, each) for each in news)), None)


def is_fact(event: Event) -> bool:
    """Whether the event says what happened, rather than what the user did with wishes or the log."""
    return event.kind not in KEEPING or event.kind == "done"


def _labels(event: Event) -> tuple[str, ...]:
    return tuple(person.label for person in event.people) if event.people else ()


class History:
    """Everything that one log says. `applications` are in the order logged, `log` is as it was written.

    Of a part of a log, `planned` are the ids of those applications that are not there for what was sent in
    them alone; None where the log is whole.

    `own` holds what the user's reminders about no application are, and what was done about them; it has no
    company and no handle. `joined` is as `Corrected` has it, `retired` the same by handle.
    """

    def __init__(
        self,
        applications: Sequence[Application],
        own: Application,
        contacts: Contacts,
        wishes: Sequence[Event],
        log: Sequence[Event],
        joined: Mapping[str, str] = MappingProxyType({}),
        retired: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.applications = applications
        self.own = own
        self.contacts = contacts
        self.log = log
        self.joined = joined
        self.retired = retired
        self.planned: frozenset[str] | None = None
        # What the planner has judged already, under which rules, at which time, of what; it takes that once.
        self.judged: tuple[Rulebook, datetime, frozenset[str], list[Action]] | None = None
        self._by_id = {application.id: application for application in applications}
        self._named: dict[str, list[Named]] = {}
        self._wishes: dict[str, list[Event]] = {}
        for wish in wishes:
            for person in wish.people:
                self._wishes.setdefault(contacts.id_of(person), []).append(wish)

    def application(self, identity: str | None) -> Application | None:
        """Return the application with this id, or the one that it is one with, if there is one."""
        return self._by_id.get(self.joined.get(identity or "", identity or ""))

    @cached_property
    def by_company(self) -> dict[str, list[Application]]:
        """The applications at each company, by its normalised name."""
        found: dict[str, list[Application]] = {}
        for application in self.applications:
            found.setdefault(application.company_key, []).append(application)
        return found

    def naming(self, contact: str) -> list[Application]:
        """Return the applications whose events name the contact with this id."""
        found = (self._by_id.get(each) for each in self.contacts.places_of(contact))
        return [*sorted(filter(None, found), key=lambda application: application.order), self.own]

    def contact(self, person: Person) -> Contact:
        """Return who `person` is, whom an event names."""
        return self.contacts.of(person)

    def named(self, application: Application) -> list[Named]:
        """Return the contacts of an application, the one named last at the end.

        A message that settled an action names its recipient too; that says nothing about who is in charge.
        """
        known = self._named.get(application.id)
        if known is None:
            known = self._named[application.id] = self._name_all(application)
        return known

    def _name_all(self, application: Application) -> list[Named]:
        found: dict[tuple[str, str], Named] = {}
        for event in application.facts:
            for person in event.people if event.settles is None else ():
                contact = self.contact(person)
                found.pop((contact.id, person.part), None)
                found[contact.id, person.part] = Named(contact, person.part, event)
        return list(found.values())

    def wishes(self, contact: Contact, application: Application | None) -> list[Event]:
        """Return what the contact wished, for every application or for this one, the latest last."""
        places = {None, application.id if application else None}
        return [wish for wish in self._wishes.get(contact.id, ()) if wish.application in places]


def fold(log: Sequence[Event], calendar_for: CalendarFor) -> History:
    """Return what `log`, in the order logged, adds up to."""
    return fold_corrected(corrected(log), calendar_for, log)


def fold_corrected(found: Corrected, calendar_for: CalendarFor, log: Sequence[Event] = ()) -> History:
    """Return what the events in force add up to.

    An application whose first event was retracted lives on while it has others, under the same id.
    """
    first: dict[str, Event] = {}
    of_application: dict[str, list[Event]] = {}
    wishes: list[Event] = []
    own: list[Event] = []
    away: list[tuple[date, date]] = []
    for event in found.events:
        if event.application is not None:
            first.setdefault(event.application, event)
            of_application.setdefault(event.application, []).append(event)
        if event.kind == "preference":
            wishes.append(event)
        elif event.kind == "away" and event.day is not None:
            away.append((event.day, event.until or event.day))
        elif event.application is None and (event.kind == "reminder" or event.settles is not None):
            own.append(event)
    calendars = _Calendars(calendar_for, tuple(away))
    applications: list[Application] = []
    for identity, events in of_application.items():
        origin = found.origins.get(identity, first[identity])
        calendar = calendars.of(origin.about)
        if any(map(is_fact, events)):
            applications.append(Application(origin, events, len(applications), calendar))
    companies = {application.id: application.company_key for application in applications}
    retired = {found.origins[each].about.handle or each: each for each in found.joined}
    mine = Application(_NOTHING, own, len(applications), calendars.of(_NOTHING.about))
    return History(
        applications, mine, contacts_of(found.events, companies), wishes, log, found.joined, retired
    )


# Stands where an application has its first event.
_NOTHING = Event(id="", kind="note", recorded_at=datetime.min.replace(tzinfo=UTC), day=date.min)


class _Calendars:
    """The calendars of employers, with the user's days away; applications share them."""

    def __init__(self, calendar_for: CalendarFor, away: tuple[tuple[date, date], ...]) -> None:
        self._calendar_for = calendar_for
        self._away = away
        self._known: dict[tuple[str | None, str | None], Calendar] = {}

    def of(self, about: About) -> Calendar:
        """Return the calendar that counts for an application."""
        key = (about.holidays, about.timezone)
        known = self._known.get(key)
        if known is None:
            known = self._calendar_for(*key)
            known = self._known[key] = known.while_away(self._away) if self._away else known
        return known
