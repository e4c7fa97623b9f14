"""The benchmarks: the searches are what they claim to be, and the table of docs/performance.md is theirs."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from bench.rows import ROWS
from bench.searches import RECENT, Search

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "performance.md").read_text(encoding="utf-8")
TODAY = date(2026, 11, 24)
COUNT = 4_000


def labels(table: str) -> list[str]:
    """Return what stands at the beginning of each line of a table."""
    return [line.split(" | ")[0].removeprefix("| ") for line in table.splitlines() if line.startswith("| ")]


def test_a_search_is_the_same_each_time() -> None:
    """Of one seed; another has other companies, and other ids."""
    one, again, other = (list(Search(TODAY, seed=seed).log(100)) for seed in (1, 1, 2))
    assert one == again
    assert not {event.id for event in one} & {event.id for event in other}


@pytest.mark.parametrize("everywhere", [10, 2])
def test_a_search_has_the_proportions_that_it_claims(everywhere: int) -> None:
    """In percent of 4,000 applications, give or take what chance allows."""
    events = list(Search(TODAY, everywhere).log(COUNT))
    kinds = Counter(event.kind for event in events if event.settles is None)
    assert kinds["applied"] == COUNT
    assert 4 < 100 * kinds["phone_screen"] / COUNT < 6
    assert 4 < 100 * kinds["interview"] / COUNT < 6
    rooms = Counter(len(event.people) for event in events if event.kind == "interview")
    assert sorted(rooms) == [1, 2, 3, 4, 5]
    recruiters = Counter(event.people[0].contact for event in events if event.kind == "applied")
    (_, most), (_, second) = recruiters.most_common(2)
    assert most == COUNT / everywhere
    assert second <= 4
    bursts = Counter(event.day for event in events if event.kind == "applied")
    assert bursts.most_common()[-1][1] >= 5  # nobody applies for one job alone
    days = [event.day for event in events if event.day is not None]
    assert min(days) < TODAY - timedelta(days=730)
    assert max(days) < TODAY
    heard = {
        event.application for event in events if event.kind in {"heard_back", "phone_screen", "interview"}
    }
    assert len(heard) / COUNT < 0.15


def test_what_is_old_is_over_and_what_is_recent_is_not() -> None:
    """So what is due does not grow with the size."""
    events = list(Search(TODAY).log(COUNT))
    order = [event.application for event in events if event.kind == "applied"]
    over = {event.application for event in events if event.kind in {"closed", "rejected"}}
    assert set(order[:-RECENT]) <= over
    assert len(set(order[-RECENT:]) & over) < RECENT / 2


@pytest.mark.slow
def test_the_table_is_printed() -> None:
    """Each line of it once, by the command in its docstring."""
    words = ("100", "--rounds", "1", "--only", "today", "--only", "done", "--only", "Taskwarrior")
    command = [sys.executable, str(TESTS / "bench" / "scaling.py"), *words]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    rows = [
        line.split(" | ")[0].removeprefix("| ") for line in printed.splitlines() if line.startswith("| `")
    ]
    assert rows == [row.label for row in ROWS if "today" in row.label or "done" in row.label]


def test_the_page_has_each_line_of_the_table() -> None:
    """`python tests/bench/scaling.py 100 1000 10000 100000 --write docs/performance.md` writes them."""
    table = re.search(r"<!-- table -->\n(.*?)<!-- /table -->", PAGE, re.DOTALL)
    assert table is not None
    lines = [
        line.split(" | ")[0].removeprefix("| ") for line in table[1].splitlines() if line.startswith("|")
    ]
    assert [line for line in lines[2:] if line.startswith(("`", "Tab"))] == [row.label for row in ROWS]
