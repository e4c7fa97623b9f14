"""Fixtures and switches that every test can use, and how many examples a property is worth."""

from __future__ import annotations

import os
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings

from cli.program import Program

if TYPE_CHECKING:
    from collections.abc import Iterator

# A busy machine is no failure: no deadline, and no complaint that examples are slow to draw. A change is
# judged by the same examples each time; whoever wants others, to find what nobody has met, takes "search".
settings.register_profile(
    "fast",
    max_examples=30,
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("thorough", settings.get_profile("fast"), max_examples=500)
settings.register_profile("search", settings.get_profile("thorough"), derandomize=False)
settings.load_profile("fast")  # --hypothesis-profile=thorough for another

# Every command waits until its log is on the disk; in memory that is at once. Some tests run programs there.
MEMORY = Path("/dev/shm")  # noqa: S108  # pytest makes folders of its own in it
if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and not os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)

# What a shell may have set for its user, and the program would obey.
SET_BY_USERS = ("NO_COLOR", "PYTHONUNBUFFERED", "FORCE_COLOR", "COLUMNS", "LINES", "TZ", "VISUAL", "EDITOR")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch that writes the golden files anew; look at the difference before you commit it."""
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures that tests have counted, whatever process they ran in."""
    passed = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    figures = [value for report in passed for name, value in report.user_properties if name == "figure"]
    if figures:
        terminalreporter.section("figures")
        for figure in figures:
            terminalreporter.line(str(figure))


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_ends() -> None:
    """Let Ctrl-C end what the tests start, even where they run in the background, which ignores it."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def _a_bare_environment() -> Iterator[None]:
    """Run every test as on a machine where nobody has configured anything."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name in SET_BY_USERS or (name.startswith("FOLLOWUP_") and name != "FOLLOWUP_CI_OUT"):
                patch.delenv(name)
        yield


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Return the program with an empty log, in UTC, on a Friday."""
    return Program(tmp_path)


@pytest.fixture
def new_york(tmp_path: Path) -> Program:
    """Return the program with an empty log, in New York."""
    return Program(tmp_path, ZoneInfo("America/New_York"))
