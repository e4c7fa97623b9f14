"""What a YAML file says, with the place of everything it says."""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

Style = Literal["plain", "quoted", "literal", "folded"]


class Position(NamedTuple):
    """A place in a file; both count from 1, columns in characters."""

    line: int
    column: int


START = Position(1, 1)


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A value; `at` is where it begins. A bare `Node` is a value with an error already told."""

    at: Position


class Scalar(Node, frozen=True, kw_only=True):
    """A single value. `text` is what was written, `value` what it means; `last_line` is where it ends."""

    value: bool | int | float | str | None
    text: str
    style: Style
    last_line: int


class Sequence(Node, frozen=True, kw_only=True):
    """A list."""

    items: list[Node]


class Entry(msgspec.Struct, frozen=True):
    """A key, with its place, and its value."""

    at: Position
    value: Node


class Mapping(Node, frozen=True, kw_only=True):
    """Keys and values; every key is a text and stands once."""

    entries: dict[str, Entry]

    def value(self, key: str) -> Node | None:
        """Return the value of `key`; None where there is none."""
        entry = self.entries.get(key)
        return entry.value if entry else None
