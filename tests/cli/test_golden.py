"""What the screens and documents look like, letter by letter, at a fixed date.

After a change that is meant: `pytest tests/cli/test_golden.py --update-golden`, and read the difference.
"""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cli.program import Program

GOLDEN = Path(__file__).parents[1] / "golden"
NOW = "2026-11-20 16:30"
# A search of three weeks: something overdue, due, waiting, missed, snoozed, held back, over.
SEARCH = """
    2026-10-26 09:00 add applied "Company Five" --role "Data Analyst"
    2026-11-02 09:10 add applied Initech --role "Data Engineer" --recruiter "Robin <robin@example.com>"
    2026-11-03 08:40 done check-receipt/initech
    2026-11-04 19:30 add applied Globex --role "Database Administrator" --recruiter Kim
    2026-11-05 10:00 add receipt Globex
    2026-11-06 18:20 add applied Acme --role "Platform Engineer" --recruiter "Sam <sam@example.com>"
    2026-11-10 12:15 add receipt Acme
    2026-11-12 11:00 add heard-back Acme --with "Sam <sam@example.com>" --note "wants to talk"
    2026-11-12 11:05 add interview Acme --on "2026-11-20 14:00" --with "Ann Lee" --with "Bo <bo@example.com>"
    2026-11-12 20:10 add applied "Company Four" --role Analyst --recruiter robin@example.com --holidays US
    2026-11-13 09:00 done check-receipt/company-four
    2026-11-16 08:55 done follow-up-application/initech --note "a short one"
    2026-11-17 08:30 add rejected Globex
    2026-11-18 21:00 add applied Initech --role "BI Developer" --recruiter "Robin <robin@example.com>"
    2026-11-19 09:00 snooze check-receipt/initech-bi-developer "nov 24"
    2026-11-20 08:45 done ask-preference/acme
    2026-11-20 16:10 prefer "Ann Lee" --follow-up yes --channel phone --phone "555 0100"
"""
# An employer six hours ahead, a talk with all that is known of it, and a reminder.
ABROAD = """
    2026-11-10 09:00 add applied Initech --role "Data Engineer" --recruiter "Robin <robin@example.com>"
    2026-11-10 09:01 edit applied/initech --timezone Europe/Berlin --url https://example.com/jobs/7
    2026-11-11 09:00 add receipt Initech
    2026-11-16 10:00 add interview Initech --on "nov 20 9:00" --ends 10:30 --with "Ann Lee"
    2026-11-16 10:01 edit interview/initech --where https://meet.example.com/7
    2026-11-16 10:02 remind "Ask about the team" --on "nov 24" --about initech --to Tom --channel phone
    2026-11-17 11:00 add interview Initech --on "nov 26 10:00" --where "Main Street 1, room 4" --with Bo
    2026-11-18 08:00 add cancelled Initech --talk interview/initech
"""
# The lines after `followup`, and how wide the screen is.
LINES = {
    "today": ("today", 80),
    "today-60": ("today", 60),
    "today-120": ("today", 120),
    "today-all": ("today --all", 80),
    "why-action": ("why thank-interviewers/acme/ann", 80),
    "why-held-back": ("why follow-up-application/company-four", 80),
    "why-application": ("why acme", 80),
    "plan": ("plan", 80),
    "show": ("show acme", 80),
    "stats": ("stats", 80),
    "stats-60": ("stats", 60),
    "stats-json": ("stats --json", 80),
    "brief": ("brief acme", 80),
    "brief-abroad-60": ("brief initech", 60),
    "brief-json": ("brief acme --json", 80),
    "list": ("list", 80),
    "list-60": ("list", 60),
    "list-120": ("list", 120),
    "export": ("export", 80),
    "export-period": ('export --from "nov 10" --to "nov 16"', 80),
    "export-csv": ("export --csv", 80),
    "add": ('add promised company-four --until "dec 1"', 80),
    "done": ("done thank-interviewers/acme/ann --note 'the data platform'", 80),
    "today-json": ("today --json", 80),
    "why-json": ("why follow-up-application/company-four --json", 80),
    "plan-json": ("plan --days 7 --json", 80),
    "show-json": ("show acme --json", 80),
    "list-json": ("list --json", 80),
    "show-abroad": ("show initech", 80),
    "show-abroad-60": ("show initech", 60),
    "show-abroad-json": ("show initech --json", 80),
    "why-abroad": ("why thank-interviewers/initech/ann", 80),
    "why-abroad-60": ("why thank-interviewers/initech/ann", 60),
    "today-abroad": ("today", 80),
    "add-json": ("add heard-back company-four --with robin@example.com --note hi --json", 80),
}


@pytest.fixture(scope="module")
def searches(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Program]:
    """Return the program in New York with each search; what a line adds is undone after it."""
    found = {}
    for name, log in (("search", SEARCH), ("abroad", ABROAD)):
        program = found[name] = Program(tmp_path_factory.mktemp(name), ZoneInfo("America/New_York"))
        program.told(log)
    return found


@pytest.mark.parametrize("name", LINES)
def test_golden(name: str, searches: dict[str, Program], request: pytest.FixtureRequest) -> None:
    """The output is the one that is kept, without blanks at the end of a line."""
    search = searches["abroad" if "abroad" in name else "search"]
    line, search.width = LINES[name]
    search.restart_ids(name)
    before = len(search.events())
    result = search(line, NOW)
    if len(search.events()) > before:
        assert search("undo", NOW).code == 0
    assert (result.code, result.err) == (0, "")
    assert [row for row in result.out.splitlines() if row != row.rstrip()] == []
    path = GOLDEN / f"{name}.txt"
    shown = f"$ followup {line}\n{result.out}"
    if request.config.getoption("--update-golden"):
        path.write_text(shown)
    assert shown == path.read_text()
