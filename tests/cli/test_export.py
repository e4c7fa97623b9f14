"""`export`: the whole log comes back as it was; the tables say what was done, and can be imported."""

from __future__ import annotations

import csv
import io
import stat
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings

from cli.payloads import PAYLOADS
from cli.program import Program
from core.logs import Log, logs
from core.two_logs import renamed

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-11-20 10:00"
SEARCH = """
    2026-11-02 09:00 add applied Acme --role "Data Engineer" --recruiter "Robin Roe <robin@example.com>"
    2026-11-02 09:01 edit applied/acme --location Berlin
    2026-11-03 09:00 done check-receipt/acme
    2026-11-09 09:00 done follow-up-application/acme
    2026-11-03 10:00 add applied Globex --role Analyst --url https://example.com/jobs/7
    2026-11-12 10:00 add rejected Globex
    2026-11-05 10:00 add applied Initech --recruiter Kim
    2026-11-10 10:00 add interview Initech --on "2026-11-16 14:00" --with "Ann <ann@example.com>"
    2026-11-17 10:00 add interview Initech --on "2026-11-26 14:00" --with "Ann <ann@example.com>"
    2026-11-17 11:00 add heard-back Hooli
"""


@pytest.fixture
def searched(program: Program) -> Program:
    program.told(SEARCH)
    return program


def table(program: Program, words: str = "") -> dict[str, dict[str, str]]:
    """Return the rows of the CSV by company."""
    result = program(f"export --csv {words}", NOW)
    assert result.code == 0, result.err
    return {row["Company"]: row for row in csv.DictReader(io.StringIO(result.out))}


class TestAll:
    """`--all` is the log, and `import` brings it back."""

    def test_it_comes_back_with_the_same_ids_the_same_plan_and_the_same_bytes(
        self, searched: Program, tmp_path: Path
    ) -> None:
        path = tmp_path / "log.jsonl"
        said = searched.run("export", "--all", "--out", str(path)).out
        assert said == f"{path}: {len(searched.events())} events.\n"
        other = Program(tmp_path / "other")
        assert other.run("import", str(path)).code == 0
        assert other.events() == searched.events()
        for view in ("today --all --json", "list --json", "people --json", "plan --json"):
            assert other(view, NOW).out == searched(view, NOW).out
        assert other("export --all").out.encode() == path.read_bytes()
        assert other("doctor --json").json["findings"][0]["state"] == "ok"

    @settings(suppress_health_check=list(HealthCheck), max_examples=20)
    @given(logs())
    def test_so_does_any_log(self, tmp_path_factory: pytest.TempPathFactory, log: Log) -> None:
        folder = tmp_path_factory.mktemp("any")
        programs = [Program(folder / name) for name in ("one", "two")]
        with programs[0].store() as store:
            store.append(renamed(log.events, "a"))
        exported = programs[0]("export --all").out
        (folder / "log.jsonl").write_text(exported, encoding="utf-8")
        assert programs[1].run("import", str(folder / "log.jsonl")).code == 0
        assert programs[1].events() == programs[0].events()
        assert programs[1]("export --all").out == exported

    def test_a_dry_run_says_what_would_come_and_makes_nothing(
        self, searched: Program, tmp_path: Path
    ) -> None:
        path = tmp_path / "log.jsonl"
        searched.run("export", "--all", "--out", str(path))
        other = Program(tmp_path / "other")
        result = other.run("import", str(path), "--dry-run")
        assert result.out == "Would come from log.jsonl: 10 events of 4 applications, all new.\n"
        assert not other.path.exists()
        found = other.run("import", str(path), "--json").json
        assert (found["new"], found["logged"]) == (10, 10)

    def test_undo_takes_the_import_back_in_one_step(self, searched: Program, tmp_path: Path) -> None:
        path = tmp_path / "log.jsonl"
        searched.run("export", "--all", "--out", str(path))
        other = Program(tmp_path / "other")
        other.run("import", str(path))
        assert other("undo").code == 0
        assert other.events() == []
        assert other.run("import", str(path)).code == 0
        assert other.events() == searched.events()

    def test_what_is_not_as_it_was_written_is_refused_and_nothing_logged(
        self, searched: Program, tmp_path: Path
    ) -> None:
        path = tmp_path / "log.jsonl"
        lines = searched("export --all").out.splitlines(keepends=True)
        path.write_text("".join(lines).replace("Globex", "Globes"), encoding="utf-8")
        for command in ("import", "merge"):
            result = searched.run(command, str(path))
            assert (result.code, result.out) == (1, "")
            assert result.err.startswith("followup: log.jsonl, line 6 is not as it was written")
        assert len(searched.events()) == len(lines) - 1

    def test_an_empty_log_is_a_head_alone(self, program: Program, tmp_path: Path) -> None:
        assert program("export --all").out == '{"followup":"log","version":1,"events":0}\n'
        (tmp_path / "x").write_text(program("export --all").out, encoding="utf-8")
        assert program.run("import", str(tmp_path / "x")).out.startswith("Nothing new")
        assert not program.path.exists()

    def test_the_file_is_only_for_its_owner(self, searched: Program, tmp_path: Path) -> None:
        searched.run("export", "--all", "--out", str(tmp_path / "log.jsonl"))
        assert stat.S_IMODE((tmp_path / "log.jsonl").stat().st_mode) == 0o600


class TestTable:
    """One row for each application: when and where, who, what was sent, which talks, what has come of it."""

    def test_a_row_says_what_was_done_and_where_it_stands(self, searched: Program) -> None:
        assert table(searched)["Acme"] == {
            "Company": "Acme",
            "Role": "Data Engineer",
            "Location": "Berlin",
            "Date applied": "2026-11-02",
            "Status": "applied",
            "Status date": "2026-11-02",
            "Contact": "Robin Roe <robin@example.com>",
            "Link": "",
            "Messages": "2026-11-09 by email to Robin Roe",
            "Talks": "",
        }

    @pytest.mark.parametrize(
        ("company", "state", "day"),
        [
            ("Globex", "rejected", "2026-11-12"),
            ("Initech", "interview", "2026-11-16"),  # the next one lies ahead
            ("Hooli", "heard back", "2026-11-17"),  # they wrote first
        ],
    )
    def test_the_state_is_the_last_that_has_happened(
        self, searched: Program, company: str, state: str, day: str
    ) -> None:
        row = table(searched)[company]
        assert (row["Status"], row["Status date"]) == (state, day)

    def test_a_talk_ahead_is_no_talk_yet(self, searched: Program) -> None:
        assert table(searched)["Initech"]["Talks"] == "interview 2026-11-16"

    @pytest.mark.parametrize(
        ("words", "companies"),
        [
            ("", {"Acme", "Globex", "Initech", "Hooli"}),
            ("--from 2026-11-10", {"Globex", "Initech", "Hooli"}),  # refused, talked, heard from
            ("--to 2026-11-03", {"Acme", "Globex"}),
            ("--from 2026-11-09 --to 2026-11-09", {"Acme"}),  # one message
            ("--from 2026-11-18", set()),  # what lies ahead has not been done
        ],
    )
    def test_a_period_has_what_was_done_in_it(
        self, searched: Program, words: str, companies: set[str]
    ) -> None:
        assert set(table(searched, words)) == companies

    def test_a_period_counts_what_was_done_in_it(self, searched: Program) -> None:
        lines = searched("export --from 2026-11-09 --to 2026-11-16", NOW).out.splitlines()
        assert lines[0] == "# Applications from Mon 9 Nov 2026 to Mon 16 Nov 2026"
        assert lines[-1] == "In this time: applied for 0 jobs, 1 message sent, 1 talk."

    def test_a_letter_about_two_jobs_is_one_message(self, program: Program) -> None:
        program.told("""
            2026-11-02 09:00 add applied Acme --role One --recruiter "Robin <robin@example.com>"
            2026-11-02 09:10 add applied Acme --role Two --recruiter "Robin <robin@example.com>" --new
            2026-11-03 09:00 add receipt acme
            2026-11-03 09:00 add receipt acme-two
            2026-11-10 09:00 done follow-up-application
        """)
        out = program("export", NOW).out
        assert "2 jobs, 1 message sent" in out
        assert out.count("by email to Robin") == 2

    def test_the_csv_is_read_back(self, searched: Program, tmp_path: Path) -> None:
        path = tmp_path / "applications.csv"
        searched.run("export", "--csv", "--out", str(path), now=NOW)
        other = Program(tmp_path / "other")
        result = other.run("import", str(path), "--yes", now=NOW)
        assert result.code == 0, result.err
        known = {
            (row["company"], row["role"], row["stage"])
            for row in other("list --json", NOW).json["applications"]
        }
        assert known == {
            ("Acme", "Data Engineer", "applied"),
            ("Globex", "Analyst", "rejected"),
            ("Initech", None, "interview"),
            ("Hooli", None, "heard_back"),
        }
        assert "Messages: 2026-11-09 by email to Robin Roe" in other("show acme", NOW).out

    def test_formulas_are_text_there_and_back(self, program: Program, tmp_path: Path) -> None:
        role, name = "=1+1 Engineer", "+Robin Roe"
        program.run(
            "add", "applied", "Acme", "--role", role, "--recruiter", f"{name} <r@example.com>", now=NOW
        )
        path = tmp_path / "x.csv"
        program.run("export", "--csv", "--out", str(path), now=NOW)
        [row] = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))
        assert (row["Role"], row["Contact"]) == (f"'{role}", f"'{name} <r@example.com>")
        other = Program(tmp_path / "other")
        assert other.run("import", str(path), "--yes", now=NOW).code == 0
        [application] = other("list --json", NOW).json["applications"]
        assert application["role"] == role


WRONG: list[tuple[str, str]] = [
    ("--all --csv", "choose one"),
    ("--csv --markdown", "choose one"),
    ("--all --from 2026-11-01", "--all is the whole log"),
    ("--from 2026-11-10 --to 2026-11-09", "is before --from"),
    ("--from soon", "soon"),
]


@pytest.mark.parametrize(("words", "said"), WRONG)
def test_words_that_cannot_be_meant_are_told(searched: Program, words: str, said: str) -> None:
    result = searched(f"export {words}", NOW)
    assert (result.code, result.out) == (2, "")
    assert said in result.err


def test_a_file_that_cannot_be_written_is_told(searched: Program, tmp_path: Path) -> None:
    result = searched.run("export", "--all", "--out", str(tmp_path))
    assert (result.code, result.out) == (1, "")


@pytest.mark.parametrize("payload", PAYLOADS, ids=ascii)
def test_hostile_text_is_text_in_every_table(program: Program, payload: str, tmp_path: Path) -> None:
    """As many cells as in a harmless one; and the whole log comes back."""
    text = f"x{payload}y"
    for words in (
        ("add", "applied", text, "--role", text, "--location", text, "--note", text),
        ("add", "heard-back", text, "--with", "R <r@example.com>", "--note", text),
    ):
        assert program.run(*words, now=NOW).code == 0
    rows: list[dict[str, Any]] = list(csv.DictReader(io.StringIO(program("export --csv", NOW).out)))
    assert [len(row) for row in rows] == [10]
    lines = program("export", NOW).out.splitlines()
    cells = [line.replace("\\\\", "").replace("\\|", "").count("|") for line in lines if "|" in line]
    assert cells == [9, 9, 9]
    assert "<" not in "".join(lines).replace("<br>", "")
    (tmp_path / "log.jsonl").write_text(program("export --all").out, encoding="utf-8")
    other = Program(tmp_path / "other")
    assert other.run("import", str(tmp_path / "log.jsonl")).code == 0
    assert other.events() == program.events()
