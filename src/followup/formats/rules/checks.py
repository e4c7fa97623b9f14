"""What no single value of a rules file can say wrong: values that must fit each other.

Everything is judged by the rulebook as `typed` read it. Where a value had a problem of its own, `places`
knows, and nothing more is said about it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from followup.core.events import BUILT_IN, SCHEDULABLE
from followup.core.rules import Rule, Rulebook, Silence
from followup.formats.rules import calendar as calendarchecks
from followup.formats.rules import cycles, placeholders
from followup.formats.rules import kinds as kindchecks
from followup.formats.rules import templates as templatechecks
from followup.formats.rules import warnings as rulewarnings
from followup.formats.rules.spans import Spans
from followup.formats.yamlfile.findings import listed, quoted
from followup.formats.yamlfile.nodes import Mapping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followup.formats.rules.calendar import Atlas
    from followup.formats.yamlfile.decoding import Places
    from followup.formats.yamlfile.findings import Findings

_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_MESSAGE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")
LONGEST_NAME = 60


def check(book: Rulebook, places: Places, lines: Sequence[str], atlas: Atlas, findings: Findings) -> None:
    """Add every problem that lies between the values of `book`; `lines` are those of the file."""
    kindchecks.check(book, places, findings)
    calendarchecks.check(book, places, atlas, findings)
    placeholders.check(book, places, lines, findings)
    templatechecks.check(book, places, lines, findings)
    _check_names(places, findings)
    checker = _RuleChecker(book, places, findings)
    for name, rule in book.rules.items():
        checker.check(name, rule)
    _check_guards(book, places, findings)
    cycles.check(book, places, findings)
    rulewarnings.check(book, places, findings)


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
        self._with_people = {*SCHEDULABLE, *book.events}
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
        after, before = self._has(name, "after"), self._has(name, "before")
        if after and before:
            at = max(self._places.key("rules", name, "after"), self._places.key("rules", name, "before"))
            text = f"{quoted(name)} has both `after` and `before`."
            self._findings.error(at, "two-anchors", text, "Keep one; make two rules if both are meant.")
        elif after:
            self._check_wait(name, "after", wanted="wait", other="lead")
        elif before:
            self._check_wait(name, "before", wanted="lead", other="wait")
        # A key without a value has been told already.
        elif ("rules", name, "after") not in self._places.wrong and (
            "rules",
            name,
            "before",
        ) not in self._places.wrong:
            text = f"{quoted(name)} does not say when."
            hint = "Write `after: applied` or `before: interview`, with the event that it waits for."
            self._findings.error(self._places.key("rules", name), "no-anchor", text, hint)

    def _check_wait(self, name: str, anchor: str, wanted: str, other: str) -> None:
        example = "`wait: 5 business days`" if wanted == "wait" else "`lead: 1 business day`"
        if self._has(name, other):
            at = self._places.key("rules", name, other)
            hint = (
                f"Take it out; `{wanted}` is there already."
                if self._has(name, wanted)
                else f"Write {example}."
            )
            self._findings.error(at, "wrong-wait", f"`{other}` does not go with `{anchor}`.", hint)
        elif not self._has(name, wanted) and ("rules", name, wanted) not in self._places.wrong:
            question = "how long to wait" if wanted == "wait" else "how long ahead"
            at = self._places.key("rules", name, anchor)
            self._findings.error(
                at, "no-wait", f"{quoted(name)} does not say {question}.", f"Write {example}."
            )

    def _check_window(self, name: str, rule: Rule) -> None:
        wait = rule.waits
        window = {"earliest": wait.earliest, "ideal": wait.ideal, "latest": wait.latest}
        known = [
            (key, span)
            for key, span in window.items()
            if span is not None and self._places.is_good("rules", name, "wait", key)
        ]
        for number, (key, span) in enumerate(known):
            for later, other in known[number + 1 :]:
                if self._spans.is_longer(span, other):
                    at = self._places.value("rules", name, "wait", key)
                    text = f"`{key}` ({span}) comes after `{later}` ({other})."
                    hint = "The order is `earliest`, `ideal`, `latest`."
                    self._findings.error(at, "window-order", text, hint)
                    break

    def _check_people(self, name: str, rule: Rule) -> None:
        if not self._places.is_good("rules", name, "for_each") or rule.for_each is None:
            return
        anchor = rule.after or rule.before
        if isinstance(anchor, str) and (anchor in self._with_people or anchor not in BUILT_IN):
            return
        if anchor is not None:
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
        if guard.then == "postpone" and guard.within is None and (*path, "within") not in places.wrong:
            if (*path, "then") in places.wrong:
                continue
            text = f"{quoted(name)} postpones, but nothing ever frees it."
            hint = "Write how long it counts, such as `within: 7 days`, or `then: stop`."
            findings.error(places.key(*path), "never-freed", text, hint)
