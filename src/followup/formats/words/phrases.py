"""Words to a job seeker: events, people, dates and actions as every view says them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from followup.core.actions import Action, Status
from followup.core.candidates import REMINDER
from followup.core.moments import Moment, day_of, in_zone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, tzinfo

    from followup.core.events import Event, Person, Wish
    from followup.core.history import Application
    from followup.core.people import Contact
    from followup.core.rules import Guard

# So many characters of an id are shown, where they are enough.
SHORT_ID = 5
# Of things said at once, at most so many are named.
MOST_NAMED = 8
# Fixed names: a locale must not change what a golden file, or a screenshot in a question, says.
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# What an event is called in a list, and what it says in a sentence ("5 business days after you applied").
NAMES = {
    "phone_screen": "phone screen",
    "heard_back": "heard back",
    "no_receipt": "no receipt",
    "away": "days away",
}
PHRASES = {
    "applied": "you applied",
    "receipt": "the receipt arrived",
    "no_receipt": "you found no receipt",
    "phone_screen": "the phone screen",
    "interview": "the interview",
    "cancelled": "they called the talk off",
    "heard_back": "you heard back",
    "promised": "they named a date",
    "sent": "you wrote",
    "offer": "the offer",
    "accepted": "you accepted",
    "declined": "you declined",
    "rejected": "the rejection",
    "withdrawn": "you withdrew",
    "closed": "you closed the application",
    "note": "your note",
    "reminder": "your reminder",
    "done": "you did it",
    "skipped": "you skipped it",
}
# These phrases say what, and not that it happened.
_NOUNS = {"phone_screen", "interview", "offer", "rejected", "note", "reminder"}
PARTS = {
    "recruiter": "the recruiter",
    "hiring_manager": "the hiring manager",
    "referrer": "the referrer",
    "interviewer": "the interviewer",
    "anyone": "your contact",
}
CHANNELS = {
    "email": "email",
    "phone": "phone",
    "letter": "letter",
    "text": "text message",
    "linkedin": "LinkedIn",
    "in_person": "in person",
}
_PLACEHOLDER = re.compile(r"\{(contact|company|role)\}")
_SCOPES = {"contact": "to one person", "company": "to one company", "application": "about one application"}


def say_guard(guard: Guard) -> str:
    """Return what a guard allows: `at most 1 message to one person within 7 days`."""
    within = f" within {guard.within}" if guard.within is not None else ""
    return f"at most {counted(guard.at_most, 'message')} {_SCOPES[guard.per]}{within}"


def say_day(moment: Moment, now: datetime | None) -> str:
    """Return the date as `Fri 20 Nov`; the year is said where it is not that of `now`."""
    year = "" if now is not None and moment.year == now.year else f" {moment.year}"
    return f"{WEEKDAYS[moment.weekday()]} {moment.day} {MONTHS[moment.month - 1]}{year}"


def say_date(moment: Moment, now: datetime | None = None) -> str:
    """Return `moment` as the program echoes it: `Fri 20 Nov 2026`, or `Fri 20 Nov 2026, 16:00`.

    The time is the one of the moment's own zone, without seconds. With `now` the year is left out where it
    is that of `now`. `dates.parse_when` reads the result back.
    """
    words = say_day(moment, now)
    return f"{words}, {moment:%H:%M}" if isinstance(moment, datetime) else words


def hours(moment: Moment, application: Application, now: datetime, ends: datetime | None = None) -> str:
    """Return the hour on the user's clock, and the employer's where it differs: `14:00 (20:00 Berlin)`.

    Empty where no hour is known.
    """
    if not isinstance(moment, datetime):
        return ""
    mine, theirs = moment.astimezone(zone_of(now)), moment.astimezone(application.calendar.zone)
    end = f"-{ends.astimezone(zone_of(now)):%H:%M}" if ends else ""
    text = f"{mine:%H:%M}{end}"
    if mine.replace(tzinfo=None) == theirs.replace(tzinfo=None):
        return text
    place = str(application.calendar.zone).rpartition("/")[2].replace("_", " ")
    day = "" if mine.date() == theirs.date() else f"{say_day(theirs, now)[:3]} "
    return f"{text} ({day}{theirs:%H:%M} {place})"


def say_when(moment: Moment, application: Application, now: datetime, ends: datetime | None = None) -> str:
    """Return a moment of an application on the user's clock: `Fri 20 Nov, 14:00 (20:00 Berlin)`."""
    hour = hours(moment, application, now, ends)
    day = say_day(in_zone(moment, zone_of(now)), now)
    return f"{day}, {hour}" if hour else day


def zone_of(now: datetime) -> tzinfo:
    """Return the user's zone: that of their now."""
    return now.tzinfo or UTC


def say_distance(day: date, today: date) -> str:
    """Return how far a day is: `today`, `in 6 days`, `3 days ago`."""
    days = (day - today).days
    if abs(days) <= 1:
        return ("yesterday", "today", "tomorrow")[days + 1]
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def name_of(kind: str) -> str:
    """Return what an event of this kind is called in a list."""
    return NAMES.get(kind, kind.replace("_", " "))


def phrase_of(kind: str) -> str:
    """Return what an event of this kind says in a sentence."""
    return PHRASES.get(kind) or f"the {kind.replace('_', ' ')}"


def say_event(event: Event, action: Action, now: datetime) -> str:
    """Return an event with its date, where the action's application is: `you applied on Mon 2 Nov`."""
    return f"{phrase_of(event.kind)} on {say_when(event.at, action.application, now)}"


def say_fact(event: Event, action: Action, now: datetime) -> str:
    """Return an event as a clause: `you applied on Mon 2 Nov`, `the interview is on Thu 26 Nov`."""
    if event.kind in PHRASES and event.kind not in _NOUNS:
        return say_event(event, action, now)
    verb = "was" if action.application.has_happened(event, now) else "is"
    return f"{phrase_of(event.kind)} {verb} on {say_when(event.at, action.application, now)}"


def whom(action: Action) -> str:
    """Return what to call the person of an action, by part where nobody is known."""
    if action.contact is not None:
        return action.contact.label
    rule = action.definition
    return PARTS[rule.for_each or rule.to or "anyone"]


def text_of(template: str, action: Action) -> str:
    """Return a rule's text with `{contact}`, `{company}` and `{role}` filled in; the user's own as it is."""
    if action.rule == REMINDER:
        return template
    application = action.application
    values = {
        "contact": whom(action),
        "company": application.company,
        "role": application.role or "the role",
    }
    return _PLACEHOLDER.sub(lambda found: values[found[1]], template)


def do_of(action: Action) -> str:
    """Return what to do, in the rule's words."""
    return text_of(action.definition.do, action)


def place_of(action: Action) -> str:
    """Return the company and the role."""
    return job_of(action.application)


def job_of(application: Application) -> str:
    """Return the company and the role."""
    return f"{application.company}, {application.role}" if application.role else application.company


def by_channel(channel: str) -> str:
    """Return a channel as a way to reach somebody: `by email`, `on LinkedIn`, `in person`."""
    return {"in_person": "in person", "linkedin": "on LinkedIn"}.get(channel) or f"by {CHANNELS[channel]}"


def days_late(action: Action, now: datetime) -> int:
    """Return by how many local dates the action is late."""
    zone = action.application.calendar.zone
    return (day_of(now, zone) - day_of(action.due, zone)).days


def hour_of(action: Action) -> str:
    """Return the hour at which an action is due, such as `18:00`; empty where it has none."""
    return f"{action.due:%H:%M}" if isinstance(action.due, datetime) else ""


def when_and_late(action: Action, now: datetime) -> tuple[str, str]:
    """Return when an action is due (`18:00`, `today`, `Fri 20 Nov`) and how late it is (`2 days late`).

    The second is empty where it is not overdue.
    """
    late = days_late(action, now)
    if action.status is Status.DUE and late == 0:
        return hour_of(action) or "today", ""
    day = say_day(day_of(action.due, action.application.calendar.zone), now)
    is_late = action.status is Status.OVERDUE and late > 0
    return day, f"{counted(late, 'day')} late" if is_late else ""


def counted(number: int, noun: str) -> str:
    """Return `1 rule`, `2 rules`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return words as a person lists them: `a`, `a and b`, `a, b and c`."""
    *most, final = list(words)
    return f"{', '.join(most)} {last} {final}" if most else final


def some(words: Sequence[str]) -> str:
    """Return words with commas, the rest of many counted: `a, b, c and 7 more`."""
    rest = len(words) - MOST_NAMED
    return ", ".join(words) if rest <= 1 else f"{', '.join(words[:MOST_NAMED])} and {rest} more"


def say_wish(wish: Wish, today: date | None = None) -> str:
    """Return what a contact wishes: `a follow-up is welcome, by phone, not before Mon 30 Nov 2026`.

    With `today`, how far that date is stands beside it.
    """
    said = []
    if wish.follow_up is not None:
        said.append("a follow-up is welcome" if wish.follow_up else "no follow-up")
    if wish.channel is not None:
        said.append(by_channel(wish.channel))
    if wish.not_before is not None:
        far = f" ({say_distance(wish.not_before, today)})" if today else ""
        said.append(f"not before {say_date(wish.not_before)}{far}")
    return ", ".join(said)


def say_preference(event: Event, today: date | None = None) -> str:
    """Return what a `preference` says: the wish, and the number to reach them by."""
    numbers = [f"phone {person.phone}" for person in event.people if person.phone]
    return ", ".join(filter(None, [say_wish(event.wish, today), *numbers]))


def person_label(person: Contact | Person) -> str:
    """Return a person with the address: `Robin <robin@example.com>`."""
    return f"{person.name} <{person.email}>" if person.name and person.email else person.label


def short_ids(actions: Iterable[Action]) -> dict[str, str]:
    """Return a prefix for each action's id that is unique among `actions`, of five characters or more."""
    found: dict[str, str] = {}
    ids = sorted({action.id for action in actions})
    for index, identity in enumerate(ids):
        neighbours = ids[max(0, index - 1) : index] + ids[index + 1 : index + 2]
        length = SHORT_ID
        while any(other[:length] == identity[:length] for other in neighbours):
            length += 1
        found[identity] = identity[:length]
    return found
