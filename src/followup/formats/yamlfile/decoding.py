"""Nodes -> values of a msgspec definition, or every problem on the way.

The definition alone says which keys exist, which are required and what a value may be; what
`msgspec.inspect` tells of it is held against the nodes, so that each problem has its place.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec
from msgspec import inspect

from followup.formats.yamlfile.findings import Findings, quoted
from followup.formats.yamlfile.nodes import START, Mapping, Node, Position, Scalar, Sequence
from followup.formats.yamlfile.scalars import (
    LONGEST_QUOTED,
    BadScalar,
    Dialect,
    describe,
    is_single,
    read_scalar,
)

Path = tuple[str | int, ...]


class _Wrong:
    """Stands for a value with a problem already told."""


WRONG = _Wrong()


class Places:
    """Where everything stands: `("rules", "check-in", "wait", "ideal")` -> its node, its key."""

    def __init__(self) -> None:
        self.nodes: dict[Path, Node] = {}
        self.keys: dict[Path, Position] = {}
        # Values with a problem already told; what stands in for them is not to be judged.
        self.wrong: set[Path] = set()

    def node(self, *path: str | int) -> Node | None:
        """Return the node of a value; None where the file does not have it."""
        return self.nodes.get(path)

    def value(self, *path: str | int) -> Position:
        """Return where a value begins; for one that is missing, where its owner begins."""
        node = self.nodes.get(path)
        if node is not None:
            return node.at
        return self.value(*path[:-1]) if path else START

    def key(self, *path: str | int) -> Position:
        """Return where a key stands; for one that is missing, where its owner stands."""
        at = self.keys.get(path)
        if at is not None:
            return at
        node = self.nodes.get(path)
        if node is not None:
            return node.at
        return self.key(*path[:-1]) if path else START

    def is_good(self, *path: str | int) -> bool:
        """Whether the file has this value and nothing is wrong with it."""
        return path in self.nodes and path not in self.wrong

    def is_there(self, *path: str | int) -> bool:
        """Whether the file has this value, right or wrong; `null` is none."""
        node = self.nodes.get(path)
        return node is not None and not (isinstance(node, Scalar) and node.value is None)


class Decoded(NamedTuple):
    """What was read. Where something is wrong, `value` has the default, or a stand-in, in its place."""

    value: Any
    places: Places


def decode(node: Node, definition: type[Any], findings: Findings, dialect: Dialect | None = None) -> Decoded:
    """Read `node` as `definition` says, and add every problem to `findings`.

    The value can be relied on only where `findings` has no errors. None where nothing fits at all.
    """
    walker = _Walker(findings, dialect or Dialect())
    value = walker.read(node, inspect.type_info(definition), ())
    return Decoded(None if value is WRONG else value, walker.places)


def confirm(value: Any, definition: type[Any], findings: Findings) -> None:
    """Let msgspec have the last word on a file without errors: nothing it refuses may pass."""
    if findings.has_errors:
        return
    try:
        msgspec.convert(msgspec.to_builtins(value), definition, strict=True)
    except msgspec.ValidationError as error:
        findings.error(START, "wrong-type", f"{error}.")


class _Walker:
    """Walks nodes and definition side by side; both are shallow."""

    def __init__(self, findings: Findings, dialect: Dialect) -> None:
        self.places = Places()
        self._findings = findings
        self._dialect = dialect

    def read(self, node: Node, kind: inspect.Type, path: Path) -> Any:
        """Return the value; `WRONG` after telling why there is none."""
        self.places.nodes[path] = node
        value = self._read(node, _plain(kind), path)
        if value is WRONG:
            self.places.wrong.add(path)
        return value

    def _read(self, node: Node, kind: inspect.Type, path: Path) -> Any:
        options = _options(kind)
        if isinstance(node, Mapping):
            for option in options:
                if isinstance(option, inspect.StructType) and not is_single(option):
                    return self._struct(node, option, path)
                if isinstance(option, inspect.DictType):
                    return self._dict(node, option, path)
        elif isinstance(node, Sequence):
            for option in options:
                if isinstance(option, inspect.VarTupleType):
                    return self._tuple(node, option, path)
        elif isinstance(node, Scalar):
            return _whole(self._scalar(node, options, path), options)
        else:
            return WRONG  # told when it was read
        self._wrong_type(node, options, path)
        return WRONG

    def _struct(self, node: Mapping, kind: inspect.StructType, path: Path) -> Any:
        fields = {field.encode_name: field for field in kind.fields}
        values: dict[str, Any] = {}
        for name, entry in node.entries.items():
            at = (*path, name)
            self.places.keys[at] = entry.at
            field = fields.get(name)
            if field is None:
                hint = self._findings.did_you_mean(name, fields) or f"Known here: {', '.join(fields)}."
                self._findings.error(entry.at, "unknown-key", f"{quoted(name)} means nothing here.", hint)
                continue
            value = self.read(entry.value, field.type, at)
            if value is not WRONG:
                values[field.name] = value
        for name, field in fields.items():
            if field.required and field.name not in values:
                if name not in node.entries:
                    self._missing(name, node, path)
                values[field.name] = _stand_in(_plain(field.type))
                self.places.wrong.add((*path, name))
        return kind.cls(**values)

    def _missing(self, name: str, node: Mapping, path: Path) -> None:
        owner = quoted(str(path[-1])) if path else "The file"
        at = self.places.key(*path) if path else node.at
        self._findings.error(at, "missing-key", f"{owner} has no `{name}`.", self._dialect.example(name))

    def _dict(self, node: Mapping, kind: inspect.DictType, path: Path) -> Any:
        values: dict[str, Any] = {}
        for name, entry in node.entries.items():
            at = (*path, name)
            self.places.keys[at] = entry.at
            value = self.read(entry.value, kind.value_type, at)
            if value is not WRONG:
                values[name] = value
        return values

    def _tuple(self, node: Sequence, kind: inspect.VarTupleType, path: Path) -> Any:
        if len(node.items) < (kind.min_length or 0):
            name = quoted(str(path[-1])) if path else "The list"
            self._findings.error(
                node.at, "out-of-range", f"{name} needs at least {kind.min_length} in its list."
            )
            return WRONG
        values = [self.read(item, kind.item_type, (*path, i)) for i, item in enumerate(node.items)]
        # A wrong item keeps its place, so that the third value is the third one of the file.
        return tuple(_stand_in(_plain(kind.item_type)) if value is WRONG else value for value in values)

    def _scalar(self, node: Scalar, options: tuple[inspect.Type, ...], path: Path) -> Any:
        leaves = [option for option in options if is_single(option)]
        if node.value is None and node.style == "plain":
            if node.text and any(isinstance(leaf, inspect.NoneType) for leaf in leaves):
                return None
            self._empty(node, path)
            return WRONG
        leaves = [leaf for leaf in leaves if not isinstance(leaf, inspect.NoneType)]
        if not leaves:
            self._wrong_type(node, options, path)
            return WRONG
        try:
            return read_scalar(node, leaves[0], _name(path), self._dialect, self._findings)
        except BadScalar as trouble:
            self._findings.error(node.at, trouble.code, trouble.text, trouble.hint)
            return WRONG

    def _empty(self, node: Scalar, path: Path) -> None:
        example = self._dialect.examples.get(_name(path))
        hint = f"Write {example}, or take the line out." if example else "Write one, or take the line out."
        name = "This" if not path or isinstance(path[-1], int) else quoted(str(path[-1]))
        at = self.places.keys.get(path, node.at)
        self._findings.error(at, "empty-value", f"{name} has no value.", hint)

    def _wrong_type(self, node: Node, options: tuple[inspect.Type, ...], path: Path) -> None:
        wanted = " or ".join(dict.fromkeys(filter(None, map(describe, options))))
        owner = quoted(_name(path)) if path else "The file"
        hint = self._dialect.example(_name(path))
        if isinstance(node, Scalar) and any(isinstance(option, inspect.VarTupleType) for option in options):
            hint = f"Write `[{node.text}]`." if len(node.text) <= LONGEST_QUOTED else "Put it in `[ ]`."
        self._findings.error(node.at, "wrong-type", f"{owner} must be {wanted}, not {_called(node)}.", hint)


def _name(path: Path) -> str:
    """Return the key that a value stands under; that of the list for an item of one."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def _called(node: Node) -> str:
    if isinstance(node, Mapping):
        return "keys and values"
    if isinstance(node, Sequence):
        return "a list"
    if isinstance(node, Scalar):
        if isinstance(node.value, bool):
            return "true or false"
        return "a text" if isinstance(node.value, str) else "a number"
    return "this"


def _plain(kind: inspect.Type) -> inspect.Type:
    return _plain(kind.type) if isinstance(kind, inspect.Metadata) else kind


def _options(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    """Return what a value may be; a mapping that one field can stand for may be that as well."""
    plain = [_plain(option) for option in kind.types] if isinstance(kind, inspect.UnionType) else [kind]
    alone = [_plain(field.type) for option in plain if (field := _alone(option)) is not None]
    return (*alone, *plain)


def _alone(kind: inspect.Type) -> inspect.Field | None:
    """Return the field that a single value stands for where it is written instead of a mapping."""
    if not isinstance(kind, inspect.StructType):
        return None
    return next((field for field in kind.fields if field.name == getattr(kind.cls, "alone", None)), None)


def _whole(value: Any, options: tuple[inspect.Type, ...]) -> Any:
    """Return the mapping that `value` was written for, if it was."""
    if value is None or value is WRONG:
        return value
    for option in options:
        field = _alone(option)
        if field is not None and isinstance(option, inspect.StructType):
            return option.cls(**{field.name: value})
    return value


def _stand_in(kind: inspect.Type) -> Any:
    """Return a value that lets the rest be checked although a required one is missing."""
    if isinstance(kind, inspect.StructType) and kind.array_like:
        return kind.cls(*(_stand_in(_plain(field.type)) for field in kind.fields))
    if isinstance(kind, inspect.LiteralType):
        return kind.values[0]
    if isinstance(kind, inspect.IntType):
        return kind.ge or 0
    empty = {inspect.StrType: str, inspect.VarTupleType: tuple, inspect.DictType: dict}.get(type(kind))
    return None if empty is None else empty()
