"""`followup remind` and `away`: what the user asks for on days of their own choosing."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cli.program import Program

NOW = "2026-11-25"  # a Wednesday


@pytest.fixture
def acme(program: Program) -> Program:
    """Return the program with an application at Acme whose recruiter is Tom."""
    program.told("2026-11-16 add applied Acme --recruiter 'Tom <tom@example.com>'")
    return program


class TestRemind:
    """`remind` logs an action of the user's own."""

    def test_all_of_it(self, acme: Program) -> None:
        """The day is said back with its distance, and whom it is about, to and by what."""
        result = acme('remind "Call Tom" --on "next wed" --about acme --to Tom --channel phone', NOW)
        said = "You will be reminded on Wed 2 Dec 2026, in 7 days: Call Tom"
        assert result.out.splitlines()[0] == f"{said} (about acme, to Tom <tom@example.com>, by phone)."
        event = acme.events()[-1]
        assert (event.kind, str(event.day), event.note) == ("reminder", "2026-12-02", "Call Tom")
        assert (event.application, event.channel) == (acme.events()[0].id, "phone")
        assert event.people[0].contact == acme.events()[0].people[0].contact

    @pytest.mark.parametrize(
        ("on", "at"),
        [
            ("wed", "2026-11-25"),  # a weekday on that weekday is today
            ("jan 15", "2027-01-15"),
            ("tomorrow 9:00", "2026-11-26T09:00:00+00:00"),
            ("in 2 weeks", "2026-12-09"),
        ],
    )
    def test_the_day_looks_ahead(self, on: str, at: str, program: Program) -> None:
        """It is about no application, and to nobody."""
        assert program.run("remind", "Renew it", "--on", on, now=NOW).code == 0
        [event] = program.events()
        assert (event.at.isoformat(), event.application, event.people) == (at, None, ())

    @pytest.mark.parametrize(
        ("words", "code", "says"),
        [
            ("remind 'Call Tom'", 2, 'followup remind "Call Tom" --on "next wed"'),
            ("remind '' --on friday", 2, "Say what to be reminded of."),
            (f"remind {'x' * 201} --on friday", 2, "The text has 201 characters; 200 are allowed."),
            ("remind 'Call Tom' --on yesterday", 2, "Tue 24 Nov 2026, yesterday, has passed."),
            ("remind 'Call Tom' --on soon", 2, "soon"),
            ("remind 'Call Tom' --on friday --about globex", 1, "No application is called 'globex'."),
            ("remind 'Call Tom' --on friday --to Tom --channel fax", 2, "There is no channel 'fax'."),
            ("remind 'Call Tom' --on friday --channel phone", 2, "say whom with --to"),
            ("remind 'Call Tom' --on friday --to 'Tom <tom>'", 2, "Write a person as"),
        ],
    )
    def test_what_cannot_be(self, words: str, code: int, says: str, acme: Program) -> None:
        """It fails with what to type instead, and nothing is written."""
        result = acme(words, NOW)
        assert (result.code, result.out) == (code, "")
        assert says in result.err
        assert len(acme.events()) == 1

    def test_without_an_application_a_name_is_the_only_one_so_called(self, acme: Program) -> None:
        """A name that nobody has is somebody new; one that two have is asked about."""
        tom = acme.events()[0].people[0].contact
        acme("remind 'Call Tom' --on friday --to Tom", NOW)
        acme("remind 'Call Zoe' --on friday --to Zoe", NOW)
        assert acme.events()[1].people[0].contact == tom
        assert acme.events()[2].people[0].contact not in {"", tom}
        acme("add applied Globex --recruiter 'Tom <tom@example.org>'", NOW)
        assert acme("remind 'Call Tom' --on friday --to Tom", NOW).code == 1

    def test_the_day_is_asked_for_on_a_terminal(self, acme: Program) -> None:
        """A script is told what to type."""
        result = acme.answering("friday\n", "remind", "Call Tom", now=NOW)
        assert "On which day?" in result.err
        assert str(acme.events()[-1].day) == "2026-11-27"

    def test_show_lists_it(self, acme: Program) -> None:
        """In the timeline of its application, as what is still to come."""
        acme("remind 'Call Tom' --on 'dec 2' --about acme", NOW)
        shown = acme("show acme", NOW).out
        assert "Wed 2 Dec (ahead)  reminder" in shown
        assert "Call Tom" in shown
        [event] = [
            each for each in acme("show acme --json", NOW).json["events"] if each["kind"] == "reminder"
        ]
        assert (event["at"], event["note"]) == ("2026-12-02", "Call Tom")

    def test_edit(self, acme: Program) -> None:
        """Its day, looking ahead, its text, person and way can be corrected; it becomes no other event."""
        acme("remind 'Call Tom' --on 'dec 2' --about acme", NOW)
        result = acme("edit reminder/acme --on friday --note 'Write to Tom' --to Tom --channel email", NOW)
        assert result.out.startswith(
            "Corrected: reminder of Fri 27 Nov 2026, in 2 days (acme), before: Wed 2 Dec 2026;"
            " Write to Tom; to Tom <tom@example.com>; by email."
        )
        assert "Write to Tom" in acme("show acme", NOW).out
        assert acme("edit reminder/acme --note ''", NOW).code == 2
        assert acme("edit reminder/acme --kind note", NOW).code == 1
        assert acme("edit reminder/acme --until friday", NOW).code == 2
        assert acme("edit reminder/acme --retract", NOW).code == 0
        assert "Write to Tom" not in acme("show acme", NOW).out

    @pytest.mark.parametrize("about", ["/acme", ""])
    def test_edit_of_whom_it_is_to_and_how_to_reach_them(self, about: str, acme: Program) -> None:
        """Each by itself, either away again; what it asks for follows, and `undo` brings back what was."""
        acme("add note Acme --with 'Tom <tom@example.com>' --with 'Una <una@example.com>'", NOW)
        acme(f"remind 'Call' --on today --to Tom --channel phone{' --about acme' if about else ''}", NOW)

        def asked() -> tuple[str | None, str | None, str | None]:
            [action] = acme.actions(NOW, rule="reminder")
            contact = action["contact"]
            return contact and contact["name"], action["channel"], action["send"]

        edit = f"edit reminder{about}"
        steps = [
            ("--channel text", ("Tom", "text", "reminder")),
            ("--to Una", ("Una", "text", "reminder")),
            ("--channel ''", ("Una", "email", "reminder")),  # the usual way
            ("--to Tom --channel letter", ("Tom", "letter", "reminder")),
            ("--to ''", (None, None, None)),  # nobody is reached in no way
        ]
        found = [asked()]
        for options, after in steps:
            assert acme(f"{edit} {options}", NOW).code == 0
            assert asked() == after
            found.append(after)
        for before in reversed(found[:-1]):
            assert acme("undo", NOW).out.startswith("Undone: the correction of reminder")
            assert asked() == before

    @pytest.mark.parametrize(
        ("event", "options", "says"),
        [
            ("reminder/acme", "--channel email", "say whom with --to"),  # it is to nobody
            ("reminder/acme", "--to Tom --channel pigeon", "There is no channel 'pigeon'."),
            ("reminder/acme", "--on yesterday", "has passed"),
            ("reminder/acme", "--with Tom", "A reminder is to one person, whom --to names."),
            ("reminder/acme", "--recruiter Tom", "A reminder is to one person"),
            ("applied/acme", "--channel email", "--to and --channel go with reminders only."),
            ("applied/acme", "--to Tom", "--to and --channel go with reminders only."),
        ],
    )
    def test_an_edit_that_cannot_be(self, event: str, options: str, says: str, acme: Program) -> None:
        """It is wrong usage, and nothing is written."""
        acme("remind 'Call Tom' --on 'dec 2' --about acme", NOW)
        before = len(acme.events())
        result = acme(f"edit {event} {options}", NOW)
        assert (result.code, result.out) == (2, "")
        assert says in result.err
        assert len(acme.events()) == before

    def test_edit_of_one_about_no_application(self, acme: Program) -> None:
        """By its id, or by the word where there is only one."""
        acme("remind 'Renew it' --on 'dec 2'", NOW)
        assert acme("edit reminder --on 'dec 3' --note 'Renew both'", NOW).out == (
            "Corrected: reminder of Thu 3 Dec 2026, in 8 days: Renew both.\n"
        )
        assert acme("edit reminder --note 'Renew both'", NOW).out.startswith("The log says that already")
        assert acme("edit reminder --role Analyst", NOW).code == 2
        acme("remind 'Renew more' --on 'dec 4'", NOW)
        listed = acme("edit reminder --retract", NOW)
        assert listed.code == 1
        assert "(reminder of 2026-12-03)" in listed.err
        assert acme(f"edit {acme.events()[-1].id} --retract", NOW).code == 0
        assert acme("edit reminder --retract", NOW).code == 0

    def test_undo(self, acme: Program) -> None:
        """It says what it was."""
        acme("remind 'Call Tom' --on 'dec 2' --about acme", NOW)
        assert acme("undo", NOW).out == "Undone: the reminder of Wed 2 Dec 2026 (acme): Call Tom.\n"


class TestAway:
    """`away` names days on which nothing is planned."""

    @pytest.mark.parametrize(
        ("words", "first", "last", "said"),
        [
            ("'dec 21' 'jan 1'", "2026-12-21", "2027-01-01", "in 26 days, to Fri 1 Jan 2027, 12 days."),
            ("friday", "2026-11-27", "2026-11-27", "Away on Fri 27 Nov 2026, in 2 days, 1 day."),
            ("monday friday", "2026-11-30", "2026-12-04", "5 days"),  # the Friday after that Monday
            ("today today", "2026-11-25", "2026-11-25", "Away on Wed 25 Nov 2026, today, 1 day."),
            ("yesterday tomorrow", "2026-11-24", "2026-11-26", "3 days"),
            ("2026-12-01 2027-12-01", "2026-12-01", "2027-12-01", "366 days"),
        ],
    )
    def test_the_days(self, words: str, first: str, last: str, said: str, program: Program) -> None:
        """Both ends belong to them, and their number is said."""
        result = program(f"away {words}", NOW)
        assert said in result.out
        [event] = program.events()
        assert (event.kind, str(event.day), str(event.until)) == ("away", first, last)
        assert event.application is None

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            ("'dec 21' 'dec 20'", "The last day, Sun 20 Dec 2026, lies before the first, Mon 21 Dec 2026."),
            ("'dec 21' tomorrow", "lies before the first"),
            ("2026-12-01 2027-12-02", "Those are 367 days; at most 366 are taken."),
            ("soon", "soon"),
            ("", "Missing argument 'FROM'."),
        ],
    )
    def test_what_cannot_be(self, words: str, says: str, program: Program) -> None:
        """It is wrong usage, and nothing is written."""
        result = program(f"away {words}", NOW)
        assert (result.code, result.out) == (2, "")
        assert says in result.err
        assert not program.path.exists()

    def test_they_may_overlap_and_be_corrected(self, program: Program) -> None:
        """`edit` names them by the word where there is only one, else by id; undo says what it was."""
        program("away 'dec 21' 'jan 1'", NOW)
        corrected = program("edit away --until 'jan 4'", NOW)
        assert (
            corrected.out == "Corrected: Away from Mon 21 Dec 2026, in 26 days, to Mon 4 Jan 2027, 15 days.\n"
        )
        assert program("edit away --until 'dec 1'", NOW).code == 2
        assert program("away 'dec 24' 'dec 27'", NOW).code == 0
        assert program("edit away --on 'dec 22'", NOW).code == 1
        assert program("undo", NOW).out == "Undone: the days away from Thu 24 Dec 2026 to Sun 27 Dec 2026.\n"
        assert program("undo", NOW).out == "Undone: the correction of days away.\n"
        assert program("edit away --on 'dec 22'", NOW).out == (
            "Corrected: Away from Tue 22 Dec 2026, in 27 days, to Fri 1 Jan 2027, 11 days.\n"
        )


@pytest.mark.parametrize(
    ("text", "words", "says"),
    [
        ("Call Tom about a reference", "--to 'Tom Ray' --channel phone", "Call Tom about a reference  "),
        ("Ring Tom Ray", "--to 'Tom Ray' --channel phone", "Ring Tom Ray  "),
        ("Call about a reference", "--to 'Tom Ray' --channel phone", "Call about a reference  to Tom Ray  "),
        ("Ask for a reference", "--to 'Tom Ray' --channel phone", "reference  by phone; to Tom Ray  "),
        ("Call off the lease", "--to Tom --channel email", "Call off the lease  by email; to Tom  "),
        ("Write tomorrow", "--to Tom --channel email", "Write tomorrow  by email; to Tom  "),  # no Tom in it
    ],
)
def test_a_row_repeats_nothing_of_a_reminder(text: str, words: str, says: str, acme: Program) -> None:
    """Who says whom to call need not be told whom, and how."""
    acme.width = 120
    acme.run("remind", text, *shlex.split(words), "--about", "acme", "--on", "today", now=NOW)
    assert says in acme("today", NOW).out


def test_what_the_user_asked_for_heads_a_letter_in_their_own_words(acme: Program) -> None:
    """A letter about one application and two reminders is about no two; it settles as one."""
    acme.told("2026-11-17 done check-receipt/acme")
    acme.told(f"{NOW} remind 'Call him' --on today --to Tom --channel email --about acme")
    acme.told(f"{NOW} remind 'Send the samples' --on today --to Tom --channel email")
    assert "Tom  Call him; Send the samples; ask about acme  " in acme("today", NOW).out
    result = acme("skip 1", NOW)  # the last of them is about no application
    assert result.out.count("Skipped on") == 3
    assert "Acme has been silent for long" in result.out
