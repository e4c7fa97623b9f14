"""docs/export.md: its commands run, its lines are those of an export, its columns those of the CSV."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from followup.core.events import Event
from followup.formats.export.jsonlines import Head
from followup.formats.export.tables import COLUMNS

if TYPE_CHECKING:
    import pytest

    from cli.program import Program

PAGE = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
SHELL = "\n".join(re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL))
COMMANDS = re.findall(r"^followup (.+?)(?:\s+# .*)?$", SHELL, re.MULTILINE)


def test_every_command_runs_in_the_order_of_the_page(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program("add applied Acme --recruiter Robin", "2026-11-02")
    monkeypatch.chdir(tmp_path)
    assert len(COMMANDS) == 8
    for command in COMMANDS:
        assert program(command, "2026-11-30").code == 0, command
    assert (tmp_path / "proof.md").read_text().startswith("# Applications from Sun 1 Nov 2026 to Mon 30 Nov")


def test_the_lines_are_those_of_an_export() -> None:
    head, line = re.findall(r"```json\n(.*?)\n```", PAGE, re.DOTALL)
    assert msgspec.json.decode(head, type=Head) == Head("log", 1, 1)
    event, _, last = line.rpartition(',"hash":')
    assert len(last) == len('"7312351068e7a45f319b44b6d201e92f"}')
    assert msgspec.json.encode(msgspec.json.decode(f"{event}}}", type=Event)).decode() == f"{event}}}"


def test_the_columns_and_fields_are_named() -> None:
    text = PAGE[PAGE.index("`--csv` has") : PAGE.index("one row for each")]
    assert tuple(re.findall(r"`([A-Z][\w ]*)`", text)) == COLUMNS
    fields = PAGE[PAGE.index("An event has") : PAGE.index("of a correction")]
    assert set(re.findall(r"`(\w+)`", fields)) <= {*Event.__struct_fields__}
