"""docs/inbox.md: its commands run, its mailbox tells what its table says, its files are right."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cli.program import Program
from followup.formats.settings.reading import read_settings

if TYPE_CHECKING:
    import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "inbox.md").read_text(encoding="utf-8")
[MAILBOX] = re.findall(r"```mbox\n(.*?)```", PAGE, re.DOTALL)
SETTINGS, RULES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = re.findall(r"^followup (.+?)(?:\s+# .*)?$", PAGE, re.MULTILINE)


def settled(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    program = Program(folder)
    program.config.mkdir()
    (program.config / "settings.yaml").write_text("me: {email: me@example.com}\n")
    (folder / "search.mbox").write_text(MAILBOX, encoding="utf-8")
    monkeypatch.chdir(folder)
    return program


def test_every_command_runs_and_the_mailbox_tells_what_the_table_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = settled(tmp_path, monkeypatch)
    told = []
    for each in program("inbox search.mbox --json").json["proposals"]:
        at = datetime.fromisoformat(each["at"])
        when = f"{at:%Y-%m-%d %H:%M}" if each["kind"] == "interview" else f"{at:%Y-%m-%d}"
        told.append(f"| {each['company']}, {each['role']} | {each['kind']} | {when} |")
    assert told == re.findall(r"^\| \w+, .* \| \w+ \| 2026-.* \|$", PAGE, re.MULTILINE)
    assert len(COMMANDS) == 4
    for command in COMMANDS:
        assert program(command).code == 0, command
    assert [event.kind for event in program.events()] == ["applied", "receipt"]


def test_the_settings_are_right() -> None:
    settings = read_settings(SETTINGS).settings
    assert settings is not None
    assert settings.inbox == ("~/Maildir/INBOX", "~/Maildir/Sent")


def test_the_rules_are_right_and_their_example_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = settled(tmp_path, monkeypatch)
    (program.config / "mailrules.yaml").write_text(RULES)
    assert program("inbox check").out.endswith("no errors, 1 example tried.\n")
