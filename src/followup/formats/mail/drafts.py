"""Drafts: the message that an action asks for, from the template of its rule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from jinja2 import TemplateError, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from followup.core.errors import NotValid, RequestFailed
from followup.core.moments import day_of
from followup.core.similarity import Letter
from followup.core.text import clean, clean_lines
from followup.formats.words.phrases import whom

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from followup.core.actions import Action
    from followup.core.moments import Moment
    from followup.core.myself import Myself
    from followup.core.rules import Template

_LONG_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
# At most so many questions stand on a call card: a few only, led by the person's willingness.
QUESTIONS = 3
SHORTEST_FULL_LINE = 60
_GAP = re.compile(r"\[[^\[\]\n]{1,80}\]")


class Draft(NamedTuple):
    """A letter or a call. `gaps` are what the user has to fill in; they stand in brackets in the text.

    `form` is the same letter with nothing personal in it, `words` the length of the body.
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
        """Return how many words the body has."""
        return len(self.body.split())

    @property
    def letter(self) -> Letter:
        """Return the body as a letter to be compared with others."""
        contact = self.action.contact
        names = (contact.name or "", contact.email or "") if contact else ()
        return Letter(whom(self.action), self.body, names)


def draft_of(action: Action, messages: Mapping[str, Template], me: Myself, discussed: str | None) -> Draft:
    """Return the draft that `action` asks for; RequestFailed if it asks for no message.

    `discussed` is what the user and the contact talked about, None where nobody noted it. NotValid if the
    template cannot be filled in.
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


def _values(action: Action, me: Myself, discussed: str | None) -> dict[str, Any]:
    """Return what a template may use; what nobody knows is left out, and becomes a gap."""
    application, contact, anchor = action.application, action.contact, action.anchor
    zone = application.calendar.zone
    people = {} if contact is None else _person(contact.name, contact.email, contact.phone)
    event: dict[str, str | None] = {
        "kind": anchor.kind.replace("_", " "),
        "date": _spoken(day_of(anchor.at, zone)),
        "time": f"{anchor.moment.astimezone(zone):%H:%M}" if anchor.moment else None,
        "note": anchor.note,
    }
    values: dict[str, Any] = {
        "contact": people,
        "company": application.company,
        "role": application.role,
        "me": _person(me.name, me.email, me.phone),
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


def _person(name: str | None, email: str | None, phone: str | None) -> dict[str, str]:
    words = (name or "").split()
    found = {
        "name": name,
        "first_name": words[0] if words else None,
        "last_name": words[-1] if len(words) > 1 else None,
        "email": email,
        "phone": phone,
    }
    return {key: value for key, value in found.items() if value}


def _spoken(day: Moment) -> str:
    """Return a date as a letter says it: 20 November."""
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
    """Return a template with its values; what is missing stands in brackets and is added to `gaps`."""

    class Gap(Undefined):
        """A value that nobody knows: a visible gap, wherever it is printed; false where it is asked for."""

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

    A template is broken into lines for whoever reads the rules file. A short line was broken on purpose:
    a greeting, a name below it.
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
    """Return the draft as a person reads it: a letter with its head, or a call card."""
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
    """Return what still stands in brackets in a text that somebody edited."""
    return [found.strip("[]") for found in _GAP.findall(text)]


def mailto(draft: Draft) -> str:
    """Return the draft as a mailto link (RFC 6068)."""
    from urllib.parse import quote

    contact = draft.action.contact
    to = quote(contact.email, safe="@") if contact and contact.email else ""
    body = draft.body.replace("\n", "\r\n")
    return f"mailto:{to}?subject={quote(draft.subject, safe='')}&body={quote(body, safe='')}"


def eml(draft: Draft, me: Myself, now: datetime) -> bytes:
    """Return the draft as a mail that any mail program opens (RFC 5322, UTF-8), marked as not yet sent."""
    from email.headerregistry import Address
    from email.message import EmailMessage
    from email.policy import SMTP
    from email.utils import format_datetime

    mail = EmailMessage(policy=SMTP)
    contact = draft.action.contact
    if me.email:
        mail["From"] = Address(me.name or "", addr_spec=me.email)
    if contact is not None and contact.email:
        mail["To"] = Address(contact.name or "", addr_spec=contact.email)
    mail["Subject"] = draft.subject
    mail["Date"] = format_datetime(now)
    mail["X-Unsent"] = "1"
    mail.set_content(draft.body + "\n")
    return mail.as_bytes()
