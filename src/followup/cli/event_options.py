"""What the options of `add` and `edit` say of an event, read and checked."""

from __future__ import annotations

import shlex
from difflib import get_close_matches
from typing import TYPE_CHECKING

import msgspec

from followup.adapters.holidays import countries_of, public_holidays, zone_named
from followup.core.errors import NotValid, RequestFailed, WrongUsage
from followup.core.events import ANSWERS, FACTS, KEEPING, SCHEDULABLE, Person, PersonPart
from followup.core.moments import Moment, day_of, is_before
from followup.core.people import is_called
from followup.core.text import clean
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
    "preference": "followup prefer PERSON",
    "amended": "followup edit EVENT",
    "retracted": "followup undo",
    "same_person": "followup people merge PERSON PERSON",
}


def kind_named(session: Session, word: str, company: str | None = None) -> str:
    """Return the kind of event that `word` names; WrongUsage, with the nearest, if it names none.

    `company` is what was typed after it, to tell who has typed the two the other way round.
    """
    kind = _spelled(word)
    known = (*FACTS, *session.rulebook.events)
    if kind in known:
        return kind
    if company is not None and _spelled(company) in known:
        right = shlex.join([clean(company), clean(word)])
        raise WrongUsage("KIND comes first, COMPANY second.", f"Write: followup add {right} ...")
    if kind in KEEPING:
        raise WrongUsage(f"{word!r} is not added by hand.", f"Use `{_COMMAND_OF[kind]}`.")
    near = get_close_matches(kind, known, 1)
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
    return "interviewer" if _may_lie_ahead(session, kind) else "contact"


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
    """Raise RequestFailed for a talk or an answer before the application began: a slip of the year."""
    first = application.first
    follows = kind in ANSWERS or _may_lie_ahead(session, kind)
    if not follows or anyway or not is_before(at, first.at, application.calendar.zone):
        return
    raise RequestFailed(
        f"{session.echo(at)}, lies before {application.handle} began ({name_of(first.kind)} on"
        f" {say_date(first.at)}). Nothing was logged.",
        "Write the year if another one is meant; add --anyway if it is right.",
    )


def _may_lie_ahead(session: Session, kind: str) -> bool:
    """Whether it is a talk; kinds of the user's own are taken for one."""
    return kind in SCHEDULABLE or kind in session.rulebook.events


def until_of(session: Session, kind: str, until: str | None, at: Moment) -> date | None:
    """Return the date that a promise named; None for every other kind, WrongUsage if that does not fit."""
    if (kind == "promised") != (until is not None):
        what = "Say which date they named." if until is None else "--until goes with promised only."
        raise WrongUsage(what, "followup add promised Acme --until 'in 2 weeks'")
    if until is None:
        return None
    day = session.parse_day(until)
    if day < day_of(at, session.calendar.zone):
        raise WrongUsage(f"The date they named, {say_date(day)}, lies before the day on which they named it.")
    return day


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
