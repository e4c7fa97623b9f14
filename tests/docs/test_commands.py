"""Every page: what it tells to type is a command with such options."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from followup.cli.commands import COMMANDS, main

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
# In backticks, or a line of a block; a comment, a pipe or another command ends it.
_TYPED = re.compile(r"`followup\s([^`]+)`|^(?:\$ )?followup (?!-)([^|&;#\n]+)", re.MULTILINE)


def typed(page: Path) -> list[str]:
    """Return the command lines on a page, without `followup`."""
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    return [" ".join((found[1] or found[2]).split()) for found in _TYPED.finditer(text)]


def fault_of(line: str) -> str | None:
    """Return what is wrong with a line: no such command, or no such option; None if nothing is."""
    command: click.Command = main
    context = click.Context(main)
    if line.startswith("__complete"):
        return None  # what the scripts of shells ask
    try:
        words = shlex.split(line)
    except ValueError:
        return None  # a line of an answer, cut in the middle
    while isinstance(command, click.Group):
        valued = {
            option for each in command.params if not getattr(each, "is_flag", True) for option in each.opts
        }
        names = [
            word
            for before, word in zip(["", *words], words, strict=False)
            if not word.startswith("-") and before not in valued
        ]
        if not names or (names[0] not in command.list_commands(context) and command is not main):
            break
        found = command.get_command(context, names[0])
        if found is None:
            return f"no command {names[0]}"
        words = words[words.index(names[0]) + 1 :]
        command = found
    known = {option for each in command.params for option in (*each.opts, *each.secondary_opts)}
    known |= {option for each in main.params for option in each.opts} | {"--help", "-h"}
    unknown = [word.partition("=")[0] for word in words if re.fullmatch(r"--[a-z][a-z-]*(=.*)?", word)]
    return next((f"no option {word}" for word in unknown if word not in known), None)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_has_such_options(page: Path) -> None:
    """So that nobody types what does not work."""
    faults = [(line, fault) for line in typed(page) if (fault := fault_of(line)) is not None]
    assert faults == []


def test_what_is_wrong_is_found() -> None:
    """A command and an option that there are not; a group, a global option and a value are fine."""
    assert fault_of("tody") == "no command tody"
    assert fault_of("today --al") == "no option --al"
    assert fault_of("rules check FILE --strict") is None
    assert fault_of("--now 2026-11-20 today --json") is None
    assert fault_of("add applied Acme --role='--x'") is None
    assert len([line for page in PAGES for line in typed(page)]) > 100
    assert "today" in COMMANDS
