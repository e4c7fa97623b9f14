"""Drafts: the letter or the call that actions ask for, written from the templates of their rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from followup.core.errors import RequestFailed
from followup.core.rules import SEVERAL, Template
from followup.core.similarity import DraftText
from followup.core.text import clean
from followup.formats.mail.filling import Values, filled, values_of
from followup.formats.words.phrases import by_channel, job_of, whom

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from followup.core.actions import Action
    from followup.formats.mail.filling import Circumstances

# On a call card; how many are asked depends on the other person's patience.
QUESTIONS = 3
_GAP = re.compile(r"\[[^\[\]\n]{1,80}\]")

# What is said where the rules file says nothing: about one application of several, and in between.
LINE = "Could you tell me where things stand?"
OPENING = "{{ greeting }}, this is {{ me.name }}. I am calling about {{ position }} at {{ company }}."
_CALL = Template(body="{{ greeting }},")
LETTER_OF_SEVERAL = Template(
    subject="My applications",
    opening="{{ greeting }}, this is {{ me.name }}. I am calling about my applications.",
    body="""\
{{ greeting }},

I am writing about my applications for these positions:

{% for item in items %}
- {% if item.company %}{{ item.role or "Position" }} at {{ item.company }}: {% endif %}{{ item.line }}
{% endfor %}

A short word on each would help me very much. Thank you for your time.

Kind regards
{{ me.name }}
""",
)
# Nobody who was made an offer has to say who is calling.
OFFER_CALL = Template(
    body="{{ greeting }},",
    opening="{{ greeting }}, thank you for the offer. I am very glad about it.",
    questions=(
        "Could you send me the offer in writing?",
        "{% if not until %}By when do you need my answer?{% endif %}",
        "Whom may I call if a question comes up?",
    ),
)
# What the user meant to say was noted for the user, not for the other person: it stands as a gap.
REMINDER = "reminder"
_REMINDED = Template(
    line="[{{ event.note }}]",
    opening="{{ greeting }}, this is {{ me.name }}.",
    body="{{ greeting }},\n\n[{{ event.note }}]\n\nKind regards\n{{ me.name }}",
)


class Draft(NamedTuple):
    """A message or a call. `gaps` are what the user has to fill in, in brackets in the text.

    `letter` has the first action of each application that it is about, `form` is the body without what
    was discussed, `template` what it was written from.
    """

    letter: tuple[Action, ...]
    subject: str
    body: str
    gaps: tuple[str, ...]
    form: str
    questions: tuple[str, ...]
    opening: str
    template: Template

    @property
    def action(self) -> Action:
        """Return the first action, which says to whom it goes and how."""
        return self.letter[0]

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

    def says(self, variable: str) -> bool:
        """Whether the words make use of a variable."""
        used = self.template.opening if self.action.channel == "phone" else self.template.body
        return variable in (used or "")


def draft_of(letter: Sequence[Action], messages: Mapping[str, Template], known: Circumstances) -> Draft:
    """Return the draft of the actions that go out together; RequestFailed if the first asks for no message.

    An application has one line in a letter of several, that of its first action. NotValid if a template
    fails.
    """
    ahead = {action.application.id: action for action in reversed(letter)}
    actions = tuple(action for action in letter if ahead[action.application.id] is action)
    first = actions[0]
    if first.definition.send is None and first.channel != "phone":
        raise _no_message(first)
    values = values_of(first, known)
    items: list[Values] = []
    gaps: list[str] = []
    if len(actions) == 1:
        name, template = first.definition.send, _template(first, messages)
        gaps += _noted(first)
    else:
        name, template = SEVERAL, messages.get(SEVERAL, LETTER_OF_SEVERAL)
        values["items"] = items = [_item(action, messages, known, gaps) for action in actions]
    written = [*gaps]  # what a letter leaves open, and what a call does: its card says what the user noted
    asked = [] if first.rule == REMINDER and not items else [*gaps]
    opening = clean(filled(template.opening or OPENING, values, asked, name))
    questions = [": ".join(filter(None, (item["about"], item["line"]))) for item in items] or [
        clean(filled(each, values, asked, name)) for each in template.questions[:QUESTIONS]
    ]
    questions = [each for each in questions if each]
    subject = clean(filled(template.subject or "", values, written, name))
    body = filled(template.body, values, written, name)
    form = filled(template.body, {**values, "discussed": ""}, [], name)
    left = tuple(dict.fromkeys(asked if first.channel == "phone" else written))
    return Draft(actions, subject, body, left, form, tuple(questions), opening, template)


def _no_message(action: Action) -> RequestFailed:
    """Return why there is no draft, and what to do instead."""
    name, who = action.id[:5], whom(action)
    if action.rule == REMINDER:
        event = "/".join(filter(None, (REMINDER, action.application.handle)))
        return RequestFailed(
            "This reminder is to nobody, so it asks for no message.",
            f"followup edit {event} --to NAME names somebody.",
        )
    if action.definition.channel == "phone" and action.channel:
        return RequestFailed(
            f"There is no draft: {action.rule} has words for a call only, and {who} wants to be reached"
            f" {by_channel(action.channel)}.",
            f"Write it in your own words, then `followup done {name}`; `send` gives a rule its message.",
        )
    how = f"`followup why {name}` says how to go about it."
    if not action.definition.steps:
        how = f"Once you did it: followup done {name}"
    return RequestFailed(f"The rule {action.rule} asks for no message.", how)


def _template(action: Action, messages: Mapping[str, Template]) -> Template:
    """Return the words for an action by itself; where the rules file has none, built-in ones."""
    found = messages.get(action.definition.send or "")
    if found is not None:
        return found
    if action.rule == REMINDER:
        return _REMINDED
    return OFFER_CALL if action.anchor.kind == "offer" else _CALL


def _item(action: Action, messages: Mapping[str, Template], known: Circumstances, gaps: list[str]) -> Values:
    """Return what a letter of several says of one application."""
    application, values = action.application, values_of(action, known)
    line = filled(_template(action, messages).line or LINE, values, gaps, action.definition.send)
    gaps += _noted(action)
    said = {"line": clean(line), "company": values.get("company"), "role": application.role}
    return {key: value for key, value in said.items() if value} | {"about": job_of(application)}


def _noted(action: Action) -> list[str]:
    """Return the gap that a reminder is."""
    return [action.anchor.note] if action.rule == REMINDER and action.anchor.note else []


def wrapped(text: str, begins: str = "") -> str:
    """Return `text` with its long lines wrapped for a terminal, each after `begins` or the dash of a list."""
    from textwrap import fill

    lines = []
    for line in text.split("\n"):
        indent = " " * len(begins or ("- " if line.startswith("- ") else ""))
        lines.append(
            fill(
                f"{begins}{line}",
                76,
                subsequent_indent=indent,
                break_long_words=False,
                break_on_hyphens=False,
            )
        )
    return "\n".join(lines)


def draft_document(draft: Draft) -> dict[str, Any]:
    """Return the document of `draft`: one letter, or the card of a call; what is missing stands in `gaps`."""
    action, contact = draft.action, draft.action.contact
    return {
        "schema": 1,
        "letter": action.letter or None,
        "actions": [each.id for each in draft.letter],
        "contact": {"id": contact.id, "name": contact.name, "email": contact.email} if contact else None,
        "channel": action.channel,
        "subject": draft.subject,
        "body": draft.body,
        "opening": draft.opening,
        "questions": list(draft.questions),
        "gaps": list(draft.gaps),
    }


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
    noted = _noted(action) if len(draft.letter) == 1 else []
    lines = [f"Call {whom(action)}: {number}", *(wrapped(each, "You noted: ") for each in noted)]
    lines += ["", wrapped(draft.opening, "Begin: ")]
    if draft.questions:
        lines += ["", "Ask, as far as they are willing:"]
        lines += [wrapped(each, f"  {index}. ") for index, each in enumerate(draft.questions, 1)]
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
