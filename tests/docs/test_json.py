"""docs/json.md and its schema: every document that the program prints is one of them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click
import jsonschema
import pytest

from cli.post import SEARCH as MAILS
from cli.post import mbox
from cli.program import Program
from cli.test_golden import ABROAD, NOW, SEARCH
from cli.test_main import PROGRAM
from docs.json_page import page
from followup.cli.commands import main

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SCHEMA: dict[str, Any] = json.loads((ROOT / "docs" / "json.schema.json").read_text(encoding="utf-8"))
SHEET = (
    "Company,Position,Date applied,Status\nHooli,Developer,2026-11-16,Phone interview\nPied,Cook,,Wishlist\n"
)
# The commands with `--json`, the document each prints, and what to type to see it in all its forms.
SEEN = {
    "today": ("today", ["today", "today --all"]),
    "plan": ("plan", ["plan --days 60"]),
    "why": ("why", ["why HANDLE", "why ID"]),
    "list": ("list", ["list", "list --search zzz"]),
    "show": ("show", ["show HANDLE"]),
    "people": ("people", ["people"]),
    "brief": ("brief", ["brief HANDLE"]),
    "stats": ("stats", ["stats"]),
    "doctor": ("doctor", ["doctor"]),
    "backup list": ("backup list", ["backup list"]),
    "rules check": ("rules check", ["rules check", "rules check broken.yaml"]),
    "rules diff": ("rules diff", ["rules diff quiet", "rules diff persistent"]),
    "rules test": ("rules test", ["rules test stories.yaml"]),
    "import": ("import", ["import sheet.csv --dry-run", "import sheet.csv", "import sheet.csv --yes"]),
    "inbox": ("inbox", ["inbox mails.mbox", "inbox"]),
    "inbox accept": ("inbox", ["inbox accept --all"]),
    "inbox dismiss": ("inbox", ["inbox dismiss PROPOSAL"]),
    "inbox check": ("rules check", ["inbox check broken.yaml", "inbox check own.yaml"]),
    "merge": ("merge", ["merge other.db --dry-run", "merge other.db", "merge other.db"]),
    "add": ("logged", ["add heard-back HANDLE --with Zoe", "add offer HANDLE --until 'dec 24'"]),
    "note": ("logged", ["note HANDLE hello"]),
    "done": ("logged", ["done ID"]),
    "skip": ("logged", ["skip ID"]),
    "snooze": ("logged", ["snooze ID 'in 3 weeks' --anyway"]),
    "remind": ("logged", ["remind Call --on tomorrow", "remind Call --on tomorrow --about HANDLE --to Zoe"]),
    "away": ("logged", ["away 'dec 24' 'dec 27'"]),
    "prefer": (
        "logged",
        ["prefer robin@example.com --follow-up yes", "prefer robin@example.com --channel phone"],
    ),
    "edit": (
        "logged",
        ["edit applied/HANDLE --note hm", "edit applied/HANDLE --retract", "edit away --retract"],
    ),
    "undo": ("undo", ["undo", "undo"]),
    "draft": ("draft", ["draft ID --discussed x"]),
}
STORIES = """
- name: it is asked
  log: [2026-11-02 add applied Acme]
  now: 2026-11-03
  expect: [{rule: check-receipt}]
- name: it is not
  log: [2026-11-02 add applied Acme]
  now: 2026-11-03
  expect: [{rule: check-in, status: done}]
- name: it cannot be
  log: [2026-11-02 add applied]
  now: 2026-11-03
  expect: [{rule: check-in}]
"""


def validator(document: str) -> Any:
    """Return what holds a document against the schema."""
    assert f"document: {document}" in SCHEMA["$defs"]
    return jsonschema.Draft202012Validator({**SCHEMA, "$ref": f"#/$defs/document: {document}"})


def with_json(group: click.Group, context: click.Context, before: str = "") -> Iterator[str]:
    """Yield the commands that have `--json`."""
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from with_json(command, context, f"{before}{name} ")
        if any("--json" in option.opts for option in command.params):
            yield f"{before}{name}"


def test_every_command_is_seen() -> None:
    """Whatever has `--json` has a document here."""
    assert set(with_json(main, click.Context(main))) == set(SEEN)


def test_the_schema_is_one() -> None:
    """By the words of JSON Schema; each object names all of its keys."""
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


class Begun(NamedTuple):
    """A folder with a log and files beside it, and what can be named in it."""

    folder: Path
    proposal: str
    handles: list[str]
    ids: list[str]


@pytest.fixture(scope="module", params=[SEARCH, ABROAD, ""], ids=["search", "abroad", "empty"])
def begun(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """Return a search that each test goes on with, in a copy."""
    program = Program(tmp_path_factory.mktemp("begun"))
    program.told(request.param)
    (program.folder / "sheet.csv").write_text(SHEET, encoding="utf-8")
    (program.folder / "broken.yaml").write_text("version: 1\nrules: {a: {b: c}}\n", encoding="utf-8")
    other = Program(program.folder / "elsewhere")
    other.restart_ids("other")
    other.told('2026-11-16 09:00 add applied Acme --role "Platform Engineer" --recruiter "Ann Lee"')
    other.path.rename(program.folder / "other.db")
    (program.folder / "stories.yaml").write_text(STORIES, encoding="utf-8")
    (program.folder / "own.yaml").write_text("version: 1\n", encoding="utf-8")
    waiting = program.run("inbox", str(mbox(program.folder / "mails.mbox", MAILS)), "--json", now=NOW).json
    proposal = waiting["proposals"][-1]["id"]
    handles = [each["handle"] for each in program("list --json", NOW).json["applications"]]
    ids = [each["id"] for each in program("today --all --json", NOW).json["actions"]]
    return Begun(program.folder, proposal, handles, ids)


@pytest.mark.parametrize("name", SEEN)
def test_every_document_is_one_of_them(
    name: str, begun: Begun, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With all keys that the schema requires, and no other."""
    document, lines = SEEN[name]
    shutil.copytree(begun.folder, program.folder, dirs_exist_ok=True)
    monkeypatch.chdir(program.folder)
    program.restart_ids(name)
    seen = set()
    for line in lines:
        for word in begun.handles if "HANDLE" in line else begun.ids[:5] if "ID" in line else [""]:
            said = line.replace("HANDLE", word).replace("ID", word).replace("PROPOSAL", begun.proposal)
            result = program(f"{said} --json", NOW)
            if result.out:
                validator(document).validate(result.json)
                seen.add(line)
            else:  # not every action has a letter, not every application was applied for
                assert result.code == 1, (line, result.err)
    assert seen or not begun.handles


def test_the_page_is_written_from_the_schema(request: pytest.FixtureRequest) -> None:
    """After a change that is meant: `pytest tests/docs/test_json.py --update-golden`."""
    path, now = ROOT / "docs" / "json.md", page(SCHEMA)
    if request.config.getoption("--update-golden"):
        path.write_text(now, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == now


def test_the_script_on_the_page_runs(program: Program, tmp_path: Path) -> None:
    """As it stands there, with `followup` on the path."""
    program.told("2026-11-16 09:00 add applied Acme")
    followup = tmp_path / "bin" / "followup"
    followup.parent.mkdir()
    followup.write_text(f"#!{sys.executable}\n{PROGRAM}\n", encoding="utf-8")
    followup.chmod(0o755)
    script = page(SCHEMA).partition("```python morning.py\n")[2].partition("```")[0]
    result = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        env={**program.variables, "PATH": f"{followup.parent}:/usr/bin:/bin", "FOLLOWUP_NOW": NOW},
    )
    assert (result.stdout, result.stderr) == ("acme waits for its receipt, since 2026-11-17\n", "")
