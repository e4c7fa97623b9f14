"""Letters and ranks, one situation a row: what two planners that do not know each other must both say.

Monday, the 9th of November 2026, is day 0. A row of the answer is `rule/application status day letter`; the
actions of one letter share it, and `-` is none. What the user asked for of nobody's rule is `call`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from core.guard_cases import Teller, answer_of_the_plan, answer_of_the_scan
from core.guard_ledger import Limit
from core.guard_situations import ONCE_A_WEEK, PATIENCE, UNANSWERED, Asking, Chosen, Role, Situation, Written

# Rules, applications, whatever else there is, and the answer.
Row = tuple[tuple[Asking, ...], tuple[Role, ...], dict[str, Any], list[str]]


def cold(due: int, **more: object) -> Role:
    """Return an application nobody has answered; what is asked first is due on day `due`."""
    return Role(due - 20, **more)


def hot(due: int, kind: str = "interview", **more: object) -> Role:
    """Return one that has come further."""
    return Role(due - 20, events=((kind, -10),), **more)


def ask(later: int = 0, *, opens: int = 0, closes: int | None = None, **more: object) -> Asking:
    """Return a rule: due so many days after the first, open from `opens` days before, `closes` after."""
    latest = None if closes is None else 20 + later + closes
    return Asking((20 + later, "days"), 20 + later - opens, latest, **{"lands": "anytime", **more})


A_WEEK_AT_ACME = Limit("company", 1, "company", (7, "days"), (), stops=False)
TWO_A_WEEK = Limit("two", 2, "contact", (7, "days"), (), stops=False)
OWN = Limit("own", 1, "application", (7, "days"), (), stops=False)
ONE_EVER = Limit("ever", 1, "application", None, (), stops=True)

ROWS: list[Row] = [
    # --- One message, and what was really sent.
    ((ask(),), (cold(0),), {}, ["0/0 due 0 a"]),
    # due means due <= today; nothing is lost because a day was missed
    ((ask(),), (cold(-2),), {}, ["0/0 overdue -2 a"]),
    # two messages are 7 or more local dates apart
    ((ask(),), (cold(0),), {"written": (Written(-1, (0,), ("rae",)),)}, ["0/0 upcoming 6 a"]),
    # guards and landing alternate: free on Saturday, out on Monday
    (
        (ask(lands="working_day"),),
        (cold(0),),
        {"written": (Written(-2, (0,), ("rae",)),)},
        ["0/0 upcoming 7 a"],
    ),
    # sent while it was due puts it off for good, to the first day from which the way has been free
    ((ask(),), (cold(-12),), {"written": (Written(-10, (0,), ("rae",)),)}, ["0/0 overdue -3 a"]),
    # messages really sent push it past its latest: stopped
    ((ask(closes=3),), (cold(0),), {"written": (Written(-1, (0,), ("rae",)),)}, ["0/0 stopped"]),
    # a courtesy is counted by no guard
    ((ask(),), (cold(0),), {"written": (Written(-1, (0,), ("rae",), courtesy=True),)}, ["0/0 due 0 a"]),
    # those sent as one letter count once
    (
        (ask(),),
        (cold(0), cold(30)),
        {"limits": (TWO_A_WEEK,), "written": (Written(-1, (0, 1), ("rae",)),)},
        ["0/0 due 0 a", "0/1 upcoming 30 b"],
    ),
    # two letters are two
    (
        (ask(),),
        (cold(0),),
        {"limits": (TWO_A_WEEK,), "written": (Written(-1, (0,), ("rae",)), Written(-1, (0,), ("rae",)))},
        ["0/0 upcoming 6 a"],
    ),
    # one letter counts for each application that it was about
    (
        (ask(),),
        (cold(0), cold(0, recruiter="rob")),
        {"limits": (OWN,), "written": (Written(-1, (0, 1), ("rae",)),)},
        ["0/0 upcoming 6 a", "0/1 upcoming 6 b"],
    ),
    # at most two in three weeks into silence ...
    (
        (ask(),),
        (cold(0),),
        {"limits": (PATIENCE,), "written": (Written(-15, (0,), ("rae",)), Written(-8, (0,), ("rae",)))},
        ["0/0 upcoming 7 a"],
    ),
    # ... and the count starts again at an answer
    (
        (ask(),),
        (Role(-20, events=(("heard_back", -3),)),),
        {"limits": (PATIENCE,), "written": (Written(-15, (0,), ("rae",)), Written(-8, (0,), ("rae",)))},
        ["0/0 due 0 a"],
    ),
    # `cancelled` counts as an answer, the talk that was called off does not
    (
        (ask(),),
        (Role(-20, events=(("interview", -3),), called_off=True),),
        {"limits": (UNANSWERED,), "written": tuple(Written(day, (0,), ("rae",)) for day in (-18, -12, -6))},
        ["0/0 due 0 a"],
    ),
    # a `stop` guard stops the action that would exceed it
    (
        (ask(),),
        (cold(0),),
        {"limits": (UNANSWERED,), "written": tuple(Written(day, (0,), ("rae",)) for day in (-18, -12, -8))},
        ["0/0 stopped"],
    ),
    # --- Letters.
    # a recruiter with three roles gets one message about three roles
    ((ask(),), (cold(0), cold(0), cold(0)), {}, ["0/0 due 0 a", "0/1 due 0 a", "0/2 due 0 a"]),
    # two recruiters get one each
    ((ask(),), (cold(0), cold(0, recruiter="rob")), {}, ["0/0 due 0 a", "0/1 due 0 b"]),
    # where no contact is known, the company stands for the contact, in letters too
    (
        (ask(),),
        (cold(0, recruiter=None), cold(0, recruiter=None), cold(0, recruiter=None, company="Globex")),
        {},
        ["0/0 due 0 a", "0/1 due 0 a", "0/2 due 0 b"],
    ),
    # of equal rank: joins the letter that is in its way, as its earliest allows
    ((ask(opens=3),), (cold(0), cold(2)), {}, ["0/0 due 0 a", "0/1 due 0 a"]),
    # the member's due is the letter's, but not before its earliest; late only from its own date on
    ((ask(opens=3),), (cold(-3), cold(2)), {}, ["0/0 overdue -3 a", "0/1 due -1 a"]),
    # not open yet: only what cannot join is postponed
    ((ask(opens=1),), (cold(0), cold(2)), {}, ["0/0 due 0 a", "0/1 upcoming 7 b"]),
    # against equal rank an overdue letter keeps its place, and what waits behind it waits on
    ((ask(opens=1),), (cold(-3), cold(2)), {}, ["0/0 overdue -3 a", "0/1 upcoming 7 b"]),
    # another channel is another letter
    ((ask(), ask(2, opens=3, channel="phone")), (cold(0),), {}, ["0/0 due 0 a", "1/0 upcoming 7 b"]),
    # crowded out by a letter of this plan only: upcoming, be it past its latest
    ((ask(opens=1, closes=3),), (cold(0), cold(2)), {}, ["0/0 due 0 a", "0/1 upcoming 7 b"]),
    # two far enough apart do not join
    ((ask(opens=9),), (cold(0), cold(8)), {}, ["0/0 due 0 a", "0/1 upcoming 8 b"]),
    # of two it could join, the earlier
    (
        (ask(opens=9),),
        (cold(3), cold(40)),
        {"chosen": (Chosen(-1, 5, 0, person="rae"), Chosen(-1, 1, 1, person="rae"))},
        ["0/0 upcoming 1 a", "0/1 upcoming 40 b", "call/0 upcoming 8 c", "call/1 upcoming 1 a"],
    ),
    # waiting ones take nothing
    ((ask(waits=True), ask(2)), (cold(0),), {}, ["0/0 waiting 0 -", "1/0 upcoming 2 a"]),
    # what still waits for a need at its latest is settled
    ((ask(waits=True, closes=3),), (cold(-4),), {}, ["0/0 settled"]),
    # missed ones take nothing
    ((ask(closes=1), ask(4)), (cold(-3),), {}, ["0/0 missed", "1/0 upcoming 1 a"]),
    # a courtesy joins no letter
    ((ask(courtesy=True), ask()), (cold(0),), {}, ["0/0 due 0 a", "1/0 due 0 b"]),
    # a message in a letter is no message more: a guard that stops does not see it
    (
        (ask(), ask(2, opens=3)),
        (cold(0),),
        {"limits": (ONCE_A_WEEK, ONE_EVER)},
        ["0/0 due 0 a", "1/0 due 0 a"],
    ),
    # a `stop` guard counts letters of this plan
    ((ask(), ask(2)), (cold(0),), {"limits": (ONE_EVER,)}, ["0/0 due 0 a", "1/0 stopped"]),
    # what may not go in the letter, for its own application has had enough, waits until it may
    (
        (ask(opens=3),),
        (cold(0), cold(2)),
        {"limits": (ONCE_A_WEEK, OWN), "written": (Written(-5, (1,), ("rob",)),)},
        ["0/0 due 0 a", "0/1 upcoming 7 b"],
    ),
    # --- Ranks.
    # by rank: offer, interview, applied
    (
        (ask(),),
        (cold(0, recruiter="rae"), hot(0, recruiter="rob"), hot(0, "offer", recruiter="ron")),
        {"limits": (A_WEEK_AT_ACME,)},
        ["0/0 upcoming 14 a", "0/1 upcoming 7 b", "0/2 due 0 c"],
    ),
    # no cold question keeps a hot one waiting
    (
        (ask(),),
        (cold(0, recruiter="rae"), hot(2, recruiter="rob")),
        {"limits": (A_WEEK_AT_ACME,)},
        ["0/0 upcoming 9 a", "0/1 upcoming 2 b"],
    ),
    # a talk that was called off gives no rank
    (
        (ask(),),
        (cold(0, recruiter="rae"), hot(2, recruiter="rob", called_off=True)),
        {"limits": (A_WEEK_AT_ACME,)},
        ["0/0 due 0 a", "0/1 upcoming 7 b"],
    ),
    # the hotter one joins today's letter, if its earliest allows
    ((ask(opens=3),), (cold(0), hot(3)), {}, ["0/0 due 0 a", "0/1 due 0 a"]),
    # else the colder one joins the hotter one's letter
    ((ask(opens=2),), (cold(0), hot(3)), {}, ["0/0 upcoming 3 a", "0/1 upcoming 3 a"]),
    # what was overdue joins too: upcoming, due on the letter's day
    ((ask(opens=2),), (cold(-2), hot(3)), {}, ["0/0 upcoming 3 a", "0/1 upcoming 3 a"]),
    # ... unless its latest is past by then
    ((ask(opens=2, closes=2),), (cold(0), hot(3)), {}, ["0/0 upcoming 10 a", "0/1 upcoming 3 b"]),
    # the hotter one far ahead is left where it is
    ((ask(opens=9),), (cold(0), hot(7)), {}, ["0/0 due 0 a", "0/1 upcoming 7 b"]),
    # nobody is late for having waited for a letter
    ((ask(),), (cold(-2), hot(0)), {}, ["0/0 due 0 a", "0/1 due 0 a"]),
    # --- What the user asked for.
    # the chosen day comes first; others may join it
    ((ask(),), (cold(0), cold(0)), {"chosen": (Chosen(-1, 3, 0),)}, ["0/0 snoozed 3 a", "0/1 upcoming 3 a"]),
    # be they hotter
    (
        (ask(),),
        (hot(0), cold(0)),
        {"chosen": (Chosen(-1, 2, 1, person="rae"),)},
        ["0/0 upcoming 2 a", "0/1 upcoming 2 a", "call/1 upcoming 2 a"],
    ),
    # a chosen day that has passed takes today
    (
        (ask(opens=3),),
        (cold(2),),
        {"chosen": (Chosen(-5, -2, 0, person="rae"),)},
        ["0/0 due -1 a", "call/0 overdue -2 a"],
    ),
    # the chosen one joins no other letter, and of two within a week the second waits
    (
        (ask(),),
        (cold(0),),
        {"chosen": (Chosen(-1, 3, 0), Chosen(-1, 1, 0, person="rae"))},
        ["0/0 snoozed 8 a", "call/0 upcoming 1 b"],
    ),
    # a message sent after the snooze moves it to the first free day
    (
        (ask(),),
        (cold(-4),),
        {"chosen": (Chosen(-3, 0, 0),), "written": (Written(-1, (0,), ("rae",)),)},
        ["0/0 snoozed 6 a"],
    ),
    # which is never stopped in silence: its latest moves with the chosen day
    (
        (ask(closes=1),),
        (cold(-4),),
        {"chosen": (Chosen(-4, 2, 0),), "written": (Written(-5, (0,), ("rae",)),)},
        ["0/0 snoozed 2 a"],
    ),
    # the user chose it though a guard leaves no room
    (
        (ask(),),
        (cold(-4),),
        {"chosen": (Chosen(-1, 0, 0, anyway=True),), "written": (Written(-2, (0,), ("rae",)),)},
        ["0/0 due 0 a"],
    ),
    # a reminder is a message where somebody is to be reached: it counts
    (
        (ask(),),
        (cold(2),),
        {"chosen": (Chosen(-1, 0, 0, person="rae", channel="phone"),)},
        ["0/0 upcoming 7 a", "call/0 due 0 b"],
    ),
    # nobody is late for having waited: until yesterday it was to go with the hotter one's letter
    ((ask(opens=4),), (cold(-2), hot(3)), {}, ["0/0 overdue -1 a", "0/1 due -1 a"]),
    # ... and that letter keeps its date on the hotter one's own day, and after it
    ((ask(opens=3),), (cold(-5), hot(0)), {}, ["0/0 overdue -3 a", "0/1 due -3 a"]),
    ((ask(opens=3),), (cold(-6), hot(-1)), {}, ["0/0 overdue -4 a", "0/1 overdue -4 a"]),
    # the chosen day stands, though a hotter one was chosen for the same week
    (
        (),
        (cold(0), hot(0)),
        {"chosen": (Chosen(-3, 0, 0, person="rae"), Chosen(-3, 3, 1, person="rae"))},
        ["call/0 due 0 a", "call/1 upcoming 7 b"],
    ),
    # guards and landing alternate: the first free day is a worked one, for a snoozed one too
    (
        (ask(lands="working_day"),),
        (cold(-4),),
        {"chosen": (Chosen(-3, 0, 0),), "written": (Written(-1, (0,), ("rae",)),)},
        ["0/0 snoozed 7 a"],
    ),
    # only what cannot join is postponed: a call a week ahead does not keep it from today's letter
    (
        (ask(), ask(channel="phone"), ask(1, opens=1)),
        (cold(0),),
        {},
        ["0/0 due 0 a", "1/0 upcoming 7 b", "2/0 due 0 a"],
    ),
    # it joins that letter, the one in its way, not another one a week earlier
    (
        (ask(), ask(7), ask(8, opens=8)),
        (cold(0),),
        {},
        ["0/0 due 0 a", "1/0 upcoming 7 b", "2/0 upcoming 7 b"],
    ),
    # a reminder ends only by the user
    (
        (),
        (cold(0),),
        {
            "chosen": (Chosen(-1, 0, 0, person="rae"),),
            "limits": (UNANSWERED,),
            "written": tuple(Written(day, (0,), ("rae",)) for day in (-18, -12, -8)),
        },
        ["call/0 due 0 a"],
    ),
    # what the user chose is never stopped in silence
    (
        (ask(),),
        (cold(0),),
        {
            "chosen": (Chosen(-9, 0, 0),),
            "limits": (UNANSWERED,),
            "written": tuple(Written(day, (0,), ("rae",)) for day in (-18, -12, -8)),
        },
        ["0/0 due 0 a"],
    ),
]


def _situation(row: Row) -> Situation:
    rules, roles, more, _ = row
    return Situation(rules, roles, today=date(2026, 11, 9), **more)


def _names(rows: list[Row]) -> list[str]:
    return [" | ".join(row[-1]) for row in rows]


@pytest.mark.parametrize("row", ROWS, ids=_names(ROWS))
def test_the_scan_says(row: Row) -> None:
    """The one that counts date after date."""
    assert answer_of_the_scan(Teller(_situation(row)).case()) == row[-1]


@pytest.mark.parametrize("row", ROWS, ids=_names(ROWS))
def test_the_plan_says(row: Row) -> None:
    """The program."""
    assert answer_of_the_plan(Teller(_situation(row)).case()) == row[-1]
