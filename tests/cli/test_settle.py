"""`followup done`, `snooze` and `skip`: settle, defer or drop actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cli.program import Program

NOW = "2026-11-09"
LOG = """
    2026-11-02 add applied Acme --recruiter "Robin <robin@example.com>"
    2026-11-02 add applied Globex --recruiter Kim
    2026-11-03 add receipt Globex
"""


@pytest.fixture
def busy(program: Program) -> Program:
    """Return the program with a check overdue at Acme and a message due to Globex."""
    program.told(LOG)
    return program


def identity(program: Program, rule: str, application: str, now: str = NOW) -> str:
    """Return the id of the open action of a rule."""
    [action] = program.actions(now, rule=rule, application=application)
    found: str = action["id"]
    return found


class TestDone:
    """`done` settles exactly the action that is named."""

    def test_a_message_is_sent(self, busy: Program) -> None:
        """It is logged as sent to the person, and what comes next is said."""
        result = busy("done follow-up-application/globex --note 'a short one'", NOW)
        assert (result.code, result.err) == (0, "")
        assert result.out.startswith(
            "Done on Mon 9 Nov 2026: Ask Kim about your application (globex).\nNext:\n"
        )
        event = busy.events()[-1]
        assert (event.kind, event.settles.rule, event.note) == (
            "sent",
            "follow-up-application",
            "a short one",
        )
        assert [person.name for person in event.people] == ["Kim"]

    def test_a_rule_that_logs_something_logs_it(self, busy: Program) -> None:
        """The check of the receipt records the receipt, and opens the follow-up."""
        result = busy("done check-receipt/acme", NOW)
        assert "(receipt logged)" in result.out
        assert busy.events()[-1].kind == "receipt"
        assert busy.actions(NOW, rule="follow-up-application", application="acme")[0]["status"] == "due"

    def test_what_is_no_message_is_done(self, program: Program) -> None:
        """An action without a message and without a record is logged as `done`."""
        program.told("2026-11-02 add interview Acme --on 2026-11-10")
        assert program("done ask-preference/acme", NOW).code == 0
        assert program.events()[-1].kind == "done"

    @pytest.mark.parametrize("length", [16, 10, 5, 3])
    def test_a_unique_beginning_of_an_id_is_enough(self, length: int, busy: Program) -> None:
        """In whatever case it is typed."""
        name = identity(busy, "check-receipt", "acme")[:length]
        assert busy.run("done", name.upper(), now=NOW).code == 0

    @pytest.mark.parametrize("name", ["check-receipt/acme", "check-receipt/Acme", "check-receipt/ACME"])
    def test_a_rule_and_an_application_name_an_action(self, name: str, busy: Program) -> None:
        """By handle or by company."""
        assert busy.run("done", name, now=NOW).code == 0

    @pytest.mark.parametrize("person", ["ann", "Ann", "ann-lee", "Ann Lee", "ann@example.com"])
    def test_a_person_names_one_of_several(self, person: str, program: Program) -> None:
        """By first name, whole name or address."""
        program.told('2026-11-09 add interview Acme --with "Ann Lee <ann@example.com>" --with Bo')
        assert program.run("done", f"thank-interviewers/acme/{person}", now=NOW).code == 0
        assert program.events()[-1].people[0].name == "Ann Lee"

    def test_several_people_are_told_apart(self, program: Program) -> None:
        """Without the person the name is ambiguous, and the choices are listed."""
        program.told("2026-11-09 add interview Acme --with Ann --with Bo")
        result = program("done thank-interviewers/acme", NOW)
        assert result.code == 1
        assert "means several actions" in result.err
        assert "thank-interviewers/acme/ann" in result.err
        assert "thank-interviewers/acme/bo" in result.err
        assert len(program.events()) == 1

    def test_a_handle_counts_exactly_as_it_is_shown(self, program: Program) -> None:
        """`check-receipt/acme` is not every application at Acme."""
        program.told(
            "2026-11-02 add applied Acme --role Analyst\n2026-11-02 add applied Acme --role Engineer"
        )
        assert program("done check-receipt/acme", NOW).code == 0
        [left] = program.actions(NOW, rule="check-receipt")
        assert left["application"] == "acme-engineer"
        program.told("2026-11-09 add applied Acme --role Chef")
        assert program("done check-receipt/Acme", NOW).code == 1

    def test_all_of_several_or_none(self, busy: Program) -> None:
        """One unknown id, and nothing is written; else all are, and one undo takes them back."""
        before = len(busy.events())
        result = busy("done check-receipt/acme follow-up-application/globex zzzzz", NOW)
        assert result.code == 1
        assert "No action has the id 'zzzzz'." in result.err
        assert len(busy.events()) == before
        result = busy("done check-receipt/acme follow-up-application/globex", NOW)
        assert result.out.count("Done on ") == 2
        assert len(busy.events()) == before + 2
        assert busy("undo", NOW).out.count("Undone: ") == 2
        assert busy.actions(NOW, rule="check-receipt")[0]["status"] == "overdue"

    def test_one_named_twice_is_done_once(self, busy: Program) -> None:
        """By its id and by its name."""
        name = identity(busy, "check-receipt", "acme")
        assert busy.run("done", name, "check-receipt/acme", now=NOW).code == 0
        assert len([e for e in busy.events() if e.settles and e.settles.action == name]) == 1

    def test_what_is_done_cannot_be_done_again(self, busy: Program) -> None:
        """The error says when that was, and nothing is written."""
        name = identity(busy, "check-receipt", "acme")
        busy.run("done", name, now=NOW)
        before = len(busy.events())
        for word in (name, name[:5], "check-receipt/acme"):
            result = busy.run("done", word, now="2026-11-10")
            assert result.code == 1
            assert "that was done on Mon 9 Nov 2026. Nothing was logged." in result.err
        assert len(busy.events()) == before

    @pytest.mark.parametrize(
        ("word", "says"),
        [
            ("zzzzz", "No action has the id 'zzzzz'."),
            ("z", "No action has the id 'z'."),
            ("", "No action has the id ''."),
            ("chek-receipt/acme", "Did you mean check-receipt/acme?"),
            ("check-receipt/amce", "Did you mean check-receipt/acme?"),
            ("check-receipt/", "No open action is called 'check-receipt/'."),
            ("/acme", "There is no rule ''."),
            ("follow-up-application/globex/ann", "No open action is called"),
            ("thank-interviewers/acme", "No open action is called"),
        ],
    )
    def test_an_unknown_name_fails_with_the_nearest(self, word: str, says: str, busy: Program) -> None:
        """Nothing is written."""
        before = len(busy.events())
        result = busy.run("done", word, now=NOW)
        assert (result.code, result.out) == (1, "")
        assert says in result.err
        assert len(busy.events()) == before

    def test_a_beginning_of_several_ids_is_ambiguous(self, program: Program) -> None:
        """The error lists the ids with their names."""
        for number in range(40):
            program.told(f"2026-11-02 add applied Company{number:03}")
        actions = program.actions(NOW)
        starts = [action["id"][:2] for action in actions]
        twice = next(start for start in starts if starts.count(start) > 1)
        result = program.run("done", twice, now=NOW)
        assert result.code == 1
        assert "No action has the id" in result.err or "Several actions begin" in result.err

    @pytest.mark.parametrize(
        ("on", "said"),
        [
            ("yesterday", "Sun 8 Nov 2026, yesterday"),
            ("fri", "Fri 6 Nov 2026, 3 days ago"),
            ("2026-11-05 10:00", "Thu 5 Nov 2026, 10:00, 4 days ago"),
        ],
    )
    def test_it_can_have_been_on_an_earlier_day(self, on: str, said: str, busy: Program) -> None:
        """The resolved date is echoed."""
        assert f"Done on {said}: " in busy.run("done", "check-receipt/acme", "--on", on, now=NOW).out

    def test_it_cannot_be_on_a_later_day(self, busy: Program) -> None:
        """Nothing is done tomorrow already."""
        result = busy("done check-receipt/acme --on tomorrow", NOW)
        assert result.code == 2
        assert "Tue 10 Nov 2026 lies ahead." in result.err

    def test_nothing_to_do_needs_a_name(self, program: Program) -> None:
        """Without an id the usage is wrong."""
        assert program("done").code == 2
        assert "Missing argument 'ID...'" in program("done").err


QUESTIONS = """
version: 1
rules:
  receipt:
    after: applied
    wait: 1 business day
    unless: [receipt, no_receipt]
    do: See whether {company} has it
    asks: Did it arrive at {company}?
    logs: receipt
    else_logs: no_receipt
  look: {after: applied, wait: 1 business day, do: "Look at {company}"}
  ask: {after: applied, wait: 5 business days, do: "Ask {contact}", send: ask, to: recruiter}
messages:
  ask: {body: "Hello {{ contact.first_name }}, is there news?"}
"""


class TestQuestions:
    """A rule that `asks` is answered; a script says yes, or no."""

    @pytest.fixture
    def three(self, program: Program) -> Program:
        """Return the program with questions about three applications."""
        program.config.mkdir()
        (program.config / "rules.yaml").write_text(QUESTIONS)
        program.told("""
            2026-11-02 add applied Acme
            2026-11-02 add applied Globex
            2026-11-02 add applied Initech
        """)
        return program

    @staticmethod
    def kinds(program: Program) -> list[str]:
        """Return what was logged after the three applications."""
        return [event.kind for event in program.events()[3:]]

    def test_a_script_says_yes_or_no(self, three: Program) -> None:
        """Yes logs the one event, no the other; both settle the action, and are said back."""
        yes = three("done receipt/acme", NOW)
        no = three("done receipt/globex --no", NOW)
        assert yes.out.splitlines()[0] == "Done on Mon 9 Nov 2026: See whether Acme has it (receipt logged)."
        assert no.out.splitlines()[0] == (
            "Done on Mon 9 Nov 2026: See whether Globex has it (no; logged: you found no receipt)."
        )
        assert self.kinds(three) == ["receipt", "no_receipt"]
        assert [each["application"] for each in three.actions(NOW, rule="receipt")] == ["initech"]

    def test_what_asks_nothing_has_no_no(self, three: Program) -> None:
        """It is wrong usage, and nothing is written."""
        result = three("done look/acme --no", NOW)
        assert (result.code, result.err) == (
            2,
            "followup: look asks no question, so there is no --no to it.\n",
        )
        assert self.kinds(three) == []

    @pytest.mark.parametrize(
        ("words", "answers", "kinds"),
        [
            ("receipt/acme", "yes\n", ["receipt"]),
            ("receipt/acme", "N\n", ["no_receipt"]),
            ("receipt/acme", "perhaps\ny\n", ["receipt"]),
            ("receipt/acme", "\n", []),
            ("receipt", "y\n\nn\n", ["receipt", "no_receipt"]),
            ("receipt", "\n\n\n", []),
            ("receipt/acme receipt/globex", "y\ny\n", ["receipt", "receipt"]),
            ("look/acme receipt/globex", "n\n", ["done", "no_receipt"]),
            ("look", "", ["done", "done", "done"]),
        ],
    )
    def test_on_a_terminal_each_is_asked(
        self, words: str, answers: str, kinds: list[str], three: Program
    ) -> None:
        """Yes, no, or neither: what is left stays as it is, and one undo takes all back."""
        result = three.answering(answers, "done", *words.split(), now=NOW)
        assert result.code == 0
        assert self.kinds(three) == kinds
        assert ("Nothing was logged." in result.out) == (not kinds)
        if "receipt/acme" in words:
            assert "Acme: Did it arrive at Acme? (yes, no; empty leaves it)" in result.err
        if kinds:
            assert three("undo", NOW).out.count("Undone") == len(kinds)

    @pytest.mark.parametrize(
        ("answers", "kinds", "says"),
        [
            ("n\n", ["no_receipt"], "Logged: 1 of 2. The rest is as it was."),
            ("y\nmaybe\n", ["receipt"], "Logged: 1 of 2. The rest is as it was."),
            ("", [], "Interrupted."),
            ("\n", [], "Interrupted."),  # nothing was said, so there is nothing to keep
        ],
    )
    def test_whoever_stops_in_the_middle_keeps_what_was_answered(
        self, answers: str, kinds: list[str], says: str, three: Program
    ) -> None:
        """The end of the input is no answer to the rest."""
        result = three.answering(answers, "done", "receipt/acme", "receipt/globex", now=NOW)
        assert (result.code, self.kinds(three)) == (0 if kinds else 130, kinds)
        assert says in result.err

    @pytest.mark.parametrize("no", ["", " --no"])
    def test_several_questions_are_never_answered_at_once(self, no: str, three: Program) -> None:
        """The ids are listed, and nothing is written; of one there is no doubt."""
        result = three(f"done receipt{no}", NOW)
        assert (result.code, result.out) == (2, "")
        for action in three.actions(NOW, rule="receipt"):
            assert f"{action['id'][:5]} ({action['application']})" in result.err
        assert self.kinds(three) == []
        three("done receipt/acme receipt/globex", NOW)
        assert three(f"done receipt{no}", NOW).code == 0

    @pytest.mark.parametrize("command", ["done look", "skip look", "skip receipt", "snooze look tomorrow"])
    def test_the_name_of_a_rule_means_all_that_is_due(self, command: str, three: Program) -> None:
        """All are listed, and one undo takes them back."""
        result = three(command, NOW)
        assert (result.code, len(self.kinds(three))) == (0, 3)
        assert result.out.count(" at " if "look" in command else " whether ") >= 3
        assert three("undo", NOW).out.count("Undone") == 3
        assert three(command, "2026-11-02").code == 1


class TestLetters:
    """What goes in one letter is done, put off and dropped together."""

    @pytest.fixture
    def letter(self, program: Program) -> str:
        """Return the id of a letter to Robin that asks about two roles."""
        program.config.mkdir()
        (program.config / "rules.yaml").write_text(QUESTIONS)
        program.told("""
            2026-11-02 add applied Acme --recruiter "Robin <robin@example.com>"
            2026-11-02 add applied Globex --recruiter robin@example.com
        """)
        letters = {action["letter"] for action in program.actions(NOW, rule="ask")}
        assert len(letters) == 1
        return str(letters.pop())

    def test_done(self, letter: str, program: Program) -> None:
        """Each application gets its event, and the events say that it was one message."""
        result = program(f"done {letter[:5]}", NOW)
        assert result.out.splitlines()[:2] == [
            "Done on Mon 9 Nov 2026: Ask Robin (acme).",
            "Done on Mon 9 Nov 2026: Ask Robin (globex).",
        ]
        settled = [event.settles for event in program.events()[2:] if event.settles]
        assert [each.letter for each in settled] == [letter, letter]
        assert settled[0].action != settled[1].action
        assert program("undo", NOW).out.count("Undone") == 2

    @pytest.mark.parametrize("words", ["{letter} --only", "ask/acme", "ask/globex"])
    def test_one_of_it(self, words: str, letter: str, program: Program) -> None:
        """A name, and --only, mean one; it went out alone."""
        assert program(f"done {words.format(letter=letter)}", NOW).code == 0
        [event] = program.events()[2:]
        assert event.settles is not None
        assert event.settles.letter == ""

    @pytest.mark.parametrize("command", ["skip {letter}", "snooze {letter} friday"])
    def test_skip_and_snooze(self, command: str, letter: str, program: Program) -> None:
        """They take the whole letter too."""
        assert program(command.format(letter=letter), NOW).code == 0
        assert len(program.events()) == 4
        program("undo", NOW)
        assert program(f"{command.format(letter=letter)} --only", NOW).code == 0
        assert len(program.events()) == 7

    def test_its_text_is_kept_with_each(self, letter: str, program: Program) -> None:
        """It is one text, whatever it asks about."""
        path = program.folder / "letter.txt"
        path.write_text("Hello Robin")
        assert program(f"done {letter} --text {path}", NOW).code == 0
        assert [event.text for event in program.events()[2:]] == ["Hello Robin", "Hello Robin"]


class TestSkip:
    """`skip` drops actions."""

    def test_it_is_not_shown_again(self, busy: Program) -> None:
        """A repetition still counts from the day on which it was skipped."""
        result = busy("skip check-receipt/acme --note 'they said so'", NOW)
        assert result.out.startswith(
            "Skipped on Mon 9 Nov 2026: See whether your application to Acme arrived."
        )
        assert busy.actions(NOW, rule="check-receipt") == []
        assert busy.events()[-1].note == "they said so"

    def test_several_at_once_or_none(self, busy: Program) -> None:
        """As with `done`."""
        before = len(busy.events())
        assert busy("skip check-receipt/acme nothing/acme", NOW).code == 1
        assert len(busy.events()) == before
        assert busy("skip check-receipt/acme check-in/acme", NOW).code == 0
        assert len(busy.events()) == before + 2

    def test_what_is_skipped_cannot_be_done(self, busy: Program) -> None:
        """The error says that it was skipped, and names undo."""
        name = identity(busy, "check-receipt", "acme")
        busy.run("skip", name, now=NOW)
        result = busy.run("done", name, now=NOW)
        assert result.code == 1
        assert "that was skipped on Mon 9 Nov 2026" in result.err
        assert "followup undo" in result.err

    def test_a_missed_action_is_seen_and_gone(self, busy: Program) -> None:
        """`today` shows it until it is skipped."""
        now = "2026-11-25"
        [missed] = [a for a in busy("today --json", now).json["actions"] if a["rule"] == "check-receipt"]
        assert missed["status"] == "missed"
        assert busy.run("skip", missed["id"][:6], now=now).code == 0
        assert "check-receipt" not in busy("today --json", now).out


class TestSnooze:
    """`snooze` puts an action off to a day of the user's choice."""

    @pytest.mark.parametrize(
        ("when", "day"),
        [
            ("tomorrow", "2026-11-10"),
            ("saturday", "2026-11-14"),
            ("mon", "2026-11-09"),  # typed on a Monday it means today
            ("next mon", "2026-11-16"),
            ("in 3 business days", "2026-11-12"),
            ("2026-11-30", "2026-11-30"),
            ("today", "2026-11-09"),
        ],
    )
    def test_to_a_day(self, when: str, day: str, busy: Program) -> None:
        """A weekday alone looks ahead; the day may be no working day."""
        result = busy.run("snooze", "check-receipt/acme", when, now=NOW)
        assert (result.code, result.err) == (0, "")
        assert result.out.startswith("Put off to ")
        [action] = busy.actions(NOW, rule="check-receipt")
        assert action["due"] == day
        assert action["status"] == ("due" if day == NOW else "snoozed")
        assert busy.actions(day, rule="check-receipt")[0]["status"] == "due"

    def test_several_at_once(self, busy: Program) -> None:
        """One command, one undo; if one of them cannot be put off, none is."""
        names = ("check-receipt/acme", "follow-up-application/globex")
        result = busy.run("snooze", *names, "next mon", now=NOW)
        assert (result.code, result.err) == (0, "")
        assert result.out.count("Put off to Mon 16 Nov 2026, in 7 days: ") == len(names)
        put_off = [a for a in busy("today --all --json", NOW).json["actions"] if a["status"] == "snoozed"]
        assert {a["due"] for a in put_off} == {"2026-11-16"}
        assert len(put_off) == len(names)
        assert busy("undo", NOW).out.count("Undone: putting off") == len(names)
        before = len(busy.events())
        busy("done check-receipt/acme", NOW)
        assert busy.run("snooze", names[1], names[0], "next mon", now=NOW).code == 1
        assert len(busy.events()) == before + 1

    def test_the_last_day_chosen_counts(self, busy: Program) -> None:
        """It can be put off again."""
        busy("snooze check-receipt/acme 2026-11-20", NOW)
        busy("snooze check-receipt/acme 2026-11-12", NOW)
        assert busy.actions(NOW, rule="check-receipt")[0]["due"] == "2026-11-12"

    @pytest.mark.parametrize(
        ("words", "code"),
        [
            ("snooze check-receipt/acme yesterday", 2),
            ("snooze check-receipt/acme soon", 2),
            ("snooze check-receipt/acme", 2),
            ("snooze check-receipt/acme 03/04/2026", 2),
            ("snooze check-receipt/acme 2126-01-01", 2),
            ("snooze nothing/acme tomorrow", 1),
            ("snooze zzzzz tomorrow", 1),
            ("snooze check-receipt/globex tomorrow", 1),  # settled by the receipt
        ],
    )
    def test_what_cannot_be_put_off(self, words: str, code: int, busy: Program) -> None:
        """Nothing is written."""
        before = len(busy.events())
        result = busy(words, NOW)
        assert (result.code, result.out) == (code, "")
        assert len(busy.events()) == before


def test_what_comes_next_is_said_for_each_application(busy: Program) -> None:
    """With the company in front: three rows that ask Robin the same are three questions."""
    result = busy("done check-receipt/acme follow-up-application/globex", NOW)
    assert result.out.splitlines()[:4] == [
        "Done on Mon 9 Nov 2026: See whether your application to Acme arrived (receipt logged).",
        "Done on Mon 9 Nov 2026: Ask Kim about your application (globex).",
        "Next:",
        result.out.splitlines()[3],
    ]
    assert result.out.splitlines()[3].startswith("  today       Acme: Ask Robin about your application  ")
    assert "Globex: Ask Kim where things stand" in result.out


def test_an_offer_that_was_answered_is_no_appointment(program: Program) -> None:
    """And what was answered is to be logged; a skipped answer leaves the date where it is."""
    program.told("2026-11-02 add offer Acme --until 2026-11-20\n2026-11-18 skip answer-offer/acme")
    assert program("today --json", "2026-11-18").json["appointments"]
    program("undo", "2026-11-18")
    result = program("done answer-offer/acme", "2026-11-18")
    assert result.err == "Log what you answered: followup add accepted acme (or declined).\n"
    assert program("today --json", "2026-11-18").json["appointments"] == []
