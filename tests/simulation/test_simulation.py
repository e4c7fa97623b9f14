"""Whole searches keep their promises; `python -m simulation` in the folder `tests` prints the counts."""

from __future__ import annotations

import pytest

from simulation.counting import Counts
from simulation.lives import live
from simulation.users import USERS, User

SEED = 7
# How many seeds the slow tests live under each set of rules, with every kind of user; a block is one test.
MANY = {"default": 40, "quiet": 15, "persistent": 15}
BLOCK = 5
BLOCKS = [(rules, first) for rules, many in MANY.items() for first in range(1, many, BLOCK)]


# What the planner does not keep every time, and how it breaks it: no more than one case in so many lives.
RARELY_BROKEN = {
    # A reminder by another channel, late for days, and a guard of two or more that opens meanwhile.
    "nobody_is_late_who_could_not_be_early": 50,
}


def _check(counts: Counts) -> None:
    print(counts.table())
    lives = counts.seen["lives"]
    allowed = {name: -(-lives // each) for name, each in RARELY_BROKEN.items()}
    broken = [report for name, found in counts.broken.items() for report in found[allowed.get(name, 0) :][:3]]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("user", USERS, ids=lambda user: user.name)
def test_a_search_keeps_every_promise(user: User) -> None:
    counts = Counts()
    counts.add(live(SEED, user))
    _check(counts)


@pytest.mark.slow
@pytest.mark.parametrize(("rules", "first"), BLOCKS)
def test_many_searches_keep_every_promise(rules: str, first: int) -> None:
    counts = Counts()
    for seed in range(first, first + BLOCK):
        for user in USERS:
            counts.add(live(seed, user, rules))
    _check(counts)


def test_a_life_can_be_lived_again() -> None:
    one, again = (live(SEED, USERS[0], days=20) for _ in range(2))
    assert one.log == again.log
