"""Fixtures and switches that every test can use."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from cli.program import Program

if TYPE_CHECKING:
    from pathlib import Path


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the switch that writes the golden files anew; look at the difference before you commit it."""
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew")


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Return the program with an empty log, in UTC, on a Friday."""
    return Program(tmp_path)


@pytest.fixture
def new_york(tmp_path: Path) -> Program:
    """Return the program with an empty log, in New York."""
    return Program(tmp_path, ZoneInfo("America/New_York"))
