"""What is asked where something is missing: `add`, and which row; and `followup` alone."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

import pexpect
import pytest

from cli.test_main import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.program import Program

NOW = "2026-11-20 09:00"
KNOWN = """
    2026-11-02 09:00 add applied "Acme Robotics" --role Engineer --recruiter "Robin <robin@example.com>"
    2026-11-02 09:05 add applied Globex
"""


class TestAlone:
    """`followup` without a command."""

    def test_says_how_to_begin(self, program: Program) -> None:
        """In ten lines, with what fills the log; nothing is made."""
        result = program("")
        assert (result.code, result.err) == (0, "")
        for word in ("followup add", "followup import", "followup inbox", "followup demo", "followup today"):
            assert word in result.out
        assert len([line for line in result.out.splitlines() if line]) <= 10
        assert not program.data.exists()

    def test_is_today_later(self, program: Program) -> None:
        """Once something was logged."""
        program.told(KNOWN)
        assert program("", NOW).out == program("today", NOW).out

    def test_a_log_that_is_gone_is_no_beginning(self, program: Program) -> None:
        """It is told, as every command tells it."""
        program.told(KNOWN)
        program.path.unlink()
        result = program("", NOW)
        assert result.code == 3
        assert result.err == program("today", NOW).err


class TestAdd:
    """`add` asks for what is missing."""

    @pytest.mark.parametrize(
        ("typed", "words", "says"),
        [
            ("\nHooli\nEngineer\n\n\n", "", ("applied", "2026-11-20", [])),  # the first kind, now, nobody
            ("1\nHooli\n\nyesterday\nRobin <robin@example.com>\n", "", ("applied", "2026-11-19", ["Robin"])),
            (
                "phone screen\nHooli\n\nnext tue 14:00\nAnn, Bo\n",
                "",
                ("phone_screen", "2026-11-24", ["Ann", "Bo"]),
            ),
            (
                "heard-back\nGlobex\nnov 18\n\n",
                "",
                ("heard_back", "2026-11-18", []),
            ),  # known: no role is asked
            ("Globex\n\n", "add receipt", ("receipt", "2026-11-20", [])),  # what is given is not asked
            ("nonsense\n4\nGlobex\nfriday 10:00\n\n", "", ("phone_screen", "2026-11-20", [])),  # asked again
            ("rejected\nGlobex\nsoon\nyesterday\n", "", ("rejected", "2026-11-19", [])),
            ("promised\nGlobex\n\n\nin 2 weeks\n", "", ("promised", "2026-11-20", [])),
            ("offer\nGlobex\n\ndec 18\n", "", ("offer", "2026-11-20", [])),
            ("\n\nHooli\n\n\n\n", "", ("applied", "2026-11-20", [])),  # a company there must be
        ],
    )
    def test_one_thing_at_a_time(
        self, typed: str, words: str, says: tuple[str, str, list[str]], program: Program
    ) -> None:
        """What cannot be read is said, and asked again; then it is logged as if it had been typed."""
        program.told(KNOWN)
        result = program.answering(typed, *(words or "add").split(), now=NOW)
        assert result.code == 0, result.err
        event = program.events()[2]
        people = [person.name for person in event.people]
        assert (event.kind, str(event.at)[:10], people) == says
        assert result.out.startswith("Logged for ")

    def test_the_date_is_said_back(self, program: Program) -> None:
        """Before anything is logged."""
        program.told(KNOWN)
        result = program.answering("interview\nHooli\n\nnext tue 14:00\n\n", "add", now=NOW)
        assert "Tue 24 Nov 2026, 14:00, in 4 days" in result.err.split("With whom?")[0]

    def test_the_end_of_the_answers_logs_nothing(self, program: Program) -> None:
        """Ctrl-D, at any question."""
        for typed in ("", "1\n", "1\nAcme\n", "1\nAcme\n\n", "1\nAcme\n\n\n"):
            result = program.answering(typed, "add", now=NOW)
            assert result.code == 130
            assert not program.path.exists()


class TestRows:
    """`done`, `snooze`, `skip` and `draft` alone ask which row."""

    def test_after_a_look(self, program: Program) -> None:
        """The rows are shown, then asked for; a number of several is fine."""
        program.told(KNOWN)
        result = program.answering("1\n", "skip", now=NOW)
        assert "Acme Robotics" in result.out
        assert "Which row?" in result.err
        assert program.events()[-1].kind == "skipped"

    def test_and_until_when(self, program: Program) -> None:
        """What was given is not asked: a date is no row, and a row is no date."""
        program.told(KNOWN)
        assert program.answering("1\ntomorrow\n", "snooze", now=NOW).code == 0
        assert program.answering("1\n", "snooze", "dec 1", now=NOW).code == 0
        assert program("today", NOW).code == 0
        assert program.answering("dec 2\n", "snooze", "1", now=NOW).code == 0
        days = [str(event.until) for event in program.events() if event.kind == "snoozed"]
        assert list(dict.fromkeys(days)) == ["2026-11-21", "2026-12-01", "2026-12-02"]

    def test_nothing_to_do(self, program: Program) -> None:
        """There is no row to name then."""
        result = program.answering("", "done", now=NOW)
        assert result.code == 1
        assert "There is nothing to do today." in result.err

    def test_no_answer_logs_nothing(self, program: Program) -> None:
        """An empty line leaves everything as it is."""
        program.told(KNOWN)
        assert program.answering("\n", "done", now=NOW).code == 1
        assert len(program.events()) == 2


@pytest.fixture
def terminal(program: Program) -> Iterator[pexpect.spawn]:
    """Give `followup add` on a real terminal, in a search of two applications."""
    program.told(KNOWN)
    environment = {**os.environ, **program.variables, "COLUMNS": "80", "TERM": "dumb", "FOLLOWUP_NOW": NOW}
    child = pexpect.spawn(
        sys.executable, ["-c", PROGRAM, "add"], env=environment, encoding="utf-8", timeout=30
    )
    yield child
    child.close(force=True)


class TestTerminal:
    """On a real terminal."""

    def test_tab_completes_a_company(self, program: Program, terminal: pexpect.spawn) -> None:
        """Of the log, whatever case it is begun in, and blanks in it are no end."""
        pytest.importorskip("readline")
        terminal.expect("What happened.*: ")
        terminal.sendline("rejcted")  # no kind: it is asked again
        terminal.expect(re.escape("Did you mean rejected?"))
        terminal.expect("What happened.*: ")
        terminal.send("reject\t\r")
        terminal.expect("At which company.*: ")
        terminal.send("acme r\t\r")
        terminal.expect("When.*: ")
        terminal.sendline("yesterday")
        terminal.expect(re.escape("Thu 19 Nov 2026"))
        terminal.expect("Logged for acme-robotics")
        terminal.expect(pexpect.EOF)
        assert program.events()[-1].kind == "rejected"

    def test_ctrl_c_logs_nothing(self, program: Program, terminal: pexpect.spawn) -> None:
        """It says so, and the exit code is that of an interrupt."""
        terminal.expect("What happened.*: ")
        terminal.sendline("applied")
        terminal.expect("At which company.*: ")
        # Between the prompt and the wait for a key Python may miss one; whoever meets that types it again.
        for _ in range(10):
            terminal.sendintr()
            if terminal.expect(["Interrupted", pexpect.TIMEOUT], timeout=3) == 0:
                break
        terminal.expect(pexpect.EOF)
        terminal.wait()
        assert terminal.exitstatus == 130
        assert len(program.events()) == 2
