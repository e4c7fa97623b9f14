"""`followup list`, `show`, `why` and `plan`: other views of the one plan."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

if TYPE_CHECKING:
    from cli.program import Program

NOW = "2026-11-09"
LOG = """
    2026-11-02 add applied Acme --role "Data Engineer" --recruiter "Robin <robin@example.com>" --note fair
    2026-11-02 add applied Globex --recruiter "Robin <robin@example.com>"
    2026-11-03 add receipt Acme
    2026-11-03 add receipt Globex
    2026-11-04 add applied Initech
    2026-11-05 add rejected Initech
    2026-11-06 add interview Acme --on "2026-11-20 14:00" --with Ann --with Bo
"""


@pytest.fixture
def busy(program: Program) -> Program:
    """Return the program with three applications: one with an interview, one waiting, one over."""
    program.told(LOG)
    return program


class TestList:
    """`list` is the pipeline."""

    def test_empty(self, program: Program) -> None:
        """It says how to begin; the command stands on a line of its own."""
        lines = program("list").out.splitlines()
        assert lines == [
            "Nothing is logged yet. Begin with:",
            "followup add applied Acme --role 'Data Engineer'",
        ]
        assert program("list --json").json == {"schema": 1, "applications": []}

    def test_what_has_something_to_do_comes_first(self, busy: Program) -> None:
        """By date; what is over comes last, or not at all."""
        rows = busy("list --json", NOW).json["applications"]
        assert [(row["handle"], row["stage"]) for row in rows] == [
            ("globex", "applied"),
            ("acme", "applied"),
            ("initech", "rejected"),
        ]
        assert "3 applications, 1 over." in busy("list", NOW).out
        assert len(busy("list --open --json", NOW).json["applications"]) == 2
        assert "initech" not in busy("list --open", NOW).out

    def test_of_what_is_over_the_last_are_shown(self, busy: Program, monkeypatch: pytest.MonkeyPatch) -> None:
        """Those logged last, whenever it was; what is asked for by name or as JSON is all there."""
        monkeypatch.setattr("followup.cli.views.MOST_OVER", 1)
        busy.told(f"{NOW} add rejected Umbra --new --on 2026-10-01")  # long ago, and logged last
        for cached in (True, False):
            busy.variables |= {} if cached else {"FOLLOWUP_NO_CACHE": "1"}
            shown = busy("list", NOW).out
            assert "umbra" in shown.lower()
            assert "initech" not in shown.lower()
            assert "2 open applications, and the last 1 that are over." in shown
            assert "Older ones: followup list --search WORD" in shown
        assert "Initech" in busy("list --search initech", NOW).out
        assert "Initech" in busy("list --stage rejected", NOW).out
        assert len(busy("list --json", NOW).json["applications"]) == 4

    def test_the_keys(self, busy: Program) -> None:
        """Handle, company, role, stage, the last event and the next action."""
        [row] = [r for r in busy("list --json", NOW).json["applications"] if r["handle"] == "acme"]
        assert list(row) == ["handle", "company", "role", "stage", "last_event", "next"]
        assert (row["company"], row["role"]) == ("Acme", "Data Engineer")
        assert row["last_event"]["kind"] == "receipt"
        assert row["next"]["rule"] == "ask-preference"
        [over] = [r for r in busy("list --json", NOW).json["applications"] if r["handle"] == "initech"]
        assert over["next"] is None

    def test_the_stage_follows_what_has_happened(self, busy: Program) -> None:
        """An interview counts once its day has come."""
        [row] = [
            r for r in busy("list --json", "2026-11-20 15:00").json["applications"] if r["handle"] == "acme"
        ]
        assert row["stage"] == "interview"

    def test_a_talk_ahead_is_what_comes_next(self, busy: Program) -> None:
        """With its date and how far it is; once it is called off it is neither next nor a stage."""
        assert "interview on Fri 20 Nov" in busy("list", NOW).out
        assert "in 11 days" in busy("list", NOW).out
        busy.told("2026-11-09 add cancelled Acme")
        assert "interview" not in busy("list", NOW).out

    @pytest.mark.parametrize("width", [80, 100, 120])
    def test_an_application_takes_one_line(self, width: int, program: Program) -> None:
        """Of a company with several the handle tells them apart."""
        program.told(
            """
            2026-11-02 add applied Acme --role "Senior Principal Platform Engineer for the Night Shift"
            2026-11-02 add applied Globex --role Analyst
            2026-11-02 add applied Globex --role Clerk --new
            """
        )
        program.width = width
        lines = program("list", "2026-11-02").out.splitlines()
        assert len(lines) == 2 + 3 + 2  # the table's head, its rows, the count
        assert any("globex-clerk" in line for line in lines)

    @pytest.mark.parametrize("width", [60, 75, 76, 80, 100, 111, 112, 120])
    def test_an_application_takes_at_most_two_lines(self, width: int, program: Program) -> None:
        """However long its name and what comes next; each can be told apart, and nothing is wider."""
        program.told("""
            2026-11-02 add applied "Vehement Capital Partners International" --role "Senior Data Engineer"
            2026-11-02 add applied Initech --role "Principal Business Intelligence Developer"
            2026-11-02 add applied Initech --role Clerk --recruiter "Alexandra Featherstonehaugh-Smythe"
            2026-11-02 add applied Globex --role Engineer
            2026-11-03 done check-receipt/initech-clerk
            2026-11-05 add promised Globex --until "nov 9"
            2026-11-05 add interview initech-clerk --on "nov 24 10:00" --with Ann
            2026-11-06 add offer Globex --until "nov 27"
            2026-11-09 add rejected vehement-capital-partners-international
        """)
        program.width = width
        lines = program("list", "2026-11-10").out.splitlines()
        assert max(map(len, lines)) <= width
        rows = lines[2 if width >= 76 else 0 : lines.index("")]
        # Each begins with a line that has its stage.
        begins = [
            place for place, line in enumerate(rows) if re.match(r"\S.* (applied|offer|rejected) ", line)
        ]
        assert len(begins) == 4
        assert all(after - place <= 2 for place, after in pairwise([*begins, len(rows)]))
        for word in ("Vehement", "Initech", "initech-clerk", "Globex", "interview on Tue 24 Nov"):
            assert any(word in line for line in rows), word

    @pytest.mark.parametrize(
        ("words", "handles"),
        [
            ("", ["globex", "acme", "initech"]),
            ("--open", ["globex", "acme"]),
            ("--stage rejected", ["initech"]),
            ("--stage interview", ["acme"]),  # it is ahead
            ("--stage Phone-Screen", []),
            ("--company ACME", ["acme"]),
            ("--company Acm", []),
            ("--search engineer", ["acme"]),
            ("--search FAIR", ["acme"]),  # a note
            ("--search robin@", ["globex", "acme"]),
            ("--search robin --open --company globex", ["globex"]),
        ],
    )
    def test_filters(self, words: str, handles: list[str], busy: Program) -> None:
        """Each narrows the list; the count says how many there are in all, or are open."""
        rows = busy(f"list {words} --json", NOW).json["applications"]
        assert [row["handle"] for row in rows] == handles
        out = busy(f"list {words}", NOW).out
        if words == "--open":
            assert "2 open applications." in out
        elif 0 < len(handles) < 3:
            every = "2 open applications" if "--open" in words else "3 applications"
            assert f"{len(handles)} of {every}" in out
        if not handles:
            assert out == "None of 3 applications is like that.\n"

    def test_a_stage_that_is_none(self, busy: Program) -> None:
        """The error names them."""
        result = busy("list --stage hired", NOW)
        assert (result.code, result.out) == (2, "")
        assert "There is no stage 'hired'." in result.err
        assert "phone-screen" in result.err


class TestShow:
    """`show` is one application."""

    def test_the_screen(self, busy: Program) -> None:
        """Its timeline with notes, its people, its actions."""
        out = busy("show acme", NOW).out
        assert out.startswith("acme: Acme, Data Engineer\n")
        for text in ("What happened", "fair", "People", "Robin <robin@example.com>, recruiter"):
            assert text in out
        assert "Fri 20 Nov, 14:00 (ahead)" in out
        assert "Thank Ann for the interview" in out

    def test_the_document(self, busy: Program) -> None:
        """An application, its events in the order of time, its actions of every status."""
        document = busy("show acme --json", NOW).json
        assert list(document) == ["schema", "application", "events", "actions"]
        assert list(document["application"]) == [
            "handle",
            "company",
            "role",
            "holidays",
            "timezone",
            "url",
            "location",
            "salary",
            "people",
        ]
        assert [event["kind"] for event in document["events"]] == ["applied", "receipt", "interview"]
        for event in document["events"]:
            assert list(event) == [
                *("id", "kind", "application", "at", "recorded_at", "people", "note"),
                *("until", "where", "ends", "talk", "channel", "url", "action"),
            ]
        assert {action["status"] for action in document["actions"]} == {"settled", "upcoming"}

    @pytest.mark.parametrize("word", ["acme", "Acme", "ACME", " acme "])
    def test_by_handle_or_company(self, word: str, busy: Program) -> None:
        """In whatever case."""
        assert busy.run("show", word, now=NOW).code == 0

    @pytest.mark.parametrize(
        ("word", "says"),
        [
            ("amce", "Did you mean acme?"),
            ("Globx", "Did you mean globex?"),
            ("zzz", "`followup list` shows them all."),
            ("", "No application is called ''."),
        ],
    )
    def test_an_unknown_one(self, word: str, says: str, busy: Program) -> None:
        """The nearest handle, or where to look."""
        result = busy.run("show", word, now=NOW)
        assert (result.code, result.out) == (1, "")
        assert says in result.err

    def test_an_ambiguous_one(self, busy: Program) -> None:
        """The handles are listed."""
        busy("add applied Acme --role Chef", NOW)
        result = busy("show ACME", NOW)
        assert result.code == 1
        assert "Say which one: acme, acme-chef." in result.err


class TestWhy:
    """`why` is the chain of reasons."""

    @pytest.mark.parametrize(
        ("name", "chain", "alone"),
        [
            (
                "follow-up-application/initech",
                ["You applied on Mon 2 Nov.", "5 business days after that is Mon 9 Nov ("],
                "5 business days after you applied is Mon 9 Nov (",
            ),
            # What counts from a date that was named says which.
            (
                "check-in/acme",
                ["On Mon 9 Nov they named Tue 24 Nov.", "2 weeks after Tue 24 Nov is Tue 8 Dec ("],
                "2 weeks after Tue 24 Nov is Tue 8 Dec (",
            ),
            (
                "answer-offer/bell",
                [
                    "On Mon 9 Nov came an offer, to answer by Fri 18 Dec.",
                    "2 business days before Fri 18 Dec is Wed 16 Dec.",
                ],
                "2 business days before Fri 18 Dec is Wed 16 Dec.",
            ),
            # No time at all is no number of days.
            (
                "ask-preference/cray",
                [
                    "The interview on Thu 26 Nov, 10:00.",
                    "It is for that very day, Thu 26 Nov; it closes when that begins.",
                ],
                "It is for that very day, Thu 26 Nov; it closes when the interview begins.",
            ),
            # Employers in Berlin, the user in New York.
            (
                "thank-interviewers/cray",
                [
                    "The interview on Thu 26 Nov, 10:00 (16:00 Berlin).",
                    "2 hours after that is Thu 26 Nov, 12:00 (18:00 Berlin; 3 business days at the latest).",
                ],
                "2 hours after the interview is Thu 26 Nov, 12:00 (18:00 Berlin; 3 business days",
            ),
        ],
    )
    def test_the_dates_it_counts_from(
        self, name: str, chain: list[str], alone: str, new_york: Program
    ) -> None:
        """`why` says it after its anchor, `show` by itself; the employer's hour stands beside the user's."""
        new_york.told("""
            2026-11-02 add applied Initech
            2026-11-02 add receipt Initech
            2026-11-02 add applied Acme
            2026-11-09 add promised Acme --until "nov 24"
            2026-11-09 add offer Bell --until "dec 18"
            2026-11-09 add interview Cray --on "nov 26 10:00" --with Ann
        """)
        if "Berlin" in alone:
            new_york("edit interview/cray --timezone Europe/Berlin", "2026-11-09")
        new_york.width = 120
        found = new_york.run("why", name, "--json", now="2026-11-09").json["actions"][0]["reasons"]
        said = [reason["text"] for reason in found[: len(chain)]]
        assert all(text.startswith(start) for text, start in zip(said, chain, strict=True)), said
        shown = " ".join(new_york(f"show {name.partition('/')[2]}", "2026-11-09").out.split())
        assert alone in shown

    def test_of_an_action(self, busy: Program) -> None:
        """From its anchor to its date, with the rule's because and source."""
        out = busy("why follow-up-application/globex", NOW).out
        for text in (
            "Ask Robin about your application",
            "Robin <robin@example.com>",
            "by email",
            "Due: Mon 9 Nov, open until Mon 23 Nov",
            "You applied on Mon 2 Nov.",
            "5 business days after that is Mon 9 Nov (1 business day at the",
            "Rule follow-up-application: A few business days",
            "Source: career-author-qa",
            "Others say: ",
            "followup done ",
        ):
            assert text in out

    def test_of_an_application(self, busy: Program) -> None:
        """Each of its actions, and each rule that asks for nothing with what it would count from."""
        document = busy("why globex --json", NOW).json
        assert [action["rule"] for action in document["actions"]] == [
            "check-receipt",
            "follow-up-application",
            "check-in",
            "close-cold",
        ]
        silent = {each["rule"]: each["text"] for each in document["silent"]}
        assert set(silent) == {
            *(
                "check-receipt",
                "nudge-after-phone-screen",
                "ask-preference",
                "thank-interviewers",
                "follow-up-interview",
            ),
            *("ask-after-promise", "call-after-offer", "thank-after-declining"),
            *("ask-whether-it-arrived", "ask-for-new-date", "compare-offer", "answer-offer"),
            *("tell-the-others", "close-offer"),
        }
        assert silent["check-receipt"] == "The receipt arrived on Tue 3 Nov, so there is no need."
        assert silent["call-after-offer"] == "It counts from offer, and none is logged."
        assert all(f"{rule}: {text[:20]}" in busy("why globex", NOW).out for rule, text in silent.items())

    def test_a_guard_names_the_message_that_is_in_the_way(self, busy: Program) -> None:
        """With the person, its date and the limit."""
        busy("done follow-up-application/globex --on 2026-11-09", NOW)
        busy("add applied Globex2 --recruiter robin@example.com --on 2026-11-05", NOW)
        busy("add receipt Globex2", NOW)
        [action] = [
            a
            for a in busy("why globex2 --json", "2026-11-12").json["actions"]
            if a["rule"] == "follow-up-application"
        ]
        assert (action["status"], action["due"]) == ("upcoming", "2026-11-16")
        [guard] = [reason for reason in action["reasons"] if reason["step"] == "guard"]
        assert guard["name"] == "once-a-week"
        assert guard["text"] == (
            "Limit once-a-week: at most 1 message to one person within 7 days; "
            "you wrote to Robin about another application on Mon 9 Nov, so it moves to Mon 16 Nov."
        )

    def test_a_letter_that_was_dropped_is_planned_no_more(self, program: Program) -> None:
        """It stood in the way until another talk took its place; that is over, and no date is behind it."""
        robin = '--recruiter "Robin <robin@example.com>"'
        program.told(
            f"""
            2026-11-02 10:00 add applied Acme {robin}
            2026-11-02 10:00 add receipt Acme
            2026-11-10 18:00 add phone-screen Globex {robin} --on "2026-11-10 15:00"
            2026-11-17 09:00 add interview Globex --on "2026-11-19 10:00"
            """
        )
        [action] = program("why check-in/acme --json", "2026-11-24 08:00").json["actions"]
        [guard] = [reason["text"] for reason in action["reasons"] if reason["step"] == "guard"]
        assert guard.endswith(
            "a message to Robin was planned for Tue 17 Nov (nudge-after-phone-screen/globex) and then "
            "dropped, so it moves to Tue 17 Nov."
        )
        assert "after you write" not in program("today", "2026-11-24 08:00").out

    @pytest.mark.parametrize("status", ["done", "skip"])
    def test_of_what_is_settled(self, status: str, busy: Program) -> None:
        """It says when that was, by id and by name."""
        busy(f"{status} check-in/globex", NOW)
        actions = busy("why globex --json", NOW).json["actions"]
        identity = next(a["id"] for a in actions if a["status"] in {"done", "skipped"})
        assert "on Mon 9 Nov." in busy.run("why", identity[:8], now=NOW).out

    def test_the_last_reason_has_the_date_of_the_action(self, busy: Program) -> None:
        """In every action of every application."""
        found: list[dict[str, Any]] = []
        for handle in ("acme", "globex", "initech"):
            found += busy.run("why", handle, "--json", now=NOW).json["actions"]
        assert found
        for action in found:
            assert action["reasons"][0]["step"] == "anchor"
            assert action["reasons"][-1]["due"] == action["due"]

    @pytest.mark.parametrize(
        ("word", "says"),
        [
            ("zzzzz", "No application is called 'zzzzz'."),
            ("amce", "Did you mean acme?"),
            ("check-in/amce", "Did you mean check-in/acme?"),
            ("chek-in/acme", "Did you mean check-in/acme?"),
            ("", "''"),
        ],
    )
    def test_of_nothing(self, word: str, says: str, busy: Program) -> None:
        """The nearest name, or where to look."""
        result = busy.run("why", word, now=NOW)
        assert (result.code, result.out) == (1, "")
        assert says in result.err


class TestPlan:
    """`plan` is the days ahead, if everything is done on its day and nobody answers."""

    def test_it_begins_with_what_today_shows(self, busy: Program) -> None:
        """Overdue actions stand on the first day."""
        for now in (NOW, "2026-11-12", "2026-11-20 15:00"):
            today = [
                a["id"]
                for a in busy("today --json", now).json["actions"]
                if a["status"] in {"due", "overdue"}
            ]
            planned = busy("plan --json", now).json["actions"]
            assert [a["id"] for a in planned if a["day"] == now[:10]] == today

    def test_the_document(self, busy: Program) -> None:
        """The action object of `today`, with the day on which it is asked for; the days in order."""
        document = busy("plan --days 30 --json", NOW).json
        assert list(document) == ["schema", "now", "appointments", "actions"]
        assert [each["at"][:10] for each in document["appointments"]] == ["2026-11-20"]
        days = [action["day"] for action in document["actions"]]
        assert days == sorted(days)
        assert {"due"} == {a["status"] for a in document["actions"] if a["day"] == NOW}
        assert {"upcoming"} == {a["status"] for a in document["actions"] if a["day"] > NOW}

    @pytest.mark.parametrize("days", [1, 2, 11, 12, 14, 366])
    def test_it_ends_with_the_last_of_its_days(self, days: int, busy: Program) -> None:
        """The first day is today."""
        short = busy.run("plan", "--json", "--days", str(days), now=NOW).json["actions"]
        long = busy.run("plan", "--json", "--days", "366", now=NOW).json["actions"]
        last = f"{_date(NOW, days - 1)}"
        assert short == [action for action in long if action["day"] <= last]

    @pytest.mark.parametrize("days", ["0", "367", "-1", "x", "", "1.5"])
    def test_a_number_of_days_that_is_none(self, days: str, busy: Program) -> None:
        """From 1 to 366."""
        result = busy.run("plan", "--days", days, now=NOW)
        assert (result.code, result.out) == (2, "")
        assert "1<=x<=366" in result.err or "is not a valid number of days" in result.err

    def test_the_date_of_a_single_day_is_whole(self, program: Program) -> None:
        """Also where nothing but what is due today stands under it."""
        program("add applied Acme --on 2026-11-19", "2026-11-20")
        assert "Fri 20 Nov, today" in program("plan --days 1", "2026-11-20").out

    @pytest.mark.parametrize("hour", ["09:00", "20:00"])
    def test_an_employer_a_day_ahead_is_due_in_both_views(self, hour: str, program: Program) -> None:
        """In the evening of Los Angeles it is tomorrow in Tokyo."""
        program.zone = ZoneInfo("America/Los_Angeles")
        program("add applied Acme --timezone Asia/Tokyo --on 2026-11-16", "2026-11-16 20:00")
        now = f"2026-11-16 {hour}" if hour == "20:00" else f"2026-11-17 {hour}"
        today = {a["id"]: a["status"] for a in program("today --json", now).json["actions"]}
        planned = {a["id"]: a["status"] for a in program("plan --days 1 --json", now).json["actions"]}
        assert {each: planned.get(each) for each, status in today.items() if status == "due"} == {
            each: "due" for each, status in today.items() if status == "due"
        }

    def test_an_employer_in_a_zone_behind_is_planned(self, program: Program) -> None:
        """`today` shows it on its day, so does `plan`."""
        program.zone = ZoneInfo("Europe/Berlin")
        program("add applied Acme --timezone America/New_York --on 2026-11-16", "2026-11-16 10:00")
        [check] = [
            action
            for action in program("plan --days 30 --json", "2026-11-16 10:00").json["actions"]
            if action["rule"] == "check-receipt"
        ]
        assert check["day"] == "2026-11-17"
        assert check["id"] in {a["id"] for a in program("today --json", "2026-11-17 08:00").json["actions"]}

    def test_nothing(self, program: Program) -> None:
        """An empty log has no plan."""
        assert program("plan").out.endswith("Nothing is planned.\n")

    def test_it_repeats_what_repeats(self, program: Program) -> None:
        """Two questions two weeks apart, no third, and then whether to close it."""
        program.told("2026-11-04 add heard-back Acme")
        planned = program("plan --days 90 --json", "2026-11-05").json["actions"]
        assert [(a["rule"], a["day"]) for a in planned] == [
            ("check-in", "2026-11-18"),
            ("check-in", "2026-12-02"),
            ("close-cold", "2026-12-30"),
        ]


def _date(start: str, days: int) -> str:
    from datetime import date, timedelta

    return (date.fromisoformat(start) + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(("command", "word"), [("done", "Done"), ("skip", "Skipped")])
def test_what_is_over_stands_on_the_day_on_which_it_was_done(
    command: str, word: str, program: Program
) -> None:
    """Not on the one for which it was due, and not on a date that somebody named later."""
    program.told(f"""
        2026-11-02 add applied Acme --recruiter Robin
        2026-11-02 add receipt Acme
        2026-11-12 {command} follow-up-application/acme
        2026-11-13 add promised Acme --until 2026-12-09
        2026-11-13 prefer Robin --not-before 2027-01-11
    """)
    shown = program("show acme", "2026-11-16").out
    assert re.search(r"  Thu 12 Nov +Ask Robin about your application", shown)
    [action] = [
        each
        for each in program("show acme --json", "2026-11-16").json["actions"]
        if each["rule"] == "follow-up-application"
    ]
    why = program(f"why {action['id']}", "2026-11-16").out.splitlines()
    assert why[2] == f"{word}: Thu 12 Nov"
    assert [line[:12] for line in why if line.startswith("  Thu 12 Nov")] == ["  Thu 12 Nov"]
    assert "Dec" not in "".join(why)
