"""The units of systemd and the property list of launchd: what they say, and their quoting."""

from __future__ import annotations

import os
import plistlib
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from datetime import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from followup.core.schedule import ARGUMENTS, EVERY_DAY, Command, Schedule, schedule_of
from followup.formats.schedule.launchd import launchd_plist
from followup.formats.schedule.systemd import SERVICE, TIMER, command_of, is_ours, systemd_units

if TYPE_CHECKING:
    from pathlib import Path

HALF_PAST_SEVEN = time(7, 30)
WORK = (0, 1, 2, 3, 4)
EVERYTHING = "50% \"off\" 'x' $HOME $$ \\n \\\\ \\% %% %h `id` ; # = ~ äß"
visible = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"])
tricky = st.sampled_from(list(" '\"%\\$`;&<>]=äß会"))
names = st.text(visible | tricky, max_size=40)


def scheduled(
    folder: str, at: time = HALF_PAST_SEVEN, days: tuple[int, ...] = WORK, zone: str | None = None
) -> Schedule:
    """Return a schedule of which everything is in `folder`."""
    command = Command((f"{folder}/python", "-m", "followup"), (("FOLLOWUP_DATA_DIR", folder), ("TZ", "UTC")))
    return schedule_of(at, days, command, f"{folder}/schedule.log", zone)


def test_the_units_say_what_they_should() -> None:
    """A timer that makes up for what was slept through, and a service that ends."""
    units = systemd_units(scheduled("/home/me", zone="Europe/Berlin"))
    assert list(units) == [SERVICE, TIMER]
    assert "OnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 07:30:00 Europe/Berlin\nPersistent=true\n" in units[TIMER]
    assert "Type=oneshot\n" in units[SERVICE]
    assert 'Environment="FOLLOWUP_DATA_DIR=/home/me"\n' in units[SERVICE]
    assert units[SERVICE].endswith('"/home/me/python" "-m" "followup" --no-input digest --send\n')
    assert all(is_ours(text) for text in units.values())
    assert "OnCalendar=*-*-* 23:05:00\n" in systemd_units(scheduled("/x", time(23, 5), EVERY_DAY))[TIMER]


@given(names)
@example(EVERYTHING)
def test_any_name_survives_the_quoting_of_systemd(name: str) -> None:
    """Read by the rules of systemd.syntax(7) every word is what it was."""
    schedule = scheduled(f"/home/{name}")
    service = systemd_units(schedule)[SERVICE]
    [start] = re.findall(r"^ExecStart=(.*)$", service, re.MULTILINE)
    assert "$" not in start.replace("$$", "")  # a variable, to systemd
    words = [word.replace("$$", "$") for word in as_systemd_reads(start)]
    assert words == ["/bin/sh", "-c", 'exec "$@"', "followup", *schedule.command.program, *ARGUMENTS]
    variables = re.findall(r"^Environment=(.*)$", service, re.MULTILINE)
    assert [as_systemd_reads(each) for each in variables] == [
        [f"{key}={value}"] for key, value in schedule.command.environment
    ]
    assert command_of(service) == schedule.command


def as_systemd_reads(text: str) -> list[str]:
    """Return the words of a line: quotes, escapes and then specifiers, letter by letter."""
    words, word, quoted, letters = [], "", False, iter(text)
    for letter in letters:
        if letter == "\\":
            word += next(letters)
        elif letter == '"':
            quoted = not quoted
        elif letter == " " and not quoted:
            words.append(word)
            word = ""
        elif letter == "%":
            assert next(letters) == "%"
            word += "%"
        else:
            word += letter
    assert not quoted
    return [*words, word]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    """systemd-analyze reads the units without a word, and knows the hour."""
    units = systemd_units(scheduled(f"/home/{EVERYTHING}", zone="Europe/Berlin"))
    for name, text in units.items():
        (tmp_path / name).write_text(text)
    alone = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    for name in units:
        words = ["systemd-analyze", "verify", "--user", str(tmp_path / name)]
        done = subprocess.run(words, env=alone, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    [hour] = re.findall(r"OnCalendar=(.*)", units[TIMER])
    words = ["systemd-analyze", "calendar", hour]
    subprocess.run(words, capture_output=True, check=True)


@pytest.mark.parametrize("change", [("--send", "--print"), ("/bin/sh", "/bin/bash"), ("ExecStart=", "#")])
def test_a_service_changed_by_hand_is_not_guessed_at(change: tuple[str, str]) -> None:
    """What the program did not write it does not run."""
    assert command_of(systemd_units(scheduled("/home/me"))[SERVICE].replace(*change)) is None


@given(names)
@example(EVERYTHING)
def test_any_name_survives_the_property_list(name: str) -> None:
    """Two readers of XML find every word as it was."""
    schedule = scheduled(f"/home/{name}")
    text = launchd_plist(schedule)
    document = plistlib.loads(text.encode())
    assert document["ProgramArguments"] == [*schedule.command.program, *ARGUMENTS]
    assert document["EnvironmentVariables"] == dict(schedule.command.environment)
    assert document["StandardOutPath"] == document["StandardErrorPath"] == schedule.log
    strings = [each.text for each in ET.fromstring(text).iter("string")]  # noqa: S314  # our own text
    assert f"/home/{name}" in strings


def test_the_property_list_has_the_days() -> None:
    """Monday is 1 and Sunday 0; all days are one entry without a weekday."""
    some = plistlib.loads(launchd_plist(scheduled("/x", days=(0, 6))).encode())
    assert some["StartCalendarInterval"] == [
        {"Weekday": 1, "Hour": 7, "Minute": 30},
        {"Weekday": 0, "Hour": 7, "Minute": 30},
    ]
    every = plistlib.loads(launchd_plist(scheduled("/x", days=EVERY_DAY)).encode())
    assert every["StartCalendarInterval"] == {"Hour": 7, "Minute": 30}
