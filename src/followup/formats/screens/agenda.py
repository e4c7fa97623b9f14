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
from followup.formats.words.phrases import (
    CHANNELS,
    days_late,
    do_of,
    hour_of,
    listed,
    place_of,
    say_date,
    say_day,
    short_ids,
    when_and_late,
    whom,
)
from followup.formats.words.reasons import details_of

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
    ids, now = short_ids(agenda.actions), agenda.now
    table = _table(agenda.actions, ids, now)
    most = None if whole else MOST_WAITING
    for section, actions, at_most in (
        ("Overdue", agenda.overdue, None),
        ("Due today", agenda.due, None),
        ("Waiting", agenda.waiting, most),
        ("Missed", agenda.missed, most),
        ("Later", agenda.later, None),
    ):
        if not actions:
            continue
        if table.row_count:
            table.add_row()
        table.add_row(heading(section))
        groups = _grouped(actions)
        for group in groups[:at_most]:
            _row(table, _date(group[0], now), group, ids, sentences)
        if rest := sum(map(len, groups[len(groups[:at_most]) :])):
            table.add_row("", Text(f"and {rest} more: followup today --all", style="dim"))
    if not agenda.overdue + agenda.due:
        title.append("\nNothing to do today.", style="not bold")
    return Group(title, table, _what_to_type(agenda, ids))


def days_screen(days: Sequence[Day], count: int, sentences: Sentences) -> RenderableType:
    """Return the table of `plan`: what each of the `count` days ahead asks for."""
    span, now = "Today" if count == 1 else f"The next {count} days", sentences.now
    title = Text(f"{span}, if everything is done on its day and nobody answers", style="bold")
    if not days:
        return Group(title, Text("Nothing is planned."))
    actions = [action for day in days for action in day.actions]
    ids = short_ids(actions)
    table = _table(actions, ids, now, (say_day(day.date, now) for day in days))
    for day in days:
        if table.row_count:
            table.add_row()
        for index, action in enumerate(day.actions):
            when = _hour(action, now, heading(say_day(day.date, now)) if index == 0 else Text())
            _row(table, when, (action,), ids, sentences)
    return Group(title, table)


def next_screen(actions: Sequence[Action], sentences: Sentences) -> RenderableType:
    """Return what comes next after something was logged, a line or two for each action."""
    ids = short_ids(actions)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    table.add_column(no_wrap=True, justify="right")
    for group in _grouped(actions):
        when, what = _date(group[0], sentences.now), _what(group, sentences, with_place=False)
        table.add_row(when, what, _ids(group, ids))
    return indented(table)


def _table(actions: Sequence[Action], ids: dict[str, str], now: datetime, days: Iterable[str] = ()) -> Table:
    """Return the table without rows, `days` being what else stands under When.

    Its widths are set, for Rich would draw every cell to measure it.
    """
    whens = [*days, *(_date(action, now).plain for action in actions)]
    table = headed_table()
    table.add_column("When", no_wrap=True, width=_widest(["Due today", *whens]))
    table.add_column("What to do", ratio=1, overflow="fold")
    table.add_column("How", no_wrap=True, width=_widest(["How", *map(_channel, actions)]))
    table.add_column("Id", no_wrap=True, width=_widest(ids.values()))
    return table


def _widest(texts: Iterable[str]) -> int:
    return max(len(line) for text in texts for line in text.split("\n"))


def _row(
    table: Table, when: Text, group: Sequence[Action], ids: dict[str, str], sentences: Sentences
) -> None:
    table.add_row(when, _what(group, sentences), Text(_channel(group[0])), _ids(group, ids))


def _channel(action: Action) -> str:
    return CHANNELS.get(action.channel or "", "")


def _ids(group: Sequence[Action], ids: dict[str, str]) -> Text:
    return Text("\n".join(ids[action.id] for action in group), style="cyan")


def _date(action: Action, now: datetime) -> Text:
    """Return when: the hour of today, else the date, and how late it is."""
    when, late = when_and_late(action, now)
    return _with_late(Text(when), late)


def _hour(action: Action, now: datetime, day: Text) -> Text:
    """Return the day (empty under another of that day), the hour below it, and how late the action is."""
    hour = "" if days_late(action, now) else hour_of(action)
    when = Text("\n").join([part for part in (day, Text(hour)) if part])
    return _with_late(when, when_and_late(action, now)[1])


def _with_late(when: Text, late: str) -> Text:
    return when.append(f"\n{late}", style="red") if late else when


def _what(group: Sequence[Action], sentences: Sentences, *, with_place: bool = True) -> Text:
    """Return what to do, one time for all people of the group, and below it what else to know."""
    action, who = group[0], _who(group)
    text = Text(do_of(action).replace(whom(action), who, 1))
    below = [place_of(action)] if with_place else []
    below += [detail.replace(whom(action), who, 1) for detail in details_of(action, sentences)]
    if below:
        text.append("\n" + "; ".join(below), style="dim")
    return text


def _who(group: Sequence[Action]) -> str:
    """Return the people of a group of actions as a list, the rest of many counted."""
    names = [whom(each) for each in group]
    rest = len(names) - NAMED
    return listed(names) if rest <= 1 else f"{', '.join(names[:NAMED])} and {rest} more"


def _grouped(actions: Sequence[Action]) -> list[list[Action]]:
    """Put together the waiting ones that differ in the person alone: five rows would say one thing."""
    groups: list[list[Action]] = []
    for action in actions:
        if groups and action.status is Status.WAITING and _sameness(groups[-1][0]) == _sameness(action):
            groups[-1].append(action)
        else:
            groups.append([action])
    return groups


def _sameness(action: Action) -> tuple[object, ...]:
    return action.status, action.rule, action.anchor.id, action.due, action.channel


def _what_to_type(agenda: Agenda, ids: dict[str, str]) -> Text:
    """Return the closing lines: what to type about the first thing on the list."""
    first = agenda.actions[0]
    name = ids[first.id]
    lines = {"Did it?": f"done {name}", "Not now?": f"snooze {name} tomorrow"}
    if first.status is Status.WAITING:
        lines = {}
    elif first.status is Status.MISSED:
        lines = {"Seen it?": f"skip {name}"}
    lines["Why?"] = f"why {name}"
    return Text("\n".join(f"{asked:<9} followup {typed}" for asked, typed in lines.items()), style="dim")


def _nothing(agenda: Agenda, upcoming: Action | None) -> Text:
    if upcoming is None:
        return Text(
            "Nothing to do today, and nothing is planned.\n"
            "Log what happens: followup add applied Acme --role 'Data Engineer'"
        )
    zone = upcoming.application.calendar.zone
    day = say_day(day_of(upcoming.due, zone), agenda.now)
    return Text(f"Nothing to do today.\nNext on {day}: {do_of(upcoming)} ({place_of(upcoming)})")
