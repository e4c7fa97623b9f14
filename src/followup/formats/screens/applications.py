"""The screens of `list`, `show` and `why`: the pipeline, one application, and the chains of reasons."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from followup.core.actions import OPEN, Action, Status, Step
from followup.core.moments import day_of
from followup.core.wishes import stated_by
from followup.formats.screens.documents import why_not_text
from followup.formats.screens.layout import headed_table, heading, indented, list_table
from followup.formats.words.phrases import (
    SHORT_ID,
    by_channel,
    counted,
    do_of,
    name_of,
    person_label,
    place_of,
    say_date,
    say_day,
    say_stated,
    say_wish,
    short_ids,
    text_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import tzinfo

    from rich.console import RenderableType

    from followup.core.events import Event
    from followup.core.history import Application, History, Named
    from followup.core.moments import Moment
    from followup.core.pipeline import Row
    from followup.core.planner import WhyNot
    from followup.formats.words.reasons import Sentences


def pipeline_screen(rows: Sequence[Row], now: datetime) -> RenderableType:
    """Return the table of `list`."""
    if not rows:
        return Text("Nothing is logged yet. Begin with:\nfollowup add applied Acme --role 'Data Engineer'")
    table = headed_table()
    table.add_column("Application", ratio=3, overflow="fold")
    table.add_column("Stage", no_wrap=True)
    table.add_column("Last", no_wrap=True)
    table.add_column("Next", ratio=4, overflow="fold")
    for row in rows:
        table.add_row(_name(row.application), Text(name_of(row.stage)), _last(row, now), _next(row, now))
    over = sum(row.is_over for row in rows)
    tail = f", {over} over" if over else ""
    return Group(
        table,
        Text(f"{counted(len(rows), 'application')}{tail}. One of them: followup show HANDLE", style="dim"),
    )


def _name(application: Application) -> Text:
    text = Text(application.handle, style="cyan")
    text.append(f"\n{application.company}", style="none")
    if application.role:
        text.append(f", {application.role}", style="none")
    return text


def _last(row: Row, now: datetime) -> Text:
    zone = row.application.calendar.zone
    day = say_day(day_of(row.last_event.at, zone), now)
    return Text(f"{name_of(row.last_event.kind)}\n{day}", style="dim")


def _next(row: Row, now: datetime) -> Text:
    if row.next is None:
        return Text("over" if row.is_over else "nothing planned", style="dim")
    zone = row.application.calendar.zone
    day = say_day(day_of(row.next.due, zone), now)
    status = "" if row.next.status is Status.UPCOMING else f" ({row.next.status})"
    return Text(f"{do_of(row.next)}\n{day}{status}")


def application_screen(
    application: Application, history: History, actions: Sequence[Action], sentences: Sentences
) -> RenderableType:
    """Return what `show` says of one application."""
    title = Text(f"{application.handle}: {application.company}", style="bold")
    if application.role:
        title.append(f", {application.role}")
    parts: list[RenderableType] = [title]
    own = [text for text in (application.first.about.holidays, application.first.about.timezone) if text]
    if own:
        parts.append(Text(f"Calendar of the employer: {', '.join(own)}", style="dim"))
    parts += [Text(), heading("What happened"), _timeline(application, sentences.now)]
    named = history.named(application)
    if named:
        parts += [Text(), heading("People")]
        # Who has a part of their own here is no mere contact as well.
        known = {each.contact.id for each in named if each.part != "contact"}
        said = [each for each in named if each.part != "contact" or each.contact.id not in known]
        parts += [indented(_person(each, application, history)) for each in said]
    parts += [Text(), heading("Actions"), _actions(actions, sentences)]
    return Group(*parts)


def _person(named: Named, application: Application, history: History) -> str:
    """Return who somebody is here, and what they wished."""
    contact = named.contact
    phone = f", phone {contact.phone}" if contact.phone else ""
    wishes = say_stated(stated_by(contact, application, history))
    said = f"; wishes: {wishes}" if wishes else ""
    return f"{person_label(contact)}, {named.part.replace('_', ' ')}{phone}{said}"


def _timeline(application: Application, now: datetime) -> RenderableType:
    table = list_table()
    zone = application.calendar.zone
    for event in application.timeline():
        at = event.moment.astimezone(zone) if event.moment else event.at
        said = Text(_said(event))
        if event.note:
            said.append(f"\n{event.note}", style="dim")
        ahead = "" if application.has_happened(event, now) else " (ahead)"
        table.add_row(Text(f"{say_date(at, now)}{ahead}"), said, Text(event.id[:SHORT_ID], style="cyan"))
    return indented(table)


def _said(event: Event) -> str:
    """Return the kind of an event, who was part of it, and what it settled."""
    text = name_of(event.kind)
    if event.kind == "preference":
        return f"{', '.join(person.label for person in event.people)} wishes: {say_wish(event)}"
    people = ", ".join(person.label for person in event.people)
    if people:
        text += f" to {people}" if event.kind == "sent" else f" with {people}"
    if event.until:
        text += f" ({'news by' if event.kind == 'promised' else 'until'} {say_date(event.until)})"
    return f"{text} [{event.settles.rule}]" if event.settles else text


def _actions(actions: Sequence[Action], sentences: Sentences) -> RenderableType:
    if not actions:
        return indented("none")
    ids = short_ids(actions)
    table = list_table()
    for action in sorted(actions, key=lambda action: action.status not in OPEN):
        zone = action.application.calendar.zone
        line = Text(do_of(action))
        line.append(f"\n{_why_short(action, sentences)}", style="dim")
        when = say_day(day_of(action.due, zone), sentences.now)
        table.add_row(Text(f"{when}\n{action.status}"), line, Text(ids[action.id], style="cyan"))
    return indented(table)


def _why_short(action: Action, sentences: Sentences) -> str:
    """Return the last reason that says something about the date or the status."""
    telling = [r for r in action.reasons if r.step is not Step.CHANNEL]
    return sentences.say(telling[-1], action)


def why_action_screen(action: Action, sentences: Sentences) -> RenderableType:
    """Return the chain of reasons of one action, and how to go about it."""
    zone = action.application.calendar.zone
    title = Text(do_of(action), style="bold")
    about = [f"{place_of(action)} ({action.application.handle})"]
    if action.contact is not None:
        about.append(person_label(action.contact))
    if action.channel is not None:
        about.append(by_channel(action.channel))
    if action.definition.optional:
        about.append("optional")
    status = Text(f"{action.status.value.capitalize()}: {say_date(_local(action.due, zone), sentences.now)}")
    if action.latest is not None:
        status.append(f", open until {say_date(_local(action.latest, zone), sentences.now)}")
    parts: list[RenderableType] = [title, Text("; ".join(about)), status, Text(), _chain(action, sentences)]
    if action.definition.steps:
        parts += [Text(), heading("How")]
        parts += [
            indented(f"{number}. {text_of(step, action)}")
            for number, step in enumerate(action.definition.steps, 1)
        ]
    parts += [Text(), *_rule_lines(action), Text(), _commands(action)]
    return Group(*parts)


def why_application_screen(
    application: Application, actions: Sequence[Action], quiet: Iterable[WhyNot], sentences: Sentences
) -> RenderableType:
    """Return the reasons of every open action of an application, and why the other rules ask for nothing."""
    ids = short_ids(actions)
    parts: list[RenderableType] = [Text(f"{application.handle}: {application.company}", style="bold")]
    for action in sorted(actions, key=lambda action: action.status not in OPEN):
        head = Text(f"{do_of(action)} ", style="bold")
        head.append(f"({action.status}) ", style="none")
        head.append(ids[action.id], style="not bold cyan")
        parts += [Text(), head, _chain(action, sentences)]
    rest = list(quiet)
    if rest:
        parts += [Text(), heading("Rules that ask for nothing")]
        parts += [indented(f"{each.rule}: {why_not_text(each, sentences)}") for each in rest]
    return Group(*parts)


def _chain(action: Action, sentences: Sentences) -> RenderableType:
    table = list_table()
    zone = action.application.calendar.zone
    shown = None
    for reason in action.reasons:
        date = say_date(_local(reason.due, zone), sentences.now)
        table.add_row(Text("" if date == shown else date, style="dim"), Text(sentences.say(reason, action)))
        shown = date
    return indented(table)


def _rule_lines(action: Action) -> list[RenderableType]:
    rule = action.definition
    lines: list[RenderableType] = [Text(f"Rule {action.rule}", style="dim")]
    if rule.because:
        lines[0] = Text(f"Rule {action.rule}: {text_of(rule.because, action)}", style="dim")
    if rule.source:
        lines.append(Text(f"Source: {rule.source}", style="dim"))
    if rule.dissent:
        lines.append(Text(f"Others say: {rule.dissent}", style="dim"))
    return lines


def _commands(action: Action) -> Text:
    name = action.id[:SHORT_ID]
    if not action.is_open:
        return Text(f"Everything in this application: followup why {action.application.handle}", style="dim")
    return Text(f"Done: followup done {name}   Later: followup snooze {name} tomorrow", style="dim")


def _local(moment: Moment, zone: tzinfo) -> Moment:
    return moment.astimezone(zone) if isinstance(moment, datetime) else moment
