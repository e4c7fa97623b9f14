"""docs/library.md and docs/office.md: their programs run as they stand, and say what the pages say."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

import followup
from followup import almanac, read_rules

if TYPE_CHECKING:
    from cli.program import Program

DOCS = Path(__file__).parents[2] / "docs"
LIBRARY, OFFICE = ((DOCS / name).read_text(encoding="utf-8") for name in ("library.md", "office.md"))
_NAMED = re.compile(r"```python ([\w.]+)\n(.*?)```", re.DOTALL)
# Acme has the application; whether Globex has, nobody has looked.
ANN = """
2026-11-02 09:00 add applied Acme --recruiter 'Robin <robin@example.com>'
2026-11-03 09:00 done check-receipt/acme
"""
BO = "2026-11-02 09:00 add applied Globex --recruiter 'Kim <kim@example.com>'"


def written(page: str, folder: Path) -> Path:
    """Write the program of a page into a folder."""
    [(name, text)] = _NAMED.findall(page)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def ran(*words: str | Path) -> str:
    """Return what a program of Python prints."""
    command = [sys.executable, *map(str, words)]
    folder = Path(words[0]).parent
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder).stdout


def test_the_program_of_the_library(program: Program) -> None:
    """It prints what stands under it, of what the commands above it log."""
    [block] = re.findall(r"```console\n(.*?)```", LIBRARY, re.DOTALL)
    lines, answer = [], []
    for line in block.splitlines():
        (lines if line.startswith("$ ") else answer).append(line.removeprefix("$ "))
    *logged, _, _ = lines
    for line in logged:
        _, _, now, words = re.fullmatch(r'(followup) (--now) "([^"]+)" (.*)', line).groups()  # type: ignore[union-attr]
        program.told(f"{now} {words}")
    export = program.folder / "log.jsonl"
    export.write_text(program("export --all").out, encoding="utf-8")
    assert ran(written(LIBRARY, program.folder), export).splitlines() == answer


def test_the_table_names_all_that_there_is() -> None:
    """And nothing else."""
    assert set(re.findall(r"^\| `(\w+)", LIBRARY, re.MULTILINE)) == set(followup.__all__)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    """Return a folder with the exports of three, one of which was altered."""
    from cli.program import Program

    folder = tmp_path / "exports"
    folder.mkdir()
    for name, lines in (("ann", ANN), ("bo", BO), ("cy", BO)):
        (tmp_path / name).mkdir()
        program = Program(tmp_path / name)
        program.told(lines)
        (folder / f"{name}.jsonl").write_text(program("export --all").out, encoding="utf-8")
    cy = folder / "cy.jsonl"
    cy.write_text(cy.read_text(encoding="utf-8").replace("Kim", "Tim"), encoding="utf-8")
    return folder


DUE = [
    "ann.jsonl  2026-11-09  Ask Robin about your application",
    "bo.jsonl  2026-11-03  See whether your application to Globex arrived",
    "cy.jsonl  cy.jsonl, line 2 is not as it was written, or cut off. Nothing was logged.",
]


def test_the_office_on_two_processes(exports: Path, tmp_path: Path) -> None:
    """Dask's bag, as on the page."""
    assert ran(written(OFFICE, tmp_path), exports, "2026-11-10 08:00").splitlines() == DUE


def test_the_function_takes_an_iterator_as_spark_gives_it(exports: Path, tmp_path: Path) -> None:
    """And what it gives can be iterated over."""
    due = runpy.run_path(str(written(OFFICE, tmp_path)))["due"]
    rules = read_rules()
    calendars = almanac(rules, range(2024, 2029), timezone="Europe/Berlin")
    now = datetime(2026, 11, 10, 8, tzinfo=ZoneInfo("Europe/Berlin"))
    part = iter([(path.name, path.read_bytes()) for path in sorted(exports.iterdir())])
    assert ["  ".join(row.values()) for row in due(part, rules, calendars, now)] == DUE
    assert "mapPartitions(lambda part: due(part, rules, calendars, now))" in OFFICE
