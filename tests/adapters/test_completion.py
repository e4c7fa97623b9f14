"""What a shell is offered at Tab: words of the log and the rules that commands take, and no others."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given

from cli.payloads import PAYLOADS
from core.logs import Log, logs
from followup.adapters.completion import answer
from followup.adapters.log import database, glimpse
from followup.adapters.log.store import Store
from followup.core.events import KEEPING
from followup.formats.typed.people import parse_person

if TYPE_CHECKING:
    from collections.abc import Callable

    from cli.program import Program

DAY = "2026-11-20"
SEARCH = f"""
2026-11-02 09:00 add applied Acme --role "Data Engineer" --recruiter "Robin Roe <robin@example.com>"
2026-11-03 09:00 add applied Globex --recruiter "Robin Roe <other@example.com>"
2026-11-04 09:00 add applied Acme --role Analyst --new --recruiter "Kim <kim@example.com>"
2026-11-12 09:00 add interview acme --on "{DAY} 14:00" --with Ann --with "Bo Ek"
"""
# Of every kind of word that a script asks for.
KINDS = ("handles", "people", "events", "actions", "rules", "kinds", "backups", "actions,handles")


@pytest.fixture
def offered(program: Program, capfd: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    """Return what asks for words of a kind that begin so, in a search that was looked at today."""
    program.told(SEARCH)
    program("today", f"{DAY} 17:00")

    def ask(kind: str, prefix: str = "", *options: str, today: str = DAY) -> list[str]:
        capfd.readouterr()
        answer([kind, prefix, *options], program.variables, today)
        printed = capfd.readouterr()
        assert printed.err == ""
        return [line.split("\t")[0] for line in printed.out.splitlines()]

    return ask


class TestWords:
    """What is offered."""

    @pytest.mark.parametrize(
        ("kind", "prefix", "expected"),
        [
            ("handles", "", {"acme", "globex", "acme-analyst"}),
            ("handles", "acme", {"acme", "acme-analyst"}),
            ("handles", "ACME-", {"acme-analyst"}),  # as a company is written
            ("handles", "'gl", {"globex"}),  # within quotes
            ("handles", "x", set()),
            ("people", "", {"robin@example.com", "other@example.com", "kim", "ann", "bo-ek"}),
            ("people", "Bo", {"bo-ek"}),
            ("people", "kim@", {"kim@example.com"}),
            ("events", "interview", {"interview/acme"}),
            ("events", "applied/acme", {"applied/acme", "applied/acme-analyst"}),
            ("rules", "check-", {"check-receipt", "check-in"}),
            ("kinds", "", set()),  # the default rules declare none
            ("backups", "2026", {"2026-11-20"}),
            ("actions", "check-receipt/g", {"check-receipt/globex"}),
            ("actions", "thank", {"thank-interviewers/acme/ann", "thank-interviewers/acme/bo-ek"}),
            ("actions,handles", "g", {"globex"}),
            ("nonsense", "", set()),
        ],
    )
    def test_words_begin_with_what_was_typed(
        self, offered: Callable[..., list[str]], kind: str, prefix: str, expected: set[str]
    ) -> None:
        """Each row is one Tab."""
        assert set(offered(kind, prefix)) == expected

    def test_every_word_is_taken_by_the_command(
        self, program: Program, offered: Callable[..., list[str]]
    ) -> None:
        """Handles, people, events, actions by name, number and id, rules, copies."""
        ids = [action["id"] for action in program.actions(f"{DAY} 17:00")]
        for words, command in (
            (offered("handles"), "show {}"),
            (offered("people"), "prefer {} --channel email"),
            (offered("events"), "edit {} --note x"),
            (offered("actions"), "why {}"),
            ([word for identity in ids for word in offered("actions", identity[:2])], "why {}"),
            (offered("rules"), "rules show {}"),
            (offered("backups"), "backup restore {}"),
        ):
            assert words, command
            for word in words:
                result = program(command.format(word), f"{DAY} 17:00")
                assert result.code == 0, (command, word, result.err)

    def test_every_open_action_that_was_logged_or_shown_is_offered(
        self, program: Program, offered: Callable[..., list[str]]
    ) -> None:
        """By its name, where that means one, and by its id."""
        for action in program.actions(f"{DAY} 17:00", status="due"):
            assert any(action["id"].startswith(word) for word in offered("actions", action["id"][:4]))
            assert any(word.startswith(f"{action['rule']}/") for word in offered("actions"))

    def test_a_row_has_a_number_on_the_day_of_its_screen(self, offered: Callable[..., list[str]]) -> None:
        """On another it is refused, and so not offered."""
        assert "1" in offered("actions", "1")
        assert offered("actions", "1", today="2026-11-21") == []
        assert "1" in offered("actions", "1", "--now", f"{DAY} 18:00", today="2026-11-21")

    def test_what_was_done_is_not_offered(self, program: Program, offered: Callable[..., list[str]]) -> None:
        """Nor what was skipped; undone, it is again."""
        assert offered("actions", "thank-interviewers/acme/ann") != []
        program("done thank-interviewers/acme/ann", f"{DAY} 17:30")
        assert offered("actions", "thank-interviewers/acme/ann") == []
        program("undo", f"{DAY} 17:31")
        program("skip check-receipt/globex", f"{DAY} 17:31")
        assert offered("actions", "check-receipt/globex") == []
        assert offered("actions", "thank-interviewers/acme/ann") != []

    def test_corrections_count(self, program: Program, offered: Callable[..., list[str]]) -> None:
        """Another handle, a name that was wrong, two that are one person, what never happened."""
        for line in (
            "edit applied/globex --handle glob",
            "people edit bo-ek --name 'Bo Ekberg'",
            "people merge robin@example.com other@example.com",
            "edit applied/acme-analyst --retract",
            "add applied Initech",
            "add applied Initech --role Tester --new",
            "same initech initech-tester",
        ):
            assert program(line, f"{DAY} 18:00").code == 0, line
        assert set(offered("handles")) == {"acme", "glob", "initech"}
        assert {"bo-ekberg", "robin-roe"} <= set(offered("people"))

    def test_kinds_and_rules_are_those_of_the_file_in_force(
        self, program: Program, offered: Callable[..., list[str]], tmp_path: Path
    ) -> None:
        """By --rules, too; of a file that no command has read yet there are none."""
        text = Path("rules.yaml").read_text(encoding="utf-8").replace("events: []", "events: [coffee_chat]")
        other = tmp_path / "other.yaml"
        other.write_text(text, encoding="utf-8")
        assert offered("kinds", "", "--rules", str(other)) == []
        program.run("--rules", str(other), "today")
        assert offered("kinds", "", "--rules", str(other)) == ["coffee-chat"]
        assert "check-receipt" in offered("rules", "", "--rules", str(other))

    def test_another_log_is_that_of_the_option(
        self, offered: Callable[..., list[str]], tmp_path: Path
    ) -> None:
        """As on the line that is being typed."""
        assert offered("handles", "", "--data-dir", str(tmp_path / "none")) == []

    def test_what_is_long_past_is_found_by_its_beginning(
        self, program: Program, offered: Callable[..., list[str]]
    ) -> None:
        """Among more events than are looked at, by the tables beside the log."""
        with program.store() as store:
            [first] = [event for event in store.log() if event.about.handle == "globex"]
            store.append(
                [
                    msgspec.structs.replace(
                        first,
                        id=f"{number:016}",
                        application=f"{number:016}",
                        about=msgspec.structs.replace(first.about, handle=f"many-{number}"),
                    )
                    for number in range(glimpse.RECENT_WITHOUT_TABLES + 10)
                ]
            )
        assert offered("handles", "glob") == ["globex"]
        assert offered("people", "bo") == ["bo-ek"]
        assert offered("events", "interview/ac") == ["interview/acme"]
        assert len(offered("handles", "many-")) <= glimpse.MOST

    @given(log=logs())
    def test_it_says_what_a_replay_of_the_whole_log_says(self, log: Log) -> None:
        """Every handle there is and no other; everybody, each by a word that means nobody else."""
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / "followup.db"
            with closing(Store(path)) as store:
                store.append(log.events)
            handles = _asked(path, "handles")
            people = _asked(path, "people")
        history = log.history()
        assert set(handles) == {application.handle for application in history.applications}
        meant = [history.contacts.called(parse_person(word)) for word in people]
        assert all(len(found) == 1 for found in meant), people
        assert {found[0].id for found in meant} == {contact.id for contact in history.contacts}


def test_a_name_that_somebody_had_before_a_merge_is_nobodys_word(program: Program) -> None:
    """Robin was Cy once, and there is another Cy: the word would mean both."""
    program.told("2026-11-16 add applied Acme --recruiter 'Robin <robin@example.com>'")
    program.told("2026-11-16 add applied Globex --recruiter Cy")
    program.told("2026-11-16 people merge Robin Cy")
    assert set(_asked(program.path, "people")) == {"robin"}
    program.told("2026-11-16 add applied Initech --recruiter Cy --new")
    words = set(_asked(program.path, "people"))
    assert len(words) == 2
    assert "cy" not in words
    for word in words:
        assert program("prefer " + word + " --channel phone", "2026-11-16").err == ""


def _asked(path: Path, kind: str) -> list[str]:
    """Return the words of a kind, asked for in a process's way but not in one."""
    reader, writer = os.pipe()
    before = os.dup(1)
    os.dup2(writer, 1)
    try:
        answer([kind, ""], {"FOLLOWUP_DATA_DIR": str(path.parent)}, DAY)
    finally:
        os.dup2(before, 1)
        os.close(before)
        os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as file:
        return [line.split("\t")[0] for line in file.read().splitlines()]


class TestHarm:
    """What is wrong is not said, and what is hostile not offered."""

    def test_hostile_names_give_harmless_words(
        self, program: Program, capfd: pytest.CaptureFixture[str]
    ) -> None:
        """Whatever stands in them, a line has nothing that a shell or a terminal would obey."""
        for number, payload in enumerate(PAYLOADS):
            name = payload.translate(dict.fromkeys(map(ord, "<>@")))
            program.run("add", "applied", f"x{payload}y", "--new", "--recruiter", f"n{number}{name}", now=DAY)
            program.run(
                "add", "applied", f"z{number}", "--recruiter", f"a$(x)`'{number}@example.com", now=DAY
            )
        program("today", f"{DAY} 18:00")
        capfd.readouterr()
        for kind in KINDS:
            for prefix in ("", "x", "n", "a"):
                answer([kind, prefix], program.variables, DAY)
        printed = capfd.readouterr()
        assert printed.err == ""
        lines = printed.out.splitlines()
        assert len(lines) > len(PAYLOADS)
        assert [
            line for line in lines if not re.fullmatch(r"[^\W_][\w@.+/-]*(\t[^\W_][\w@.+/-]*)?", line)
        ] == []

    @pytest.mark.parametrize(
        "how",
        [
            "missing",
            "empty",
            "folder",
            "pipe",
            "no database",
            "another's database",
            "another's database with a write-ahead log",
            "cut off",
            "overwritten in the middle",
            "its tables gone",
            "held by another command",
            "caches that are damaged",
            "caches that are pipes",
        ],
    )
    def test_whatever_is_wrong_nothing_is_said_made_or_changed(self, program: Program, how: str) -> None:
        """By the process itself, and without waiting."""
        program.told(SEARCH)
        program("today", f"{DAY} 17:00")
        held = _spoil(program.path, how)
        before = _state(program.folder)
        for kinds in ("handles", "actions,people,events", "backups,rules,kinds"):
            result = _tab(program, kinds, "")
            assert (result.returncode, result.stderr) == (0, "")
            assert not result.stdout or "rules" in kinds or how.startswith(("caches", "overwritten"))
        assert _state(program.folder) == before
        if held is not None:
            held.close()

    def test_a_log_that_is_whole_is_not_changed_either(self, program: Program) -> None:
        """Not the file, nor what is beside it; and a folder that is not there is not made."""
        program.told(SEARCH)
        program("today", f"{DAY} 17:00")
        before = _state(program.folder)
        assert "acme" in _tab(program, "handles", "a").stdout
        program.variables["FOLLOWUP_DATA_DIR"] = str(program.folder / "none")
        assert _tab(program, "handles", "a").stdout == ""
        assert _state(program.folder) == before

    @pytest.mark.parametrize(
        "words", [[], ["handles"], ["handles", "a", "--data-dir"], ["handles", "\udcff"]]
    )
    def test_a_question_that_no_script_asks_has_no_answer(self, program: Program, words: list[str]) -> None:
        """And no complaint."""
        result = _tab(program, *words)
        assert (result.returncode, result.stderr) == (0, "")

    def test_a_closed_standard_output_harms_no_file(self, program: Program) -> None:
        """The next file that is opened would have its number."""
        program.told(SEARCH)
        before = _state(program.folder)
        line = f'exec "{sys.executable}" -m followup __complete handles a >&-'
        result = subprocess.run(
            ["/bin/sh", "-c", line], env={**os.environ, **program.variables}, capture_output=True, check=False
        )
        assert (result.returncode, result.stderr) == (0, b"")
        assert _state(program.folder) == before

    def test_neither_click_nor_msgspec_is_loaded(self, program: Program) -> None:
        """Either costs more than a Tab may."""
        program.told(SEARCH)
        words = ("followup", "__complete", "people,handles,actions,rules", "a")
        result = subprocess.run(
            [sys.executable, "-X", "importtime", "-m", *words],
            env={**os.environ, **program.variables},
            capture_output=True,
            text=True,
            check=True,
        )
        assert {"ann", "acme", "acme-analyst"} <= set(result.stdout.split())
        loaded = {line.rpartition("|")[2].strip() for line in result.stderr.splitlines()}
        assert "sqlite3" in loaded
        assert not loaded & {"click", "msgspec", "rich", "platformdirs"}


def test_what_is_written_down_twice_is_the_same() -> None:
    """The other places are too slow to ask at Tab."""
    assert glimpse.APPLICATION_ID == database.APPLICATION_ID
    assert set(KEEPING) - {"done"} == glimpse.NO_FACTS


def _tab(program: Program, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "followup", "__complete", *words],
        env={**os.environ, **program.variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def _state(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return what is in a folder, and when each was last changed."""
    found = [folder, *folder.rglob("*")]
    return {
        str(path): (path.lstat().st_mtime_ns, path.lstat().st_size, path.lstat().st_ino) for path in found
    }


def _spoil(path: Path, how: str) -> sqlite3.Connection | None:
    """Do one kind of damage to the log; return what holds it, if anything does."""
    data = path.read_bytes()
    if how.startswith("another's"):
        path.unlink()
        with closing(sqlite3.connect(path)) as other:
            other.execute("CREATE TABLE events (seq, id, kind, application, data)")
            other.execute(
                "INSERT INTO events VALUES (1, 'a', 'applied', 'a', '{\"about\": {\"handle\": \"x\"}}')"
            )
            other.commit()
            if "ahead" in how:
                other.execute("PRAGMA journal_mode = WAL")
        return None
    if how == "held by another command":
        held = sqlite3.connect(path, isolation_level=None)
        held.execute("BEGIN EXCLUSIVE")
        return held
    if how.startswith("caches"):
        for cache in (path.parent / "cache").iterdir():
            if "pipes" in how:
                cache.unlink()
                os.mkfifo(cache)
            else:
                cache.write_bytes(cache.read_bytes().replace(b"acme", b"x;y!"))
        return None
    if how == "its tables gone":
        with closing(sqlite3.connect(path)) as log:
            log.executescript("DROP TRIGGER events_never_go; DROP TABLE events")
        return None
    path.unlink()
    if how == "folder":
        path.mkdir()
    elif how == "pipe":
        os.mkfifo(path)
    elif how != "missing":
        middle = len(data) // 2
        path.write_bytes(
            {
                "empty": b"",
                "no database": b"Not a database at all.\n" * 100,
                "cut off": data[:600],
                "overwritten in the middle": data[: middle - 2048] + b"\xff" * 4096 + data[middle + 2048 :],
            }[how]
        )
    return None
