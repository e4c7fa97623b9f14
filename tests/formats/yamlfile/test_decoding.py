"""Nodes against a msgspec definition: every problem at once, each at its place."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from followup.formats.yamlfile.decoding import Dialect, decode
from followup.formats.yamlfile.findings import Findings
from followup.formats.yamlfile.nodes import Position
from followup.formats.yamlfile.scalars import reader
from followup.formats.yamlfile.source import Source
from formats.yamlfile.loading import load

HOUR = r"^[0-9]+ h$"


class Inner(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A nested definition."""

    size: Annotated[int, Meta(ge=1, le=9)]
    colour: Literal["red", "green"] = "red"


class Outer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A definition with every kind of field."""

    name: Annotated[str, Meta(min_length=1, max_length=10)]
    either: Annotated[str, Meta(pattern=r"^[a-z]+$")] | Inner | None = None
    many: Annotated[tuple[str, ...], Meta(min_length=1, max_length=3)] = ("x",)
    one_or_many: str | tuple[str, ...] = ""
    by_name: dict[str, Inner] = {}
    flag: bool = False
    span: Annotated[str, Meta(pattern=HOUR)] = "1 h"
    version: Literal[1] = 1


def _span(text: str) -> str:
    if not text.endswith("h"):
        raise ValueError("Write hours.")
    return text


DIALECT = Dialect(
    readers={"span": reader("bad-duration", "is no span", _span)},
    examples={"name": "`name: x`"},
)


def read(text: str) -> tuple[Any, list[tuple[str, int, int]], list[str]]:
    """Return (value, problems as (code, line, column), hints)."""
    findings = Findings()
    node = load(text).node
    assert node is not None
    value = decode(node, Outer, Source(findings), DIALECT)
    problems = findings.all()
    return value, [(p.code, p.line, p.column) for p in problems], [p.hint or "" for p in problems]


def test_a_whole_value_is_read() -> None:
    """Everything that fits becomes what the definition says."""
    text = "name: a\neither: {size: 2, colour: green}\nmany: [a, b]\nby_name: {k: {size: 1}}\n"
    text += "span: 2 h\nflag: true"
    value, problems, _ = read(text)
    assert problems == []
    assert value == Outer("a", Inner(2, "green"), ("a", "b"), "", {"k": Inner(1)}, True, "2 h")


@pytest.mark.parametrize(
    ("text", "expected", "hint"),
    [
        ("name: a\nflga: true", ("unknown-key", 2, 1), "Did you mean `flag`?"),
        ("name: a\nxyzzy: true", ("unknown-key", 2, 1), "Known here: name, either"),
        ("flag: true", ("missing-key", 1, 1), "Write `name: x`."),
        ("name: a\nby_name: {k: {}}", ("missing-key", 2, 11), ""),
        ("name:", ("empty-value", 1, 1), "Write `name: x`"),
        ("name: a\nmany:", ("empty-value", 2, 1), "take the line out"),
        ("name: a\neither:", ("empty-value", 2, 1), "take the line out"),
        ("name: ~", ("empty-value", 1, 1), ""),
        ("name: 5", ("wrong-type", 1, 7), 'Put it in quotes: "5".'),
        ("name: [a]", ("wrong-type", 1, 7), "Write `name: x`."),
        ("name: {a: b}", ("wrong-type", 1, 7), ""),
        ('name: ""', ("out-of-range", 1, 7), ""),
        ("name: abcdefghijk", ("out-of-range", 1, 7), ""),
        ("name: a\neither: ABC", ("bad-value", 2, 9), ""),
        ('name: a\neither: "abc\\n"', ("bad-value", 2, 9), ""),
        ("name: a\neither: [abc]", ("wrong-type", 2, 9), ""),
        ("name: a\neither: {size: 10}", ("out-of-range", 2, 16), ""),
        ("name: a\neither: {size: 1.0}", ("wrong-type", 2, 16), ""),
        ('name: a\neither: {size: "1"}', ("wrong-type", 2, 16), "Write 1 without the quotes."),
        ("name: a\neither: {size: true}", ("wrong-type", 2, 16), ""),
        ("name: a\neither: {size: 1, colour: gren}", ("unknown-value", 2, 27), "Did you mean `green`?"),
        ("name: a\nmany: b", ("wrong-type", 2, 7), "Write `[b]`."),
        ("name: a\nmany: []", ("out-of-range", 2, 7), ""),
        ("name: a\nmany: [a, b, c, d]", ("out-of-range", 2, 7), ""),
        ("name: a\nmany: [a, 5]", ("wrong-type", 2, 11), 'Put it in quotes: "5".'),
        ("name: a\none_or_many: {a: b}", ("wrong-type", 2, 14), ""),
        ("name: a\nby_name: [k]", ("wrong-type", 2, 10), ""),
        ("name: a\nflag: yes", ("wrong-type", 2, 7), "Write `flag: true`."),
        ("name: a\nspan: 5", ("bad-duration", 2, 7), "Write hours."),
        ("name: a\nspan: 5 days", ("bad-duration", 2, 7), "Write hours."),
        ("name: a\nspan: true", ("bad-duration", 2, 7), ""),
        ("name: a\nversion: 2", ("unknown-value", 2, 10), ""),
        ("name: a\nversion: '1'", ("wrong-type", 2, 10), "without quotes"),
    ],
)
def test_one_wrong_value_is_told_at_its_place(text: str, expected: tuple[str, int, int], hint: str) -> None:
    """The key or the value at fault is pointed at, with what to write instead."""
    _, problems, hints = read(text)
    assert problems == [expected]
    assert hint in hints[0]


def test_everything_wrong_is_told_at_once() -> None:
    """One problem hides no other."""
    _, problems, _ = read("flga: 1\neither: {size: 0, color: red}\nmany: a\nby_name: {k: 5, l: {size: a}}\n")
    assert [code for code, _, _ in problems] == [
        *("unknown-key", "missing-key", "out-of-range", "unknown-key"),
        *("wrong-type", "wrong-type", "wrong-type"),
    ]


def test_null_is_taken_where_the_definition_takes_it() -> None:
    """A written-out `null` means left out; nothing at all after the colon is an error."""
    value, problems, _ = read("name: a\neither: null")
    assert problems == []
    assert value.either is None


def test_places_are_found_by_path() -> None:
    """Later checks point at values, at keys, and at what they would belong to."""
    node = load("name: a\neither:\n  size: 3\nmany: [x, y]\n").node
    assert node is not None
    source = Source(Findings())
    decode(node, Outer, source)
    assert source.place(("either", "size")) == Position(3, 9)
    assert source.place(("either", "size"), key=True) == Position(3, 3)
    assert source.place(("many", 1)) == Position(4, 11)
    assert source.place(("either", "colour")) == Position(3, 3)
    assert source.place(("flag",), key=True) == Position(1, 1)


JUNK = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-5, 20),
        st.floats(allow_nan=False),
        st.sampled_from(["a", "red", "ABC"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["name", "size", "colour", "either", "many", "flag", "k"]), inner, max_size=4
        ),
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from([*Outer.__struct_fields__, "other"]), JUNK, max_size=6))
def test_msgspec_agrees_about_what_is_right(tree: dict[str, Any]) -> None:
    """The walker passes exactly what `msgspec.convert` passes."""
    tree.pop("span", None)  # read by a form of its own
    findings = Findings()
    loaded = load(msgspec.json.encode(tree))
    assert loaded.node is not None
    value = decode(loaded.node, Outer, Source(findings))
    try:
        expected = msgspec.convert(tree, Outer, strict=True)
    except msgspec.ValidationError:
        assert findings.has_errors or loaded.problems  # the reader refuses long numbers before
    else:
        assert not findings.has_errors
        assert value == expected
