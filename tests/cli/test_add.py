"""`followup add`: log what happened, and say what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from followup.core.events import BEGINNINGS, FACTS, Person

if TYPE_CHECKING:
    from cli.program import Program


def test_it_says_what_was_logged_and_what_comes_next(program: Program) -> None:
    """The application, the resolved date, and each next action with its date and id."""
    result = program(
        'add applied Acme --role "Data Engineer" --recruiter "Robin <robin@example.com>"', "2026-11-02"
    )
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0] == "Logged for acme (Acme, Data Engineer): you applied on Mon 2 Nov 2026, today."
    assert lines[1] == "Next:"
    assert lines[2].startswith("  Tue 3 Nov   See whether your application to Acme arrived")
    assert "Mon 9 Nov   Ask Robin about your application" in result.out
    assert "waits for the receipt" in result.out


@pytest.mark.parametrize("kind", BEGINNINGS)
def test_these_kinds_can_begin_an_application(kind: str, program: Program) -> None:
    """Whatever may be the first word of an employer, or to one."""
    until = ("--until", "tomorrow") if kind == "promised" else ()
    assert program.run("add", kind, "Acme", *until).code == 0
    assert [event.kind for event in program.events()] == [kind]


@pytest.mark.parametrize("kind", sorted(set(FACTS) - {*BEGINNINGS, "cancelled"}))
def test_the_other_kinds_need_a_known_application(kind: str, program: Program) -> None:
    """A rejection by a company that nobody wrote to is a typo; --new says that it is none."""
    result = program.run("add", kind, "Acme")
    assert result.code == 1
    assert result.err == "followup: No application is called 'Acme'.\nNothing is logged yet.\n"
    assert not program.path.exists()
    assert program.run("add", kind, "Acme", "--new").code == 0


@pytest.mark.parametrize("word", ["phone-screen", "phone_screen", "Phone-Screen", "phone screen"])
def test_a_kind_may_be_spelt_with_a_hyphen_or_an_underscore(word: str, program: Program) -> None:
    """Both are the same word on the command line."""
    assert program.run("add", word, "Acme").code == 0
    assert program.events()[0].kind == "phone_screen"


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("aplied", "Did you mean applied?"),
        ("phonescreen", "Did you mean phone-screen?"),
        ("rejection", "Did you mean rejected?"),
        ("xyz", "Known kinds: applied, receipt, no-receipt, phone-screen, interview, "),
        ("", "Known kinds: applied, "),
        ("done", "Use `followup done ID`."),
        ("skipped", "Use `followup skip ID`."),
        ("snoozed", "Use `followup snooze ID WHEN`."),
        ("preference", "Use `followup prefer PERSON`."),
        ("amended", "Use `followup edit EVENT`."),
        ("retracted", "Use `followup undo`."),
        ("reminder", "Use `followup remind TEXT --on WHEN`."),
        ("away", "Use `followup away FROM TO`."),
    ],
)
def test_an_unknown_kind_is_wrong_usage_with_the_nearest_one(word: str, hint: str, program: Program) -> None:
    """A typo gets the right word, or the list of them, or the command that logs it; nothing is written."""
    result = program.run("add", word, "Acme")
    assert (result.code, result.out) == (2, "")
    assert hint in result.err
    assert not program.path.exists()


def test_kind_and_company_in_the_wrong_order(program: Program) -> None:
    """The right order is shown."""
    result = program("add 'Big Corp' applied --role Analyst")
    assert result.code == 2
    assert "Write: followup add applied 'Big Corp' ..." in result.err


def test_a_kind_of_ones_own_comes_from_the_rules_file(program: Program) -> None:
    """What the rules file declares can be logged, for a later day too."""
    program.config.mkdir()
    rules = "version: 1\nevents: [coding_test]\nrules:\n  look: {after: coding_test, wait: 1 day, do: Look}\n"
    (program.config / "rules.yaml").write_text(rules)
    assert program('add coding-test Acme --new --on "in 3 days" --with Ann').code == 0
    assert program.events()[0].kind == "coding_test"
    assert program.people(0) == [Person("Ann", part="interviewer")]


@pytest.mark.parametrize("kind", [kind for kind in BEGINNINGS if kind not in {"phone_screen", "interview"}])
def test_what_has_happened_cannot_lie_ahead(kind: str, program: Program) -> None:
    """Only phone screens, interviews and kinds of one's own are agreed upon before they happen."""
    result = program.run("add", kind, "Acme", "--on", "tomorrow", "--until", "in 2 weeks")
    assert result.code == 2
    assert "Sat 21 Nov 2026 lies ahead" in result.err
    assert not program.path.exists()


@pytest.mark.parametrize("kind", ["phone-screen", "interview"])
def test_a_talk_may_lie_ahead(kind: str, program: Program) -> None:
    """Its date is echoed as planned."""
    result = program.run("add", kind, "Acme", "--on", "next tue 14:00")
    assert "is planned for Tue 24 Nov 2026, 14:00, in 4 days." in result.out


@pytest.mark.parametrize(
    ("kind", "on", "said"),
    [
        # a talk looks ahead, and a day of the last month is that day
        ("interview", "dec 3 10:00", "is planned for Thu 3 Dec 2026, 10:00, in 6 days"),
        ("phone-screen", "thu 10:00", "is planned for Thu 3 Dec 2026, 10:00, in 6 days"),
        ("interview", "fri", "on Fri 27 Nov 2026, today"),
        ("interview", "nov 20", "on Fri 20 Nov 2026, 7 days ago"),
        ("interview", "jan 4", "is planned for Mon 4 Jan 2027, in 38 days"),
        # whatever else has happened looks back
        ("heard-back", "thu 10:00", "on Thu 26 Nov 2026, 10:00, yesterday"),
        ("offer", "nov 20", "on Fri 20 Nov 2026, 7 days ago"),
        ("receipt", "fri", "on Fri 27 Nov 2026, today"),
    ],
)
def test_which_way_a_date_looks(kind: str, on: str, said: str, program: Program) -> None:
    """On Friday 27 November 2026; the date is said back with how far it is."""
    now = "2026-11-27 09:00"
    program("add applied Acme --on 2026-10-01", now)
    assert f"{said}." in program.run("add", kind, "Acme", "--on", on, now=now).out


@pytest.mark.parametrize("kind", ["phone-screen", "interview", "heard-back", "offer"])
def test_a_talk_or_an_answer_before_the_application_began_is_refused(kind: str, program: Program) -> None:
    """It is a slip of the year; `--anyway` logs it, and so does `edit`."""
    program("add applied Acme", "2026-11-20")
    words = ("add", kind, "Acme", "--on", "2025-12-03")
    refused = program.run(*words, now="2026-11-27")
    assert (refused.code, refused.out) == (1, "")
    assert "Wed 3 Dec 2025, 359 days ago, lies before acme began (applied on Fri 20 Nov 2026)." in refused.err
    assert "add --anyway if it is right" in refused.err
    assert len(program.events()) == 1
    assert program.run(*words, "--anyway", now="2026-11-27").code == 0


@pytest.mark.parametrize("kind", ["receipt", "note", "rejected", "sent"])
def test_other_events_may_lie_before_it(kind: str, program: Program) -> None:
    """A note of before one applied is a note."""
    program("add applied Acme", "2026-11-20")
    assert program.run("add", kind, "Acme", "--on", "2026-11-10", now="2026-11-27").code == 0


@pytest.mark.parametrize(
    ("now", "on", "at"),
    [
        ("2026-11-20", None, "2026-11-20"),
        ("2026-11-20 09:30", None, "2026-11-20T09:30:00+00:00"),
        (None, None, "2026-11-20T17:00:00+00:00"),
        ("2026-11-20", "yesterday", "2026-11-19"),
        ("2026-11-20", "tue", "2026-11-17"),
        ("2026-11-20", "nov 3", "2026-11-03"),
        ("2026-11-20", "-2d", "2026-11-18"),
        ("2026-11-20 09:30", "yesterday 16:00", "2026-11-19T16:00:00+00:00"),
        ("2026-11-20", "2026-11-20 16:00", "2026-11-20T16:00:00+00:00"),
    ],
)
def test_an_event_has_the_date_that_was_said(
    now: str | None, on: str | None, at: str, program: Program
) -> None:
    """Now if none was, without an hour where `--now` has none."""
    words = ["--on", on] if on else []
    result = program.run("add", "note", "Acme", *words, now=now)
    assert result.code == 0
    assert program.events()[0].at.isoformat() == at


@pytest.mark.parametrize(
    "on", ["32 nov", "1", "soon", "", "03/04/2026", "2026-02-30", "yesterdy", "1026-11-02"]
)
def test_what_is_no_date_is_refused_with_an_example(on: str, program: Program) -> None:
    """Never a silent guess, and nothing written."""
    result = program.run("add", "applied", "Acme", "--on", on)
    assert (result.code, result.out) == (2, "")
    assert "20" in result.err.split("\n", 1)[1] or "write 20" in result.err
    assert not program.path.exists()


def test_a_promise_names_a_date(program: Program) -> None:
    """It is none without one, and the date is not before the day on which it was named."""
    result = program("add promised Acme --until 'next fri'")
    assert "news by Fri 27 Nov 2026" in result.out
    assert program("add promised Acme").code == 2
    assert program("add applied Globex --until friday").code == 2
    assert program("add promised Acme --until yesterday").code == 2
    assert program("add promised Acme --until soon").code == 2
    assert len(program.events()) == 1


def test_the_date_of_a_promise_is_asked_for_on_a_terminal(program: Program) -> None:
    """A script is told what to type."""
    program("add applied Acme")
    result = program.answering("next fri\n", "add", "promised", "Acme")
    assert "Which date did they name?" in result.err
    assert str(program.events()[-1].until) == "2026-11-27"
    assert program.answering("\n", "add", "promised", "Acme").code == 2


def test_an_offer_may_name_the_date_by_which_to_answer(program: Program) -> None:
    """It looks ahead, across the end of the year too."""
    result = program("add offer Acme --on yesterday --until 'jan 8'")
    assert "the offer on Thu 19 Nov 2026, yesterday, answer by Fri 8 Jan 2027, in 49 days." in result.out
    assert program("add offer Globex").code == 0
    assert [str(event.until) for event in program.events()] == ["2027-01-08", "None"]


def test_the_page_where_the_job_is_advertised(program: Program) -> None:
    """It belongs to the application, and can be told later; what no browser opens is refused."""
    program("add applied Acme --url https://example.com/jobs/7")
    assert "https://example.com/jobs/7" in program("show acme").out
    program("add note Acme --url https://example.com/jobs/8")
    assert "https://example.com/jobs/8" in program("show acme").out
    for url in ("", "example.com", "javascript:alert(1)", "https://example.com/a b"):
        assert program.run("add", "note", "Acme", "--url", url).code == 2


@pytest.mark.parametrize("kind", ["heard-back", "interview --on 'next tue'", "offer"])
@pytest.mark.parametrize("end", ["closed", "rejected"])
def test_news_opens_an_application_again(end: str, kind: str, program: Program) -> None:
    """And the answer says so; a note opens nothing."""
    program.told(f"2026-11-02 add applied Acme\n2026-11-16 add {end} Acme")
    assert "open again" not in program("add note Acme", "2026-11-20").out
    result = program(f"add {kind} Acme", "2026-11-20")
    assert "acme is open again; before: " in result.out
    assert result.out.splitlines()[1].endswith(" on Mon 16 Nov 2026.")


def test_news_of_the_day_of_the_end_opens_an_application_again_when_it_is_logged_after_it(
    program: Program,
) -> None:
    """Without hours the order of typing is all that is known; the other way round it is over."""
    program.told("2026-11-02 add applied Acme\n2026-11-02 add applied Globex")
    program("add rejected Acme --on 'nov 16'", "2026-11-16 09:00")
    program("add heard-back Globex --on 'nov 16'", "2026-11-16 09:00")
    assert "acme is open again" in program("add heard-back Acme --on 'nov 16'", "2026-11-16 11:00").out
    assert "Nothing more is planned" in program("add rejected Globex --on 'nov 16'", "2026-11-16 11:00").out


def test_what_had_closed_already_is_named(program: Program) -> None:
    """An application logged a month late asks for nothing that it is too late for, and says what."""
    result = program("add applied Acme --on 2026-10-19", "2026-11-20")
    [line] = [line for line in result.out.splitlines() if line.startswith("Over before you logged it: ")]
    assert "your application to Acme arrived" in line
    assert "Over before" not in program("add applied Globex", "2026-11-20").out


class TestWhichApplication:
    """An event belongs to an application that is certain, or it is not logged."""

    @pytest.mark.parametrize("name", ["Amce", "Acme Inc", "ACME GmbH", "Acme Corporation", "Acme Robotics"])
    def test_a_name_close_to_a_known_one_is_a_question(self, name: str, program: Program) -> None:
        """Where nobody can answer it fails, and says what to type for either answer."""
        program("add applied Acme")
        result = program.run("add", "applied", name)
        assert (result.code, result.out) == (1, "")
        assert f"{name!r} is close to acme (Acme). Nothing was logged." in result.err
        assert "Write acme if you mean that, or add --new if it is another company." in result.err
        assert len(program.events()) == 1
        assert program.run("add", "applied", name, "--new").code == 0

    @pytest.mark.parametrize("name", ["acme", "ACME", " Acme ", "\uff21\uff43\uff4d\uff45"])
    def test_case_and_width_are_no_difference(self, name: str, program: Program) -> None:
        """A company is known however its letters are written."""
        program("add applied Acme")
        assert program.run("add", "receipt", name).code == 0
        assert len({event.application for event in program.events()}) == 1

    def test_another_role_is_another_application(self, program: Program) -> None:
        """Its handle says the role."""
        program("add applied Acme --role Analyst")
        result = program('add applied Acme --role "Data Engineer"')
        assert "Logged for acme-data-engineer (Acme, Data Engineer)" in result.out

    def test_the_same_role_is_refused(self, program: Program) -> None:
        """With --again it is logged for the same application, with --new for another one."""
        program("add applied Acme --role Analyst")
        for words in ("add applied Acme --role analyst", "add applied Acme", "add applied acme"):
            result = program(words)
            assert result.code == 1
            assert "already logged" in result.err
            assert "--again" in result.err
        assert "Logged for acme (" in program("add applied Acme --again").out
        other = program("add applied Acme --role Analyst --new", now="2026-11-20 18:00")
        assert "Logged for acme-analyst (" in other.out
        twice = program("add applied Acme --role Analyst --new --again", now="2026-11-20 18:00")
        assert "Logged for acme-analyst-2 (" in twice.out

    def test_a_talk_that_begins_an_application_says_so(self, program: Program) -> None:
        """So that a name that was mistyped is seen, be it too short to be close to another."""
        program("add applied Acme --role Analyst")
        assert "Logged for acme (Acme, Analyst):" in program("add heard-back Acme").out
        assert "Logged for acm (Acm, a new application):" in program("add heard-back Acm").out

    def test_the_role_tells_even_where_the_name_is_a_handle_too(self, program: Program) -> None:
        """`acme --role "Data Engineer"` is the one for that role, not the one with the handle `acme`."""
        program("add applied Acme --role Analyst")
        program('add applied Acme --role "Data Engineer"')
        assert program('add applied acme --role "Data Engineer"').code == 1
        result = program('add rejected acme --role "data engineer"')
        assert "Logged for acme-data-engineer (" in result.out
        assert len({event.application for event in program.events()}) == 2

    def test_a_company_with_several_applications_is_ambiguous(self, program: Program) -> None:
        """The error lists the handles, and nothing is written."""
        program("add applied Acme --role Analyst")
        program("add applied Acme --role Engineer")
        result = program("add rejected Acme")
        assert result.code == 1
        assert "There are 2 applications at Acme." in result.err
        assert "Say which one: acme, acme-engineer." in result.err
        assert len(program.events()) == 2
        assert program("add rejected acme-engineer").code == 0
        assert program("add receipt Acme").code == 0  # only one goes on

    def test_an_unknown_role_is_no_new_application_for_an_answer(self, program: Program) -> None:
        """The roles that are known are listed."""
        program("add applied Acme --role Analyst")
        result = program("add rejected Acme --role Engineer")
        assert result.code == 1
        assert "Known: acme (Analyst)." in result.err
        result = program("add applied Acme --role Engineer --again")
        assert (result.code, result.err.splitlines()[1]) == (1, "Known: acme.")

    def test_a_role_that_was_not_known_is_noted(self, program: Program) -> None:
        """The first event that tells the role tells it for the whole application."""
        program("add heard-back Acme")
        program('add applied Acme --role "Data Engineer"')
        assert program("show acme --json").json["application"]["role"] == "Data Engineer"

    def test_a_handle_of_ones_own(self, program: Program) -> None:
        """It names a new application, once, in small letters."""
        assert "Logged for mine (" in program("add applied Acme --handle mine").out
        assert program("add receipt mine").code == 0
        for words, code, says in (
            ("add applied Globex --handle mine", 1, "The handle 'mine' is taken."),
            ("add applied Globex --handle 'Big Corp'", 2, "For example big-corp."),
            ("add applied Globex --handle ''", 2, "For example globex."),
            ("add receipt mine --handle other", 1, "It is called mine"),
        ):
            result = program(words)
            assert result.code == code
            assert says in result.err
        assert len(program.events()) == 2

    @pytest.mark.parametrize("name", ["", " ", "!!!", "😀", "\x1b[31m", "\u202e", "x" * 121])
    def test_what_can_be_no_company_is_wrong_usage(self, name: str, program: Program) -> None:
        """A name has a letter or a digit, and an end."""
        result = program.run("add", "applied", name)
        assert result.code == 2
        assert "company" in result.err
        assert not program.path.exists()

    @pytest.mark.parametrize(
        ("name", "handle"),
        [
            ("Müller & Söhne", "muller-sohne"),
            ("東京", "東京"),
            ("3M", "3m"),
            ("A/B", "a-b"),
            ("Δέλτα", "δελτα"),
        ],
    )
    def test_names_of_every_script_have_a_handle(self, name: str, handle: str, program: Program) -> None:
        """The handle is what the other commands take."""
        program.run("add", "applied", name)
        assert program.run("show", handle).code == 0


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--holidays", "US", 0),
        ("--holidays", "us-ca", 0),
        ("--holidays", "US,CA", 0),
        ("--holidays", "none", 0),
        ("--holidays", "XX", 2),
        ("--holidays", "US-XX", 2),
        ("--holidays", "", 2),
        ("--holidays", "../etc", 2),
        ("--timezone", "Europe/Berlin", 0),
        ("--timezone", "UTC", 0),
        ("--timezone", "Mars/Olympus", 2),
        ("--timezone", "../../etc/passwd", 2),
        ("--timezone", "", 2),
        ("--timezone", "europe", 2),
    ],
)
def test_the_calendar_of_an_employer(option: str, value: str, code: int, program: Program) -> None:
    """A known country or zone is kept; another one is wrong usage with an example."""
    result = program.run("add", "applied", "Acme", option, value)
    assert result.code == code
    assert ("such as US" in result.err or "as in Europe/Berlin" in result.err) == (code == 2)
    assert program.path.exists() == (code == 0)


def test_the_calendar_of_an_employer_can_be_told_later(program: Program) -> None:
    """It holds for the whole application, and undo takes it back with the event."""
    program.told("2026-11-25 add applied Acme")
    assert program.actions("2026-11-25", rule="check-receipt")[0]["due"] == "2026-11-26"
    program.told("2026-11-25 add note Acme --holidays US")
    assert program.actions("2026-11-25", rule="check-receipt")[0]["due"] == "2026-11-27"
    program.told("2026-11-25 undo")
    assert program.actions("2026-11-25", rule="check-receipt")[0]["due"] == "2026-11-26"


class TestPeople:
    """People are a name, an address, or both."""

    @pytest.mark.parametrize(
        ("text", "name", "email"),
        [
            ("Robin", "Robin", None),
            ("Robin <robin@example.com>", "Robin", "robin@example.com"),
            ('"Robin R." <robin@example.com>', "Robin R.", "robin@example.com"),
            ("robin@example.com", None, "robin@example.com"),
            ("<robin@example.com>", None, "robin@example.com"),
            ("  Robin   R  ", "Robin R", None),
            ("R\u202eobin\n<robin@example.com>", "Robin", "robin@example.com"),
        ],
    )
    def test_a_person(self, text: str, name: str | None, email: str | None, program: Program) -> None:
        """The three forms, with white space and invisible characters gone."""
        assert program.run("add", "applied", "Acme", "--recruiter", text).code == 0
        assert program.people(0) == [Person(name, email, part="recruiter")]

    @pytest.mark.parametrize(
        "text",
        [
            *("", " ", "Robin <robin@example.com", "Robin <robin>", "Robin <>", "a@b", "a@b@c.de", "x" * 121),
            *("Robin <a b@example.com>", "Robin <a@example.com> x", "a,b@example.com"),
            "Robin <a@example.com\nBcc: x>",
        ],
    )
    def test_what_is_no_person_is_wrong_usage(self, text: str, program: Program) -> None:
        """An address that no mail would reach is refused, with the form that works; nothing is written."""
        result = program.run("add", "applied", "Acme", "--recruiter", text)
        assert result.code == 2
        assert "Write a person as Robin or as 'Robin <robin@example.com>'." in result.err
        assert not program.path.exists()

    def test_the_parts(self, program: Program) -> None:
        """Each option gives a part; who was there at an interview is an interviewer."""
        program(
            "add interview Acme --with Ann --with Bo --recruiter R --hiring-manager H --referrer F --with Ann"
        )
        parts = [(person.name, person.part) for person in program.events()[0].people]
        assert parts == [
            ("Ann", "interviewer"),
            ("Bo", "interviewer"),
            ("R", "recruiter"),
            ("H", "hiring_manager"),
            ("F", "referrer"),
        ]
        program("add heard-back Acme --with Cy")
        assert program.people(1) == [Person("Cy")]


def test_a_message_logged_by_hand_points_to_the_open_action(program: Program) -> None:
    """It settles nothing; the program says how to say that it was that one."""
    program.told("2026-11-02 add applied Acme --recruiter Robin\n2026-11-02 add receipt Acme")
    result = program("add sent Acme", "2026-11-09")
    assert "If that was 'Ask Robin about your application': followup undo, then followup done " in result.err
    assert program.actions("2026-11-09", rule="follow-up-application")[0]["status"] == "upcoming"
    hint = result.err.split("followup done ")[1].split(".")[0]
    assert program("undo", "2026-11-09").code == 0
    assert program.run("done", hint, now="2026-11-09").code == 0


def test_an_entry_made_twice_is_told(program: Program) -> None:
    """Some time later it may be right, so it is logged; undo is named."""
    program("add applied Acme")
    program("add interview Acme --on 2026-11-20")
    result = program("add interview Acme --on 2026-11-20", now="2026-11-20 17:11")
    assert result.code == 0
    assert "You logged the same once before; `followup undo` takes this one back." in result.err


class TestAgain:
    """A fact that was logged a moment ago is not logged again by a script that believes it failed."""

    @pytest.mark.parametrize(
        ("first", "again", "is_asked"),
        [
            ("sent acme", "sent acme", True),
            ("sent acme", "sent Acme", True),  # however the company is named
            ("note acme --note hot", "note acme --note hot", True),
            ("note acme --note hot", "note acme --note cold", False),
            ("heard-back acme --with Ann", "heard-back acme --with Ann", True),
            ("heard-back acme --with Ann", "heard-back acme --with Bo", False),
            ("receipt acme", "no-receipt acme", False),
            ("sent acme --on yesterday", "sent acme --on 2026-11-19", True),
            ("sent acme --on yesterday", "sent acme", False),
            ("interview acme --on 2026-12-01", "interview acme --on 2026-12-02", False),
            ("interview acme --on '2026-12-01 10:00'", "interview acme --on '2026-12-01 10:00'", True),
            ("promised acme --until 2026-12-01", "promised acme --until 2026-12-02", False),
            ("sent acme", "sent globex", False),
            ("applied Initech --new", "applied Initech --new", True),
            ("applied Initech --new --role A", "applied Initech --new --role B", False),
            ("applied Initech --new", "applied Initech --new --handle two", False),
            ("heard-back Initech", "heard-back Initech", True),  # the first of them began the application
        ],
    )
    def test_the_same_within_ten_minutes(
        self, first: str, again: str, is_asked: bool, program: Program
    ) -> None:
        """Is an error that names --again, which logs it; anything else is another fact."""
        program("add applied Acme")
        program("add applied Globex")
        assert program(f"add {first}", now="2026-11-20 17:00").code == 0
        count = len(program.events())
        result = program(f"add {again}", now="2026-11-20 17:09")
        assert (result.code == 1) is is_asked
        assert ("Add --again if it happened once more." in result.err) is is_asked
        assert len(program.events()) == count + (not is_asked)
        if is_asked:
            assert program(f"add {again} --again", now="2026-11-20 17:09").code == 0

    @pytest.mark.parametrize(
        ("now", "code"),
        [
            ("2026-11-20 17:10", 1),
            ("2026-11-20 17:11", 0),
            ("2026-11-20 16:50", 1),  # a clock that was put back
            ("2026-11-20 16:49", 0),
        ],
    )
    def test_the_time_since_it_was_logged_counts(self, now: str, code: int, program: Program) -> None:
        """Whenever it happened."""
        program("add applied Acme")
        program("add note acme --note x --on 2026-11-20", now="2026-11-20 17:00")
        assert program("add note acme --note x --on 2026-11-20", now=now).code == code

    @pytest.mark.parametrize(("typed", "code", "count"), [("y\n", 0, 3), ("n\n", 1, 2), ("\n", 1, 2)])
    def test_a_terminal_is_asked(self, typed: str, code: int, count: int, program: Program) -> None:
        """Yes logs it; no, or nothing, does not."""
        program("add applied Acme")
        program("add sent acme")
        result = program.answering(typed, "add", "sent", "acme")
        assert result.code == code
        assert "Log it once more? [y/N]" in result.err
        assert len(program.events()) == count

    def test_what_was_taken_back_can_be_logged_again(self, program: Program) -> None:
        """It is not in the log."""
        program("add applied Acme")
        program("add sent acme")
        program("undo")
        assert program("add sent acme").code == 0

    def test_what_an_action_settled_is_another_fact(self, program: Program) -> None:
        """`done` says so itself."""
        program.told("2026-11-02 add applied Acme")
        program("done check-receipt/acme", now="2026-11-20")
        assert program("add receipt acme", now="2026-11-20").code == 0


HOSTILE = [
    ("\x1b[31mAcme\x1b[0m", "Acme"),
    ("\x1b]0;title\x07Acme", "Acme"),
    ("Ac\u202eme", "Acme"),
    ("Acme\r\nBcc: x@example.com", "Acme Bcc: x@example.com"),
    ("Acme\u2028Two", "Acme Two"),
    ("Ac\x00me\x07", "Acme"),
    ("[red]Acme[/red]", "[red]Acme[/red]"),
    ("Acme :smile:", "Acme :smile:"),
    ("[link=http://x]Acme[/]", "[link=http://x]Acme[/]"),
    ("[/]Acme", "[/]Acme"),
    ("{contact} Acme {{ x }}", "{contact} Acme {{ x }}"),
    ("Acme %s %d", "Acme %s %d"),
]


@pytest.mark.parametrize(("typed", "kept"), HOSTILE)
def test_text_from_outside_is_cleaned_and_shown_as_it_is(typed: str, kept: str, program: Program) -> None:
    """What a terminal could obey goes; markup of any kind is only text, in every view."""
    said = ["--role", typed, "--note", typed, "--recruiter", f"{typed} <r@example.com>"]
    if "<" in typed or "@" in typed or ":" in typed:
        said = said[:4]
    assert program.run("add", "applied", typed, *said).code == 0
    event = program.events()[0]
    assert (event.about.company, event.about.role, event.note) == (kept, kept, kept)
    handle = event.about.handle or ""
    program.width = 200
    for words in (("today", "--all"), ("list",), ("show", handle), ("why", handle), ("plan",)):
        result = program.run(*words)
        assert result.code == 0
        assert kept in result.out
        assert not set(result.out) & set("\x1b\x00\x07\r\u202e\u2028")


def test_an_event_as_json(program: Program) -> None:
    """The event, its application, and the next actions, each as `today` has it."""
    result = program(
        'add applied Acme --role Analyst --recruiter "R <r@example.com>" --note hi --json', "2026-11-02"
    )
    document = result.json
    assert list(document) == ["schema", "event", "application", "next"]
    assert (document["schema"], document["application"]) == (1, "acme")
    event = document["event"]
    assert {key: event[key] for key in ("kind", "application", "at", "note")} == {
        "kind": "applied",
        "application": "acme",
        "at": "2026-11-02",
        "note": "hi",
    }
    assert event["recorded_at"] == "2026-11-02T00:00:00+00:00"
    [person] = event["people"]
    assert person == {
        "id": program.events()[0].people[0].contact,
        "name": "R",
        "email": "r@example.com",
        "phone": None,
        "part": "recruiter",
    }
    assert [action["rule"] for action in document["next"]] == [
        "check-receipt",
        "follow-up-application",
        "check-in",
        "close-cold",
    ]
    agenda = program("today --all --json", "2026-11-02").json["actions"]
    assert sorted(document["next"], key=str) == sorted(agenda, key=str)
    assert program.run("edit", event["id"], "--note", "ho", now="2026-11-02").code == 0


def test_a_finished_application_has_nothing_next(program: Program) -> None:
    """After a rejection the program says that nothing more is planned."""
    program("add applied Acme")
    assert program("add rejected Acme").out.endswith("Nothing more is planned for acme.\n")


def test_who_accepts_is_told_who_still_waits(program: Program) -> None:
    """Elsewhere, and not yet over; and how to log that they know."""
    program.told("""
        2026-11-02 add applied Acme
        2026-11-02 add applied Acme --role Analyst --new
        2026-11-02 add applied Globex
        2026-11-02 add applied Initech --role "Data Engineer"
        2026-11-02 add applied Umbrella
        2026-11-03 add rejected Umbrella
        2026-11-04 add offer acme
    """)
    result = program("add accepted acme", "2026-11-05")
    assert result.err.endswith(
        "Still open elsewhere: globex, initech. Tell them that you are no longer available, and log it for"
        " each: followup add withdrawn globex\n"
    )
    assert program("add withdrawn globex", "2026-11-05").code == 0
    program("add withdrawn initech", "2026-11-05")
    program("add offer acme-analyst", "2026-11-05")
    assert "Still open" not in program("add accepted acme-analyst", "2026-11-05").err
