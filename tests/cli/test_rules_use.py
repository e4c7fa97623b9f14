"""`rules use`: adopt a set of rules that ships, with the difference shown first and nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cli.test_rules_edit import answered, own
from followup.adapters.rulebook import RULE_SETS, compile_rules, shipped_rules

if TYPE_CHECKING:
    from cli.program import Desk

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


def test_the_difference_is_shown_before_it_is_adopted(desk: Desk) -> None:
    """First what would change for the open actions, then that it is in force."""
    desk.told(LOG)
    result = desk("rules use quiet", "2026-11-03")
    assert result.code == 0
    assert result.out.index("vanished") < result.out.index("The quiet rules are in force")
    assert own(desk).read_bytes() == shipped_rules("quiet").read_bytes()
    assert own(desk).stat().st_mode & 0o777 == 0o600
    assert desk.actions("2026-11-09", rule="follow-up-application") == []


def test_on_no_nothing_is_changed(desk: Desk) -> None:
    """The question comes after the difference; the answer by default is no."""
    desk.told(LOG)
    for answers in ("n\n", "\n"):
        result = answered(desk, answers, "--now", "2026-11-03", "rules", "use", "quiet")
        assert result.code == 1
        assert "vanished" in result.out
        assert "Adopt the quiet rules?" in result.err
        assert "Nothing was changed." in result.err
        assert not own(desk).exists()
    assert answered(desk, "y\n", "rules", "use", "quiet").code == 0
    assert own(desk).exists()


@pytest.mark.parametrize("name", RULE_SETS)
def test_the_calendar_and_the_events_of_the_user_stay(name: str, desk: Desk) -> None:
    """Word for word, comments too; everything else is the set's."""
    desk.config.mkdir()
    own(desk).write_text(MINE)
    assert desk(f"rules use {name}").code == 0
    text = own(desk).read_text()
    assert CALENDAR in text
    adopted = compile_rules("rules.yaml", text.encode())
    shipped = compile_rules("rules.yaml", shipped_rules(name).read_bytes())
    mine = compile_rules("rules.yaml", MINE.encode())
    assert (adopted.calendar, adopted.events) == (mine.calendar, mine.events)
    assert (adopted.rules, adopted.guards, adopted.stop) == (shipped.rules, shipped.guards, shipped.stop)
    assert adopted.messages == shipped.messages


def test_rules_that_one_wrote_are_kept_and_never_written_over(desk: Desk) -> None:
    """The first ones as rules.yaml.bak, the next beside it; a set that ships needs no copy."""
    desk.config.mkdir()
    own(desk).write_text(MINE)
    result = desk("rules use quiet")
    kept = desk.config / "rules.yaml.bak"
    assert f"The rules that you had: {kept}" in result.out
    assert kept.read_text() == MINE
    assert kept.stat().st_mode & 0o777 == 0o600
    assert "that you had" not in desk("rules use persistent").out
    assert "that you had" not in desk("rules use default").out
    assert kept.read_text() == MINE
    second = MINE.replace("1 week", "2 weeks")
    own(desk).write_text(second)
    desk("rules use quiet")
    assert kept.read_text() == MINE
    assert (desk.config / "rules.yaml.bak2").read_text() == second


def test_with_another_file_in_force_nothing_is_adopted(desk: Desk) -> None:
    """`--rules` and FOLLOWUP_RULES name a file that would be used instead."""
    path = desk.folder / "other.yaml"
    path.write_text(MINE)
    assert desk.run("--rules", str(path), "rules", "use", "quiet").code == 1
    desk.environment["FOLLOWUP_RULES"] = str(path)
    result = desk("rules use quiet")
    assert result.code == 1
    assert str(path) in result.err
    assert not desk.config.exists()


def test_a_set_that_does_not_exist_is_wrong_usage(desk: Desk) -> None:
    """The sets are named."""
    result = desk("rules use loud")
    assert result.code == 2
    assert "quiet" in result.err


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("version: 1\nrules: {a: {do: x}}\n", 3),  # has errors of its own
        ("{version: 1, calendar: {holidays: US}, rules: {a: {after: applied, wait: 1 day, do: x}}}\n", 1),
    ],
)
def test_a_calendar_that_cannot_be_taken_over_is_not_lost(text: str, code: int, desk: Desk) -> None:
    """Then nothing is changed, and it is said what to do."""
    desk.config.mkdir()
    own(desk).write_text(text)
    result = desk("rules use quiet")
    assert result.code == code
    assert own(desk).read_text() == text


def test_the_log_is_not_touched(desk: Desk) -> None:
    """Rules are no events."""
    desk.told(LOG)
    before = desk.events()
    desk("rules use quiet")
    assert desk.events() == before
