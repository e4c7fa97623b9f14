"""Links: which applications can touch each other, through a contact or a company they share.

A guard counts per contact or per company. So what is planned in an application depends on those linked to
it, however many links away, and on no others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.core.corrections import Corrected
from followup.core.text import normal

if TYPE_CHECKING:
    from followup.core.events import Event

SAME = "same:"


def links_of(event: Event) -> set[str]:
    """Return what `event` links its application to: `company:acme`, and `contact:ID` of each person.

    Those that an amendment puts in place are included, and `same:ID:ID` for two applications that are one.
    """
    about = event.patch.get("about", {})
    companies = (event.about.company, about.get("company"))
    contacts = [person.contact for person in event.people]
    contacts += [person.get("contact", "") for person in event.patch.get("people") or ()]
    same = (
        [":".join(sorted((event.application, event.same_as)))] if event.application and event.same_as else []
    )
    return (
        {f"company:{normal(company)}" for company in companies if company}
        | {f"contact:{contact}" for contact in contacts if contact}
        | {f"{SAME}{pair}" for pair in same}
    )


def components(found: Corrected) -> list[Corrected]:
    """Return the events in force in groups that do not touch each other, each in the order logged."""
    groups = _Groups()
    for origin in found.origins.values():
        groups.join_all([origin.id, *links_of(origin)])
    keys: list[str] = []
    for event in found.events:
        links = [*filter(None, [event.application]), *sorted(links_of(event))]
        groups.join_all(links)
        keys.append(links[0] if links else "")
    parts: dict[str, list[Event]] = {groups.root(key): [] for key in keys}
    for event, key in zip(found.events, keys, strict=True):
        # Days away are for everything.
        for root in parts if event.kind == "away" else [groups.root(key)]:
            parts[root].append(event)
    return [Corrected(tuple(events), found.origins) for events in parts.values()]


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

    def join_all(self, names: list[str]) -> None:
        for other in names[1:]:
            self._parent[self.root(names[0])] = self.root(other)
