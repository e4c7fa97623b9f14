"""Applications: the rows of a sheet -> what is proposed for each application, and what stays unclear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.core.events import SCHEDULABLE
from followup.core.proposals import Proposal, Source, Unclear
from followup.core.text import slug
from followup.formats.intake.sheets.grouping import (
    ENDS,
    day_of_moment,
    first_day,
    groups_of,
    in_time,
    with_one_end,
    without_repeats,
)
from followup.formats.intake.sheets.neighbours import borrow_dates, date_answer, name_talk, tell_whose_no
from followup.formats.intake.sheets.persons import own_addresses, people_in
from followup.formats.intake.sheets.states import Fact, Row
from followup.formats.intake.sheets.status_words import APPLIED, NOT_APPLIED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from followup.core.events import Person

LONGEST = 120  # as for what is typed
_LONGEST_NOTE = 4000
# Once these are known, that somebody answered at all is no news.
_ANSWERED = {"phone_screen", "interview", "offer", *ENDS}


class Composer:
    """Makes proposals of rows; `unclear` says what it cannot, `waiting` counts jobs not applied for."""

    def __init__(self, name: str, now: datetime, *, is_own_contact: bool = False) -> None:
        self.unclear: list[Unclear] = []
        self.waiting = 0
        self._name = name
        self._now = now
        self._is_own_contact = is_own_contact

    def compose(self, rows: Sequence[Row]) -> list[Proposal]:
        """Return what the rows propose."""
        kept = [row for row in rows if self._is_whole(row)]
        own = own_addresses(kept)
        if self._is_own_contact:
            own |= {row.people[key] for row in kept for key in ("email", "phone") if key in row.people}
        proposals: list[Proposal] = []
        for topic, group in groups_of(kept).items():
            proposals += self._application(topic, group, own)
        return proposals

    def _tell(self, row: Row, column: str | None, text: str) -> None:
        place = f"{self._name} ({row.sheet})" if row.sheet else self._name
        self.unclear.append(Unclear(f"{text}.", place, row.number, column))

    def _is_whole(self, row: Row) -> bool:
        for column, text in row.unclear:
            self._tell(row, column, text)
        if not row.company:
            if row.role or row.facts:
                self._tell(row, None, "There is no company, so the row is left out")
            return False
        if not slug(row.company) or not any(c.isalpha() for c in row.company) or len(row.company) > LONGEST:
            self._tell(row, None, f'"{row.company[:40]}" cannot be a company, so the row is left out')
            return False
        if row.role and len(row.role) > LONGEST:
            row.notes.insert(0, row.role)
            row.role = None
        return True

    def _application(self, topic: str, group: list[Row], own: set[str]) -> list[Proposal]:
        ordered = sorted(group, key=lambda row: (first_day(row), row.number))
        role = next((row.role for row in ordered if row.role), None)
        for row in ordered:
            row.role = row.role or role
        proposals: list[Proposal] = []
        begun: date | datetime | None = None
        for row in ordered:
            facts = self._facts(row, begun, is_later=row is not ordered[0])
            facts = [fact for fact in facts if self._may_be(row, fact)]
            if begun is None:
                begun = next((fact.at for fact in facts if fact.kind == "applied"), None)
            proposals += self._proposals(topic, row, facts, own)
        return without_repeats(proposals)

    def _facts(self, row: Row, begun: date | datetime | None, *, is_later: bool) -> list[Fact]:
        """Return the facts of a row that have a date, or that of a neighbour."""
        states = [fact for fact in row.facts if fact.of_status and fact.kind not in {APPLIED, NOT_APPLIED}]
        told = [fact for fact in row.facts if not fact.of_status]
        applied = self._applied(row, begun, states, is_later=is_later)
        states = [state for state in states if state.at is not None or state.kind not in row.open_kinds]
        name_talk(told, states)
        tell_whose_no(row.facts)
        known = {fact.kind for fact in row.facts if fact.at is not None}
        states = [state for state in states if state.at is not None or state.kind not in known]
        others = [*states, *(fact for fact in told if fact.kind != "applied")]
        date_answer(others, row)
        if any(fact.kind in _ANSWERED for fact in others):
            others = [f for f in others if f.kind != "heard_back" or f.at is not None]
        facts = [*([applied] if applied else []), *with_one_end(others)]
        borrow_dates(row, facts, begun, self._now.date())
        dated = [fact for fact in facts if fact.at is not None]
        if facts and not dated:
            self._tell(row, None, f"{row.company} has no date, so nothing of it is logged")
        elif not facts and not self._is_silent(row, is_later=is_later):
            if row.role is not None and not row.is_contact and not row.unclear:
                self.waiting += 1  # a job that is written down, and no more
                return dated
            self._tell(row, None, f"Nothing says that you applied to {row.company}, so it is left out")
        return dated

    def _is_silent(self, row: Row, *, is_later: bool) -> bool:
        """Whether a row without facts is one of those counted as not applied for, or adds to another one."""
        waits = any(fact.kind == NOT_APPLIED for fact in row.facts) or "applied" in row.says_no
        return is_later or waits or "saved" in row.dates

    def _applied(
        self, row: Row, begun: date | datetime | None, states: list[Fact], *, is_later: bool
    ) -> Fact | None:
        """Return that the user applied, and when; None where the row says no such thing."""
        own = [fact for fact in row.facts if fact.kind == "applied" and not fact.of_status]
        at = next((fact for fact in own if fact.at is not None), None)
        of_status = next((f for f in row.facts if f.kind == APPLIED and f.of_status), None)
        is_not = any(fact.kind == NOT_APPLIED for fact in row.facts) or "applied" in row.says_no
        day = row.dates.get("date")
        if row.is_log:
            if day is not None:
                for fact in row.facts:
                    fact.at = fact.at or day.at
            return at or of_status
        if is_later and begun is not None:
            return self._again(at or day, begun, states, of_status)
        if at is None and (of_status is None or of_status.at is None):
            if is_not:
                self.waiting += not states
                return own[0] if states and own else None
            return self._applied_about(row, own[0] if own else of_status, has_news=bool(states))
        return at or of_status

    def _applied_about(self, row: Row, said: Fact | None, *, has_news: bool) -> Fact | None:
        """Return that the user applied where no column of its own says when: by the row's other dates."""
        if row.is_contact and said is None and row.unclear:
            return None
        day, stated, saved = (row.dates.get(field) for field in ("date", "status_date", "saved"))
        when = day if day and day.at else None
        if when is None and stated and stated.at and said is not None and not has_news:
            when = stated
        if when is None and saved and saved.at and (said is not None or has_news):
            # Written down before applying, news came after it: "by" the news is what is sure.
            when = stated if has_news and stated and stated.at else saved
        if when is None:
            self.waiting += said is None and not row.facts and saved is not None
            return said
        is_dated = when.dated and when is not saved and not (has_news and when is stated)
        return Fact("applied", when.column, when.text, when.found, when is day, at=when.at, dated=is_dated)

    def _again(
        self, day: Fact | None, begun: date | datetime, states: list[Fact], of_status: Fact | None
    ) -> Fact | None:
        """Read a later row about an application: its date is that of its news, or of applying anew."""
        if day is None or day.at is None or day_of_moment(day.at) == day_of_moment(begun):
            return None
        if states:
            for fact in states:
                fact.at = fact.at or day.at
            return None
        again = day if day.kind == "applied" else of_status
        return Fact("applied", day.column, day.text, day.found, certain=False, at=day.at) if again else None

    def _may_be(self, row: Row, fact: Fact) -> bool:
        """Whether the fact can have happened by now, or lie ahead."""
        if fact.at is None or fact.kind in SCHEDULABLE or day_of_moment(fact.at) <= self._now.date():
            return True
        self._tell(
            row,
            fact.column,
            f"{day_of_moment(fact.at).isoformat()} is still to come, so it is not logged as {fact.kind}",
        )
        return False

    def _proposals(self, topic: str, row: Row, facts: list[Fact], own: set[str]) -> list[Proposal]:
        if not facts:
            return []
        facts = sorted(facts, key=in_time)
        people, rest = people_in(row, own)
        talks = [fact for fact in facts if fact.kind in SCHEDULABLE]
        notes = [*row.notes, *rest]
        deadline = row.dates.get("offer_until")
        proposals = []
        for fact in facts:
            is_first = fact is facts[0]
            named = [
                p
                for p in people
                if (p.part == "interviewer" and talks and fact is talks[-1])
                or (is_first and not (p.part == "interviewer" and talks))
            ]
            note = "; ".join([*([fact.note] if fact.note else []), *(notes if is_first else [])])
            until = day_of_moment(deadline.at) if fact.kind == "offer" and deadline and deadline.at else None
            proposals.append(
                self._proposal(topic, row, fact, tuple(named), note[:_LONGEST_NOTE] or None, until)
            )
        return proposals

    def _proposal(
        self,
        topic: str,
        row: Row,
        fact: Fact,
        people: tuple[Person, ...],
        note: str | None,
        until: date | None,
    ) -> Proposal:
        assert fact.at is not None  # noqa: S101  # only what has a date comes here
        said = f"{fact.column}: {fact.text}" if fact.text else fact.column
        where = f"{self._name} ({row.sheet})" if row.sheet else self._name
        key = (topic, fact.at.isoformat() if fact.dated else "undated")
        return Proposal(
            kind=fact.kind,
            at=fact.at,
            key=key,
            topic=topic,
            evidence=said if fact.dated else f"{said} (no date of its own)",
            source=Source(file=where, row=row.number),
            company=row.company,
            role=row.role,
            people=people,
            note=note,
            until=until,
            url=row.url,
            location=row.location,
            salary=row.salary,
            dated=fact.dated,
            restates=True,
            certain=fact.certain,
        )
