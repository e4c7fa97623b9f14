"""Templates: taken apart, and filled in within bounds that hold whatever a rules file says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from followup.formats.words.language import TOO_COMPLICATED, Fault, faults_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jinja2 import Undefined

# No letter that a person reads has more, in characters.
LONGEST_LETTER = 50_000
SHORTEST_FULL_LINE = 60
_LIST_ITEM = re.compile(r"[-*] |\d+[.)] ")
_ONLY_TAGS = re.compile(r"\s*(\{%[^%]*%\}\s*)+")
# Messages are only taken apart by it, never filled in.
_PARSER = ImmutableSandboxedEnvironment()


class CannotBeFilled(ValueError):
    """Why a template gives no letter."""


def faults_of(template: str) -> list[Fault]:
    """Return everything that keeps a template from being filled in."""
    faults = _faults(_parsed(template))
    # Where lines are joined, a brace may meet another one.
    return faults or [each._replace(line=0, word="") for each in _faults(_parsed(flowed(template)))]


def fill(template: str, values: Mapping[str, Any], gap: type[Undefined]) -> str:
    """Return a template with its values, each paragraph on one line; `gap` stands for what is missing.

    CannotBeFilled, with a sentence, if it is no template of this language or the letter gets too long.
    """
    tree = _parsed(flowed(template))
    for fault in _faults(tree):
        raise CannotBeFilled(fault.text)
    written, length = list[str](), 0
    # The sandbox is a second lock: nothing that passed asks anything of it.
    environment = ImmutableSandboxedEnvironment(undefined=gap)
    for part in environment.from_string(cast("nodes.Template", tree)).generate(values):
        length += max(1, len(part))  # nothing, said a million times, is long too
        if length > LONGEST_LETTER:
            raise CannotBeFilled(f"It becomes longer than {LONGEST_LETTER} characters.")
        written.append(part)
    return "".join(written)


def flowed(template: str) -> str:
    """Return a template with each paragraph on one line, as mail programs want it.

    Templates are wrapped for readers of the rules file; only a short line, as a greeting, ends on purpose.
    What is in a list keeps its line, and a line of nothing but tags is none.
    """
    found: list[str] = []
    goes_on = False
    for line in template.split("\n"):
        if _ONLY_TAGS.fullmatch(line):
            found.append(line.strip())
            goes_on = False
            continue
        joined = goes_on and line and not _LIST_ITEM.match(line)
        found.append(f" {line}" if joined else f"\n{line}")
        goes_on = len(line) >= SHORTEST_FULL_LINE
    return "".join(found).removeprefix("\n")


def _faults(tree: nodes.Template | Fault) -> list[Fault]:
    return [tree] if isinstance(tree, Fault) else list(faults_in(tree))


def _parsed(template: str) -> nodes.Template | Fault:
    try:
        return _PARSER.parse(template)
    except TemplateSyntaxError as error:
        text = f"This is no template: {str(error.message).rstrip('.')}."
        hint = "Variables are written `{{ contact.first_name }}`, and every `{{` and `{%` is closed."
        return Fault("bad-template", error.lineno, "", text, hint)
    except (RecursionError, ValueError, OverflowError, MemoryError):
        return Fault("bad-template", 0, "", TOO_COMPLICATED)
