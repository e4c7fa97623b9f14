"""Templates filled in: the values that a message may use, and a visible gap where one is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from jinja2 import Undefined

from followup.core.errors import NotValid
from followup.core.moments import day_of
from followup.core.text import clean_lines
from followup.formats.words.templates import CannotBeFilled, fill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from followup.core.actions import Action
    from followup.core.events import Event
    from followup.core.history import Application
    from followup.core.moments import Moment

Values = dict[str, Any]

TALK = "what you two discussed"
_LONG_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_LABELS = {
    "discussed": TALK,
    "role": "the role",
    "first_name": "first name",
    "last_name": "last name",
    "me.name": "your name",
    "me.first_name": "your first name",
    "me.last_name": "your last name",
    "me.email": "your address",
    "me.phone": "your number",
    "until": "the date they named",
}


class Reachable(Protocol):
    """The user, or the person written to."""

    @property
    def name(self) -> str | None: ...
    @property
    def email(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...


class Circumstances(NamedTuple):
    """What a draft may say beside its action.

    `discussed` is what the user and the contact talked about, None if nobody noted it. `talking_elsewhere`
    and `first_choice` say that another employer talks with the user, and that none interests them more.
    """

    me: Reachable
    discussed: str | None = None
    talking_elsewhere: bool = False
    first_choice: bool = False


def values_of(action: Action, known: Circumstances) -> Values:
    """Return the values for a template; what is not known or not so is left out."""
    application, contact, anchor = action.application, _person(action.contact), action.anchor
    # What the user is reminded of may belong to no company.
    company, role = application.first.about.company or None, application.role
    first = contact.get("first_name")
    values: Values = {
        "contact": contact,
        "greeting": f"Hello {first}" if first else "Hello",
        "company": company,
        "role": role,
        "position": f"the {role} position" if role else "the position",
        "me": _person(known.me),
        "event": _event(anchor, application),
        "talk": _event(_called_off(anchor, application), application),
        "discussed": (known.discussed or "").rstrip(" .,;!?") or None,
        "until": _spoken(anchor.until) if anchor.until else None,
        "again": action.repetition > 1 or None,
        "talking_elsewhere": known.talking_elsewhere or None,
        "first_choice": known.first_choice or None,
        "application": _known(
            company=company, role=role, handle=application.handle, date=_applied_on(application)
        ),
    }
    return _known(**values)


def _known(**values: Any) -> Values:
    return {key: value for key, value in values.items() if value is not None}


def _person(person: Reachable | None) -> dict[str, str]:
    if person is None:
        return {}
    words = (person.name or "").split()
    return _known(
        name=person.name or None,
        first_name=words[0] if words else None,
        last_name=words[-1] if len(words) > 1 else None,
        email=person.email or None,
        phone=person.phone or None,
    )


def _event(event: Event | None, application: Application) -> dict[str, str]:
    if event is None:
        return {}
    zone = application.calendar.zone
    return _known(
        kind=event.kind.replace("_", " "),
        date=_spoken(day_of(event.at, zone)),
        time=f"{event.moment.astimezone(zone):%H:%M}" if event.moment else None,
        note=event.note,
    )


def _called_off(anchor: Event, application: Application) -> Event | None:
    """Return the talk that `anchor` calls off."""
    return next((each for each in application.facts if each.id == anchor.talk), None)


def _applied_on(application: Application) -> str | None:
    applied = application.by_kind.get("applied")
    return _spoken(day_of(applied[-1].at, application.calendar.zone)) if applied else None


def _spoken(day: Moment) -> str:
    """Return a date as one writes it: 20 November."""
    return f"{day.day} {_LONG_MONTHS[day.month - 1]}"


def filled(template: str, values: Mapping[str, Any], gaps: list[str], name: str | None) -> str:
    """Return a template with its values, each paragraph on one line.

    A missing value is put in brackets and added to `gaps`. NotValid if the template, called `name`, fails.
    """

    class Gap(Undefined):
        """An unknown value: printed, it is a visible gap; tested, it is false."""

        def __str__(self) -> str:
            if self._undefined_name is None:  # `x if y`, and not y
                return ""
            key = str(self._undefined_name)
            owned = f"me.{key}" if self._undefined_obj is values.get("me") else key
            label = _LABELS.get(owned, key.replace("_", " "))
            gaps.append(label)
            return f"[{label}]"

    try:
        text = fill(template, values, Gap)
    except CannotBeFilled as error:
        raise NotValid(
            f"The message {name!r} cannot be written: {error}", "Run `followup rules check`."
        ) from None
    return clean_lines(text)
