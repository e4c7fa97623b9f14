"""The index beside the log: what each key leads to, in the table `links`.

`company:` and `contact:` are links, which applications share; `handle:` leads to applications, `mail:` and
`name:` to contacts, and `near:`, `begins:` and `typo:` to names that are close. Of a contact there is also
`said:`, the applications whose events say who that is.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from followup.adapters.log.sealed import Link, Rows, Unusable

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping

# Where a correction may have changed who a contact is, every application that names it says so.
EVERY = "*"


def link_of(held: Mapping[str, str], after: str = "") -> Link:
    """Return the row of what a key leads to, each name with its last date if it rests."""
    if len(held) == 1:  # nearly all
        ((name, last),) = held.items()
        return Link(after, f"{name} {last}", ()) if last else Link(after, "", (name,))
    resting = " ".join([f"{name} {last}" for name, last in held.items() if last])
    return Link(after, resting, tuple([name for name, last in held.items() if not last]))


class Links(Rows[Link]):
    """Each key names the next one in order, and "" the first: so none is missing unseen.

    What a link leads to is held by name. Applications that rest, for they have nothing to come, have the last
    date of their events beside their name; all else has "".
    """

    def __init__(self, connection: sqlite3.Connection, *, fresh: bool = False) -> None:
        super().__init__(connection, "links", Link, fresh=fresh)
        self._new = set[str]()
        self._held: dict[str, dict[str, str]] = {}
        self._touched = set[str]()

    def absent(self, key: str) -> Link:
        if not self.fresh:
            after = self[self._before(key)].next
            if after and after <= key:
                raise Unusable(f"links {key}")
        self._new.add(key)
        return Link()

    def held(self, key: str) -> Mapping[str, str]:
        """Return what a key leads to; of what rests, with its last date."""
        return self._hold(key)

    def put(self, key: str, name: str, last: str = "") -> None:
        """Let `key` lead to `name` as well; with a date, to what rests since then."""
        held = self._hold(key)
        if held.get(name) != last:
            held[name] = last
            self._touched.add(key)

    def said(self, contact: str) -> str:
        """Return what the last event that said anything new of the contact left known of it."""
        return self[f"said:{contact}"].rest

    def say(self, contact: str, known: str, application: str) -> None:
        """Note that an event of `application` says who the contact is, and what is known by then.

        It is empty where the event is about none; that stands first, for it leads nowhere.
        """
        key = f"said:{contact}"
        names = self[key].names
        if application not in names:
            names = (*names, application) if application else ("", *names)
        self[key] = self[key]._replace(rest=known, names=names)

    def saying(self, contact: str, among: Iterable[str]) -> set[str]:
        """Return those `among` applications whose events say who the contact is."""
        names = set(self[f"said:{contact}"].names)
        return set(among) if EVERY in names else names.intersection(among)

    def _hold(self, key: str) -> dict[str, str]:
        held = self._held.get(key)
        if held is None:
            row = self[key]
            words = row.rest.split()
            held = self._held[key] = dict.fromkeys(row.names, "") | dict(
                zip(words[::2], words[1::2], strict=True)
            )
        return held

    def pairs(self) -> Iterator[tuple[str, str, str]]:
        """Yield each key with what was put there, and the last date of what rests."""
        for key, held in self._held.items():
            for name, last in held.items():
                yield key, name, last

    @property
    def is_changed(self) -> bool:
        """Whether anything was put that was not there."""
        return bool(self._touched)

    def differing(self, other: Links) -> str | None:
        """Return in which row these links, read whole, lead elsewhere than others; None if in none."""
        for key in {*other, *other._held}:
            if key.startswith("said:"):
                is_same = self.get(key, Link())[1:] == other[key][1:]
            else:
                is_same = set(self._hold(key) if key in self else ()) == set(other._hold(key))
            if not is_same:
                return f"links {key}"
        return None

    def save(self) -> None:
        for key in self._touched:
            self[key] = link_of(self._held.pop(key), self[key].next)
        self._touched.clear()
        if self.fresh:
            self[""] = Link()
            keys = sorted(key for key, row in self.items() if row != Link() or not key)
            for key, after in pairwise([*keys, ""]):
                self[key] = Link(after, *self[key][1:])
        else:
            self._chain()
        super().save()

    def _chain(self) -> None:
        """Put the new keys in their places."""
        last = ""
        for key in sorted(key for key in self._new if self[key] != Link()):
            before = max(last, self._before(key))
            self[key] = self[key]._replace(next=self[before].next)
            self[before] = self[before]._replace(next=key)
            last = key
        self._new.clear()

    def _before(self, key: str) -> str:
        """Return the last key that was written before `key` in order; Unusable if there is none."""
        found = self.connection.execute("SELECT max(link) FROM links WHERE link < ?", (key,)).fetchone()[0]
        if not isinstance(found, str):
            raise Unusable(f"links {key}")
        return found
