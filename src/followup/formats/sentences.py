"""A rule in plain words, generated from the rule itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.core.durations import duration
from followup.core.rules import PERMISSION, Guard, Rule, Silence, Wait
from followup.formats.words import CHANNELS, PARTS, listed, phrase_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_HAPPENED = {
    "receipt": "the receipt arrived",
    "heard_back": "you heard back",
    "offer": "an offer came",
    "phone_screen": "there was a phone screen",
    "interview": "there was an interview",
    "promised": "they named a date",
    PERMISSION: "the contact said that a follow-up is welcome",
}
_SCOPES = {"contact": "to one person", "company": "to one company", "application": "about one application"}


def rule_sentence(rule: Rule) -> str:
    """Return what `rule` asks for, as one or two sentences."""
    parts = [_when(rule)]
    conditions = []
    if rule.needs:
        conditions.append(listed(_happened(kind) for kind in rule.needs))
    if rule.unless:
        conditions.append(f"unless {listed((_happened(kind) for kind in rule.unless), 'or')}")
    if rule.needs:
        conditions[0] = f"if {conditions[0]}"
    parts += conditions
    parts.append(_do(rule))
    if rule.limit != "once per event":
        parts.append(rule.limit)
    text = ", ".join(parts)
    return f"{text[0].upper()}{text[1:]}.{''.join(_more(rule))}"


def _when(rule: Rule) -> str:
    if rule.lead is not None:
        return f"{duration(rule.lead)} before {_anchor(rule)}"
    wait = rule.wait if isinstance(rule.wait, Wait) else Wait(ideal=rule.wait or "0 hours")
    ideal = duration(wait.ideal)
    if ideal.count:
        text = f"{ideal} after {_anchor(rule)}"
    else:
        text = f"as soon as {_anchor(rule)}" if _is_clause(rule) else f"right after {_anchor(rule)}"
    bounds = []
    if wait.earliest is not None and wait.earliest != wait.ideal:
        bounds.append(f"{duration(wait.earliest)} at the earliest")
    if wait.latest is not None:
        bounds.append(f"{duration(wait.latest)} at the latest")
    return f"{text} ({', '.join(bounds)})" if bounds else text


def _anchor(rule: Rule) -> str:
    kinds = rule.anchor_kinds
    if isinstance(rule.after, Silence):
        if len(kinds) == 1:
            return f"{phrase_of(kinds[0])} last"
        return f"the latest of: {listed((phrase_of(kind) for kind in kinds), 'or')}"
    return phrase_of(kinds[0]) if kinds else "nothing"


def _is_clause(rule: Rule) -> bool:
    phrase = _anchor(rule)
    return not phrase.startswith("the ") and not phrase.startswith("your ")


def _happened(kind: str) -> str:
    return _HAPPENED.get(kind) or phrase_of(kind)


def _do(rule: Rule) -> str:
    whom = PARTS[rule.for_each or rule.to or "anyone"]
    if rule.for_each:
        whom = "each interviewer"
    text = (
        rule.do.replace("{contact}", whom).replace("{company}", "the company").replace("{role}", "the role")
    )
    channel = f" ({_by(rule.channel)})" if rule.channel else ""
    optional = " if you like" if rule.optional else ""
    return f"{text[0].lower()}{text[1:]}{optional}{channel}"


def _by(channel: str) -> str:
    return "in person" if channel == "in_person" else f"by {CHANNELS[channel]}"


def _more(rule: Rule) -> Sequence[str]:
    found = []
    if rule.repeat is not None:
        again = duration(rule.repeat.every)
        found.append(f" Again {again} after it was sent, {rule.repeat.at_most} times in all.")
    if rule.courtesy:
        found.append(" It asks for nothing, so no limit counts it and no wish delays it.")
    if rule.distinct:
        found.append(" No two people get the same letter.")
    if rule.logs is not None:
        found.append(f" When it is done, that is logged as: {phrase_of(rule.logs)}.")
    landing = {
        "anytime": " Weekends and holidays count like any day.",
        "working_day_before": " It moves back to a working day.",
    }
    found.append(landing.get(rule.lands, ""))
    return found


def guard_sentence(guard: Guard) -> str:
    """Return what `guard` allows, as a sentence."""
    noun = "message" if guard.at_most == 1 else "messages"
    text = f"At most {guard.at_most} {noun} {_SCOPES[guard.per]}"
    if guard.within is not None:
        text += f" within {duration(guard.within)}"
    if guard.since:
        text += f", counted anew after {listed((phrase_of(kind) for kind in guard.since), 'or')}"
    return f"{text}; {'one more is stopped' if guard.then == 'stop' else 'one more waits'}."
