"""What is allowed in a rules file and yet can hardly be meant."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from followup.core.events import BEGINNINGS, BUILT_IN, FACTS, SCHEDULABLE
from followup.core.rules import SEVERAL
from followup.core.text import quoted
from followup.formats.rules import kinds
from followup.formats.yamlfile.findings import listed
from followup.formats.yamlfile.nodes import Scalar
from followup.formats.yamlfile.source import key_of

if TYPE_CHECKING:
    from followup.core.rules import Rule, Rulebook
    from followup.formats.yamlfile.source import Path, Source

# No file that is meant has more.
MOST_GUARDS = 50


def check_meaning(book: Rulebook, source: Source) -> None:
    """Add the warnings."""
    for name, rule in book.rules.items():
        path = ("rules", name)
        _check_fires(path, rule, book, source)
        _check_repeat(path, rule, source)
        if source.has(*path, "send") and source.lacks(*path, "because"):
            text = f"{quoted(name)} sends a message and does not say why."
            source.warning(path, "no-reason", text, "Add a sentence under `because`.", key=True)
    if not source.findings.has_errors:
        # These look at the file as a whole, and what has an error may be missing from it.
        for name, rule in book.rules.items():
            _check_starved(("rules", name), rule, book, source)
        _check_guards(book, source)
        _check_unused(book, source)
        _check_events(book, source)


def _check_fires(path: Path, rule: Rule, book: Rulebook, source: Source) -> None:
    """Tell what keeps a rule from ever firing, as far as that is certain."""
    name = quoted(str(path[-1]))
    if rule.before in BUILT_IN and rule.before not in SCHEDULABLE:
        text = f"{name} never fires: `{rule.before}` is logged when it has happened, not ahead."
        hint = f"Only {listed(SCHEDULABLE, 'and')} and events of your own can lie ahead."
        source.warning((*path, "before"), "never-fires", text, hint)
    for number, kind in enumerate(rule.needs):
        # What can only come after the application meets the need at the moment at which it ends the rule.
        if rule.after != "applied" or kind not in FACTS or kind in BEGINNINGS:
            continue
        where = "unless" if kind in rule.unless else "stop" if kind in book.stop else None
        if where:
            text = f"{name} never fires: it needs `{kind}`, but `{where}` ends it at `{kind}`."
            hint = f"Take it out of `needs` or of `{where}`."
            source.warning((*path, "needs", number), "never-fires", text, hint)


def _check_repeat(path: Path, rule: Rule, source: Source) -> None:
    at = (*path, "repeat")
    if rule.repeat and rule.before is not None and rule.after is None:
        text = "`repeat` with `before` can go on after the event."
        hint = "Take `repeat` out, or write a second rule with another `lead`."
        source.warning(at, "repeat-before", text, hint, key=True)
    if rule.repeat and rule.repeat.at_most == 1:
        text = "`at_most: 1` repeats nothing; the first time counts too."
        source.warning(at, "idle-repeat", text, "Take `repeat` out, or write `at_most: 2`.", key=True)


def _check_starved(path: Path, rule: Rule, book: Rulebook, source: Source) -> None:
    """Tell a repetition that a guard stops before its end, even if nothing else is ever sent."""
    if rule.repeat is None or not rule.is_guarded:
        return
    # A count that begins again only at what ends or moves the rule never begins again for it.
    ends = {*rule.unless, *rule.anchor_kinds, *book.stop}
    for label, guard in itertools.islice(book.guards.items(), MOST_GUARDS):
        is_final = guard.then == "stop" and guard.within is None and set(guard.since) <= ends
        if is_final and rule.repeat.at_most > guard.at_most:
            name, number = quoted(str(path[-1])), guard.at_most + 1
            text = f"{name} can never send message {number}: {quoted(label)} stops it."
            hint = "Repeat less often, or loosen the guard."
            source.warning((*path, "repeat"), "starved", text, hint, key=True)
            return


def _check_guards(book: Rulebook, source: Source) -> None:
    has_messages = any(rule.is_guarded for rule in book.rules.values())
    for name, guard in book.guards.items():
        path = ("guards", name)
        if not has_messages:
            text = f"{quoted(name)} limits nothing: no rule sends a message that guards count."
            source.warning(path, "idle-guard", text, key=True)
        elif guard.within is not None and not guard.within.count:
            text = f"{quoted(name)} limits nothing: its period is over at once."
            source.warning(
                (*path, "within"), "idle-guard", text, "Write a longer one, such as `within: 7 days`."
            )


def _check_unused(book: Rulebook, source: Source) -> None:
    if not book.rules:
        text = "There are no rules, so nothing is ever planned."
        source.warning(("rules",), "no-rules", text, key=True)
    sent = {SEVERAL, *(rule.send for rule in book.rules.values())}
    for name in book.messages:
        if name not in sent:
            text = f"No rule sends the message {quoted(name)}."
            hint = "Name it in a rule's `send`, or take it out."
            source.warning(("messages", name), "unused-message", text, hint, key=True)


def _check_events(book: Rulebook, source: Source) -> None:
    """Tell event kinds of the user's own that nothing uses, and those that only `needs` or `unless` names.

    Nothing in the file says when these come: no rule logs them, none counts from them and no limit begins
    again at them. Built-in kinds are what happens at an employer's; `followup add` offers them by name.
    """
    uses: dict[str, list[Path]] = {kind: [] for kind in book.events}
    for path, node in source.nodes.items():
        if key_of(path) in kinds.KEYS and isinstance(node, Scalar) and node.text in uses:
            uses[node.text].append(path)
    for number, (kind, paths) in enumerate(uses.items()):
        if not paths:
            text = f"No rule, guard or `stop` uses {quoted(kind)}."
            hint = "Take it out if it was for a rule that is gone."
            source.warning(("events", number), "unused-event", text, hint)
        elif all(path[2:3] in {("needs",), ("unless",)} for path in paths):
            text = f"Nothing logs {quoted(kind)}: no rule has it under `logs` or counts from it."
            hint = f"Write `logs: {kind}` in the rule that asks for it; else only `followup add` can log it."
            for path in paths:
                source.warning(path, "unused-event", text, hint)
