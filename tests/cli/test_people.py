"""`followup people`: who is known, and how a command decides who a person is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from cli.program import Program

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-11-10"


def people(program: Program) -> list[dict[str, Any]]:
    """Return everyone known."""
    found: list[dict[str, Any]] = program("people --json", NOW).json["people"]
    return found


def places(program: Program) -> list[tuple[str, list[str]]]:
    """Return (name, handles) of everyone known."""
    return [(each["name"], [place["handle"] for place in each["applications"]]) for each in people(program)]


class Asking(Program):
    """The program on a terminal, where somebody answers its questions."""

    answers = True

    def environment(self) -> Any:
        """Return the surroundings, with somebody who can be asked."""
        return msgspec.structs.replace(super().environment(), can_ask=lambda: True)


@pytest.fixture
def asking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asking:
    """Return the program on a terminal; every question is answered with `answers`."""
    Program(tmp_path)("init --country none")  # the first event of a terminal would ask about that
    program = Asking(tmp_path)
    monkeypatch.setattr("click.confirm", lambda *_args, **_options: program.answers)
    return program


# The faults of guessing who somebody is from the whole log, each as it was seen.


def test_a_namesake_logged_later_changes_nothing_about_earlier_events(program: Program) -> None:
    """Ann Lee of Bravo stays the one she was; what is overdue there stands in both views."""
    program.told("""
        2026-11-02 add applied Bravo --recruiter "Ann Lee"
        2026-11-03 done check-receipt/bravo
        2026-11-03 add applied Charlie --recruiter "Ann Lee <ann@x.example>"
        2026-11-03 prefer ann@x.example --not-before 2026-12-30
        2026-11-09 today
        2026-11-09 add applied Delta --recruiter "Ann Lee <ann2@y.example>"
    """)
    for command in ("today --json", "today --all --json"):
        [asked] = [
            action
            for action in program(command, NOW).json["actions"]
            if (action["rule"], action["application"]) == ("follow-up-application", "bravo")
        ]
        assert (asked["status"], asked["due"]) == ("overdue", "2026-11-09")


def test_a_wish_does_not_lapse_because_a_namesake_is_logged(program: Program) -> None:
    """It is that of the contact it was said of."""
    program.told("""
        2026-11-02 add applied Bravo --recruiter "Ann Lee <ann@x.example>"
        2026-11-02 prefer "Ann Lee" --follow-up no
        2026-11-03 add applied Delta --recruiter "Ann Lee <ann2@y.example>"
    """)
    found = {
        action["application"]: action["status"]
        for handle in ("bravo", "delta")
        for action in program(f"show {handle} --json", NOW).json["actions"]
        if action["rule"] == "follow-up-application"
    }
    assert found == {"bravo": "stopped", "delta": "waiting"}


def test_two_interviewers_of_one_name_are_two_actions_that_can_be_done(program: Program) -> None:
    """Each has an id of its own."""
    program.told(f"""
        {NOW} add interview Acme --with "Sam Lee <a@x.example>" --with "Sam Lee <b@x.example>"
    """)
    first, second = program.actions(NOW, rule="thank-interviewers")
    assert first["id"] != second["id"]
    assert program.run("done", first["id"], now=NOW).code == 0
    assert [each["id"] for each in program.actions(NOW, rule="thank-interviewers")] == [second["id"]]


# Who is meant.


def test_a_later_address_goes_to_the_person_named_without_one(program: Program) -> None:
    """In the same application, or another of the company; elsewhere a script makes somebody new."""
    program.told("""
        2026-11-02 add applied Acme --role Analyst --recruiter "Kim Roe"
        2026-11-02 add applied Acme --role Engineer --new
        2026-11-03 add heard-back acme-engineer --with "Kim Roe <kim@acme.example>"
        2026-11-04 add applied Globex --recruiter "Kim Roe <kim@globex.example>"
    """)
    assert [(each["name"], each["email"]) for each in people(program)] == [
        ("Kim Roe", "kim@acme.example"),
        ("Kim Roe", "kim@globex.example"),
    ]
    assert places(program)[0][1] == ["acme", "acme-engineer"]


def test_a_full_name_is_the_only_one_known_and_a_first_name_crosses_no_company(program: Program) -> None:
    """A letter would go to the wrong Sam."""
    program.told("""
        2026-11-02 add applied Acme --recruiter "Kim Roe <kim@acme.example>"
        2026-11-02 add applied Globex --recruiter "Kim Roe"
        2026-11-02 add applied Initech --recruiter Sam
        2026-11-02 add applied Umbra --recruiter Sam
    """)
    assert places(program) == [("Kim Roe", ["acme", "globex"]), ("Sam", ["initech"]), ("Sam", ["umbra"])]


def test_where_two_fit_a_script_gets_the_list_and_nothing_is_written(program: Program) -> None:
    """With what to type instead."""
    program.told("""
        2026-11-02 add applied Acme --recruiter "Kim Roe <kim@acme.example>"
        2026-11-02 add applied Globex --recruiter "Kim Roe <kim@globex.example>"
    """)
    before = len(program.events())
    result = program('add applied Initech --recruiter "Kim Roe"', NOW)
    assert result.code == 1
    assert "Kim Roe <kim@acme.example> of acme" in result.err
    assert "Kim Roe <kim@globex.example> of globex" in result.err
    assert "Write the address too: 'Kim Roe <kim@acme.example>'." in result.err
    assert len(program.events()) == before


@pytest.mark.parametrize(("answer", "known"), [(True, 2), (False, 3)])
def test_where_two_fit_a_terminal_is_asked(answer: bool, known: int, asking: Asking) -> None:
    """One yes means that one; all no means somebody new."""
    asking.told("""
        2026-11-02 add applied Acme --recruiter "Kim Roe <kim@acme.example>"
    """)
    asking.answers = False
    asking.told('2026-11-02 add applied Globex --recruiter "Kim Roe <kim@globex.example>"')
    asking.answers = answer
    assert asking('add applied Initech --recruiter "Kim Roe"', NOW).code == 0
    assert len(people(asking)) == known


@pytest.mark.parametrize(
    "named",
    [
        '--recruiter "Kim Roe <other@acme.example>"',  # another address of hers, or a namesake
        "--with Kim",  # the first name of somebody in the application
    ],
)
def test_a_terminal_is_asked_whether_it_is_somebody_known(named: str, asking: Asking) -> None:
    """Without one it is somebody new."""
    asking.told('2026-11-02 add applied Acme --recruiter "Kim Roe <kim@acme.example>"')
    assert asking(f"add heard-back Acme {named}", NOW).code == 0
    assert len(people(asking)) == 1


def test_a_wish_of_two_who_are_called_so_is_asked_about(asking: Asking) -> None:
    """On a terminal the first yes is the one; a script gets the list."""
    asking.answers = False
    asking.told("""
        2026-11-02 add applied Acme --recruiter "Sam <sam@acme.example>"
        2026-11-02 add applied Globex --recruiter "Sam <sam@globex.example>"
    """)
    asking.answers = True
    assert asking("prefer Sam --follow-up no", NOW).out.startswith("Noted for Sam <sam@acme.example>")
    asking.answers = False
    refused = asking("prefer Sam --follow-up no", NOW)
    assert (refused.code, "Several people are called 'Sam'" in refused.err) == (1, True)


def test_named_twice_in_one_command_is_one_person(program: Program) -> None:
    """And named with an address once is reached by it."""
    program.told('2026-11-02 add interview Acme --with Ann --with "Ann <ann@acme.example>" --recruiter Ann')
    [ann] = people(program)
    assert (ann["email"], ann["applications"]) == (
        "ann@acme.example",
        [{"handle": "acme", "parts": ["interviewer", "recruiter"]}],
    )


# What can be said of people.


def test_the_screen_tells_where_and_what_they_wish(program: Program) -> None:
    """With an id that the other commands take."""
    program.told("""
        2026-11-02 add applied Acme --recruiter "Kim Roe <kim@acme.example>"
        2026-11-02 prefer Kim --channel phone --phone "555 0100"
    """)
    shown = program("people", NOW).out
    for text in (
        "Kim Roe",
        "kim@acme.example",
        "555 0100",
        "wishes: by phone",
        "acme: recruiter",
        "1 person",
    ):
        assert text in shown
    assert people(program)[0]["id"][:5] in shown


def test_a_wish_for_one_application_stands_beside_that(program: Program) -> None:
    """On the screen, and under `only` in JSON."""
    program.told("""
        2026-11-02 add applied Acme --recruiter "Kim Roe"
        2026-11-02 add applied Globex --recruiter "Kim Roe"
        2026-11-02 prefer Kim --channel phone
        2026-11-02 prefer Kim --follow-up no --application globex
    """)
    assert "globex: recruiter; wishes: no" in program("people", NOW).out
    [kim] = people(program)
    assert kim["wishes"] == {
        "channel": "phone",
        "follow_up": None,
        "not_before": None,
        "only": {"globex": {"channel": "phone", "follow_up": False, "not_before": None}},
    }


def test_nobody_is_known_yet(program: Program) -> None:
    """The screen says where people come from."""
    assert "--recruiter" in program("people", NOW).out
    assert people(program) == []


def test_two_contacts_are_said_to_be_one_person_and_undo_takes_it_back(program: Program) -> None:
    """Limits count them as one, wishes hold for both, what was done stays done."""
    program.told("""
        2026-11-02 add applied Acme --recruiter "Kim Roe <kim@agency.example>"
        2026-11-02 add applied Globex --recruiter "K. Roe"
        2026-11-03 done check-receipt/acme
        2026-11-03 done check-receipt/globex
        2026-11-09 done follow-up-application/acme
    """)
    asked = {"rule": "follow-up-application", "application": "globex"}
    [before] = program.actions(NOW, **asked)
    result = program('people merge kim@agency.example "K. Roe"', NOW)
    assert (result.code, result.err) == (0, "")
    assert places(program) == [("Kim Roe", ["acme", "globex"])]
    [after] = program.actions(NOW, **asked)
    assert (before["due"], after["due"]) == ("2026-11-09", "2026-11-16")
    assert before["id"] == after["id"]
    undone = program("undo", NOW).out
    assert undone == "Undone: saying that Kim Roe and K. Roe are one person.\n"
    assert program.actions(NOW, **asked) == [before]


def test_merging_needs_two_people(program: Program) -> None:
    """One contact with itself is none; an unknown one is answered with the nearest."""
    program.told('2026-11-02 add applied Acme --recruiter "Kim Roe <kim@acme.example>"')
    result = program('people merge kim@acme.example "Kim Roe"', NOW)
    assert result.code == 1
    assert "is one contact already" in result.err
    result = program("people merge Kim Kimm", NOW)
    assert result.code == 1
    assert "Nobody called 'Kimm' is known." in result.err


def test_namesakes_are_merged_by_their_ids(program: Program) -> None:
    """Where neither name nor address tells them apart."""
    program.told("2026-11-02 add applied Acme --recruiter Sam\n2026-11-02 add applied Globex --recruiter Sam")
    refused = program("people merge Sam Sam", NOW)
    assert refused.code == 1
    one, other = (each["id"][:5] for each in people(program))
    assert f"({one})" in refused.err
    assert program(f"people merge {one} {other}", NOW).code == 0
    assert places(program) == [("Sam", ["acme", "globex"])]


def test_a_person_is_corrected_and_undo_takes_it_back(program: Program) -> None:
    """Name, address and number; where they stand, and in what is drafted."""
    program.told('2026-11-02 add applied Acme --recruiter "Kym Ro <kym@acme.example>"')
    result = program('people edit Kym --name "Kim Roe" --email kim@acme.example --phone "555 0100"', NOW)
    assert result.out == (
        "Corrected: Kim Roe <kim@acme.example>, phone 555 0100; before: Kym Ro <kym@acme.example>.\n"
    )
    assert "Kim Roe <kim@acme.example>" in program("show acme", NOW).out
    assert program("undo", NOW).out == "Undone: the correction of Kim Roe.\n"
    assert "Kym Ro <kym@acme.example>" in program("show acme", NOW).out


def test_a_corrected_address_is_used_and_the_old_one_still_finds_the_person(program: Program) -> None:
    """An old mail is no reason for somebody new."""
    program.told("""
        2026-11-02 add applied Acme --recruiter "Robin Roe <r@x.example>"
        2026-11-02 people edit "Robin Roe" --email new@x.example
        2026-11-03 add sent Acme --with "Robin Roe <r@x.example>"
    """)
    assert [each["email"] for each in people(program)] == ["new@x.example"]
    assert program('edit applied/acme --without "Robin Roe"', NOW).code == 0
    assert program("edit sent/acme --without r@x.example", NOW).code == 0
    assert people(program) == []


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        ("", 2, "Say what to correct: --name, --email or --phone."),
        ("--email nobody", 2, "--name takes a name, --email an address."),
        ("--name kim@acme.example", 2, "--name takes a name, --email an address."),
        ("--phone ''", 2, "--phone has 0 characters."),
        ("--email bo@acme.example", 1, "bo@acme.example is the address of Bo <bo@acme.example> of acme"),
    ],
)
def test_a_correction_that_cannot_be(options: str, code: int, sentence: str, program: Program) -> None:
    """Nothing is written; another's address is answered with the merge that may be meant."""
    program.told('2026-11-02 add interview Acme --with Kim --with "Bo <bo@acme.example>" --on 2026-11-01')
    before = len(program.events())
    result = program(f"people edit Kim {options}", NOW)
    assert result.code == code
    assert sentence in result.err
    assert len(program.events()) == before
