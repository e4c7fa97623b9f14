"""What a command costs follows from what it is about, not from how much was ever logged.

Costs are counted, not timed: the calls that Python makes, which are the same on every machine. The logs are
those of the benchmark: most of a log is over, a tenth of it through one recruiter, and as much is due.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest

from bench.searches import Search
from cli.program import Program
from sampling import some

NOW = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
SMALL, LARGE = 300, 2_400
# Links between more applications than sixty are looked up in a few batches more.
GROWTH = 1.15
# What the words mean is the same in both logs: the last applications are.
COMMANDS = (
    "today",
    "today --json",
    "add applied Quxicorp --role Analyst --recruiter 'Nia New <nia@example.com>'",
    "add applied Quxicorp --recruiter 'Robin Everywhere <r0@example.com>'",
    "undo",
    "remind Call --about {handle} --on 'next mon'",
    "remind 'Renew the visa' --on 'next mon'",
    "prefer {person} --channel phone",
    "people edit {person} --phone '555 0100'",
    "edit {event} --note 'They called'",
    "edit {event} --recruiter 'Nia New <nia@example.com>'",
    "edit {event} --retract",
    "edit applied/{handle} --on yesterday",
    "add heard-back {handle} --note 'They called'",
    "done check-receipt/{handle}",
    "done {id}",
    "done 1",
    "snooze {id} 'next mon'",
    "skip check-receipt/{handle}",
    "note {handle} 'How big is the team?'",
    "why {id}",
    "why check-receipt/{handle}",
    "why {handle}",
    "show {handle}",
    "draft {message}",
    "digest",
    "calendar",
    "list --open",
    "list",
    "plan",
)


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Program]:
    """Return a small and a large search, each looked at this morning."""
    found = {}
    for size in (SMALL, LARGE):
        program = Program(tmp_path_factory.mktemp(str(size)))
        program.data.mkdir()
        program.config.mkdir()
        with program.store() as store:
            store.append(list(Search(NOW.date()).log(size)))
        program.clock = NOW
        for _ in range(2):
            assert program("today").code == 0
        found[size] = program
    return found


def words_of(program: Program, command: str) -> str:
    """Return the command about what is due."""
    actions = [each for each in program("today --json").json["actions"] if each["status"] == "due"]
    receipt = next(each for each in actions if each["rule"] == "check-receipt")
    message = next(each for each in actions if each["send"])
    short, person = message["id"][:6], message["contact"]["email"]
    handle = receipt["application"]
    event = program(f"show {handle} --json").json["events"][0]["id"]
    return command.format(id=short, message=short, handle=handle, person=person, event=event)


def cost(program: Program, command: str) -> int:
    """Return how many calls a command makes; the log is then as before, for it is run on a copy."""
    import shutil

    copy = Program(program.folder.with_name(f"{program.folder.name}-copy"))
    shutil.rmtree(copy.folder, ignore_errors=True)
    shutil.copytree(program.folder, copy.folder)
    copy.clock = program.clock
    words = words_of(copy, command)
    calls = Counter[str]()

    def count(_frame: Any, event: str, _argument: Any) -> None:
        calls[event] += 1

    sys.setprofile(count)
    try:
        result = copy(words)
    finally:
        sys.setprofile(None)
    assert result.code == 0, (words, result)
    return calls["call"] + calls["c_call"]


@pytest.mark.parametrize("command", some(COMMANDS, every=4))
def test_eight_times_the_log_costs_the_same(command: str, programs: dict[int, Program]) -> None:
    """Eight times as many applications, as much due: no more calls."""
    for program in programs.values():
        cost(program, command)  # loads what is loaded once
    small, large = (cost(programs[size], command) for size in (SMALL, LARGE))
    assert large <= GROWTH * small, (small, large)
