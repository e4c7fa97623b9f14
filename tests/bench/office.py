"""How many searches are planned in a second, on one core and on two: the figures of docs/office.md.

Each of the seekers has thirty applications, as an export that `followup export --all` could have written. One
core reads and plans them in this process, two get them through a Dask bag as on the page:

    python tests/bench/office.py 2000 --write docs/office.md
"""

from __future__ import annotations

import argparse
import platform
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dask.bag
from page import put
from searches import Search

from followup import agenda, almanac, plan, read_events, read_rules
from followup.formats.export.jsonlines import write_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

APPLICATIONS = 30
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
ROUNDS = 3


def planned(exports: Iterable[bytes], *given: Any) -> list[int]:
    """Return how many actions are on the agenda of each export."""
    rules, calendars, now = given
    return [len(agenda(plan(read_events(data), rules, calendars, now))["actions"]) for data in exports]


def by_bag(exports: list[bytes], *given: Any) -> list[int]:
    """Return the same, worked out by two processes."""
    bag = dask.bag.from_sequence(exports, npartitions=16).map_partitions(planned, *given)
    found: list[int] = bag.compute(scheduler="processes", num_workers=2)
    return found


def fastest(work: Callable[[], list[int]]) -> tuple[float, list[int]]:
    """Return the shortest of some rounds, in seconds, and what they found."""
    times, found = [], list[int]()
    for _ in range(ROUNDS):
        start = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - start)
    return min(times), found


def main() -> None:
    """Make the searches, plan them both ways, see that they agree, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seekers", nargs="?", type=int, default=2_000)
    parser.add_argument("--write", metavar="PAGE", type=Path, help="put the table into this page")
    options = parser.parse_args()
    rules = read_rules()
    given = (rules, almanac(rules, range(2024, 2029), timezone="Europe/Berlin"), NOW)
    today = date(2026, 11, 24)
    exports = [
        write_lines(list(Search(today, seed=number).log(APPLICATIONS))) for number in range(options.seekers)
    ]
    alone, here = fastest(lambda: planned(exports, *given))
    together, there = fastest(lambda: by_bag(exports, *given))
    if here != there:
        raise SystemExit("the two ways do not agree")
    table = (
        "| | plans a second |\n|---|---|\n"
        f"| one core, in this process | {options.seekers / alone:,.0f} |\n"
        f"| two cores, a Dask bag | {options.seekers / together:,.0f} |\n\n"
        f"Measured with {options.seekers:,} seekers of {APPLICATIONS} applications each,\n"
        f"{sum(here):,} actions on their agendas, Python {platform.python_version()}; the best of {ROUNDS}\n"
        "rounds; starting the two processes is counted.\n"
    )
    print(table)
    if options.write is not None:
        put(options.write, "figures", table)


if __name__ == "__main__":
    main()
