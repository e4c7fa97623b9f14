"""Three months of mails alone build a log, and the morning after is that of somebody who typed it all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from cli.post import NEWSLETTER, SETTINGS, answer, invited, letter, maildir, receipt, refusal
from cli.program import Program

if TYPE_CHECKING:
    from pathlib import Path

NOW = "2026-11-23 09:00"
TOM = "Tom Berg <tom@hooli.example>"
PAT = "Pat Roe <pat@globex.example>"
ANN = "Ann Kay <ann@umbrella.example>"
OFFER = (
    "Dear Sam,\n\nwe are pleased to offer you the position of Chemist at Vandelay.\n\nBest regards\nKim Art\n"
)
MAILS = (
    # A talk that was moved, and took place; then a refusal.
    receipt("Acme", "Data Engineer", "2026-08-20 09:00"),
    invited("2026-09-01 09:00", "20260908T100000"),
    invited("2026-09-03 09:00", "20260910T140000", 1),
    answer("2026-09-03 12:00", "request-1-talk-1@acme.example"),
    refusal("Acme", "Data Engineer", "2026-09-18 10:00"),
    # A talk that fell with a refusal.
    receipt("Globex", "Analyst", "2026-10-05 10:00"),
    invited("2026-10-28 09:00", "20261126T100000", uid="globex", role="Analyst", From=PAT),
    refusal("Globex", "Analyst", "2026-11-02 10:00"),
    # One that nobody has answered yet.
    receipt("Initech", "Developer", "2026-11-09 10:00"),
    # A talk that lies ahead.
    receipt("Hooli", "Tester", "2026-10-26 10:00"),
    invited("2026-11-12 09:00", "20261124T100000", uid="hooli", role="Tester", From=TOM),
    # A talk that was called off.
    receipt("Umbrella", "Engineer", "2026-10-20 10:00"),
    invited("2026-10-28 09:00", "20261110T100000", uid="umbrella", role="Engineer", From=ANN),
    invited("2026-11-09 09:00", "20261110T100000", 1, "CANCEL", uid="umbrella", role="Engineer", From=ANN),
    # An offer, of an employer of whom there is no other mail.
    letter("offer", "2026-11-18 10:00", OFFER, From="Kim Art <kim@vandelay.example>", Subject="Offer"),
    NEWSLETTER,
)
TYPED = """
add applied Acme --role "Data Engineer" --on "2026-08-20 09:00"
add receipt Acme --on "2026-08-20 09:00"
add interview Acme --on "2026-09-10 12:00" --with "Ann Lee <ann@acme.example>"
add sent Acme --on "2026-09-03 12:00" --with "Ann Lee <ann@acme.example>"
add rejected Acme --on "2026-09-18 10:00"
add applied Globex --role Analyst --on "2026-10-05 10:00"
add receipt Globex --on "2026-10-05 10:00"
add interview Globex --on "2026-11-26 09:00" --with "Pat Roe <pat@globex.example>"
add cancelled Globex --on "2026-11-02 10:00"
add rejected Globex --on "2026-11-02 10:00"
add applied Initech --role Developer --on "2026-11-09 10:00"
add receipt Initech --on "2026-11-09 10:00"
add applied Hooli --role Tester --on "2026-10-26 10:00"
add receipt Hooli --on "2026-10-26 10:00"
add interview Hooli --on "2026-11-24 09:00" --with "Tom Berg <tom@hooli.example>"
add applied Umbrella --role Engineer --on "2026-10-20 10:00"
add receipt Umbrella --on "2026-10-20 10:00"
add interview Umbrella --on "2026-11-10 09:00" --with "Ann Kay <ann@umbrella.example>"
add cancelled Umbrella --on "2026-11-09 09:00" --with "Ann Kay <ann@umbrella.example>"
add offer Vandelay --role Chemist --on "2026-11-18 10:00" --with "Kim Art <kim@vandelay.example>" --anyway
"""


def made(folder: Path) -> Program:
    program = Program(folder, ZoneInfo("UTC"))
    program.config.mkdir(parents=True)
    (program.config / "settings.yaml").write_text(SETTINGS)
    return program


@pytest.fixture(scope="module")
def searches(tmp_path_factory: pytest.TempPathFactory) -> tuple[Program, Program]:
    """Return the program after a mailbox was read and all of it accepted, and after the same was typed."""
    read, typed = made(tmp_path_factory.mktemp("read")), made(tmp_path_factory.mktemp("typed"))
    box = str(maildir(read.folder / "Maildir", reversed(MAILS)))
    found = read.run("inbox", box, "--json", now=NOW).json
    assert found["problems"] == []
    ids = [each["id"] for each in found["proposals"]]
    assert read.run("inbox", "accept", *ids, now=NOW).code == 0
    for line in filter(None, TYPED.splitlines()):
        result = typed(line, NOW)
        assert result.code == 0, (line, result.err)
    return read, typed


def agenda(program: Program, now: str) -> Any:
    """Return what the agenda says, without what chance decides."""
    document = program("today --all --json", now).json
    talks = [
        (each["kind"], each["application"], each["at"], each["company"]) for each in document["appointments"]
    ]
    actions = [
        (each["rule"], each["application"], each["status"], each["due"], (each["contact"] or {}).get("email"))
        for each in document["actions"]
    ]
    return talks, sorted(actions, key=str)


@pytest.mark.parametrize("now", [NOW, "2026-11-24 08:00", "2026-11-25 09:00", "2026-12-07 09:00"])
def test_the_morning_is_that_of_the_same_search_typed(searches: tuple[Program, Program], now: str) -> None:
    read, typed = searches
    assert agenda(read, now) == agenda(typed, now)


def test_the_morning_says_what_matters(searches: tuple[Program, Program]) -> None:
    """The talk of tomorrow and the offer first; nothing of what is over, and nothing called late."""
    read, _ = searches
    document = read("today --json", NOW).json
    assert [(each["application"], each["kind"]) for each in document["appointments"]] == [
        ("hooli", "interview")
    ]
    asked = {each["application"] for each in document["actions"]}
    assert {"initech", "umbrella", "vandelay"} <= asked
    assert not asked & {"acme", "globex"}
    assert "late" not in read("today", NOW).out


def test_the_pipeline_is_right(searches: tuple[Program, Program]) -> None:
    read, _ = searches
    found = {each["handle"]: each["stage"] for each in read("list --json", NOW).json["applications"]}
    assert found == {
        "acme": "rejected",
        "globex": "rejected",
        "initech": "applied",
        "hooli": "applied",
        "umbrella": "applied",
        "vandelay": "offer",
    }
