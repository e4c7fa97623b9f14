"""The texts of a rules file: placeholders in its sentences, variables in its messages."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from jinja2 import Environment, TemplateSyntaxError, nodes

from followup.formats.yamlfile.findings import MOST_TOLD, listed, quoted
from followup.formats.yamlfile.nodes import Node, Position, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from followup.core.rules import Rulebook
    from followup.formats.yamlfile.decoding import Path, Places
    from followup.formats.yamlfile.findings import Findings

# What `do`, `steps` and `because` may leave to be filled in.
PLACEHOLDERS = ("contact", "company", "role")

_BRACES = re.compile(r"\{\{[^{}]*\}\}|\{[^{}]*\}|\{\{|\}\}|[{}]")


def check_placeholders(book: Rulebook, places: Places, lines: Sequence[str], findings: Findings) -> None:
    """Tell placeholders that nothing fills in, and braces without a partner."""
    for path, text in _sentences(book):
        node = places.node(*path)
        if node is None or path in places.wrong:
            continue
        if findings.is_full:
            return
        for found in itertools.islice(_BRACES.finditer(text), MOST_TOLD):
            wrong = _wrong(found[0], findings)
            if wrong:
                findings.error(locate(found[0], node, lines), "bad-placeholder", *wrong)


def _sentences(book: Rulebook) -> Iterator[tuple[Path, str]]:
    for name, rule in book.rules.items():
        yield ("rules", name, "do"), rule.do
        for number, step in enumerate(rule.steps):
            yield ("rules", name, "steps", number), step
        if rule.because is not None:
            yield ("rules", name, "because"), rule.because


def _wrong(braces: str, findings: Findings) -> tuple[str, str] | None:
    """Return (what is wrong, what to write) for one piece of text with braces; None if it is right."""
    known = listed([f"{{{name}}}" for name in PLACEHOLDERS], "and")
    name = braces.strip("{} ")
    if braces.strip("{}") in PLACEHOLDERS and not braces.startswith("{{"):
        return None
    if not name:
        return f"{quoted(braces)} is no placeholder.", f"Known are {known}."
    near = findings.did_you_mean(name, PLACEHOLDERS)
    if near:
        near = near.replace("`", "`{", 1).replace("`?", "}`?")
    if braces.startswith("{{"):
        return f"{quoted(braces)} has braces too many.", near or f"Known are {known}."
    return f"There is no placeholder {quoted(braces)}.", near or f"Known are {known}."


def locate(fragment: str, node: Node, lines: Sequence[str]) -> Position:
    """Return where `fragment` first stands in a text; where that begins, if it is written otherwise."""
    if isinstance(node, Scalar):
        for number in range(node.at.line, min(node.last_line, len(lines)) + 1):
            begin = node.at.column - 1 if number == node.at.line else 0
            found = lines[number - 1].find(fragment, begin)
            if found >= 0:
                return Position(number, found + 1)
    return node.at


# What a message may use; where a variable has parts, only these.
_PERSON = ("name", "first_name", "last_name", "email", "phone")
VARIABLES: Mapping[str, tuple[str, ...]] = {
    "contact": _PERSON,
    "company": (),
    "role": (),
    "me": _PERSON,
    "user": _PERSON,
    "event": ("kind", "date", "time", "note"),
    "discussed": (),
    "today": (),
    "application": ("company", "role", "handle"),
    "until": (),
    "other_companies": (),
}
_OF_JINJA = "loop"
LONGEST_IN_ALL = 60_000
# Messages are only taken apart here, never filled in.
_ENVIRONMENT = Environment(autoescape=True)


def check_templates(book: Rulebook, places: Places, lines: Sequence[str], findings: Findings) -> None:
    """Tell messages that are no templates, and variables that do not exist."""
    left = LONGEST_IN_ALL
    for node, text in _texts(book, places):
        left -= len(text)
        if left < 0:
            findings.error(node.at, "too-large", f"All messages have more than {LONGEST_IN_ALL} characters.")
            return
        _Template(node, lines, findings).check(text)


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

    def check(self, text: str) -> None:
        """Tell what is wrong with `text`."""
        try:
            tree = _ENVIRONMENT.parse(text)
        except TemplateSyntaxError as error:
            wrong = f"This is no template: {str(error.message).rstrip('.')}."
            hint = "Variables are written `{{ contact.first_name }}`, and every `{{` and `{%` is closed."
            self._tell("bad-template", error.lineno, "", wrong, hint)
        except (RecursionError, ValueError, OverflowError, MemoryError):
            self._findings.error(self._node.at, "bad-template", "This template is too complicated.")
        else:
            self._check_names(tree)
            self._check_helpers(tree)

    def _check_names(self, tree: nodes.Template) -> None:
        names = list(tree.find_all(nodes.Name))
        own = {name.name for name in names if name.ctx != "load"}
        for name in names:
            if name.name not in own and name.name not in VARIABLES and name.name != _OF_JINJA:
                wrong = f"There is no variable {quoted(name.name)}."
                self._tell(
                    "unknown-variable", name.lineno, name.name, wrong, self._hint(name.name, VARIABLES)
                )
        for part in tree.find_all(nodes.Getattr):
            if not isinstance(part.node, nodes.Name) or part.node.name in own:
                continue
            known = VARIABLES.get(part.node.name, ())
            if known and part.attr not in known:
                whole = f"{part.node.name}.{part.attr}"
                wrong = f"There is no {quoted(whole)}."
                self._tell("unknown-variable", part.lineno, whole, wrong, self._hint(part.attr, known))

    def _check_helpers(self, tree: nodes.Template) -> None:
        kinds: tuple[tuple[type[nodes.Filter | nodes.Test], Iterable[str]], ...] = (
            (nodes.Filter, _ENVIRONMENT.filters),
            (nodes.Test, _ENVIRONMENT.tests),
        )
        for kind, known in kinds:
            for helper in tree.find_all(kind):
                if helper.name not in known:
                    hint = self._findings.did_you_mean(helper.name, known)
                    wrong = f"Templates have no {kind.__name__.lower()} {quoted(helper.name)}."
                    self._tell("bad-template", helper.lineno, helper.name, wrong, hint)
        for other in tree.find_all((nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)):
            wrong = "A message cannot take in another file."
            self._tell("bad-template", other.lineno, "", wrong, "Write its text here.")

    def _hint(self, word: str, known: Iterable[str]) -> str:
        return self._findings.did_you_mean(word, known) or f"Known are {', '.join(known)}."

    def _tell(self, code: str, line: int, fragment: str, text: str, hint: str | None) -> None:
        self._findings.error(self._at(line, fragment), code, text, hint)

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
