"""`merge`: two machines, one log; nothing becomes one by itself, and `undo` takes all of it back."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cli.program import Program
from followup.core.corrections import corrected

NOW = "2026-11-20 10:00"
LOGS = Path(__file__).parents[1] / "adapters" / "log"
SHARED = '2026-11-02 09:00 add applied Initech --recruiter "Kim <kim@example.com>"'
DESK = """
    2026-11-03 09:00 add applied Acme --role Engineer --recruiter "Robin Roe <robin@example.com>"
    2026-11-05 09:00 add receipt Acme
    2026-11-06 09:00 add heard-back Initech
"""
PHONE = """
    2026-11-03 19:00 add applied Acme --role Engineer --recruiter "Robin Roe"
    2026-11-04 09:00 add applied Globex --role Analyst
    2026-11-07 09:00 add interview Acme --on "2026-11-24 10:00" --with "Ann <ann@example.com>"
"""


class Machines:
    """Two machines whose logs began as one."""

    def __init__(self, folder: Path) -> None:
        self.desk, self.phone = (Program(folder / name) for name in ("desk", "phone"))
        self.desk.told(SHARED)
        self.phone.data.parent.mkdir()
        shutil.copytree(self.desk.data, self.phone.data)
        self.desk.restart_ids("desk")
        self.phone.restart_ids("phone")
        self.desk.told(DESK)
        self.phone.told(PHONE)


@pytest.fixture
def machines(tmp_path: Path) -> Machines:
    return Machines(tmp_path)


def handles(program: Program) -> list[str]:
    return sorted(row["handle"] for row in program("list --json", NOW).json["applications"])


def test_each_event_is_there_once_and_what_clashes_or_may_be_one_is_told(machines: Machines) -> None:
    desk, phone = machines.desk, machines.phone
    result = desk.run("merge", str(phone.path), now=NOW)
    assert result.code == 0
    said, clash, person, same, kept = result.out.splitlines()
    assert said == ("Merged followup.db: 3 events of 2 applications, all new. `followup undo` takes it back.")
    assert clash == "Two applications were called acme: Acme, Engineer, logged later, is acme-engineer now."
    assert person.startswith(
        "These may be one person: Robin Roe <robin@example.com> and Robin Roe of acme-en"
    )
    assert same.startswith("These may be one application: acme (Acme, Engineer, since Tue 3 Nov 2026)")
    assert Path(kept.partition(": ")[2]).exists()
    assert handles(desk) == ["acme", "acme-engineer", "globex", "initech"]
    assert desk("doctor --json").json["findings"][0]["state"] == "ok"


def test_what_it_says_to_type_can_be_typed(machines: Machines) -> None:
    desk, phone = machines.desk, machines.phone
    out = desk.run("merge", str(phone.path), now=NOW).out
    commands = re.findall(r"If they are: followup (.*)", out)
    assert len(commands) == 2
    for command in commands:
        assert desk(command, NOW).code == 0
    assert handles(desk) == ["acme", "globex", "initech"]
    shown = desk("show acme --json", NOW).json
    assert [event["kind"] for event in shown["events"]][:3] == ["applied", "receipt", "same_application"]
    assert [each["name"] for each in shown["application"]["people"]] == ["Robin Roe", "Ann"]


def test_both_directions_give_the_same_events_and_the_same_plan(machines: Machines) -> None:
    desk, phone = machines.desk, machines.phone
    exported = phone("export --all").out
    (desk.folder / "phone.jsonl").write_text(exported, encoding="utf-8")
    assert phone.run("merge", str(desk.path), now=NOW).code == 0
    assert desk.run("merge", str(desk.folder / "phone.jsonl"), now=NOW).code == 0
    assert desk.events() == phone.events()
    for view in ("today --all --json", "list --json", "people --json", "plan --json", "export --all"):
        assert desk(view, NOW).out == phone(view, NOW).out


def test_merging_again_finds_nothing_new_and_writes_nothing(machines: Machines) -> None:
    desk, phone = machines.desk, machines.phone
    desk.run("merge", str(phone.path), now=NOW)
    before = desk.path.read_bytes()
    result = desk.run("merge", str(phone.path), now=NOW)
    assert result.out == "Nothing new: what followup.db holds (4 events) is in the log already.\n"
    assert desk.path.read_bytes() == before
    assert phone.run("merge", str(desk.path), now=NOW).code == 0
    assert phone.events() == desk.events()


def test_import_knows_a_log_too(machines: Machines) -> None:
    assert machines.desk.run("import", str(machines.phone.path), now=NOW).out.startswith("Merged followup.db")


def test_the_other_log_is_only_read(machines: Machines) -> None:
    before = {each: each.read_bytes() for each in machines.phone.data.iterdir() if each.is_file()}
    machines.desk.run("merge", str(machines.phone.path), now=NOW)
    machines.desk("undo", NOW)
    assert {each: each.read_bytes() for each in machines.phone.data.iterdir() if each.is_file()} == before


def test_a_dry_run_says_what_would_come_and_changes_nothing(machines: Machines) -> None:
    before = machines.desk.path.read_bytes()
    result = machines.desk.run("merge", str(machines.phone.path), "--dry-run", now=NOW)
    assert result.out.startswith("Would come from followup.db: 3 events of 2 applications, all new.")
    assert machines.desk.path.read_bytes() == before
    found = machines.desk.run("merge", str(machines.phone.path), "--dry-run", "--json", now=NOW).json
    assert (found["new"], found["logged"], found["renamed"]) == (
        3,
        0,
        [{"from": "acme", "to": "acme-engineer"}],
    )
    assert found["applications"] == [["acme", "acme-engineer"]]


class TestUndo:
    """One step takes the merge back, and nothing that was logged is lost."""

    def test_all_is_as_before(self, machines: Machines) -> None:
        desk = machines.desk
        before, today = desk.events(), desk("today --all --json", NOW).out
        desk.run("merge", str(machines.phone.path), now=NOW)
        result = desk("undo", NOW)
        assert result.out.startswith("Undone: the merge. 4 events went, and 4 stay.\n")
        assert desk.events() == before
        assert desk("today --all --json", NOW).out == today

    def test_what_went_can_be_had_back(self, machines: Machines) -> None:
        desk = machines.desk
        desk.run("merge", str(machines.phone.path), now=NOW)
        merged = desk.events()
        command = desk("undo", NOW).out.rpartition("followup ")[2]
        assert desk(command).code == 0
        assert desk.events() == merged

    def test_merging_again_after_it_gives_the_same_log(self, machines: Machines) -> None:
        desk, phone = machines.desk, machines.phone
        desk.run("merge", str(phone.path), now=NOW)
        merged = desk.events()
        desk("undo", NOW)
        desk.run("merge", str(phone.path), now=NOW)
        assert desk.events() == merged
        assert desk("undo", NOW).out.startswith("Undone: the merge.")

    def test_the_other_machine_never_hears_of_it(self, machines: Machines) -> None:
        """Nothing of its own is taken back there when the logs are merged the other way."""
        desk, phone = machines.desk, machines.phone
        before = {event.id for event in corrected(phone.events()).events}
        desk.run("merge", str(phone.path), now=NOW)
        desk("undo", NOW)
        phone.run("merge", str(desk.path), now=NOW)
        assert before <= {event.id for event in corrected(phone.events()).events}

    def test_what_was_logged_since_goes_first_and_stays_where_it_says_nothing_of_what_came(
        self, machines: Machines
    ) -> None:
        desk = machines.desk
        before = desk.events()
        desk.run("merge", str(machines.phone.path), now=NOW)
        desk("add note initech --note mine", NOW)
        desk("add note globex --note theirs", NOW)
        said = [desk("undo", NOW).out.splitlines()[0] for _ in range(3)]
        assert said[0] == "Undone: your note on Fri 20 Nov 2026, 10:00 (globex)."
        assert said[1] == "Undone: your note on Fri 20 Nov 2026, 10:00 (initech)."
        assert said[2] == "Undone: the merge. 6 events went, and 6 stay."
        assert [event.kind for event in desk.events()[len(before) :]] == ["note", "retracted"]
        assert desk("undo", NOW).out.startswith("Undone: you heard back")

    def test_two_merges_are_two_steps(self, machines: Machines, tmp_path: Path) -> None:
        desk, third = machines.desk, Program(tmp_path / "third")
        third.restart_ids("third")
        third.told("2026-11-04 10:00 add applied Hooli")
        states = [desk.events()]
        for other in (machines.phone, third):
            desk.run("merge", str(other.path), now=NOW)
            states.append(desk.events())
        for state in states[1::-1]:
            assert desk("undo", NOW).out.startswith("Undone: the merge.")
            assert desk.events() == state

    def test_it_is_one_step_with_what_was_answered(self, machines: Machines) -> None:
        desk = machines.desk
        before = desk.events()
        result = desk.answering("y\ny\n", "merge", str(machines.phone.path), now=NOW)
        assert result.code == 0, result.err
        assert "Is Robin Roe <robin@example.com> of acme" in result.err
        assert "Is acme (Acme, Engineer, since Tue 3 Nov 2026) the same application as acme-en" in result.err
        assert handles(desk) == ["acme", "globex", "initech"]
        assert desk("undo", NOW).out.startswith("Undone: the merge.")
        assert desk.events() == before

    def test_a_mail_that_was_sent_meanwhile_stays_sent(self, machines: Machines) -> None:
        """What is said of the morning mails stands beside the events, and is of this machine."""
        desk = machines.desk
        desk.run("merge", str(machines.phone.path), now=NOW)
        with closing(sqlite3.connect(desk.path)) as connection:
            connection.execute("INSERT INTO mails VALUES ('2026-11-20', 'a', 'sent', 'x', 'x', 'h')")
            connection.commit()
        desk("undo", NOW)
        with closing(sqlite3.connect(desk.path)) as connection:
            assert connection.execute("SELECT count(*) FROM mails").fetchone() == (1,)


def test_no_to_every_question_makes_nothing_one(machines: Machines) -> None:
    result = machines.desk.answering("n\nn\n", "merge", str(machines.phone.path), now=NOW)
    assert result.code == 0
    assert "These may be" not in result.out  # it has been asked
    assert handles(machines.desk) == ["acme", "acme-engineer", "globex", "initech"]


def test_same_says_that_two_are_one_and_undo_that_they_are_not(machines: Machines) -> None:
    desk = machines.desk
    desk.run("merge", str(machines.phone.path), now=NOW)
    before = desk("today --all --json", NOW).out
    result = desk("same acme-engineer acme", NOW)
    assert result.out == "One application from now on: acme (Acme, Engineer); acme-engineer is it, too.\n"
    assert desk("same acme acme", NOW).code == 1
    assert desk("same acme acme-engineer", NOW).code == 1
    assert desk("show acme-engineer", NOW).out == desk("show acme", NOW).out
    assert desk("add note acme-engineer --note hello", NOW).out.startswith("Logged for acme (")
    assert desk("undo", NOW).code == 0
    shown = desk("show acme", NOW).out
    assert shown.count("applied") == 1
    assert shown.count("same application") == 1
    assert desk("add rejected acme", NOW).code == 0
    assert desk("undo", NOW).code == 0
    assert "Undone: saying that two applications are one (acme)." in desk("undo", NOW).out.splitlines()
    assert desk("today --all --json", NOW).out == before


def test_what_wakes_one_of_two_that_are_one_wakes_both(machines: Machines) -> None:
    """The morning is that of the whole plan, though a correction is of an event logged in the other one."""
    desk = machines.desk
    desk.run("merge", str(machines.phone.path), now=NOW)
    for command in ("same acme acme-engineer", "add rejected acme", "today", "undo", "today"):
        assert desk(command, NOW).code == 0
    talk = next(event for event in desk.events() if event.kind == "interview")
    for command in (f"edit {talk.id} --on 2026-11-20", "undo", f"edit {talk.id} --retract", "undo"):
        assert desk(command, NOW).code == 0, command
        quick = desk("today --json", NOW).out
        desk.variables["FOLLOWUP_NO_CACHE"] = "1"
        assert desk("today --json", NOW).out == quick
        del desk.variables["FOLLOWUP_NO_CACHE"]


class TestRefused:
    """A file that is no whole log is told in one sentence, and nothing is logged."""

    @pytest.fixture
    def refused(self, machines: Machines):  # noqa: ANN201  # a function of a test
        def check(path: Path, code: int, said: str) -> None:
            before = machines.desk.events()
            result = machines.desk.run("merge", str(path), now=NOW)
            assert (result.code, result.out) == (code, "")
            assert said in result.err
            assert len(result.err) < 600
            assert machines.desk.events() == before
            assert not list(machines.desk.data.glob("followup.merged-*"))

        return check

    def test_a_damaged_log_names_doctor(self, machines: Machines, tmp_path: Path, refused) -> None:  # noqa: ANN001
        data = bytearray(machines.phone.path.read_bytes())
        place = data.index(b"Globex")
        data[place] ^= 1
        (tmp_path / "x.db").write_bytes(data)
        refused(tmp_path / "x.db", 3, "`followup doctor --mend` saves what can be read")

    @pytest.mark.parametrize("size", [100, 512, 4096, 5000, 20_000])
    def test_a_log_that_is_cut(self, size: int, machines: Machines, tmp_path: Path, refused) -> None:  # noqa: ANN001
        (tmp_path / "x.db").write_bytes(machines.phone.path.read_bytes()[:size])
        refused(tmp_path / "x.db", 3, "doctor")

    def test_another_database(self, tmp_path: Path, refused) -> None:  # noqa: ANN001
        with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
            connection.execute("CREATE TABLE x (y)")
            connection.commit()
        refused(tmp_path / "x.db", 3, "not a log of followup")

    def test_a_log_of_a_newer_version(self, machines: Machines, tmp_path: Path, refused) -> None:  # noqa: ANN001
        shutil.copy(machines.phone.path, tmp_path / "x.db")
        with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
            connection.execute("PRAGMA user_version = 12")
        refused(tmp_path / "x.db", 3, "Upgrade followup")

    def test_no_file_a_folder_a_text(self, tmp_path: Path, refused) -> None:  # noqa: ANN001
        (tmp_path / "x.txt").write_text("hello")
        refused(tmp_path / "none.db", 1, "No such file")
        refused(tmp_path, 1, f"{tmp_path / 'followup.db'}")
        refused(tmp_path / "x.txt", 1, "neither a log of followup nor an export of one")

    def test_an_event_that_says_two_things(self, machines: Machines, tmp_path: Path, refused) -> None:  # noqa: ANN001
        other = Program(tmp_path / "other")
        with machines.phone.store() as store, other.store() as changed:
            first, *rest = store.log()
            changed.append([first.__replace__(note="x") if hasattr(first, "__replace__") else _noted(first)])
            changed.append(rest)
        refused(other.path, 1, "say different things of the event")


def _noted(event):  # noqa: ANN001, ANN202
    import msgspec

    return msgspec.structs.replace(event, note="x")


@pytest.mark.parametrize("version", [1, 2])
def test_a_log_of_an_older_format_is_read_as_it_would_be_rewritten(version: int, program: Program) -> None:
    """And not rewritten."""
    source = next(iter(sorted(LOGS.glob(f"*{version}*.db"))))
    before = source.read_bytes()
    assert program.run("merge", str(source), now=NOW).code == 0
    assert source.read_bytes() == before
    shutil.copytree(program.data, program.folder / "unused")
    other = Program(program.folder / "other")
    other.data.mkdir(parents=True, mode=0o700)
    shutil.copy(source, other.path)
    assert other.events() == program.events()


def test_each_half_of_what_makes_two_one_can_be_edited(machines: Machines) -> None:
    """It is found by its id; taken back, the two are two again."""
    desk = machines.desk
    desk.run("merge", str(machines.phone.path), now=NOW)
    desk("same acme acme-engineer", NOW)
    halves = [event.id for event in desk.events() if event.kind == "same_application"]
    assert len(halves) == 2
    for half in halves:
        assert desk(f"edit {half} --role Chief", NOW).code in {0, 1, 2}
        assert desk(f"edit {half} --retract", NOW).code == 0
        assert len(handles(desk)) == 4
        assert desk("undo", NOW).code == 0
        assert len(handles(desk)) == 3
