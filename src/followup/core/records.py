"""Records: every event of the log is built here, from what a command has decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from followup.core.events import About, Event, Origin, Person, Settles, Wish
from followup.core.moments import is_timed
from followup.core.values import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from followup.core.actions import Action
    from followup.core.history import Application
    from followup.core.moments import Moment
    from followup.core.people import Contact
    from followup.core.rules import Channel

# What an amendment may change of an application, as `About` has it.
_ABOUT = frozenset(About.__struct_fields__)


class Recorder(Value, frozen=True):
    """Builds the events of one command: `now` is when it runs, `new_id` gives ids never used before."""

    now: datetime
    new_id: Callable[[], str]

    def fact(
        self,
        kind: str,
        at: Moment,
        application: str | None,
        people: tuple[Person, ...] = (),
        note: str | None = None,
        until: date | None = None,
        about: About | None = None,
        *,
        where: str | None = None,
        ends: datetime | None = None,
        talk: str | None = None,
        text: str | None = None,
        origin: Origin | None = None,
    ) -> Event:
        """Return the event that something happened; without `application` it begins one.

        `talk` is the id of the one that was called off, `text` what was written.
        """
        identity = self.new_id()
        return Event(
            id=identity,
            kind=kind,
            recorded_at=self.now,
            application=application or identity,
            people=people,
            note=note,
            until=until,
            about=about or About(),
            where=where,
            ends=ends,
            talk=talk,
            text=text,
            origin=origin,
            **_when(at),
        )

    def done(
        self,
        action: Action,
        at: Moment,
        note: str | None = None,
        text: str | None = None,
        letter: str = "",
    ) -> list[Event]:
        """Return the events that say that `action` was done `at` that moment; `text` is what was written.

        A message is a `sent` event, which guards count, those of one `letter` once; a rule that `logs`
        something records that as well, and what is neither is `done`. Each settles exactly this action.
        """
        rule = action.definition
        kinds = [kind for kind in ("sent" if rule.send else None, rule.logs) if kind] or ["done"]
        return [
            self._settling(kind, action, at, note, text=text if kind == "sent" else None, letter=letter)
            for kind in kinds
        ]

    def denied(self, action: Action, at: Moment, note: str | None = None) -> Event:
        """Return the event that the answer to the question of `action` was no."""
        return self._settling(action.definition.else_logs or "done", action, at, note)

    def skipped(self, action: Action, at: Moment, note: str | None = None) -> Event:
        """Return the event that drops `action`."""
        return self._settling("skipped", action, at, note)

    def snoozed(self, action: Action, until: date, note: str | None = None, *, anyway: bool = False) -> Event:
        """Return the event that puts `action` off to the day `until`; `anyway`, whatever a guard says."""
        event = self._settling("snoozed", action, self.now, note, until=until)
        return msgspec.structs.replace(event, anyway=anyway)

    def reminder(
        self,
        text: str,
        at: Moment,
        application: str | None,
        people: tuple[Person, ...] = (),
        channel: Channel | None = None,
    ) -> Event:
        """Return the event that the user wants to be reminded of `text` at that moment."""
        return Event(
            id=self.new_id(),
            kind="reminder",
            recorded_at=self.now,
            application=application,
            people=people,
            note=text,
            channel=channel,
            **_when(at),
        )

    def away(self, first: date, last: date, note: str | None = None) -> Event:
        """Return the event that nothing is to be planned from `first` to `last`, both included."""
        return Event(id=self.new_id(), kind="away", recorded_at=self.now, day=first, until=last, note=note)

    def preference(
        self, contact: Contact, wish: Wish, application: str | None, phone: str | None, note: str | None
    ) -> Event:
        """Return the event that `contact` has a wish, for one application or for all."""
        person = Person(contact.name, contact.email, phone, contact=contact.id)
        return self._about_people("preference", (person,), application, wish=wish, note=note)

    def same_person(self, one: Contact, other: Contact) -> Event:
        """Return the event that two contacts are one person."""
        return self._about_people("same_person", (self.named(one), self.named(other)))

    def same_application(self, one: Application, other: Application) -> list[Event]:
        """Return the events that two applications are one, in each of them: so each leads to the other."""
        return [
            msgspec.structs.replace(self._about_people("same_application", (), here.id), same_as=there.id)
            for here, there in ((one, other), (other, one))
        ]

    def corrected_contact(self, person: Person) -> Event:
        """Return the event that corrects what is known of a contact to what `person` says."""
        return self._about_people("amended", (person,))

    def named(self, contact: Contact) -> Person:
        """Return a known contact as an event names them."""
        return Person(contact.name, contact.email, contact.phone, contact=contact.id)

    def dismissed(self, origin: Origin) -> Event:
        """Return the event that the user wants nothing logged of what was proposed."""
        return Event(id=self.new_id(), kind="dismissed", recorded_at=self.now, moment=self.now, origin=origin)

    def amendment(self, target: Event, changes: dict[str, Any], origin: Origin | None = None) -> Event:
        """Return the event that corrects `target`. `changes` are fields of `Event` and `About`, and `at`."""
        changes = dict(changes)
        if "at" in changes:
            at = changes.pop("at")
            changes |= {"day": None, "moment": None} | _when(at)
        about = {name: changes.pop(name) for name in sorted(changes) if name in _ABOUT}
        patch = changes | ({"about": about} if about else {})
        return Event(
            id=self.new_id(),
            kind="amended",
            recorded_at=self.now,
            application=target.application,
            target=target.id,
            patch=msgspec.to_builtins(patch),
            origin=origin,
        )

    def retraction(self, target: Event, *, undo: bool = False) -> Event:
        """Return the event that takes `target` back.

        Without an application it names the same people, so that their applications wake.
        """
        return Event(
            id=self.new_id(),
            kind="retracted",
            recorded_at=self.now,
            application=target.application,
            people=target.people if target.application is None else (),
            target=target.id,
            undo=undo,
        )

    def _settling(
        self,
        kind: str,
        action: Action,
        at: Moment,
        note: str | None,
        until: date | None = None,
        text: str | None = None,
        letter: str = "",
    ) -> Event:
        return Event(
            id=self.new_id(),
            kind=kind,
            recorded_at=self.now,
            application=action.application.id or None,
            people=(self.named(action.contact),) if action.contact else (),
            note=note,
            until=until,
            channel=action.channel if kind == "sent" else None,
            text=text,
            settles=Settles(
                action.id,
                action.rule,
                action.anchor.id,
                action.repetition,
                courtesy=kind == "sent" and action.definition.courtesy,
                letter=letter,
            ),
            **_when(at),
        )

    def _about_people(
        self,
        kind: str,
        people: tuple[Person, ...],
        application: str | None = None,
        note: str | None = None,
        wish: Wish | None = None,
    ) -> Event:
        return Event(
            id=self.new_id(),
            kind=kind,
            recorded_at=self.now,
            moment=self.now,
            application=application,
            people=people,
            note=note,
            wish=wish or Wish(),
        )


def as_batch(events: Sequence[Event]) -> list[Event]:
    """Return the events of one command, marked as such: `undo` takes them back together."""
    return [msgspec.structs.replace(event, batch=events[0].id) for event in events]


def _when(at: Moment) -> dict[str, Any]:
    """Return `at` as an event keeps it: a day, or a moment."""
    return {"moment": at} if is_timed(at) else {"day": at}


def stand_in(event: Event, about: About) -> Event:
    """Return what stands for the lost first event of the application of `event`, the first that is left.

    It says no more than that there was one; `about` is what is still known of the application.
    """
    identity = event.application or event.id
    if not about.company:
        about = msgspec.structs.replace(about, company=f"Lost {identity[:5]}", handle=f"lost-{identity[:5]}")
    return Event(
        id=identity,
        kind="note",
        recorded_at=event.recorded_at,
        day=event.recorded_at.date(),
        application=identity,
        batch=identity,
        about=about,
        note="Stands for the first event of this application, which is lost.",
    )
