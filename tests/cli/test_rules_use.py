"""`rules use`: adopt a set of rules that ships, with the difference shown first and nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cli.test_rules_edit import own
from followup.adapters.rulebook import RULE_SETS, compile_rules, shipped_rules

if TYPE_CHECKING:
    from cli.program import Program

LOG = """
2026-11-02 add applied Acme --recruiter "Robin <robin@example.com>"
2026-11-02 add receipt Acme
"""
CALENDAR = """\
calendar:            # where they work
  timezone: Europe/Berlin
  holidays: none
  # the week after Christmas
  days_off: ["2026-12-28..2026-12-31"]
"""
MINE = f"""\
version: 1

{CALENDAR}
events: [coding_test]

rules:
  look: {{after: coding_test, wait: 1 week, do: Look}}
"""


def test_the_difference_is_shown_before_it_is_adopted(program: Program) -> None:
    """First what would change for the open actions, then that it is in force."""
    program.told(LOG)
    result = program("rules use quiet", "2026-11-03")
    assert result.code == 0
    assert result.out.index("vanished") < result.out.index("The quiet rules are in force")
    assert own(program).read_bytes() == shipped_rules("quiet").read_bytes()
    assert own(program).stat().st_mode & 0o777 == 0o600
    assert program.actions("2026-11-09", rule="follow-up-application") == []


def test_on_no_nothing_is_changed(program: Program) -> None:
    """The question comes after the difference; the answer by default is no."""
    program.told(LOG)
    for answers in ("n\n", "\n"):
        result = program.answering(answers, "--now", "2026-11-03", "rules", "use", "quiet")
        assert result.code == 1
        assert "vanished" in result.out
        assert "Adopt the quiet rules?" in result.err
        assert "Nothing was changed." in result.err
        assert not own(program).exists()
    assert program.answering("y\n", "rules", "use", "quiet").code == 0
    assert own(program).exists()


@pytest.mark.parametrize("name", RULE_SETS)
def test_the_calendar_and_the_events_of_the_user_stay(name: str, program: Program) -> None:
    """Word for word, comments too; everything else is the set's."""
    program.config.mkdir()
    own(program).write_text(MINE)
    assert program(f"rules use {name}").code == 0
    text = own(program).read_text()
    assert CALENDAR in text
    adopted = compile_rules("rules.yaml", text.encode())
    shipped = compile_rules("rules.yaml", shipped_rules(name).read_bytes())
    mine = compile_rules("rules.yaml", MINE.encode())
    assert (adopted.calendar, adopted.events) == (mine.calendar, mine.events)
    assert (adopted.rules, adopted.guards, adopted.stop) == (shipped.rules, shipped.guards, shipped.stop)
    assert adopted.messages == shipped.messages


def test_rules_that_one_wrote_are_kept_and_never_written_over(program: Program) -> None:
    """The first ones as rules.yaml.bak, the next beside it; a set that ships needs no copy."""
    program.config.mkdir()
    own(program).write_text(MINE)
    result = program("rules use quiet")
    kept = program.config / "rules.yaml.bak"
    assert f"The rules that you had: {kept}" in result.out
    assert kept.read_text() == MINE
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "that you had" not in program("rules use persistent").out
    assert "that you had" not in program("rules use default").out
    assert kept.read_text() == MINE
    second = MINE.replace("1 week", "2 weeks")
    own(program).write_text(second)
    program("rules use quiet")
    assert kept.read_text() == MINE
    assert (program.config / "rules.yaml.bak2").read_text() == second


def test_with_another_file_in_force_nothing_is_adopted(program: Program) -> None:
    """`--rules` and FOLLOWUP_RULES name a file that would be used instead."""
    path = program.folder / "other.yaml"
    path.write_text(MINE)
    assert program.run("--rules", str(path), "rules", "use", "quiet").code == 1
    program.variables["FOLLOWUP_RULES"] = str(path)
    result = program("rules use quiet")
    assert result.code == 1
    assert str(path) in result.err
    assert not program.config.exists()


def test_a_set_that_does_not_exist_is_wrong_usage(program: Program) -> None:
    """The sets are named."""
    result = program("rules use loud")
    assert result.code == 2
    assert "quiet" in result.err


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("version: 1\nrules: {a: {do: x}}\n", 3),  # has errors of its own
        ("{version: 1, calendar: {holidays: US}, rules: {a: {after: applied, wait: 1 day, do: x}}}\n", 1),
    ],
)
def test_a_calendar_that_cannot_be_taken_over_is_not_lost(text: str, code: int, program: Program) -> None:
    """Then nothing is changed, and it is said what to do."""
    program.config.mkdir()
    own(program).write_text(text)
    result = program("rules use quiet")
    assert result.code == code
    assert own(program).read_text() == text


def test_the_log_is_not_touched(program: Program) -> None:
    """Rules are no events."""
    program.told(LOG)
    before = program.events()
    program("rules use quiet")
    assert program.events() == before
