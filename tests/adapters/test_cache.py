"""The cache: what is wrong with a file of it is never believed, and never an error."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from damage import TO_FILES, TO_FOLDERS
from followup.adapters.cache import Cache

if TYPE_CHECKING:
    from pathlib import Path

VALUE = {"one": 1, "two": 2}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a cache with one value."""
    found = tmp_path / "data" / "cache"
    found.parent.mkdir()
    Cache(found).keep("name", "key", VALUE)
    return found


def loaded(folder: Path, key: str = "key") -> dict[str, int] | None:
    """Return what is kept under the name."""
    return Cache(folder).load("name", key, dict[str, int])


def test_a_value_comes_back_under_its_key_alone(folder: Path) -> None:
    """Of another key, another name or another type there is none."""
    assert loaded(folder) == VALUE
    assert loaded(folder, "other") is None
    assert Cache(folder).load("name", "key", list[int]) is None
    (folder / "name").rename(folder / "other")
    assert Cache(folder).load("other", "key", dict[str, int]) is None


def test_it_is_its_owners_alone(folder: Path) -> None:
    """Rules and holidays say much of a person."""
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "name").stat().st_mode) == 0o600


@pytest.mark.parametrize("how", TO_FILES)
def test_a_damaged_file_is_as_good_as_none(how: str, folder: Path) -> None:
    """Whatever happened to it, nobody waits, and nothing of it is believed."""
    TO_FILES[how](folder / "name")
    assert loaded(folder) == (VALUE if how == "unreadable" and can_read_all(folder) else None)


@pytest.mark.parametrize("how", [how for how in TO_FILES if how != "a folder"])
def test_a_damaged_file_is_written_anew(how: str, folder: Path) -> None:
    """And where a link leads to is left alone."""
    TO_FILES[how](folder / "name")
    elsewhere = folder / "elsewhere"
    before = elsewhere.read_bytes() if elsewhere.exists() else None
    Cache(folder).keep("name", "key", {"three": 3})
    assert loaded(folder) == {"three": 3}
    assert (elsewhere.read_bytes() if elsewhere.exists() else None) == before


def test_a_folder_in_the_place_of_a_file_stays(folder: Path) -> None:
    """It is not ours, and no error."""
    TO_FILES["a folder"](folder / "name")
    Cache(folder).keep("name", "key", VALUE)
    assert (folder / "name").is_dir()


@pytest.mark.parametrize("how", TO_FOLDERS)
def test_a_damaged_folder_keeps_nothing(how: str, folder: Path) -> None:
    """Nor is anything written where a link leads."""
    TO_FOLDERS[how](folder)
    assert loaded(folder) is None
    Cache(folder).keep("other", "key", VALUE)
    assert sorted(path.name for path in folder.parent.glob("*/*") if path.name == "other") == (
        ["other"] if how == "empty" else []
    )


def test_no_cache_and_names_that_no_file_can_have(folder: Path) -> None:
    """Neither is an error."""
    for cache, name in ((Cache(None), "name"), (Cache(folder), "a\x00b"), (Cache(folder), "x" * 300)):
        cache.keep(name, "key", VALUE)
        assert cache.load(name, "key", dict[str, int]) is None


def can_read_all(folder: Path) -> bool:
    """Whether modes do not bind whoever runs this, as they do not bind root."""
    probe = folder / "probe"
    probe.touch(0)
    try:
        probe.read_bytes()
    except PermissionError:
        return False
    return True
