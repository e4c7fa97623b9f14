"""`draft`: the message an action asks for; it never sends."""

from __future__ import annotations

import email
import email.policy
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

if TYPE_CHECKING:
    from cli.program import Program
    from followup.core.rules import Template

GOLDEN = Path(__file__).parents[1] / "golden"
NOW = "2026-11-20 10:00"
INTERVIEW = """
    2026-11-02 09:00 add applied Acme --role "Data Engineer" --recruiter "Robin <robin@example.com>"
    2026-11-03 09:00 done check-receipt/acme
    2026-11-19 18:00 add interview Acme --on "2026-11-19 14:00" --with "Ann Lee <ann@example.com>" \
--with Bo --discussed "Ann: the move to a new data platform"
"""


@pytest.fixture
def acme(program: Program) -> Program:
    """Return the program after an interview with two people, with the user's name in the settings."""
    program.config.mkdir(parents=True, exist_ok=True)
    (program.config / "settings.yaml").write_text(
        "me:\n  name: Jo Doe\n  email: jo@example.com\n", encoding="utf-8"
    )
    program.told(INTERVIEW)
    return program


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("draft-thank-you", "draft thank-interviewers/acme/ann"),
        ("draft-gap", "draft thank-interviewers/acme/bo"),
        ("draft-check-in", "draft check-in/acme"),
        ("draft-call", "draft follow-up-interview/acme/ann"),
    ],
)
def test_what_a_draft_looks_like(acme: Program, name: str, line: str, request: pytest.FixtureRequest) -> None:
    """Golden files: the letter, the letter with a gap, a question, a call card."""
    acme.told(f"{NOW} prefer Ann --follow-up yes")
    if name == "draft-call":
        acme.told(f"{NOW} prefer Ann --channel phone --phone '555 0100'")
    result = acme(line, NOW)
    assert result.code == 0, result.err
    path = GOLDEN / f"{name}.txt"
    if request.config.getoption("--update-golden"):
        path.write_text(result.out, encoding="utf-8")
    assert result.out == path.read_text(encoding="utf-8")


class TestTheTalk:
    """A thank-you needs something that the two discussed."""

    def test_what_was_noted_at_the_interview_stands_in_the_letter(self, acme: Program) -> None:
        """For Ann it was noted."""
        result = acme("draft thank-interviewers/acme/ann --strict", NOW)
        assert result.code == 0
        assert "the move to a new data platform" in result.out.replace("\n", " ")
        assert result.err == ""

    def test_what_nobody_noted_is_a_visible_gap(self, acme: Program) -> None:
        """For Bo it was not: the gap is in the text, and told."""
        result = acme("draft thank-interviewers/acme/bo", NOW)
        assert result.code == 0
        assert "[what you two discussed]" in result.out.replace("\n", " ")
        assert "To fill in: what you two discussed." in result.err

    def test_a_gap_fails_where_that_is_asked_for(self, acme: Program) -> None:
        """`--strict` is for scripts."""
        assert acme("draft thank-interviewers/acme/bo --strict", NOW).code == 1

    def test_it_can_be_said_at_the_draft(self, acme: Program) -> None:
        """Nothing is written for it."""
        before = acme.path.read_bytes()
        result = acme("draft thank-interviewers/acme/bo --discussed 'night shifts' --strict", NOW)
        assert result.code == 0
        assert "about night shifts;" in result.out.replace("\n", " ")
        assert acme.path.read_bytes() == before

    def test_it_can_be_noted_afterwards(self, acme: Program) -> None:
        """`edit` adds it to the event."""
        acme.told(f"{NOW} edit interview/acme --discussed 'Bo: night shifts'")
        assert acme("draft thank-interviewers/acme/bo --strict", NOW).code == 0
        assert acme("draft thank-interviewers/acme/ann --strict", NOW).code == 0

    def test_of_several_people_it_must_say_with_whom(self, acme: Program) -> None:
        """A topic without a name could be anybody's."""
        result = acme("add interview Acme --with Cy --with Di --discussed tests", NOW)
        assert result.code == 2
        assert "does not say with whom" in result.err

    def test_with_one_person_the_name_can_be_left_out(self, acme: Program) -> None:
        """It is theirs."""
        acme.told(
            f"{NOW} add interview Acme --on '2026-11-20 08:00' --with Cy --discussed 'tests: how many?'"
        )
        assert "about tests: how many?;" in acme("draft thank-interviewers/acme/cy", NOW).out.replace(
            "\n", " "
        )


class TestDistinct:
    """Two people must not get the same letter."""

    def test_two_drafts_about_one_topic_are_told_side_by_side(self, acme: Program) -> None:
        """The same topic makes the same letter."""
        line = "draft thank-interviewers/acme/bo --discussed 'the move to a new data platform'"
        result = acme(line, NOW)
        assert "The letters to Bo and Ann Lee are nearly the same" in result.err
        assert "To Bo" in result.err
        assert "To Ann Lee" in result.err
        assert acme(f"{line} --strict", NOW).code == 1

    def test_another_topic_is_another_letter(self, acme: Program) -> None:
        """Nothing is told."""
        assert "nearly" not in acme("draft thank-interviewers/acme/bo --discussed 'night shifts'", NOW).err

    def test_what_was_really_sent_counts(self, acme: Program) -> None:
        """Ann's letter was sent with words of the user's own; Bo's must not have them too."""
        letter = acme.folder / "letter.txt"
        text = acme("draft thank-interviewers/acme/ann --discussed 'night shifts'", NOW).out
        letter.write_text(text.partition("\n\n")[2], encoding="utf-8")
        acme.told(f"{NOW} done thank-interviewers/acme/ann --text {letter}")
        again = acme("draft thank-interviewers/acme/bo --discussed 'night shifts'", NOW)
        assert "nearly the same" in again.err
        other = acme("draft thank-interviewers/acme/bo --discussed 'the move to a new data platform'", NOW)
        assert "nearly the same" not in other.err


class TestForms:
    """One draft, in the form that the user needs."""

    def test_a_mail_file_is_read_back_by_the_standard_library(self, acme: Program) -> None:
        """RFC 5322 in UTF-8, with the umlaut of a name, marked as not yet sent."""
        person = "--with 'Zoë Ürün <zoe@example.com>' --discussed 'Zoë: 100 % naïve tests'"
        acme.told(f"{NOW} edit interview/acme {person}")
        path = acme.folder / "thanks.eml"
        assert acme.run("draft", "thank-interviewers/acme/zoë", "--eml", str(path), now=NOW).code == 0
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        assert mail["To"] == "Zoë Ürün <zoe@example.com>"
        assert mail["From"] == "Jo Doe <jo@example.com>"
        assert mail["Subject"] == "Thank you, Zoë"
        assert mail["X-Unsent"] == "1"
        assert "about 100 % naïve tests;" in mail.get_content()
        assert path.stat().st_mode & 0o777 == 0o600

    def test_a_link_carries_the_whole_letter(self, acme: Program) -> None:
        """RFC 6068: everything is percent-encoded, lines end with CR LF."""
        link = urlsplit(acme("draft thank-interviewers/acme/ann --mailto", NOW).out.strip())
        query = parse_qs(link.query, strict_parsing=True)
        assert (link.scheme, link.path) == ("mailto", "ann@example.com")
        assert query["subject"] == ["Thank you, Ann"]
        assert query["body"][0].startswith("Hello Ann,\r\n\r\nthank you for your time on 19 November.")

    def test_the_editor_has_the_last_word(self, acme: Program) -> None:
        """What it leaves is printed, written and compared."""
        script = acme.folder / "editor.sh"
        script.write_text('#!/bin/sh\necho "In my own words [and a gap]." > "$1"\n', encoding="utf-8")
        script.chmod(0o700)
        acme.variables["EDITOR"] = str(script)
        result = acme("draft thank-interviewers/acme/ann --edit --strict", NOW)
        assert "In my own words [and a gap]." in result.out
        assert "To fill in: and a gap." in result.err
        assert result.code == 1

    def test_a_call_card_has_at_most_three_questions(self, acme: Program) -> None:
        """Number, opening line, questions."""
        acme.told(f"{NOW} prefer robin@example.com --channel phone --phone '555 0199'")
        out = acme("draft follow-up-application/acme", NOW).out
        assert out.startswith("Call Robin: 555 0199\n")
        assert "Begin: Hello, this is Jo Doe." in out
        assert out.count("?") == 3

    def test_many_words_are_told(self, acme: Program) -> None:
        """A thank-you has 120 at most."""
        topic = "word " * 120
        result = acme.run("draft", "thank-interviewers/acme/ann", "--discussed", topic, now=NOW)
        assert "words; at most 120 are meant to be read" in result.err

    def test_a_checklist_is_no_message(self, acme: Program) -> None:
        """It says where to look instead."""
        result = acme("draft ask-preference/acme", NOW)
        assert result.code == 1
        assert "asks for no message" in result.err


class TestSentText:
    """`done --text` keeps what was sent."""

    def test_the_text_is_kept_with_the_event(self, acme: Program) -> None:
        """Cleaned, line by line."""
        letter = acme.folder / "letter.txt"
        letter.write_text("Hello Ann,\r\n\r\n\r\nthanks \x1b[31mred\x1b[0m\n", encoding="utf-8")
        acme.told(f"{NOW} done thank-interviewers/acme/ann --text {letter}")
        [event] = [event for event in acme.events() if event.kind == "sent"]
        assert event.text == "Hello Ann,\n\nthanks red"

    def test_one_text_is_one_message(self, acme: Program) -> None:
        """Two people do not get the same letter, and a checklist gets none."""
        letter = acme.folder / "letter.txt"
        letter.write_text("Hello", encoding="utf-8")
        two = "thank-interviewers/acme/ann thank-interviewers/acme/bo"
        assert acme(f"done {two} --text {letter}", NOW).code == 2

    def test_a_text_that_is_not_there_logs_nothing(self, acme: Program) -> None:
        """One sentence."""
        result = acme("done thank-interviewers/acme/ann --text nowhere.txt", NOW)
        assert result.code == 1
        assert "nowhere.txt cannot be read" in result.err
        assert not [event for event in acme.events() if event.kind == "sent"]


def test_every_message_of_the_shipped_rules_can_be_drafted() -> None:
    """Each template of each set of rules is filled in without an error, with every value and with none."""
    from datetime import UTC, date, datetime

    from followup.adapters.rulebook import RULE_SETS, compile_rules, read, shipped_rules
    from followup.core.calendar import Calendar
    from followup.core.events import About, Event, Person
    from followup.core.history import fold
    from followup.core.planner import plan_for
    from followup.formats.mail.drafts import draft_of
    from followup.formats.settings.definitions import Myself

    def at(number: int, kind: str, **values: object) -> Event:
        recorded = datetime(2026, 11, 2, 12, tzinfo=UTC)
        return Event(
            id=f"e{number}",
            kind=kind,
            day=date(2026, 11, 2),
            recorded_at=recorded,
            application="e0",
            **values,
        )

    kinds = ("applied", "phone_screen", "interview", "promised", "declined")
    for people in ((), (Person("Ann Lee", "ann@example.com", "555 0100", "interviewer"),)):
        for name in RULE_SETS:
            book = compile_rules(name, read(shipped_rules(name)))
            found: dict[str, Template] = {}
            for number, kind in enumerate(kinds):
                log = [
                    at(0, "note", about=About(company="Acme")),
                    at(number + 1, kind, people=people, until=date(2026, 11, 9)),
                ]
                history = fold(log, lambda *_: Calendar(UTC))
                plan = plan_for(history, book, datetime(2026, 11, 3, tzinfo=UTC))
                for action in plan.actions:
                    if action.definition.send:
                        draft = draft_of(action, book.messages, Myself(), None)
                        assert "{{" not in draft.body
                        assert draft.words <= (book.messages[action.definition.send].max_words or 1000)
                        found[action.definition.send] = book.messages[action.definition.send]
            assert set(found) == set(book.messages)
