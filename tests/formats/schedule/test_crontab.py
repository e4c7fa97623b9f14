"""The line of a crontab: its fields, its quoting, and the lines around it."""

from __future__ import annotations

import re
import subprocess
import tempfile
from datetime import time
from pathlib import Path

import pytest
from hypothesis import example, given, reject
from hypothesis import strategies as st

from followup.core.errors import RequestFailed
from followup.formats.schedule.crontab import LONGEST, MARK, command_of, cron_line, read_line, with_line
from followup.formats.schedule.schedule import ARGUMENTS, EVERY_DAY, Invocation, Schedule, schedule_of

HALF_PAST_SEVEN = time(7, 30)
WORK = (0, 1, 2, 3, 4)
EVERYTHING = "50% \"off\" 'x' $HOME $$ \\n \\\\ \\% %% %h `id` ; # = ~ äß"
# Names of folders: everything but what no folder can be called, and what is refused.
visible = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="/")
tricky = st.sampled_from(list(" '\"%\\$`!#&;|<>(){}[]*?~=-äß会\u00a0\u200b"))
names = st.text(visible | tricky, min_size=1, max_size=40).filter(lambda name: name not in {".", ".."})
SCRIPT = """#!/bin/sh
printf '%s\\0' "$FOLLOWUP_DATA_DIR" "$@"
"""


def scheduled(folder: str, at: time = HALF_PAST_SEVEN, days: tuple[int, ...] = WORK) -> Schedule:
    """Return a schedule of which everything is in `folder`."""
    command = Invocation((f"{folder}/followup",), (("FOLLOWUP_DATA_DIR", folder),))
    return schedule_of(at, days, command, f"{folder}/schedule.log")


def line_for(folder: str) -> str:
    """Return the line of that schedule; a folder whose line cron would cut is another test's example."""
    try:
        return cron_line(scheduled(folder))
    except RequestFailed:
        reject()


@pytest.mark.parametrize(
    ("at", "days", "fields"),
    [
        (time(7, 30), WORK, "30 7 * * 1-5"),
        (time(0, 0), EVERY_DAY, "0 0 * * *"),
        (time(23, 59), (6, 0, 1, 2, 3), "59 23 * * 0-4"),  # Sunday to Thursday
        (time(8, 5), (0, 2, 4), "5 8 * * 1,3,5"),
        (time(8, 5), (5, 6), "5 8 * * 0,6"),
        (time(8, 5), (6,), "5 8 * * 0"),
    ],
)
def test_the_fields_are_those_that_every_cron_reads(at: time, days: tuple[int, ...], fields: str) -> None:
    """Minute, hour and weekdays; Sunday is 0, for 7 is not known everywhere."""
    assert cron_line(scheduled("/home/me", at, days)).startswith(f"{fields} umask 077;")


def test_the_line_is_readable_where_names_are_plain() -> None:
    """What stands in a crontab should be understood by the person who finds it there."""
    line = cron_line(scheduled("/home/me/my log"))
    assert line == (
        "30 7 * * 1-5 umask 077; { date; FOLLOWUP_DATA_DIR='/home/me/my log' '/home/me/my log/followup' "
        "--no-input digest --send; } >>'/home/me/my log/schedule.log' 2>&1 # followup: the morning mail"
    )


@given(names)
@example(EVERYTHING)
def test_any_name_of_a_folder_survives_cron_and_the_shell(name: str) -> None:
    """The command runs the program in that folder, with that folder in its environment, and logs there."""
    with tempfile.TemporaryDirectory() as outer:
        folder = Path(outer, name)
        folder.mkdir()
        script = folder / "followup"
        script.write_text(SCRIPT)
        script.chmod(0o700)
        command = as_cron_reads(line_for(str(folder)))
        bare = {"PATH": "/usr/bin:/bin", "HOME": outer, "LOGNAME": "me", "SHELL": "/bin/sh"}
        words = ["env", "-i", *(f"{key}={value}" for key, value in bare.items()), "/bin/sh", "-c", command]
        done = subprocess.run(words, cwd=outer, capture_output=True, check=True)
        assert (done.stdout, done.stderr) == (b"", b"")
        date, _, said = (folder / "schedule.log").read_bytes().partition(b"\n")
        assert date
        assert said.decode().split("\0")[:-1] == [str(folder), *ARGUMENTS]
        assert (folder / "schedule.log").stat().st_mode & 0o777 == 0o600


def as_cron_reads(line: str) -> str:
    """Return the command that cron gives to the shell; the same, whichever cron it is."""
    command = re.sub(r"^(\S+ ){5}", "", line)
    assert "%" not in command  # a line end, to cron
    assert not re.search(r"\\[\\%]", command)  # one backslash to some crons, two to others
    return command


@given(names)
@example(EVERYTHING)
def test_the_command_can_be_read_back(name: str) -> None:
    """The doctor finds the program and its folders in the line again."""
    crontab = with_line(b"MAILTO=me\n", line_for(f"/home/{name}"))
    line = read_line(crontab)
    assert line is not None
    assert command_of(line) == scheduled(f"/home/{name}").command


@pytest.mark.parametrize("name", ["a\nb", "a\rb", "a\x00b", "a\x1b[31m", "a\u2028b", "a\udcffb"])
def test_a_name_with_a_line_end_is_refused(name: str) -> None:
    """No crontab can hold it."""
    with pytest.raises(RequestFailed, match="control character"):
        scheduled(f"/home/{name}")


@pytest.mark.parametrize(
    ("name", "longest"),
    [
        ("a", 287),  # plain
        ("ä", 142),  # two bytes
        ("%", 68),  # spelt by its octal number, in four
        ("%ä", 22),  # and three times four
    ],
)
def test_a_line_that_cron_would_cut_is_refused(name: str, longest: int) -> None:
    """A command that is too long fails now and not in silence every morning: its bytes count, as spelt."""
    line = cron_line(scheduled("/" + name * longest))
    assert LONGEST - 40 < len(as_cron_reads(line).encode()) <= LONGEST
    with pytest.raises(RequestFailed, match=f"{LONGEST} bytes"):
        cron_line(scheduled("/" + name * (longest + 1)))


OURS = f"30 7 * * 1-5 true {MARK}"
OTHER = f"0 9 * * * true {MARK}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", f"{OURS}\n"),
        (b"MAILTO=me\n", f"MAILTO=me\n{OURS}\n"),
        (b"0 1 * * * backup", f"0 1 * * * backup\n{OURS}\n"),  # no line end
        (f"a\n{OTHER}\nb\n".encode(), f"a\n{OURS}\nb\n"),  # in its place
        (f"a\n#{OTHER}\nb".encode(), f"a\n{OURS}\nb"),  # switched off by hand
        (f"{OTHER}\n{OTHER}\n".encode(), f"{OURS}\n"),
        (b"\n\n# note\r\n\t0 1 * * * x\n", f"\n\n# note\r\n\t0 1 * * * x\n{OURS}\n"),
    ],
)
def test_the_line_goes_to_its_place(before: bytes, after: str) -> None:
    """In the place of the one before, else at the end; once."""
    assert with_line(before, OURS) == after.encode()
    assert with_line(after.encode(), OURS) == after.encode()


@given(st.lists(st.sampled_from([b"a", b"0 1 * * * x \xff", b"\n", b"\r", b"%", b" ", b"# followup"])))
def test_every_other_line_stays_byte_for_byte(pieces: list[bytes]) -> None:
    """Installing and removing gives the crontab back; a line end that was missing is the only addition."""
    before = b"".join(pieces)
    there = with_line(before, OURS)
    assert with_line(there, None) in {before, before + b"\n"}
    assert there.startswith(before)
    assert there.endswith(f"{OURS}\n".encode())
    assert with_line(before, None) == before


def test_a_comment_is_no_schedule() -> None:
    """A line that somebody switched off sends nothing."""
    assert read_line(f"# {OURS}\n".encode()) is None
    assert read_line(f"MAILTO=x\n  {OURS}  \n".encode()) == OURS


@pytest.mark.parametrize(
    "line",
    [
        OURS,
        f"30 7 * * 1-5 umask 077; {{ date; 'a --no-input digest --send; }} >>x 2>&1 {MARK}",
        cron_line(scheduled("/home/me")).replace("digest", "digest --always"),
    ],
)
def test_a_line_changed_by_hand_is_not_guessed_at(line: str) -> None:
    """What the program did not write it does not run."""
    assert command_of(line) is None
