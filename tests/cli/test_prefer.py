"""`followup prefer`: a contact's wishes win over every rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from cli.program import Program

NOW = "2026-11-10"


@pytest.fixture
def met(program: Program) -> Program:
    """Return the program after an interview with two people, and with another application of one of them."""
    program.told("""
        2026-11-10 add interview Acme --with "Ann Lee <ann@example.com>" --with Bo
        2026-11-10 add applied Globex --recruiter "Ann Lee <ann@example.com>"
    """)
    return program


def follow_up(program: Program, name: str) -> dict[str, Any]:
    """Return the question to a person after the interview."""
    actions = program("why acme --json", NOW).json["actions"]
    [found] = [a for a in actions if a["rule"] == "follow-up-interview" and a["contact"]["name"] == name]
    return dict(found)


@pytest.mark.parametrize("person", ["Ann Lee", "ann lee", "ann", "ann@example.com", "Ann <ann@example.com>"])
def test_a_person_is_known_by_name_or_address(person: str, met: Program) -> None:
    """A first name is enough where one person has it."""
    result = met.run("prefer", person, "--follow-up", "yes", now=NOW)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith("Noted for Ann Lee <ann@example.com>: a follow-up is welcome.\nNext:\n")
    assert follow_up(met, "Ann Lee")["status"] == "upcoming"
    assert follow_up(met, "Bo")["reasons"][-1]["step"] == "need"


def test_no_means_no_message(met: Program) -> None:
    """The action is stopped, and says whose wish that is."""
    assert "no follow-up" in met("prefer bo --follow-up no", NOW).out
    action = follow_up(met, "Bo")
    assert action["status"] == "stopped"
    assert action["reasons"][-1]["text"] == "Bo asked not to be followed up."


@pytest.mark.parametrize(
    "word", ["email", "phone", "letter", "text", "linkedin", "in-person", "in_person", "PHONE"]
)
def test_a_channel_replaces_the_one_of_the_rule(word: str, met: Program) -> None:
    """In every message to the person."""
    assert met.run("prefer", "Bo", "--channel", word, now=NOW).code == 0
    assert follow_up(met, "Bo")["channel"] == word.lower().replace("-", "_")


def test_a_date_holds_back_every_message(met: Program) -> None:
    """The date is echoed; one that has passed lets everything go again."""
    met("prefer Bo --follow-up yes", NOW)
    result = met('prefer Bo --not-before "nov 30"', NOW)
    assert "not before Mon 30 Nov 2026" in result.out
    [wish] = [reason for reason in follow_up(met, "Bo")["reasons"] if reason["step"] == "wish"]
    assert wish["due"] == "2026-11-30"
    assert wish["text"] == "Bo asked for nothing before Mon 30 Nov, so it moves to that day."
    met("prefer Bo --not-before 2026-11-10", NOW)
    assert follow_up(met, "Bo")["due"] == "2026-11-17"


def test_of_two_wishes_the_later_counts(met: Program) -> None:
    """What was not said again stays."""
    met("prefer Bo --follow-up no --channel phone", NOW)
    met("prefer Bo --follow-up yes", NOW)
    action = follow_up(met, "Bo")
    assert (action["status"], action["channel"]) == ("upcoming", "phone")


def test_a_wish_can_hold_for_one_application(met: Program) -> None:
    """The others are as they were."""
    result = met("prefer Ann --channel phone --application globex", NOW)
    assert "(for globex only)" in result.out
    assert follow_up(met, "Ann Lee")["channel"] == "email"
    assert met.actions(NOW, rule="check-in", application="globex")[0]["channel"] == "phone"


def test_every_wish_is_seen_again(met: Program) -> None:
    """`show` says them with the person, on the screen and in JSON."""
    met(
        'prefer Bo --follow-up yes --channel in-person --not-before 2026-11-30 --phone "555 0100" --note hi',
        NOW,
    )
    assert (
        "Bo, interviewer, phone 555 0100; wishes: a follow-up is welcome, in person,\n"
        "  not before Mon 30 Nov 2026" in met("show acme", NOW).out
    )
    people = met("show acme --json", NOW).json["application"]["people"]
    [bo] = [person for person in people if person["name"] == "Bo"]
    assert bo == {
        "id": met.events()[0].people[1].contact,
        "name": "Bo",
        "email": None,
        "phone": "555 0100",
        "part": "interviewer",
        "channel": "in_person",
        "follow_up": True,
        "not_before": "2026-11-30",
    }
    met("prefer Bo --follow-up no --application acme", NOW)
    assert "Bo wishes: no follow-up" in met("show acme", NOW).out


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("Ann",), 2, "Say what they wish: --channel, --follow-up, --not-before or --phone."),
        (("Ann", "--note", "x"), 2, "Say what they wish"),
        (("Ann", "--channel", "mail"), 2, "Did you mean email?"),
        (
            ("Ann", "--channel", "pigeon"),
            2,
            "Known channels: email, phone, letter, text, linkedin, in-person.",
        ),
        (("Ann", "--follow-up", "maybe"), 2, "'maybe' is not one of 'yes', 'no'"),
        (("Ann", "--not-before", "soon"), 2, '"soon" is no date or time'),
        (("Ann", "--phone", ""), 2, "--phone has 0 characters."),
        (("Ann", "--phone", "5" * 61), 2, "--phone has 61 characters."),
        (("Anne", "--follow-up", "yes"), 1, "Did you mean Ann Lee?"),
        (("Zoe", "--follow-up", "yes"), 1, "People are known from --recruiter and --with of `followup add`."),
        (("Bo", "--follow-up", "yes", "--application", "globex"), 1, "Nobody called 'Bo' is known."),
        (("Bo", "--follow-up", "yes", "--application", "nix"), 1, "No application is called 'nix'."),
        (("", "--follow-up", "yes"), 2, "names nobody"),
        (("Ann <ann>", "--follow-up", "yes"), 2, "has no valid address"),
    ],
)
def test_what_is_no_wish(words: tuple[str, ...], code: int, says: str, met: Program) -> None:
    """It fails with what to type instead, and nothing is written."""
    before = len(met.events())
    result = met.run("prefer", *words, now=NOW)
    assert (result.code, result.out) == (code, "")
    assert says in result.err
    assert len(met.events()) == before


def test_two_people_of_one_name_are_told_apart_by_address(program: Program) -> None:
    """The error lists the addresses."""
    program.told("""
        2026-11-10 add interview Acme --with "Sam <sam@acme.example>"
        2026-11-10 add interview Globex --with "Sam <sam@globex.example>"
    """)
    result = program("prefer Sam --follow-up yes", NOW)
    assert result.code == 1
    assert "sam@acme.example" in result.err
    assert "Give the address, or the id from `followup people`." in result.err
    assert program("prefer sam@acme.example --follow-up yes", NOW).code == 0
    assert program("prefer Sam --follow-up yes --application globex", NOW).code == 0


def test_what_comes_next_says_for_which_company(program: Program) -> None:
    """Three roles at one recruiter are three lines that differ."""
    program.told("""
        2026-11-02 add applied Acme --recruiter "Greg <greg@example.com>"
        2026-11-02 add receipt Acme
        2026-11-02 add applied Globex --role Analyst --recruiter greg@example.com
        2026-11-02 add receipt Globex
    """)
    shown = program("prefer Greg --not-before 2026-11-16", NOW).out.partition("Next:\n")[2]
    assert "Acme: Ask Greg about your application" in shown
    assert "Globex, Analyst: Ask Greg about your application" in shown


FAREWELL = """
version: 1
calendar: {holidays: none}
rules:
  farewell:
    after: declined
    wait: {ideal: 1 business day, latest: 26 weeks}
    do: Write to {contact} once more
    send: farewell
    to: recruiter
    channel: email
stop: [declined]
messages:
  farewell: {subject: Farewell, body: Farewell}
"""


@pytest.mark.parametrize(
    ("first", "later", "now"),
    [
        ("--follow-up no", "prefer Ann --follow-up yes", "2026-12-21"),
        ("--follow-up no", "undo", "2026-12-21"),
        (None, "prefer Ann --not-before 2027-08-02", "2027-08-02"),  # its time had passed
    ],
)
def test_a_wish_brings_back_what_it_held_in_an_application_that_is_over(
    first: str | None, later: str, now: str, program: Program
) -> None:
    """However often somebody has looked meanwhile, so that it sleeps."""
    program.config.mkdir()
    (program.config / "rules.yaml").write_text(FAREWELL)
    looked = "2026-12-20" if first else "2027-07-31"
    program.told("""
        2026-11-02 add applied Acme --recruiter "Ann <ann@example.com>"
        2026-11-03 add declined acme
    """)
    if first:
        program.told(f"2026-11-03 prefer Ann {first}")
    for _ in range(3):
        assert program("today --json", looked).json["actions"] == []
    assert program(later, looked).code == 0
    assert [action["rule"] for action in program("today --json", now).json["actions"]] == ["farewell"]
