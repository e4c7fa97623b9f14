"""The tables beside the log: what the events, one after another, come to in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.adapters.log.chain import COLUMNS, event_of
from followup.adapters.log.links import EVERY, Links
from followup.adapters.log.sealed import Asleep, Head, Rows, Unusable, Wake
from followup.core.links import SAME, links_of
from followup.core.names import handles_of, keys_of_person, near_keys_of, near_keys_of_word, persons_of
from followup.core.people import learnt
from followup.core.text import are_close

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from followup.core.events import Event, Person

HEAD = "log"  # the name of the one row of `derived`
# What was left out of what a mail or a sheet proposed changes no plan; there may be thousands.
UNREAD = "dismissed"
# Nothing that is over wakes again, nor what is silent: that has nothing to come, and yet is not over, or a
# wish could bring it back.
FOREVER = "9999"
SILENT = "9998"
LAST = "9997"  # the end of all other moments


class Tables:
    """The tables, as far as they were asked for; `fresh` ones are being made, and nothing of them is read.

    `general` counts the events taken that are about no application and can change a plan.
    """

    def __init__(self, connection: sqlite3.Connection, *, fresh: bool = False) -> None:
        self.heads = Rows(connection, "derived", Head, fresh=fresh)
        self.sleep = _Sleep(connection, "sleep", Asleep, fresh=fresh)
        self.links = Links(connection, fresh=fresh)
        self.wakes = Rows(connection, "wakes", Wake, fresh=fresh)
        self.general = 0
        self._connection = connection
        self._heard: dict[str, tuple[str | None, ...]] = {}

    def head(self, tip: str) -> Head:
        """Return the head; Unusable if the tables were computed up to another event than `tip`."""
        head = self.heads[HEAD]
        if head.tip != tip:
            raise Unusable("derived")
        return head

    def asked(self, head: Head, now: str) -> frozenset[str]:
        """Return the applications that may have something to show at `now`."""
        moments = ["", *(moment for moment in head.names if moment <= now)]
        self.wakes.read(moments)
        return frozenset(each for moment in moments for each in self.wakes[moment].names)

    def links_from(self, applications: set[str]) -> set[str]:
        """Return the links of applications; Unusable if a link does not lead back."""
        found = {link for each in applications for link in self.sleep[each].names}
        self.links.read(found)
        for each in applications:
            for link in self.sleep[each].names:
                if each not in self.links.held(link):
                    raise Unusable(f"links {link}")
        return found

    def sharing(self, keys: Iterable[str]) -> set[str]:
        """Return what any of these keys leads to."""
        return {each for key in keys for each in self.links.held(key)}

    def take(self, event: Event) -> set[str]:
        """Take up the next event, and return the applications whose plan it can change, now awake."""
        if event.kind == UNREAD:
            return set()
        names = links_of(event)
        if event.application is not None:
            woken = {event.application}
            self._count(event, event.application)
        else:
            self.general += 1
            woken = self.sharing(names)
            if event.kind != "same_person":
                names = set()
            # Who is who can open again what is over for ever; no wish can, nor a reminder, nor a name.
            if not self._is_of_who(event):
                self.sleep.read(woken)
                woken = {each for each in woken if self.sleep[each].until != FOREVER}
        woken = self.and_one_with(woken)
        for each in sorted(woken):  # the same in every process
            row = self.sleep[each]
            if row.until or not names.issubset(row.names):
                self.lay(each, row._replace(until="", names=tuple(sorted(names.union(row.names)))))
            for key in (*names, *handles_of(event)):
                self.links.put(key, each)
        if event.about.handle or event.about.company or event.patch.get("about"):
            for key, spellings in near_keys_of(event).items():
                for spelling in sorted(spellings):
                    self.links.put(key, spelling)
        self._take_people(event)
        return woken

    def _is_of_who(self, event: Event) -> bool:
        """Whether an event about no application says that two are one, or takes that back."""
        target = self._target(event) if event.kind == "retracted" else event
        return target is None or target.kind == "same_person"

    def _target(self, event: Event) -> Event | None:
        """Return the event that an event corrects."""
        query = f"SELECT {COLUMNS} FROM events WHERE id = ?"  # noqa: S608  # a constant
        row = self._connection.execute(query, (event.target,)).fetchone()
        return None if row is None else event_of(row)

    def and_one_with(self, applications: set[str]) -> set[str]:
        """Return applications and all that are one with them: what changes one of them changes each."""
        found, new = set[str](), applications
        while new:
            found |= new
            links = {link for each in new for link in self.sleep[each].names if link.startswith(SAME)}
            new = self.sharing(links) - found
        return found

    def lay(self, application: str, row: Asleep) -> None:
        """Set a row of `sleep`; the application's contacts know whether it rests."""
        self.sleep[application] = row
        last = row.last if row.until >= SILENT else ""
        for link in row.names:
            if link.startswith("contact:"):
                self.links.put(link, application, last)

    def _count(self, event: Event, application: str) -> None:
        row = self.sleep[application]
        said = [row.last, event.at.isoformat()[:10]]
        said += [str(event.patch[key])[:10] for key in ("day", "moment") if event.patch.get(key)]
        last = max(said)
        self.sleep[application] = row._replace(events=row.events + 1, last=last)

    def _take_people(self, event: Event) -> None:
        """Note whom the event names, and whether it says anything new of them."""
        for person in persons_of(event):
            for key in keys_of_person(person):
                self.links.put(key, person.contact)
        if event.target is not None or event.kind == "same_person":
            for contact in self._changed_by(event):
                self.doubt(contact, event)
            return
        for person in event.people:
            self.hear(person, event)

    def hear(self, person: Person, event: Event) -> None:
        """Note what an event says of somebody, where it is new."""
        said = (person.name, person.email, person.phone)
        if self._heard.get(person.contact) == said:
            return  # nothing new: most events name whom they named before
        self._heard[person.contact] = said
        before = self.links.said(person.contact)
        known = learnt(before, person, corrects=event.kind == "amended")
        if known != before:
            self.links.say(person.contact, known, event.application or "")

    def doubt(self, contact: str, event: Event) -> None:
        """Note that a correction may have changed who the contact is: all that name it say so.

        Where nothing new was ever said of them, nothing that is taken back has changed it.
        """
        place = said_only_at(event)
        if place == EVERY or self.links.saying(contact, [place]):
            self.links.say(contact, self.links.said(contact), EVERY)

    def _changed_by(self, event: Event) -> set[str]:
        """Return the contacts of whom a correction may have changed who they are."""
        contacts = {person.contact for person in persons_of(event)}
        if event.kind == "same_person":
            return contacts
        if event.kind == "amended" and "people" not in event.patch:
            return set()
        target = self._target(event)
        if event.kind == "retracted" and target is not None:
            named = {person.contact for person in persons_of(target)}
            # What was amended to name others has said so already.
            if target.kind == "amended" and target.target and not named:
                return set()
            if not target.target and not named:
                return set()
            contacts |= named
        links = self.sleep[event.application].names if event.application else ()
        return contacts | {link.removeprefix("contact:") for link in links if link.startswith("contact:")}

    def is_near(self, word: str) -> bool:
        """Whether any name that was ever logged is close to `word`."""
        return any(
            not name or are_close(name, word)
            for key in near_keys_of_word(word)
            for name in self.links.held(key)
        )

    def differing(self, other: Tables) -> str | None:
        """Return in which row these tables, read whole, differ from a replay; None if they agree."""
        head = self.heads[HEAD]
        if head.events != other.general:
            return "derived"
        for name, asleep in other.sleep.items():
            own = self.sleep.get(name, Asleep())
            wakes = self.wakes.get(own.until, Wake()).names
            if own[1:] != asleep[1:] or (own.until < FOREVER and name not in wakes):
                return f"sleep {name}"
            self.lay(name, own)  # in this copy of the tables, which is not saved
        if self.links.is_changed:
            return "links"
        return self.links.differing(other.links)

    def save(self) -> None:
        """Write what was set."""
        for rows in (self.heads, self.sleep, self.links, self.wakes):
            rows.save()


def said_only_at(event: Event) -> str:
    """Return where that was said which an event takes back, as `Links.say` has it; EVERY if it does more."""
    return event.application or "" if event.kind == "retracted" else EVERY


class _Sleep(Rows[Asleep]):
    def absent(self, _key: str) -> Asleep:
        return Asleep()  # it has no events, and whoever counts them sees that
