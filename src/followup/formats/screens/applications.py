"""The screens of `show`, `people` and `why`: who and what there is, and the chains of reasons."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from followup.core.actions import OPEN, Action, Step
from followup.core.lookup import parts_of_contacts
from followup.core.moments import day_of, in_zone
from followup.core.people import SHORTEST_ID
from followup.core.wishes import stated_by
from followup.formats.screens.documents import why_not_text
from followup.formats.screens.layout import broken, headed_table, heading, indented, list_table
from followup.formats.words.phrases import (
    SHORT_ID,
    by_channel,
    do_of,
    listed,
    name_of,
    person_label,
    place_of,
    say_day,
    say_preference,
    say_when,
    say_wish,
    short_ids,
    text_of,
    zone_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime

    from rich.console import RenderableType
    from rich.table import Table

    from followup.core.events import About, Event
    from followup.core.history import Application, History
    from followup.core.people import Contact
    from followup.core.planner import WhyNot
    from followup.formats.words.reasons import Sentences


# So many days without an event are told in a timeline.
_LONG = 7
# What the date is that an event names.
_UNTIL = {"promised": "news by", "offer": "answer by"}


def application_screen(
    application: Application, history: History, actions: Sequence[Action], sentences: Sentences
) -> RenderableType:
    """Return what `show` says of one application."""
    title = Text(f"{application.handle}: {application.company}", style="bold")
    if application.role:
        title.append(f", {application.role}")
    parts: list[RenderableType] = [title]
    about = application.first.about
    parts += [Text(each, style="dim") for each in job_lines(about)]
    own = ", ".join(filter(None, [about.holidays, about.timezone]))
    if own:
        parts.append(Text(f"Calendar of the employer: {own}", style="dim"))
    parts += [Text(), heading("What happened"), _timeline(application, sentences.now)]
    parts += _people(application, history)
    parts += [Text(), heading("Actions"), _actions(actions, sentences)]
    return Group(*parts)


def job_lines(about: About) -> Iterator[str]:
    """Yield what is known of the job, a line each: its page, then where it is and what it pays."""
    yield from filter(None, (about.url, "; ".join(filter(None, (about.location, about.salary)))))


def _people(application: Application, history: History) -> Iterator[RenderableType]:
    """Return who is who here, and what they wish."""
    parts: dict[Contact, list[str]] = {}
    for contact, part, _ in history.named(application):
        parts.setdefault(contact, []).append(part)
    if parts:
        yield from (Text(), heading("People"))
    for contact, played in parts.items():
        phone = f", phone {contact.phone}" if contact.phone else ""
        wishes = say_wish(stated_by(contact, application, history).wish)
        said = f"; wishes: {wishes}" if wishes else ""
        all_of_them = listed(_telling(played)).replace("_", " ")
        yield indented(f"{person_label(contact)}, {all_of_them}{phone}{said}")


def people_screen(history: History) -> RenderableType:
    """Return the table of `people`, in the order in which they were first named."""
    contacts, parts = list(history.contacts), parts_of_contacts(history)
    if not contacts:
        return Text("Nobody is known yet. People come from --recruiter and --with of `followup add`.")
    table = headed_table()
    table.add_column("Who", ratio=3, overflow="fold")
    table.add_column("Where", ratio=4, overflow="fold")
    table.add_column("Id", no_wrap=True, width=SHORTEST_ID)
    for contact in contacts:
        wishes = say_wish(stated_by(contact, None, history).wish)
        who = Text(contact.label)
        for line in (contact.email if contact.name else "", contact.phone, wishes and f"wishes: {wishes}"):
            who.append(f"\n{line}" if line else "", style="dim")
        where = []
        for application, played in parts.get(contact.id, ()):
            here = say_wish(stated_by(contact, application, history).wish)
            own = f"; wishes: {here}" if here != wishes else ""
            where.append(f"{application.handle}: {', '.join(_telling(played)).replace('_', ' ')}{own}")
        table.add_row(who, Text("\n".join(where)), Text(contact.id[:SHORTEST_ID], style="cyan"))
    hint = "1 person."
    if len(contacts) > 1:
        hint = f"{len(contacts)} people. Two of them are one? followup people merge ID ID"
    return Group(table, Text(), Text(hint, style="dim"))


def _telling(parts: list[str]) -> list[str]:
    """Return the parts to show: who has a part of their own is no mere contact as well."""
    return [part for part in parts if part != "contact"] or parts


def _timeline(application: Application, now: datetime) -> RenderableType:
    table, before = list_table(), None
    today, is_today_said = now.date(), False
    for event in application.timeline():
        if event.same_as and event.logged_in:
            continue  # that two applications are one is said in each of them
        day = day_of(event.at, zone_of(now))
        if day >= today and before is not None and not is_today_said:
            is_today_said = True
            if before < today < day:
                _pass(table, before, today)
                table.add_row(Text(say_day(today, now), style="dim"), Text("today", style="dim"))
                before = today
        if before is not None:
            _pass(table, before, day)
        before = day
        off = event.id in application.called_off
        said = Text(said_of(event, application, now) + (", called off" if off else ""))
        for line in filter(None, (event.where, event.note)):
            said.append(f"\n{line}", style="dim")
        ahead = "" if off or application.has_happened(event, now) else "(ahead)"
        when = broken(say_when(event.at, application, now, event.ends))
        between = "\n" if ahead and event.ends else " "
        table.add_row(Text(f"{when}{between}{ahead}".rstrip()), said, Text(event.id[:SHORT_ID], style="cyan"))
    return indented(table)


def _pass(table: Table, before: date, day: date) -> None:
    """Say how long nothing happened, where that is worth a line."""
    days = (day - before).days
    if days >= _LONG:
        table.add_row(Text(), Text(f"{days} days", style="dim"))


def said_of(event: Event, application: Application, now: datetime) -> str:
    """Return the kind of an event, who was part of it, and what it settled or called off."""
    talk = next((each for each in application.facts if each.id == event.talk), None)
    people = ", ".join(person.label for person in event.people)
    if event.kind == "preference":
        return f"{people} wishes: {say_preference(event)}"
    text = name_of(event.kind)
    if people:
        text += f" {'to' if event.kind in {'sent', 'reminder'} else 'with'} {people}"
    if talk is not None:
        text += f": the {name_of(talk.kind)} of {say_day(talk.at, now)}"
    if event.channel:
        text += f" {by_channel(event.channel)}"
    if event.until:
        text += f" ({_UNTIL.get(event.kind, 'until')} {say_day(event.until, now)})"
    return f"{text} [{event.settles.rule}]" if event.settles else text


def _actions(actions: Sequence[Action], sentences: Sentences) -> RenderableType:
    if not actions:
        return indented("none")
    ids = short_ids(actions)
    table = list_table()
    for action in sorted(actions, key=lambda action: action.status not in OPEN):
        # The last reason that says something about the date or the status.
        telling = [reason for reason in action.reasons if reason.step is not Step.CHANNEL][-1]
        line = Text(do_of(action)).append(f"\n{sentences.say_alone(telling, action)}", style="dim")
        when = say_day(in_zone(action.at, zone_of(sentences.now)), sentences.now)
        table.add_row(Text(f"{when}\n{action.status}"), line, Text(ids[action.id], style="cyan"))
    return indented(table)


def why_actions_screens(
    actions: Sequence[Action], sentences: Sentences, typed: str
) -> Iterator[RenderableType]:
    """Yield the chain of reasons of each action of the row or the action that was `typed`."""
    for action, following in zip_longest(actions, actions[1:]):
        yield why_action_screen(action, sentences)
        # What is the same for all of a row is said once.
        if following is None or _how(following) != _how(action):
            yield from _how_screens(action)
        yield Text()
    name = typed if len(actions) > 1 else actions[0].id[:SHORT_ID]
    commands = f"Did it?   followup done {name}\nNot now?  followup snooze {name} tomorrow"
    if not any(action.is_open for action in actions):
        handle = actions[0].application.handle
        commands = f"Everything in this application: followup why {handle}" if handle else ""
    yield Text(commands, style="dim")


def why_action_screen(action: Action, sentences: Sentences) -> RenderableType:
    """Return the chain of reasons of one action."""
    application, rule, now = action.application, action.definition, sentences.now
    about = [f"{place_of(action)} ({application.handle})" if application.handle else "A reminder of yours"]
    if action.contact is not None:
        about.append(person_label(action.contact))
    if action.channel is not None:
        about.append(by_channel(action.channel))
    if rule.optional:
        about.append("optional")
    status = f"{action.status.value.capitalize()}: {say_when(action.at, application, now)}"
    if action.latest is not None and action.at == action.due:
        status += f", open until {say_when(action.latest, application, now)}"
    parts: list[RenderableType] = [Text(do_of(action), style="bold"), Text("; ".join(about)), Text(status)]
    return Group(*parts, Text(), _chain(action, sentences))


def _how(action: Action) -> tuple[list[str], list[str]]:
    """Return how to go about an action, and why: the steps, and the lines below them."""
    rule = action.definition
    steps = [f"{number}. {text_of(step, action)}" for number, step in enumerate(rule.steps, 1)]
    lines = [f"Rule {action.rule}" + (f": {text_of(rule.because, action)}" if rule.because else "")]
    lines += [f"Source: {rule.source}"] if rule.source else []
    lines += [f"Others say: {rule.dissent}"] if rule.dissent else []
    return steps, lines


def _how_screens(action: Action) -> Iterator[RenderableType]:
    steps, lines = _how(action)
    if steps:
        yield Text()
        yield heading("How")
        yield from map(indented, steps)
    yield Text()
    yield from (Text(line, style="dim") for line in lines)


def why_application_screen(
    application: Application, actions: Sequence[Action], quiet: Iterable[WhyNot], sentences: Sentences
) -> RenderableType:
    """Return the reasons of every open action of an application, and why the other rules ask for nothing."""
    ids = short_ids(actions)
    parts: list[RenderableType] = [Text(f"{application.handle}: {application.company}", style="bold")]
    for action in sorted(actions, key=lambda action: action.status not in OPEN):
        head = Text(f"{do_of(action)} ", style="bold").append(f"({action.status}) ", style="none")
        parts += [Text(), head.append(ids[action.id], style="not bold cyan"), _chain(action, sentences)]
    rest = list(quiet)
    if rest:
        parts += [Text(), heading("Rules that ask for nothing")]
        parts += [indented(f"{each.rule}: {why_not_text(each, sentences)}") for each in rest]
    return Group(*parts)


def _chain(action: Action, sentences: Sentences) -> RenderableType:
    table, shown = list_table(), None
    for reason in action.reasons:
        due = action.at if reason is action.verdict else reason.due
        date = broken(say_when(due, action.application, sentences.now))
        table.add_row(Text("" if date == shown else date, style="dim"), Text(sentences.say(reason, action)))
        shown = date
    return indented(table)
