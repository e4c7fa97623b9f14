"""Messages of a rules file: each must be a template that can be filled in.

Jinja2 is looked for when a message is checked; without it messages are taken as they are.
"""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING, Any

from followup.formats.rules.placeholders import locate
from followup.formats.yamlfile.findings import quoted
from followup.formats.yamlfile.nodes import Node, Position, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from followup.core.rules import Rulebook
    from followup.formats.yamlfile.decoding import Path, Places
    from followup.formats.yamlfile.findings import Findings

LONGEST_IN_ALL = 60_000

_PERSON = ("name", "first_name", "last_name", "email", "phone")
_MYSELF = ("name", "first_name", "last_name", "email", "phone")

# What a message may use; where a variable has parts, only these.
VARIABLES: Mapping[str, tuple[str, ...]] = {
    "contact": _PERSON,
    "company": (),
    "role": (),
    "me": _MYSELF,
    "user": _MYSELF,
    "event": ("kind", "date", "time", "note"),
    "discussed": (),
    "today": (),
    "application": ("company", "role", "handle"),
    "until": (),
    "other_companies": (),
    "loop": (),
}


def check(book: Rulebook, places: Places, lines: Sequence[str], findings: Findings) -> None:
    """Tell messages that are no templates, and variables that do not exist."""
    texts = list(_texts(book, places))
    if not texts:
        return
    try:
        jinja: Any = importlib.import_module("jinja2")
    except ImportError:
        return
    environment = jinja.Environment()
    left = LONGEST_IN_ALL
    for node, text in texts:
        left -= len(text)
        if left < 0:
            findings.error(node.at, "too-large", f"All messages have more than {LONGEST_IN_ALL} characters.")
            return
        _Template(node, lines, findings).check(text, environment, jinja)


def _texts(book: Rulebook, places: Places) -> Iterator[tuple[Node, str]]:
    for name, message in book.messages.items():
        for key, text in (("subject", message.subject), ("body", message.body)):
            path: Path = ("messages", name, key)
            node = places.node(*path)
            if text is not None and node is not None and path not in places.wrong:
                yield node, text


class _Template:
    """One subject or body, at its place in the file."""

    def __init__(self, node: Node, lines: Sequence[str], findings: Findings) -> None:
        self._node = node
        self._lines = lines
        self._findings = findings

    def check(self, text: str, environment: Any, jinja: Any) -> None:
        """Tell what is wrong with `text`."""
        try:
            tree = environment.parse(text)
        except jinja.TemplateSyntaxError as error:
            wrong = f"This is no template: {str(error.message).rstrip('.')}."
            hint = "Variables are written `{{ contact.first_name }}`, and every `{{` and `{%` is closed."
            self._findings.error(self._at(error.lineno, ""), "bad-template", wrong, hint)
            return
        except (RecursionError, ValueError, OverflowError, MemoryError):
            self._findings.error(self._node.at, "bad-template", "This template is too complicated.")
            return
        self._check_names(tree, jinja.nodes)
        self._check_helpers(tree, environment, jinja.nodes)

    def _check_names(self, tree: Any, nodes: Any) -> None:
        names = list(tree.find_all(nodes.Name))
        own = {name.name for name in names if name.ctx != "load"}
        for name in names:
            if name.name not in own and name.name not in VARIABLES:
                wrong = f"There is no variable {quoted(name.name)}."
                hint = self._findings.did_you_mean(
                    name.name, [known for known in VARIABLES if known != "loop"]
                )
                hint = hint or f"Known are {', '.join(known for known in VARIABLES if known != 'loop')}."
                self._findings.error(self._at(name.lineno, name.name), "unknown-variable", wrong, hint)
        for part in tree.find_all(nodes.Getattr):
            if not isinstance(part.node, nodes.Name) or part.node.name in own:
                continue
            known_parts = VARIABLES.get(part.node.name, ())
            if known_parts and part.attr not in known_parts:
                whole = f"{part.node.name}.{part.attr}"
                hint = (
                    self._findings.did_you_mean(part.attr, known_parts)
                    or f"Known are {', '.join(known_parts)}."
                )
                wrong = f"There is no {quoted(whole)}."
                self._findings.error(self._at(part.lineno, whole), "unknown-variable", wrong, hint)

    def _check_helpers(self, tree: Any, environment: Any, nodes: Any) -> None:
        for kind, known in ((nodes.Filter, environment.filters), (nodes.Test, environment.tests)):
            for helper in tree.find_all(kind):
                if helper.name not in known:
                    hint = self._findings.did_you_mean(str(helper.name), known)
                    wrong = f"Templates have no {kind.__name__.lower()} {quoted(str(helper.name))}."
                    self._findings.error(
                        self._at(helper.lineno, str(helper.name)), "bad-template", wrong, hint
                    )
        for other in tree.find_all((nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)):
            wrong = "A message cannot take in another file."
            self._findings.error(self._at(other.lineno, ""), "bad-template", wrong, "Write its text here.")

    def _at(self, number: int, fragment: str) -> Position:
        """Return where line `number` of the template, and in it the word `fragment`, stands in the file."""
        node = self._node
        if not isinstance(node, Scalar) or node.style != "literal":
            return locate(fragment, node, self._lines) if fragment else node.at
        line = node.at.line + number
        if line > len(self._lines):
            return node.at
        text = self._lines[line - 1]
        found = re.search(rf"(?<![\w.]){re.escape(fragment)}\b", text) if fragment else re.search(r"\S", text)
        return Position(line, (found.start() if found else 0) + 1)
