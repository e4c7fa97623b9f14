"""A YAML text, read for a test: its node and its problems."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from followup.formats.yamlfile.findings import Findings
from followup.formats.yamlfile.reader import Top, read_yaml

if TYPE_CHECKING:
    from followup.core.errors import Problem
    from followup.formats.yamlfile.nodes import Node


class Loaded(NamedTuple):
    """What was read; `node` is None where nothing could be."""

    node: Node | None
    problems: tuple[Problem, ...]
    source: tuple[str, ...]


def load(data: bytes | str, top: Top = "mapping") -> Loaded:
    """Read one YAML text."""
    findings = Findings()
    node, lines = read_yaml(data, findings, top=top)
    return Loaded(node, findings.all(), lines)
