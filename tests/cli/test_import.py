"""`import`: what a sheet tells is looked at, logged whole, undone whole, and never proposed twice."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

if TYPE_CHECKING:
    from cli.program import Program

SHEETS = Path(__file__).parents[1] / "data" / "sheets"
SHEET = """\
Company,Role,Date applied,Status,Recruiter
Acme,Data Engineer,2026-11-03,Applied,Robin Roe <robin@example.com>
Globex,Analyst,2026-11-04,Rejected 2026-11-12,
Initech,Developer,2026-11-05,Interview,
Hooli,Developer,,Wishlist,
Umbrella,Chemist,soon,Applied,
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "jobs.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


def kinds(program: Program) -> list[str]:
    return [event.kind for event in program.events()]


def test_a_dry_run_shows_what_would_be_logged_and_logs_nothing(program: Program, sheet: Path) -> None:
    result = program.run("import", str(sheet), "--dry-run")
    assert result.code == 0
    assert "Acme, Data Engineer" in result.out
    assert "jobs.csv: 5 events of 3 applications, all new." in result.out
    assert "jobs.csv, row 6: Umbrella has no date, so nothing of it is logged." in result.out
    assert "1 row is of jobs not applied for, and left out." in result.out
    assert not program.path.exists()
    assert sorted(each.name for each in sheet.parent.iterdir() if each.is_file()) == ["jobs.csv"]


def test_json_has_the_proposals_and_the_problems(program: Program, sheet: Path) -> None:
    document = program.run("import", str(sheet), "--dry-run", "--json").json
    assert document["schema"] == 1
    first = document["proposals"][0]
    assert first | {"id": ""} == {
        "id": "",
        "kind": "applied",
        "application": None,
        "new": True,
        "company": "Acme",
        "role": "Data Engineer",
        "location": None,
        "salary": None,
        "at": "2026-11-03",
        "until": None,
        "people": [{"name": "Robin Roe", "email": "robin@example.com", "phone": None, "part": "recruiter"}],
        "note": None,
        "evidence": "Date applied: 2026-11-03",
        "certain": True,
        "source": {"file": "jobs.csv", "message_id": None, "row": 2, "uid": None},
    }
    assert [(each["kind"], each["at"], each["certain"]) for each in document["proposals"][1:]] == [
        ("applied", "2026-11-04", True),
        ("rejected", "2026-11-12", True),
        ("applied", "2026-11-05", True),
        ("interview", "2026-11-05", False),
    ]
    assert [(each["row"], each["column"]) for each in document["problems"]] == [
        (6, "Date applied"),
        (6, None),
    ]


def test_yes_logs_all_of_it_as_one_batch_that_undo_takes_back(program: Program, sheet: Path) -> None:
    result = program.run("import", str(sheet), "--yes")
    assert result.code == 0
    assert "Logged from jobs.csv: 5 events of 3 applications, all new." in result.out
    assert kinds(program) == ["applied", "applied", "rejected", "applied", "interview"]
    assert len({event.batch for event in program.events()}) == 1
    assert program("undo").code == 0
    assert program("list --json").json["applications"] == []
    again = program.run("import", str(sheet), "--dry-run", "--json").json
    assert len(again["proposals"]) == 5


def test_the_same_sheet_again_adds_nothing_and_a_changed_one_what_is_new(
    program: Program, sheet: Path
) -> None:
    """Under another name too: what counts is what it says."""
    program.run("import", str(sheet), "--yes")
    before = kinds(program)
    result = program.run("import", str(sheet), "--yes")
    assert (result.code, kinds(program)) == (0, before)
    assert "jobs.csv: nothing new." in result.out
    other = sheet.with_name("renamed.csv")
    other.write_text(SHEET.replace("Applied,Robin", "Phone screen 2026-11-10,Robin"), encoding="utf-8")
    assert program.run("import", str(other), "--yes").code == 0
    assert kinds(program) == [*before, "phone_screen"]
    assert program.events()[-1].application == program.events()[0].id


def test_location_and_salary_become_those_of_the_application(program: Program, tmp_path: Path) -> None:
    """Of a new one, and of a known one that had none; what the log knows better stays."""
    program("add applied Globex --role Analyst --on 2026-11-04 --location Springfield")
    path = tmp_path / "jobs.csv"
    path.write_text(
        "Company,Role,Date applied,Status,Location,Salary\n"
        "Acme,Engineer,2026-11-03,Applied,Remote,60k\n"
        "Globex,Analyst,2026-11-04,Interview 2026-11-12,Shelbyville,50k\n",
        encoding="utf-8",
    )
    found = program.run("import", str(path), "--dry-run", "--json").json["proposals"]
    assert [(each["location"], each["salary"]) for each in found] == [
        ("Remote", "60k"),
        ("Shelbyville", "50k"),
    ]
    program.run("import", str(path), "--yes")
    shown = {name: program.run("show", name, "--json").json["application"] for name in ("acme", "globex")}
    assert (shown["acme"]["location"], shown["acme"]["salary"]) == ("Remote", "60k")
    assert (shown["globex"]["location"], shown["globex"]["salary"]) == ("Springfield", "50k")


def test_nothing_is_logged_without_a_yes(program: Program, sheet: Path) -> None:
    result = program.run("import", str(sheet))
    assert result.code == 1
    assert "Nothing was logged." in result.err
    assert "Add --yes to log it" in result.err
    assert not program.path.exists()


@pytest.mark.parametrize(("answer", "logged"), [("y\n", 5), ("n\n", 0)])
def test_a_terminal_shows_the_table_and_asks_once(
    program: Program, sheet: Path, answer: str, logged: int
) -> None:
    result = program.answering(answer, "import", str(sheet))
    assert result.code == 0
    assert "Globex, Analyst" in result.out
    assert result.err.count("?") == 1
    assert (len(program.events()) if program.path.exists() else 0) == logged


def test_open_dates_are_an_error_that_names_the_option_or_a_question(program: Program) -> None:
    path = str(SHEETS / "open_dates.csv")
    result = program.run("import", path, "--dry-run")
    assert result.code == 2
    assert '"03/04/2024" in the column Date applied can be 3 April or 4 March.' in result.err
    assert "--dates dmy" in result.err
    assert "--dates mdy" in result.err
    mdy = program.run("import", path, "--dry-run", "--json", "--dates", "mdy").json
    assert [each["at"] for each in mdy["proposals"]] == ["2024-03-04", "2024-05-06", "2024-05-06"]
    asked = program.answering("y\n", "import", path, "--dry-run", "--json")
    assert [each["at"] for each in asked.json["proposals"]] == ["2024-04-03", "2024-06-05", "2024-06-05"]


def test_a_name_close_to_a_known_one_is_a_question(program: Program, sheet: Path) -> None:
    program("add applied 'Acme Robotics' --on 2026-10-01")
    listed = program.run("import", str(sheet), "--dry-run", "--json").json
    assert "Acme is close to acme-robotics (Acme Robotics)." in listed["problems"][0]["text"]
    assert "Acme" not in {each["company"] for each in listed["proposals"]}
    program.answering("n\ny\ny\n", "import", str(sheet))  # it is another company, new, and log all of it
    assert {each.about.company for each in program.events() if each.application == each.id} == {
        *("Acme Robotics", "Acme", "Globex", "Initech")
    }


@pytest.mark.parametrize(
    ("line", "companies"),
    [
        ('"Acme": new', {"Acme Robotics", "Acme", "Globex", "Initech"}),
        ('"Acme, Data Engineer": acme-robotics', {"Acme Robotics", "Globex", "Initech"}),
        ('"acme": nowhere', {"Acme Robotics", "Globex", "Initech"}),  # no handle: it stays open
    ],
)
def test_what_would_be_asked_can_be_written_into_the_mapping(
    program: Program, sheet: Path, line: str, companies: set[str]
) -> None:
    program("add applied 'Acme Robotics' --on 2026-10-01")
    told = program.run("import", str(sheet), "--dry-run", "--json").json["problems"][0]["text"]
    assert 'write `"Acme": new`, or its handle, under `applications:` in jobs.followup.yaml' in told
    sheet.with_name("jobs.followup.yaml").write_text(f"applications:\n  {line}\n", encoding="utf-8")
    result = program.run("import", str(sheet), "--yes", "--json")
    is_open = any("close to" in each["text"] for each in result.json["problems"])
    assert is_open == ("nowhere" in line)
    assert {each.about.company for each in program.events() if each.application == each.id} == companies


def test_a_date_that_the_log_knows_better_is_told(program: Program, sheet: Path) -> None:
    program("add applied Globex --role Analyst --on 2026-11-06")
    found = program.run("import", str(sheet), "--dry-run", "--json").json
    told = next(each["text"] for each in found["problems"] if each["row"] == 3)
    assert "followup edit applied/globex --on 2026-11-04" in told
    assert [each["kind"] for each in found["proposals"] if each["application"] == "globex"] == ["rejected"]


def test_the_mapping_beside_the_sheet_is_written_once_and_obeyed(program: Program, sheet: Path) -> None:
    beside = sheet.with_name("jobs.followup.yaml")
    program.run("import", str(sheet), "--yes")
    text = beside.read_text(encoding="utf-8")
    assert '  "Date applied": applied\n' in text
    assert '  "Interview": interview\n' in text
    program("undo")
    changed = text.replace('"Interview": interview', '"Interview": phone_screen')
    beside.write_text(changed, encoding="utf-8")
    found = program.run("import", str(sheet), "--yes", "--json").json
    assert "phone_screen" in {each["kind"] for each in found["proposals"]}
    assert beside.read_text(encoding="utf-8") == changed


def test_a_wrong_mapping_is_told_with_its_place(program: Program, sheet: Path) -> None:
    beside = sheet.with_name("jobs.followup.yaml")
    beside.write_text("dates: ymd\ncolumns:\n  Role: rolle\n", encoding="utf-8")
    result = program.run("import", str(sheet), "--dry-run")
    assert result.code == 3
    assert "jobs.followup.yaml:1:8" in result.err
    assert "Did you mean `role`?" in result.err


def test_standard_input_is_a_sheet_too(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SHEET.encode())))
    found = program.run("import", "-", "--dry-run", "--json").json
    assert found["proposals"][0]["source"]["file"] == "standard input"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("bank.csv", "bank.csv has no table with companies"),
        ("notes.pdf", "notes.pdf is a PDF"),
        ("no_dates.csv", "Nothing of no_dates.csv was logged."),
        ("nowhere.csv", "cannot be read"),
    ],
)
def test_what_cannot_be_imported_is_refused_politely(program: Program, name: str, sentence: str) -> None:
    result = program.run("import", str(SHEETS / name), "--yes")
    assert result.code == 1
    assert sentence in result.err
    assert not program.path.exists()


def history(program: Program, folder: Path) -> Path:
    """Return a sheet of four months with every kind of end, and forty applications still open."""
    rows = ["Company,Role,Applied,Status"]
    for number in range(60):
        month, day = 8 + number // 18, 1 + number % 18
        status = ("Applied", "Applied", "Interview", "Rejected", "Ghosted")[number % 5]
        rows.append(f"Company {number} Ltd,Role,2026-{month:02}-{day:02},{status}")
    path = folder / "months.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    assert program.run("import", str(path), "--yes", now="2026-11-20").code == 0
    return path


def test_months_that_are_imported_make_a_right_morning(program: Program, tmp_path: Path) -> None:
    """What had closed is settled, nothing is late or missed, and what ended asks for nothing."""
    history(program, tmp_path)
    document = program("today --json", "2026-11-20").json
    assert {action["status"] for action in document["actions"]} <= {"due", "waiting"}
    over = {f"company-{number}-ltd" for number in range(60) if number % 5 > 2}
    assert over.isdisjoint(action["application"] for action in document["actions"])
    assert "late" not in program("today", "2026-11-20").out
    everything = program("today --all --json", "2026-11-20").json["actions"]
    assert not [each for each in everything if each["status"] in {"overdue", "missed"}]


def test_undo_of_many_events_is_one_line(program: Program, tmp_path: Path) -> None:
    history(program, tmp_path)
    result = program("undo")
    assert result.out == "Undone: 96 events of 60 applications.\n"


def test_a_dismissed_proposal_is_undone_too(program: Program, sheet: Path) -> None:
    """`inbox` and `import` share what is remembered."""
    from followup.core.events import Origin
    from followup.core.records import Recorder, as_batch

    [first, *_] = program.run("import", str(sheet), "--dry-run", "--json").json["proposals"]
    environment = program.environment()
    recorder = Recorder(program.clock, environment.new_id)
    with program.store() as store:
        store.append(as_batch([recorder.dismissed(Origin(first["id"]))]))
    found = program.run("import", str(sheet), "--dry-run", "--json").json
    assert len(found["proposals"]) == 4
    assert program("undo").out == "Undone: leaving out what was proposed.\n"
    assert len(program.run("import", str(sheet), "--dry-run", "--json").json["proposals"]) == 5
    assert msgspec.json.encode(found)
