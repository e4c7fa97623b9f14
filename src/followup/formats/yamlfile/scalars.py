"""Single values: a scalar of a file against the one type that it must have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import inspect

from followup.core.text import quoted
from followup.formats.yamlfile.findings import listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from followup.formats.yamlfile.findings import Findings
    from followup.formats.yamlfile.nodes import Scalar

_MEANT_AS_BOOLEAN = {
    **dict.fromkeys(("yes", "on", "true"), "true"),
    **dict.fromkeys(("no", "off", "false"), "false"),
}
LONGEST_QUOTED = 60


class Wrong(Exception):
    """Why a value cannot be taken; told at its place. Without a hint, the example of its key is shown."""

    def __init__(self, code: str, text: str, hint: str | None = None) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.hint = hint


def reader(code: str, wrong: str, read: Callable[[str], Any]) -> Callable[[Scalar, str], Any]:
    """Return what reads a scalar by `read`, which raises ValueError with a sentence that says what to write.

    `code` and `wrong` (`is no duration`) tell the problem.
    """

    def read_node(node: Scalar, _key: str) -> Any:
        told = f"{quoted(node.text)} {wrong}."
        if isinstance(node.value, bool):
            raise Wrong(code, told)
        try:
            return read(node.text)
        except ValueError as error:
            raise Wrong(code, told, str(error) or None) from None

    return read_node


def read_scalar(node: Scalar, kind: inspect.Type, key: str, findings: Findings) -> Any:
    """Return the value of `node`, which stands under `key`; `Wrong` where it is not what `kind` says.

    `findings` only lends its `did_you_mean`.
    """
    match kind:
        case inspect.StrType():
            return _text(node, kind, key)
        case inspect.IntType():
            return _integer(node, kind, key)
        case inspect.BoolType():
            return _boolean(node, key)
        case inspect.LiteralType():
            return _literal(node, kind, key, findings)
        case _:
            raise TypeError(f"`{key}` needs a reader of its own for {kind}")


def _text(node: Scalar, kind: inspect.StrType, key: str) -> str:
    if not isinstance(node.value, str):
        called = "true or false" if isinstance(node.value, bool) else "a number"
        written = f': "{node.text}"' if len(node.text) <= LONGEST_QUOTED else ""
        wrong = f"{quoted(key)} must be a text, not {called}."
        raise Wrong("wrong-type", wrong, f"Put it in quotes{written}.")
    length = len(node.text)
    if length < (kind.min_length or 0):
        raise Wrong("out-of-range", f"{quoted(key)} is empty.")
    if kind.max_length is not None and length > kind.max_length:
        raise Wrong("out-of-range", f"{quoted(key)} is longer than {kind.max_length} characters.")
    if kind.pattern is not None and not re.fullmatch(kind.pattern, node.text):
        raise Wrong("bad-value", f"{quoted(node.text)} cannot be read as `{key}`.")
    return node.text


def _integer(node: Scalar, kind: inspect.IntType, key: str) -> int:
    value = node.value
    if not isinstance(value, int) or isinstance(value, bool):
        is_quoted = isinstance(value, str) and value.isascii() and value.isdigit()
        hint = f"Write {node.text} without the quotes." if is_quoted else None
        raise Wrong("wrong-type", f"{quoted(key)} must be a whole number, not {quoted(node.text)}.", hint)
    low, high = kind.ge, kind.le
    if (low is not None and value < low) or (high is not None and value > high):
        span = f"from {low} to {high}" if high is not None else f"{low} or more"
        raise Wrong("out-of-range", f"{quoted(key)} is {span}, not {node.text}.")
    return value


def _boolean(node: Scalar, key: str) -> bool:
    if isinstance(node.value, bool):
        return node.value
    meant = _MEANT_AS_BOOLEAN.get(node.text.casefold())
    hint = f"Write `{key}: {meant}`." if meant else None
    raise Wrong("wrong-type", f"{quoted(key)} must be true or false, not {quoted(node.text)}.", hint)


def _literal(node: Scalar, kind: inspect.LiteralType, key: str, findings: Findings) -> str | int:
    for value in kind.values:
        if value is not None and node.value == value and type(node.value) is type(value):
            return value
    choices = [str(value) for value in kind.values]
    if node.text in choices and not isinstance(kind.values[0], str):
        raise Wrong("wrong-type", f"`{key}` is a number.", f"Write `{key}: {node.text}`, without quotes.")
    near = findings.did_you_mean(node.text, choices)
    possible = f"possible are {listed(choices, 'and')}" if len(choices) > 1 else f"write {listed(choices)}"
    raise Wrong("unknown-value", f"{quoted(node.text)} is no value of `{key}`; {possible}.", near)
