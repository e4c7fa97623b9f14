"""`why APPLICATION`: for each rule that asks for nothing, the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cli.program import Program

APPLIED = '2026-11-02 add applied Acme --recruiter "Robin <robin@example.com>"\n'


def silent(program: Program, log: str, now: str, name: str = "acme") -> dict[str, dict[str, Any]]:
    """Return the reasons of `why --json`, by rule."""
    program.told(log)
    document = program(f"why {name} --json", now).json
    return {each["rule"]: each for each in document["silent"]}


def test_every_rule_either_asks_or_says_why_not(program: Program) -> None:
    """No rule is passed over in silence."""
    program.told(APPLIED)
    document = program("why acme --json", "2026-11-03").json
    asking = {action["rule"] for action in document["actions"]}
    quiet = [each["rule"] for each in document["silent"]]
    assert asking == {"check-receipt", "follow-up-application", "check-in", "close-cold"}
    assert not asking & set(quiet)
    assert len(asking) + len(quiet) == 17


def test_no_such_event(program: Program) -> None:
    """The kinds that the rule counts from are named."""
    found = silent(program, "2026-11-02 add offer Acme", "2026-11-02")
    assert (
        found["follow-up-application"].items()
        >= {
            "rule": "follow-up-application",
            "step": "anchor",
            "text": "It counts from applied, and none is logged.",
            "event": None,
        }.items()
    )
    assert found["check-in"]["text"] == (
        "It counts from applied, heard back, promised, phone screen, interview or cancelled,"
        " and none is logged."
    )


def test_settled_by_an_event(program: Program) -> None:
    """The event is said with its date, and named by its id."""
    found = silent(program, APPLIED + "2026-11-04 add heard-back Acme", "2026-11-09")
    event = program.events()[-1]
    assert event.kind == "heard_back"
    assert (
        found["follow-up-application"].items()
        >= {
            "rule": "follow-up-application",
            "step": "unless",
            "text": "You heard back on Wed 4 Nov, so there is no need.",
            "event": event.id,
        }.items()
    )


def test_done_and_skipped(program: Program) -> None:
    """What the user did about it is a reason as well."""
    log = APPLIED + "2026-11-03 done check-receipt/acme\n2026-11-09 skip follow-up-application/acme"
    found = silent(program, log, "2026-11-09")
    assert found["check-receipt"]["step"] == "done"
    assert found["follow-up-application"]["step"] == "skipped"
    assert found["follow-up-application"]["text"] == "You skipped it on Mon 9 Nov."


def test_limit_reached(program: Program) -> None:
    """The last anchor's own reason is told: the limit, not what was done at an earlier one."""
    log = APPLIED + (
        "2026-11-03 add phone-screen Acme\n2026-11-10 done nudge-after-phone-screen/acme\n"
        "2026-11-12 add phone-screen Acme"
    )
    found = silent(program, log, "2026-11-13")
    assert found["nudge-after-phone-screen"]["step"] == "limit"
    assert "once per application" in found["nudge-after-phone-screen"]["text"]


def test_stopped_by_rejection(program: Program) -> None:
    """The event that ended the application."""
    found = silent(program, APPLIED + "2026-11-04 add rejected Acme", "2026-11-09")
    assert found["check-in"]["step"] == "stop"
    assert found["check-in"]["text"] == "The rejection was on Wed 4 Nov, so nothing more is planned."
    assert found["check-in"]["event"] == program.events()[-1].id


def test_stopped_by_a_wish(program: Program) -> None:
    """The contact said no."""
    log = APPLIED + "2026-11-02 add receipt Acme\n2026-11-03 prefer Robin --follow-up no"
    found = silent(program, log, "2026-11-09")
    assert found["follow-up-application"]["step"] == "wish"
    assert found["follow-up-application"]["text"] == "Robin asked not to be followed up."


def test_a_guard_that_is_full_to_the_end_of_the_window(program: Program) -> None:
    """The limit, and the message that takes the place."""
    log = APPLIED + "2026-11-02 add receipt Acme\n2026-11-20 add sent Acme"
    found = silent(program, log, "2026-11-20")
    assert found["follow-up-application"]["step"] == "guard"
    text = found["follow-up-application"]["text"]
    assert text.startswith("Limit once-a-week: at most 1 message to one person within 7 days; you wrote")
    assert "Fri 20 Nov" in text
    assert "full until Fri 27 Nov, and this closes before" in text  # it closes on Mon 23 Nov
    assert found["follow-up-application"]["until"] == "2026-11-27"
    assert found["follow-up-application"]["event"] == program.events()[-1].id


def test_a_guard_that_stops_for_good(program: Program) -> None:
    """Three messages without an answer are enough."""
    sent = "".join(f"2026-11-0{day} add sent Acme\n" for day in (2, 3, 4))
    found = silent(program, APPLIED + sent, "2026-11-16")
    assert found["check-in"]["step"] == "guard"
    assert found["check-in"]["text"].startswith("Limit unanswered: at most 3 messages about one application")


def test_a_guard_that_lets_it_go_in_time_says_when(program: Program) -> None:
    """Then the rule asks, later: its date is the one on which the guard lets it through."""
    program.told(APPLIED + "2026-11-02 add receipt Acme\n2026-11-06 add sent Acme")
    document = program("why acme --json", "2026-11-09").json
    [action] = [each for each in document["actions"] if each["rule"] == "follow-up-application"]
    assert (action["status"], action["due"]) == ("upcoming", "2026-11-13")
    assert action["reasons"][-1]["name"] == "once-a-week"
    assert action["reasons"][-1]["text"].endswith("so it moves to Fri 13 Nov.")


def test_a_waiting_one_says_on_what(program: Program) -> None:
    """It asks for nothing yet, and stands among the actions with what it waits for."""
    program.told(APPLIED + "2026-11-03 add interview Acme --with Ann")
    document = program("why acme --json", "2026-11-04").json
    [action] = [each for each in document["actions"] if each["rule"] == "follow-up-interview"]
    assert action["status"] == "waiting"
    assert action["reasons"][-1]["text"] == "It waits for word from Ann that following up is welcome."


def test_what_was_over_when_it_was_logged(program: Program) -> None:
    """Nobody can be late for an application of last year."""
    found = silent(program, "2026-11-02 add applied Acme --on 2026-03-02", "2026-11-02")
    assert found["follow-up-application"]["step"] == "closed"


def test_a_missed_one_asks_for_nothing_any_more(program: Program) -> None:
    """It says when it closed."""
    found = silent(program, APPLIED + "2026-11-02 add receipt Acme", "2026-11-24")
    assert found["follow-up-application"]["step"] == "missed"
    assert found["follow-up-application"]["text"] == "It closed on Mon 23 Nov."


def test_the_screen_lists_them_below_the_actions(program: Program) -> None:
    """One line for each rule."""
    program.told(APPLIED + "2026-11-04 add rejected Acme")
    shown = program("why acme", "2026-11-09").out
    assert "Rules that ask for nothing" in shown
    assert "check-in: The rejection was on Wed 4 Nov, so nothing more is planned." in shown


def test_one_action_has_no_rules_that_are_silent(program: Program) -> None:
    """`why ACTION` is about that one."""
    program.told(APPLIED)
    assert "silent" not in program("why check-in/acme --json", "2026-11-03").json
