"""docs/privacy.md: every file that is written is on the page, and nothing leaves the machine unasked."""

from __future__ import annotations

import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from cli.test_golden import SEARCH
from followup.cli.commands import COMMANDS

if TYPE_CHECKING:
    from cli.program import Program

PAGE = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text(encoding="utf-8")
NAMED = re.findall(r"^\| `((?:data|config)/[^`]+)`", PAGE, re.MULTILINE)
# What a day of every command but those that reach out looks like.
DAY = """
followup
followup today
followup init --country DE --timezone Europe/Berlin
followup add applied Hooli --recruiter "Jo <jo@example.com>"
followup today
followup done check-receipt/hooli
followup note hooli hello
followup brief hooli
followup why hooli
followup list
followup show hooli
followup people
followup plan
followup stats
followup snooze follow-up-application/hooli tomorrow
followup remind Call --on tomorrow
followup away tomorrow
followup prefer jo@example.com --follow-up yes
followup skip check-in/hooli
followup draft follow-up-application/hooli
followup digest
followup calendar
followup edit applied/hooli --note x
followup undo
followup export
followup export --csv
followup same hooli globex
followup undo
followup backup
followup backup list
followup doctor
followup rules check
followup rules show
followup rules use quiet
followup schedule
followup help add
"""
# Runs the lines, and ends where one looks up a name or connects to anything but a file of this machine.
WATCHED = """
import shlex, sys

def watch(event, arguments):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.connect", "socket.sendto"):
        raise SystemExit(f"{event} {arguments}")

from followup.cli.main import execute
sys.addaudithook(watch)
for line in filter(None, sys.argv[1].splitlines()):
    if execute(shlex.split(line)[1:]):
        raise SystemExit(line)
"""


def test_nothing_leaves_and_every_file_is_on_the_page(program: Program) -> None:
    """No command but those named there connects to anything; each file is there, with the modes it names."""
    program.told(SEARCH)
    result = subprocess.run(
        [sys.executable, "-c", WATCHED, DAY],
        capture_output=True,
        text=True,
        check=False,
        env={**program.variables, "FOLLOWUP_NOW": "2026-11-20 17:00", "PATH": "/usr/bin:/bin"},
        stdin=subprocess.DEVNULL,
    )
    assert result.returncode == 0, result.stderr[-500:]
    found = [
        path for folder in (program.data, program.config) for path in folder.rglob("*") if path.is_file()
    ]
    names = [str(path.relative_to(program.folder)) for path in found]
    assert [name for name in names if not any(fnmatch(name, each) for each in NAMED)] == []
    assert {path.stat().st_mode & 0o777 for path in found} == {0o600}
    assert {path.parent.stat().st_mode & 0o777 for path in found} == {0o700}


def test_the_day_knows_every_command() -> None:
    """Those that need a file, or a mail server, have tests of their own."""
    typed = {line.split()[1] for line in DAY.split("\n") if len(line.split()) > 1}
    assert set(COMMANDS) - typed <= {"import", "demo", "inbox", "export", "merge", "completion", "man"}
