"""YAML text -> nodes with positions, or every problem on the way.

The meaning is that of YAML 1.2 (core schema): only true, false, null and numbers are not text. What lets a
file say one thing in two places (anchors, aliases, merge keys) or twice (duplicate keys) is an error.
"""

from __future__ import annotations

import itertools
import re
from typing import Any, Literal

import yaml

from followup.formats.yamlfile.findings import MOST_TOLD, Findings, quoted
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
    node = _Builder(findings).build(text, lines)
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
    wanted = Mapping if top == "mapping" else Sequence
    if isinstance(node, (Mapping, Sequence, Scalar)) and not isinstance(node, wanted):
        what = (
            "keys and values, such as `version: 1`" if top == "mapping" else "a list, each entry after a `- `"
        )
        findings.error(node.at, "wrong-top", f"The file must be {what}.")
        return None
    return node


class _Open:
    """A mapping or list whose end has not come yet; `key` is the one that waits for its value."""

    def __init__(self, node: Mapping | Sequence, *, is_broken: bool) -> None:
        self.node = node
        self.is_broken = is_broken
        self.key: tuple[str | None, Position] | None = None


class _Builder:
    """Builds the tree from the parser's events, without recursion."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._open: list[_Open] = []
        self._root: Node | None = None

    def build(self, text: str, lines: tuple[str, ...]) -> Node | None:
        """Return the root; None where the file is empty or stops being YAML."""
        documents = nodes = 0
        loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            for event in yaml.parse(text, Loader=loader):
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents > 1:
                        self._stop(
                            event,
                            "several-documents",
                            "A second document begins here.",
                            "Take the `---` out.",
                        )
                        break
                elif isinstance(event, yaml.NodeEvent):
                    nodes += 1
                    if nodes > MOST_NODES:
                        self._stop(event, "too-large", f"The file has more than {MOST_NODES} values.")
                        return None
                    if len(self._open) >= DEEPEST:
                        self._stop(event, "too-deep", f"Values are nested more than {DEEPEST} deep.")
                        return None
                    self._begin(event)
                elif isinstance(event, yaml.CollectionEndEvent):
                    self._end()
        except yaml.YAMLError as error:
            tell_syntax_error(error, lines, self._findings)
            return None
        return self._root

    def _stop(self, event: yaml.Event, code: str, text: str, hint: str | None = None) -> None:
        self._findings.error(_start(event), code, text, hint)

    def _begin(self, event: yaml.NodeEvent) -> None:
        at = _start(event)
        if isinstance(event, yaml.AliasEvent):
            name = quoted(f"*{event.anchor}")
            hint = "Write the value out. If it is meant as text, put it in quotes."
            self._findings.error(
                at, "alias", f"{name} is an alias; nothing may stand for another place.", hint
            )
            self._place(Node(at=at))
            return
        if event.anchor is not None:
            name = quoted(f"&{event.anchor}")
            hint = f"Take {name} out. If it is meant as text, put it in quotes."
            self._findings.error(
                at, "anchor", f"{name} is an anchor; nothing may stand for another place.", hint
            )
        tag = getattr(event, "tag", None)
        if tag is not None:
            hint = "Take the tag out. If it is meant as text, put it in quotes."
            self._findings.error(at, "tag", f"{quoted(_short(tag))} is a YAML tag; values need none.", hint)
        if isinstance(event, yaml.MappingStartEvent):
            self._open.append(_Open(Mapping(at=at, entries={}), is_broken=tag is not None))
        elif isinstance(event, yaml.SequenceStartEvent):
            self._open.append(_Open(Sequence(at=at, items=[]), is_broken=tag is not None))
        elif isinstance(event, yaml.ScalarEvent):
            self._place(Node(at=at) if tag is not None else self._scalar(event, at))

    def _end(self) -> None:
        closed = self._open.pop()
        self._place(Node(at=closed.node.at) if closed.is_broken else closed.node)

    def _scalar(self, event: yaml.ScalarEvent, at: Position) -> Node:
        text = event.value
        style: Style = _STYLES.get(event.style, "plain")
        value: bool | int | float | str | None = text
        if style == "plain":
            if _is_number(text) and len(text) > LONGEST_NUMBER:
                hint = "If it is meant as text, put it in quotes."
                self._findings.error(at, "long-number", "A number with too many digits.", hint)
                return Node(at=at)
            value = _meaning(text)
        hidden = _HIDDEN_VALUE.search(text)
        if hidden:
            _tell_hidden(hidden[0], at, self._findings)
            return Node(at=at)
        return Scalar(
            at=at,
            value=value,
            text=text,
            style=style,
            last_line=event.end_mark.line + 1 if event.end_mark else at.line,
        )

    def _place(self, node: Node) -> None:
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        if isinstance(parent.node, Sequence):
            parent.node.items.append(node)
        elif parent.key is None:
            parent.key = self._key(node, parent.node), node.at
        else:
            name, at = parent.key
            parent.key = None
            if name is not None:
                parent.node.entries[name] = Entry(at, node)

    def _key(self, node: Node, mapping: Mapping) -> str | None:
        """Return the name of a key; None where its value is to be left out."""
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            if isinstance(node, (Mapping, Sequence)):
                hint = "Put text that begins with a bracket or brace in quotes."
                self._findings.error(node.at, "key-not-text", "A list or mapping cannot be a key.", hint)
            elif isinstance(node, Scalar):
                name = quoted(node.text) if node.text else "Nothing"
                hint = f'Put it in quotes: "{node.text}".' if node.text else "Write a key before the `:`."
                self._findings.error(node.at, "key-not-text", f"{name} is no name for a key.", hint)
            return None
        if node.value == "<<" and node.style == "plain":
            self._findings.error(
                node.at, "merge-key", "`<<` merges another mapping.", "Write its keys out here."
            )
            return None
        if node.value in mapping.entries:
            first = mapping.entries[node.value].at.line
            text = f"{quoted(node.value)} stands twice here; the first is in line {first}."
            self._findings.error(node.at, "duplicate-key", text, "Keep one of the two.")
            return None
        return node.value


def _start(event: yaml.Event) -> Position:
    mark = event.start_mark
    return Position(mark.line + 1, mark.column + 1) if mark else START


def _short(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")


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
