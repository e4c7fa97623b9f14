"""`followup calendar`: what stands in the file, what moves, what goes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from icalendar import Calendar

if TYPE_CHECKING:
    from cli.program import Program

SOURCE = Path(__file__).parents[2] / "src"
SEARCH = """
2026-11-02 09:00 add applied Acme --role "Data Engineer" --recruiter "Robin <robin@example.com>"
2026-11-03 09:00 add receipt Acme
2026-11-04 09:00 add phone-screen Acme --on "2026-11-24 10:00" --with "Robin <robin@example.com>"
2026-11-05 09:00 add applied Globex
2026-11-06 09:00 add interview Globex --on 2026-11-30 --with Ann --note "bring the drawings"
2026-11-07 09:00 add applied Initech
"""
NOW = "2026-11-10 08:00"


def calendar(program: Program, words: str = "", now: str = NOW) -> dict[str, Any]:
    """Return the entries that `followup calendar` prints, by summary."""
    result = program(f"calendar {words}", now)
    assert result.code == 0, result.err
    return by_summary(result.out)


def by_summary(text: str) -> dict[str, Any]:
    """Return the entries of a file by summary; no two have the same identity."""
    found = Calendar.from_ical(text).subcomponents
    assert len({each["UID"] for each in found}) == len(found)
    return {f"{each.name} {each['SUMMARY']}": each for each in found}


def written(program: Program, path: Path, now: str = NOW) -> dict[str, Any]:
    """Return the entries of the file that `followup calendar --out` writes, by summary."""
    result = program.run("calendar", "--out", str(path), now=now)
    assert result.code == 0, result.err
    return by_summary(path.read_bytes().decode())


def test_open_actions_are_to_dos_as_the_agenda_has_them(program: Program) -> None:
    """Every open action is one to-do with its date and a stable identity, and nothing else is."""
    program.told(SEARCH)
    found = calendar(program)
    todos = {each["UID"]: each["DUE"].dt for name, each in found.items() if name.startswith("VTODO")}
    actions = program.actions(NOW)
    assert todos == {f"{each['id']}@followup": moment(each["due"]) for each in actions}
    assert len(todos) > 4
    assert found["VTODO Acme: Ask Robin where things stand (Data Engineer)"]["STATUS"] == "NEEDS-ACTION"


def moment(text: str) -> date:
    """Return a date of the JSON documents."""
    return datetime.fromisoformat(text).astimezone(UTC) if "T" in text else date.fromisoformat(text)


def test_appointments_have_their_hour_or_their_day(new_york: Program) -> None:
    """A phone screen at ten in New York is at three in UTC; an interview without an hour takes a day."""
    new_york.told(SEARCH)
    found = calendar(new_york)
    screen = found["VEVENT Acme: phone screen (Data Engineer)"]
    assert screen["DTSTART"].dt == datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    assert screen["DURATION"].dt == timedelta(minutes=30)
    assert [each["TRIGGER"].dt for each in screen.subcomponents] == [timedelta(days=-1), timedelta(hours=-1)]
    interview = found["VEVENT Globex: interview"]
    assert interview["DTSTART"].dt == date(2026, 11, 30)
    assert "DURATION" not in interview
    assert "DTEND" not in interview
    assert [each["TRIGGER"].dt for each in interview.subcomponents] == [timedelta(hours=-15)]
    assert interview["DESCRIPTION"] == "With Ann\nbring the drawings\nfollowup show globex"


def test_a_due_action_rings_in_the_users_morning_and_a_waiting_one_never(new_york: Program) -> None:
    """The alarm is at nine where the user is; there is nothing to do yet for what waits."""
    new_york.told(SEARCH)
    found = calendar(new_york)
    due = found["VTODO Initech: See whether your application arrived"]
    [alarm] = due.subcomponents
    assert due["DUE"].dt == date(2026, 11, 9)
    assert alarm["TRIGGER"].dt == datetime(2026, 11, 9, 14, 0, tzinfo=UTC)
    waiting = [each for each in found.values() if "waits for" in each.get("DESCRIPTION", "")]
    assert waiting
    assert not any(each.subcomponents for each in waiting)


@pytest.mark.parametrize("to", ["", " --to Ann"])
def test_a_reminder_about_no_application_is_a_to_do(program: Program, to: str) -> None:
    """The user's own, with or without a person, be it all that was ever logged."""
    program.told(f"2026-11-09 remind 'Renew the passport' --on 2026-11-10{to}")
    [(name, todo)] = calendar(program).items()
    assert name.endswith("Renew the passport")
    assert todo["DUE"].dt == date(2026, 11, 10)


def test_events_are_beside_the_to_dos_and_ring_in_their_place(program: Program) -> None:
    """With --events each action has an all-day event too, which takes no time, and one alarm in all."""
    program.told(SEARCH)
    plain, both = calendar(program), calendar(program, "--events")
    todos = [name for name in plain if name.startswith("VTODO")]
    assert len(both) == len(plain) + len(todos)
    for name in todos:
        todo, event = both[name], both[name.replace("VTODO", "VEVENT")]
        assert event["UID"] == todo["UID"].replace("@", "-day@")
        assert event["TRANSP"] == "TRANSPARENT"
        due = todo["DUE"].dt
        assert event["DTSTART"].dt == (due.date() if isinstance(due, datetime) else due)
        assert not todo.subcomponents
        assert len(event.subcomponents) == len(plain[name].subcomponents)


def test_an_action_says_whom_why_and_what_to_type(program: Program) -> None:
    """The description has the person, the channel, the reasons with their years, and the command."""
    program.told(SEARCH)
    [action] = program.actions(NOW, rule="ask-preference", application="globex")
    [todo] = [each for each in calendar(program).values() if each["UID"] == f"{action['id']}@followup"]
    assert todo["DESCRIPTION"].splitlines()[-1] == f"followup done {action['id']}"
    assert "Mon 30 Nov 2026" in todo["DESCRIPTION"]


def test_a_moved_date_grows_and_the_rest_stays(program: Program, tmp_path: Path) -> None:
    """Moving an interview moves what hangs on it; those entries grow, all others stay as they are."""
    program.told(SEARCH)
    path = tmp_path / "followup.ics"
    before = written(program, path)
    program.told('2026-11-10 08:30 edit interview/globex --on "2026-12-03 14:00"')
    after = written(program, path, "2026-11-10 09:00")
    assert before.keys() == after.keys()
    moved = {name for name in after if dates(after[name]) != dates(before[name])}
    assert "VEVENT Globex: interview" in moved
    assert 1 < len(moved) < len(after)
    for name in after:
        if name in moved:
            assert after[name]["SEQUENCE"] > before[name]["SEQUENCE"]
            assert after[name]["DTSTAMP"].dt == datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
        else:
            assert after[name]["SEQUENCE"] == before[name]["SEQUENCE"]


def dates(entry: Any) -> list[date]:
    """Return when an entry is."""
    return [entry[name].dt for name in ("DTSTART", "DUE") if name in entry]


def test_a_date_that_moves_while_nothing_is_logged_grows_too(program: Program, tmp_path: Path) -> None:
    """Two letters to one person: while the first is overdue the limit puts the second off day by day."""
    program.told(
        """
        2026-11-02 09:00 add applied Acme --recruiter "Robin <robin@example.com>"
        2026-11-02 09:05 add receipt Acme
        2026-11-02 09:10 add applied Initech --recruiter "Robin <robin@example.com>"
        """
    )
    path = tmp_path / "followup.ics"
    name = "VTODO Robin: Ask about 2 applications: acme, initech"
    seen = [written(program, path, f"2026-11-{day} 08:00")[name] for day in (10, 11, 12)]
    assert [each["DUE"].dt.day for each in seen] == [17, 18, 19]
    numbers = [each["SEQUENCE"] for each in seen]
    assert numbers == sorted(set(numbers))


def test_what_is_done_or_called_off_disappears(program: Program, tmp_path: Path) -> None:
    """A rejection takes the interview that was agreed upon with it; a thing done is no longer to do."""
    program.told(SEARCH)
    path = tmp_path / "followup.ics"
    assert "VEVENT Globex: interview" in written(program, path)
    program.told("2026-11-11 09:00 add rejected Globex\n2026-11-11 09:05 done check-receipt/initech")
    found = written(program, path, "2026-11-11 09:10")
    assert not [name for name in found if "Globex" in name]
    assert not [name for name in found if "See whether" in name]
    assert "VEVENT Acme: phone screen (Data Engineer)" in found
    program.told("2026-11-11 09:20 undo\n2026-11-11 09:21 undo")
    assert "VEVENT Globex: interview" in written(program, path, "2026-11-11 09:30")


def test_an_interview_agreed_upon_after_a_rejection_is_there(program: Program) -> None:
    """The employer has thought again."""
    program.told(
        """
        2026-11-02 add applied Acme
        2026-11-05 add rejected Acme
        2026-11-09 add interview Acme --on "2026-11-20 14:00"
        """
    )
    assert "VEVENT Acme: interview" in calendar(program)


def test_an_interview_stays_four_weeks(program: Program) -> None:
    """Recent ones can be looked up, old ones are in the log."""
    program.told('2026-11-02 add applied Acme\n2026-11-03 add interview Acme --on "2026-11-03 14:00"')
    assert "VEVENT Acme: interview" in calendar(program, now="2026-12-01")
    assert "VEVENT Acme: interview" not in calendar(program, now="2026-12-02")


def test_a_kind_of_ones_own_is_an_appointment_if_agreed_upon(program: Program) -> None:
    """A coding test on Friday is in the calendar; one that was logged as news is not."""
    program.config.mkdir()
    rules = "version: 1\nevents: [coding_test]\nrules: {}\nstop: []\n"
    (program.config / "rules.yaml").write_text(rules)
    program.told(
        """
        2026-11-02 add applied Acme
        2026-11-03 add coding-test Acme --on "2026-11-13 10:00"
        2026-11-09 add applied Globex
        2026-11-09 add coding-test Globex
        """
    )
    assert list(calendar(program)) == ["VEVENT Acme: coding test"]


def test_the_same_plan_is_the_same_file(program: Program, tmp_path: Path) -> None:
    """A second run changes nothing, not even the time of the file, and says so."""
    program.told(SEARCH)
    path = tmp_path / "followup.ics"
    first = program.run("calendar", "--out", str(path), now=NOW)
    assert first.out.endswith("and 2 appointments.\n")
    data, inode = path.read_bytes(), path.stat().st_ino
    again = program.run("calendar", "--out", str(path), now="2026-11-10 08:05")
    assert again.out.endswith("and 2 appointments, as before.\n")
    assert (path.read_bytes(), path.stat().st_ino) == (data, inode)
    assert program("calendar", NOW).out.replace("\r\n", "\n") == data.decode().replace("\r\n", "\n")


def test_a_subscribed_file_is_replaced_whole(program: Program, tmp_path: Path) -> None:
    """A reader that has the old file open reads it to its end; nothing is left beside the new one."""
    program.told(SEARCH)
    folder = tmp_path / "public"
    path = folder / "followup.ics"
    written(program, path)
    with path.open("rb") as reader:
        start = reader.read(100)
        old = path.read_bytes()
        program.told("2026-11-11 09:00 add rejected Globex")
        written(program, path, "2026-11-11 10:00")
        assert start + reader.read() == old
    assert path.read_bytes() != old
    assert [each.name for each in folder.iterdir()] == ["followup.ics"]


@pytest.mark.skipif(os.name != "posix", reason="modes and links are those of POSIX")
def test_a_file_is_the_users_alone_until_they_say_otherwise(program: Program, tmp_path: Path) -> None:
    """A new file is 0600; a mode that somebody gave it, and a link to it, stay."""
    program.told(SEARCH)
    path, link = tmp_path / "followup.ics", tmp_path / "link.ics"
    written(program, path)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    link.symlink_to(path)
    program.told("2026-11-11 09:00 add rejected Globex")
    written(program, link, "2026-11-11 10:00")
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_file_that_is_not_ours_stays_as_it_is(program: Program, tmp_path: Path) -> None:
    """Another calendar is never written over; an empty file is nobody's."""
    program.told(SEARCH)
    path = tmp_path / "own.ics"
    path.write_text("BEGIN:VCALENDAR\r\nPRODID:-//example.com//x//EN\r\nEND:VCALENDAR\r\n")
    data = path.read_bytes()
    result = program.run("calendar", "--out", str(path))
    assert result.code == 1
    assert "no calendar that followup has written" in result.err
    assert path.read_bytes() == data
    path.write_bytes(b"")
    assert written(program, path)


def test_what_cannot_be_written_is_said_in_a_sentence(program: Program, tmp_path: Path) -> None:
    """A folder, or a file in a file, is no place for a calendar."""
    result = program.run("calendar", "--out", str(tmp_path))
    assert (result.code, result.err.splitlines()[0]) == (1, f"followup: {tmp_path} is no file.")
    (tmp_path / "file").write_text("")
    result = program.run("calendar", "--out", str(tmp_path / "file" / "followup.ics"))
    assert result.code == 1
    assert "something went wrong" not in result.err


def test_an_empty_log_is_an_empty_calendar(program: Program) -> None:
    """A subscriber sees nothing, and no error."""
    assert calendar(program) == {}


HOSTILE = [
    "Acme\\n; DROP, \\; \\, \\N",
    "Acme\r\nEND:VCALENDAR\r\nBEGIN:VEVENT\r\nATTACH:file:///etc/passwd",
    'Acme";VALUE=URI:"x',
    "A\u202ecme \u2028 BEGIN:VALARM",
    "Ünïcödé 会社 " + "ü" * 100,
    "Acme \U0001f600 & <b>bold</b>",
    "TRIGGER:-PT1M",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text(program: Program, name: str) -> None:
    """Names, roles, people and notes add no line, no entry and no property of their own."""
    assert program.run("add", "applied", "Globex", now="2026-11-02").code == 0
    plain = calendar(program, "--events")
    person = f"{name[:80].partition('<')[0]} <a@example.com>"
    words = ["--role", name, "--with", person, "--note", name, "--on", "2026-11-20 14:00"]
    added = program.run("add", "interview", "Acme", *words, "--new", now="2026-11-03")
    assert added.code == 0, added.err
    text = program("calendar --events", NOW).out
    found = Calendar.from_ical(text)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert not [each for each in found.walk() if each.errors]
    known = {"VCALENDAR", "VTODO", "VEVENT", "VALARM"}
    assert {each.name for each in found.walk()} == known
    assert not any("ATTACH" in each for each in found.walk())
    entries = len(found.subcomponents)
    actions = len(program.actions(NOW))
    assert entries == 2 * actions + 1 > len(plain)


def test_hostile_rules_are_text(program: Program) -> None:
    """Rules are passed around, and say whatever somebody has written into them."""
    program.config.mkdir()
    evil = r"Write\nATTACH:file:///etc/passwd\n\tEND:VTODO"
    rule = f'{{after: applied, wait: 1 day, do: "{evil}", steps: ["{evil}"]}}'
    (program.config / "rules.yaml").write_text(f"version: 1\nrules: {{evil: {rule}}}\n")
    program.told("2026-11-02 add applied Acme")
    [todo] = calendar(program).values()
    assert todo["SUMMARY"] == "Acme: Write ATTACH:file:///etc/passwd END:VTODO"
    assert todo["DESCRIPTION"].splitlines()[0] == "1. Write ATTACH:file:///etc/passwd END:VTODO"


def test_an_evening_is_on_its_own_day(new_york: Program) -> None:
    """What is due at ten in the evening in New York is tomorrow in UTC, and still today."""
    new_york.told('2026-11-02 09:00 add interview Acme --on "2026-11-02 20:00" --with Ann')
    both = calendar(new_york, "--events", "2026-11-02 21:00")
    assert both["VTODO Acme: Thank Ann for the interview"]["DUE"].dt == datetime(2026, 11, 3, 3, tzinfo=UTC)
    assert both["VEVENT Acme: Thank Ann for the interview"]["DTSTART"].dt == date(2026, 11, 2)


def test_standard_output_gets_the_bytes_of_the_format(program: Program) -> None:
    """Line ends are CR LF and the text is UTF-8 whatever the locale says."""
    program.told('2026-11-02 add applied "Äcme"')
    environment = {**os.environ, **program.variables, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(SOURCE)}
    words = [sys.executable, "-m", "followup", "--now", NOW, "calendar"]
    printed = subprocess.run(words, env=environment, capture_output=True, check=True).stdout
    assert printed.startswith(b"BEGIN:VCALENDAR\r\n")
    assert printed.count(b"\n") == printed.count(b"\r\n")
    assert "Äcme".encode() in printed.replace(b"\r\n ", b"")


def test_today_pays_for_none_of_it(program: Program) -> None:
    """The command of every morning imports nothing of calendars, schedules or the checkup."""
    program.told(SEARCH)
    asks = "import sys; from followup.cli.main import execute; execute(['--now', sys.argv[1], 'today'])"
    lists = "print(*sys.modules, sep='\\n', file=sys.stderr)"
    environment = {**os.environ, **program.variables, "PYTHONPATH": str(SOURCE)}
    words = [sys.executable, "-c", f"{asks}; {lists}", NOW]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    loaded = done.stderr.split()
    assert "followup.cli.morning" in loaded
    assert "click" not in loaded
    rooms = r"followup\.(formats\.(ical|schedule|mail)|adapters\.(schedule|mail)|core\.checkup)"
    assert not [name for name in loaded if re.match(f"icalendar|plistlib|subprocess|{rooms}", name)]
