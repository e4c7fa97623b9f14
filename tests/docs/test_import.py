"""docs/import.md: its commands run, its sheet tells what its table says, its mapping is one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from followup.formats.intake.sheets.columns import FIELDS
from followup.formats.intake.sheets.mapping import read_mapping
from followup.formats.intake.sheets.statuses import KINDS, phrases

if TYPE_CHECKING:
    import pytest

    from cli.program import Program

PAGE = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")
[SHEET] = re.findall(r"```csv\n(.*?)```", PAGE, re.DOTALL)
[MAPPING] = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = re.findall(r"^followup (.+?)(?:\s+# .*)?$", PAGE, re.MULTILINE)


def by(proposal: dict[str, Any]) -> str:
    return "" if proposal["certain"] else "by "


def test_every_command_runs_and_the_sheet_tells_what_the_table_says(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "applications.csv").write_text(SHEET, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = program("import applications.csv --dry-run --json").json
    told = [
        f"| {each['company']}, {each['role']} | {each['kind']} | {by(each)}{each['at']} |"
        for each in found["proposals"]
    ]
    assert told == re.findall(r"^\| .* \| \w+ \| (?:by )?2026-.* \|$", PAGE, re.MULTILINE)
    assert len(COMMANDS) == 3
    for command in COMMANDS:
        assert program(command).code == 0, command


def test_the_mapping_is_understood(program: Program, tmp_path: Path) -> None:
    (tmp_path / "applications.csv").write_text(SHEET, encoding="utf-8")
    (tmp_path / "applications.followup.yaml").write_text(MAPPING, encoding="utf-8")
    found = program.run("import", str(tmp_path / "applications.csv"), "--dry-run", "--json").json
    assert [each["kind"] for each in found["proposals"]][-1] == "interview"
    assert found["proposals"][0]["people"][0]["part"] == "hiring_manager"
    assert "call Tom" not in str(found)
    assert read_mapping(MAPPING.encode())[1] == ()


def test_every_field_status_and_figure_is_right() -> None:
    listed = set(
        re.findall(r"`(\w+)`", PAGE[PAGE.index("A column is one of") : PAGE.index("## For scripts")])
    )
    assert listed == {*FIELDS, *KINDS}
    assert f"{len(phrases()) // 100 * 100}" == "1600"
    assert "sixteen hundred phrases" in PAGE
