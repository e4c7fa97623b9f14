"""Lookup: which application, action or person a word on the command line means."""

from __future__ import annotations

from itertools import chain, count
from typing import TYPE_CHECKING

from followup.core.actions import ALPHABET, ID_LENGTH, Status
from followup.core.errors import RequestFailed
from followup.core.people import SHORTEST_ID, is_called
from followup.core.planner import in_order
from followup.core.text import are_close, closest, normal, slug

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence
    from datetime import datetime

    from followup.core.actions import Action
    from followup.core.events import Person
    from followup.core.history import Application, History
    from followup.core.people import Contact
    from followup.core.planner import Plan

SHORTEST_PREFIX = 3
SHORTEST_SHOWN = 5
READY = (Status.OVERDUE, Status.DUE)


def matching(history: History, word: str, role: str | None = None) -> list[Application]:
    """Return the applications that `word` names: the one with this handle, else those at this company.

    A handle counts exactly as it is shown; `role` narrows a company down.
    """
    exact = [each for each in history.applications if each.handle == word]
    gone = history.application(history.retired.get(word))  # the handle of one that is one with another
    exact = [gone] if gone is not None and not exact else exact
    found = exact or [each for each in history.applications if each.company_key == normal(word)]
    found = found or [each for each in history.applications if each.handle == slug(word)]
    if role is not None:
        found = [each for each in found if normal(each.role or "") == normal(role)]
    return found


def close_to(history: History, word: str) -> list[Application]:
    """Return the applications whose company or handle may have been meant by `word`."""
    found = [
        each for each in history.applications if are_close(each.company, word) or are_close(each.handle, word)
    ]
    return found[-3:]


def find_application(
    history: History, word: str, stop: Iterable[str], now: datetime, role: str | None = None
) -> Application:
    """Return the application that `word` means; RequestFailed, with what to type instead, otherwise.

    Where a company has one application that is not over, that one is meant.
    """
    found = matching(history, word, role)
    alive = [each for each in found if each.ended_by(stop, now) is None]
    if len(found) == 1 or len(alive) == 1:
        return (alive or found)[0]
    if found:
        raise RequestFailed(
            f"There are {len(found)} applications at {found[0].company}.",
            "Say which one: " + ", ".join(each.handle for each in alive or found) + ".",
        )
    raise unknown_application(history, word)


def handles_of(history: History) -> set[str]:
    """Return the handles that are taken, also by what is one with another: it can come apart again."""
    return {each.handle for each in history.applications} | history.retired.keys()


def free_handle(taken: Container[str], company: str, role: str | None) -> str:
    """Return a handle that is not `taken`: the company, else with the role, else with a number."""
    short = slug(company)
    long = slug(f"{company} {role}") if role else short
    numbered = (f"{long}-{number}" for number in count(2))
    return next(each for each in chain([short, long], numbered) if each not in taken)


def unknown_application(history: History, word: str) -> RequestFailed:
    """Return the error for a word that names no application, with the nearest handles."""
    near = [each.handle for each in close_to(history, word)]
    near = near or closest(slug(word), [each.handle for each in history.applications], 3)
    if near:
        return RequestFailed(f"No application is called {word!r}.", f"Did you mean {' or '.join(near)}?")
    hint = "`followup list` shows them all." if history.applications else "Nothing is logged yet."
    return RequestFailed(f"No application is called {word!r}.", hint)


def find_actions(plan: Plan, word: str, *, only: bool = False) -> list[Action]:
    """Return the actions that `word` means, at least one.

    The name of a rule means those of its actions that are due. The id of a letter means all that goes in it,
    unless `only` its first action is meant. Whatever else means one, as `find_action` has it.
    """
    if is_rule(plan, word):
        ready = [each for each in plan.actions if each.rule == word and each.status in READY]
        if not ready:
            raise RequestFailed(f"Nothing of {word} is due.", _how_to_name(plan, word))
        return list(in_order(ready))
    action = find_action(plan, word)
    if only or "/" in word or action.letter != action.id:
        return [action]
    along = (each for each in plan.actions if each.letter == action.id and each.is_open)
    return [action, *(each for each in along if each is not action)]


def is_rule(plan: Plan, word: str) -> bool:
    """Whether `word` is the name of a rule, or of a kind of action without one: `reminder`."""
    return word in plan.rulebook.rules or any(action.rule == word for action in plan.actions)


def find_action(plan: Plan, word: str) -> Action:
    """Return the action that `word` means: an id, a unique beginning of one, or `rule/application[/person]`.

    A name means an open action. As much of an id as screens show means the action that is due, if one of
    several is. RequestFailed, with what to type instead, otherwise.
    """
    if "/" in word:
        return _named_action(plan, word)
    found = [action for action in plan.actions if action.id.startswith(word.lower())]
    ready = [action for action in found if action.status in READY]
    if len(ready) == 1 and is_shown(word):
        return ready[0]
    if len(word) < SHORTEST_PREFIX or not found:
        raise RequestFailed(f"No action has the id {word!r}.", _how_to_name(plan, word))
    if len(found) == 1:
        return found[0]
    alive = [action for action in found if action.is_open]
    if len(alive) == 1:
        return alive[0]
    raise RequestFailed(
        f"Several actions begin with {word!r}.", "Say which: " + _choices(alive or found) + "."
    )


def is_shown(word: str) -> bool:
    """Whether `word` may be an id, or as much of one as screens show."""
    return SHORTEST_SHOWN <= len(word) <= ID_LENGTH and set(word.lower()) <= set(ALPHABET)


def _how_to_name(plan: Plan, word: str) -> str:
    """Return what to type instead of a word that is half a name: a rule alone, or an application alone."""
    for action in plan.actions:
        handle = action.application.handle
        if action.is_open and (
            word in {action.rule, handle} or normal(word) == action.application.company_key
        ):
            return f"Name the rule and the application, such as {action.rule}/{handle}."
    return "`followup today --all` shows the open ones."


def _named_action(plan: Plan, word: str) -> Action:
    rule, _, rest = word.partition("/")
    handle, _, person = rest.partition("/")
    if not is_rule(plan, rule):
        near = closest(rule, sorted(plan.rulebook.rules), 1)
        raise RequestFailed(
            f"There is no rule {rule!r}.", f"Did you mean {near[0]}/{rest}?" if near else None
        )
    # A handle counts exactly as it is shown: `acme` is not every application at Acme.
    of_rule = [a for a in plan.actions if a.rule == rule and a.application.handle == handle]
    of_rule = of_rule or [a for a in plan.actions if a.rule == rule and _is_at(a, handle)]
    found = [action for action in of_rule if action.is_open]
    if person:
        found = [action for action in found if action.contact and is_called(action.contact, person)]
    if len(found) == 1:
        return found[0]
    if found:
        raise RequestFailed(f"{word!r} means several actions.", "Say which: " + _choices(found) + ".")
    if len(of_rule) == 1 and not person:
        return of_rule[0]  # done or stopped: the caller says why that cannot be
    handles = sorted({action.application.handle for action in plan.actions})
    near = [] if handle in handles else closest(handle, handles, 1)
    hint = f"Did you mean {rule}/{near[0]}?" if near else "`followup today --all` shows the open ones."
    raise RequestFailed(f"No open action is called {word!r}.", hint)


def _is_at(action: Action, company: str) -> bool:
    return normal(action.application.company) == normal(company)


def _choices(actions: Sequence[Action]) -> str:
    return ", ".join(f"{a.id[:6]} ({a.rule}/{a.application.handle}{_slash_person(a)})" for a in actions[:8])


def _slash_person(action: Action) -> str:
    return f"/{slug(action.contact.label)}" if action.definition.for_each and action.contact else ""


def find_contact(history: History, person: Person, application: Application | None = None) -> Contact:
    """Return the known contact that `person` means; RequestFailed if nobody is, or several are.

    A first name, or the beginning of an id, is enough where only one person has it.
    """
    found = history.contacts.called(person, application.id if application else None)
    if len(found) == 1:
        return found[0]
    if found:
        raise RequestFailed(
            f"Several people are called {person.label!r}: {who_is_who(found, history)}.",
            "Give the address, or the id from `followup people`.",
        )
    labels = [label for each in history.contacts for label in (each.name, each.email) if label]
    first_names = [each.name.split()[0] for each in history.contacts if each.name]
    near = closest(person.label, labels, 1) or closest(person.label, first_names, 1)
    hint = (
        f"Did you mean {near[0]}?"
        if near
        else "People are known from --recruiter and --with of `followup add`."
    )
    raise RequestFailed(f"Nobody called {person.label!r} is known.", hint)


def who_is_who(contacts: Iterable[Contact], history: History) -> str:
    """Return a list that tells contacts apart: by address, applications, id."""
    return ", ".join(f"{_told_apart(each, history)}" for each in contacts)


def _told_apart(contact: Contact, history: History) -> str:
    name = f"{contact.name} <{contact.email}>" if contact.name and contact.email else contact.label
    handles = [
        application.handle
        for application in history.applications
        if any(named.contact.id == contact.id for named in history.named(application))
    ]
    where = f" of {', '.join(handles[:3])}" if handles else ""
    return f"{name}{where} ({contact.id[:SHORTEST_ID]})"


def parts_of_contacts(history: History) -> dict[str, list[tuple[Application, list[str]]]]:
    """Return for each contact, by id, the applications that name them, with the parts they play there."""
    found: dict[str, list[tuple[Application, list[str]]]] = {}
    for application in history.applications:
        parts: dict[str, list[str]] = {}
        for named in history.named(application):
            parts.setdefault(named.contact.id, []).append(named.part)
        for contact, played in parts.items():
            found.setdefault(contact, []).append((application, played))
    return found
