"""A hundred broken rules files, written by hand: each problem has its code, line and column."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from followup.adapters.rulebook import check_rules
from followup.formats.yamlfile.show import show_problems
from formats.rules.problem_codes import CODES, TOO_LARGE

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
EXPECT = re.compile(rb"^# expect: ([a-z0-9-]+) ([0-9]+) ([0-9]+)$", re.MULTILINE)
NEEDS = re.compile(rb"^# needs: ([a-z0-9]+)$", re.MULTILINE)


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_told_what_is_wrong(path: Path) -> None:
    """Exactly the problems that the file's first lines announce are found, errors and warnings."""
    data = path.read_bytes()
    for needed in NEEDS.findall(data):
        if importlib.util.find_spec(needed.decode()) is None:
            pytest.skip(f"{needed.decode()} is not installed")
    expected = [(code.decode(), int(line), int(column)) for code, line, column in EXPECT.findall(data)]
    checked = check_rules(data)
    assert sorted((p.code, p.line, p.column) for p in checked.problems) == sorted(expected)
    assert (checked.rulebook is None) == any(p.severity == "error" for p in checked.problems)
    shown = show_problems(path.name, checked.problems, checked.lines)
    assert shown.count(f"{path.name}:") == len(expected)


def test_there_are_a_hundred_of_them() -> None:
    """The collection does not shrink, and every code has its file."""
    assert len(BROKEN) >= 100
    shown = {code.decode() for path in BROKEN for code, _, _ in EXPECT.findall(path.read_bytes())}
    assert shown == CODES - TOO_LARGE
