"""`note` and `brief`: what is written down, and one page before a talk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from cli.program import Program

NOW = "2026-11-24 09:00"
SEARCH = """
    2026-11-02 09:00 add applied Acme --role Engineer --recruiter "Robin <robin@example.com>"
    2026-11-03 09:00 add applied Globex --recruiter "Robin <robin@example.com>"
    2026-11-10 10:00 add phone-screen Acme --with Ann --discussed "Ann: the move to Postgres"
    2026-11-12 10:00 add heard-back Globex --with "Robin <robin@example.com>" --discussed "Robin: more"
    2026-11-16 10:00 add interview Acme --on "nov 26 10:00" --with Ann --with robin@example.com --where "R 4"
"""


def brief(program: Program, log: str = SEARCH) -> dict[str, Any]:
    """Return the document of `brief acme` after `log`."""
    program.told(log)
    found: dict[str, Any] = program("brief acme --json", NOW).json
    return found


class TestNote:
    """`note` writes down; nothing else changes."""

    def test_it_is_logged(self, program: Program) -> None:
        """Quotes may be left out; the answer says what was noted, and where."""
        program.told(SEARCH)
        result = program("note acme They use Postgres --on 'nov 20'", NOW)
        assert result.out.startswith("Noted for acme: They use Postgres\n")
        event = program.events()[-1]
        assert (event.kind, event.note, str(event.at)) == ("note", "They use Postgres", "2026-11-20")

    def test_no_application_begins_with_it(self, program: Program) -> None:
        """A name that is not known is a slip; nothing is logged."""
        program.told(SEARCH)
        result = program("note Acmee hello", NOW)
        assert result.code == 1
        assert "Acmee" in result.err
        assert len(program.events()) == 5

    def test_nothing_to_note(self, program: Program) -> None:
        """Without a terminal it says what is missing; on one it asks."""
        program.told(SEARCH)
        assert program("note acme", NOW).code == 2
        assert program.answering("They use Postgres\n", "note", "acme", now=NOW).code == 0
        assert program.events()[-1].note == "They use Postgres"


class TestBrief:
    """One page before a talk."""

    def test_who_will_be_there(self, program: Program) -> None:
        """Those of the talk, with what was discussed, in other applications too; and who else is known."""
        found = brief(program, SEARCH + "2026-11-17 add heard-back Acme --with Bo")
        assert found["appointment"]["where"] == "R 4"
        assert [each["name"] for each in found["there"]] == ["Ann", "Robin"]
        said = {
            each["name"]: [(d["application"], d["text"]) for d in each["discussed"]]
            for each in found["there"]
        }
        assert said == {"Ann": [("acme", "the move to Postgres")], "Robin": [("globex", "more")]}
        assert [each["name"] for each in found["others"]] == ["Bo"]

    @pytest.mark.parametrize(
        ("log", "kind"),
        [
            ("2026-11-17 add cancelled Acme", None),  # called off
            ("2026-11-17 add phone-screen Acme --on '2026-11-25 10:00'", "phone_screen"),  # the next of two
            ("2026-11-17 add rejected Acme", None),  # it fell with the application
            ("2026-11-17 add offer Acme --until 'nov 25'", "interview"),  # a deadline is no talk
        ],
    )
    def test_the_next_talk(self, log: str, kind: str | None, program: Program) -> None:
        """What was called off, fell, or is none does not count."""
        appointment = brief(program, SEARCH + log)["appointment"]
        assert (appointment and appointment["kind"]) == kind
        assert ("No talk is agreed upon." in program("brief acme", NOW).out) is (kind is None)

    @pytest.mark.parametrize(
        ("note", "questions"),
        [
            ("How big is the team?", ["How big is the team?"]),
            ("They use Postgres. How big is the team? Fine", ["How big is the team?"]),
            ("One?\nTwo? Three.", ["One?", "Two?"]),
            ("no question", []),
            ("?", []),
        ],
    )
    def test_questions(self, note: str, questions: list[str], program: Program) -> None:
        """Those of one's own notes."""
        program.told(SEARCH)
        assert program.run("note", "acme", note, now=NOW).code == 0
        assert brief(program, "")["questions"] == questions

    def test_what_was_sent(self, program: Program) -> None:
        """The text of a message, where it was kept, and what the rules ask for at the talk itself."""
        log = """
            2026-11-02 09:00 add applied Acme --recruiter "Robin <robin@example.com>"
            2026-11-03 09:00 add receipt Acme
            2026-11-09 09:00 done follow-up-application/acme
            2026-11-16 10:00 add interview Acme --on "2026-11-24 15:00" --with Ann
        """
        found = brief(program, log)
        assert "sent" in [each["kind"] for each in found["events"]]
        assert [each["rule"] for each in found["actions"]] == ["ask-preference"]


class TestJob:
    """Where the job is and what it pays."""

    def test_said_and_corrected(self, program: Program) -> None:
        """With `add`, later too, and with `edit`; an empty text forgets it."""
        program('add applied Acme --location Berlin --salary "70 k" --url https://example.com/7', NOW)
        program('add receipt Acme --salary "75 k"', NOW)
        about = program("show acme --json", NOW).json["application"]
        assert (about["location"], about["salary"]) == ("Berlin", "75 k")
        assert "Berlin; 75 k" in program("show acme", NOW).out
        assert program('edit applied/acme --location "" --salary "80 k"', NOW).code == 0
        about = program("show acme --json", NOW).json["application"]
        assert (about["location"], about["salary"]) == (None, "80 k")

    def test_found_by_search(self, program: Program) -> None:
        """`list --search` looks there, too."""
        program("add applied Acme --location Berlin", NOW)
        assert len(program("list --search berl --json", NOW).json["applications"]) == 1
