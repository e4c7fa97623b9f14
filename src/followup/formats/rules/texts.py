"""The texts of a rules file: placeholders in its sentences, variables in its messages."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import Environment, TemplateSyntaxError, nodes

from followup.formats.yamlfile.findings import MOST_TOLD, listed, quoted
from followup.formats.yamlfile.nodes import Position, Scalar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from followup.formats.yamlfile.findings import Findings
    from followup.formats.yamlfile.source import Source

# What `do`, `steps` and `because` may leave to be filled in.
PLACEHOLDERS = ("contact", "company", "role")
_SENTENCES = ("do", "steps", "asks", "because")
_BRACES = re.compile(r"\{\{[^{}]*\}\}|\{[^{}]*\}|\{\{|\}\}|[{}]")

# What a message may use; where a variable has parts, only these.
_PERSON = ("name", "first_name", "last_name", "email", "phone")
_EVENT = ("kind", "date", "time", "note")
VARIABLES: Mapping[str, tuple[str, ...]] = {
    "greeting": (),
    "contact": _PERSON,
    "company": (),
    "role": (),
    "position": (),
    "me": _PERSON,
    "event": _EVENT,
    "talk": _EVENT,
    "application": ("company", "role", "handle", "date"),
    "discussed": (),
    "until": (),
    "again": (),
    "talking_elsewhere": (),
    "first_choice": (),
    "items": (),
}
_OF_JINJA = "loop"
LONGEST_IN_ALL = 60_000
# Messages are only taken apart here, never filled in.
_ENVIRONMENT = Environment(autoescape=True)


def check_texts(source: Source) -> None:
    """Tell placeholders that nothing fills in, messages that are no templates, and unknown variables."""
    left = LONGEST_IN_ALL
    for path, node in source.nodes.items():
        if not isinstance(node, Scalar) or not isinstance(node.value, str) or path in source.wrong:
            continue
        if source.findings.is_full:
            return
        if path[0] == "rules" and path[2:] and path[2] in _SENTENCES:
            _check_placeholders(node, source)
        elif path[0] == "messages":
            left -= len(node.text)
            if left < 0:
                text = f"All messages have more than {LONGEST_IN_ALL} characters."
                source.error(path, "too-large", text)
                return
            _check_template(node, source)


def _check_placeholders(node: Scalar, source: Source) -> None:
    for found in itertools.islice(_BRACES.finditer(node.text), MOST_TOLD):
        braces = found[0]
        name = braces.strip("{} ")
        if braces in {f"{{{known}}}" for known in PLACEHOLDERS}:
            continue
        near = source.findings.nearest(name, PLACEHOLDERS) if name else None
        known = listed([f"{{{known}}}" for known in PLACEHOLDERS], "and")
        hint = f"Did you mean `{{{near}}}`?" if near else f"Known are {known}."
        what = "has braces too many" if name and braces.startswith("{{") else "is no placeholder"
        source.findings.error(
            _locate(braces, node, source), "bad-placeholder", f"{quoted(braces)} {what}.", hint
        )


class _Fault(NamedTuple):
    """What is wrong with a template: in which of its lines, at which word there."""

    code: str
    line: int
    word: str
    text: str
    hint: str | None


def _check_template(node: Scalar, source: Source) -> None:
    try:
        tree = _ENVIRONMENT.parse(node.text)
    except TemplateSyntaxError as error:
        text = f"This is no template: {str(error.message).rstrip('.')}."
        hint = "Variables are written `{{ contact.first_name }}`, and every `{{` and `{%` is closed."
        faults: Iterable[_Fault] = [_Fault("bad-template", error.lineno, "", text, hint)]
    except (RecursionError, ValueError, OverflowError, MemoryError):
        source.findings.error(node.at, "bad-template", "This template is too complicated.")
        return
    else:
        faults = itertools.chain(_unknown_variables(tree, source.findings), _unfit(tree, source.findings))
    for fault in faults:
        at = _locate_line(fault, node, source)
        source.findings.error(at, fault.code, fault.text, fault.hint)


def _unknown_variables(tree: nodes.Template, findings: Findings) -> Iterator[_Fault]:
    names = list(tree.find_all(nodes.Name))
    own = {name.name for name in names if name.ctx != "load"} | {_OF_JINJA}
    used: list[tuple[int, str, str, Iterable[str]]] = [
        (name.lineno, name.name, name.name, VARIABLES) for name in names if name.name not in own
    ]
    for part in tree.find_all(nodes.Getattr):
        whole = part.node.name if isinstance(part.node, nodes.Name) else ""
        if whole not in own and VARIABLES.get(whole):
            used.append((part.lineno, f"{whole}.{part.attr}", part.attr, VARIABLES[whole]))
    for line, whole, word, known in used:
        if word not in known:
            hint = findings.did_you_mean(word, known) or f"Known are {', '.join(known)}."
            yield _Fault("unknown-variable", line, whole, f"There is no variable {quoted(whole)}.", hint)


def _unfit(tree: nodes.Template, findings: Findings) -> Iterator[_Fault]:
    """Yield what templates do not have: filters and tests of other programs, other files."""
    kinds: tuple[tuple[type[nodes.Filter | nodes.Test], Iterable[str]], ...] = (
        (nodes.Filter, _ENVIRONMENT.filters),
        (nodes.Test, _ENVIRONMENT.tests),
    )
    for kind, known in kinds:
        for helper in tree.find_all(kind):
            if helper.name not in known:
                text = f"Templates have no {kind.__name__.lower()} {quoted(helper.name)}."
                hint = findings.did_you_mean(helper.name, known)
                yield _Fault("bad-template", helper.lineno, helper.name, text, hint)
    for other in tree.find_all((nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)):
        wrong = "A message cannot take in another file."
        yield _Fault("bad-template", other.lineno, "", wrong, "Write its text here.")


def _locate(fragment: str, node: Scalar, source: Source) -> Position:
    """Return where `fragment` first stands in a text; where that begins, if it is written otherwise."""
    for number in range(node.at.line, min(node.last_line, len(source.lines)) + 1):
        begin = node.at.column - 1 if number == node.at.line else 0
        found = source.lines[number - 1].find(fragment, begin)
        if found >= 0:
            return Position(number, found + 1)
    return node.at


def _locate_line(fault: _Fault, node: Scalar, source: Source) -> Position:
    """Return where a fault of a template stands in the file; only literal text keeps its lines."""
    if node.style != "literal":
        return _locate(fault.word, node, source) if fault.word else node.at
    line = node.at.line + fault.line
    if line > len(source.lines):
        return node.at
    pattern = rf"(?<![\w.]){re.escape(fault.word)}\b" if fault.word else r"\S"
    found = re.search(pattern, source.lines[line - 1])
    return Position(line, (found.start() if found else 0) + 1)
