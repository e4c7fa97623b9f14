"""Links: which applications can touch each other, through a person or a company they share.

A guard counts per contact or company, and a person is known by every event that names them. So what is
planned in an application depends on those linked to it, however many links away, and on no others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.core.text import normal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from followup.core.events import Event


def links_of(event: Event) -> set[str]:
    """Return the names of what `event` links its application to: its company, and its people."""
    found = {f"company:{normal(event.company)}"} if event.company else set[str]()
    for person in event.people:
        if person.name:
            found.add(f"person:{normal(person.name)}")
        if person.email:
            found.add(f"person:{normal(person.email)}")
    return found


def reaches_out(event: Event) -> bool:
    """Tell whether `event` can matter to other applications: a message, a person named, a correction.

    The first event of an application says which company and calendar it has, so it counts too. The rest
    only ever concerns the application itself, but for guards that count anew at an event elsewhere.
    """
    is_first = event.application in {None, event.id}
    return is_first or bool(event.people) or event.kind in {"sent", "amended", "retracted", "preference"}


def components(log: Iterable[Event]) -> list[list[Event]]:
    """Return the events of `log` in groups that do not touch each other, each in the order logged."""
    groups = _Groups()
    keyed: list[tuple[Event, str]] = []
    for event in log:
        links = links_of(event)
        if event.application is not None:
            links.add(event.application)
        keys = sorted(links)
        for key in keys[1:]:
            groups.join(keys[0], key)
        if keys:
            keyed.append((event, keys[0]))
    found: dict[str, list[Event]] = {}
    for event, key in keyed:
        found.setdefault(groups.root(key), []).append(event)
    return list(found.values())


class _Groups:
    """Disjoint sets of names."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def root(self, name: str) -> str:
        path = []
        while (parent := self._parent.get(name, name)) != name:
            path.append(name)
            name = parent
        for each in path:
            self._parent[each] = name
        return name

    def join(self, one: str, other: str) -> None:
        self._parent[self.root(one)] = self.root(other)
