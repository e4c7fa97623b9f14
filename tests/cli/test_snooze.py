"""`snooze`: the day that the user chose holds, and where it cannot, the program says so at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cli.program import Program

ACME, GLOBEX = "follow-up-application/acme", "follow-up-application/globex"


@pytest.fixture
def two_roles(program: Program) -> Program:
    """Two roles at one recruiter; on 9 November the program asks for one message about both."""
    program.told(
        """
        2026-11-02 add applied Acme --recruiter "Robin Reed <robin@example.com>"
        2026-11-02 add receipt acme
        2026-11-02 add applied Globex --recruiter "Robin Reed <robin@example.com>"
        2026-11-02 add receipt globex
        """
    )
    return program


def due(program: Program, name: str, now: str) -> tuple[str, str]:
    """Return status and due date of an action."""
    [action] = program(f"why {name} --json", now).json["actions"]
    return action["status"], action["due"]


def test_a_day_on_which_there_is_room_is_taken(two_roles: Program) -> None:
    """And the other role goes with it, for one message a week goes to Robin."""
    result = two_roles(f"snooze {GLOBEX} thursday", "2026-11-09")
    assert result.out.startswith("Put off to Thu 12 Nov 2026, in 3 days: Ask Robin Reed about your")
    assert due(two_roles, GLOBEX, "2026-11-09") == ("snoozed", "2026-11-12")
    assert due(two_roles, ACME, "2026-11-09") == ("upcoming", "2026-11-12")
    assert due(two_roles, GLOBEX, "2026-11-12") == ("due", "2026-11-12")


class TestWithoutRoom:
    """Robin was written to on the 9th."""

    @pytest.fixture(autouse=True)
    def written(self, two_roles: Program) -> None:
        two_roles(f"done {ACME}", "2026-11-09")

    def test_it_says_which_day_is_free_and_logs_nothing(self, two_roles: Program) -> None:
        """With the limit, and what was written."""
        result = two_roles(f"snooze {GLOBEX} wednesday", "2026-11-10")
        assert result.code == 1
        assert "limit once-a-week" in result.err.lower()
        assert "you wrote to Robin Reed about another application on Mon 9 Nov" in result.err
        assert "--free takes Mon 16 Nov 2026, in 6 days; --anyway keeps the day." in result.err
        assert due(two_roles, GLOBEX, "2026-11-10") == ("upcoming", "2026-11-16")

    @pytest.mark.parametrize(
        ("option", "day", "status"),
        [("--free", "2026-11-16", "snoozed"), ("--anyway", "2026-11-11", "snoozed")],
    )
    def test_the_user_decides(self, two_roles: Program, option: str, day: str, status: str) -> None:
        """What is chosen anyway stands on its day, whatever the limit says."""
        two_roles(f"snooze {GLOBEX} wednesday {option}", "2026-11-10")
        assert due(two_roles, GLOBEX, "2026-11-10") == (status, day)
        assert due(two_roles, GLOBEX, day) == ("due", day)

    def test_one_of_them(self, two_roles: Program) -> None:
        """Both at once mean nothing."""
        assert two_roles(f"snooze {GLOBEX} wednesday --free --anyway", "2026-11-10").code == 2


def test_done_says_which_chosen_day_it_moves(two_roles: Program) -> None:
    """And it is never stopped for that."""
    two_roles(f"snooze {GLOBEX} thursday", "2026-11-09")
    result = two_roles(f"done {ACME}", "2026-11-09")
    assert "You put 'Ask Robin Reed about your application' (globex) on Thu 12 Nov." in result.err
    assert "so it moves to Mon 16 Nov." in result.err
    assert due(two_roles, GLOBEX, "2026-11-12") == ("snoozed", "2026-11-16")


def test_two_chosen_days_within_a_week_are_brought_together(two_roles: Program) -> None:
    """The day chosen first is offered."""
    two_roles(f"snooze {GLOBEX} 2026-11-19", "2026-11-09")
    result = two_roles(f"snooze {ACME} 2026-11-17", "2026-11-09")
    assert result.code == 1
    assert "--free takes Thu 19 Nov 2026, in 10 days" in result.err
    two_roles(f"snooze {ACME} 2026-11-17 --free", "2026-11-09")
    assert due(two_roles, ACME, "2026-11-09") == ("snoozed", "2026-11-19")
    assert due(two_roles, GLOBEX, "2026-11-09") == ("snoozed", "2026-11-19")


def test_a_wish_wins_and_snooze_says_so(two_roles: Program) -> None:
    """The day is kept in the log; the wish may change."""
    two_roles("prefer robin@example.com --not-before 2026-11-20", "2026-11-03")
    result = two_roles(f"snooze {GLOBEX} 2026-11-12", "2026-11-09")
    assert "Robin Reed asked for nothing before Fri 20 Nov, so it moves to that day." in result.err


def test_add_says_that_a_choice_has_lapsed_with_the_silence(two_roles: Program) -> None:
    """An answer begins it anew."""
    two_roles("snooze check-in/acme 2026-11-20", "2026-11-16")
    result = two_roles("add heard-back acme", "2026-11-17")
    assert "the day that you chose, Fri 20 Nov 2026, in 3 days, has lapsed" in result.err


def test_remind_says_where_its_day_does_not_hold(two_roles: Program) -> None:
    """A reminder for a person is a message like any other."""
    two_roles(f"done {ACME}", "2026-11-09")
    result = two_roles('remind "Call Robin" --to "Robin Reed" --on 2026-11-12', "2026-11-09")
    assert "You put 'Call Robin' on Thu 12 Nov." in result.err
    assert "so it moves to Mon 16 Nov." in result.err
