"""YAML with positions: the meaning of YAML 1.2, and an answer to every file there can be."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
import yaml

from followup.formats.yamlfile.nodes import Mapping, Node, Position, Scalar, Sequence
from followup.formats.yamlfile.reader import LARGEST
from formats.yamlfile.loading import load
from formats.yamlfile.promptly import promptly


def plain(node: Node | None) -> Any:
    """Return what a node says, without places."""
    if isinstance(node, Mapping):
        return {name: plain(entry.value) for name, entry in node.entries.items()}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.value


def told(data: bytes | str) -> list[tuple[str, int, int]]:
    """Return the problems of a file as (code, line, column)."""
    return [(problem.code, problem.line, problem.column) for problem in load(data).problems]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("5", 5),
        ("-12", -12),
        ("007", 7),
        ("0o17", 15),
        ("0x1F", 31),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("yes", "yes"),
        ("on", "on"),
        ("No", "No"),
        ("12:30", "12:30"),
        ("2026-11-27", "2026-11-27"),
        ("1_000", "1_000"),
        ("0b11", "0b11"),
        ("017 days", "017 days"),
        ('"5"', "5"),
        ("'true'", "true"),
        ('""', ""),
        ("<", "<"),
        ("=", "="),
        ('"<<"', "<<"),
    ],
)
def test_plain_scalars_mean_what_yaml_1_2_says(written: str, meant: object) -> None:
    """Only true, false, null and numbers are not text."""
    loaded = load(f"value: {written}\n")
    assert loaded.problems == ()
    value = plain(loaded.node)["value"]
    assert (type(value), value) == (type(meant), meant)


def test_not_a_number_is_a_number() -> None:
    """`.nan` is read, and equals nothing."""
    assert math.isnan(plain(load("value: .nan").node)["value"])


def test_positions_count_characters_from_one() -> None:
    """A key and a value know where they begin, behind wide characters and a byte order mark too."""
    node = load("\ufeffa: 1\n日本: [x, {ключ: y}]\n".encode()).node
    assert isinstance(node, Mapping)
    assert node.entries["a"].value.at == Position(1, 4)
    assert node.entries["日本"].at == Position(2, 1)
    items = node.entries["日本"].value
    assert isinstance(items, Sequence)
    assert [item.at for item in items.items] == [Position(2, 6), Position(2, 9)]


def test_a_quoted_merge_key_is_a_key() -> None:
    """`"<<"` in quotes is text like any other."""
    assert plain(load('"<<": 1').node) == {"<<": 1}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("", [("empty-file", 1, 1)]),
        ("# nothing\n\n", [("empty-file", 1, 1)]),
        ("---\n", [("empty-file", 1, 1)]),
        ("- a\n", [("wrong-top", 1, 1)]),
        ("text", [("wrong-top", 1, 1)]),
        ("a: 1\na: 2\na: 3\n", [("duplicate-key", 2, 1), ("duplicate-key", 3, 1)]),
        ("a: {b: 1, b: 2}\n", [("duplicate-key", 1, 11)]),
        ("a: &x 1\nb: *x\n", [("anchor", 1, 4), ("alias", 2, 4)]),
        ("a: &x !!str 1\n", [("anchor", 1, 4), ("tag", 1, 4)]),
        ("<<: {a: 1}\nb: 1\n", [("merge-key", 1, 1)]),
        ("!!map\na: 1\n", [("tag", 1, 1)]),
        ("a: !x [1]\n", [("tag", 1, 4)]),
        ("a: !!python/object/apply:os.system [ls]\n", [("tag", 1, 4)]),
        ("a: 1\n---\nb: 1\n", [("several-documents", 2, 1)]),
        ("1: a\nnull: b\n[x]: c\n{y: z}: d\n", [("key-not-text", line, 1) for line in (1, 2, 3, 4)]),
        ("a: 1\n b: 2\n", [("syntax", 2, 3)]),
        ("a: 1\na: 2\nb: [\n", [("duplicate-key", 2, 1), ("syntax", 3, 5)]),
        (b"a: caf\xe9\n", [("not-utf8", 1, 7)]),
        ("a: é".encode("utf-16"), [("not-utf8", 1, 1)]),
        ("a: é".encode("utf-16-le"), [("not-utf8", 1, 1)]),
        ("a: é".encode("utf-32"), [("not-utf8", 1, 1)]),
        (b"a: x\x00y\nb: \x1b[2J\n", [("control-character", 1, 5), ("control-character", 2, 4)]),
        ("a: x\ud800\n", [("control-character", 1, 5)]),
        ('a: "\\x07"\n', [("control-character", 1, 4)]),
        ('a: "\\u202e"\n', [("control-character", 1, 4)]),
        ('a: "\\r"\n', [("control-character", 1, 4)]),
        ("a: x\u2028y\n", [("control-character", 1, 5)]),
        (f"a: {'9' * 5000}\n", [("long-number", 1, 4)]),
        (f"a: -{'1' * 5000}.5\n", [("long-number", 1, 4)]),
        ("x" * (LARGEST + 1), [("too-large", 1, 1)]),
    ],
)
def test_problems_have_their_place(data: bytes | str, expected: list[tuple[str, int, int]]) -> None:
    """Every problem on the way is told, at its line and column."""
    assert told(data) == expected


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_ending_counts_as_one_line(newline: str) -> None:
    """Files from other systems have the same lines."""
    assert told(newline.join(["a: 1", "b: 2", "a: 3"])) == [("duplicate-key", 3, 1)]


def test_a_list_may_be_asked_for() -> None:
    """Stories are a list at the top."""
    assert plain(load("- a\n- b: 1\n", top="list").node) == ["a", {"b": 1}]
    assert [problem.code for problem in load("a: 1", top="list").problems] == ["wrong-top"]


HOSTILE = {
    "brackets": "a: " + "[" * 10_000 + "]" * 10_000,
    "unclosed brackets": "[" * 100_000,
    "braces": "{a: " * 10_000,
    "dashes": "- " * 10_000,
    "questions": "? " * 10_000,
    "indents": "".join(" " * depth + "a:\n" for depth in range(1400)),
    "values": "a: [" + "[]," * 340_000 + "]",
    "keys": "\n".join(f"k{number}: {number}" for number in range(60_000)),
    "doubled keys": "a: 1\n" * 200_000,
    "anchors": "a: [" + "&a x," * 150_000 + "]",
    "bomb": "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 500)),
    "scalar": "a: " + "x" * 1_000_000,
    "quoted": 'a: "' + "\\n" * 500_000 + '"',
    "literal": "a: |\n" + "  x\n" * 250_000,
    "digits": "a: " + "1" * 1_000_000,
    "controls": "\x01\n" * 500_000,
    "documents": "---\n" * 250_000,
    "tags": "!a " * 300_000,
    "quotes": "'" * 1_000_000,
    "colons": "a:" * 500_000,
    "tabs": "\t" * 1_000_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_answered_at_once(text: str) -> None:
    """Nothing nests, grows or refers its way to a crash."""
    loaded = promptly(lambda: load(text))
    assert len(loaded.problems) <= 101
    assert loaded.problems or text in {HOSTILE["scalar"], HOSTILE["quoted"], HOSTILE["literal"]}


REPOSITORY = Path(__file__).parents[3]
KEPT = sorted(
    [*REPOSITORY.glob("*.yaml"), *REPOSITORY.glob("rulesets/*.yaml"), *REPOSITORY.glob("tests/**/*.yaml")]
)


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_the_parser_in_python_reads_every_file_here_the_same(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules that ship, stories and examples; it reads a bare `?` before a bracket differently."""
    data = path.read_bytes()
    with_c = load(data, "list" if path.parent.name == "scenarios" else "mapping")
    monkeypatch.delattr(yaml, "CSafeLoader")
    without = load(data, "list" if path.parent.name == "scenarios" else "mapping")
    assert without.node == with_c.node
    assert {problem.code for problem in without.problems} == {problem.code for problem in with_c.problems}


def test_the_parser_in_python_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML comes without libyaml, the same files have the same meaning and problems."""
    text = "a: &x 1\nb: [1, 'two', 2.5, {c: on}]\na: *x\nd: |\n  text\n"
    with_c = load(text)
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    without = load(text)
    assert plain(without.node) == plain(with_c.node)
    assert without.problems == with_c.problems
    assert [problem.code for problem in load("a: [1\n").problems] == ["syntax"]
    assert [problem.code for problem in load("a: 1\n b: 2\n").problems] == ["syntax"]
