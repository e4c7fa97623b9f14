"""Sheets of every kind, as people and programs write them, and what each tells."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from followup.core.errors import RequestFailed
from followup.formats.intake.sheets.mapping import Mapping
from followup.formats.intake.sheets.reading import read_sheet

if TYPE_CHECKING:
    from followup.core.proposals import Proposal
    from followup.formats.intake.sheets.reading import Reading

SHEETS = Path(__file__).parents[3] / "data" / "sheets"
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((SHEETS / "expected.yaml").read_text("utf-8"))
NOW = datetime(2025, 1, 15, 12, tzinfo=ZoneInfo("America/New_York"))


def read(text: str, name: str = "jobs.csv", **options: Any) -> Reading:
    return read_sheet(text.encode(), name, NOW, **options)


def told(proposal: Proposal) -> str:
    at = proposal.at
    when = f"{at:%Y-%m-%d %H:%M}" if isinstance(at, datetime) else at.isoformat()
    people = f"; {', '.join(person.label for person in proposal.people)}" if proposal.people else ""
    role = f", {proposal.role}" if proposal.role else ""
    return f"{'' if proposal.dated else '~'}{when} {proposal.kind} {proposal.company}{role}{people}"


def short(reading: Reading) -> list[str]:
    """Return kind, company and date of what is proposed."""
    return [f"{each.kind} {each.company} {each.at:%Y-%m-%d}" for each in reading.proposals]


def test_every_sheet_of_the_folder_has_its_expectation() -> None:
    assert {each.name for each in SHEETS.iterdir()} - {"expected.yaml"} == EXPECTED.keys()
    assert len(EXPECTED) > 70


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sheet_tells(name: str) -> None:
    """Its events, the rows that are unclear, the jobs not applied for; or one sentence why it is not read."""
    expected = EXPECTED[name]
    data = (SHEETS / name).read_bytes()
    if "refused" in expected:
        with pytest.raises(RequestFailed) as refused:
            read_sheet(data, name, NOW)
        assert expected["refused"] in refused.value.message
        return
    reading = read_sheet(data, name, NOW)
    if "open" in expected:
        assert reading.open_dates is not None
        assert reading.open_dates.text == expected["open"]
        return
    assert [told(each) for each in reading.proposals] == expected["events"]
    assert sorted({each.row or 0 for each in reading.unclear}) == expected.get("unclear", [])
    assert reading.waiting == expected.get("waiting", 0)
    assert len({each.id for each in reading.proposals}) == len(reading.proposals)


def test_dates_that_a_column_leaves_open_are_read_as_said() -> None:
    text = "Company,Applied\nAcme,03/04/2024\nGlobex,05/06/2024\n"
    assert read(text).open_dates is not None
    assert short(read(text, dates="dmy")) == ["applied Acme 2024-04-03", "applied Globex 2024-06-05"]
    assert short(read(text, dates="mdy")) == ["applied Acme 2024-03-04", "applied Globex 2024-05-06"]
    assert short(read(text, mapping=Mapping(dates="mdy"))) == short(read(text, dates="mdy"))


@pytest.mark.parametrize(
    ("text", "applied"),
    [
        (
            "Company,Applied\nAcme,03/04/2024\nGlobex,13/06/2024\n",
            "2024-04-03",
        ),  # one date decides the column
        ("Company,Applied\nAcme,03/04/2024\nGlobex,06/13/2024\n", "2024-03-04"),
        ("Company,Applied,Interview\nAcme,03/04/2024,13/06/2024\n", "2024-04-03"),  # or another column does
        ("Company,Applied\nAcme,01/02/2025\n", "2025-01-02"),  # nobody has applied on a day to come
        ("Firma,Beworben am\nAcme,03/04/2024\n", "2024-04-03"),  # nobody writes the month first in German
        ("Company,Applied (mm/dd/yyyy)\nAcme,03/04/2024\n", "2024-03-04"),
        ("Company,Applied,Closing date\nAcme,03/04/2024,20/04/2024\n", "2024-04-03"),  # of whatever dates
        ("Company,Applied,Answer\nAcme,2024-03-01,06/02/2024\n", "2024-03-01"),  # no answer before
        (
            "Company,Applied\nAcme,03/04/2024\nB1,04/05/2024\nC1,09/05/2024\nD1,02/06/2024\nE1,01/07/2024\n",
            "2024-04-03",
        ),  # in order of time
        ("Company,Applied\nAcme,03.04.2024\n", "2024-04-03"),  # dots are of those who write the day first
    ],
)
def test_day_or_month_first_is_decided_by_what_leaves_no_choice(text: str, applied: str) -> None:
    assert short(read(text))[0] == f"applied Acme {applied}"


def test_columns_of_both_orders_are_open() -> None:
    assert read("Company,Applied\nAcme,13/01/2024\nGlobex,01/13/2024\nInitech,02/03/2024\n").open_dates


def test_a_mapping_says_what_columns_and_statuses_mean() -> None:
    text = "Wer,Los ging es,Wie\nAcme,2024-11-03,Schwarzes Loch\n"
    mapping = Mapping(
        columns={"Wer": "company", "Los ging es": "applied", "Wie": "status"},
        statuses={"schwarzes loch": "closed"},
    )
    assert short(read(text, mapping=mapping)) == ["applied Acme 2024-11-03", "closed Acme 2024-11-03"]


def test_rows_of_one_application_are_one_topic_and_others_are_not() -> None:
    """The same role again is a later status; another address of the job is another application."""
    rows = [
        "Acme,Engineer,2024-11-03,Applied,https://acme.example/1",
        "Acme Inc.,engineer,2024-11-20,Rejected,https://acme.example/1?utm_source=mail",
        "Acme,Engineer,2024-11-04,Applied,https://acme.example/2",
    ]
    reading = read("Company,Role,Date,Status,Link\n" + "\n".join(rows))
    assert short(reading) == [
        "applied Acme 2024-11-03",
        "rejected Acme Inc. 2024-11-20",
        "applied Acme 2024-11-04",
    ]
    assert len({each.topic for each in reading.proposals}) == 2


def test_what_is_not_understood_is_kept_in_the_note() -> None:
    [proposal] = read("Company,Applied,Mood,Weather\nAcme,2024-11-03,good,rain\n").proposals
    assert proposal.note == "Mood: good; Weather: rain"


@pytest.mark.parametrize(
    ("header", "cells", "location", "salary"),
    [
        ("City,State,Pay", "Springfield,IL,60k", "Springfield, IL", "60k"),
        ("Min. salary,Max. salary", "50000,60000", None, "50000 - 60000"),
        ("Ort,Gehalt", "Köln,45.000 EUR", "Köln", "45.000 EUR"),
        ("Ville,Salaire", "Lyon,", "Lyon", None),
        ("Sede,RAL", "Torino,30k", "Torino", "30k"),
        ("Standplaats,Salarisindicatie", "Utrecht,3000", "Utrecht", "3000"),
        ("Gehaltswunsch", "46000", None, "46000"),  # the number of a day in 2025, too
        ("Location,Salary", f'"{"x" * 200}",-', None, None),  # a story is a note
    ],
)
def test_where_the_job_is_and_what_it_pays_are_of_the_application(
    header: str, cells: str, location: str | None, salary: str | None
) -> None:
    [proposal] = read(f"Company,Applied,{header}\nAcme,2024-11-03,{cells}\n").proposals
    assert (proposal.location, proposal.salary) == (location, salary)


def test_an_own_address_in_every_row_is_no_contact() -> None:
    rows = "Acme,2024-11-03,kim@example.com\nGlobex,2024-11-04,kim@example.com\n"
    assert [each.people for each in read(f"Company,Applied,Email\n{rows}").proposals] == [(), ()]


def test_hostile_cells_are_cleaned() -> None:
    """Nothing of a cell reaches a proposal that a terminal would obey."""
    [proposal] = read("Company,Role,Applied,Notes\nAc\x1b[31mme,E\u202eng,2024-11-03,a\x07b\n").proposals
    assert (proposal.company, proposal.role, proposal.note) == ("Acme", "Eng", "ab")


HOSTILE = [
    "a",
    "1",
    "1.",
    "a@",
    " at ",
    "a - ",
    "[a](",
    "1/",
    "jan ",
    "contact ",
    "interview ",
    "👻",
    "1/2/24 ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_cell_as_long_as_can_be_takes_no_time(piece: str) -> None:
    """In whatever column: no pattern looks at the rest of it from each of its letters."""
    cell = f'"{piece * (49_000 // len(piece))}"'
    cells = ",".join([cell] * 7)
    before = process_time()
    reading = read(
        f"Company,Applied,Role,Status,Contact,Email,Phone,Interviewer,Notes\nAcme,2024-11-03,{cells}\n"
    )
    assert process_time() - before < 5
    assert reading.proposals[0].kind == "applied"
