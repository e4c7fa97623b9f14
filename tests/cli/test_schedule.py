"""`followup schedule`: what is printed, what is installed, and what stays untouched."""

from __future__ import annotations

import os
import plistlib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cli.machine import Machine, script, set_up
from followup.adapters.schedule.program import own_program
from followup.formats.schedule.crontab import MARK, command_of, read_line
from sampling import some

if TYPE_CHECKING:
    from cli.program import Program

pytestmark = pytest.mark.skipif(os.name != "posix", reason="cron and systemd are those of POSIX")


@pytest.fixture
def machine(program: Program, tmp_path: Path) -> Machine:
    """Return the program with a crontab and units of its own."""
    return set_up(program, tmp_path)


def install(machine: Machine, *words: str) -> str:
    """Install, which must succeed; return what it says."""
    result = machine.program.run("schedule", "--install", "--program", str(machine.followup), *words)
    assert result.code == 0, result.err
    return result.out


def test_a_line_is_printed_and_nothing_is_done(machine: Machine) -> None:
    """Without --install the command is only said."""
    result = machine.program.run("schedule", "--program", str(machine.followup), "--at", "6:05")
    assert (result.code, result.err) == (0, "")
    line = result.out.removesuffix("\n")
    assert line.startswith("5 6 * * 1-5 ")
    command = command_of(line)
    assert command is not None
    assert command.program == (str(machine.followup),)
    assert dict(command.environment) == {
        "FOLLOWUP_DATA_DIR": str(machine.program.data),
        "FOLLOWUP_CONFIG_DIR": str(machine.program.config),
    }
    assert not machine.crontab.exists()
    assert not machine.program.data.exists()


def test_the_days_are_the_working_days_of_the_rules(machine: Machine) -> None:
    """Who works from Sunday to Thursday is not written to on Friday; --every-day says otherwise."""
    machine.program.config.mkdir()
    rules = "version: 1\ncalendar: {working_days: [sun, mon, tue, wed, thu]}\nrules: {}\n"
    (machine.program.config / "rules.yaml").write_text(rules)
    assert machine.program("schedule").out.startswith("30 7 * * 0-4 ")
    assert machine.program("schedule --every-day").out.startswith("30 7 * * * ")


def test_the_folders_in_force_are_passed_on(machine: Machine, tmp_path: Path) -> None:
    """Whether an option or a variable named them; the pretended date is not."""
    program = machine.program
    program.variables |= {
        "FOLLOWUP_RULES": "/etc/own rules.yaml",
        "FOLLOWUP_NOW": "2026-01-01",
        "TZ": "Asia/Tokyo",
    }
    (tmp_path / "own rules.yaml").write_text("version: 1\nrules: {}\n")
    words = ["--rules", str(tmp_path / "own rules.yaml"), "--data-dir", str(tmp_path / "elsewhere")]
    command = command_of(program.run(*words, "schedule").out.strip())
    assert command is not None
    assert dict(command.environment) == {
        "FOLLOWUP_DATA_DIR": str(tmp_path / "elsewhere"),
        "FOLLOWUP_CONFIG_DIR": str(program.config),
        "FOLLOWUP_RULES": str(tmp_path / "own rules.yaml"),
        "TZ": "Asia/Tokyo",
    }


def test_another_zone_is_said_where_a_scheduler_cannot_have_it(machine: Machine) -> None:
    """Cron goes by the machine's clock, systemd by any."""
    machine.program.config.mkdir()
    rules = "version: 1\ncalendar: {timezone: America/New_York}\nrules: {}\n"
    (machine.program.config / "rules.yaml").write_text(rules)
    said = "The hour is that of this machine's clock (UTC); your rules say America/New_York.\n"
    assert machine.program("schedule").err == said
    result = machine.program("schedule --kind systemd")
    assert result.err == ""
    assert "07:30:00 America/New_York\n" in result.out


def test_the_other_kinds_are_printed_too(machine: Machine) -> None:
    """Both units with where they go, and a property list that a Mac reads."""
    units = machine.program("schedule --kind systemd").out
    assert f"# {machine.units}/followup-digest.timer\n" in units
    result = machine.program("schedule --kind launchd")
    assert plistlib.loads(result.out.encode())["Label"] == "followup.digest"
    assert "LaunchAgents" in result.err


@pytest.mark.parametrize("text", ["7", "24:00", "7:60", "7:30pm", "noon", "", "-1:00", "\u0667:\u0663\u0660"])
def test_an_hour_that_is_none_is_refused(machine: Machine, text: str) -> None:
    """The hour is that of a clock of 24."""
    result = machine.program.run("schedule", "--at", text)
    assert (result.code, result.out) == (2, "")
    assert "07:30" in result.err


def test_to_install_and_to_remove_is_wrong_usage(machine: Machine) -> None:
    """Nobody wants both."""
    assert machine.program("schedule --install --remove").code == 2


@pytest.mark.parametrize(
    "before",
    some(
        [None, b"", b"MAILTO=me\n", b"0 1 * * * backup --all", b"# \xff\r\n\n\t0 1 * * * x % y\n\n"], every=4
    ),
    ids=["none", "empty", "one", "no line end", "odd"],
)
def test_other_lines_of_the_crontab_stay_byte_for_byte(machine: Machine, before: bytes | None) -> None:
    """Installing twice is installing once; removing twice is removing once; the rest is never touched."""
    if before is not None:
        machine.crontab.write_bytes(before)
    assert "is now in your crontab: 07:30, Mon, Tue, Wed, Thu and Fri." in install(machine)
    once = machine.crontab.read_bytes()
    assert once.startswith(before or b"")
    assert once.count(MARK.encode()) == 1
    assert "was in your crontab" in install(machine)
    assert machine.crontab.read_bytes() == once
    assert "is now in" in install(machine, "--at", "18:00", "--every-day")
    assert machine.crontab.read_bytes().count(MARK.encode()) == 1
    removed = machine.program("schedule --remove")
    assert removed.out == "The morning mail is no longer in your crontab.\n"
    if before:
        assert machine.crontab.read_bytes() in {before, before + b"\n"}
    else:
        assert not machine.crontab.exists()
    again = machine.program("schedule --remove")
    assert (again.code, again.out) == (0, "The morning mail was not scheduled.\n")


def test_the_line_stays_in_its_place(machine: Machine) -> None:
    """The variables of a crontab hold for the lines after them, so a line must not wander."""
    install(machine)
    machine.crontab.write_bytes(machine.crontab.read_bytes() + b"MAILTO=me\n0 1 * * * backup\n")
    install(machine, "--at", "9:15")
    lines = machine.crontab.read_text().splitlines()
    assert lines[0].startswith("15 9 ")
    assert lines[1:] == ["MAILTO=me", "0 1 * * * backup"]


def test_installing_makes_the_folder_of_its_log(machine: Machine) -> None:
    """The shell opens the log before followup has a chance to make the folder, for its owner alone."""
    install(machine)
    assert machine.program.data.stat().st_mode & 0o777 == 0o700


def test_a_program_that_would_not_run_is_not_installed(machine: Machine) -> None:
    """It is tried first, in an environment as bare as cron's."""
    other = script(machine.folder / "other", "#!/bin/sh\necho something else\n")
    needy = script(
        machine.folder / "needy", '#!/bin/sh\n[ "$NEEDED" ] && echo followup 1\necho no NEEDED >&2; exit 1\n'
    )
    machine.program.variables["NEEDED"] = "yes"
    for other_program, sentence in [
        (other, f"{other} is some other program."),
        (needy, f"{needy} fails: no NEEDED."),
        (machine.folder / "absent", "cannot be run: No such file or directory."),
    ]:
        result = machine.program.run("schedule", "--install", "--program", str(other_program))
        assert result.code == 1
        assert result.err.startswith("followup: It would not run by itself. ")
        assert sentence in result.err
        assert not machine.crontab.exists()


def test_a_crontab_that_cannot_be_used_is_told(machine: Machine) -> None:
    """What crontab complains about is said; nothing is guessed."""
    script(machine.folder / "bin" / "crontab", "#!/bin/sh\necho 'me is not allowed' >&2; exit 1\n")
    result = machine.program.run("schedule", "--install", "--program", str(machine.followup))
    assert (result.code, result.err) == (1, "followup: The crontab cannot be read: me is not allowed.\n")


def test_units_are_written_and_started(machine: Machine) -> None:
    """Once; a second time nothing is written and a running timer stays."""
    said = install(machine, "--kind", "systemd")
    assert "is now in your systemd timers: 07:30, Mon, Tue, Wed, Thu and Fri." in said
    assert machine.asked() == [
        "--user daemon-reload",
        "--user enable followup-digest.timer",
        "--user restart followup-digest.timer",
    ]
    times = {path.name: path.stat().st_mtime_ns for path in machine.units.iterdir()}
    assert set(times) == {"followup-digest.service", "followup-digest.timer"}
    assert "was in your systemd timers" in install(machine, "--kind", "systemd")
    assert machine.asked()[-1] == "--user start followup-digest.timer"
    assert {path.name: path.stat().st_mtime_ns for path in machine.units.iterdir()} == times
    result = machine.program("schedule --remove")
    assert result.out == "The morning mail is no longer in your systemd timers.\n"
    assert machine.asked() == ["--user disable --now followup-digest.timer", "--user daemon-reload"]
    assert list(machine.units.iterdir()) == []
    assert machine.program("schedule --remove").out == "The morning mail was not scheduled.\n"
    assert machine.asked() == []


def test_a_unit_of_somebody_else_stays(machine: Machine) -> None:
    """A file of that name that followup has not written is neither written over nor taken away."""
    machine.units.mkdir(parents=True)
    own = machine.units / "followup-digest.timer"
    own.write_text("[Timer]\nOnCalendar=daily\n")
    result = machine.program.run(
        "schedule", "--install", "--kind", "systemd", "--program", str(machine.followup)
    )
    assert result.code == 1
    assert "was not written by `followup schedule`" in result.err
    assert machine.program("schedule --remove").out == "The morning mail was not scheduled.\n"
    assert [path.name for path in machine.units.iterdir()] == ["followup-digest.timer"]
    assert own.read_text() == "[Timer]\nOnCalendar=daily\n"


def test_a_systemd_that_does_not_answer_is_told(machine: Machine) -> None:
    """The units are there, and what is left to do is said; removing works all the same."""
    (machine.folder / "trouble").write_text("Failed to connect to bus: No medium found\n")
    result = machine.program.run(
        "schedule", "--install", "--kind", "systemd", "--program", str(machine.followup)
    )
    assert result.code == 1
    assert "systemd does not take them: Failed to connect to bus: No medium found." in result.err
    assert "systemctl --user enable --now followup-digest.timer" in result.err
    assert len(list(machine.units.iterdir())) == 2
    assert machine.program("schedule --remove").code == 0
    assert list(machine.units.iterdir()) == []


def test_removing_takes_all_kinds_or_the_one_named(machine: Machine) -> None:
    """Who has tried both gets rid of both."""
    install(machine)
    install(machine, "--kind", "systemd")
    assert machine.program("schedule --remove --kind systemd").code == 0
    assert read_line(machine.crontab.read_bytes()) is not None
    install(machine, "--kind", "systemd")
    result = machine.program("schedule --remove")
    assert result.out == "The morning mail is no longer in your crontab and your systemd timers.\n"


@pytest.mark.parametrize("flag", ["--install", "--remove"])
def test_launchd_is_left_to_the_user(machine: Machine, flag: str) -> None:
    """What is not done is said, with what to type instead."""
    result = machine.program.run("schedule", "--kind", "launchd", flag, "--program", str(machine.followup))
    assert result.code == 1
    assert re.search(r"launchd|launchctl", result.err.splitlines()[-1])


def test_a_folder_that_no_line_can_hold_is_refused(machine: Machine) -> None:
    """A line end in a name would be a line of its own in a crontab."""
    result = machine.program.run("--data-dir", "/tmp/a\n* * * * * evil", "schedule", "--install")  # noqa: S108
    assert result.code == 1
    assert "control character" in result.err
    assert not machine.crontab.exists()


def test_the_program_is_the_script_beside_this_python() -> None:
    """Or the module, where no script was installed; in both cases by an absolute path."""
    words = own_program()
    assert Path(words[0]).is_absolute()
    assert Path(words[0]).parent == Path(sys.executable).parent
    assert words[1:] in {(), ("-m", "followup")}
