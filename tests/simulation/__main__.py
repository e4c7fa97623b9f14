"""Lives searches and prints the counts, with the first cases of every broken promise.

Run it from the folder `tests`: `python -m simulation [SEEDS [FIRST [RULES [PROMISE]]]]`, for instance
`python -m simulation 200`, or `python -m simulation 1 17 quiet late` for the lives of seed 17.
"""

from __future__ import annotations

import sys

from simulation.counting import Counts
from simulation.lives import live
from simulation.users import USERS

CASES = 3


def main(seeds: str = "20", first: str = "1", rules: str = "default", promise: str = "") -> None:
    """Live as many seeds as are asked for, each with every kind of user."""
    counts = Counts()
    for seed in range(int(first), int(first) + int(seeds)):
        for user in USERS:
            counts.add(live(seed, user, rules))
    for name, found in counts.broken.items():
        if found and promise in name:
            print(f"\n{name}\n" + "\n".join(found[:: max(1, len(found) // CASES)]))
    print(f"\n{rules}\n{counts.table()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
