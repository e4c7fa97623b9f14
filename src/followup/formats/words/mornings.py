"""A morning in words: appointments and rows of the agenda, as the screen, the mail and the calendar say them.

The company leads, the verb follows. Hours are the user's; the employer's stands beside them where it differs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from followup.core.actions import Action, Status, Step
from followup.core.candidates import REMINDER
from followup.core.moments import day_of, in_zone
from followup.core.rules import PERMISSION
from followup.formats.words.phrases import (
    by_channel,
    counted,
    days_late,
    do_of,
    hours,
    listed,
    name_of,
    say_day,
    say_distance,
    some,
    text_of,
    whom,
    zone_of,
)
from followup.formats.words.reasons import details_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from followup.core.agenda import Row
    from followup.core.appointments import Appointment
    from followup.core.events import Event
    from followup.core.history import Application
    from followup.core.people import Contact
    from followup.formats.words.reasons import Sentences

_TO_DO = (Status.DUE, Status.OVERDUE)
_A_WEEK = 7
# ` at Acme`, after `Acme`; where a text says more of the company, it stays.
_REPEATED = re.compile(r"^\{company\} |(?: at| of|(?<=your application) to) \{company\}(?!')")
_CALLING = re.compile(r"(?i)(?:call|phone|ring)\b")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Said(NamedTuple):
    """A row in words: company (or person) and role, what to do, when or how late, how, what else to know."""

    lead: str
    about: str
    what: str
    when: str
    late: bool
    how: str
    details: tuple[str, ...]


class Heading(NamedTuple):
    """What leads a row, and what to do: `Acme`, `Data Engineer`, `Ask Robin about your application`."""

    lead: str
    about: str
    what: str


def heading_of(row: Row) -> Heading:
    """Return what leads a row: the company, the person of a letter about several, or how many companies."""
    first = row[0]
    application, person = first.application, first.contact.label if first.contact else ""
    handles = list(dict.fromkeys(action.application.handle for action in row))
    if len(handles) == 1:
        return Heading(application.company or person or "Yourself", application.role or "", say_do(first))
    if first.letter:
        return Heading(person or application.company, "", _of_letter(row))
    return Heading(_companies(row), "", _of_several(first, handles))


def _of_letter(row: Row) -> str:
    """Return what to do in a letter of several: `Ask about 2 applications: acme, globex`.

    What the user asked to be reminded of stands first, in their words: `Call; ask about globex`.
    """
    own = list(dict.fromkeys(say_do(each) for each in row if each.rule == REMINDER))
    handles = list(dict.fromkeys(each.application.handle for each in row if each.rule != REMINDER))
    if not handles:
        return "; ".join(own)
    what = (
        f"ask about {len(handles)} applications: {some(handles)}"
        if handles[1:]
        else f"ask about {handles[0]}"
    )
    return _capital("; ".join([*own, what]))


def say_row(row: Row, sentences: Sentences, others: Mapping[str, Action] | None = None) -> Said:
    """Return a row in words; `others` are the actions shown with it, by `rule/handle`."""
    first, now, heading = row[0], sentences.now, heading_of(row)
    details: list[str] = []
    if first.rule == REMINDER and first.contact and not _names(heading.what, first.contact):
        details.append(f"to {first.contact.label}")
    details += details_of(first, sentences)
    details += filter(None, (_along(first, now), _behind(first, now, others or {}), _how_to_name(first, now)))
    calls = first.channel == "phone" and _CALLING.match(heading.what)  # then the way is said
    how = by_channel(first.channel) if first.channel and not calls else ""
    lateness = [days_late(each, now) if each.status is Status.OVERDUE else 0 for each in row]
    when, late = when_of(row[lateness.index(max(lateness))], now)
    if late and min(lateness) < max(lateness):
        when = f"up to {when}"
    return Said(*heading, when, late, how, tuple(details))


def _names(text: str, contact: Contact) -> bool:
    """Whether the text names the person, by the whole name or the first."""
    words = {word.strip(",.:;()'\"").casefold() for word in text.split()}
    first = (contact.name or "").split()[:1]
    return contact.label in text or any(name.casefold() in words for name in first)


def say_do(action: Action) -> str:
    """Return what to do, beside the company: the text need not name it again."""
    return _capital(text_of(_REPEATED.sub("", action.definition.do), action))


def when_of(action: Action, now: datetime) -> tuple[str, bool]:
    """Return when an action is due (`16:00`, `today`, `Fri 27 Nov`), or how late it is, and whether it is."""
    late = days_late(action, now)
    if action.status is Status.OVERDUE and late > 0:
        return f"{counted(late, 'day')} late", True
    if day_of(action.due, zone_of(now)) == now.date() or (action.status is Status.DUE and late == 0):
        return hours(action.due, action.application, now) or "today", False
    return say_day(in_zone(action.due, zone_of(now)), now), False


def say_appointment(
    appointment: Appointment, last: Event | None, now: datetime, *, on_its_day: bool = False
) -> Said:
    """Return an appointment in words; `last` is what happened last in its application.

    `on_its_day` leaves the day out, where a heading has said it.
    """
    event, application = appointment
    day = day_of(appointment.at, zone_of(now))
    hour = hours(appointment.at, application, now, event.ends)
    when = " ".join(filter(None, ("" if on_its_day else _near(day, now), hour)))
    details = [event.where] if event.where else []
    if last is not None and last.id != event.id:
        details.append(f"so far: {say_past(last, application, now)}")
    details += [event.note] if event.note else []
    what = name_of(event.kind)
    people = list(dict.fromkeys(person.label for person in event.people))
    if event.kind == "offer":
        verb = "was to be answered" if appointment.is_past(now) else "answer"
        if appointment.is_past(now):
            details.insert(0, f"log it: followup add accepted {application.handle} (or declined, or closed)")
        what = f"offer: {verb} by {say_day(day, now)}, {say_distance(day, now.date())}"
        when = ""  # it is said already
    elif people:
        what += f" with {listed(people)}"
    return Said(application.company, application.role or "", _capital(what), when, False, "", tuple(details))


def say_past(event: Event, application: Application, now: datetime) -> str:
    """Return what an event was, with its date: `heard back on Thu 12 Nov`."""
    return f"{name_of(event.kind)} on {say_day(day_of(event.at, application.calendar.zone), now)}"


def say_ahead(appointment: Appointment, now: datetime) -> str:
    """Return what lies ahead: `interview on Thu 26 Nov`, `answer the offer by Fri 18 Dec`."""
    day = say_day(day_of(appointment.at, zone_of(now)), now)
    if appointment.event.kind == "offer":
        return f"answer the offer by {day}"
    return f"{name_of(appointment.event.kind)} on {day}"


def say_afterwards(actions: Sequence[Action]) -> str:
    """Return what follows an appointment: `afterwards: thank Ann and Bo for the interview`."""
    by_do: dict[tuple[str, str], list[Action]] = {}
    for action in actions:
        by_do.setdefault((action.rule, action.definition.do), []).append(action)
    found = []
    for same in by_do.values():
        text = do_of(same[0]).replace(whom(same[0]), listed(dict.fromkeys(map(whom, same))), 1)
        found.append(text[0].lower() + text[1:] if text[1:2].islower() else text)
    return f"afterwards: {'; '.join(found)}" if found else ""


def say_waiting(group: Row, sentences: Sentences, open_now: Iterable[Action]) -> str:
    """Return what several actions wait for, in one line.

    `open_now` are the actions of the same agenda: skipping the one that would log a need ends the waiting.
    """
    verb = f"{len(group)} wait{'s' if len(group) == 1 else ''} for"
    needs = group[0].needs
    if needs == (PERMISSION,):
        named: dict[str, list[str]] = {}
        for action in group:
            named.setdefault(action.application.handle, []).append(whom(action))
        who = [f"{listed(dict.fromkeys(people))} ({handle})" for handle, people in named.items()]
        return f"{verb} word that a follow-up is welcome: {some(who)}"
    handles = list(dict.fromkeys(action.application.handle for action in group))
    text = f"{verb} {listed(sentences.need(need, group[0]) for need in needs)}: {some(handles)}"
    asking = [
        action
        for action in open_now
        if action.definition.logs in needs and action.application.handle in handles
    ]
    if not asking:
        return text
    [rule, *_] = dict.fromkeys(action.rule for action in asking)
    name = rule if len(handles) > 1 else f"{rule}/{handles[0]}"
    return f"{text} (skip {name} to stop waiting)"


def say_opening(group: Row) -> str:
    """Return what to type once those who are waited for have said that a follow-up is welcome.

    Empty where something else is waited for.
    """
    people = dict.fromkeys(action.contact.label if action.contact else "NAME" for action in group)
    if group[0].needs != (PERMISSION,):
        return ""
    import shlex

    person = next(iter(people)) if len(people) == 1 else "NAME"
    return f". Said? {shlex.join(('followup', 'prefer', person, '--follow-up', 'yes'))}"


def _companies(row: Row) -> str:
    number = len({action.application.company_key for action in row})
    return "1 company" if number == 1 else f"{number} companies"


def _of_several(first: Action, handles: Sequence[str]) -> str:
    """Return what is to do at several applications: `See whether 2 applications arrived: acme, globex`."""
    text = first.definition.do.replace("your application to {company}", f"{len(handles)} applications")
    text = text_of(text.replace("{company}", "each company").replace("{role}", "the role"), first)
    return f"{_capital(text)}{' ' if text[-1] in '.?:' else ': '}{some(handles)}"


def _along(action: Action, now: datetime) -> str:
    """Return with which letter the action goes, where that is of another day than its own."""
    day = day_of(action.due, zone_of(now))
    if action.alone is None or day <= now.date() or action.id == action.letter:
        return ""  # it goes on its own day, or is that letter's first
    if (day - now.date()).days < _A_WEEK:
        return f"goes with {_WEEKDAYS[day.weekday()]}'s letter to {whom(action)}"
    return f"goes with the letter of {say_day(day, now)} to {whom(action)}"


def _behind(action: Action, now: datetime, others: Mapping[str, Action]) -> str:
    """Return how long after a letter of today, which may well wait longer, the action comes."""
    guards = [reason for reason in action.reasons if reason.step is Step.GUARD]
    last = guards[-1] if guards else None
    if action.status is not Status.UPCOMING or last is None or not last.other or last.until is None:
        return ""
    held, zone = day_of(last.until, zone_of(now)), zone_of(now)
    if held > now.date() or day_of(last.due, zone) != day_of(action.due, zone):
        return ""  # it keeps its day, or something else has given the action its own
    days = (day_of(action.due, zone) - held).days
    distance = "a week" if days == _A_WEEK else counted(days, "day")
    return f"{distance} after you write to {whom(others.get(last.other, action))}"


def _how_to_name(action: Action, now: datetime) -> str:
    """Return what to type where the one to write to is not known, and it is time to."""
    is_due = action.status in _TO_DO and day_of(action.due, zone_of(now)) <= now.date()
    if action.contact is not None or action.definition.to != "recruiter" or not is_due:
        return ""
    application = action.application
    kind = name_of(application.first.kind).replace(" ", "-")
    return f"name one: followup edit {kind}/{application.handle} --recruiter NAME"


def _near(day: date, now: datetime) -> str:
    distance = (day - now.date()).days
    return ("today", "tomorrow")[distance] if distance in {0, 1} else say_day(day, now)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def mails_telling(count: int) -> str:
    """Return that so many mails wait for a decision."""
    return "1 mail tells of something new" if count == 1 else f"{count} mails tell of something new"
