"""What `today` said is said again without working it out, as long as the same would be said."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from cli.program import Program
from damage import TO_FILES
from followup.adapters.news import note_news

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WORDS = (["today"], ["today", "--json"])


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Return a search with a talk at 14:00 UTC, looked at in the morning until the answer is kept."""
    program = Program(tmp_path)
    program.config.mkdir()
    program.clock = program.clock.replace(hour=9)
    assert program("init --timezone UTC --country none").code == 0
    assert program('add applied Acme --on 2026-11-02 --recruiter "Robin <robin@example.com>"').code == 0
    assert program("add phone-screen Acme --on '2026-11-20 14:00'").code == 0
    look(program)
    return program


def look(program: Program) -> None:
    """Look twice: what a first look notes beside the log changes its file."""
    for words in (*WORDS, *WORDS):
        assert program.run(*words).code == 0


@pytest.mark.parametrize("words", WORDS)
def test_the_same_is_said_again(program: Program, words: list[str]) -> None:
    """Letter by letter; a document with the time of the question."""
    program.clock += timedelta(minutes=17)
    assert program.recalled(*words) == program.run(*words).out


def test_a_day_of_looks_says_what_each_look_would(program: Program) -> None:
    """Every half hour over two days: nothing is said longer than it holds, and most is said again."""
    recalled = 0
    for _ in range(96):
        program.clock += timedelta(minutes=30)
        for words in WORDS:
            said, right = program.recalled(*words), program.run(*words).out
            assert said in {None, right}
            recalled += said is not None
    assert recalled > 180


def _change(text: str) -> Callable[[Program], Any]:
    return lambda program: program(text)


def _rules(program: Program) -> None:
    path = program.config / "rules.yaml"
    path.write_bytes(path.read_bytes().replace(b"latest: 3 weeks", b"latest: 4 weeks"))


def _table(program: Program) -> None:
    with closing(sqlite3.connect(program.path)) as connection:
        connection.execute("CREATE TABLE more (one)")
        connection.commit()


CHANGES: dict[str, Callable[[Program], Any]] = {
    "an event": _change("add note Acme --note 'They called'"),
    "an undo": _change("undo"),
    "a wish": _change("prefer Robin --channel phone"),
    "other rules": _change("rules use quiet"),
    "an edited rule": _rules,
    "another table in the log": _table,
    "rows shown since": _change("today --all"),
    "a mail that waits": lambda program: note_news(program.data, {"a proposal": "a mail"}),
    "another zone": lambda program: program.variables.update(TZ="Asia/Tokyo"),
    "another terminal": lambda program: program.variables.update(COLUMNS="60"),
    "no colours": lambda program: program.variables.update(NO_COLOR="1"),
    "another log": lambda program: program.path.write_bytes(program.path.read_bytes()),
    "an older clock": lambda program: setattr(program, "clock", program.clock - timedelta(hours=1)),
    "the time of the talk": lambda program: setattr(program, "clock", program.clock.replace(hour=14)),
    "another day": lambda program: setattr(program, "clock", program.clock + timedelta(days=1)),
    "the door out": lambda program: program.variables.update(FOLLOWUP_NO_CACHE="1"),
    "a pretended day": lambda program: program.variables.update(FOLLOWUP_NOW="2026-11-20"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_whatever_changes_it_is_worked_out(program: Program, what: str) -> None:
    """Nothing is said again once anything that it could follow from is another."""
    assert program.recalled("today") is not None
    CHANGES[what](program)
    assert program.recalled("today") is None


@pytest.mark.parametrize("how", TO_FILES)
@pytest.mark.skipif(os.name == "nt", reason="there are no pipes and links to lay")
def test_a_damaged_answer_is_none(program: Program, how: str) -> None:
    """It is worked out, and what is then said is right."""
    right = program("today").out
    TO_FILES[how](program.data / "cache" / "said-today")
    assert program.recalled("today") in {None, right}
    assert program("today").out == right
