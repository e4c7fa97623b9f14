"""The process: streams that are closed or full, a zone or a folder that cannot be used, and bugs."""

from __future__ import annotations

import logging
import os
import shlex
import shutil
import stat
import subprocess
import sys
import warnings
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli.machine import set_up
from cli.test_main import PROGRAM, process
from followup.cli.environment import Environment
from sampling import some

if TYPE_CHECKING:
    from datetime import tzinfo

    from cli.program import Program

CLOSED = "the answer could not be written: standard output is closed."
FULL = "the answer could not be written: No space left on device."
# What puts something into the log for good.
WRITING = (
    "add sent acme",
    "add sent acme --json",
    "note acme 'They use Postgres'",
    "done check-receipt/acme",
    "skip check-receipt/acme",
    "snooze check-receipt/acme tomorrow",
    "remind 'Call Tom' --on tomorrow",
    "away tomorrow",
    "prefer Ann --follow-up yes",
    "people edit Ann --phone 5550100",
    "edit applied/acme --note x",
    "undo",
)
READING = (
    "today --all",
    "list",
    "list --json",
    "show acme",
    "brief acme",
    "stats",
    "why acme",
    "plan",
    "digest",
    "calendar",
    "people",
)


class TestOutput:
    """What cannot be printed is told, and what was done is never called undone."""

    @pytest.mark.parametrize(("to", "says"), [("> /dev/full", FULL), (">&-", CLOSED)])
    @pytest.mark.parametrize("line", some(WRITING, every=5))
    def test_what_is_stored_is_no_failure(self, line: str, to: str, says: str, program: Program) -> None:
        """A script that took it for one would store it twice."""
        program("add applied Acme --recruiter Ann")
        count = len(program.events())
        result = process(program, f"followup --now 2026-11-23 {line} {to}")
        assert result.returncode == 0
        assert result.stderr.splitlines()[-1] == f"followup: It is logged, but {says}"
        assert len(program.events()) > count

    @pytest.mark.parametrize(("to", "says"), [("> /dev/full", FULL), (">&-", CLOSED)])
    @pytest.mark.parametrize("line", some(READING, every=4))
    def test_data_that_nobody_gets_is_a_failure(
        self, line: str, to: str, says: str, program: Program
    ) -> None:
        """Somebody waits for it."""
        program("add applied Acme --recruiter Ann")
        result = process(program, f"followup {line} {to}")
        assert (result.returncode, result.stderr) == (1, f"followup: T{says[1:]}\n")

    @pytest.mark.parametrize(
        ("line", "says"),
        [
            ("calendar --out {folder}/plan.ics", "{folder}/plan.ics is written"),
            ("rules use quiet", ""),  # it shows first what would change, so nothing is changed
            ("init --country DE --timezone Europe/Berlin", "Your calendar is set"),
        ],
    )
    def test_so_is_what_was_written_elsewhere(self, line: str, says: str, program: Program) -> None:
        """The calendar, the rules."""
        result = process(program, f"followup {line.format(folder=program.folder)} > /dev/full")
        if says:
            said = f"followup: {says.format(folder=program.folder)}, but {FULL}\n"
            assert (result.returncode, result.stderr) == (0, said)
        else:
            assert (result.returncode, result.stderr) == (1, f"followup: T{FULL[1:]}\n")
            assert not program.config.exists()

    @pytest.mark.parametrize("to", ["2> /dev/full", "2>&-"])
    def test_remarks_that_nobody_gets_are_nobodys_failure(self, to: str, program: Program) -> None:
        """The event is stored, the answer is printed."""
        program("add applied Acme")
        result = process(program, f"followup add sent acme {to}")
        assert result.returncode == 0
        assert result.stdout.startswith("Logged for acme")
        assert len(program.events()) == 2

    def test_with_every_stream_closed_the_log_stays_a_log(self, program: Program) -> None:
        """No file takes the place of a stream, so nothing that is printed goes into it."""
        program("add applied Acme")
        for line in ("add sent acme", "today --all", "digest", "show nothing"):
            process(program, f"followup {line} <&- >&- 2>&-")
        assert [each.kind for each in program.events()] == ["applied", "sent"]
        assert program("doctor").code == 0

    def test_text_from_an_input_that_is_closed_is_empty(self, program: Program) -> None:
        """It is no error of the program."""
        program.told("2026-11-02 add applied Acme")
        program.told("2026-11-03 done check-receipt/acme")
        result = process(program, "followup done follow-up-application/acme --text - <&-")
        assert (result.returncode, result.stderr) == (0, "")


class TestZone:
    """The machine says its zone in many ways; one that is none is a sentence."""

    @pytest.mark.parametrize(
        "zone",
        ["Nowhere/Land", "UTC-25", "EST5EDT,M3.2.0,M11.1.0", "../../etc/passwd", "Europe/Berlin\x1b[31m"],
    )
    @pytest.mark.parametrize(
        "line", some(["today", "add applied Acme", "doctor", "digest", "schedule --install"], every=5)
    )
    def test_that_names_none(self, zone: str, line: str, program: Program) -> None:
        """It names the variable, and what to write there; nothing is logged."""
        result = process(program, f"followup {line}", TZ=zone)
        said = " ".join((result.stderr + result.stdout).split())
        assert result.returncode == 3
        assert "names no time zone" in said
        assert "followup init --timezone" in said
        assert "\x1b" not in said
        assert not program.path.exists()

    def test_the_rules_can_name_another(self, program: Program) -> None:
        """With what the sentence says to type."""
        result = process(program, "followup init --timezone Europe/Berlin --country DE", TZ="Nowhere/Land")
        assert (result.returncode, result.stderr) == (0, "")
        assert (
            process(program, "followup add applied Acme && followup today", TZ="Nowhere/Land").returncode == 0
        )

    @pytest.mark.parametrize(
        "zone", ["", "UTC", ":Europe/Berlin", "EST5EDT", "/usr/share/zoneinfo/Asia/Tokyo"]
    )
    def test_what_tells_one(self, zone: str, program: Program) -> None:
        """As other programs read it."""
        result = process(program, "followup today", TZ=zone)
        assert (result.returncode, result.stderr) == (0, "")

    def test_files_that_disagree(
        self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """What a library says of this machine's files is not a word of ours: a clean screen, and the zone."""

        def a_machine_whose_files_disagree() -> tzinfo:
            logging.getLogger("tzlocal").warning("/etc/timezone is not what /etc/localtime says")
            warnings.warn("nothing here names a zone", stacklevel=2)
            return UTC

        monkeypatch.setenv("TZ", ":what the library finds")
        monkeypatch.setattr("tzlocal.get_localzone", a_machine_whose_files_disagree)
        monkeypatch.setattr(
            logging.getLogger("tzlocal"), "propagate", False
        )  # pytest's handlers would hide it
        assert Environment().local_zone() is UTC
        assert capfd.readouterr() == ("", "")


def powerless(program: Program, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the program as somebody for whom the modes of files hold: root, without that power, is one too."""
    limits = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    if limits and shutil.which("setpriv") is None:
        pytest.skip("root may read everything")
    return subprocess.run(
        [*limits, sys.executable, "-c", PROGRAM, *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **program.variables},
    )


class TestFolder:
    """A folder that cannot be used is a sentence."""

    @pytest.mark.parametrize(
        "line", some(["today", "list", "show acme", "add applied Acme", "undo", "doctor"], every=3)
    )
    def test_that_cannot_be_entered(self, line: str, program: Program) -> None:
        """It says which file, and why."""
        program("add applied Acme")
        program.data.chmod(0)
        result = powerless(program, *line.split())
        program.data.chmod(0o700)
        said = result.stderr + result.stdout
        assert result.returncode in {1, 3}
        assert "went wrong inside" not in said
        assert "ermissiondenied" in "".join(said.split())
        assert str(program.data) in "".join(said.split())

    @pytest.mark.parametrize("line", ["today", "add applied Acme", "doctor", "calendar"])
    def test_whose_name_is_too_long(self, line: str, program: Program) -> None:
        """It says so."""
        result = program.run("--data-dir", "x" * 300, *line.split())
        assert result.code in {1, 3}
        assert "File name too long" in result.out + result.err
        assert "went wrong inside" not in result.err

    @pytest.mark.parametrize("mode", [0o777, 0o1777, 0o770, 0o702])
    @pytest.mark.parametrize("line", ["add sent acme", "undo", "remind x --on tomorrow"])
    def test_that_others_can_write_is_not_written(self, line: str, mode: int, program: Program) -> None:
        """Before anything is decided; it says what mends it, and reading goes on."""
        program("add applied Acme")
        program.data.chmod(mode)
        before = program.path.read_bytes()
        result = program(line)
        assert (result.code, result.out) == (3, "")
        assert f"Others on this machine can write into {program.data} (mode {mode:04o})" in result.err
        assert program.path.read_bytes() == before
        assert program("list").code == 0
        mend = result.err.split("Type: ")[1].strip()
        subprocess.run(mend, shell=True, check=True)  # noqa: S602  # what it says to type
        assert program(line).code == 0

    def test_that_others_can_write_gets_no_new_log(self, program: Program) -> None:
        """Not even the first event."""
        program.data.mkdir()
        program.data.chmod(0o777)
        assert program("add applied Acme").code == 3
        assert not program.path.exists()


@pytest.mark.parametrize("mask", some([0o000, 0o022, 0o077], every=3))
def test_nobody_else_can_read_what_is_written(mask: int, program: Program) -> None:
    """Files are 0600, and folders 0700 with those above them, whatever the umask says."""
    folder = program.folder / "home" / "of" / "me"
    (program.folder / "machine").mkdir()
    machine = set_up(program, program.folder / "machine")
    program.variables["FOLLOWUP_CONFIG_DIR"] = str(folder / "config" / "followup")
    program.variables["EDITOR"] = "sed -i '$a # mine'"
    out = program.folder / "out"
    lines = (
        'add applied Acme --recruiter "Robin <robin@example.com>" --holidays US',
        "today",
        "done check-receipt/acme",
        "draft follow-up-application/acme --eml {out}/letter.eml",
        "calendar --out {out}/plan.ics",
        "digest --html {out}/page.html",
        "init --country DE --timezone Europe/Berlin",
        "rules edit",
        "rules use quiet",
        f"schedule --kind systemd --install --program {machine.followup}",
    )
    before = os.umask(mask)
    try:
        for line in lines:
            words = shlex.split(line.format(out=out))
            result = program.run("--data-dir", str(folder / "data" / "followup"), *words)
            assert result.code == 0, result.err
    finally:
        os.umask(before)
    written = [path for top in (program.folder / "home", out) for path in [top, *top.rglob("*")]]
    written += (machine.folder / "home").rglob("*")
    names = {path.name for path in written}
    assert {"followup.db", "rules.yaml", "rules.yaml.bak", "rules.schema.json"} <= names
    assert {"letter.eml", "plan.ics", "page.html", "followup-digest.timer", "cache"} <= names
    assert {str(path): oct(stat.S_IMODE(path.stat().st_mode)) for path in written} == {
        str(path): oct(0o700 if path.is_dir() else 0o600) for path in written
    }


class TestBug:
    """What nobody expected is kept for a report, without a word of the log."""

    def broken(
        self,
        program: Program,
        folder: Path,
        line: str,
        error: str = "ValueError(history.log[0].note)",
    ) -> subprocess.CompletedProcess[str]:
        """Run a program in which the plan has a bug whose message quotes a note."""
        bug = (
            "import sqlite3, followup.cli.session as session\n"
            "def plan(self, history):\n"
            "    try:\n"
            "        {}[history.log[0].note]\n"
            "    except KeyError as error:\n"
            f"        raise {error} from error\n"
            "session.Session.plan = plan\n"
        )
        return subprocess.run(
            [sys.executable, "-c", bug + PROGRAM, *line.split()],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={**os.environ, **program.variables, "TMPDIR": str(folder)},
        )

    def test_is_written_down_for_its_owner_alone(self, program: Program, tmp_path: Path) -> None:
        """Its kind, and where it happened; no text of the user, neither there nor on the screen."""
        program("add applied Secretive --note 'they pay in gold'")
        result = self.broken(program, tmp_path, "show secretive")
        assert result.returncode == 1
        [kept] = tmp_path.glob("followup-bug-*.txt")
        assert result.stderr.splitlines() == [
            "followup: something went wrong inside (ValueError).",
            f"Please report it, with what stands in {kept}: nothing of your log is in it.",
        ]
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        text = kept.read_text()
        assert "command: show" in text
        assert "builtins.KeyError" in text
        assert "builtins.ValueError" in text
        assert "followup.cli.main, line" in text
        assert "gold" not in text
        assert "ecretive" not in text
        assert str(Path(__file__).parents[2]) not in text

    def test_after_something_was_stored_is_no_failure_of_that(self, program: Program, tmp_path: Path) -> None:
        """It is logged; what comes next could not be shown."""
        program("add applied Acme --note x")
        result = self.broken(program, tmp_path, "add heard-back acme")
        assert result.returncode == 0
        assert result.stderr.startswith("followup: It is logged, but not all of the answer could be shown.\n")
        assert len(program.events()) == 2

    def test_where_nothing_can_be_kept(self, program: Program) -> None:
        """It is told all the same."""
        program("add applied Acme --note x")
        result = self.broken(program, program.folder / "none", "show acme")
        assert result.returncode == 1
        assert "went wrong inside (ValueError)" in result.stderr

    @pytest.mark.parametrize(
        ("error", "code", "says"),
        [
            ("OSError(28, 'No space left on device', 'x')", 1, "x cannot be read or written: No space left"),
            (
                "OSError(5, 'Input/output error')",
                1,
                "Something cannot be read or written: Input/output error",
            ),
            ("sqlite3.DatabaseError('malformed')", 3, "The log cannot be used: malformed"),
            ("sqlite3.OperationalError('disk I/O error')", 3, "The log cannot be used: disk I/O error"),
        ],
    )
    def test_a_fault_of_the_machine_is_none(
        self, error: str, code: int, says: str, program: Program, tmp_path: Path
    ) -> None:
        """It is a sentence; there is nothing to report."""
        program("add applied Acme --note x")
        result = self.broken(program, tmp_path, "show acme", error)
        assert result.returncode == code
        assert result.stderr.startswith(f"followup: {says}")
        assert not list(tmp_path.glob("followup-bug-*"))
