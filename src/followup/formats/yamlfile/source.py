"""A file as it was read: where everything in it stands, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.formats.yamlfile.nodes import START, Scalar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followup.formats.yamlfile.findings import Findings
    from followup.formats.yamlfile.nodes import Node, Position

Path = tuple[str | int, ...]


class Source:
    """Names each value by its path, such as `("rules", "check-in", "wait", "ideal")`.

    A problem has been told about each value in `wrong`; nothing is said of what stands in for it.
    """

    def __init__(self, findings: Findings, lines: Sequence[str] = ()) -> None:
        self.findings = findings
        self.lines = lines
        self.nodes: dict[Path, Node] = {}
        self.keys: dict[Path, Position] = {}
        self.wrong: set[Path] = set()

    def error(self, path: Path, code: str, text: str, hint: str | None = None, *, key: bool = False) -> None:
        """Add an error about a value, unless it is `wrong` already, or about its `key`."""
        if key or path not in self.wrong:
            self.findings.error(self.place(path, key=key), code, text, hint)

    def warning(
        self, path: Path, code: str, text: str, hint: str | None = None, *, key: bool = False
    ) -> None:
        """Add a warning likewise."""
        if key or path not in self.wrong:
            self.findings.warning(self.place(path, key=key), code, text, hint)

    def place(self, path: Path, *, key: bool = False) -> Position:
        """Return where a value or its `key` stands; for one that is missing, where its owner stands."""
        if key and path in self.keys:
            return self.keys[path]
        if path in self.nodes:
            return self.nodes[path].at
        return self.place(path[:-1], key=key) if path else START

    def has(self, *path: str | int) -> bool:
        """Whether the file has this value, right or wrong; `null` is none."""
        node = self.nodes.get(path)
        return node is not None and not (isinstance(node, Scalar) and node.value is None)

    def lacks(self, *path: str | int) -> bool:
        """Whether the file does not have this value, and that has not been told."""
        return not self.has(*path) and path not in self.wrong


def key_of(path: Path) -> str:
    """Return the key that a value stands under; that of the list for an item of one."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")
