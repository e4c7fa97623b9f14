"""Where things are: by options, environment and platform."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs
import pytest

from followup.adapters.folders import Folders, folders_for


def test_an_option_wins_over_the_environment() -> None:
    """And that over the platform's own folders."""
    environment = {
        "FOLLOWUP_DATA_DIR": "/e/data",
        "FOLLOWUP_CONFIG_DIR": "/e/config",
        "FOLLOWUP_RULES": "/e/r.yaml",
    }
    folders = folders_for(environment, "/o/data", "/o/r.yaml")
    assert folders == Folders(Path("/o/data"), Path("/e/config"), Path("/o/r.yaml"))
    folders = folders_for(environment)
    assert folders == Folders(Path("/e/data"), Path("/e/config"), Path("/e/r.yaml"))
    assert folders.log == Path("/e/data/followup.db")
    assert folders.own_rules == Path("/e/config/rules.yaml")
    assert folders.cache == Path("/e/data/cache")


def test_without_either_they_are_those_of_the_platform() -> None:
    """Under the name of the program; an empty variable is none."""
    folders = folders_for({"FOLLOWUP_DATA_DIR": "", "FOLLOWUP_RULES": ""})
    assert "followup" in str(folders.data)
    assert "followup" in str(folders.config)
    assert folders.rules is None


@pytest.mark.parametrize("given", ["", "/srv/data", "/srv/a b/", "relative", " /srv/x ", "~/x"])
def test_they_are_where_platformdirs_has_them(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the variables say that programs share on Linux; an absolute path counts, nothing else."""
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(variable, given)
    folders = folders_for(os.environ)
    assert folders.data == platformdirs.user_data_path("followup", appauthor=False)
    assert folders.config == platformdirs.user_config_path("followup", appauthor=False)


def test_a_tilde_is_the_home_folder() -> None:
    """Where no shell has replaced it."""
    folders = folders_for({"FOLLOWUP_CONFIG_DIR": "~/c"}, "~/d", "~/r.yaml")
    assert folders == Folders(Path.home() / "d", Path.home() / "c", Path.home() / "r.yaml")


def test_nothing_is_cached_where_the_user_says_so() -> None:
    """By any value but an empty one."""
    assert folders_for({"FOLLOWUP_NO_CACHE": "1"}, "/d").cache is None
    assert folders_for({"FOLLOWUP_NO_CACHE": ""}, "/d").cache == Path("/d/cache")
