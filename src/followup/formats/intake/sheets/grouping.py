"""Grouping: which rows of a sheet are about one application, and what of them is said once."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from followup.core.matching import company_key
from followup.core.similarity import role_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followup.core.proposals import Proposal
    from followup.formats.intake.sheets.states import Fact, Row

ENDS = ("accepted", "declined", "rejected", "withdrawn", "closed")


def groups_of(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return the rows of each application, by topic: of one company and one role, and no two addresses."""
    by_company: dict[str, list[list[Row]]] = {}
    for row in sorted(rows, key=lambda row: row.role is None):
        groups = by_company.setdefault(company_key(row.company), [])
        fits = [group for group in groups if _is_one(group, row)]
        if len(fits) == 1 or (fits and row.role is not None):
            fits[0].append(row)
        else:
            groups.append([row])
    found: dict[str, list[Row]] = {}
    for key, groups in by_company.items():
        for group in groups:
            first = group[0]
            url = next((row.url for row in group if row.url), None)
            parts = ["sheet", key, " ".join(role_words(first.role or "")), url or ""]
            topic, number = " | ".join(parts), 1
            while topic in found:
                number += 1
                topic = " | ".join([*parts, str(number)])
            found[topic] = group
    return dict(sorted(found.items(), key=lambda item: min(row.number for row in item[1])))


def _is_one(group: list[Row], row: Row) -> bool:
    """Whether a row is about the application of the others."""
    first = group[0]
    if row.role is not None and first.role is not None and role_words(row.role) != role_words(first.role):
        return False
    if row.role is not None and first.role is None:
        return False
    for field in ("url", "place"):
        known = {value for each in group if (value := getattr(each, field))}
        if known and getattr(row, field) and getattr(row, field) not in known:
            return False
    return True


def without_repeats(proposals: list[Proposal]) -> list[Proposal]:
    """Return the proposals without those that say again what another says better: the same, or undated."""
    kept: list[Proposal] = []
    for each in sorted(proposals, key=lambda each: not each.dated):
        same = [other for other in kept if other.kind == each.kind]
        if not any(not each.dated or day_of_moment(other.at) == day_of_moment(each.at) for other in same):
            kept.append(each)
    return sorted(kept, key=lambda each: (day_of_moment(each.at), _step(each.kind)))


def with_one_end(facts: list[Fact]) -> list[Fact]:
    """Return the facts without an end that says less than another one: `Closed` beside `Rejected`."""
    ends = [fact for fact in facts if fact.kind in ENDS and fact.at is None]
    best = min(ends, key=lambda fact: ENDS.index(fact.kind), default=None)
    has_dated = any(fact.kind in ENDS and fact.at is not None for fact in facts)
    return [f for f in facts if f not in ends or (f is best and not (has_dated and f.kind == "closed"))]


def in_time(fact: Fact) -> tuple[date, int]:
    return day_of_moment(fact.at) if fact.at else date.max, _step(fact.kind)


def _step(kind: str) -> int:
    return 0 if kind == "applied" else 2 if kind in ENDS else 1


def first_day(row: Row) -> date:
    days = [day_of_moment(fact.at) for fact in (*row.facts, *row.dates.values()) if fact.at is not None]
    return min(days, default=date.max)


def day_of_moment(at: date | datetime | None) -> date:
    return at.date() if isinstance(at, datetime) else at or date.max
