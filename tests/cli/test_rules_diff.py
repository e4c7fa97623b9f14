"""`rules diff`: what other rules would change for the user's own open actions, before they are adopted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from followup.adapters.rulebook import default_rules

if TYPE_CHECKING:
    from pathlib import Path

    from cli.program import Program

LOG = """
2026-11-02 add applied Acme --role Analyst --recruiter "Robin <robin@example.com>"
2026-11-02 add receipt Acme
2026-11-02 add applied Globex --recruiter "Kim <kim@example.com>"
2026-11-02 add note Globex --hiring-manager "Max <max@example.com>"
2026-11-02 add receipt Globex
"""
NOW = "2026-11-03"
DEFAULT = default_rules().read_text()
FOLLOW_UP = DEFAULT[
    DEFAULT.index("  follow-up-application:") : DEFAULT.index("  # If you want this job very")
]


def changed(program: Program, old: str, new: str) -> Path:
    """Write the default rules with `old` in the follow-up replaced, and return where."""
    assert old in FOLLOW_UP
    path = program.folder / "new.yaml"
    path.write_text(DEFAULT.replace(FOLLOW_UP, FOLLOW_UP.replace(old, new)))
    return path


def changes(program: Program, path: Path) -> list[dict[str, Any]]:
    """Return the changes of the JSON document."""
    result = program.run("rules", "diff", str(path), "--json", now=NOW)
    assert result.code == 0, result.err
    assert result.json["schema"] == 1
    found: list[dict[str, Any]] = result.json["changes"]
    return found


@pytest.mark.parametrize(
    ("old", "new", "kind", "field", "before", "after"),
    [
        ("ideal: 5 business", "ideal: 6 business", "moved", "due", "2026-11-09", "2026-11-10"),
        ("channel: email ", "channel: phone ", "channel", "channel", "email", "phone"),
        ("needs: [receipt]", "needs: [permission]", "status", "status", "upcoming", "waiting"),
        ("latest: 3 weeks", "latest: 4 weeks", "window", "latest", "2026-11-23", "2026-11-30"),
        ("earliest: 1 business", "earliest: 2 business", "window", "earliest", "2026-11-03", "2026-11-04"),
        (
            *("do: Ask {contact} about", "do: Write to {contact} about", "words", "do"),
            *("Ask Robin about your application", "Write to Robin about your application"),
        ),
    ],
)
def test_what_differs_is_named(
    old: str, new: str, kind: str, field: str, before: str, after: str, program: Program
) -> None:
    """Each open action that differs, with the action object of either side."""
    program.told(LOG)
    found = [
        change
        for change in changes(program, changed(program, old, new))
        if change["before"]["rule"] == "follow-up-application"
    ]
    assert [change["change"] for change in found] == [kind, kind]  # of either application
    assert (found[0]["before"][field], found[0]["after"][field]) == (before, after)
    assert found[0]["before"]["id"] == found[0]["after"]["id"]


def test_another_person_is_a_change(program: Program) -> None:
    """Whom a message goes to is what matters most about it."""
    program.told(LOG)
    found = changes(program, changed(program, "to: recruiter", "to: hiring_manager"))
    people = {
        change["before"]["application"]: (
            (change["before"]["contact"] or {}).get("email"),
            (change["after"]["contact"] or {}).get("email"),
        )
        for change in found
        if change["change"] == "contact"
    }
    assert people["globex"] == ("kim@example.com", "max@example.com")
    assert people["acme"][1] is None
    shown = program.run("rules", "diff", str(program.folder / "new.yaml"), now=NOW).out
    assert "to Kim" in shown
    assert "to Max" in shown


def test_a_rule_that_goes_and_one_that_comes(program: Program) -> None:
    """An action that is open on one side only; null stands for the other."""
    program.told(LOG)
    path = program.folder / "new.yaml"
    path.write_text(DEFAULT.replace("  follow-up-application:", "  ask-about-application:"))
    found = changes(program, path)
    gone = [change for change in found if change["change"] == "vanished"]
    come = [change for change in found if change["change"] == "appeared"]
    assert {change["before"]["rule"] for change in gone} == {"follow-up-application"}
    assert {change["after"]["rule"] for change in come} == {"ask-about-application"}
    assert all(change["after"] is None for change in gone)
    assert all(change["before"] is None for change in come)
    assert len(found) == 4


def test_what_is_done_already_is_no_change(program: Program) -> None:
    """Only open actions are compared: what was done stays done."""
    program.told(LOG + "2026-11-03 done follow-up-application/acme\n")
    found = changes(program, changed(program, "ideal: 5 business", "ideal: 6 business"))
    assert {change["before"]["application"] for change in found} == {"globex"}


def test_what_a_limit_moves_along_is_a_change_too(program: Program) -> None:
    """One person hears once a week, so the check-in makes room for the later follow-up."""
    program.told(LOG)
    found = changes(program, changed(program, "ideal: 5 business", "ideal: 6 business"))
    moved = [change for change in found if change["before"]["rule"] == "check-in"]
    assert {(c["before"]["due"], c["after"]["due"]) for c in moved} == {("2026-11-16", "2026-11-17")}


def test_the_screen_has_a_row_for_each_change(program: Program) -> None:
    """What, whose, and the date and channel of either side; then how many."""
    program.told(LOG)
    result = program.run(
        "rules", "diff", str(changed(program, "ideal: 5 business", "ideal: 6 business")), now=NOW
    )
    assert result.code == 0
    rows = [" ".join(line.split()) for line in result.out.splitlines() if line.strip()]
    assert rows[0] == "Change What to do Now Then"
    assert rows[2] == "moved Ask Robin about your application Mon 9 Nov Tue 10 Nov"
    assert rows[3] == "Acme, Analyst upcoming, email upcoming, email"
    assert rows[-1] == "4 open actions would change."


def test_the_screen_shows_a_window_that_differs(program: Program) -> None:
    """The due date alone would look the same."""
    program.told(LOG)
    path = changed(program, "latest: 3 weeks", "latest: 4 weeks")
    shown = program.run("rules", "diff", str(path), now=NOW).out
    assert "until Mon 23 Nov" in shown
    assert "until Mon 30 Nov" in shown


def test_the_same_rules_change_nothing(program: Program) -> None:
    """A copy is no other rules."""
    program.told(LOG)
    assert changes(program, default_rules()) == []
    assert program("rules diff default", NOW).out == "Nothing changes for your open actions.\n"


def test_a_set_that_ships_goes_by_its_name(program: Program) -> None:
    """`quiet` leaves the applications alone."""
    program.told(LOG)
    result = program("rules diff quiet --json", NOW)
    assert {(c["change"], c["before"]["rule"]) for c in result.json["changes"]} == {
        ("vanished", "follow-up-application"),
        ("vanished", "check-in"),
    }


def test_another_calendar_is_a_change_too(program: Program) -> None:
    """Thanksgiving is no day for a message: dates move though no rule does."""
    program.told(
        '2026-11-19 add applied Acme --recruiter "Robin <robin@example.com>"\n2026-11-19 add receipt Acme'
    )
    path = program.folder / "new.yaml"
    path.write_text(DEFAULT.replace("holidays: none ", "holidays: US "))
    [change] = [
        change for change in changes_on(program, path, "2026-11-20") if change["before"]["send"] != "check-in"
    ]
    assert (change["before"]["due"], change["after"]["due"]) == ("2026-11-26", "2026-11-27")


def changes_on(program: Program, path: Path, now: str) -> list[dict[str, Any]]:
    """Return the changes as they are at `now`."""
    found: list[dict[str, Any]] = program.run("rules", "diff", str(path), "--json", now=now).json["changes"]
    return found


@pytest.mark.parametrize(
    ("text", "says"),
    [("version: 1\nrules: {a: {do: x}}\n", "[no-anchor]"), (None, "There is no rules file")],
)
def test_a_broken_file_is_not_compared(text: str | None, says: str, program: Program) -> None:
    """Exit 3, with its problems."""
    path = program.folder / "new.yaml"
    if text is not None:
        path.write_text(text)
    for form in ((), ("--json",)):
        result = program.run("rules", "diff", str(path), *form)
        assert (result.code, result.out) == (3, "")
        assert says in result.err


def test_nothing_is_written(program: Program) -> None:
    """Neither to the log nor to the rules."""
    program.told(LOG)
    before = program.path.read_bytes()
    path = changed(program, "ideal: 5 business", "ideal: 6 business")
    text = path.read_text()
    assert program.run("rules", "diff", str(path), now=NOW).code == 0
    assert program.path.read_bytes() == before
    assert path.read_text() == text
    assert not program.config.exists()
