"""YAML text -> nodes with positions, or every problem on the way.

The meaning is that of YAML 1.2 (core schema): only true, false, null and numbers are not text. What lets a
file say one thing in two places (anchors, aliases, merge keys) or twice (duplicate keys) is an error.
"""

from __future__ import annotations

import itertools
import re
from typing import Literal

import yaml

from followup.core.text import quoted
from followup.formats.yamlfile.findings import MOST_TOLD, Findings
from followup.formats.yamlfile.nodes import START, Entry, Mapping, Node, Position, Scalar, Sequence, Style
from followup.formats.yamlfile.syntax import tell_syntax_error

Top = Literal["mapping", "list"]

LARGEST = 1024 * 1024
MOST_NODES = 30_000
DEEPEST = 40
LONGEST_NUMBER = 18

# Not text: what YAML forbids, and what reorders a line on the screen to show something else than it says.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_HIDDEN_VALUE = re.compile(_HIDDEN.pattern[:-1] + "\r]")

# YAML 1.2, section 10.3.2.
_NULLS = {"", "~", "null", "Null", "NULL"}
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)

_MEANT_AS_TEXT = "If it is meant as text, put it in quotes."
_STYLES: dict[str | None, Style] = {"'": "quoted", '"': "quoted", "|": "literal", ">": "folded"}


def read_yaml(
    data: bytes | str, findings: Findings, *, top: Top = "mapping"
) -> tuple[Node | None, tuple[str, ...]]:
    """Read one YAML file whose top level is a mapping or a list; never raises for what it says.

    Return its node, None where nothing can be read, and its lines; problems go to `findings`.
    """
    if len(data) > LARGEST:
        findings.error(START, "too-large", "The file is larger than 1 MiB.")
        return None, ()
    text = _decoded(data, findings) if isinstance(data, bytes) else data
    if text is None:
        return None, ()
    text = text.removeprefix("\ufeff")
    lines = tuple(re.split("\r\n|\r|\n", text))
    text = _without_hidden(text, lines, findings)
    node = _Builder(text, findings).build(lines)
    return _topmost(node, top, findings), lines


def _decoded(data: bytes, findings: Findings) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:4]:
        findings.error(START, "not-utf8", "The file is UTF-16 or UTF-32 text.", "Save it as UTF-8.")
        return None
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = re.split("\r\n|\r|\n", data[: error.start].decode())
        at = Position(len(before), len(before[-1].removeprefix("\ufeff")) + 1)
        wrong = f"The byte {data[error.start]:#04x} is not UTF-8 text."
        findings.error(at, "not-utf8", wrong, "Save the file as UTF-8 in your editor.")
        return data.decode(errors="replace")


def _without_hidden(text: str, lines: tuple[str, ...], findings: Findings) -> str:
    """Return `text` with a visible character in the place of each one that must not be there."""
    if not _HIDDEN.search(text):
        return text
    hidden = ((number, found) for number, line in enumerate(lines, 1) if (found := _HIDDEN.search(line)))
    for number, found in itertools.islice(hidden, MOST_TOLD):
        _tell_hidden(found[0], Position(number, found.start() + 1), findings)
    return _HIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


def _tell_hidden(character: str, at: Position, findings: Findings) -> None:
    text = f"An invisible control character (U+{ord(character):04X})."
    findings.error(at, "control-character", text, "Take it out, or type the line again.")


def _topmost(node: Node | None, top: Top, findings: Findings) -> Node | None:
    if node is None:
        if not findings.has_errors:
            findings.error(START, "empty-file", "The file is empty.")
        return None
    if isinstance(node, Scalar) and node.value is None:
        findings.error(START, "empty-file", "The file says nothing.")
        return None
    if isinstance(node, Mapping if top == "mapping" else Sequence):
        return node
    if type(node) is not Node:  # what is wrong with a bare one has been told
        wanted = {
            "mapping": "keys and values, such as `version: 1`",
            "list": "a list, each entry after a `- `",
        }
        findings.error(node.at, "wrong-top", f"The file must be {wanted[top]}.")
    return None


class _Cut(Exception):
    """The file goes too far to be read on."""


class _Builder:
    """Builds the tree from the parser's events; they are bounded in number and depth."""

    def __init__(self, text: str, findings: Findings) -> None:
        self._findings = findings
        # The loader in Python is for PyYAML without libyaml; it reads the same, slowly.
        self._events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self._nodes = 0

    def build(self, lines: tuple[str, ...]) -> Node | None:
        """Return the root; None where the file is empty, goes too far, or stops being YAML."""
        root: Node | None = None
        documents = 0
        try:
            for event in self._events:
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        wrong = "A second document begins here."
                        self._tell(_start(event), "several-documents", wrong, "Take the `---` out.")
                        break
                elif isinstance(event, yaml.NodeEvent):
                    root = self._node(event, 0)
        except yaml.YAMLError as error:
            tell_syntax_error(error, lines, self._findings)
            return None
        except _Cut:
            return None
        return root

    def _tell(self, at: Position, code: str, text: str, hint: str | None = None) -> None:
        self._findings.error(at, code, text, hint)

    def _node(self, event: yaml.Event, depth: int) -> Node:
        """Return the node that begins with `event`, after reading on to its end."""
        at = _start(event)
        self._nodes += 1
        if self._nodes > MOST_NODES:
            self._tell(at, "too-large", f"The file has more than {MOST_NODES} values.")
            raise _Cut
        if depth >= DEEPEST:
            self._tell(at, "too-deep", f"Values are nested more than {DEEPEST} deep.")
            raise _Cut
        is_plain = self._is_plain(event, at)
        node: Node = Node(at=at)
        if isinstance(event, yaml.MappingStartEvent):
            node = self._mapping(at, depth)
        elif isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(inner := next(self._events), yaml.SequenceEndEvent):
                items.append(self._node(inner, depth + 1))
            node = Sequence(at=at, items=items)
        elif isinstance(event, yaml.ScalarEvent) and is_plain:
            node = self._scalar(event, at)
        return node if is_plain else Node(at=at)

    def _is_plain(self, event: yaml.Event, at: Position) -> bool:
        """Whether a node stands for itself; anchors, aliases and tags are told."""
        if isinstance(event, yaml.AliasEvent):
            text = f"{quoted(f'*{event.anchor}')} is an alias; nothing may stand for another place."
            self._tell(at, "alias", text, "Write the value out. " + _MEANT_AS_TEXT)
            return False
        anchor, tag = getattr(event, "anchor", None), getattr(event, "tag", None)
        if anchor is not None:
            name = quoted(f"&{anchor}")
            text = f"{name} is an anchor; nothing may stand for another place."
            self._tell(at, "anchor", text, f"Take {name} out. {_MEANT_AS_TEXT}")
        if tag is not None:
            text = f"{quoted(tag.replace('tag:yaml.org,2002:', '!!'))} is a YAML tag; values need none."
            self._tell(at, "tag", text, "Take the tag out. " + _MEANT_AS_TEXT)
        return tag is None

    def _mapping(self, at: Position, depth: int) -> Mapping:
        mapping = Mapping(at=at, entries={})
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            name = self._key(key, mapping)
            value = self._node(next(self._events), depth + 1)
            if name is not None:
                mapping.entries[name] = Entry(key.at, value)
        return mapping

    def _scalar(self, event: yaml.ScalarEvent, at: Position) -> Node:
        text = event.value
        style: Style = _STYLES.get(event.style, "plain")
        if style == "plain" and len(text) > LONGEST_NUMBER and _is_number(text):
            self._tell(at, "long-number", "A number with too many digits.", _MEANT_AS_TEXT)
            return Node(at=at)
        hidden = _HIDDEN_VALUE.search(text)
        if hidden:
            _tell_hidden(hidden[0], at, self._findings)
            return Node(at=at)
        last_line = event.end_mark.line + 1 if event.end_mark else at.line
        value = _meaning(text) if style == "plain" else text
        return Scalar(at=at, value=value, text=text, style=style, last_line=last_line)

    def _key(self, node: Node, mapping: Mapping) -> str | None:
        """Return the name of a key; None where its value is to be left out."""
        if isinstance(node, (Mapping, Sequence)):
            hint = "Put text that begins with a bracket or brace in quotes."
            self._tell(node.at, "key-not-text", "A list or mapping cannot be a key.", hint)
        elif not isinstance(node, Scalar):
            pass  # told when it was read
        elif not isinstance(node.value, str):
            name = quoted(node.text) if node.text else "Nothing"
            hint = f'Put it in quotes: "{node.text}".' if node.text else "Write a key before the `:`."
            self._tell(node.at, "key-not-text", f"{name} is no name for a key.", hint)
        elif node.value == "<<" and node.style == "plain":
            self._tell(node.at, "merge-key", "`<<` merges another mapping.", "Write its keys out here.")
        elif node.value in mapping.entries:
            first = mapping.entries[node.value].at.line
            text = f"{quoted(node.value)} stands twice here; the first is in line {first}."
            self._tell(node.at, "duplicate-key", text, "Keep one of the two.")
        else:
            return node.value
        return None


def _start(event: yaml.Event) -> Position:
    mark = event.start_mark
    return Position(mark.line + 1, mark.column + 1) if mark else START


def _is_number(text: str) -> bool:
    return bool(_INTEGER.fullmatch(text) or _FLOAT.fullmatch(text))


def _meaning(text: str) -> bool | int | float | str | None:
    """Return what a plain scalar means in YAML 1.2."""
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _INTEGER.fullmatch(text):
        return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
    if _FLOAT.fullmatch(text):
        # YAML writes `-.inf` and `.nan` where Python reads `-inf` and `nan`.
        return float(text.replace(".", "", 1) if text[-1] in "fFnN" else text)
    return text
