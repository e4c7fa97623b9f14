"""What holds for every command: global options, help, exit codes, and the one place errors are shown."""

from __future__ import annotations

import os
import shlex
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cli.program import Program
from followup import __version__
from followup.cli.commands import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Sequence

GOOD_RULES = "version: 1\nrules:\n  look: {after: applied, wait: 1 day, do: Look at it}\n"
BROKEN_RULES = "version: 1\nrules:\n  look: {after: aplied, wait: 5, do: Look at it}\n"
# These write nowhere but into the log and the config folder.
FUZZED = (
    *("add", "today", "done", "snooze", "skip", "prefer", "list", "show", "why", "plan", "edit", "undo"),
    *("rules", "draft"),
)
RULES_COMMANDS = ("rules check", "rules show")
EVERY_COMMAND = (*COMMANDS, *RULES_COMMANDS)
# One line of each command that reads rules and log.
LINES = (
    "add receipt acme",
    "today",
    "today --all",
    "done check-receipt/acme",
    "skip check-receipt/acme",
    "snooze check-receipt/acme tomorrow",
    "prefer Ann --follow-up yes",
    "list",
    "show acme",
    "why acme",
    "plan",
    "edit applied/acme --note x",
    "undo",
)


class TestHelp:
    """Help is short, and begins with examples."""

    @pytest.mark.parametrize("command", EVERY_COMMAND)
    def test_of_every_command_leads_with_examples(self, command: str, program: Program) -> None:
        """Each example is of the command itself."""
        result = program(f"{command} --help")
        assert (result.code, result.err) == (0, "")
        lines = [line.strip() for line in result.out.splitlines() if line.strip()]
        first = next(index for index, line in enumerate(lines) if line.startswith(f"followup {command}"))
        assert first <= 3
        assert program(f"{command} -h").out == result.out

    def test_of_the_program_lists_every_command(self, program: Program) -> None:
        """In the order of a day."""
        out = program("--help").out
        places = [out.index(f"\n  {command} ") for command in COMMANDS]
        assert places == sorted(places)

    @pytest.mark.parametrize("words", ["help", "rules"])
    def test_is_what_a_group_without_a_command_shows(self, words: str, program: Program) -> None:
        """Line by line; of a group that does nothing alone as wrong usage."""
        result = program(words)
        shown = result.out + result.err
        assert "Commands:\n" in shown
        assert "Usage: followup" in shown

    def test_version(self, program: Program) -> None:
        """The program's own."""
        assert program("--version").out == f"followup {__version__}\n"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("tody", "There is no command 'tody'. Did you mean today?"),
        ("ad applied Acme", "Did you mean add?"),
        ("xyzzy", "`followup --help` lists the commands."),
        ("''", "There is no command ''."),
        ("today extra", "extra argument"),
        ("today --al", "--all"),
        ("--noow x today", "--now"),
        ("--now", "requires an argument"),
        ("--data-dir", "requires an argument"),
        ("add", "Missing argument 'KIND'"),
        ("add applied", "Missing argument 'COMPANY'"),
        ("add phone-screen", "followup add phone-screen Acme"),
        ("add phonescren", "Did you mean phone-screen?"),
        ("show", "Missing argument 'APPLICATION'"),
        ("rules chek", "check"),
        ("ls", "Type: followup list."),
        ("rm acme", "Type: followup undo"),
        ("log", "Type: followup add"),
        ("phone-screen Acme", "Type: followup add phone-screen COMPANY."),
        ("help ls", "Type: followup list."),
        ("help tody", "Did you mean today?"),
        ("help rules chek", "Did you mean check?"),
        ("done", "Missing argument 'ID...'"),
        ("snooze", "Missing argument 'ID...'"),
        ("snooze tomorrow", "Missing argument 'ID...'"),
        ("snooze k3f9v", "Missing argument 'WHEN'"),
        ("skip", "Missing argument 'ID...'"),
        ("draft", "Missing argument 'ID...'"),
        ("today --now 2026-11-20", "--now goes before the command: followup --now ... today"),
        ("add applied Acme --data-dir x", "--data-dir goes before the command"),
    ],
)
def test_wrong_usage_is_two_with_what_is_near(line: str, says: str, program: Program) -> None:
    """On standard error, with nothing on standard output."""
    result = program(line)
    assert (result.code, result.out) == (2, "")
    assert says in result.err
    assert not program.data.exists()


class TestNow:
    """`--now` pretends that it is another date or time."""

    @pytest.mark.parametrize(
        ("text", "now"),
        [
            ("2026-11-02", "2026-11-02T00:00:00-05:00"),
            ("2026-11-02 09:30", "2026-11-02T09:30:00-05:00"),
            ("2026-11-02T09:30", "2026-11-02T09:30:00-05:00"),
            ("2026-07-02 09:30", "2026-07-02T09:30:00-04:00"),
            ("2026-11-02T09:30Z", "2026-11-02T04:30:00-05:00"),
            ("tomorrow", "2026-11-21T00:00:00-05:00"),
        ],
    )
    def test_in_the_zone_of_the_calendar(self, text: str, now: str, new_york: Program) -> None:
        """A date is its first moment."""
        assert new_york.run("--now", text, "today", "--json").json["now"] == now

    def test_without_it_the_clock_tells(self, new_york: Program) -> None:
        """In the zone of the calendar too."""
        assert new_york("today --json").json["now"] == "2026-11-20T12:00:00-05:00"

    def test_by_environment(self, program: Program) -> None:
        """The option wins."""
        program.variables["FOLLOWUP_NOW"] = "2026-11-02"
        assert program("today --json").json["now"].startswith("2026-11-02")
        assert program("--now 2026-11-03 today --json").json["now"].startswith("2026-11-03")

    @pytest.mark.parametrize("text", ["soon", "2026-02-30", "03/04/2026", "1026-11-02", "2026-11-02 25:00"])
    def test_what_is_no_date(self, text: str, program: Program) -> None:
        """Wrong usage, with an example."""
        result = program.run("--now", text, "today")
        assert (result.code, result.out) == (2, "")
        assert "Write" in result.err or "is `20" in result.err or "write 20" in result.err

    def test_the_zone_is_that_of_the_rules(self, program: Program) -> None:
        """`timezone` in the rules file wins over that of the machine."""
        program.config.mkdir()
        (program.config / "rules.yaml").write_text(f"{GOOD_RULES}calendar: {{timezone: Asia/Tokyo}}\n")
        assert program("today --json").json["now"] == "2026-11-21T02:00:00+09:00"


@pytest.mark.parametrize(
    "words",
    [
        ("today",),
        ("today", "--json"),
        ("--now", "2026-12-07", "today"),
        ("--now", "2026-12-07 09:00", "today", "--json"),
        ("--now", "soon", "today"),
        ("--now", "", "today"),
        ("--now", "--json", "today"),
        ("--now", "today"),
    ],
)
def test_a_plain_morning_is_what_click_would_make_of_it(words: tuple[str, ...], program: Program) -> None:
    """It is read without Click, which takes any other option the long way."""
    program.told("2026-11-16 add applied Acme --recruiter 'Robin <robin@example.com>'")
    short, long = program.run(*words), program.run("--no-color", *words)
    assert (short.code, short.out, short.err) == (long.code, long.out, long.err)


class TestFolders:
    """Where the log and the rules are."""

    def test_the_option_wins_over_the_environment(self, program: Program, tmp_path: Path) -> None:
        """`--data-dir` names the folder of the log; it is made when something is logged."""
        other = tmp_path / "some" / "other"
        assert program.run("--data-dir", str(other), "add", "applied", "Acme").code == 0
        assert (other / "followup.db").exists()
        assert not program.data.exists()

    def test_the_rules_of_the_user(self, program: Program, tmp_path: Path) -> None:
        """An option first, then the environment, then the config folder, then the default."""
        program("add applied Acme")
        assert "See whether" in program("today --all").out
        program.config.mkdir()
        (program.config / "rules.yaml").write_text(GOOD_RULES)
        assert "Look at it" in program("today --all").out
        named, option = tmp_path / "named.yaml", tmp_path / "option.yaml"
        named.write_text(GOOD_RULES.replace("Look at it", "Named"))
        option.write_text(GOOD_RULES.replace("Look at it", "Option"))
        program.variables["FOLLOWUP_RULES"] = str(named)
        assert "Named" in program("today --all").out
        assert "Option" in program.run("--rules", str(option), "today", "--all").out

    def test_edited_rules_hold_at_once(self, program: Program) -> None:
        """For open actions too."""
        program.config.mkdir()
        rules = program.config / "rules.yaml"
        rules.write_text(GOOD_RULES)
        program.told("2026-11-02 add applied Acme")
        assert program.actions("2026-11-02")[0]["due"] == "2026-11-03"
        rules.write_text(GOOD_RULES.replace("1 day", "3 days"))
        assert program.actions("2026-11-02")[0]["due"] == "2026-11-05"


class TestBrokenRules:
    """A wrong rules file is never passed over."""

    @pytest.mark.parametrize("line", LINES)
    def test_stop_every_command(self, line: str, program: Program) -> None:
        """Exit code 3, every problem with file, line and column, and nothing written."""
        program("add applied Acme --recruiter Ann")
        before = program.path.read_bytes()
        path = program.folder / "broken.yaml"
        path.write_text(BROKEN_RULES)
        result = program.run("--rules", str(path), *shlex.split(line))
        assert (result.code, result.out) == (3, "")
        assert f"{path}:3:17: error" in result.err
        assert "Did you mean `applied`?" in result.err
        assert f"{path}:3:31: error" in result.err
        assert f"followup: {path} has 2 problems." in result.err
        assert program.path.read_bytes() == before

    @pytest.mark.parametrize(
        "content", [b"", b"\xff\xfe\x00", b"rules: [", b"- a\n", b"\x00" * 10, b"version: 2\n"]
    )
    def test_of_any_kind(self, content: bytes, program: Program) -> None:
        """Nothing, no text, no YAML, a list, another version."""
        path = program.folder / "broken.yaml"
        path.write_bytes(content)
        for words in (["today"], ["rules", "check"]):
            result = program.run("--rules", str(path), *words)
            assert (result.code, result.out) == (3, "")
            assert f"{path}:" in result.err

    def test_that_are_not_there(self, program: Program) -> None:
        """A file that was named must be there, and be a file."""
        missing = program.folder / "missing.yaml"
        result = program.run("--rules", str(missing), "today")
        assert result.code == 3
        assert result.err.startswith(f"followup: There is no rules file {missing}.")
        assert program.run("--rules", str(program.folder), "today").code == 3

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_that_cannot_be_read(self, program: Program) -> None:
        """The sentence says why."""
        path = program.folder / "secret.yaml"
        path.write_text(GOOD_RULES)
        path.chmod(0)
        result = program.run("--rules", str(path), "today")
        assert result.code == 3
        assert "Permission denied" in result.err


class TestBrokenStore:
    """A log that cannot be used is told, and left alone."""

    @pytest.mark.parametrize("line", LINES)
    def test_no_database(self, line: str, program: Program) -> None:
        """Exit code 3, and not a byte is changed."""
        program.data.mkdir()
        program.path.write_bytes(b"Dear diary, today I applied for a job.\n" * 100)
        before = program.path.read_bytes()
        result = program(line)
        assert (result.code, result.out) == (3, "")
        assert "is damaged or no log of followup" in result.err
        assert program.path.read_bytes() == before

    @pytest.mark.parametrize("line", LINES)
    def test_another_database(self, line: str, program: Program) -> None:
        """Somebody else's tables are theirs."""
        program.data.mkdir()
        with sqlite3.connect(program.path) as connection:
            connection.execute("CREATE TABLE events (id TEXT)")
        connection.close()
        before = program.path.read_bytes()
        result = program(line)
        assert (result.code, result.out) == (3, "")
        assert result.err.startswith("followup: The file is a database, but not a log of followup.")
        assert program.path.read_bytes() == before

    @pytest.mark.parametrize("line", LINES)
    def test_a_newer_version(self, line: str, program: Program) -> None:
        """It is not read by guess."""
        program("add applied Acme")
        with sqlite3.connect(program.path) as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()
        before = program.path.read_bytes()
        result = program(line)
        assert (result.code, result.out) == (3, "")
        assert "from a newer followup" in result.err
        assert program.path.read_bytes() == before

    def test_a_damaged_one(self, program: Program) -> None:
        """The sentence names the file."""
        program("add applied Acme")
        data = bytearray(program.path.read_bytes())
        data[1000:] = b"\x5a" * (len(data) - 1000)
        program.path.write_bytes(data)
        result = program("list")
        assert (result.code, result.out) == (3, "")
        assert str(program.path) in result.err

    def test_an_event_that_cannot_be_read(self, program: Program) -> None:
        """It is not passed over."""
        program("add applied Acme")
        with sqlite3.connect(program.path) as connection:
            connection.execute("DROP TRIGGER events_never_change")
            connection.execute("UPDATE events SET data = ?", ('{"id": 1}',))
        connection.close()
        result = program("list")
        assert (result.code, result.out) == (3, "")
        assert "event number 1 " in result.err
        assert "was altered" in result.err

    def test_an_empty_file_is_no_empty_log(self, program: Program) -> None:
        """It may be what is left of months; no command leaves a new log like that, even if it is killed."""
        program.data.mkdir()
        program.path.touch()
        for line in ("today", "add applied Acme"):
            result = program(line)
            assert (result.code, result.out) == (3, "")
            assert "has only 0 bytes" in result.err
        assert program.path.read_bytes() == b""

    def test_a_folder_in_its_place(self, program: Program) -> None:
        """One sentence."""
        program.path.mkdir(parents=True)
        for line in ("list", "add applied Acme"):
            result = program(line)
            assert (result.code, result.out) == (1, "")
            assert "cannot be opened" in result.err

    def test_a_file_in_the_place_of_the_folder(self, program: Program) -> None:
        """One sentence."""
        program.data.write_text("")
        result = program("add applied Acme")
        assert (result.code, result.out) == (1, "")
        assert "that is no folder" in result.err

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
    def test_a_folder_that_may_not_be_written(self, program: Program) -> None:
        """What is there can be read; nothing can be added."""
        program("add applied Acme")
        program.path.chmod(0o400)
        program.data.chmod(0o500)
        try:
            assert program("list").code == 0
            assert program("today").code == 0
            result = program("add receipt Acme")
        finally:
            program.data.chmod(0o700)
        assert (result.code, result.out) == (1, "")

    @pytest.mark.slow
    def test_a_locked_one(self, program: Program) -> None:
        """A command waits its turn, and then says why it did not get one."""
        program("add applied Acme")
        other = sqlite3.connect(program.path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            result = program("add receipt Acme")
            looked = program("list")
        finally:
            other.close()
        assert (result.code, result.out) == (1, "")
        assert (
            result.err
            == "followup: Another followup command is writing to the log.\nTry again in a moment.\n"
        )
        assert looked.code == 0
        assert len(program.events()) == 1


PROGRAM = "from followup.__main__ import run; run()"


def process(program: Program, line: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a shell line in which `followup` is the program."""
    command = f"{shlex.quote(sys.executable)} -c {shlex.quote(PROGRAM)}"
    return subprocess.run(  # noqa: S602  # a line of our own, with a pipe
        f'followup() {{ {command} "$@"; }}; {line}',
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        text=True,
        errors="replace",
        timeout=60,
        check=False,
        env={**os.environ, **program.variables, "COLUMNS": "80", **environment},
    )


class TestProcess:
    """The program as a process of its own."""

    @pytest.mark.parametrize("line", ["list", "today", "show acme --json", "--help"])
    def test_a_pipe_that_closes_early_is_no_error(self, line: str, program: Program) -> None:
        """`followup list | head -0` ends in silence."""
        program("add applied Acme")
        result = process(program, f"followup {line} | head -n 0; echo ${{PIPESTATUS[0]}}")
        assert (result.stdout, result.stderr) == ("0\n", "")

    def test_data_goes_to_standard_output_and_the_rest_to_standard_error(self, program: Program) -> None:
        """So that a script can read the one, and a person the other."""
        program("add applied Acme")
        result = process(program, "followup add sent acme --json | python3 -m json.tool > /dev/null")
        assert (result.returncode, result.stdout) == (0, "")
        assert "If that was" in result.stderr

    def test_no_colour_into_a_pipe(self, program: Program) -> None:
        """Nor with NO_COLOR where a terminal is pretended."""
        program("add applied Acme")
        assert "\x1b" not in process(program, "followup today --all").stdout
        assert "\x1b[3" not in process(program, "followup today --all", FORCE_COLOR="1", NO_COLOR="1").stdout
        assert (
            "\x1b" in process(program, "followup today --all", FORCE_COLOR="1", TERM="xterm-256color").stdout
        )
        assert "\x1b[3" not in process(program, "followup --no-color today --all", FORCE_COLOR="1").stdout

    def test_the_exit_code_is_that_of_the_command(self, program: Program) -> None:
        """0, 1, 2 or 3."""
        assert process(program, "followup list").returncode == 0
        assert process(program, "followup show nothing").returncode == 1
        assert process(program, "followup --now soon list").returncode == 2
        assert process(program, "followup --rules /nothing.yaml list").returncode == 3

    def test_input_that_is_closed_is_nobody_to_ask(self, program: Program) -> None:
        """Nothing ever requires a prompt."""
        program("add applied Acme")
        for line in (
            "add applied Acmee < /dev/null",
            "add applied Acmee <&-",
            "--no-input add applied Acmee",
        ):
            result = process(program, f"followup {line}")
            assert result.returncode == 1
            assert "Nothing was logged." in result.stderr

    @pytest.mark.parametrize(("answer", "code", "count"), [("y", 0, 2), ("n", 1, 1), ("", 1, 1)])
    def test_at_a_terminal_a_close_name_is_asked_about(
        self, answer: str, code: int, count: int, program: Program
    ) -> None:
        """Yes begins another application; no, or nothing, logs nothing."""
        program("add applied Acme")
        ours, theirs = os.openpty()
        os.write(ours, f"{answer}\n".encode())
        result = subprocess.run(
            [sys.executable, "-c", PROGRAM, "add", "applied", "Acmee"],
            stdin=theirs,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={**os.environ, **program.variables},
        )
        os.close(ours)
        os.close(theirs)
        assert result.returncode == code
        assert "Acmee is close to acme (Acme). Is it a new application? [y/N]" in result.stderr
        assert len(program.events()) == count

    def test_output_in_an_encoding_without_the_letters(self, program: Program) -> None:
        """A name that the terminal cannot show is no error."""
        program.run("add", "applied", "Müller 東京")
        for encoding in ("ascii", "latin-1"):
            result = process(
                program,
                "followup today --all && followup list && followup list --json",
                PYTHONIOENCODING=encoding,
            )
            assert (result.returncode, result.stderr) == (0, "")


WORDS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            *(
                "acme",
                "Acme",
                "Robin",
                "Robin <r@example.com>",
                "2026-11-20",
                "tomorrow",
                "next tue 14:00",
                "-1",
                "0",
            ),
            *(
                "[red]x[/red]",
                ":smile:",
                "\x1b[31m",
                "\u202e",
                "a\nb",
                "\x00",
                "\udc80",
                "{contact}",
                "%s",
                "'",
                '"',
            ),
            *(
                "check-receipt/acme",
                "check-in/acme/robin",
                "applied/acme",
                "phone-screen",
                "interview",
                "../..",
                "/",
            ),
            *(
                "--json",
                "--all",
                "--on",
                "--note",
                "--new",
                "--again",
                "--retract",
                "--days",
                "--role",
                "--with",
            ),
            *(
                "--until",
                "--handle",
                "--holidays",
                "--timezone",
                "--channel",
                "--follow-up",
                "--not-before",
                "US",
            ),
            *("applied", "promised", "sent", "yes", "no", "phone", "Europe/Berlin", "--", "x" * 300),
        ]
    ),
)


@given(command=st.sampled_from(FUZZED), words=st.lists(WORDS, max_size=6))
@example(command="add", words=["applied", "\udc80"])
@example(command="add", words=["applied", "Acme", "--holidays", "\x00"])
@example(command="add", words=["applied", "Acme", "--timezone", "\x00"])
@example(command="add", words=["applied", "Acme", "--timezone", "\udc80"])
@example(command="rules", words=["check", "\x00"])
@example(command="rules", words=["show", "\x1b[31m"])
@example(command="show", words=["\x1b[31m"])
@example(command="done", words=["\x1b]0;x\x07/acme"])
def test_no_words_lead_to_a_traceback(command: str, words: Sequence[str]) -> None:
    """Whatever is typed ends with 0, 1, 2 or 3, and prints nothing that a terminal would obey."""
    with tempfile.TemporaryDirectory() as folder:
        program = Program(Path(folder))
        program.told('2026-11-02 add applied Acme --recruiter "Robin <r@example.com>"')
        result = program.run(command, *words)
        assert result.code in {0, 1, 2, 3}
        shown = result.out + result.err
        assert "Traceback" not in shown
        assert "something went wrong inside" not in shown
        assert not set(shown) & {"\x1b", "\x00", "\x07", "\u202e"}
        assert program("list").code == 0
