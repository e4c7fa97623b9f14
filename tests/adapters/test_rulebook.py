"""Which rules file is in force, and its compiled form, cached by content."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from followup.adapters import rulebook
from followup.adapters.folders import Folders
from followup.adapters.rulebook import default_rules, load_rules, read, rules_path
from followup.core.durations import Duration
from followup.core.errors import InvalidFile, NotValid

if TYPE_CHECKING:
    from collections.abc import Sequence

RULES = "version: 1\nrules:\n  look: {after: applied, wait: 1 day, do: Look}\n"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Return folders that are there, with rules of the user's own."""
    (tmp_path / "data").mkdir()
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "rules.yaml").write_text(RULES)
    return Folders(tmp_path / "data", tmp_path / "config", None)


def cached(folders: Folders) -> Sequence[Path]:
    """Return the cached forms."""
    return sorted((folders.data / "cache").glob("rules-*.json"))


def test_the_default_rules_are_those_of_the_package(tmp_path: Path) -> None:
    """They come with the program, and are in force where there are no others."""
    assert default_rules().name == "rules.yaml"
    assert rules_path(Folders(tmp_path, tmp_path, None)) == default_rules()
    assert "follow-up-application" in load_rules(Folders(tmp_path, tmp_path, None)).rulebook.rules


def test_a_file_that_is_named_wins_over_the_users_own(folders: Folders) -> None:
    """An option or FOLLOWUP_RULES names it."""
    assert rules_path(folders) == folders.own_rules
    assert rules_path(folders._replace(rules=Path("x.yaml"))) == Path("x.yaml")


def test_the_compiled_form_is_kept_and_read_again(folders: Folders) -> None:
    """Privately, and with the same content."""
    first = load_rules(folders)
    [path] = cached(folders)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_rules(folders) == first
    assert cached(folders) == [path]


def test_the_cache_goes_by_content(folders: Folders) -> None:
    """Not by date or name: an edit holds at once, and the old text is found again."""
    one = load_rules(folders)
    folders.own_rules.write_text(RULES.replace("1 day", "2 days"))
    two = load_rules(folders)
    assert two.rulebook.rules["look"].waits.ideal == Duration(2, "day")
    assert one.digest != two.digest
    assert len(cached(folders)) == 2
    folders.own_rules.write_text(RULES)
    assert load_rules(folders) == one


def test_a_cache_that_cannot_be_written_is_no_error(folders: Folders) -> None:
    """The rules are compiled anew each time."""
    (folders.data / "cache").write_text("a file in the place of the folder")
    assert "look" in load_rules(folders).rulebook.rules


def test_nothing_is_cached_where_there_is_no_data_folder(folders: Folders) -> None:
    """Looking creates nothing."""
    folders.data.rmdir()
    load_rules(folders)
    assert not folders.data.exists()


def test_old_forms_go(folders: Folders) -> None:
    """A few are kept, for those who go to and fro."""
    for number in range(1, 20):
        folders.own_rules.write_text(RULES.replace("1 day", f"{number} days"))
        load_rules(folders)
    assert 1 <= len(cached(folders)) <= 9


def test_a_broken_file_is_never_cached(folders: Folders) -> None:
    """It is broken the second time too."""
    folders.own_rules.write_text("version: 1\n")
    for _ in range(2):
        with pytest.raises(InvalidFile):
            load_rules(folders)
    assert cached(folders) == []


@pytest.mark.parametrize("name", ["missing.yaml", ".", "\x00", "a/b"])
def test_a_file_that_cannot_be_read(name: str, tmp_path: Path) -> None:
    """One sentence for each."""
    with pytest.raises(NotValid):
        read(tmp_path / name)


def test_no_more_is_read_than_a_rules_file_can_have(tmp_path: Path) -> None:
    """A film in the place of the rules does not fill the memory."""
    path = tmp_path / "rules.yaml"
    path.write_bytes(b"#" * (rulebook.LARGEST + 100))
    assert len(read(path)) == rulebook.LARGEST + 1


def test_the_cached_form_has_the_rules_in_the_order_of_the_file(folders: Folders) -> None:
    """What is due on one day stands in that order."""
    folders.own_rules.write_text(RULES + "  ask: {after: applied, wait: 1 day, do: Ask}\n")
    for _ in range(2):
        assert list(load_rules(folders).rulebook.rules) == ["look", "ask"]


def test_a_pipe_or_a_device_is_no_rules_file(tmp_path: Path) -> None:
    """It is a sentence, and nobody waits for it."""
    os.mkfifo(tmp_path / "rules.yaml")
    for path in (tmp_path / "rules.yaml", Path("/dev/zero")):
        with pytest.raises(NotValid, match="cannot be read: that is a pipe or a device, not a file"):
            read(path)
