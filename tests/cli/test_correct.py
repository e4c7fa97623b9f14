"""`followup edit` and `undo`: the log is corrected by adding to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cli.program import Program

NOW = "2026-11-12"


@pytest.fixture
def planned(program: Program) -> Program:
    """Return the program with an application and an interview that is agreed upon."""
    program.told("""
        2026-11-02 add applied Acme --role Analyst --recruiter Robin --note old
        2026-11-12 add interview Acme --on "2026-11-20 14:00" --with Ann --with Bo
    """)
    return program


class TestEdit:
    """`edit` corrects an event, or what it says of its application."""

    def test_a_new_date_is_echoed_beside_the_old_one(self, planned: Program) -> None:
        """So that both can be checked."""
        result = planned('edit interview/acme --on "next thu 10:00"', NOW)
        said = "Corrected: interview of Thu 19 Nov 2026, 10:00, in 7 days (acme), before: Fri 20 Nov 2026"
        assert result.out.startswith(said)
        [first, *_] = planned.actions(NOW, rule="thank-interviewers")
        assert first["due"] == "2026-11-19T12:00:00+00:00"

    @pytest.mark.parametrize(
        ("words", "key", "value"),
        [
            (("--note", "new"), "note", "new"),
            (("--note", ""), "note", None),
            (("--kind", "phone-screen"), "kind", "phone_screen"),
            (("--on", "2026-11-23"), "at", "2026-11-23"),
            (("--on", "2026-11-23 09:00"), "at", "2026-11-23T09:00:00+00:00"),
        ],
    )
    def test_each_field_of_an_event(
        self, words: tuple[str, ...], key: str, value: object, planned: Program
    ) -> None:
        """The event has the new value wherever it is shown."""
        event = planned.events()[-1].id
        assert planned.run("edit", event, *words, now=NOW).code == 0
        [found] = [each for each in planned("show acme --json", NOW).json["events"] if each["id"] == event]
        assert found[key] == value

    def test_the_people_of_an_event(self, planned: Program) -> None:
        """One more, one less, another recruiter."""
        assert planned('edit interview/acme --with "Cy <cy@example.com>" --without bo', NOW).code == 0
        people = planned("show acme --json", NOW).json["events"][-1]["people"]
        assert [(person["name"], person["part"]) for person in people] == [
            ("Ann", "interviewer"),
            ("Cy", "interviewer"),
        ]
        assert planned("edit applied/acme --recruiter Kim", NOW).code == 0
        names = [person["name"] for person in planned("show acme --json", NOW).json["application"]["people"]]
        assert "Kim" in names
        assert "Robin" not in names

    @pytest.mark.parametrize(
        ("option", "value", "key", "kept"),
        [
            ("--company", "Acme Corp", "company", "Acme Corp"),
            ("--role", "Chef", "role", "Chef"),
            ("--handle", "mine", "handle", "mine"),
            ("--holidays", "de-by", "holidays", "DE-BY"),
            ("--timezone", "Europe/Berlin", "timezone", "Europe/Berlin"),
        ],
    )
    def test_the_application(self, option: str, value: str, key: str, kept: str, planned: Program) -> None:
        """Any of its events will do to name it."""
        assert planned.run("edit", "interview/acme", option, value, now=NOW).code == 0
        handle = kept if option == "--handle" else "acme"
        assert planned.run("show", handle, "--json", now=NOW).json["application"][key] == kept

    def test_a_promise_gets_another_date(self, planned: Program) -> None:
        """`--until` is kept to promises."""
        planned("add promised Acme --until 2026-11-30", NOW)
        assert planned("edit promised/acme --until 2026-12-04", NOW).code == 0
        assert planned("show acme --json", NOW).json["events"][1]["until"] == "2026-12-04"

    def test_a_talk_looks_ahead(self, planned: Program) -> None:
        """On Thursday 12 November; back to before one applied it cannot be moved by accident."""
        assert planned('edit interview/acme --on "tue 10:00"', NOW).out.startswith(
            "Corrected: interview of Tue 17 Nov 2026, 10:00, in 5 days (acme)"
        )
        assert planned('edit interview/acme --on "dec 1"', NOW).out.startswith(
            "Corrected: interview of Tue 1 Dec 2026, in 19 days (acme)"
        )
        refused = planned("edit interview/acme --on 2025-12-01", NOW)
        assert refused.code == 1
        assert "lies before acme began" in refused.err
        assert planned("edit interview/acme --on 2025-12-01 --anyway", NOW).code == 0

    @pytest.mark.parametrize(
        "words",
        [
            '--with "Ann"',
            '--note ""',
            "--on '2026-11-20 14:00'",
            "--kind interview",
            "--role Analyst --handle acme",
        ],
    )
    def test_what_the_log_says_already(self, words: str, planned: Program) -> None:
        """It is no error, and nothing is written."""
        assert planned("edit applied/acme --role Analyst", NOW).code == 0
        before = len(planned.events())
        result = planned(f"edit interview/acme {words}", NOW)
        assert (result.code, result.err) == (0, "")
        assert result.out.startswith("The log says that already: interview of Fri 20 Nov 2026")
        assert len(planned.events()) == before

    def test_an_address_that_becomes_known(self, planned: Program) -> None:
        """It goes to the person who was there."""
        assert planned('edit interview/acme --with "Ann <ann@example.com>"', NOW).code == 0
        people = planned("show acme --json", NOW).json["events"][-1]["people"]
        assert [person["email"] for person in people if person["name"] == "Ann"] == ["ann@example.com"]
        again = planned('edit interview/acme --with "Ann <ann@example.com>"', NOW)
        assert (again.code, again.out[:26]) == (0, "The log says that already:")

    def test_an_application_whose_first_event_is_gone(self, planned: Program) -> None:
        """Its role can be corrected all the same."""
        for line in ("edit applied/acme --retract", "edit interview/acme --role Tester"):
            assert planned(line, NOW).code == 0
        assert planned("list --json", NOW).json["applications"][0]["role"] == "Tester"
        assert planned("edit interview/acme --role Analyst", NOW).code == 0
        assert planned("list --json", NOW).json["applications"][0]["role"] == "Analyst"

    @pytest.mark.parametrize("kind", ["heard-back", "sent", "rejected"])
    def test_what_lies_ahead_stays_a_talk(self, kind: str, planned: Program) -> None:
        """The interview is on the 20th, and nobody can have answered then; with its real day it can."""
        refused = planned(f"edit interview/acme --kind {kind}", NOW)
        assert refused.code == 2
        assert "lies ahead" in refused.err
        assert planned(f"edit interview/acme --kind {kind} --on yesterday", NOW).code == 0

    @pytest.mark.parametrize(
        ("words", "until"),
        [
            ("--on 2026-11-03 --until 2026-11-05", "2026-11-05"),  # before the old day, and after the new one
            ("--on 2026-11-12 --until 2026-11-11", None),
            ("--on 2026-11-12", None),  # past the date that was named
            ("--kind heard-back --until 2026-11-20", None),  # nobody names a date there
            ("--kind heard-back", ""),  # the date goes with the promise
        ],
    )
    def test_a_promise_and_its_date_fit_each_other(
        self, words: str, until: str | None, planned: Program
    ) -> None:
        """Whatever of the two is corrected; None is refused."""
        planned("add promised Acme --on 2026-11-08 --until 2026-11-10", NOW)
        result = planned(f"edit promised/acme {words}", NOW)
        assert result.code == (2 if until is None else 0)
        events = planned("show acme --json", NOW).json["events"]
        [found] = [e for e in events if e["kind"] in {"promised", "heard_back"}]
        assert found.get("until") == ("2026-11-10" if until is None else until or None)

    @pytest.mark.parametrize("deed", ["snooze ask-preference/acme 2026-11-18", "prefer Ann --channel phone"])
    def test_what_the_user_did_becomes_no_fact(self, deed: str, planned: Program) -> None:
        """A snooze was no interview."""
        assert planned(deed, NOW).code == 0
        kind = "snoozed" if "snooze" in deed else "preference"
        event = next(each for each in planned.events() if each.kind == kind)
        result = planned(f"edit {event.id} --kind interview", NOW)
        assert (result.code, result.out) == (1, "")

    def test_whoever_was_at_a_talk_is_an_interviewer(self, planned: Program) -> None:
        """Also where it turns out later to have been one, and the other way round."""
        planned('add heard-back Acme --with "Cy Roe"', NOW)
        assert planned('edit heard-back/acme --kind phone-screen --with "Dee Fox"', NOW).code == 0
        parts = {p["name"]: p["part"] for p in planned("show acme --json", NOW).json["application"]["people"]}
        assert (parts["Cy Roe"], parts["Dee Fox"]) == ("interviewer", "interviewer")
        assert planned("edit phone-screen/acme --kind heard-back", NOW).code == 0
        parts = {p["name"]: p["part"] for p in planned("show acme --json", NOW).json["application"]["people"]}
        assert (parts["Cy Roe"], parts["Dee Fox"]) == ("contact", "contact")

    def test_of_two_of_one_first_name_the_one_who_was_not_there_is_named(self, planned: Program) -> None:
        """A first name that fits both is an error that lists them."""
        planned(
            'add phone-screen Acme --on 2026-11-11 --with "Eve Lee <eve@x.example>" --with "Eve Roe"', NOW
        )
        refused = planned("edit phone-screen/acme --without Eve", NOW)
        assert refused.code == 1
        assert "Eve Lee <eve@x.example> of acme" in refused.err
        assert planned('edit phone-screen/acme --without "Eve Roe"', NOW).code == 0
        assert "Eve Roe" not in planned("show acme", NOW).out

    @pytest.mark.parametrize("word", ['"Bob Chan"', "bob@x.example", "Bo"])
    def test_a_corrected_person_is_named_by_either_name(self, word: str, planned: Program) -> None:
        """By what is shown now, or by what stands in the event."""
        planned('people edit Bo --name "Bob Chan" --email bob@x.example', NOW)
        assert planned(f"edit interview/acme --without {word}", NOW).code == 0
        people = planned("show acme --json", NOW).json["application"]["people"]
        assert [person["name"] for person in people] == ["Robin", "Ann"]

    def test_an_event_that_never_happened(self, planned: Program) -> None:
        """`--retract` takes it out of every view, not out of the log."""
        result = planned("edit interview/acme --retract", NOW)
        assert result.out.startswith("Taken back: interview of Fri 20 Nov 2026, 14:00 (acme).")
        assert len(planned.events()) == 3
        assert [event["kind"] for event in planned("show acme --json", NOW).json["events"]] == ["applied"]

    def test_the_last_event_of_an_application(self, program: Program) -> None:
        """Without any event the application is gone, and its handle is free."""
        program.told("2026-11-02 add applied Acme")
        assert "acme has no events left, so it is gone." in program("edit applied/acme --retract", NOW).out
        assert program("list --json", NOW).json["applications"] == []
        assert program("undo", NOW).code == 0
        assert len(program("list --json", NOW).json["applications"]) == 1

    def test_of_several_events_of_a_kind_the_latest_is_meant(self, planned: Program) -> None:
        """An earlier one has an id."""
        planned('add interview Acme --on "2026-11-27 09:00"', NOW)
        assert "before: Fri 27 Nov 2026, 09:00" in planned("edit interview/acme --on 2026-11-26", NOW).out

    def test_a_handle_counts_exactly_as_it_is_shown(self, planned: Program) -> None:
        """`applied/acme` is not the latest application at Acme."""
        planned("add applied Acme --role Engineer", NOW)
        assert planned("edit applied/acme --note mine", NOW).code == 0
        assert "mine" in planned("show acme", NOW).out
        result = planned("edit applied/Acme --note whose", NOW)
        assert result.code == 1
        assert "Say which: applied/acme, applied/acme-engineer." in result.err

    @pytest.mark.parametrize(
        ("words", "code", "says"),
        [
            ("edit interview/acme", 2, "Say what to correct, or --retract."),
            ("edit interview/acme --retract --note x", 2, "Say what to correct, or --retract."),
            ("edit zzzzz --note x", 1, "No event has the id 'zzzzz'."),
            ("edit z --note x", 1, "No event has the id 'z'."),
            ("edit offer/acme --note x", 1, "There is no 'offer' in acme."),
            ("edit interview/amce --note x", 1, "Did you mean acme?"),
            ("edit interview/acme --on soon", 2, "is no date or time"),
            ("edit applied/acme --on tomorrow", 2, "lies ahead"),
            ("edit interview/acme --kind intervew", 2, "Did you mean interview?"),
            ("edit interview/acme --kind promised --on 2026-11-12", 2, "Say which date they named."),
            ("edit interview/acme --until friday", 2, "--until goes with promised and offer only."),
            ("edit interview/acme --without Zed", 1, "It names Ann, Bo."),
            ("edit interview/acme --with 'Zed <zed>'", 2, "has no valid address"),
            ("edit interview/acme --company ''", 2, "--company is empty."),
            ("edit interview/acme --role ''", 2, "--role is empty."),
            ("edit interview/acme --handle 'A b'", 2, "For example a-b."),
            ("edit interview/acme --holidays XX", 2, "There are no holidays for 'XX'."),
            ("edit interview/acme --timezone Nowhere", 2, "There is no time zone 'Nowhere'."),
        ],
    )
    def test_what_cannot_be_corrected(self, words: str, code: int, says: str, planned: Program) -> None:
        """It fails with what to type instead, and nothing is written."""
        before = len(planned.events())
        result = planned(words, NOW)
        assert (result.code, result.out) == (code, "")
        assert says in result.err
        assert len(planned.events()) == before

    def test_a_handle_that_is_taken(self, planned: Program) -> None:
        """Two applications never share one."""
        planned("add applied Globex", NOW)
        assert planned("edit applied/globex --handle acme", NOW).code == 1


class TestUndo:
    """`undo` takes back the last thing, and says what it was."""

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            ("add heard-back Acme", "Undone: you heard back on Thu 12 Nov 2026 (acme)."),
            ("done check-in/acme", "Undone: you wrote on Thu 12 Nov 2026 for check-in (acme)."),
            ("skip check-in/acme", "Undone: you skipped it on Thu 12 Nov 2026 for check-in (acme)."),
            ("snooze check-in/acme friday", "Undone: putting off check-in (acme)."),
            ("prefer Ann --follow-up no", "Undone: the wish of Ann."),
            ("prefer Ann --follow-up no --application acme", "Undone: the wish of Ann (acme)."),
            ("edit interview/acme --note x", "Undone: the correction of interview (acme)."),
            ("edit interview/acme --retract", "Undone: taking back interview (acme)."),
        ],
    )
    def test_of_each_kind(self, words: str, said: str, planned: Program) -> None:
        """Everything is as it was before the command."""
        before = planned("why acme --json", NOW).out, planned("show acme --json", NOW).out
        assert planned(words, NOW).code == 0
        result = planned("undo", NOW)
        assert (result.code, result.out) == (0, f"{said}\n")
        assert (planned("why acme --json", NOW).out, planned("show acme --json", NOW).out) == before

    def test_again_for_the_one_before(self, planned: Program) -> None:
        """Until there is nothing left; an undo is not undone."""
        assert "the interview" in planned("undo", NOW).out
        assert "you applied" in planned("undo", NOW).out
        result = planned("undo", NOW)
        assert (result.code, result.out) == (1, "")
        assert result.err == "followup: There is nothing to undo.\n"
        assert planned("list --json", NOW).json["applications"] == []

    def test_a_new_deed_is_what_is_undone_next(self, planned: Program) -> None:
        """What was undone before stays undone."""
        planned("undo", NOW)
        planned("add heard-back Acme", NOW)
        assert "you heard back" in planned("undo", NOW).out
        assert "you applied" in planned("undo", NOW).out

    def test_a_command_is_undone_as_a_whole(self, planned: Program) -> None:
        """An event and what its options said of the application go together."""
        planned("add note Acme --holidays DE", NOW)
        assert planned("undo", NOW).out.count("Undone") == 2
        assert planned("show acme --json", NOW).json["application"]["holidays"] is None

    def test_it_takes_no_argument(self, planned: Program) -> None:
        """Rather than ignore one."""
        assert planned("undo 3", NOW).code == 2


def test_a_day_that_was_chosen_before_the_date_was_moved_is_said_to_have_lapsed(program: Program) -> None:
    """Nothing that the user put off moves in silence."""
    program.told("""
        2026-11-30 09:00 add offer Acme --until 2026-12-18
        2026-11-30 09:30 snooze answer-offer/acme 2026-12-17
    """)
    result = program("edit offer/acme --until 2027-01-08", "2026-12-01 09:00")
    assert result.err == (
        "'Answer the offer of Acme' (acme): the day that you chose, Thu 17 Dec 2026, in 16 days, has lapsed;"
        " its date was moved.\n"
    )
    assert program("edit offer/acme --note 'a good one'", "2026-12-01 09:00").err == ""
