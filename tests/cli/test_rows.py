"""The numbers of rows: what `followup today` has shown is named by them in the commands of the same day."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from followup.cli.rows import actions_named
from followup.cli.session import Options, Session
from followup.core.errors import RequestFailed

if TYPE_CHECKING:
    from pathlib import Path

    from cli.program import Program

NOW = "2026-11-20 09:00"  # a Friday
# A letter about two roles, an interview today, three applications to look for, a reminder.
LOG = """
    2026-11-09 09:00 add applied Acme --role Analyst --recruiter "Robin <robin@example.com>"
    2026-11-09 09:01 add applied Bell --role Clerk --recruiter "Robin <robin@example.com>"
    2026-11-09 09:02 add receipt Acme
    2026-11-09 09:03 add receipt Bell
    2026-11-12 09:00 add phone-screen Cray --recruiter "Kim <kim@example.com>" --on 2026-11-12
    2026-11-13 09:00 add interview Cray --on "2026-11-20 14:00" --with Ann
    2026-11-19 09:00 add applied Soylent
    2026-11-19 09:01 add applied Initech
    2026-11-19 09:02 add applied Globex
    2026-11-19 09:03 remind "Call Tom" --on 2026-11-20
"""
ROWS = [
    ("1", "", "Before you leave the room, ask each interviewer whether"),
    ("2", "Yourself", "Call Tom"),
    ("3", "Robin", "Ask about 2 applications: acme, bell"),
    ("4", "3 companies", "See whether 3 applications arrived:"),
]
LETTER = {"follow-up-application/acme", "follow-up-application/bell"}
CHECKS = ["check-receipt/globex", "check-receipt/initech", "check-receipt/soylent"]


@pytest.fixture
def morning(program: Program) -> Program:
    """Return the program after `followup today`, with four rows on its screen."""
    program.told(LOG)
    assert program("today", NOW).code == 0
    return program


def settled(program: Program) -> list[str]:
    """Return what was done, skipped or put off since the log began, as `kind rule/handle`."""
    handles = {event.id: event.about.handle for event in program.events() if event.about.handle}
    return sorted(
        f"{event.kind} {event.settles.rule}/{handles.get(event.application or '', '')}"
        for event in program.events()
        if event.settles
    )


def path(program: Program) -> Path:
    """Return the file in which the rows are kept."""
    return program.data / "cache" / "shown.json"


def kept(program: Program) -> list[list[str]]:
    """Return the rows that are kept, without the seal before them."""
    _seal, content = path(program).read_text().split("\n", 1)
    rows: list[list[str]] = json.loads(content)["rows"]
    return rows


def test_the_rows_are_numbered_from_the_top_of_the_screen(program: Program) -> None:
    """What is to do at an appointment too; what only waits has none, and the closing lines use them."""
    program.told(LOG)
    out = program("today", NOW).out
    found = re.findall(r"^ (\d)  (.{11})  (\S.*?)(?:   .*)?$", out, re.MULTILINE)
    assert [(number, lead.strip(), what) for number, lead, what in found] == ROWS
    assert "one by one: followup done 4" in out
    assert out.endswith(
        "\nDid it?   followup done 2\nNot now?  followup snooze 2 tomorrow\nWhy?      followup why 2\n"
    )


@pytest.mark.parametrize("width", [30, 60, 80, 120])
def test_every_width_has_the_numbers(width: int, program: Program) -> None:
    """Under 76 columns they stand in the place of the ids, which take the room of words."""
    program.told(LOG)
    program.width = width
    out = program("today", NOW).out
    assert re.findall(r"^ (\d)  ", out, re.MULTILINE) == ["1", "2", "3", "4"]
    letter = next(row for row in kept(program) if len(row) == 2)
    assert (letter[0][:5] in out) == (not 56 <= width < 76)


def test_the_whole_agenda_numbers_each_row(program: Program) -> None:
    """What waits and what comes later, too; no number has more than two digits."""
    for number in range(60):
        program(f"add applied 'Company {number * 7919 % 1000}' --new", "2026-11-20")
    out = program("today --all", "2026-11-20").out
    numbers = re.findall(r"^ ?(\d+)  \S", out, re.MULTILINE)
    assert numbers == [str(number) for number in range(1, 100)]
    # Sixty ids in one row take no more room than one.
    assert f"{'Company 919':<14}Ask the recruiter about your application" in out
    assert program("why 99", "2026-11-20").code == 0
    [row] = program("why 2 --json", "2026-11-20").json["actions"]
    assert row["id"] == kept(program)[1][0]


class TestWhatANumberMeans:
    """The whole row, as it was shown."""

    @pytest.mark.parametrize(
        ("command", "events"),
        [
            ("done 1", ["done ask-preference/cray"]),
            ("done 2", ["done reminder/"]),
            ("done 3", sorted(f"sent {each}" for each in LETTER)),
            ("done 3 --only", ["sent follow-up-application/acme"]),
            ("done 3 2", ["done reminder/", *sorted(f"sent {each}" for each in LETTER)]),
            ("done 2 2", ["done reminder/"]),  # said twice, done once
            ("done 2 follow-up-application/bell", ["done reminder/", "sent follow-up-application/bell"]),
            ("skip 3", sorted(f"skipped {each}" for each in LETTER)),
            ("skip 4", [f"skipped {each}" for each in CHECKS]),
            ("snooze 3 tomorrow", sorted(f"snoozed {each}" for each in LETTER)),
            ("snooze 2 3 'dec 1'", ["snoozed reminder/", *sorted(f"snoozed {e}" for e in LETTER)]),
            ("snooze 4 monday", [f"snoozed {each}" for each in CHECKS]),
        ],
    )
    def test_settling(self, command: str, events: list[str], morning: Program) -> None:
        """One `undo` takes it back."""
        result = morning(command, NOW)
        assert (result.code, settled(morning)) == (0, sorted(events))
        assert morning("undo", NOW).out.count("Undone") == len(events)

    def test_a_letter_is_one_message(self, morning: Program) -> None:
        """Guards count it once."""
        morning("done 3", NOW)
        assert len({event.settles.letter for event in morning.events() if event.settles}) == 1

    def test_looking(self, morning: Program) -> None:
        """`draft` writes the letter, `why` explains each of its actions."""
        assert "bell" in morning("draft 3", NOW).out.lower()
        assert morning("draft 2", NOW).code == 1
        shown = morning("why 3", NOW).out
        assert ("(acme)" in shown, "(bell)" in shown) == (True, True)
        actions = morning("why 3 --json", NOW).json["actions"]
        assert {f"{each['rule']}/{each['application']}" for each in actions} == LETTER

    def test_questions_are_put_one_by_one(self, morning: Program) -> None:
        """On a terminal; a script is told the ids, and nothing is written."""
        result = morning("done 4", NOW)
        assert (result.code, result.out, settled(morning)) == (2, "", [])
        assert "Row 4 asks about each of 3 applications: " in result.err
        assert result.err.count("(soylent)") == 1
        result = morning.answering("y\nn\n\n", "done", "4", now=NOW)
        assert result.code == 0
        assert settled(morning) == ["no_receipt check-receipt/initech", "receipt check-receipt/soylent"]

    def test_an_id_of_digits_is_an_id(self, morning: Program) -> None:
        """A number has two digits at most, an id three."""
        assert "No action has the id '123'." in morning("done 123", NOW).err
        assert "No action has the id '12x'." in morning("done 12x", NOW).err

    def test_a_company_called_by_a_number_keeps_its_name(self, morning: Program) -> None:
        """`why` takes an application first."""
        morning("add applied 3", NOW)
        assert morning("why 3", NOW).out.startswith("3: 3")


class TestWhenANumberHolds:
    """Until the day ends, another screen is shown, or the row becomes another one."""

    def test_rows_that_are_done_move_none(self, morning: Program) -> None:
        """The numbers are those of the screen; of what is settled they say so."""
        assert morning("done 2", NOW).code == 0
        assert morning("done 3", NOW).code == 0
        result = morning("done 2", NOW)
        assert (result.code, result.err.splitlines()[0]) == (
            1,
            "followup: Call Tom: that was done on Fri 20 Nov 2026, 09:00. Nothing was logged.",
        )
        assert morning("skip 1", NOW).code == 0

    def test_the_rest_of_a_letter(self, morning: Program) -> None:
        """What is settled of it by id is no other letter."""
        morning("skip follow-up-application/acme", NOW)
        morning("done 3", NOW)
        assert settled(morning) == ["sent follow-up-application/bell", "skipped follow-up-application/acme"]

    def test_more_to_look_for_makes_it_no_other_row(self, morning: Program) -> None:
        """The ones that were shown are meant."""
        morning("add applied Umbrella --on 2026-11-18", NOW)
        morning("skip 4", NOW)
        assert settled(morning) == [f"skipped {each}" for each in CHECKS]

    @pytest.mark.parametrize(
        ("log", "number"),
        [
            # A third application joins the letter.
            (
                "add applied Umbrella --on 2026-11-09 --recruiter robin@example.com\nadd receipt Umbrella",
                3,
            ),
            ("add rejected Bell", 3),  # it is about one application now
            ("add heard-back Acme\nadd heard-back Bell", 3),  # nobody need ask any more
            ("prefer Robin --follow-up no", 3),
            ("add receipt Soylent", 4),  # two are left to look for
            ("add cancelled Cray", 1),
            ("undo", 2),  # the reminder is gone
        ],
    )
    def test_another_row_is_refused_with_the_rows_of_now(
        self, log: str, number: int, morning: Program
    ) -> None:
        """Whatever would be done; the list has numbers that hold from then on."""
        for line in log.splitlines():
            assert morning(line, NOW).code == 0
        before = settled(morning)
        for command in ("done", "skip", "why", "draft"):
            program_rows = path(morning).read_text()
            result = morning(f"{command} {number}", NOW)
            assert (result.code, result.out) == (1, "")
            first, second, *rows = result.err.splitlines()
            assert first == f"followup: Row {number} has changed since it was shown. Nothing was logged."
            assert second == "The rows are now:"
            assert settled(morning) == before
            # The same as `today` shows, and what it keeps.
            kept = path(morning).read_text()
            shown = morning("today", NOW).out
            assert path(morning).read_text() == kept
            assert [row.split(".")[0] for row in rows] == re.findall(r"^ (\d+)  ", shown, re.MULTILINE)
            path(morning).write_text(program_rows)

    @pytest.mark.parametrize(
        ("number", "says"), [("0", "has 4"), ("00", "has 4"), ("5", "has 4"), ("99", "has 4")]
    )
    def test_there_is_no_such_row(self, number: str, says: str, morning: Program) -> None:
        """How many there are, and which."""
        result = morning(f"done {number}", NOW)
        assert (result.code, settled(morning)) == (1, [])
        assert f"There is no row {int(number)}: the screen last shown {says}." in result.err
        assert "3. Robin: Ask about 2 applications: acme, bell" in result.err

    @pytest.mark.parametrize("now", ["2026-11-21 00:00", "2026-11-19 23:59", "2026-12-20 09:00"])
    def test_not_on_another_day(self, now: str, morning: Program) -> None:
        """Yesterday's screen is yesterday's."""
        result = morning("done 2", now)
        assert (result.code, settled(morning)) == (1, [])
        assert result.err.splitlines() == [
            "followup: 2 is the number of a row, and no rows were shown today.",
            "Run `followup today` first; the ids of actions can be typed at any time.",
        ]

    def test_a_day_begins_where_the_user_is(self, morning: Program) -> None:
        """At nine in New York it is the next day in Tokyo."""
        morning.zone = ZoneInfo("Asia/Tokyo")
        assert "no rows were shown today" in morning("done 2", "2026-11-21 00:30").err

    def test_another_screen_has_its_own_numbers(self, morning: Program) -> None:
        """JSON is none, nor is any other command."""
        kept = path(morning).read_bytes()
        for line in ("today --json", "today --all --json", "list", "plan", "digest", "show acme"):
            assert morning(line, NOW).code == 0
            assert path(morning).read_bytes() == kept
        morning("done 2", NOW)
        morning("today", NOW)
        morning("done 2", NOW)
        assert sorted(f"sent {each}" for each in LETTER) == settled(morning)[1:]


class TestWhatIsKept:
    """A file that anything may have happened to never makes a number mean another row."""

    @pytest.mark.parametrize(
        "content",
        [
            None,
            b"",
            b"{",
            b"null",
            b"[]",
            b"\xff\xfe\x00",
            b'{"day": "2026-11-20"}',
            b'{"day": "20 Nov", "rows": [["a"], ["b"]]}',
            b'{"day": "2026-11-20", "rows": [[1], [2]]}',
            b'{"day": "2026-11-20", "rows": ' + b"[" * 100_000,
            b" " * 2_000_000,
        ],
    )
    def test_what_cannot_be_read_is_as_if_nothing_was_shown(
        self, content: bytes | None, morning: Program
    ) -> None:
        """And `today` writes it anew."""
        path(morning).unlink()
        if content is not None:
            path(morning).write_bytes(content)
        result = morning("done 2", NOW)
        assert (result.code, settled(morning)) == (1, [])
        assert "no rows were shown today" in result.err
        morning("today", NOW)
        assert morning("done 2", NOW).code == 0

    @pytest.mark.parametrize("change", [lambda _: b"", lambda byte: bytes([byte ^ 1]), lambda _: b"0"])
    def test_a_changed_byte(self, change: Any, morning: Program) -> None:
        """Each row is the one that was shown, or refused."""
        whole = path(morning).read_bytes()
        rows = [set(row) for row in kept(morning)]
        with closing(Session(morning.environment(), Options(now=NOW))) as session:
            plan = session.plan(session.history())
            for place, byte in enumerate(whole):
                path(morning).write_bytes(whole[:place] + change(byte) + whole[place + 1 :])
                for number in range(1, len(rows) + 1):
                    try:
                        found = actions_named(session, plan, str(number))
                    except RequestFailed:
                        continue
                    finally:
                        path(morning).write_bytes(whole[:place] + change(byte) + whole[place + 1 :])
                    assert {action.id for action in found} == rows[number - 1]

    def test_where_it_cannot_be_kept_there_are_no_numbers(self, program: Program) -> None:
        """The ids are there, and a number is refused, whatever was shown before."""
        program.told(LOG)
        path(program).mkdir()
        out = program("today", NOW).out
        assert re.findall(r"^ (\d)  ", out, re.MULTILINE) == []
        assert "one by one: followup done check-receipt" in out
        [short] = re.findall(r"followup done (\w+)\n", out[out.index("Did it?") :])
        assert program("done 1", NOW).code == 1
        assert program(f"done {short}", NOW).code == 0

    def test_only_its_owner_can_read_it(self, morning: Program) -> None:
        """It names nobody, and is nobody else's business."""
        assert path(morning).stat().st_mode & 0o777 == 0o600
        assert b"Robin" not in path(morning).read_bytes()
        assert list(path(morning).parent.glob(".*")) == []

    def test_a_screen_that_has_not_changed_writes_nothing(self, morning: Program) -> None:
        """Looking twice costs a look."""
        before = path(morning).stat().st_ino
        morning("today", NOW)
        assert path(morning).stat().st_ino == before


PROGRAM = "from followup.__main__ import run; run()"


def at_a_terminal(program: Program, answers: str, *words: str) -> str:
    """Run the words with everything connected to a terminal of 80 columns, and return what it shows."""
    ours, theirs = os.openpty()
    os.write(ours, answers.encode())
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "--now", NOW, *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, **program.variables, "COLUMNS": "80", "TERM": "xterm"},
    )
    os.close(theirs)
    said = b""
    try:
        while part := os.read(ours, 4096):
            said += part
    except OSError:  # Linux says so when the other side is closed
        pass
    assert process.wait(60) == 0
    os.close(ours)
    return re.sub(r"\x1b\[[\d;]*m", "", said.decode()).replace("\r\n", "\n")


def test_a_morning_at_a_terminal(program: Program) -> None:
    """Look, do two rows by number, and answer the questions of the third."""
    program.told(LOG)
    shown = at_a_terminal(program, "", "today")
    assert re.findall(r"^ (\d)  ", shown, re.MULTILINE) == ["1", "2", "3", "4"]
    at_a_terminal(program, "", "done", "2", "3")
    said = at_a_terminal(program, "y\nn\n\n", "done", "4")
    assert said.count("Did it arrive?") == 3
    assert settled(program) == sorted(
        [
            *("done reminder/", "no_receipt check-receipt/initech", "receipt check-receipt/soylent"),
            *(f"sent {each}" for each in LETTER),
        ]
    )
