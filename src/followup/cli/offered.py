"""What a shell offers at Tab of open actions: kept by whatever plans some, for a Tab plans nothing."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from followup.adapters.cache import Cache
from followup.core.actions import Status
from followup.core.text import slug

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from followup.cli.session import Session
    from followup.core.actions import Action
    from followup.core.planner import Plan

NAME = "open.json"
MOST = 200  # applications of which it is kept, those planned last
# The actions of an application, each by id and name; what was done, too, for `undo` plans nothing.
Offered = dict[str, tuple[tuple[str, str], ...]]
_UNDONE_BY_UNDO = (Status.DONE, Status.SKIPPED)


def offer(session: Session, plan: Plan, applications: Collection[str]) -> None:
    """Keep the names of the actions of these applications, all of which were planned."""
    if session.environment.store is not None or session.folders.cache is None:
        return
    cache = Cache(session.folders.cache)
    before = cache.load(NAME, "", Offered) or {}
    found = _offered(action for action in plan.actions if action.application.id in applications)
    others = {place: actions for place, actions in before.items() if place not in applications}
    after = dict(islice((found | others).items(), MOST))
    if after != before:
        cache.keep(NAME, "", after)


def places_of(session: Session, identities: Collection[str]) -> set[str]:
    """Return the applications whose actions these are; none where that is not known of all of them."""
    if not identities or session.environment.store is not None or session.folders.cache is None:
        return set()
    kept = Cache(session.folders.cache).load(NAME, "", Offered) or {}
    place_of = {identity: place for place, actions in kept.items() for identity, _ in actions}
    return {place_of[each] for each in identities} if place_of.keys() >= set(identities) else set()


def _offered(actions: Iterable[Action]) -> Offered:
    kept = (action for action in actions if action.is_open or action.status in _UNDONE_BY_UNDO)
    found: dict[str, list[tuple[str, str]]] = {}
    for action in sorted(kept, key=lambda each: (not each.is_open, str(each.due))):
        found.setdefault(action.application.id, []).append((action.id, _name(action)))
    return {place: tuple(several) for place, several in found.items()}


def _name(action: Action) -> str:
    """Return the name that a command takes: `rule/application`, and the person where each has one."""
    if not action.application.handle:
        return ""
    person = f"/{slug(action.contact.label)}" if action.definition.for_each and action.contact else ""
    return f"{action.rule}/{action.application.handle}{person}"
