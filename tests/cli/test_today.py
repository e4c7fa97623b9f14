"""`followup today`: what to do now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cli.program import Program

LOG = """
    2026-11-02 add applied Acme --role "Data Engineer" --recruiter "Robin <robin@example.com>"
    2026-11-02 add applied Globex --recruiter Kim
    2026-11-03 add receipt Globex
"""


def statuses(program: Program, now: str, *words: str) -> list[tuple[str, str, str]]:
    """Return (status, rule, application) of each action on the agenda."""
    actions = program.run("today", "--json", *words, now=now).json["actions"]
    return [(a["status"], a["rule"], a["application"]) for a in actions]


def test_an_empty_log_says_how_to_begin(program: Program) -> None:
    """Nothing is created by looking."""
    result = program("today", "2026-11-02")
    assert (result.code, result.err) == (0, "")
    assert result.out == (
        "Mon 2 Nov 2026\n"
        "Nothing to do today, and nothing is planned.\n"
        "Log what happens: followup add applied Acme --role 'Data Engineer'\n"
    )
    assert program("today --json", "2026-11-02").json == {
        "schema": 1,
        "now": "2026-11-02T00:00:00+00:00",
        "appointments": [],
        "actions": [],
        "proposals": 0,
    }
    assert not program.data.exists()


def test_a_day_without_work_says_what_comes_next(program: Program) -> None:
    """With its date."""
    program.told("2026-11-02 add applied Acme\n2026-11-02 skip follow-up-application/acme")
    result = program("today", "2026-11-02")
    assert result.out.splitlines()[1:] == [
        "Nothing to do today.",
        "Next on Tue 3 Nov: See whether your application to Acme arrived (Acme)",
    ]
    assert statuses(program, "2026-11-02") == []


def test_the_order_is_overdue_due_waiting_missed(program: Program) -> None:
    """What is most urgent comes first; what is not due yet needs --all."""
    program.told(LOG)
    assert statuses(program, "2026-11-09") == [
        ("overdue", "check-receipt", "acme"),
        ("due", "follow-up-application", "globex"),
        ("waiting", "follow-up-application", "acme"),
    ]
    assert statuses(program, "2026-11-09", "--all")[3:] == [
        ("upcoming", "check-in", "acme"),
        ("upcoming", "check-in", "globex"),
        ("upcoming", "close-cold", "acme"),
        ("upcoming", "close-cold", "globex"),
    ]
    out = program("today", "2026-11-09").out
    assert [out.index(word) for word in ("To do", "Waiting")] == sorted(
        out.index(word) for word in ("To do", "Waiting")
    )
    assert "6 days late" in out
    assert "1 waits for the receipt: acme (skip check-receipt/acme to stop waiting)" in out
    assert "Later" in program("today --all", "2026-11-09").out


def test_it_closes_with_what_to_type_next(program: Program) -> None:
    """The commands work as they are shown."""
    program.told(LOG)
    lines = program("today", "2026-11-09").out.splitlines()[-3:]
    assert [line.split("followup ")[1].split()[0] for line in lines] == ["done", "snooze", "why"]
    for line in reversed(lines):
        assert program(line.split("followup ", 1)[1], "2026-11-09").code == 0


def test_every_id_on_the_screen_works(program: Program) -> None:
    """Short as it is, it is unique; what is the same at many companies is one row."""
    program.told("\n".join(f"2026-11-02 add applied Company{number:02}" for number in range(30)))
    out = program("today --all", "2026-11-03").out
    [section] = [part for part in out.split("\n\n") if part.startswith("To do")]
    ids = {line.split()[-1] for line in section.splitlines()[1:] if len(line.split()[-1]) == 5}
    assert len(ids) == 30
    assert all(program.run("why", identity, now="2026-11-03").code == 0 for identity in ids)


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("2026-11-23", "overdue"),
        ("2026-11-24", "missed"),
        ("2026-11-30", "missed"),
        ("2026-12-01", None),
    ],
)
def test_a_missed_action_is_shown_for_seven_days(now: str, shown: str | None, program: Program) -> None:
    """Then it is gone from the agenda; --all and why know it still."""
    program.told("2026-11-02 add applied Acme")
    found = [status for status, rule, _ in statuses(program, now) if rule == "check-receipt"]
    assert found == ([shown] if shown else [])
    if shown != "overdue":
        assert "closed on Mon 23 Nov" in program("today --all", now).out
        assert "It closed on Mon 23 Nov." in program("why check-receipt/acme", now).out


def test_a_missed_action_says_what_to_type(program: Program) -> None:
    """To skip it, for it cannot be done."""
    program.told("2026-11-20 add offer Acme\n2026-11-20 skip compare-offer/acme")
    assert "Seen it?  followup skip " in program("today", "2026-11-25").out


def test_json_and_screen_have_the_same_ids(program: Program) -> None:
    """One agenda, two forms."""
    program.told(LOG)
    out = program("today --all", "2026-11-09").out
    ids = [action["id"] for action in program("today --all --json", "2026-11-09").json["actions"]]
    assert len(ids) == 7
    assert all(identity[:5] in out for identity in ids)


def test_an_action_as_json(program: Program) -> None:
    """Every key of the contract is there, null where there is nothing to say."""
    program.told(LOG)
    [action] = [
        a for a in program("today --json", "2026-11-09").json["actions"] if a["application"] == "globex"
    ]
    assert list(action) == [
        *("id", "letter", "rule", "application", "company", "role", "contact", "do", "send", "channel"),
        *("status", "earliest", "due", "latest", "optional", "reasons"),
    ]
    assert action["role"] is None
    people = {each["name"]: each["id"] for each in program("people --json", "2026-11-09").json["people"]}
    assert action["contact"] == {"id": people["Kim"], "name": "Kim", "email": None}
    assert action["reasons"][0]["step"] == "anchor"
    assert all(reason["text"].endswith(".") for reason in action["reasons"])


def test_times_are_those_of_the_calendar(new_york: Program) -> None:
    """With their offset in JSON, as the clock shows them on the screen."""
    new_york.told('2026-11-12 add interview Acme --on "2026-11-20 14:00" --with Ann')
    now = "2026-11-20 19:00"
    document = new_york("today --json", now).json
    assert document["now"] == "2026-11-20T19:00:00-05:00"
    [thanks] = [action for action in document["actions"] if action["rule"] == "thank-interviewers"]
    assert (thanks["earliest"], thanks["due"], thanks["latest"]) == (
        "2026-11-20T14:00:00-05:00",
        "2026-11-20T16:00:00-05:00",
        "2026-11-25",
    )
    assert "16:00" in new_york("today", now).out


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120, 200])
def test_it_fits_the_screen(width: int, program: Program) -> None:
    """No line is wider, and none ends in blanks."""
    program.told(LOG)
    program.run(
        "add", "applied", "An unusually long name of a company with many words " + "x" * 60, now="2026-11-02"
    )
    program.width = width
    for words in ("today", "today --all", "list", "show acme", "why acme", "plan"):
        lines = program(words, "2026-11-09").out.splitlines()
        assert lines
        assert max(map(len, lines)) <= width
        assert all(line == line.rstrip() for line in lines)


def test_looking_changes_nothing_in_the_log(program: Program) -> None:
    """However often one looks, and at whatever date."""
    program.told(LOG)
    before = program.events()
    for now in ("2026-11-09", "2026-12-24", "2026-11-03", "2030-01-01"):
        for words in ("today", "today --all", "list", "show acme", "why acme", "plan"):
            assert program(words, now).code == 0
    assert program.events() == before


def test_what_waits_for_several_people_names_them_all(program: Program) -> None:
    """One line for what waits for the word of two."""
    program.told('2026-11-20 09:00 add interview Acme --on "2026-11-19 14:00" --with Ann --with Bo')
    shown = " ".join(program("today", "2026-11-20 10:00").out.split())
    assert "2 wait for word that a follow-up is welcome: Ann and Bo (acme)" in shown


@pytest.mark.parametrize(
    ("people", "says"),
    [
        ("--with Flo", "a follow-up is welcome: Flo (acme). Said? followup prefer Flo --follow-up yes"),
        ("--with 'Flo Ray'", "Flo Ray (acme). Said? followup prefer 'Flo Ray' --follow-up yes"),
        ("--with Flo --with Gus", "Flo and Gus (acme). Said? followup prefer NAME --follow-up yes"),
        ("", "the interviewer (acme). Said? followup prefer NAME --follow-up yes"),
    ],
)
def test_whoever_waits_for_a_word_reads_how_to_note_it(people: str, says: str, program: Program) -> None:
    """One line for all of them."""
    program.width = 200
    program.told(f"2026-11-02 add interview Acme {people}")
    assert says in program("today", "2026-11-03").out


@pytest.mark.parametrize(
    ("now", "says"),
    [
        ("2026-11-11", ""),
        ("2026-11-12", "You are away until Tue 17 Nov."),
        ("2026-11-17", "You are away until Tue 17 Nov."),
        ("2026-11-18", ""),
    ],
)
def test_a_morning_on_a_day_away_says_so(now: str, says: str, program: Program) -> None:
    """Days away that follow one another are one absence; with work on the screen and without."""
    program.told("2026-11-02 away 2026-11-12 2026-11-13\n2026-11-02 away 2026-11-14 2026-11-17")
    for company in ("Acme", "Globex"):
        second = program("today", now).out.splitlines()[1]
        assert second == says if says else "You are away" not in second
        program.told(f"2026-11-02 add applied {company}")


@pytest.mark.parametrize(
    ("now", "heads", "asks"),
    [
        ("2026-11-20", "Offer: answer by Fri 20 Nov, today", False),
        ("2026-11-21", "Offer: was to be answered by Fri 20 Nov, yesterday", False),
        ("2026-11-27", "Offer: was to be answered by Fri 20 Nov, 7 days ago", True),
        ("2026-11-28", "", True),
        ("2027-05-21", "", True),  # half a year
        ("2027-06-01", "", False),
    ],
)
def test_after_the_date_of_an_offer(now: str, heads: str, asks: bool, program: Program) -> None:
    """For a week the morning says what to log, then a row asks what became of it; in the end all is quiet."""
    program.width = 120
    program.told("""
        2026-11-02 add offer Acme --until 2026-11-20
        2026-11-03 done compare-offer/acme
        2026-11-03 skip call-after-offer/acme
    """)
    shown = program("today", now).out
    assert heads in shown
    assert ("Offer:" in shown) is bool(heads)
    assert ("log it: followup add accepted acme (or declined, or closed)" in shown) is ("was to" in heads)
    assert ("What became of the offer? Log it, or close it" in shown) is asks
    assert ("Nothing to do today" in shown) is (now == "2027-06-01")


def test_a_row_of_several_is_late_by_no_more_than_its_latest(program: Program) -> None:
    """Two that are due today are not five days late for standing beside one that is."""
    program.told("""
        2026-11-02 add applied Acme
        2026-11-09 add applied Globex
    """)
    program.width = 120
    assert "up to 7 days late" in program("today", "2026-11-10").out
    program.told("2026-11-10 skip check-receipt/globex")
    assert " 7 days late" in program("today", "2026-11-10").out
    assert "up to" not in program("today", "2026-11-10").out
