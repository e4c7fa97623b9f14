"""The fold: what the log says about applications, people and wishes, after its corrections."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from followup.core.corrections import in_force
from followup.core.events import KEEPING, Event
from followup.core.moments import is_ahead, sort_key
from followup.core.people import Contact, Contacts, Mention
from followup.core.text import normal

if TYPE_CHECKING:
    from datetime import datetime

    from followup.core.calendar import Calendar
    from followup.core.events import Person

# Gives the calendar of an application: its own holidays and zone where they are set, else the user's.
CalendarFor = Callable[[str | None, str | None], "Calendar"]


class Named(NamedTuple):
    """A contact's part in an application, and the event that last named them so."""

    contact: Contact
    part: str
    event: Event


class Application:
    """One role at one company: its facts in the order of time, and what the user did about its actions."""

    __slots__ = (
        "by_kind",
        "calendar",
        "company",
        "company_key",
        "facts",
        "first",
        "handle",
        "id",
        "kept",
        "order",
        "role",
    )

    def __init__(self, first: Event, events: Iterable[Event], order: int, calendar: Calendar) -> None:
        self.id = first.id
        self.first = first
        self.company = first.company or first.id
        self.company_key = normal(self.company)  # what the applications at one company have in common
        self.role = first.role
        self.handle = first.handle or first.id
        self.order = order
        self.calendar = calendar
        zone = calendar.zone
        # The order in which events of one time were typed must not matter: equal times go by content.
        self.facts = sorted(
            (event for event in events if event.kind not in KEEPING or event.kind == "done"),
            key=lambda e: (*sort_key(e.at, zone), e.kind, e.note or "", _labels(e), e.id),
        )
        self.kept = [event for event in events if event.kind in KEEPING]
        self.by_kind: dict[str, list[Event]] = {}
        for event in self.facts:
            self.by_kind.setdefault(event.kind, []).append(event)

    def of_kinds(self, kinds: Iterable[str]) -> list[Event]:
        """Return the events of these kinds, in the order of time; equal ones keep that of the facts."""
        found = [event for kind in kinds for event in self.by_kind.get(kind, ())]
        if len(found) < 2:  # noqa: PLR2004  # most often, and this is asked for every rule
            return found
        zone = self.calendar.zone
        return sorted(found, key=lambda e: (*sort_key(e.at, zone), e.kind))

    def timeline(self) -> list[Event]:
        """Return everything in the order of time: the facts, and what the user did about actions."""
        zone = self.calendar.zone
        others = [event for event in self.kept if event.kind != "done"]
        return sorted([*self.facts, *others], key=lambda e: (*sort_key(e.at, zone), e.recorded_at))

    def has_happened(self, event: Event, now: datetime) -> bool:
        """Tell whether the event lies behind `now`; one without an hour happens on its whole day."""
        return not is_ahead(event.at, now, self.calendar.zone)


def _labels(event: Event) -> tuple[str, ...]:
    return tuple(person.label for person in event.people) if event.people else ()


class History:
    """Everything that one log says. `applications` are in the order logged."""

    def __init__(
        self,
        applications: Sequence[Application],
        contacts: Contacts,
        wishes: dict[str, list[Event]],
        log: Sequence[Event],
    ) -> None:
        self.applications = applications
        self.contacts = contacts
        self.log = log
        self._wishes = wishes
        self._by_id = {application.id: application for application in applications}
        self._named: dict[str, list[Named]] = {}

    def application(self, identity: str | None) -> Application | None:
        """Return the application with this id, if there is one."""
        return self._by_id.get(identity or "")

    def contact(self, person: Person, application: Application) -> Contact:
        """Return who `person` is, when an event of `application` names them."""
        return self.contacts.of(person, application.id, application.company_key)

    def named(self, application: Application) -> list[Named]:
        """Return the contacts of an application, the one named last at the end.

        A message that settled an action names its recipient too; that tells nothing about who is in charge.
        """
        known = self._named.get(application.id)
        if known is None:
            known = self._named[application.id] = self._name_all(application)
        return known

    def _name_all(self, application: Application) -> list[Named]:
        found: dict[tuple[str, str], Named] = {}
        for event in application.facts:
            for person in event.people if event.action is None else ():
                contact = self.contact(person, application)
                found.pop((contact.key, person.part), None)
                found[contact.key, person.part] = Named(contact, person.part, event)
        return list(found.values())

    def wishes(self, contact: Contact, application: Application) -> list[Event]:
        """Return what the contact wished, for every application or for this one, the latest last."""
        return [
            wish for wish in self._wishes.get(contact.key, ()) if wish.application in {None, application.id}
        ]


def fold(log: Sequence[Event], calendar_for: CalendarFor) -> History:
    """Return what `log`, in the order logged, adds up to.

    An application whose first event was retracted lives on while it has others, under the same id.
    """
    first: dict[str, Event] = {}
    of_application: dict[str, list[Event]] = {}
    wishes: list[Event] = []
    origins = {event.id: event for event in log if event.application == event.id}
    for event in in_force(log):
        if event.application is not None:
            if event.id == event.application:
                origins[event.id] = event
            first.setdefault(event.application, event)
            of_application.setdefault(event.application, []).append(event)
        if event.kind == "preference":
            wishes.append(event)
    applications: list[Application] = []
    for identity, events in of_application.items():
        origin = origins.get(identity, first[identity])
        calendar = calendar_for(origin.holidays, origin.timezone)
        applications.append(Application(origin, events, len(applications), calendar))
    alive = [application for application in applications if application.facts]
    contacts = Contacts(_mentions(alive, wishes))
    return History(alive, contacts, _by_contact(wishes, alive, contacts), log)


def _mentions(applications: Iterable[Application], wishes: Iterable[Event]) -> list[Mention]:
    """Return every naming of a person, in the order of time, so that the latest spelling is shown."""
    companies = {application.id: application.company_key for application in applications}
    found = [
        (sort_key(event.at, application.calendar.zone), person, application.id)
        for application in applications
        for event in application.facts
        for person in event.people
    ]
    found.sort(key=lambda each: (*each[0], each[1].name or ""))
    of_wishes = [(person, wish.application) for wish in wishes for person in wish.people]
    named = [(person, application) for _, person, application in found] + of_wishes
    return [Mention(person, where, companies.get(where or "")) for person, where in named]


def _by_contact(
    wishes: Iterable[Event], applications: Iterable[Application], contacts: Contacts
) -> dict[str, list[Event]]:
    companies = {application.id: application.company_key for application in applications}
    found: dict[str, list[Event]] = {}
    for wish in wishes:
        for person in wish.people:
            contact = contacts.of(person, wish.application, companies.get(wish.application or ""))
            found.setdefault(contact.key, []).append(wish)
    return found
