"""docs/architecture.md, semantics.md, reliability.md and performance.md: whatever they name exists."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

import followup
from followup.cli.commands import COMMANDS

ROOT = Path(__file__).parents[2]
SOURCE = Path(followup.__file__).parent
LAYERS = ("cli", "adapters", "formats", "core")
FOLDERS = (*LAYERS, "src", "tests", "docs")
PAGES = {
    name: (ROOT / "docs" / name).read_text(encoding="utf-8")
    for name in ("architecture.md", "semantics.md", "reliability.md", "performance.md")
}


def quoted(page: str, pattern: str) -> set[str]:
    """Return what stands in backticks in the text of a page and has the form of `pattern`."""
    text = re.sub(r"```.*?```", "", PAGES[page], flags=re.DOTALL)
    words = {" ".join(word.split()) for word in re.findall(r"`([^`]+)`", text)}
    return {word for word in words if re.fullmatch(pattern, word)}


@pytest.mark.parametrize("page", PAGES)
def test_every_path_leads_to_a_file_and_every_test_named_is_in_it(page: str) -> None:
    """From the top or from the package; `tests/test_file.py::test_name` names a test."""
    named = quoted(page, rf"({'|'.join(FOLDERS)})/[\w./-]*(::\w+)?|[\w.-]+\.(toml|yaml|md|py)")
    assert named
    for word in named:
        path, _, test = word.partition("::")
        file = next((root / path for root in (ROOT, SOURCE) if (root / path).exists()), None)
        assert file is not None, word
        assert not test or f"def {test}(" in file.read_text(encoding="utf-8"), word


def test_every_dotted_name_is_in_the_program() -> None:
    """A module, or something in one."""
    named = quoted("architecture.md", rf"({'|'.join(LAYERS)})\.[\w.]+")
    assert len(named) > 20
    assert [name for name in named if not is_there(f"followup.{name}")] == []


def is_there(name: str) -> bool:
    """Whether `name` is a module of the program or an attribute of one."""
    module, _, attribute = name.rpartition(".")
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        return hasattr(importlib.import_module(module), attribute)
    return True


@pytest.mark.parametrize("page", PAGES)
def test_every_command_is_one(page: str) -> None:
    """`followup NAME`."""
    assert {word.split()[1] for word in quoted(page, r"followup [a-z].*")} <= set(COMMANDS)


def test_the_picture_shows_every_room() -> None:
    """Layers, rooms of formats, and the folders of adapters."""
    picture = re.findall(r"```text\n(.*?)```", PAGES["architecture.md"], re.DOTALL)[0]
    rooms = [path.parent for path in SOURCE.glob("*/__init__.py")] + [
        path.parent for part in ("adapters", "formats") for path in (SOURCE / part).glob("*/__init__.py")
    ]
    assert [room.name for room in rooms if not re.search(rf"\b{room.name}\b", picture)] == []


def test_links_lead_somewhere() -> None:
    """From one page to another."""
    for page, text in PAGES.items():
        for link in re.findall(r"\]\((?!https:)([^)]+)\)", text):
            assert (ROOT / "docs" / link).exists(), (page, link)
