"""The screens of `today` and `plan`: the agenda, the days ahead, and what comes next.

The company leads each row, the verb follows. Colour never carries meaning alone. Text from the log only ever
enters as `Text`, which no markup can reach.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from followup.core.actions import Action, Status
from followup.core.agenda import MOST_MISSED, is_one, rows_by_day, rows_of, things_to_do_at, waiting_by_need
from followup.core.moments import day_of
from followup.core.pipeline import last_event
from followup.formats.screens.layout import Entry, entries, indented
from followup.formats.words.mornings import (
    mails_telling,
    say_afterwards,
    say_appointment,
    say_do,
    say_opening,
    say_row,
    say_waiting,
    when_of,
)
from followup.formats.words.phrases import (
    do_of,
    listed,
    place_of,
    say_date,
    say_day,
    say_distance,
    short_ids,
    whom,
)
from followup.formats.words.reasons import details_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from rich.console import RenderableType

    from followup.core.agenda import Agenda, Row
    from followup.core.appointments import Appointment
    from followup.core.forecast import Day
    from followup.formats.words.reasons import Sentences

# Of things that wait for the same, at most so many people are named.
NAMED = 2


def agenda_screen(
    agenda: Agenda,
    sentences: Sentences,
    upcoming: Action | None = None,
    *,
    whole: bool = False,
    numbers: Mapping[str, int] | None = None,
    news: int = 0,
) -> RenderableType:
    """Return the screen of `today`, with what to type next below it.

    `upcoming` is the next action of all, for a day on which there is nothing to do. What can only be waited
    for is one line for each reason, unless the `whole` is asked for. `numbers` are those of the rows, by
    the id of the first action of each; `news` is how many mails tell of something.
    """
    title = Text(say_date(agenda.now.date()), style="bold")
    if agenda.away_until is not None:
        title.append(f"\nYou are away until {say_day(agenda.away_until, agenda.now)}.", style="not bold")
    mails = [Text(f"{mails_telling(news)}: followup inbox")] if news else []
    if not agenda.actions and not agenda.appointments:
        return Group(title, _nothing(agenda, upcoming), *mails)
    writer = _Writer(agenda.actions, sentences, whole=whole, numbers=numbers)
    sections: dict[str, list[Entry | Text]] = {
        "Appointments": [
            entry
            for each in agenda.appointments
            for entry in writer.appointment(
                each, agenda.there[each.event.id], agenda.afterwards[each.event.id]
            )
        ],
        "To do": [writer.row(row) for row in agenda.rows],
        "Waiting": _waiting(agenda, writer, whole=whole),
        "Missed": _missed(agenda, writer, whole=whole),
        "Later": [writer.row(row) for row in rows_by_day(agenda.later)],
    }
    if agenda.more:
        rest = f"and {agenda.more} more, when there is room: followup today --all"
        sections["To do"].append(Text(rest, style="dim"))
    user, today = agenda.now.tzinfo or UTC, agenda.now.date()
    if not agenda.to_do and not any(day_of(each.at, user) <= today for each in agenda.appointments):
        title.append("\nNothing to do today.", style="not bold")
    return Group(title, entries(sections), *mails, _what_to_type(agenda, writer))


def days_screen(
    days: Sequence[Day], count: int, sentences: Sentences, ahead: Iterable[Appointment] = ()
) -> RenderableType:
    """Return the screen of `plan`: the appointments `ahead` and what each of the `count` days asks for."""
    span, now = "Today" if count == 1 else f"The next {count} days", sentences.now
    title = Text(f"{span}, if everything is done on its day and nobody answers", style="bold")
    actions = {day.date: day.actions for day in days}
    talks: dict[date, list[Appointment]] = {}
    for each in ahead:
        day = max(day_of(each.at, now.tzinfo or UTC), now.date())
        talks.setdefault(day, []).append(each)
    if not actions and not talks:
        return Group(title, Text("Nothing is planned."))
    writer = _Writer([action for day in days for action in day.actions], sentences)
    sections: dict[str, list[Entry | Text]] = {}
    for day in sorted({*actions, *talks}):
        to_do, found = actions.get(day, ()), list[Entry | Text]()
        for talk in talks.get(day, ()):
            there = things_to_do_at(talk, to_do)
            to_do = tuple(action for action in to_do if action not in there)
            found += writer.appointment(talk, there, planned=True)
        head = f"{say_day(day, now)}, {say_distance(day, now.date())}"
        sections[head] = found + [writer.row(row, day) for row in rows_of(to_do)]
    return Group(title, entries(sections))


def next_screen(actions: Sequence[Action], sentences: Sentences) -> RenderableType:
    """Return what comes next after something was logged, a line or two for each action.

    Where it is for several applications, each row says for which.
    """
    ids, now = short_ids(actions), sentences.now
    named = len({action.application.id for action in actions}) > 1
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    table.add_column(no_wrap=True, justify="right")
    for group in _grouped(actions):
        when, late = when_of(group[0], now)
        codes = Text("\n".join(ids[action.id] for action in group), style="cyan")
        table.add_row(Text(when, style="red" if late else ""), _what(group, sentences, named=named), codes)
    return indented(table)


class _Writer:
    """Writes the rows of one screen: `actions` are all that stand on it; `whole` gives the id of each."""

    def __init__(
        self,
        actions: Sequence[Action],
        sentences: Sentences,
        *,
        whole: bool = False,
        numbers: Mapping[str, int] | None = None,
    ) -> None:
        self._whole = whole
        self._numbers = numbers or {}
        self.ids = short_ids(actions)
        self.sentences = sentences
        self._by_name = {f"{each.rule}/{each.application.handle}": each for each in actions}

    def row(self, row: Row, day: date | None = None) -> Entry:
        """Return a row of actions; under a heading that says the `day`, only an hour or how late it is."""
        said = say_row(row, self.sentences, self._by_name)
        if not is_one(row):
            how = "one by one" if row[0].definition.asks else "all"
            said = said._replace(details=(f"{how}: followup done {self.name(row)}", *said.details))
        ids = [self.ids[action.id] for action in row]
        shown = "\n".join(ids if self._whole else ids[: is_one(row)])
        entry = Entry(*said, id=shown, number=self._number(row))
        is_said = day is not None and not said.late and ":" not in said.when
        return entry._replace(when="") if is_said else entry

    def name(self, row: Row) -> str:
        """Return what to type for a row: its number, else its id, or the rule of several."""
        return self._number(row) or (self.ids[row[0].id] if is_one(row) else row[0].rule)

    def _number(self, row: Row) -> str:
        return str(self._numbers.get(row[0].id, ""))

    def appointment(
        self,
        appointment: Appointment,
        there: Sequence[Action],
        afterwards: Sequence[Action] = (),
        *,
        planned: bool = False,
    ) -> Iterator[Entry]:
        """Yield an appointment, what is to do there, and what follows it."""
        now = self.sentences.now
        said = say_appointment(appointment, last_event(appointment.application, now), now, on_its_day=planned)
        first, *more = said.details or ("",)
        yield Entry(*said._replace(details=(first,)))
        yield from (Entry(details=(detail,)) for detail in more)
        for action in there:
            said = say_row((action,), self.sentences, self._by_name)
            bare = said._replace(lead="", about="", when="")
            yield Entry(*bare, id=self.ids[action.id], number=self._number((action,)))
        if afterwards:
            yield Entry(details=(say_afterwards(afterwards),))


def _waiting(agenda: Agenda, writer: _Writer, *, whole: bool) -> list[Entry | Text]:
    if whole:
        return [writer.row((action,)) for action in agenda.waiting]
    open_now = (*agenda.to_do, *agenda.missed)
    return [
        Text(f"{say_waiting(group, writer.sentences, open_now)}{say_opening(group)}")
        for group in waiting_by_need(agenda.waiting)
    ]


def _missed(agenda: Agenda, writer: _Writer, *, whole: bool) -> list[Entry | Text]:
    shown = agenda.missed if whole else agenda.missed[:MOST_MISSED]
    rows: list[Entry | Text] = [writer.row((action,)) for action in shown]
    rest = len(agenda.missed) - len(shown)
    return [*rows, Text(f"and {rest} more: followup today --all", style="dim")] if rest else rows


def _what(group: Sequence[Action], sentences: Sentences, *, named: bool) -> Text:
    """Return what to do, one time for all people of the group, and below it what else to know.

    With `named`, the company and the role lead.
    """
    action, who = group[0], _who(group)
    place = place_of(action) if named else ""
    said = f"{place}: {say_do(action)}" if place else do_of(action)
    text = Text(said.replace(whom(action), who, 1))
    below = [detail.replace(whom(action), who, 1) for detail in details_of(action, sentences)]
    return text.append("\n" + "; ".join(below), style="dim") if below else text


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


def _what_to_type(agenda: Agenda, writer: _Writer) -> Text:
    """Return the closing lines: what to type about the first thing on the list."""
    there = [(action,) for each in agenda.appointments for action in agenda.there[each.event.id]]
    missed = [(action,) for action in agenda.missed]
    row = next(iter([*agenda.rows, *there, *missed, *rows_by_day(agenda.later)]), None)
    if row is None:
        return Text("Why? followup today --all names them one by one." if agenda.waiting else "", style="dim")
    name = writer.name(row)
    lines = {"Did it?": f"done {name}", "Not now?": f"snooze {name} tomorrow"}
    if row[0].status is Status.MISSED:
        lines = {"Seen it?": f"skip {name}"}
    lines["Why?"] = f"why {name if name.isdigit() else writer.ids[row[0].id]}"
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
