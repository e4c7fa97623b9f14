"""Single values: a scalar of a file against the one type that it must have."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import inspect

from followup.formats.yamlfile.findings import listed, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from followup.formats.yamlfile.findings import Findings
    from followup.formats.yamlfile.nodes import Scalar

_MEANT_AS_BOOLEAN = {
    "yes": "true",
    "on": "true",
    "true": "true",
    "no": "false",
    "off": "false",
    "false": "false",
}
LONGEST_QUOTED = 60


class TextForm(NamedTuple):
    """How the texts of one class, or of one pattern, are read.

    `read` returns the value to keep, or raises ValueError with a sentence that says what to write; without
    a sentence the key's example is shown. `code` and `wrong` (`is no duration`) tell the problem.
    `numbers_too`: a bare number is one of the mistakes that `read` knows a better sentence for.
    """

    code: str
    wrong: str
    read: Callable[[str], Any]
    numbers_too: bool = False


class Dialect(NamedTuple):
    """What a kind of file adds to its definition: how texts are read, and an example by key."""

    by_class: Mapping[type, TextForm] = {}
    by_pattern: Mapping[str, TextForm] = {}
    examples: Mapping[str, str] = {}

    def example(self, name: str) -> str | None:
        """Return the hint that shows how to write the value of a key."""
        example = self.examples.get(name)
        return f"Write {example}." if example else None


class BadScalar(Exception):
    """Why a scalar cannot be taken; told at its place."""

    def __init__(self, code: str, text: str, hint: str | None = None) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.hint = hint


def pattern_of(definition: object) -> str:
    """Return the pattern of a text's type, such as `Annotated[str, Meta(pattern=...)] | None`."""
    kind = inspect.type_info(definition)
    for part in kind.types if isinstance(kind, inspect.UnionType) else (kind,):
        plain = part.type if isinstance(part, inspect.Metadata) else part
        if isinstance(plain, inspect.StrType) and plain.pattern is not None:
            return plain.pattern
    raise TypeError(f"{definition} has no pattern")


def is_single(kind: inspect.Type) -> bool:
    """Whether a single value is written for it; a struct that is `array_like` is written as one text."""
    if isinstance(kind, inspect.StructType):
        return kind.array_like
    return not isinstance(kind, (inspect.DictType, inspect.VarTupleType))


def describe(kind: inspect.Type) -> str:
    """Return how a type is called in a sentence; empty for null."""
    if isinstance(kind, inspect.LiteralType):
        return listed([str(value) for value in kind.values])
    if isinstance(kind, inspect.StructType) and is_single(kind):
        return "a text"
    return _CALLED.get(type(kind), "")


_CALLED: dict[type[inspect.Type], str] = {
    inspect.StrType: "a text",
    inspect.DateType: "a text",
    inspect.IntType: "a whole number",
    inspect.BoolType: "true or false",
    inspect.VarTupleType: "a list",
    inspect.StructType: "keys and values",
    inspect.DictType: "keys and values",
}


def read_scalar(node: Scalar, kind: inspect.Type, name: str, dialect: Dialect, findings: Findings) -> Any:
    """Return the value of `node`; `BadScalar` where it is not what `kind` says.

    `name` is the key it stands under. `findings` only lends its `did_you_mean`.
    """
    match kind:
        case inspect.StrType():
            return _text(node, kind, name, dialect)
        case inspect.StructType():
            return _formed(node, dialect.by_class[kind.cls], name, dialect)
        case inspect.DateType():
            return _formed(node, dialect.by_class[date], name, dialect)
        case inspect.IntType():
            return _integer(node, kind, name, dialect)
        case inspect.BoolType():
            return _boolean(node, name)
        case inspect.LiteralType():
            return _literal(node, kind, name, findings)
        case _:
            raise TypeError(f"no definition has {kind} yet")


def _text(node: Scalar, kind: inspect.StrType, name: str, dialect: Dialect) -> str:
    form = dialect.by_pattern.get(kind.pattern or "")
    if form is not None:
        return str(_formed(node, form, name, dialect))
    _check_is_text(node, name)
    length = len(node.text)
    if length < (kind.min_length or 0):
        raise BadScalar("out-of-range", f"{quoted(name)} is empty.", dialect.example(name))
    if kind.max_length is not None and length > kind.max_length:
        raise BadScalar("out-of-range", f"{quoted(name)} is longer than {kind.max_length} characters.")
    if kind.pattern is not None and not re.fullmatch(kind.pattern, node.text):
        wrong = f"{quoted(node.text)} cannot be read as `{name}`."
        raise BadScalar("bad-value", wrong, dialect.example(name))
    return node.text


def _check_is_text(node: Scalar, name: str, *, numbers_too: bool = False) -> None:
    is_number = isinstance(node.value, (int, float)) and not isinstance(node.value, bool)
    if isinstance(node.value, str) or (is_number and numbers_too):
        return
    called = "a number" if is_number else "true or false"
    written = f': "{node.text}"' if len(node.text) <= LONGEST_QUOTED else ""
    raise BadScalar(
        "wrong-type", f"{quoted(name)} must be a text, not {called}.", f"Put it in quotes{written}."
    )


def _formed(node: Scalar, form: TextForm, name: str, dialect: Dialect) -> Any:
    _check_is_text(node, name, numbers_too=form.numbers_too)
    try:
        return form.read(node.text)
    except ValueError as error:
        hint = str(error) or dialect.example(name)
        raise BadScalar(form.code, f"{quoted(node.text)} {form.wrong}.", hint) from None


def _integer(node: Scalar, kind: inspect.IntType, name: str, dialect: Dialect) -> int:
    value = node.value
    if not isinstance(value, int) or isinstance(value, bool):
        hint = dialect.example(name)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= LONGEST_QUOTED:
            hint = f"Write {value} without the quotes."
        raise BadScalar(
            "wrong-type", f"{quoted(name)} must be a whole number, not {quoted(node.text)}.", hint
        )
    low, high = kind.ge, kind.le
    if (low is not None and value < low) or (high is not None and value > high):
        span = f"from {low} to {high}" if high is not None else f"{low} or more"
        raise BadScalar("out-of-range", f"{quoted(name)} is {span}, not {node.text}.")
    return value


def _boolean(node: Scalar, name: str) -> bool:
    if isinstance(node.value, bool):
        return node.value
    meant = _MEANT_AS_BOOLEAN.get(node.text.casefold())
    hint = f"Write `{name}: {meant}`." if meant else None
    raise BadScalar("wrong-type", f"{quoted(name)} must be true or false, not {quoted(node.text)}.", hint)


def _literal(node: Scalar, kind: inspect.LiteralType, name: str, findings: Findings) -> str | int:
    for value in kind.values:
        if value is not None and node.value == value and type(node.value) is type(value):
            return value
    choices = [str(value) for value in kind.values]
    if node.text in choices and not isinstance(kind.values[0], str):
        raise BadScalar(
            "wrong-type", f"`{name}` is a number.", f"Write `{name}: {node.text}`, without quotes."
        )
    near = findings.did_you_mean(node.text, choices)
    possible = f"possible are {listed(choices, 'and')}" if len(choices) > 1 else f"write {listed(choices)}"
    raise BadScalar("unknown-value", f"{quoted(node.text)} is no value of `{name}`; {possible}.", near)
