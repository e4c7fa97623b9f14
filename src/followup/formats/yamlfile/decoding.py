"""Nodes -> values of a msgspec definition, or every problem on the way.

The definition alone says which keys exist, which are required and what a value may be; what
`msgspec.inspect` tells of it is held against the nodes, so that each problem has its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import inspect

from followup.core.text import quoted
from followup.formats.yamlfile.findings import listed
from followup.formats.yamlfile.nodes import Mapping, Node, Scalar, Sequence
from followup.formats.yamlfile.scalars import LONGEST_QUOTED, Wrong, read_scalar
from followup.formats.yamlfile.source import key_of

if TYPE_CHECKING:
    from collections import abc

    from followup.formats.yamlfile.source import Path, Source

    # Reads what stands under a key; raises `Wrong`.
    Reader = abc.Callable[[Scalar, str], Any]
    _Options = tuple[inspect.Type, ...]


class Dialect(NamedTuple):
    """What a kind of file adds to its definition, by key: how a single value is read, and an example."""

    readers: abc.Mapping[str, Reader] = {}
    examples: abc.Mapping[str, str] = {}


def decode(node: Node, definition: type[Any], source: Source, dialect: Dialect | None = None) -> Any:
    """Return `node` as `definition` says; None where nothing fits at all. Problems go to `source`.

    The value can be relied on only where there are no errors: a wrong one that may be left out is, for one
    that is required and for one in a list stands None, or an empty list or mapping.
    """
    return _Decoder(source, dialect or Dialect()).read(node, inspect.type_info(definition), ())


class _Decoder:
    """Walks nodes and definition side by side; both are shallow."""

    def __init__(self, source: Source, dialect: Dialect) -> None:
        self._source = source
        self._dialect = dialect

    def read(self, node: Node, kind: inspect.Type, path: Path, reader: Reader | None = None) -> Any:
        """Return the value; None, and a path that is `wrong`, after telling why there is none."""
        self._source.nodes[path] = node
        try:
            if type(node) is not Node:  # what is wrong with a bare one was told when the YAML was read
                return self._value(node, _options(kind), path, reader)
        except Wrong as wrong:
            key = wrong.code == "empty-value"
            hint = wrong.hint or self._example(key_of(path))
            self._source.error(path, wrong.code, wrong.text, hint, key=key)
        self._source.wrong.add(path)
        return None

    def _value(self, node: Node, options: _Options, path: Path, reader: Reader | None) -> Any:
        if isinstance(node, Scalar):
            return self._scalar(node, options, path, reader)
        for option in options:
            match node, option:
                case Mapping(), inspect.StructType(array_like=False):
                    return self._struct(node, option, path)
                case Mapping(), inspect.DictType():
                    return self._dict(node, option, path)
                case Sequence(), inspect.VarTupleType():
                    return self._tuple(node, option, path, reader)
        raise _wrong_type(node, options, path, reader)

    def _struct(self, node: Mapping, kind: inspect.StructType, path: Path) -> Any:
        fields = {field.encode_name: field for field in kind.fields}
        values: dict[str, Any] = {}
        for name, entry in node.entries.items():
            at = (*path, name)
            self._source.keys[at] = entry.at
            field = fields.get(name)
            if field is None:
                hint = self._source.findings.did_you_mean(name, fields)
                hint = hint or f"Known here: {', '.join(fields)}."
                self._source.error(at, "unknown-key", f"{quoted(name)} means nothing here.", hint, key=True)
                continue
            value = self.read(entry.value, field.type, at, self._dialect.readers.get(name))
            if at not in self._source.wrong:
                values[field.name] = value
        for name, field in fields.items():
            if field.required and field.name not in values:
                if name not in node.entries:
                    owner = _owner(path)
                    text = f"{owner} has no `{name}`."
                    self._source.error(path, "missing-key", text, self._example(name), key=True)
                self._source.wrong.add((*path, name))
                values[field.name] = _EMPTY.get(type(_options(field.type)[0]))
        return kind.cls(**values)

    def _dict(self, node: Mapping, kind: inspect.DictType, path: Path) -> Any:
        values: dict[str, Any] = {}
        for name, entry in node.entries.items():
            at = (*path, name)
            self._source.keys[at] = entry.at
            value = self.read(entry.value, kind.value_type, at)
            if at not in self._source.wrong:
                values[name] = value
        return values

    def _tuple(
        self, node: Sequence, kind: inspect.VarTupleType, path: Path, reader: Reader | None
    ) -> tuple[Any, ...]:
        count, low, high = len(node.items), kind.min_length or 0, kind.max_length
        if count < low or (high is not None and count > high):
            bound = f"at least {low}" if count < low else f"at most {high}"
            raise Wrong("out-of-range", f"{quoted(key_of(path))} takes {bound} in its list.")
        items = enumerate(node.items)
        return tuple(self.read(item, kind.item_type, (*path, number), reader) for number, item in items)

    def _scalar(self, node: Scalar, options: _Options, path: Path, reader: Reader | None) -> Any:
        if node.value is None and node.style == "plain":
            if node.text and any(isinstance(option, inspect.NoneType) for option in options):
                return None
            raise self._empty(path)
        for option in options:
            if _is_single(option, reader):
                if reader is not None:
                    return reader(node, key_of(path))
                return read_scalar(node, option, key_of(path), self._source.findings)
        raise _wrong_type(node, options, path, reader)

    def _empty(self, path: Path) -> Wrong:
        example = self._dialect.examples.get(key_of(path), "one")
        name = "This" if not path or isinstance(path[-1], int) else quoted(str(path[-1]))
        return Wrong("empty-value", f"{name} has no value.", f"Write {example}, or take the line out.")

    def _example(self, name: str) -> str | None:
        example = self._dialect.examples.get(name)
        return f"Write {example}." if example else None


# What stands where something required is missing, so that the rest can be checked.
_EMPTY: dict[type[inspect.Type], Any] = {inspect.DictType: {}, inspect.VarTupleType: ()}
_CALLED: dict[type[inspect.Type], str] = {
    inspect.StrType: "a text",
    inspect.DateType: "a text",
    inspect.IntType: "a whole number",
    inspect.BoolType: "true or false",
    inspect.VarTupleType: "a list",
    inspect.DictType: "keys and values",
}


def _options(kind: inspect.Type) -> _Options:
    """Return the types that a value may have."""
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    return tuple(each.type if isinstance(each, inspect.Metadata) else each for each in kinds)


def _owner(path: Path) -> str:
    if path and isinstance(path[-1], int):
        return f"Entry {path[-1] + 1} of {quoted(key_of(path))}"
    return quoted(str(path[-1])) if path else "The file"


def _is_single(kind: inspect.Type, reader: Reader | None) -> bool:
    """Whether one text or number can be written for it; for a mapping, if a reader makes one of that."""
    if isinstance(kind, inspect.StructType):
        return kind.array_like or reader is not None
    return not isinstance(kind, (inspect.DictType, inspect.VarTupleType, inspect.NoneType))


def _wrong_type(node: Node, options: _Options, path: Path, reader: Reader | None) -> Wrong:
    wanted = dict.fromkeys(words for option in options for words in _described(option, reader))
    hint = None
    if isinstance(node, Scalar) and any(isinstance(option, inspect.VarTupleType) for option in options):
        hint = f"Write `[{node.text}]`." if len(node.text) <= LONGEST_QUOTED else "Put it in `[ ]`."
    owner = quoted(key_of(path)) if path else "The file"
    return Wrong("wrong-type", f"{owner} must be {' or '.join(wanted)}, not {_called(node)}.", hint)


def _described(kind: inspect.Type, reader: Reader | None) -> abc.Iterator[str]:
    """Yield what a type is called in a sentence."""
    if isinstance(kind, inspect.LiteralType):
        yield listed([str(value) for value in kind.values])
    elif isinstance(kind, inspect.StructType):
        if _is_single(kind, reader):
            yield "a text"
        if not kind.array_like:
            yield "keys and values"
    elif type(kind) in _CALLED:
        yield _CALLED[type(kind)]


def _called(node: Node) -> str:
    if isinstance(node, Mapping):
        return "keys and values"
    if isinstance(node, Sequence):
        return "a list"
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, bool):
        return "true or false"
    return "a text" if isinstance(value, str) else "a number"
