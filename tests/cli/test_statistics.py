"""`stats`: figures computed by hand from small logs, and what must hold of any log."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from rich.console import Console

from core.building import default_rules
from core.logs import Log, logs
from followup.core.statistics import FEWEST, statistics
from followup.formats.screens.statistics import statistics_document, statistics_screen

if TYPE_CHECKING:
    from cli.program import Program

NOW = "2026-11-27 09:00"
APPLIED = '2026-11-02 add applied Acme --recruiter "R <r@example.com>"'
RECEIVED = "2026-11-03 add receipt Acme"
ASKED = "2026-11-10 done follow-up-application/acme"


def stats(program: Program, *lines: str) -> dict[str, Any]:
    """Return the document of `stats` after `lines`."""
    program.told("\n".join(lines))
    found: dict[str, Any] = program("stats --json", NOW).json
    return found


class TestSteps:
    """How far applications came."""

    @pytest.mark.parametrize(
        ("log", "reached"),
        [
            (["2026-11-02 add applied Acme"], [1, 0, 0, 0]),
            (["2026-11-02 add phone-screen Acme"], [1, 1, 0, 0]),  # it began with the call
            (["2026-11-02 add applied Acme", "2026-11-09 add interview Acme"], [1, 1, 1, 0]),  # past the call
            (
                ["2026-11-02 add applied Acme", "2026-11-09 add interview Acme --on 'dec 3'"],
                [1, 1, 1, 0],
            ),  # invited
            (["2026-11-02 add interview Acme --on 'dec 3'", "2026-11-09 add cancelled Acme"], [1, 0, 0, 0]),
            (["2026-11-02 add applied Acme", "2026-11-09 add offer Acme"], [1, 1, 1, 1]),
            (
                ["2026-11-02 add applied Acme", "2026-11-09 add accepted Acme"],
                [1, 1, 1, 1],
            ),  # so there was one
        ],
    )
    def test_the_furthest_counts(self, log: list[str], reached: list[int], program: Program) -> None:
        """Whoever is further has passed the steps before; a talk called off was none."""
        assert [each["reached"] for each in stats(program, *log)["steps"]] == reached

    def test_what_is_open_is_no_refusal(self, program: Program) -> None:
        """Three wait, one was refused, one is closed: of five that applied, two did not get further."""
        log = [f"2026-11-02 add applied {name}" for name in ("A1", "B1", "C1", "D1", "E1")]
        found = stats(program, *log, "2026-11-09 add rejected D1", "2026-11-09 add closed E1")
        screen = found["steps"][1]
        assert (screen["reached"], screen["ended_before"], screen["open_before"]) == (0, 2, 3)
        assert (found["open"], found["over"]) == (3, {"rejected": 1, "closed": 1})

    @pytest.mark.parametrize(("number", "rate"), [(19, None), (20, 0.25)])
    def test_a_share_needs_twenty(self, number: int, rate: float | None, program: Program) -> None:
        """Five calls among 20 that are decided are a quarter; among 19 they are too few to say."""
        for each in range(number):
            kind = "phone-screen" if each < 5 else "rejected"
            program.told(f"2026-11-02 add applied Firm{each} --new\n2026-11-09 add {kind} Firm{each}")
        assert stats(program)["steps"][1]["rate"] == rate
        assert ("too few to say" in program("stats", NOW).out.split("Interview")[0]) is (rate is None)


class TestAnswers:
    """What came of what was written."""

    @pytest.mark.parametrize(
        ("more", "counts"),
        [
            ((), (0, 0, 1)),  # it is open
            (("2026-11-12 add heard-back Acme",), (1, 0, 0)),
            (("2026-11-12 add rejected Acme",), (1, 0, 0)),  # a refusal is an answer
            (("2026-11-12 add interview Acme --on 'dec 3'",), (1, 0, 0)),  # invited, though the talk is ahead
            (("2026-11-12 add closed Acme",), (0, 1, 0)),  # given up
            (("2026-11-12 add note Acme --note hm",), (0, 0, 1)),
            (("2026-11-20 add sent Acme",), (0, 1, 1)),  # the second waits, the first was in vain
            (
                ("2026-11-20 add sent Acme", "2026-11-23 add heard-back Acme"),
                (1, 1, 0),
            ),  # the last is answered
            (("2026-11-09 add heard-back Acme",), (0, 0, 1)),  # before it was written
        ],
    )
    def test_of_one_message(
        self, more: tuple[str, ...], counts: tuple[int, int, int], program: Program
    ) -> None:
        """An answer belongs to the last message before it."""
        found = stats(program, APPLIED, RECEIVED, ASKED, *more)["answers"]
        for name in ("by_message", "by_channel", "by_days_waited"):
            sums = [sum(each[key] for each in found[name]) for key in ("answered", "unanswered", "open")]
            assert tuple(sums) == counts, name

    def test_kinds_channels_and_days(self, program: Program) -> None:
        """By the message of the rule, the channel that the action had, and the days since the application."""
        found = stats(program, APPLIED, RECEIVED, ASKED, "2026-11-20 add sent Acme")["answers"]
        assert [each["name"] for each in found["by_message"]] == ["application-follow-up", None]
        assert [each["name"] for each in found["by_channel"]] == ["email", None]
        assert [each["name"] for each in found["by_days_waited"]] == ["8 to 14 days"]

    def test_a_letter_about_two_roles_is_one_message(self, program: Program) -> None:
        """One answer to it is enough."""
        for role in ("Analyst", "Engineer"):
            program.told(f'2026-11-02 add applied Acme --role {role} --recruiter "R <r@example.com>" --new')
        program.told("2026-11-03 add receipt acme\n2026-11-03 add receipt acme-engineer")
        assert program("today", "2026-11-10").out
        assert program("done 1", "2026-11-10").out.count("(acme") == 2
        found = stats(program, "2026-11-12 add heard-back acme-engineer")
        assert sum(each["answered"] for each in found["answers"]["by_message"]) == 1
        assert sum(week["messages"] for week in found["weeks"]) == 1

    def test_thanks_ask_for_nothing(self, program: Program) -> None:
        """So no answer to them is missed."""
        log = ["2026-11-02 add applied Acme", "2026-11-10 add interview Acme --with Ann"]
        found = stats(program, *log, "2026-11-11 done thank-interviewers/acme")
        assert found["answers"]["by_message"] == []


def test_weeks(program: Program) -> None:
    """From the first week on, twelve at most; what lies ahead is not counted."""
    found = stats(
        program,
        "2026-11-09 add applied Acme",
        "2026-11-15 add applied Globex",
        "2026-11-16 add interview Acme --with Ann",
        "2026-11-17 add interview Globex --on 'dec 3'",
    )
    assert found["weeks"] == [
        {"monday": "2026-11-09", "applied": 2, "messages": 0, "talks": 0},
        {"monday": "2026-11-16", "applied": 0, "messages": 0, "talks": 1},
        {"monday": "2026-11-23", "applied": 0, "messages": 0, "talks": 0},
    ]


def test_nothing_logged(program: Program) -> None:
    """It says how to begin."""
    assert program("stats", NOW).out.startswith("Nothing is logged yet.")
    assert program("stats --json", NOW).json["applications"] == 0


@given(log=logs())
def test_every_application_and_message_is_counted_once(log: Log) -> None:
    """Whatever was typed: the sums agree, each step is no more than the one before, and it can be drawn."""
    history = log.history()
    found = statistics(history, default_rules(), log.now)
    assert found.open + sum(found.ends.values()) == found.applications == len(history.applications)
    assert found.steps[0].yes == found.applications
    for before, step in zip(found.steps, found.steps[1:], strict=False):
        assert step.yes + step.no + step.open == before.yes
    assert sum(step.open for step in found.steps) <= found.open
    letters = {
        (event.settles.letter if event.settles else "") or event.id
        for application in history.applications
        for event in application.by_kind.get("sent", ())
        if not (event.settles and event.settles.courtesy) and application.has_happened(event, log.now)
    }
    for rates in (found.by_message, found.by_channel):
        assert sum(rate.decided + rate.open for rate in rates) == len(letters)
        assert all((rate.share is None) is (rate.decided < FEWEST) for rate in rates)
    assert sum(week.messages for week in found.weeks) == len(letters | _thanks(log))
    console = Console(file=io.StringIO(), width=60)
    console.print(statistics_screen(found))
    assert statistics_document(found)["applications"] == found.applications


def _thanks(log: Log) -> set[str]:
    """Return the thank-you messages that were sent."""
    return {
        event.settles.letter or event.id
        for application in log.history().applications
        for event in application.by_kind.get("sent", ())
        if event.settles and event.settles.courtesy and application.has_happened(event, log.now)
    }
