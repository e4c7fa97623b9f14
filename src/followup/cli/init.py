"""`init`: whose holidays count, and which time zone dates are in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import msgspec

from followup.adapters.country import likely_country
from followup.adapters.holidays import public_holidays
from followup.adapters.rulebook import check_rules, default_rules, read
from followup.cli.event_options import country_of, zone_of
from followup.cli.output import Result, answer, note
from followup.cli.rules_change import install, own_rules
from followup.core.errors import NotValid, RequestFailed, WrongUsage
from followup.formats.rules.splice import with_calendar
from followup.formats.words.phrases import listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from followup.cli.session import Session
    from followup.core.rules import CalendarSettings, Rulebook

_LOCAL = "local"


@click.command("init")
@click.option("--country", metavar="CODE", help="Whose holidays count: US, GB-ENG, DE-BY, none.")
@click.option("--timezone", metavar="ZONE", help="Your time zone: Europe/Berlin; local is the machine's.")
@click.pass_obj
def init_command(session: Session, country: str | None, timezone: str | None) -> Result:
    """Set your country and time zone, so that no holiday there is a due date.

    \b
    followup init
    followup init --country DE-BY --timezone Europe/Berlin

    Both are written into your rules file, the default rules where you have none. What is not given is asked.
    An employer with holidays of their own (followup add --holidays) keeps those: there, yours are due dates.
    """
    own_rules(session)  # there is no other file in force
    code, zone = _code(country), _zone(timezone)
    if session.can_ask:
        code, zone = code or _asked_code(session), zone or _asked_zone(session)
    if code is None and zone is None:
        guess = likely_country(_zone_here(session), session.environment.variables) or "DE"
        raise WrongUsage(
            "Say whose holidays count, and where you are.",
            f"followup init --country {guess} --timezone {_zone_here(session)}",
        )
    calendar = _set(session, code, zone)
    session.acted = "Your calendar is set"
    return answer(*_said(session, calendar))


def offer(session: Session) -> None:
    """Ask whether to set country and time zone before the first event is logged."""
    if session.ask("No holidays are set yet. Set your country and time zone first?"):
        for line in _said(session, _set(session, _asked_code(session), _asked_zone(session))):
            note(line)


def _code(text: str | None) -> str | None:
    return country_of(text)


def _zone(text: str | None) -> str | None:
    return _LOCAL if text is not None and text.strip().lower() == _LOCAL else zone_of(text)


def _asked_code(session: Session) -> str:
    known = ",".join(session.rulebook.calendar.countries)
    guess = known or likely_country(_zone_here(session), session.environment.variables)
    return _asked(session, "Whose holidays count? A code such as US, GB-ENG, DE-BY, or none", guess, _code)


def _asked_zone(session: Session) -> str:
    known = session.rulebook.calendar.timezone
    guess = _zone_here(session) if known == _LOCAL else known
    return _asked(session, "Your time zone", guess, _zone)


def _asked(session: Session, question: str, guess: str | None, read_as: Callable[[str], str | None]) -> str:
    """Return what the user types, or confirms, once it is valid."""
    while True:
        said = session.ask_text(f"{question} [{guess}]" if guess else question).strip() or guess or ""
        try:
            found = read_as(said)
        except WrongUsage as error:
            note(f"{error.message} {error.hint or ''}")
        else:
            if found is not None:
                return found


def _zone_here(session: Session) -> str:
    """Return the name of this machine's zone, `local` where it has none."""
    try:
        zone = session.environment.local_zone()
        return zone_of(getattr(zone, "key", None) or str(zone)) or _LOCAL
    except (NotValid, WrongUsage):
        return _LOCAL


def _set(session: Session, code: str | None, zone: str | None) -> CalendarSettings:
    """Write what is given into the user's calendar, and return what holds from now on."""
    own, before = own_rules(session), session.rulebook
    calendar = before.calendar
    values = {}
    if zone is not None:
        calendar = msgspec.structs.replace(calendar, timezone=zone)
        values["timezone"] = zone
    if code is not None:
        calendar = msgspec.structs.replace(calendar, holidays=tuple(code.split(",")))
        values["holidays"] = f"[{code.replace(',', ', ')}]" if "," in code else code
    data = with_calendar(read(own if own.exists() else default_rules()), values)
    after = check_rules(data).rulebook
    if after is None or not _is_meant(after, before, calendar):
        wanted = listed(f"`{key}: {text}`" for key, text in values.items())
        raise RequestFailed(
            f"The calendar in {own} is written in a way that cannot be changed from here.",
            f"`followup rules edit` opens it; under `calendar:` write {wanted}.",
        )
    install(own, data)
    session.read_rules_anew()
    return after.calendar


def _is_meant(after: Rulebook, before: Rulebook, calendar: CalendarSettings) -> bool:
    """Whether zone and holidays are those of `calendar`, and nothing else has changed."""
    replace = msgspec.structs.replace
    others = replace(after.calendar, holidays=before.calendar.holidays, timezone=before.calendar.timezone)
    return (after.calendar.countries, after.calendar.timezone) == (
        calendar.countries,
        calendar.timezone,
    ) and replace(after, calendar=others) == before


def _said(session: Session, calendar: CalendarSettings) -> list[str]:
    zone = "this machine's" if calendar.timezone == _LOCAL else calendar.timezone
    where = f"the time zone is {zone}: {session.folders.own_rules}"
    if not calendar.countries:
        return [f"No holidays count; {where}"]
    today = session.now.date()
    years = (today.year, today.year + 1)
    days = (day for code in calendar.countries for year in years for day in public_holidays(code, year))
    following = [f"The next of them is {session.echo(day)}." for day in sorted(days) if day >= today]
    return [f"The holidays of {listed(calendar.countries)} count; {where}", *following[:1]]
