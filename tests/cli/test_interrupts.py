"""Ctrl-C at any moment: one word, exit code 130, and the log whole; what was stored is said to be."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from cli.program import Program

# What pip writes as a console script, but that it says when the program begins to load its modules. The
# instant before, in which Python finds the first of them, is Python's own.
SCRIPT = """
import os, sys
class Begun:
    def find_spec(name, *_):
        if name == "followup.cli":
            os.write(int(os.environ["BEGUN"]), b".")
sys.meta_path.insert(0, Begun)
from followup.__main__ import run
run()
"""
TODAY = ("today", "--all")
ADD = ("add", "heard-back", "acme", "--again", "--with", "Ann Lee <ann@example.com>", "--note", "a note")


class Ended(NamedTuple):
    """How a command ended: its exit code, and what it printed."""

    code: int
    out: str
    err: str


class Shell:
    """Starts commands and interrupts them after some seconds."""

    def __init__(self, program: Program, cache: Path) -> None:
        self.environment = {**os.environ, **program.variables, "PYTHONPYCACHEPREFIX": str(cache)}
        self.environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def interrupted(self, words: tuple[str, ...], seconds: float | None) -> Ended:
        """Run a command, interrupted `seconds` after it began to load; None lets it end."""
        ours, theirs = os.pipe()
        process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, *words],
            env={**self.environment, "BEGUN": str(theirs)},
            pass_fds=[theirs],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        os.close(theirs)
        os.read(ours, 1)
        os.close(ours)
        if seconds is not None:
            time.sleep(seconds)
            process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
        return Ended(process.returncode, out, err)

    def duration(self, words: tuple[str, ...]) -> float:
        """Return how long a command runs when nobody interrupts it, in seconds."""
        taken = []
        for _ in range(4):  # the first of them compiles
            begun = time.monotonic()
            assert self.interrupted(words, None).code == 0
            taken.append(time.monotonic() - begun)
        return min(taken)


def interrupt_at_random(program: Program, words: tuple[str, ...], times: int, cache: Path) -> int:
    """Interrupt a command at random moments of its whole run; return how often that came before its end."""
    program.variables["FOLLOWUP_NOW"] = "2026-11-20 17:00"
    shell, chance, interrupted = Shell(program, cache), random.Random(times), 0  # noqa: S311  # no secret
    program("add applied Acme --role Analyst")
    whole = shell.interrupted(words, None).out
    longest = shell.duration(words)
    files = sorted(program.folder.rglob("*"))
    for _ in range(times):
        count = len(program.events())
        seconds = chance.uniform(0, longest)
        ended = shell.interrupted(words, seconds)
        told = f"after {seconds:.4f} s: {ended}"
        assert ended.code in {0, 130}, told
        assert "Traceback" not in ended.err, told
        assert "Exception ignored" not in ended.err, told
        is_said = "Logged for" in ended.out or "It is logged" in ended.err
        assert (len(program.events()) > count) is (words is ADD and is_said), told
        if ended.code == 0:
            assert ended.out.splitlines()[:1] == whole.splitlines()[:1], told
        else:
            assert "Interrupted." in ended.err, told
            interrupted += 1
        assert sorted(program.folder.rglob("*")) == files, told  # nothing half written lies about
    return interrupted


@pytest.mark.parametrize("words", [TODAY, ADD], ids=["today", "add"])
def test_an_interrupt_is_one_word(
    words: tuple[str, ...], program: Program, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """While modules load, while it decides, while it writes, while it draws."""
    interrupt_at_random(program, words, 3, tmp_path_factory.mktemp("compiled"))


@pytest.mark.slow
def test_300_of_300_interrupts(program: Program, tmp_path_factory: pytest.TempPathFactory) -> None:
    """150 of `today` and 150 of `add`; the figure is printed."""
    cache = tmp_path_factory.mktemp("compiled")
    counts = [interrupt_at_random(program, words, 150, cache) for words in (TODAY, ADD)]
    print(f"300 of 300 interrupts told in words; {sum(counts)} came before the command had ended")  # noqa: T201
    assert sum(counts) >= 150


def test_interrupts_stay_off_where_whoever_starts_us_wants_it_so(program: Program) -> None:
    """As `nohup`, or a shell's background job: the command ends as if nothing had come."""
    program("add applied Acme")
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process inherits it
    try:
        process = subprocess.Popen(
            [sys.executable, "-c", "from followup.__main__ import run; run()", "today", "--all"],
            env={**os.environ, **program.variables},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    finally:
        signal.signal(signal.SIGINT, before)
    for _ in range(20):
        process.send_signal(signal.SIGINT)
        time.sleep(0.01)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert "acme" in out.lower()


IN_A_CALLBACK = """
import os, signal, sys, time
from followup.cli.process import run_as_process

def leave(*_):
    os._exit(99)

class Gone:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

def execute():
    try:
        Gone()
        time.sleep(30)
    except KeyboardInterrupt:
        print("kept")
    return 5

signal.signal(signal.SIGINT, leave)
sys.exit(run_as_process(execute, leave))
"""


def test_one_in_a_callback_comes_once_more() -> None:
    """Python passes over what a callback raises; the command still keeps what it has."""
    result = subprocess.run(
        [sys.executable, "-c", IN_A_CALLBACK], capture_output=True, text=True, timeout=60, check=False
    )
    assert (result.returncode, result.stdout) == (5, "kept\n")
