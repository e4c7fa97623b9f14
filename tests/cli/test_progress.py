"""Whoever waits at a terminal sees how far it is; nobody else does."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

WORK = """
from followup.cli.progress import Progress
with Progress("Working it out", {patience}) as progress:
    for done in range(0, 2001, 400):
        progress.show(done, 2000)
print("done")
"""


def shown(patience: float, *, terminal: bool) -> str:
    """Return what work that takes longer than that writes to standard error."""
    ours, theirs = pty.openpty() if terminal else os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-c", WORK.format(patience=patience)],
        env=os.environ | {"TERM": "xterm", "COLUMNS": "80"},
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    found = b""
    try:
        while chunk := os.read(ours, 4096):
            found += chunk
    except OSError:  # what a terminal says at its end
        pass
    os.close(ours)
    out, _ = process.communicate()
    assert out == b"done\n"  # data goes elsewhere
    return found.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")
@pytest.mark.parametrize(
    ("patience", "terminal", "expected"),
    [
        (0, True, True),
        (60, True, False),  # done before anybody wonders
        (0, False, False),  # a file, a schedule
    ],
)
def test_a_bar_is_for_who_waits_at_a_terminal(patience: float, terminal: bool, expected: bool) -> None:
    """It says what is done, and how much of it."""
    found = shown(patience, terminal=terminal)
    assert ("Working it out" in found and "100%" in found) is expected
    assert expected or not found
