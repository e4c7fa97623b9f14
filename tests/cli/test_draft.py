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
        """Nothing is logged for it."""
        before = acme.events()
        result = acme("draft thank-interviewers/acme/bo --discussed 'night shifts' --strict", NOW)
        assert result.code == 0
        assert "about night shifts." in result.out.replace("\n", " ")
        assert acme.events() == before

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
        assert "about tests: how many." in acme("draft thank-interviewers/acme/cy", NOW).out.replace(
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
        assert "about 100 % naïve tests." in mail.get_content()
        assert path.stat().st_mode & 0o777 == 0o600

    def test_a_link_carries_the_whole_letter(self, acme: Program) -> None:
        """RFC 6068: everything is percent-encoded, lines end with CR LF."""
        link = urlsplit(acme("draft thank-interviewers/acme/ann --mailto", NOW).out.strip())
        query = parse_qs(link.query, strict_parsing=True)
        assert (link.scheme, link.path) == ("mailto", "ann@example.com")
        assert query["subject"] == ["Thank you, Ann"]
        assert query["body"][0].startswith("Hello Ann,\r\n\r\nThank you for your time on 19 November.")

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
        assert "Begin: Hello Robin, this is Jo Doe." in out
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

    @pytest.mark.parametrize(
        ("log", "draft", "says", "then"),
        [
            (
                f"{NOW} add offer Acme\n{NOW} prefer Robin --channel email",
                "call-after-offer/acme",
                "There is no draft: call-after-offer has words for a call only, and Robin wants",
                "Write it in your own words, then `followup done ",
            ),
            (
                f"{NOW} add offer Acme",
                "compare-offer/acme",
                "The rule compare-offer asks for no message.",
                "says how to go about it.",
            ),
            (
                f"{NOW} add rejected Acme\n{NOW} add applied Globex\n{NOW} snooze close-cold/globex friday",
                "close-cold/globex",
                "The rule close-cold asks for no message.",
                "Once you did it: followup done ",
            ),
            (
                f"{NOW} remind 'Renew it' --on today --about acme",
                "reminder/acme",
                "This reminder is to nobody, so it asks for no message.",
                "followup edit reminder/acme --to NAME names somebody.",
            ),
            (
                f"{NOW} remind 'Renew it' --on today",
                "reminder",
                "This reminder is to nobody, so it asks for no message.",
                "followup edit reminder --to NAME names somebody.",
            ),
        ],
    )
    def test_why_there_is_none(self, log: str, draft: str, says: str, then: str, acme: Program) -> None:
        """One sentence, and what to do instead."""
        acme.told(log)
        if draft == "reminder":
            [draft] = [action["id"] for action in acme.actions(NOW, rule=draft)]
        result = acme(f"draft {draft}", NOW)
        assert (result.code, result.out) == (1, "")
        first, second = result.err.splitlines()
        assert first.startswith(f"followup: {says}")
        assert then in second


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


class TestLetters:
    """What goes out together is one draft."""

    def test_a_letter_is_written_whichever_of_its_actions_is_named(self, program: Program) -> None:
        """One recruiter, two roles, one draft; `done` logs it for both."""
        program.told("""
            2026-11-02 add applied Acme --recruiter "Robin <robin@example.com>"
            2026-11-02 add applied Globex --role "Data Engineer" --recruiter "Robin <robin@example.com>"
            2026-11-03 add receipt Acme
            2026-11-03 add receipt Globex
        """)
        now = "2026-11-09"
        [letter] = {action["letter"] for action in program.actions(now, status="due")}
        drafts = [program(f"draft {name}", now) for name in ("follow-up-application/globex", letter)]
        assert drafts[0] == drafts[1]
        assert "- Position at Acme: When do you expect to begin with interviews?\n" in drafts[0].out
        assert "- Data Engineer at Globex: When do you expect" in drafts[0].out
        said = f"This is one letter about acme and globex; `followup done {letter[:5]}` logs it for all"
        assert said in " ".join(drafts[0].err.split())

    def test_a_reminder_is_in_the_letter_for_the_user_to_put_into_words(self, acme: Program) -> None:
        """It may be about no application."""
        acme.told(f"{NOW} remind 'Ask about the visa' --on today --to robin@example.com")
        result = acme("draft check-in/acme", "2026-12-03")
        assert "\n- [Ask about the visa]\n- Data Engineer at Acme: Could you tell" in result.out
        assert "This is one letter about your reminder and acme;" in result.err
        assert "To fill in: Ask about the visa." in result.err

    def test_where_nobody_is_known_it_says_how_to_name_somebody(self, acme: Program) -> None:
        """And the command does that."""
        acme.told(f"{NOW} add heard-back Globex --on 2026-11-02")
        result = acme("draft check-in/globex", NOW)
        assert "\nHello,\n" in result.out
        command = 'followup edit heard-back/globex --recruiter "NAME <ADDRESS>"'
        assert f"Nobody is named for this yet: `{command}` names the recruiter." in " ".join(
            result.err.split()
        )
        acme.told(f"{NOW} edit heard-back/globex --recruiter 'Cy Roe <cy@example.com>'")
        again = acme("draft check-in/globex", NOW)
        assert again.out.startswith("To: Cy Roe <cy@example.com>\n")
        assert again.err == ""


class TestTheTruth:
    """What a draft claims is so, as far as the log or the user says."""

    FIRST = "this is what interests me most"
    TALKS = "I am in talks with another employer"

    @pytest.mark.parametrize(
        ("log", "options", "first", "talks", "remark"),
        [
            ("", "", False, False, ""),
            ("", "--first-choice", True, False, ""),
            ("add interview Globex --on 2026-11-18", "", False, True, ""),
            ("add interview Globex --on 2026-11-18", "--first-choice", True, True, ""),
            ("add offer Globex", "", False, True, ""),
            ("add phone-screen Globex --on 2026-11-18", "", False, False, ""),
            (
                "add interview Globex --on 2026-11-18 --recruiter 'Robin <robin@example.com>'",
                "--first-choice",
                False,
                False,
                "Robin looks for people for Acme and Globex, so it does not say which",
            ),
        ],
    )
    def test_other_talks_and_the_first_choice(
        self, acme: Program, log: str, options: str, first: bool, talks: bool, remark: str
    ) -> None:
        """Never to a recruiter who would read the same about two clients."""
        if log:
            acme.told(f"{NOW} {log}")
        result = acme(f"draft check-in/acme {options}", NOW)
        text = " ".join(result.out.split())
        assert (self.FIRST in text, self.TALKS in text) == (first, talks)
        assert remark in " ".join(result.err.split())
        assert bool(result.err) == bool(remark)

    def test_a_message_without_a_sentence_for_the_first_choice_says_so(self, acme: Program) -> None:
        """A switch never does nothing in silence."""
        result = acme("draft thank-interviewers/acme/ann --first-choice", NOW)
        assert result.err == "This message has no sentence about what interests you most.\n"

    def test_the_call_about_an_offer_does_not_begin_with_introducing_oneself(self, acme: Program) -> None:
        """They have just made it."""
        acme.told(f"{NOW} add offer Acme")
        result = acme("draft call-after-offer/acme", NOW)
        assert "Begin: Hello Robin, thank you for the offer. I am very glad about it.\n" in result.out
        assert "Jo Doe" not in result.out
