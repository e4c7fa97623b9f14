"""A rule in plain words, generated from the rule itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from followup.core.events import ANSWERS
from followup.core.rules import PERMISSION, Deadline, Guard, Rule, Rulebook, Silence
from followup.formats.words.phrases import CHANNELS, PARTS, listed, name_of, phrase_of, say_guard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# What happened, as a condition that is met, and as one that must not be.
_MET = {
    "receipt": "the receipt arrived",
    "no_receipt": "none was found",
    "heard_back": "somebody answered",
    "promised": "they named a date",
    "sent": "you wrote yourself",
    "rejected": "you were rejected",
    PERMISSION: "they said that following up is welcome",
}
_NOT_MET = {
    "applied": "you did not apply again",
    "receipt": "no receipt arrived",
    "no_receipt": "you did not find it missing",
    "promised": "they named no date",
    "sent": "you did not write yourself",
    "accepted": "you did not accept",
    "declined": "you did not decline",
    "withdrawn": "you did not withdraw",
    "closed": "you did not close the application",
}
# Events as things that come more than once. What is not here goes by its name.
_NOUNS = {
    "applied": "application",
    "heard_back": "answer",
    "promised": "date that they named",
    "sent": "message of yours",
    "accepted": "acceptance",
    "rejected": "rejection",
    "withdrawn": "withdrawal",
}
# Silence after these counts from the date that they name.
_SILENT = {"offer": "offer (or the date that it names)"}
# Anchors that say what somebody did; the others are things that come before the next of their kind.
_CLAUSES = {
    *("applied", "receipt", "heard_back", "promised", "sent"),
    *("accepted", "declined", "withdrawn", "closed"),
}
_OPENLY = {"{company}": "the company", "{role}": "the job"}


class InWords(NamedTuple):
    """A rule, a guard or `stop`: what it does and how, then why and who says so."""

    name: str
    lines: tuple[str, ...]
    notes: tuple[str, ...] = ()


def in_words(rulebook: Rulebook, name: str) -> InWords:
    """Return the rule or guard called `name`, or what `stop` does."""
    if name in rulebook.guards:
        return InWords(name, (guard_sentence(rulebook.guards[name]),))
    if name not in rulebook.rules:
        return InWords("stop", (stop_sentence(rulebook.stop),))
    rule = rulebook.rules[name]
    steps = (f"{number}. {words_of(step, rule)}" for number, step in enumerate(rule.steps, 1))
    notes = (("Because", rule.because), ("Source", rule.source), ("Others say", rule.dissent))
    return InWords(
        name,
        (rule_sentence(rule), *steps),
        tuple(f"{head}: {words_of(text, rule)}" for head, text in notes if text),
    )


def rule_sentence(rule: Rule) -> str:
    """Return what `rule` asks for: when, under which conditions, what; then what else there is to know."""
    what = words_of(rule.do, rule)
    what = what[0].lower() + what[1:] if what[1:2].islower() or what[1:2] == " " else what
    parts = [_when(rule), _conditions(rule), "if you like" if rule.optional else ""]
    # What has clauses of its own is set off, so that it is not read as a condition.
    is_long = any(mark in what for mark in ",;:")
    text = f"{', '.join(filter(None, parts))}{': ' if is_long else ', '}{what}"
    limit = _limit(rule)
    if limit:
        text += f"{'; ' if is_long else ', '}{limit}"
    first = f"{text[0].upper()}{text[1:].rstrip('.')}."
    return " ".join([first, *_more(rule)])


def words_of(text: str, rule: Rule) -> str:
    """Return a text of `rule` with what it fills in said in general: `Ask the recruiter`."""
    whom = "each interviewer" if rule.for_each else PARTS[rule.to or "anyone"]
    for mark, words in {"{contact}": whom, **_OPENLY}.items():
        text = text.replace(mark, words)
    return text


def _when(rule: Rule) -> str:
    if rule.lead is not None:
        day = "on the day of" if rule.lead.unit != "hour" else "until"
        return f"{rule.lead} before {_anchor(rule)}" if rule.lead.count else f"{day} {_anchor(rule)}"
    ideal = rule.waits.ideal
    if _waits_for_promise(rule):
        free = "the first working day after the date that they named"
        return f"{ideal} after they named a date, but not before {free}" if ideal.count else f"on {free}"
    if isinstance(rule.after, Silence):
        return f"after {ideal} of silence since {_anchor(rule)}"
    return f"{ideal} after {_anchor(rule)}" if ideal.count else f"right after {_anchor(rule)}"


def _waits_for_promise(rule: Rule) -> bool:
    """Whether the rule's message is held back until the date named in its anchor has passed."""
    return rule.is_guarded and rule.anchor_kinds == ("promised",)


def _anchor(rule: Rule) -> str:
    """Return what the rule counts from: `you applied`, `each interview`, `the last answer or interview`."""
    kinds = rule.anchor_kinds
    if isinstance(rule.after, Silence):
        # One applies once; what can come again is counted from its last time.
        again = [_SILENT.get(kind) or _noun(kind) for kind in kinds if kind != "applied"]
        first = ["your application"] if "applied" in kinds else []
        return " or ".join([*first, *([f"the last {listed(again, 'or')}"] if again else [])])
    kind = kinds[0]
    if isinstance(rule.before, Deadline):
        return f"the date that {_the(kind, rule)} names"
    if kind in _CLAUSES:
        return phrase_of(kind)
    return _the(kind, rule)


def _the(kind: str, rule: Rule) -> str:
    return f"the {_noun(kind)}" if rule.limit.anchors == 1 else f"each {_noun(kind)}"


def _noun(kind: str) -> str:
    return _NOUNS.get(kind) or name_of(kind)


def _conditions(rule: Rule) -> str:
    met = [_happened(kind) for kind in rule.needs]
    since = "" if isinstance(rule.after, Silence) else " since"
    conditions = [*met, *_absent(rule.unless, since)]
    return f"if {listed(conditions)}" if conditions else ""


def _happened(kind: str) -> str:
    phrase = _MET.get(kind) or phrase_of(kind)
    if kind in _MET or not phrase.startswith(("the ", "your ")):
        return phrase
    noun = _noun(kind)
    return f"there was {'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _absent(kinds: Sequence[str], since: str) -> Iterator[str]:
    """Yield what must not have happened. An answer of any kind is what most rules are about."""
    rest = list(dict.fromkeys(kinds))
    any_answer = set(ANSWERS) <= set(rest)
    if any_answer:
        rest = [kind for kind in rest if kind not in ANSWERS]
    things = [_noun(kind) for kind in rest if kind not in _NOT_MET]
    yield from (_NOT_MET[kind] for kind in rest if kind in _NOT_MET)
    if any_answer:
        yield "nobody answered"
    if things:
        yield f"there was no {listed(things, 'or')}{since}"


def _limit(rule: Rule) -> str:
    most = rule.limit.anchors
    if most is None:
        return ""
    return "once per application" if most == 1 else f"at most {most} times per application"


def _more(rule: Rule) -> Iterator[str]:
    """Yield the sentences after the first."""
    if rule.lead is None:
        yield _window(rule)
    if rule.repeat is not None:
        verb, most = "sent" if rule.send else "done", rule.repeat.at_most
        again = "If the silence lasts, again" if isinstance(rule.after, Silence) else "Again"
        rest = "but not a third time" if most == 2 else f"{most} times in all"  # noqa: PLR2004  # twice
        if most > 1:
            yield f"{again} {rule.repeat.every} after it was {verb}, {rest}."
    yield from _how(rule)
    if rule.courtesy:
        yield "It asks for nothing, so no limit counts it and no wish delays it."
    if rule.distinct:
        yield "No two people get the same letter."
    if rule.asks is not None:
        yield f"Once it is done, followup asks: {rule.asks}"
        yield f"A yes logs that {_happened(rule.logs or '')}."
        if rule.else_logs is not None:
            yield f"A no logs that {_happened(rule.else_logs)}."
    elif rule.logs is not None:
        happened = _happened(rule.logs)
        yield f"Once it is done, the log says that {happened}."
    if rule.lands == "anytime":
        yield "Weekends and holidays are days like any other."
    elif rule.lands == "working_day_before":
        yield "From a weekend or a holiday it moves back to the working day before."


def _window(rule: Rule) -> str:
    """Return how much sooner and later will do."""
    wait = rule.waits
    ideal, earliest = wait.ideal, wait.opens
    bounds = []
    if earliest != ideal:
        bounds.append(f"at the earliest after {earliest}" if earliest.count else "at once will do too")
    if wait.latest is None:
        bounds.append("it stays open until you do it")
    elif wait.latest == ideal:
        bounds.append("on that day only")
    elif _waits_for_promise(rule):
        bounds.append(f"at the latest {wait.latest} after that day")
    else:
        bounds.append(f"at the latest after {wait.latest}")
    text = ", ".join(bounds)
    return f"{text[0].upper()}{text[1:]}."


def _how(rule: Rule) -> Iterator[str]:
    """Yield the channel; a message without one goes by email."""
    channel = rule.usual_channel
    if channel is None:
        return
    way = "In person" if channel == "in_person" else f"By {CHANNELS[channel]}"
    has_contact = bool(rule.to or rule.send or rule.for_each)
    yield f"{way}, or the way they asked for." if has_contact else f"{way}."


def guard_sentence(guard: Guard) -> str:
    """Return what `guard` allows, as sentences."""
    text = say_guard(guard).capitalize()
    if guard.since:
        text += f", counted anew after each {listed((_noun(kind) for kind in guard.since), 'or')}"
    return f"{text}. {'One more is not sent.' if guard.then == 'stop' else 'One more waits for its turn.'}"


def stop_sentence(kinds: Sequence[str]) -> str:
    """Return after which events nothing more is planned."""
    phrases = [_happened(kind) for kind in kinds]
    if all(phrase.startswith("you ") for phrase in phrases):
        phrases = [phrases[0], *(phrase.removeprefix("you ") for phrase in phrases[1:])]
    ends = listed(phrases, "or")
    return f"Nothing more is planned once {ends}. Rules that count from such an event still run."
