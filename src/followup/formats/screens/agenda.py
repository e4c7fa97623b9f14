"""The screens of `today` and `plan`: the agenda, the days ahead, and what comes next.

Colour never carries meaning alone: every status is a word. Text from the log only ever enters as `Text`,
which no markup can reach.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from followup.core.actions import Action, Status
from followup.core.moments import day_of
from followup.formats.screens.layout import headed_table, heading, indented
from followup.formats.words.details import details_of, hour_of, when_and_late
from followup.formats.words.phrases import (
    CHANNELS,
    days_late,
    do_of,
    listed,
    place_of,
    say_date,
    say_day,
    short_ids,
    whom,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from rich.console import RenderableType

    from followup.core.agenda import Agenda
    from followup.core.forecast import Day
    from followup.formats.words.reasons import Sentences

MOST_WAITING = 5
# Of things that wait for the same, at most so many people are named.
NAMED = 2


def agenda_screen(
    agenda: Agenda, sentences: Sentences, upcoming: Action | None = None, *, whole: bool = False
) -> RenderableType:
    """Return the table of `today`, with what to type next below it.

    `upcoming` is the next action of all, for a day on which there is nothing to do. What can only be waited
    for, or is over, is counted past some rows, unless the `whole` is asked for.
    """
    title = Text(say_date(agenda.now.date()), style="bold")
    if not agenda.actions:
        return Group(title, _nothing(agenda, upcoming))
    ids = short_ids(agenda.actions)
    table = _table(agenda.actions, ids, agenda.now)
    for section, actions, most in (
        ("Overdue", agenda.overdue, None),
        ("Due today", agenda.due, None),
        ("Waiting", agenda.waiting, None if whole else MOST_WAITING),
        ("Missed", agenda.missed, None if whole else MOST_WAITING),
        ("Later", agenda.later, None),
    ):
        if actions:
            _section(table, section)
            groups = _grouped(actions)
            for group in groups[:most]:
                _row(table, group, ids, agenda.now, sentences)
            if len(groups[:most]) < len(groups):
                rest = sum(len(group) for group in groups[most:])
                table.add_row("", Text(f"and {rest} more: followup today --all", style="dim"))
    if not agenda.overdue + agenda.due:
        title.append("\nNothing to do today.", style="not bold")
    return Group(title, table, _what_to_type(agenda, ids))


def days_screen(days: Sequence[Day], now: datetime, sentences: Sentences, count: int) -> RenderableType:
    """Return the table of `plan`: what each of the `count` days ahead asks for."""
    span = "Today" if count == 1 else f"The next {count} days"
    title = Text(f"{span}, if everything is done on its day and nobody answers", style="bold")
    if not days:
        return Group(title, Text("Nothing is planned."))
    ids = short_ids(action for day in days for action in day.actions)
    table = _table([action for day in days for action in day.actions], ids, now)
    for day in days:
        if table.row_count:
            table.add_row()
        for index, action in enumerate(day.actions):
            when = _hour(action, now, heading(say_day(day.date, now)) if index == 0 else Text())
            channel = CHANNELS.get(action.channel or "", "")
            table.add_row(when, _what((action,), sentences), Text(channel), _ids((action,), ids))
    return Group(title, table)


def _hour(action: Action, now: datetime, day: Text) -> Text:
    """Return the day (empty under another of that day), the hour below it, and how late the action is."""
    hour = "" if days_late(action, now) else hour_of(action)
    when = Text("\n").join([part for part in (day, Text(hour)) if part])
    if late := when_and_late(action, now)[1]:
        when.append(f"\n{late}", style="red")
    return when


def next_screen(actions: Sequence[Action], now: datetime, sentences: Sentences) -> RenderableType:
    """Return what comes next after something was logged, a line or two for each action."""
    ids = short_ids(actions)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    table.add_column(no_wrap=True, justify="right")
    for group in _grouped(actions):
        table.add_row(_date(group[0], now), _what(group, sentences, with_place=False), _ids(group, ids))
    return indented(table)


def _table(actions: Sequence[Action], ids: dict[str, str], now: datetime) -> Table:
    """Return the table without rows. Its widths are set, for Rich would draw every cell to measure it."""
    whens = [_date(action, now).plain for action in actions]
    hows = [CHANNELS.get(action.channel or "", "") for action in actions]
    table = headed_table()
    table.add_column("When", no_wrap=True, width=_widest(["Due today", *whens]))
    table.add_column("What to do", ratio=1, overflow="fold")
    table.add_column("How", no_wrap=True, width=_widest(["How", *hows]))
    table.add_column("Id", no_wrap=True, width=_widest([ids[action.id] for action in actions]))
    return table


def _widest(texts: Iterable[str]) -> int:
    return max(len(line) for text in texts for line in text.split("\n"))


def _section(table: Table, name: str) -> None:
    if table.row_count:
        table.add_row()
    table.add_row(heading(name))


def _row(
    table: Table, group: Sequence[Action], ids: dict[str, str], now: datetime, sentences: Sentences
) -> None:
    action = group[0]
    channel = CHANNELS.get(action.channel or "", "")
    table.add_row(_date(action, now), _what(group, sentences), Text(channel), _ids(group, ids))


def _ids(group: Sequence[Action], ids: dict[str, str]) -> Text:
    return Text("\n".join(ids[action.id] for action in group), style="cyan")


def _date(action: Action, now: datetime) -> Text:
    """Return when: the hour of today, else the date, and how late it is."""
    when, late = when_and_late(action, now)
    text = Text(when)
    if late:
        text.append(f"\n{late}", style="red")
    return text


def _what(group: Sequence[Action], sentences: Sentences, *, with_place: bool = True) -> Text:
    """Return what to do, and below it for which job and what else to know."""
    text = Text(_do(group))
    below = [detail.replace(whom(group[0]), _who(group), 1) for detail in details_of(group[0], sentences)]
    if with_place:
        below.insert(0, place_of(group[0]))
    if below:
        text.append("\n" + "; ".join(below), style="dim")
    return text


def _do(group: Sequence[Action]) -> str:
    """Return the text of one action, or of several that differ in the person alone."""
    action = group[0]
    if len(group) == 1:
        return do_of(action)
    return do_of(action).replace(whom(action), _who(group), 1)


def _who(group: Sequence[Action]) -> str:
    """Return the people of a group of actions as a list, the rest of many counted."""
    names = [whom(each) for each in group]
    rest = len(names) - NAMED
    return listed(names) if rest <= 1 else f"{', '.join(names[:NAMED])} and {rest} more"


def _grouped(actions: Sequence[Action]) -> list[list[Action]]:
    """Put together the waiting ones that differ in the person alone: five rows would say one thing."""
    groups: list[list[Action]] = []
    for action in actions:
        if groups and action.status is Status.WAITING and _alike(groups[-1][0], action):
            groups[-1].append(action)
        else:
            groups.append([action])
    return groups


def _alike(one: Action, other: Action) -> bool:
    return (
        one.status is other.status
        and (one.rule, one.anchor.id, one.due) == (other.rule, other.anchor.id, other.due)
        and one.channel == other.channel
    )


def _what_to_type(agenda: Agenda, ids: dict[str, str]) -> Text:
    """Return the closing lines: what to type about the first thing on the list."""
    first = (agenda.overdue + agenda.due + agenda.waiting + agenda.missed + agenda.later)[0]
    name = ids[first.id]
    lines = [("Did it?", f"followup done {name}"), ("Not now?", f"followup snooze {name} tomorrow")]
    if first.status is Status.WAITING:
        lines = []
    elif first.status is Status.MISSED:
        lines = [("Seen it?", f"followup skip {name}")]
    lines.append(("Why?", f"followup why {name}"))
    return Text("\n".join(f"{question:<9} {command}" for question, command in lines), style="dim")


def _nothing(agenda: Agenda, upcoming: Action | None) -> Text:
    if upcoming is None:
        return Text(
            "Nothing to do today, and nothing is planned.\n"
            "Log what happens: followup add applied Acme --role 'Data Engineer'"
        )
    zone = upcoming.application.calendar.zone
    day = say_day(day_of(upcoming.due, zone), agenda.now)
    return Text(f"Nothing to do today.\nNext on {day}: {do_of(upcoming)} ({place_of(upcoming)})")
