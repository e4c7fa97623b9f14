"""Drafts: the message an action asks for, written from the template of its rule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from jinja2 import TemplateError, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from followup.core.errors import NotValid, RequestFailed
from followup.core.moments import day_of
from followup.core.similarity import DraftText
from followup.core.text import clean, clean_lines
from followup.formats.words.phrases import whom

if TYPE_CHECKING:
    from collections.abc import Mapping

    from followup.core.actions import Action
    from followup.core.moments import Moment
    from followup.core.rules import Template

_LONG_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
# On a call card; how many are asked depends on the other person's patience.
QUESTIONS = 3
SHORTEST_FULL_LINE = 60
_GAP = re.compile(r"\[[^\[\]\n]{1,80}\]")


class Reachable(Protocol):
    """The user, or the person written to."""

    @property
    def name(self) -> str | None: ...
    @property
    def email(self) -> str | None: ...
    @property
    def phone(self) -> str | None: ...


class Draft(NamedTuple):
    """A message or a call. `gaps` are what the user has to fill in, in brackets in the text.

    `form` is the body without what was discussed.
    """

    action: Action
    subject: str
    body: str
    gaps: tuple[str, ...]
    form: str
    questions: tuple[str, ...]
    opening: str

    @property
    def words(self) -> int:
        """Return the number of words of the body."""
        return len(self.body.split())

    @property
    def text(self) -> DraftText:
        """Return the body as it is compared with others."""
        contact = self.action.contact
        names = (contact.name or "", contact.email or "") if contact else ()
        return DraftText(whom(self.action), self.body, names)


def draft_of(action: Action, messages: Mapping[str, Template], me: Reachable, discussed: str | None) -> Draft:
    """Return the draft that `action` asks for; RequestFailed if it asks for no message.

    `discussed` is what the user and the contact talked about, None if nobody noted it. NotValid if the
    template fails.
    """
    name = action.definition.send
    if name is None and action.channel != "phone":
        raise RequestFailed(
            "This action asks for no message.", f"`followup why {action.id[:5]}` says how to go about it."
        )
    message = messages.get(name or "")
    values = _values(action, me, discussed)
    gaps: list[str] = []
    subject = _filled(message.subject or "", values, gaps, name) if message else ""
    body = _filled(message.body, values, gaps, name, lines=True) if message else ""
    form = _filled(message.body, {**values, "discussed": ""}, [], name, lines=True) if message else ""
    said: list[str] = gaps if action.channel == "phone" else []
    default = "Hello, my name is {{ me.name }}. I am calling about the {{ role }} position."
    opening = _filled((message.opening if message else None) or default, values, said, name)
    questions = tuple(_filled(each, values, said, name) for each in (message.questions if message else ()))
    return Draft(action, subject, body, tuple(dict.fromkeys(gaps)), form, questions[:QUESTIONS], opening)


def _values(action: Action, me: Reachable, discussed: str | None) -> dict[str, Any]:
    """Return the values for a template; an unknown one is left out and becomes a gap."""
    application, contact, anchor = action.application, action.contact, action.anchor
    zone = application.calendar.zone
    event: dict[str, str | None] = {
        "kind": anchor.kind.replace("_", " "),
        "date": _spoken(day_of(anchor.at, zone)),
        "time": f"{anchor.moment.astimezone(zone):%H:%M}" if anchor.moment else None,
        "note": anchor.note,
    }
    values: dict[str, Any] = {
        "contact": _person(contact),
        "company": application.company,
        "role": application.role,
        "me": _person(me),
        "event": {key: value for key, value in event.items() if value is not None},
        "discussed": discussed,
        "until": _spoken(anchor.until) if anchor.until else None,
        "application": {
            "company": application.company,
            "role": application.role,
            "handle": application.handle,
        },
    }
    return {key: value for key, value in values.items() if value is not None}


def _person(person: Reachable | None) -> dict[str, str]:
    if person is None:
        return {}
    words = (person.name or "").split()
    found = {
        "name": person.name,
        "first_name": words[0] if words else None,
        "last_name": words[-1] if len(words) > 1 else None,
        "email": person.email,
        "phone": person.phone,
    }
    return {key: value for key, value in found.items() if value}


def _spoken(day: Moment) -> str:
    """Return a date as one writes it: 20 November."""
    return f"{day.day} {_LONG_MONTHS[day.month - 1]}"


TALK = "what you two discussed"
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


def _filled(
    template: str, values: Mapping[str, Any], gaps: list[str], name: str | None, *, lines: bool = False
) -> str:
    """Return a template with its values; a missing one is put in brackets and added to `gaps`."""

    class Gap(Undefined):
        """An unknown value: printed, it is a visible gap; tested, it is false."""

        def __str__(self) -> str:
            key = str(self._undefined_name)
            owned = f"me.{key}" if self._undefined_obj is values.get("me") else key
            label = _LABELS.get(owned, key.replace("_", " "))
            gaps.append(label)
            return f"[{label}]"

    environment = ImmutableSandboxedEnvironment(undefined=Gap, keep_trailing_newline=False)
    try:
        text = environment.from_string(template).render(values)
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
        raise NotValid(
            f"The template {name!r} cannot be filled in: {clean(str(error))}.", "Run `followup rules check`."
        ) from None
    return flowed(clean_lines(text)) if lines else clean(text)


def flowed(text: str) -> str:
    """Return `text` with each paragraph on one line, as mail programs want it.

    Templates are wrapped for readers of the rules file; only a short line, as a greeting, ends on purpose.
    """
    found: list[str] = []
    goes_on = False
    for line in text.split("\n"):
        if goes_on and line:
            found[-1] += f" {line}"
        else:
            found.append(line)
        goes_on = len(line) >= SHORTEST_FULL_LINE
    return "\n".join(found)


def wrapped(text: str) -> str:
    """Return `text` with its long lines wrapped for a terminal."""
    from textwrap import fill

    lines = text.split("\n")
    return "\n".join(fill(line, 76, break_long_words=False, break_on_hyphens=False) for line in lines)


def draft_text(draft: Draft) -> str:
    """Return the draft as the terminal shows it: a message with its head, or a call card."""
    action = draft.action
    if action.channel == "phone":
        return _call_card(draft)
    head = []
    if action.channel == "email":
        to = whom(action)
        if action.contact is not None and action.contact.email:
            to = f"{action.contact.name or ''} <{action.contact.email}>".strip()
        head = [f"To: {to}", f"Subject: {draft.subject}", ""]
    return "\n".join([*head, wrapped(draft.body)])


def _call_card(draft: Draft) -> str:
    action = draft.action
    number = action.contact.phone if action.contact and action.contact.phone else "[number]"
    lines = [f"Call {whom(action)}: {number}", "", f"Begin: {draft.opening}"]
    if draft.questions:
        lines += ["", "Ask, as far as they are willing:"]
        lines += [f"  {index}. {question}" for index, question in enumerate(draft.questions, 1)]
    return "\n".join(lines)


def gaps_left(text: str) -> list[str]:
    """Return the gaps left in a text that the user edited."""
    return [found.strip("[]") for found in _GAP.findall(text)]


def mailto(draft: Draft) -> str:
    """Return the draft as a mailto link (RFC 6068)."""
    from urllib.parse import quote

    contact = draft.action.contact
    to = quote(contact.email, safe="@") if contact and contact.email else ""
    body = draft.body.replace("\n", "\r\n")
    return f"mailto:{to}?subject={quote(draft.subject, safe='')}&body={quote(body, safe='')}"
