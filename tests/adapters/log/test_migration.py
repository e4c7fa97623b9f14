"""Logs of earlier formats, written by the programs of their times, and what becomes of them.

`format-1.db` is such a log; `format-1.json` is what `today --all --json` of that program said of it on
5 November 2026; `format-2.json` is what that program said of `format-2.db`. None is ever made anew.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cli.program import Program
from followup.adapters.log.chain import VERSION
from followup.adapters.log.inspection import trouble_with
from followup.adapters.log.store import Store
from followup.core.errors import NotValid

HERE = Path(__file__).parent
NOW = "2026-11-05 09:00"


@pytest.fixture
def old(tmp_path: Path) -> Program:
    """Return the program, in New York, with a log of format 1."""
    program = Program(tmp_path, ZoneInfo("America/New_York"))
    program.data.mkdir(mode=0o700)
    shutil.copy(HERE / "format-1.db", program.path)
    return program


def told(action: dict[str, Any]) -> dict[str, Any]:
    """Return what a user sees of an action, in the form of `format-1.json`: that had the employer's hours."""
    contact = action["contact"] or {}
    since = re.sub(r"\d\d:\d\d \((\d\d:\d\d) Berlin\)", r"\1", action["reasons"][0]["text"])
    return {key: action[key] for key in ("rule", "application", "channel")} | {
        "contact": contact.get("email") or contact.get("name"),
        "since": since,
    }


def as_then(now: Any, then: Any) -> Any:
    """Return what is said now with the keys of then alone, and without the words of reasons, which change."""
    if isinstance(then, dict):
        return {key: then[key] if key == "text" else as_then(now[key], then[key]) for key in then}
    if isinstance(then, list):
        return [as_then(*both) for both in zip(now, then, strict=True)]
    return now


def in_order(actions: list[dict[str, Any]]) -> list[str]:
    """Return actions as texts, in an order of their own."""
    return sorted(json.dumps(action, sort_keys=True) for action in actions)


def test_a_migration_loses_no_action(old: Program) -> None:
    """Every action of the old program is there, for the same person, from the same event at the same time.

    What a rule asks for after that is a matter of the rules, which have changed since; silence has begun
    anew with a promise since.
    """
    handles = [each["handle"] for each in old("list --json", NOW).json["applications"]]
    now = [told(each) for handle in handles for each in old(f"show {handle} --json", NOW).json["actions"]]
    recorded = json.loads((HERE / "format-1.json").read_text(encoding="utf-8"))
    before = [action for action in recorded if action["rule"] != "check-in"]
    for action in before:
        action["since"] = action.pop("reasons")[0]
    kept = now[0].keys()
    lost = set(in_order([{key: each[key] for key in kept} for each in before])) - set(in_order(now))
    assert lost == set()


def test_every_event_stays_with_its_id_in_the_order_logged(old: Program) -> None:
    """Nothing is lost, nothing is added."""
    with closing(sqlite3.connect(old.path)) as connection:
        query = "SELECT id, kind, application, recorded_at FROM events ORDER BY seq"
        before = connection.execute(query).fetchall()
        old("today", NOW)
        assert connection.execute(query).fetchall() == before
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_what_was_done_stays_done_and_put_off_stays_put_off(old: Program) -> None:
    """The ids that events carry are those of today, so that they settle what they settled."""
    actions = old("show acme --json", NOW).json["actions"]
    found = {(a["rule"], (a["contact"] or {}).get("name")): a["status"] for a in actions}
    assert found["thank-interviewers", "Ann Able"] == "done"
    assert found["thank-interviewers", "Cy Chan"] == "skipped"
    assert found["follow-up-application", "Robin Roe"] == "done"
    [promised] = [action for action in actions if action["rule"] == "ask-after-promise"]
    assert "snooze" in [reason["step"] for reason in promised["reasons"]]
    assert promised["due"] == "2026-11-05"


def test_two_of_one_name_in_one_room_are_told_apart_now(old: Program) -> None:
    """They shared an id, and neither could be done."""
    thanks = [
        action
        for action in old("today --all --json", NOW).json["actions"]
        if action["rule"] == "thank-interviewers" and action["contact"]["name"] == "Sam Lee"
    ]
    assert len({action["id"] for action in thanks}) == len(thanks) == 2
    assert old.run("done", thanks[0]["id"], now=NOW).code == 0


def test_one_first_name_at_two_companies_is_two_people(old: Program) -> None:
    """And a wish about one of them stays with that one."""
    people = [each for each in old("people --json", NOW).json["people"] if each["name"] == "Sam"]
    assert [[place["handle"] for place in each["applications"]] for each in people] == [
        ["globex"],
        ["initech"],
    ]


def test_the_user_is_told_once_where_the_copy_is(old: Program) -> None:
    """On standard error, beside the answer."""
    first, second = old("today --json", NOW), old("today --json", NOW)
    kept = old.data / "followup.format-1.db"
    said = f"The log was rewritten once for this version of followup. As it was before: {kept}\n"
    assert (first.err, second.err) == (said, "")
    assert first.json == second.json


def test_a_copy_is_kept_beside_and_only_its_owner_can_read_it(old: Program) -> None:
    """It is the old log, byte for byte in what it says; a second migration overwrites no copy."""
    old("today", NOW)
    copy = old.data / "followup.format-1.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as kept, closing(sqlite3.connect(HERE / "format-1.db")) as fixture:
        assert list(kept.iterdump()) == list(fixture.iterdump())
    shutil.copy(HERE / "format-1.db", old.path)
    old("today", NOW)
    assert sorted(path.name for path in old.data.glob("*.db")) == [
        "followup.db",
        "followup.format-1-2.db",
        "followup.format-1.db",
    ]


def test_it_is_migrated_once(old: Program) -> None:
    """The second look finds today's format."""
    old("today", NOW)
    old("today", NOW)
    assert len(list(old.data.glob("followup.format-1*"))) == 1


def test_a_log_with_an_event_that_cannot_be_read_is_left_as_it_is(old: Program) -> None:
    """The sentence says so; a copy does no harm."""
    with closing(sqlite3.connect(old.path)) as connection:
        connection.execute("DROP TRIGGER events_never_change")
        connection.execute("UPDATE events SET data = '{\"id\": 5}' WHERE seq = 3")
        connection.commit()
        before = list(connection.iterdump())
        with pytest.raises(NotValid, match="cannot be read"):
            Store(old.path).log()
        assert list(connection.iterdump()) == before
    assert list(old.data.glob("*.format-*")) == []


@pytest.fixture
def second(tmp_path: Path) -> Program:
    """Return the program, in New York, with a log of format 2."""
    program = Program(tmp_path, ZoneInfo("America/New_York"))
    program.data.mkdir(mode=0o700)
    shutil.copy(HERE / "format-2.db", program.path)
    return program


class TestFormat2:
    """It had today's events, without hashes."""

    def test_every_event_is_kept_to_the_letter(self, second: Program) -> None:
        """All columns that there were; the new ones make a chain."""
        query = "SELECT seq, id, kind, application, recorded_at, data FROM events ORDER BY seq"
        with closing(sqlite3.connect(second.path)) as connection:
            before = connection.execute(query).fetchall()
            second("today", NOW)
            assert connection.execute(query).fetchall() == before
        assert trouble_with(second.path) is None

    def test_every_mail_is_kept(self, second: Program) -> None:
        """Or a morning would get a second one."""
        query = "SELECT date, message_id, state, claimed_at, changed_at FROM mails ORDER BY date"
        with closing(sqlite3.connect(second.path)) as connection:
            before = connection.execute(query).fetchall()
            second("today", NOW)
            assert connection.execute(query).fetchall() == before
        assert len(before) == 2

    def test_it_says_what_it_said(self, second: Program) -> None:
        """Of applications and people, and every action that was open."""
        recorded = json.loads((HERE / "format-2.json").read_text(encoding="utf-8"))
        actions = [
            told(action) | {key: action[key] for key in ("status", "due")}
            for action in second("today --all --json", NOW).json["actions"]
        ]
        assert set(in_order(recorded["actions"])) <= set(in_order(actions))
        listed = second("list --json", NOW).json["applications"]
        assert as_then(listed, recorded["applications"]) == recorded["applications"]
        assert second("people --json", NOW).json["people"] == recorded["people"]

    def test_a_copy_and_a_marker_stand_beside_it(self, second: Program) -> None:
        """The copy is the old log; from now on it is noticed if the log goes."""
        second("today", NOW)
        copy = second.data / "followup.format-2.db"
        with closing(sqlite3.connect(copy)) as kept, closing(sqlite3.connect(HERE / "format-2.db")) as old:
            assert list(kept.iterdump()) == list(old.iterdump())
        second.path.unlink()
        assert second("today", NOW).code == 3

    @pytest.mark.parametrize(
        "change",
        [
            "UPDATE events SET id = 'x' WHERE seq = 1",
            "UPDATE events SET kind = 'offer' WHERE seq = 1",
            "UPDATE events SET application = NULL WHERE seq = 3",
            "UPDATE events SET recorded_at = '2026-01-01T00:00:00+00:00' WHERE seq = 3",
            "UPDATE events SET data = substr(data, 2) WHERE seq = 3",
            "DELETE FROM events WHERE seq = 1",  # the others belong to it
        ],
    )
    def test_a_log_that_contradicts_itself_is_left_as_it_is(self, change: str, second: Program) -> None:
        """The sentence says what is wrong, and what mends it."""
        with closing(sqlite3.connect(second.path, isolation_level=None)) as connection:
            connection.execute("DROP TRIGGER events_never_change")
            connection.execute("DROP TRIGGER events_never_go")
            connection.execute(change)
        before = second.path.read_bytes()
        result = second("today", NOW)
        assert (result.code, result.out) == (3, "")
        assert "an event of it cannot be read" in result.err
        assert second.path.read_bytes() == before
        mended = second("doctor --mend", NOW)
        assert mended.code == 0, mended.out
        assert len(second.events()) >= 24
        assert second("today", NOW).code == 0

    def test_a_program_that_had_it_open_can_write_nothing_more(self, second: Program) -> None:
        """It saw format 2, waited while the log was rewritten, and adds a row without a hash."""
        with closing(sqlite3.connect(second.path, isolation_level=None)) as older:
            assert older.execute("PRAGMA user_version").fetchone() == (2,)
            second("today", NOW)
            before = second.path.read_bytes()
            with pytest.raises(sqlite3.IntegrityError, match="NOT NULL"):
                older.execute(
                    "INSERT INTO events (id, kind, application, recorded_at, data)"
                    " VALUES ('a', 'b', 'c', 'd', '')"
                )
            assert second.path.read_bytes() == before

    def test_two_programs_that_meet_it_at_once_rewrite_it_once(self, second: Program) -> None:
        """One waits for the other."""
        command = [sys.executable, "-m", "followup", "--data-dir", str(second.data), "list"]
        both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(2)]
        said = [each.communicate() for each in both]
        assert [each.returncode for each in both] == [0, 0], said
        assert said[0][0] == said[1][0]
        assert len(list(second.data.glob("followup.format-2*"))) == 1
        assert trouble_with(second.path) is None


@pytest.mark.parametrize("name", ["format-1.db", "format-2.db"])
def test_a_damaged_log_of_an_earlier_format_can_be_mended(name: str, old: Program) -> None:
    """Its first page is gone, and its events are brought into a log of today."""
    data = (HERE / name).read_bytes()
    with closing(sqlite3.connect(HERE / name)) as connection:
        ids = [row[0] for row in connection.execute("SELECT id FROM events ORDER BY seq")]
    old.path.write_bytes(bytes(4096) + data[4096:])
    assert old("today", NOW).code == 3
    assert old("doctor --mend", NOW).code == 0
    assert [event.id for event in old.events()] == ids
