"""What is allowed in a rules file and yet can hardly be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.core.durations import Duration
from followup.core.events import BEGINNINGS, BUILT_IN, FACTS, SCHEDULABLE
from followup.formats.rules.kinds import Use, uses
from followup.formats.rules.spans import Spans
from followup.formats.yamlfile.findings import listed, quoted

if TYPE_CHECKING:
    from followup.core.rules import Guard, Rule, Rulebook
    from followup.formats.yamlfile.decoding import Places
    from followup.formats.yamlfile.findings import Findings


def check_meaning(book: Rulebook, places: Places, findings: Findings) -> None:
    """Add the warnings."""
    for name, rule in book.rules.items():
        _check_fires(name, rule, book, places, findings)
        _check_reason(name, rule, places, findings)
    _check_twins(book, places, findings)
    _check_starved(book, places, findings)
    if not findings.has_errors:
        # These look at the file as a whole, and a rule with an error may be missing from it.
        _check_guards(book, places, findings)
        _check_unused(book, places, findings)


def _check_fires(name: str, rule: Rule, book: Rulebook, places: Places, findings: Findings) -> None:
    """Tell what keeps a rule from ever firing, as far as that is certain."""
    if rule.before in BUILT_IN and rule.before not in SCHEDULABLE:
        text = f"{quoted(name)} never fires: `{rule.before}` is logged when it has happened, not ahead."
        hint = f"Only {listed(SCHEDULABLE, 'and')} and events of your own can lie ahead."
        findings.warning(places.value("rules", name, "before"), "never-fires", text, hint)
    for number, kind in enumerate(rule.needs):
        # What can only come after the application meets the need at the moment at which it ends the rule.
        if rule.after == "applied" and kind in FACTS and kind not in BEGINNINGS:
            where = next(
                (key for key, ends in (("unless", rule.unless), ("stop", book.stop)) if kind in ends), None
            )
            if where:
                at = places.value("rules", name, "needs", number)
                text = f"{quoted(name)} never fires: it needs `{kind}`, but `{where}` ends it at `{kind}`."
                findings.warning(at, "never-fires", text, f"Take it out of `needs` or of `{where}`.")


def _check_reason(name: str, rule: Rule, places: Places, findings: Findings) -> None:
    if rule.send is not None and rule.because is None and ("rules", name, "because") not in places.wrong:
        text = f"{quoted(name)} sends a message and does not say why."
        findings.warning(places.key("rules", name), "no-reason", text, "Add a sentence under `because`.")


def _check_twins(book: Rulebook, places: Places, findings: Findings) -> None:
    """Tell rules that ask for one message at one event, unless one waits for what ends the other."""
    seen: dict[tuple[object, ...], list[tuple[str, Rule]]] = {}
    for name, rule in book.rules.items():
        if rule.send is None or not rule.anchor_kinds:
            continue
        key = (rule.send, frozenset(rule.anchor_kinds), rule.before is None, rule.to, rule.for_each)
        for other, twin in seen.get(key, [])[:1]:
            if set(rule.needs) & set(twin.unless) or set(twin.needs) & set(rule.unless):
                continue
            text = f"{quoted(name)} and {quoted(other)} send {quoted(rule.send)} at the same event."
            hint = "If it is to be sent again, write `repeat` in one rule."
            findings.warning(places.value("rules", name, "send"), "same-message", text, hint)
        seen.setdefault(key, []).append((name, rule))


def _check_starved(book: Rulebook, places: Places, findings: Findings) -> None:
    spans = Spans(book.calendar)
    # No file that is meant has more than a handful of guards.
    guards = [(label, guard) for label, guard in book.guards.items() if not _has_wrong(label, places)][:50]
    for name, rule in book.rules.items():
        repeat = rule.repeat
        is_wrong = {("rules", name, "repeat", "every"), ("rules", name, "wait", "ideal")} & places.wrong
        if repeat is None or not rule.is_guarded or is_wrong:
            continue
        for label, guard in guards:
            if repeat.at_most <= guard.at_most or not _starves(guard, rule, book, spans):
                continue
            number = guard.at_most + 1
            why = (
                f"its window closes before {quoted(label)} lets it through"
                if guard.within
                else f"{quoted(label)} stops it"
            )
            text = f"{quoted(name)} can never send message {number}: {why}."
            hint = "Repeat later, leave the window open for longer, or loosen the guard."
            findings.warning(places.key("rules", name, "repeat"), "starved", text, hint)
            break


def _has_wrong(name: str, places: Places) -> bool:
    return any(("guards", name, key) in places.wrong for key in ("at_most", "within", "then", "since"))


def _starves(guard: Guard, rule: Rule, book: Rulebook, spans: Spans) -> bool:
    """Whether the first repetition past `at_most` cannot be sent even if there is no other rule."""
    if rule.repeat is None:
        return False
    if guard.within is None:
        # The count begins again only at events that end or move what is repeated.
        ends = {*rule.unless, *rule.anchor_kinds, *book.stop}
        return guard.then == "stop" and set(guard.since) <= ends
    wait = rule.waits
    if guard.then != "postpone" or wait.latest is None:
        return False
    every, within = rule.repeat.every, guard.within
    open_for = _open_for(wait.ideal, wait.latest, spans)
    latest = guard.at_most * spans.longest(every) + open_for
    if every.unit == within.unit and not open_for:
        return guard.at_most * every.count < within.count
    return latest < spans.shortest(within)


def _open_for(ideal: Duration, latest: Duration, spans: Spans) -> int:
    """Return the most dates for which a window stays open after its due date."""
    if ideal == latest:
        return 0
    if ideal.unit == latest.unit and latest.count > ideal.count:
        return spans.longest(Duration(latest.count - ideal.count, latest.unit))
    return max(0, spans.longest(latest) - spans.shortest(ideal))


def _check_guards(book: Rulebook, places: Places, findings: Findings) -> None:
    has_messages = any(rule.is_guarded for rule in book.rules.values())
    for name, guard in book.guards.items():
        if not has_messages:
            text = f"{quoted(name)} limits nothing: no rule sends a message that guards count."
            findings.warning(places.key("guards", name), "idle-guard", text)
        elif guard.within is not None and not guard.within.count:
            text = f"{quoted(name)} limits nothing: its period is over at once."
            at = places.value("guards", name, "within")
            findings.warning(at, "idle-guard", text, "Write a longer one, such as `within: 7 days`.")


def _check_unused(book: Rulebook, places: Places, findings: Findings) -> None:
    if not book.rules:
        findings.warning(places.key("rules"), "no-rules", "There are no rules, so nothing is ever planned.")
    _check_events(book, places, findings)
    sent = {rule.send for rule in book.rules.values()}
    for name in book.messages:
        if name not in sent:
            at, text = places.key("messages", name), f"No rule sends the message {quoted(name)}."
            findings.warning(at, "unused-message", text, "Name it in a rule's `send`, or take it out.")


def _check_events(book: Rulebook, places: Places, findings: Findings) -> None:
    """Tell event kinds of the user's own that nothing uses, and those that only `needs` or `unless` names.

    Nothing in the file says when these come: no rule logs them, none counts from them and no limit begins
    again at them. Built-in kinds are what happens at an employer's; `followup add` offers them by name.
    """
    found: dict[str, list[Use]] = {kind: [] for kind in book.events}
    for use in uses(book):
        if use.kind in found:
            found[use.kind].append(use)
    for number, (kind, its) in enumerate(found.items()):
        if not its:
            at, text = places.value("events", number), f"No rule, guard or `stop` uses {quoted(kind)}."
            findings.warning(at, "unused-event", text, "Take it out if it was for a rule that is gone.")
        elif all(use.path[2:3] in {("needs",), ("unless",)} for use in its):
            text = f"Nothing logs {quoted(kind)}: no rule has it under `logs` or counts from it."
            hint = f"Write `logs: {kind}` in the rule that asks for it; else only `followup add` can log it."
            for use in its:
                findings.warning(places.value(*use.path), "unused-event", text, hint)
