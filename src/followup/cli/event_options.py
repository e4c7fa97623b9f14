"""What the options of `add` and `edit` say of an event, read and checked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from followup.adapters.holidays import public_holidays, zone_named
from followup.core.almanac import countries_of
from followup.core.errors import NotValid, RequestFailed, WrongUsage
from followup.core.events import ANSWERS, FACTS, KEEPING, SCHEDULABLE, Person, PersonPart
from followup.core.moments import Moment, day_of, is_before
from followup.core.people import is_called
from followup.core.rules import WEEKDAYS
from followup.core.text import clean, closest
from followup.formats.typed.people import parse_person
from followup.formats.words.phrases import name_of, say_date

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from followup.cli.session import Session
    from followup.core.history import Application

_COMMAND_OF = {
    "done": "followup done ID",
    "snoozed": "followup snooze ID WHEN",
    "skipped": "followup skip ID",
    "reminder": "followup remind TEXT --on WHEN",
    "away": "followup away FROM TO",
    "preference": "followup prefer PERSON",
    "amended": "followup edit EVENT",
    "retracted": "followup undo",
    "same_person": "followup people merge PERSON PERSON",
    "same_application": "followup same APPLICATION APPLICATION",
}

_LONGEST_URL = 2000
_MOST_AWAY = 366


class Details(NamedTuple):
    """When an event happened, the date that it names, and where a talk is and when it ends."""

    at: Moment
    until: date | None = None
    where: str | None = None
    ends: datetime | None = None


def kind_named(session: Session, word: str, company: str | None = None) -> str:
    """Return the kind of event that `word` names; WrongUsage, with the nearest, if it names none.

    `company` is what was typed after it, to tell who has typed the two the other way round.
    """
    kind = _spelled(word)
    known = (*FACTS, *session.rulebook.events)
    if kind in known:
        return kind
    if company is not None and _spelled(company) in known:
        import shlex

        right = shlex.join([clean(company), clean(word)])
        raise WrongUsage("KIND comes first, COMPANY second.", f"Write: followup add {right} ...")
    if kind in KEEPING:
        raise WrongUsage(f"{word!r} is not added by hand.", f"Use `{_COMMAND_OF[kind]}`.")
    near = closest(kind, known, 1)
    kinds = ", ".join(near or known).replace("_", "-")
    hint = f"Did you mean {kinds}?" if near else f"Known kinds: {kinds}."
    raise WrongUsage(f"There is no kind of event {clean(word)[:40]!r}.", hint)


def _spelled(word: str) -> str:
    return clean(word).lower().replace("-", "_").replace(" ", "_")


def people_of(
    session: Session,
    kind: str,
    named: dict[PersonPart, str | None],
    attendees: Iterable[str],
) -> tuple[Person, ...]:
    """Return the people that an event of `kind` names; whoever was there at a talk is an interviewer."""
    people = [parse_person(text, part_at(session, kind)) for text in attendees]
    people += [parse_person(text, of) for of, text in named.items() if text is not None]
    return tuple(people)


def part_at(session: Session, kind: str) -> PersonPart:
    """Return the part of whoever was there at an event of `kind`."""
    return "interviewer" if is_talk(session, kind) else "contact"


def details_of(
    session: Session, kind: str, on: str | None, until: str | None, where: str | None, ends: str | None
) -> Details:
    """Return what was said of an event of `kind`; WrongUsage where it does not fit the kind, or itself."""
    at = moment_of(session, kind, on)
    until_day = until_of(session, kind, until, at)
    return Details(at, until_day, where_of(session, kind, where), ends_of(session, kind, ends, at))


def moment_of(session: Session, kind: str, on: str | None) -> Moment:
    """Return when an event of `kind` happened; WrongUsage if it cannot lie ahead and does."""
    at = session.parse_moment(on, "future" if _may_lie_ahead(session, kind) else "past")
    if on is not None:
        check_moment(session, kind, at)
    return at


def check_moment(session: Session, kind: str, at: Moment) -> None:
    """Raise WrongUsage if an event of `kind` cannot lie ahead and does."""
    if session.lies_ahead(at) and not _may_lie_ahead(session, kind):
        raise WrongUsage(
            f"{say_date(at)} lies ahead; {name_of(kind)} can only be logged once it has happened.",
            "Only phone-screen, interview and kinds of your own may lie ahead.",
        )


def check_order(session: Session, application: Application, kind: str, at: Moment, *, anyway: bool) -> None:
    """Raise RequestFailed for a talk or an answer before the application began: a slip of the year.

    One that begins with a talk to come has begun when that was logged.
    """
    first, zone = application.first, application.calendar.zone
    follows = kind in ANSWERS or is_talk(session, kind)
    is_early = is_before(at, first.at, zone) and is_before(at, first.recorded_at, zone)
    if not follows or anyway or not is_early:
        return
    raise RequestFailed(
        f"{session.echo(at)}, lies before {application.handle} began ({name_of(first.kind)} on"
        f" {session.say(first.at)}). Nothing was logged.",
        "Write the year if another one is meant; add --anyway if it is right.",
    )


def _may_lie_ahead(session: Session, kind: str) -> bool:
    return is_talk(session, kind) or kind in {"reminder", "away"}


def is_talk(session: Session, kind: str) -> bool:
    """Whether it is a talk; kinds of the user's own are taken for one."""
    return kind in SCHEDULABLE or kind in session.rulebook.events


def until_of(session: Session, kind: str, until: str | None, at: Moment) -> date | None:
    """Return the date that a promise, or an offer, named; WrongUsage if that does not fit.

    A promise is nothing without one, so it is asked for where somebody is there to answer.
    """
    example = "followup add promised Acme --until 'in 2 weeks'"
    if until is None and kind == "promised":
        until = session.ask_text("Which date did they name?") or None
    if until is None and kind == "promised":
        raise WrongUsage("Say which date they named.", example)
    if until is None:
        return None
    if kind not in {"promised", "offer"}:
        raise WrongUsage("--until goes with promised and offer only.", example)
    day = session.parse_day(until)
    if day < day_of(at, session.calendar.zone):
        raise WrongUsage(f"The date they named, {say_date(day)}, lies before the day on which they named it.")
    return day


def last_day_of(session: Session, first: date, last: str | None) -> date:
    """Return the last of the days away that begin on `first`; `first` itself where none is named.

    A weekday is the one that follows. WrongUsage where it lies before, or more than a year away.
    """
    if last is None:
        return first
    day = session.parse_day(last)
    while last.strip().lower()[:3] in WEEKDAYS and day < first:
        day += timedelta(weeks=1)
    if day < first:
        raise WrongUsage(f"The last day, {say_date(day)}, lies before the first, {say_date(first)}.")
    days = (day - first).days + 1
    if days > _MOST_AWAY:
        raise WrongUsage(f"Those are {days} days; at most {_MOST_AWAY} are taken.", "Look at the year.")
    return day


def where_of(session: Session, kind: str, where: str | None) -> str | None:
    """Return where a talk is: a place, a link, a number; WrongUsage if it is no talk."""
    if where and not is_talk(session, kind):
        raise WrongUsage(
            "--where goes with talks only: phone-screen, interview, and kinds of your own.",
            "followup add interview Acme --on 'next tue 14:00' --where 'Main Street 1, room 4'",
        )
    return clean(where or "") or None


def ends_of(session: Session, kind: str, ends: str | None, at: Moment) -> datetime | None:
    """Return when a talk that begins `at` ends; an hour alone is on the day of the talk."""
    if not ends:
        return None
    example = "followup add interview Acme --on 'next tue 14:00' --ends 15:00"
    if not is_talk(session, kind):
        raise WrongUsage("--ends goes with talks only: phone-screen, interview, kinds of your own.", example)
    if not isinstance(at, datetime):
        raise WrongUsage("It has no hour to begin at, so it can have none to end at.", example)
    day = day_of(at, session.calendar.zone)
    try:
        end = session.parse_moment(f"{day.isoformat()} {ends}", "future")
    except WrongUsage:  # more than an hour
        end = session.parse_moment(ends, "future")
    if not isinstance(end, datetime):
        raise WrongUsage(f"{say_date(end)} says no hour.", example)
    if end <= at:
        raise WrongUsage(f"It would end, {say_date(end)}, before it begins, {say_date(at)}.", example)
    return end


def url_of(text: str | None) -> str | None:
    """Return the address of a page; WrongUsage if it is none that a browser would open."""
    if text is None:
        return None
    url = clean(text)
    fits = url.lower().startswith(("https://", "http://")) and not set(url) & set(' "<>')
    if not fits or len(url) > _LONGEST_URL:
        raise WrongUsage(
            f"{url[:60]!r} is no address of a page.", "Write for example https://example.com/jobs/7"
        )
    return url


def country_of(code: str | None) -> str | None:
    """Return the codes of holiday lists as the log keeps them; WrongUsage if one is unknown."""
    if code is None:
        return None
    if not clean(code):
        raise WrongUsage("--holidays is empty.", "Write a code such as US, US-CA or DE-BY, or none.")
    codes = countries_of(clean(code))
    try:
        for each in codes:
            public_holidays(each, 2026)
    except NotValid as error:
        raise WrongUsage(error.message, error.hint) from None
    return ",".join(codes) or "none"


def zone_of(name: str | None) -> str | None:
    """Return the name of a time zone; WrongUsage if there is none of it."""
    try:
        return None if name is None else str(zone_named(name))
    except NotValid as error:
        raise WrongUsage(error.message, error.hint) from None


def with_discussed(people: Iterable[Person], texts: Iterable[str]) -> tuple[Person, ...]:
    """Return the people with what was discussed with each: `Ann: the data platform`.

    Where only one person was there, the name can be left out. WrongUsage if it is not clear whose it is.
    """
    found = list(people)
    for text in texts:
        name, colon, topic = clean(text).partition(":")
        there = [i for i, person in enumerate(found) if colon and is_called(person, name)]
        attendees = [i for i, person in enumerate(found) if person.part in {"interviewer", "contact"}]
        if len(there) != 1 and len(attendees) == 1:
            there, topic = attendees, clean(text)
        if len(there) != 1 or not topic.strip():
            names = ", ".join(person.label for person in found) or "nobody: add --with"
            raise WrongUsage(
                f"{clean(text)[:60]!r} does not say with whom it was discussed.",
                f"Write --discussed 'NAME: what you talked about'; named here: {names}.",
            )
        found[there[0]] = msgspec.structs.replace(found[there[0]], discussed=topic.strip())
    return tuple(found)
