"""Neighbours: what a state without a date of its own has from what else its row says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.core.events import SCHEDULABLE
from followup.formats.intake.sheets.folding import folded
from followup.formats.intake.sheets.grouping import day_of_moment

if TYPE_CHECKING:
    from datetime import date, datetime

    from followup.formats.intake.sheets.states import Fact, Row

# What an employer answers with on the date of the answer.
_ANSWERS = {"rejected", "offer", "accepted", "receipt", "closed"}
_ASSESSMENT = {
    "oa",
    "assessment",
    "assessments",
    "test",
    "challenge",
    "take",
    "takehome",
    "case",
    "hackerrank",
}


def borrow_dates(row: Row, facts: list[Fact], begun: date | datetime | None, today: date) -> None:
    """Give what has no date of its own that of its state, else the latest past date of its row."""
    stated = row.dates.get("status_date")
    if stated is not None and stated.at is not None:
        for fact in [f for f in facts if f.of_status and f.at is None and f.kind != "applied"][-1:]:
            fact.at, fact.dated = stated.at, stated.dated
            fact.certain = fact.certain and stated.dated
    past = [
        day_of_moment(fact.at) for fact in facts if fact.at is not None and day_of_moment(fact.at) <= today
    ]
    past += [
        day_of_moment(row.dates[f].at)
        for f in ("date", "saved", "status_date")
        if f in row.dates and row.dates[f].at
    ]
    past += [day_of_moment(begun)] if begun is not None else []
    past = [day for day in past if day <= today]
    for fact in facts:
        if fact.at is None and fact.kind not in {"sent", "applied"}:
            near = min if fact.kind == "receipt" else max
            fact.at, fact.dated, fact.certain = (near(past) if past else None), False, False


def name_talk(told: list[Fact], states: list[Fact]) -> None:
    """Call the only dated talk of a row what its state calls it, such as a phone interview."""
    talks = [fact for fact in told if fact.kind in SCHEDULABLE and fact.at is not None]
    stated = [fact.kind for fact in states if fact.kind in SCHEDULABLE and fact.at is None]
    if len(talks) == 1 and stated[-1:] == ["phone_screen"] and talks[0].kind == "interview":
        talks[0].kind = "phone_screen"


def tell_whose_no(facts: list[Fact]) -> None:
    """Take a no behind an offer for the user's: `Declined` beside the offer of a column of its own."""
    if any(fact.kind == "offer" and not fact.of_status for fact in facts):
        for fact in facts:
            if fact.kind == "rejected" and folded(fact.text).startswith(
                ("declined", "refused", "turned down")
            ):
                fact.kind = "declined"


def date_answer(facts: list[Fact], row: Row) -> None:
    """Let the date of the answer be that of a refusal or an offer, which is then all that it was."""
    answers = [
        fact
        for fact in facts
        if fact.kind == "heard_back"
        and fact.at is not None
        and not fact.of_status
        and not set(folded(fact.column).split()) & _ASSESSMENT
    ]
    news = [
        f
        for f in facts
        if f.of_status and f.at is None and f.kind in _ANSWERS and "status_date" not in row.dates
        if f.kind != "closed" or "ghost" not in folded(f.text)
    ]
    talks = [fact.at for fact in facts if fact.kind in SCHEDULABLE and fact.at is not None]
    is_last = all(day_of_moment(answer.at) >= day_of_moment(at) for answer in answers for at in talks)
    if len(answers) == 1 and news and is_last:
        news[-1].at = answers[0].at
        facts.remove(answers[0])
