"""man/followup.1: the page that the wheel installs is the one that the program writes, and says all of it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pexpect
import pytest

from followup.cli.commands import COMMANDS, main
from followup.cli.process import INTERRUPTED
from followup.cli.usage import usage_of
from followup.core import errors
from followup.formats.usage.manual import EXIT_CODES, VARIABLES, man_page

if TYPE_CHECKING:
    from cli.program import Program

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "man" / "followup.1"


def test_the_page_in_the_repository_is_written_anew(program: Program, request: pytest.FixtureRequest) -> None:
    """After a change of a command: `pytest tests/docs/test_manual.py --update-golden`."""
    written = program("man").out
    if request.config.getoption("--update-golden"):
        PAGE.write_text(written, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == written


def test_every_command_and_option_is_on_it() -> None:
    """With its help, word by word."""
    page = _plain(PAGE.read_text(encoding="utf-8"))
    commands = list(usage_of(main).walk())
    assert {command.name for command in commands if " " not in command.path} - {""} == set(COMMANDS)
    [program, *others] = commands
    assert program.sentence[1:] in page
    for command in others:
        assert f'followup {command.path}"' in page
        for option in command.options:
            assert all(f"\\fB{name}\\fR" in page for name in option.names), command.path
            assert option.help in page
        for paragraph in command.paragraphs:
            assert " ".join(paragraph.split()).removeprefix("\b ") in " ".join(page.split()), command.path


def test_every_variable_that_the_program_reads_is_on_it() -> None:
    """And no other of its own."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    read = set(re.findall(r"\bFOLLOWUP_[A-Z_]*[A-Z]\b", code))
    named = {name for names, _ in VARIABLES for name in names.split(", ")}
    assert {name for name in named if name.startswith("FOLLOWUP_")} == read
    assert all(name in code for name in named)


def test_every_exit_code_is_on_it() -> None:
    """Those of the errors, 0, and that of an interrupt."""
    classes = [each for each in vars(errors).values() if isinstance(each, type)]
    codes = {each.exit_code for each in classes if issubclass(each, errors.FollowupError)}
    assert {int(code) for code, _ in EXIT_CODES} == codes | {0, INTERRUPTED}


@pytest.mark.parametrize(
    "command",
    [
        ["mandoc", "-T", "lint", "-W", "warning"],
        ["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z"],
        ["groff", "-man", "-ww", "-z", "-K", "utf8"],
    ],
    ids=lambda command: command[0],
)
def test_what_reads_man_pages_has_no_complaint(command: list[str]) -> None:
    """Whatever is installed here."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    found = subprocess.run([*command, str(PAGE)], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout == "" or command[0] == "man"


def test_what_a_help_says_is_no_request() -> None:
    """A line that begins with a dot, a backslash, a quote, letters of another script: all are printed."""
    hostile = ".SH x\\fB 'y' \"z\" -é"
    first = usage_of(main)
    page = man_page(
        first._replace(paragraphs=(), commands=(first.commands[0]._replace(paragraphs=(hostile,)),)),
        "1",
        "2026-11-28",
    )
    assert "\\&.SH x\\efB 'y' \"z\" \\-\\[u00E9]" in page
    if reader := shutil.which("man"):
        shown = subprocess.run([reader, "-l", "-"], input=page, capture_output=True, text=True, check=True)
        assert hostile in " ".join(shown.stdout.split())


@pytest.mark.parametrize("has_man", [True, False])
def test_on_a_terminal_it_is_shown_by_man(has_man: bool, tmp_path: Path) -> None:
    """Where there is none, it says what shows the same."""
    if has_man:
        reader = tmp_path / "man"
        reader.write_text("#!/bin/sh\nexec /usr/bin/head -n 1\n")
        reader.chmod(0o700)
    environment = {"PATH": str(tmp_path), "PYTHONPATH": str(ROOT / "src"), "HOME": str(tmp_path)}
    child = pexpect.spawn(sys.executable, ["-m", "followup", "man"], env=environment, encoding="utf-8")
    child.expect("Written by `followup man`" if has_man else "There is no `man` on this machine")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == (0 if has_man else 1)


def _plain(page: str) -> str:
    """Return a page with what is escaped as it was."""
    return page.replace("\\-", "-").replace("\\e", "\\").replace("\\&", "")
