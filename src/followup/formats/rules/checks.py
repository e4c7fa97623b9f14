"""What no single value of a rules file can say wrong: values that must fit each other.

About a value that has a problem of its own, as `places` knows, nothing more is said.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from followup.core.events import BUILT_IN, SCHEDULABLE
from followup.core.rules import Rule, Rulebook, Silence
from followup.formats.rules.calendar import Atlas, check_calendar
from followup.formats.rules.cycles import check_cycles
from followup.formats.rules.kinds import check_kinds
from followup.formats.rules.spans import Spans
from followup.formats.rules.texts import check_placeholders, check_templates
from followup.formats.rules.warnings import check_meaning
from followup.formats.yamlfile.findings import listed, quoted
from followup.formats.yamlfile.nodes import Mapping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followup.formats.yamlfile.decoding import Places
    from followup.formats.yamlfile.findings import Findings

# An anchor; the key that must be beside it, the one that must not; what it answers, and how to write it.
_ANCHORS = (
    ("after", "wait", "lead", "how long to wait", "Write `wait: 5 business days`."),
    ("before", "lead", "wait", "how long ahead", "Write `lead: 1 business day`."),
)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_MESSAGE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
LONGEST_NAME = 60


def check_rulebook(
    book: Rulebook, places: Places, lines: Sequence[str], atlas: Atlas, findings: Findings
) -> None:
    """Add every problem that lies between the values of `book`; `lines` are those of the file."""
    check_kinds(book, places, findings)
    check_calendar(book, places, atlas, findings)
    check_placeholders(book, places, lines, findings)
    check_templates(book, places, lines, findings)
    _check_names(places, findings)
    checker = _RuleChecker(book, places, findings)
    for name, rule in book.rules.items():
        checker.check(name, rule)
    _check_guards(book, places, findings)
    check_cycles(book, places, findings)
    check_meaning(book, places, findings)


def _check_names(places: Places, findings: Findings) -> None:
    for section, form, letters in (
        ("rules", _NAME, "small letters, digits and `-`"),
        ("guards", _NAME, "small letters, digits and `-`"),
        ("messages", _MESSAGE_NAME, "small letters, digits, `-` and `_`"),
    ):
        node = places.node(section)
        for name in node.entries if isinstance(node, Mapping) else ():
            if form.fullmatch(name) and len(name) <= LONGEST_NAME:
                continue
            mended = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:LONGEST_NAME].rstrip("-")
            hint = f"Use {letters}, at most {LONGEST_NAME} in all" + (f": `{mended}`." if mended else ".")
            at = places.key(section, name)
            findings.error(at, "bad-name", f"{quoted(name)} cannot be a name under `{section}`.", hint)


class _RuleChecker:
    """Checks one rule after the other against the rest of the file."""

    def __init__(self, book: Rulebook, places: Places, findings: Findings) -> None:
        self._places = places
        self._findings = findings
        self._spans = Spans(book.calendar)
        messages = places.node("messages")
        self._messages = list(messages.entries) if isinstance(messages, Mapping) else []
        self._messages_are_known = ("messages",) not in places.wrong

    def check(self, name: str, rule: Rule) -> None:
        """Tell what does not fit in `rule`."""
        self._check_anchor(name)
        self._check_window(name, rule)
        self._check_people(name, rule)
        self._check_message(name, rule)
        self._check_repeat(name, rule)

    def _has(self, name: str, key: str) -> bool:
        return self._places.is_there("rules", name, key)

    def _check_anchor(self, name: str) -> None:
        told = [anchor for anchor in _ANCHORS if self._has(name, anchor[0])]
        if len(told) == len(_ANCHORS):
            at = max(self._places.key("rules", name, anchor[0]) for anchor in told)
            text = f"{quoted(name)} has both `after` and `before`."
            self._findings.error(at, "two-anchors", text, "Keep one; make two rules if both are meant.")
        elif told:
            self._check_wait(name, *told[0])
        # A key without a value has been told already.
        elif not {("rules", name, "after"), ("rules", name, "before")} & self._places.wrong:
            text = f"{quoted(name)} does not say when."
            hint = "Write `after: applied` or `before: interview`, with the event that it waits for."
            self._findings.error(self._places.key("rules", name), "no-anchor", text, hint)

    def _check_wait(self, name: str, anchor: str, wanted: str, other: str, question: str, hint: str) -> None:
        if self._has(name, other):
            hint = f"Take it out; `{wanted}` is there already." if self._has(name, wanted) else hint
            at, text = self._places.key("rules", name, other), f"`{other}` does not go with `{anchor}`."
            self._findings.error(at, "wrong-wait", text, hint)
        elif not self._has(name, wanted) and ("rules", name, wanted) not in self._places.wrong:
            at, text = self._places.key("rules", name, anchor), f"{quoted(name)} does not say {question}."
            self._findings.error(at, "no-wait", text, hint)

    def _check_window(self, name: str, rule: Rule) -> None:
        wait = rule.waits
        window = (("earliest", wait.earliest), ("ideal", wait.ideal), ("latest", wait.latest))
        known = [
            (key, span)
            for key, span in window
            if span is not None and self._places.is_good("rules", name, "wait", key)
        ]
        told = set()
        for (key, span), (later, other) in combinations(known, 2):
            if key not in told and self._spans.is_longer(span, other):
                told.add(key)
                at = self._places.value("rules", name, "wait", key)
                text = f"`{key}` ({span}) comes after `{later}` ({other})."
                self._findings.error(at, "window-order", text, "The order is `earliest`, `ideal`, `latest`.")

    def _check_people(self, name: str, rule: Rule) -> None:
        anchor = rule.after or rule.before
        if anchor is None or rule.for_each is None or not self._places.is_good("rules", name, "for_each"):
            return
        if isinstance(anchor, str) and (anchor in SCHEDULABLE or anchor not in BUILT_IN):
            return
        what = "`silence_since`" if isinstance(anchor, Silence) else f"`{anchor}`"
        text = f"Nobody is interviewed at {what}, so there is no one to do this for."
        hint = f"Use it with {listed(SCHEDULABLE)}, or take `for_each` out."
        self._findings.error(self._places.key("rules", name, "for_each"), "no-people", text, hint)

    def _check_message(self, name: str, rule: Rule) -> None:
        if not self._has(name, "send"):
            for key, is_set in (("courtesy", rule.courtesy), ("distinct", rule.distinct)):
                if is_set and ("rules", name, "send") not in self._places.wrong:
                    text = f"`{key}` says something about a message, but this rule sends none."
                    hint = f"Add `send` with the name of a message, or take `{key}` out."
                    self._findings.error(self._places.key("rules", name, key), "no-message", text, hint)
            return
        if rule.send is None or not self._messages_are_known or rule.send in self._messages:
            return
        near = self._findings.did_you_mean(rule.send, self._messages)
        hint = near or f"Write it under `messages`, as `{rule.send[:LONGEST_NAME]}:` with a `body`."
        at = self._places.value("rules", name, "send")
        self._findings.error(at, "unknown-message", f"There is no message {quoted(rule.send)}.", hint)

    def _check_repeat(self, name: str, rule: Rule) -> None:
        if rule.repeat is None:
            return
        at = self._places.key("rules", name, "repeat")
        if rule.before is not None and rule.after is None:
            text = "`repeat` with `before` can go on after the event."
            hint = "Take `repeat` out, or write a second rule with another `lead`."
            self._findings.warning(at, "repeat-before", text, hint)
        if rule.repeat.at_most == 1 and self._places.is_good("rules", name, "repeat", "at_most"):
            text = "`at_most: 1` repeats nothing; the first time counts too."
            self._findings.warning(at, "idle-repeat", text, "Take `repeat` out, or write `at_most: 2`.")


def _check_guards(book: Rulebook, places: Places, findings: Findings) -> None:
    for name, guard in book.guards.items():
        path = ("guards", name)
        is_wrong = {(*path, "within"), (*path, "then")} & places.wrong
        if guard.then == "postpone" and guard.within is None and not is_wrong:
            text = f"{quoted(name)} postpones, but nothing ever frees it."
            hint = "Write how long it counts, such as `within: 7 days`, or `then: stop`."
            findings.error(places.key(*path), "never-freed", text, hint)
