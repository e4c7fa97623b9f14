"""README.md: what it tells to type works, in its order, on the day on which it plays."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from cli.post import mbox, refusal

if TYPE_CHECKING:
    import pytest

    from cli.program import Program

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
RULES = (Path(__file__).parents[2] / "docs" / "rules.md").read_text(encoding="utf-8")
# A line of a block without its comment, or what stands in backticks in the text.
COMMANDS = [
    " ".join((found[1] or found[2]).split())
    for found in re.finditer(r"`followup\s([^`]+)`|^followup (.+?)(?:\s+# .*)?$", README, re.MULTILINE)
]
# The id that stands for any on the list.
SOME_ID = "k3f9v"
# These leave the machine or wait for a person; that they are spelt right is all that is tried here.
REACHING_OUT = {
    "completion bash --install": "the home of whoever runs the tests",
    "digest --send": "a mail server",
    "schedule --at 07:30 --install": "the crontab of whoever runs the tests",
    "rules edit": "an editor",
    "init": "a terminal",
    "add": "a terminal",
}
SHEET = "Company,Position,Date applied\nHooli,Developer,2026-11-16\n"
STORY = """
- name: nothing is asked in the first week
  rules: FILE
  log: [2026-11-02 add applied Acme]
  now: 2026-11-02
  never: [{rule: ask-once, before: 2026-11-10}]
"""


def test_every_command_runs_in_the_order_of_the_page(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Friday, 20 November 2026, from an empty log; FILE holds the small file of docs/rules.md."""
    rules = re.findall(r"```yaml\n(version: 1\n.*?)```", RULES, re.DOTALL)[0]
    (tmp_path / "FILE").write_text(rules, encoding="utf-8")
    (tmp_path / "STORIES").write_text(STORY, encoding="utf-8")
    (tmp_path / "applications.csv").write_text(SHEET, encoding="utf-8")
    mbox(tmp_path / "takeout.mbox", [refusal("Umbra", "Analyst", "2026-11-10 09:00")])
    monkeypatch.chdir(tmp_path)
    failed = []
    for command in COMMANDS:
        line = f"{command} --help" if command in REACHING_OUT else command
        if SOME_ID in line:
            [action, *_] = program.actions("2026-11-20", application="globex")
            line = line.replace(SOME_ID, action["id"])
        result = program(f"{line} --help" if line == "why" else line)  # there it is only named
        if result.code:
            failed.append((command, result.err))
    assert failed == []
    assert set(REACHING_OUT) <= set(COMMANDS)


def test_the_commands_are_found() -> None:
    """Those in the blocks and those in the text, across a line's end too."""
    assert len(COMMANDS) > 30
    assert "calendar --out job.ics" in COMMANDS
    assert "today" in COMMANDS


def test_what_has_json_is_told(program: Program) -> None:
    """The commands whose help lists the option, and no others."""
    [told] = re.findall(r"with examples; (.*?) have\s+`--json`", README, re.DOTALL)
    help_of_all = program("--help").out
    names = re.findall(r"^  ([a-z]+)  +\S", help_of_all.partition("Commands:")[2], re.MULTILINE)
    with_json = {name for name in names if "--json" in program(f"{name} --help").out}
    assert set(re.findall(r"`(\w+)`", told)) == with_json


def test_links_lead_somewhere() -> None:
    """To a page or a rules file of the project."""
    links = re.findall(r"\]\(((?:docs/|rules)[^)]+)\)", README)
    root = Path(__file__).parents[2]
    assert [link for link in links if not (root / link).exists()] == []


def test_it_is_short() -> None:
    """Whoever looks for a job reads no more."""
    assert len(README.splitlines()) <= 150
