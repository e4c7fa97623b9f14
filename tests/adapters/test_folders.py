"""Folders, and private files that are written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from followup.adapters.folders import folders_for, write_private
from followup.core.errors import RequestFailed


def test_an_option_wins_over_the_environment() -> None:
    """And that over the platform's own folders."""
    environment = {
        "FOLLOWUP_DATA_DIR": "/e/data",
        "FOLLOWUP_CONFIG_DIR": "/e/config",
        "FOLLOWUP_RULES": "/e/r.yaml",
    }
    folders = folders_for(environment, "/o/data", "/o/r.yaml")
    assert folders == (Path("/o/data"), Path("/e/config"), Path("/o/r.yaml"))
    folders = folders_for(environment)
    assert folders == (Path("/e/data"), Path("/e/config"), Path("/e/r.yaml"))
    assert folders.log == Path("/e/data/followup.db")
    assert folders.own_rules == Path("/e/config/rules.yaml")
    assert folders.cache == Path("/e/data/cache")


def test_without_either_they_are_those_of_the_platform() -> None:
    """Under the name of the program; an empty variable is none."""
    folders = folders_for({"FOLLOWUP_DATA_DIR": "", "FOLLOWUP_RULES": ""})
    assert "followup" in str(folders.data)
    assert "followup" in str(folders.config)
    assert folders.rules is None


def test_a_tilde_is_the_home_folder() -> None:
    """Where no shell has replaced it."""
    folders = folders_for({"FOLLOWUP_CONFIG_DIR": "~/c"}, "~/d", "~/r.yaml")
    assert folders == (Path.home() / "d", Path.home() / "c", Path.home() / "r.yaml")


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    """With its folder, for its owner alone, and nothing is left beside it."""
    before = os.umask(0)
    try:
        path = tmp_path / "folder" / "file"
        write_private(path, b"one")
        write_private(path, b"two")
    finally:
        os.umask(before)
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    """It is a sentence, what was there is unharmed, and nothing is left beside it."""
    folder = tmp_path / "file"
    folder.mkdir()
    with pytest.raises(RequestFailed, match="cannot be written"):
        write_private(folder, b"x")
    with pytest.raises(RequestFailed, match="cannot be written"):
        write_private(tmp_path / "file" / ("x" * 300), b"x")
    (tmp_path / "plain").write_text("mine")
    with pytest.raises(RequestFailed, match="cannot be written"):
        write_private(tmp_path / "plain" / "file", b"x")
    assert (tmp_path / "plain").read_text() == "mine"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "plain"]
    assert list(folder.iterdir()) == []
