"""The tables beside the log: what the events, one after another, come to in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.adapters.log.sealed import Asleep, Head, Link, Rows, Unusable, Wake
from followup.core.links import SAME, links_of
from followup.core.names import keys_of, near_keys_of, near_keys_of_word
from followup.core.text import are_close

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from followup.core.events import Event

HEAD = "log"  # the name of the one row of `derived`
# What was left out of what a mail or a sheet proposed changes no plan; there may be thousands.
UNREAD = "dismissed"
# Nothing that is over wakes again, nor what is silent: that has nothing to come, and yet is not over.
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
        self.links = _Links(connection, "links", Link, fresh=fresh)
        self.wakes = Rows(connection, "wakes", Wake, fresh=fresh)
        self.general = 0
        self._members: dict[str, set[str]] = {}

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
                if each not in self.links[link].names:
                    raise Unusable(f"links {link}")
        return found

    def sharing(self, links: Iterable[str]) -> set[str]:
        """Return the applications that have one of these links."""
        return {each for link in links for each in self.links[link].names}

    def take(self, event: Event) -> set[str]:
        """Take up the next event, and return the applications whose plan it can change, now awake."""
        if event.kind == UNREAD:
            return set()
        names, keys = links_of(event), sorted(keys_of(event))
        if event.application is not None:
            own = self.sleep[event.application]
            self.sleep[event.application] = own._replace(events=own.events + 1)
            woken = {event.application}
        else:
            self.general += 1
            woken = self.sharing(names)
            if event.kind != "same_person":
                names = set()
        woken = self.and_one_with(woken)
        for each in sorted(woken):  # the same in every process
            row = self.sleep[each]
            self.sleep[each] = row._replace(until="", names=tuple(sorted(names.union(row.names))))
            for key in (*names.difference(row.names), *keys):
                self._add(key, each)
        for key, spellings in near_keys_of(event).items():
            for spelling in sorted(spellings):
                self._add(key, spelling)
        return woken

    def and_one_with(self, applications: set[str]) -> set[str]:
        """Return applications and all that are one with them: what changes one of them changes each."""
        found, new = set[str](), applications
        while new:
            found |= new
            links = {link for each in new for link in self.sleep[each].names if link.startswith(SAME)}
            new = self.sharing(links) - found
        return found

    def _add(self, key: str, name: str) -> None:
        row, members = self.links[key], self._members.get(key)
        if members is None:
            members = self._members[key] = set(row.names)
        if name not in members:
            members.add(name)
            self.links[key] = row._replace(names=(*row.names, name))

    def is_near(self, word: str) -> bool:
        """Whether any name that was ever logged is close to `word`."""
        return any(
            not name or are_close(name, word)
            for key in near_keys_of_word(word)
            for name in self.links[key].names
        )

    def differing(self, other: Tables) -> str | None:
        """Return in which row these tables, read whole, differ from a replay; None if they agree."""
        head = self.heads[HEAD]
        if head.events != other.general:
            return "derived"
        for name, link in other.links.items():
            if link.names and self.links.get(name, Link()).names != link.names:
                return f"links {name}"
        for name, asleep in other.sleep.items():
            own = self.sleep.get(name, Asleep())
            wakes = self.wakes.get(own.until, Wake()).names
            if own[1:] != asleep[1:] or (own.until < FOREVER and name not in wakes):
                return f"sleep {name}"
        return None

    def save(self) -> None:
        """Write what was set."""
        for rows in (self.heads, self.sleep, self.links, self.wakes):
            rows.save()


class _Sleep(Rows[Asleep]):
    def absent(self, _key: str) -> Asleep:
        return Asleep()  # it has no events, and whoever counts them sees that


class _Links(Rows[Link]):
    """Each link names the next one in order, and "" the first: so none is missing unseen."""

    def __init__(
        self, connection: sqlite3.Connection, table: str, shape: type[Link], *, fresh: bool = False
    ) -> None:
        super().__init__(connection, table, shape, fresh=fresh)
        self._new = set[str]()

    def absent(self, key: str) -> Link:
        if not self.fresh:
            after = self[self._before(key)].next
            if after and after <= key:
                raise Unusable(f"links {key}")
        self._new.add(key)
        return Link()

    def save(self) -> None:
        last = ""
        if self.fresh:
            self[last] = self[last]
        for key in sorted(key for key in self._new if self[key].names):
            before = max(last, self._before(key))
            self[key] = self[key]._replace(next=self[before].next)
            self[before] = self[before]._replace(next=key)
            last = key
        self._new.clear()
        super().save()

    def _before(self, key: str) -> str:
        """Return the last link that was written before `key` in order; Unusable if there is none."""
        if self.fresh:
            return ""
        found = self.connection.execute("SELECT max(link) FROM links WHERE link < ?", (key,)).fetchone()[0]
        if not isinstance(found, str):
            raise Unusable(f"links {key}")
        return found
