"""Folders: where the log, the rules and the caches are, by options, environment and platform."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

LOG_NAME = "followup.db"
RULES_NAME = "rules.yaml"
# The XDG Base Directory Specification: a variable that names another folder, and the usual one.
_LINUX = {"data": ("XDG_DATA_HOME", ".local/share"), "config": ("XDG_CONFIG_HOME", ".config")}


class Folders(NamedTuple):
    """`rules` is a file that the user named; None means the one in `config`, else the default.

    Where nothing is `cached`, every command computes anew what it needs.
    """

    data: Path
    config: Path
    rules: Path | None
    cached: bool = True

    @property
    def log(self) -> Path:
        """Return the path of the log."""
        return self.data / LOG_NAME

    @property
    def own_rules(self) -> Path:
        """Return where a user's own rules file is kept."""
        return self.config / RULES_NAME

    @property
    def cache(self) -> Path | None:
        """Return the folder of what can be computed again; None to keep nothing."""
        return self.data / "cache" if self.cached else None


def folders_for(environment: Mapping[str, str], data: str | None = None, rules: str | None = None) -> Folders:
    """Return the folders: an option first, then the environment, then the platform's own."""
    data = data or environment.get("FOLLOWUP_DATA_DIR")
    config = environment.get("FOLLOWUP_CONFIG_DIR")
    rules = rules or environment.get("FOLLOWUP_RULES")
    return Folders(
        Path(data).expanduser() if data else _platform("data", environment),
        Path(config).expanduser() if config else _platform("config", environment),
        Path(rules).expanduser() if rules else None,
        not environment.get("FOLLOWUP_NO_CACHE"),
    )


def packaged(part: str) -> Path:
    """Return the path of a file that ships with the program, such as `rules.yaml`."""
    package = Path(__file__).parents[1]
    path = package / part
    # Without a wheel, as in an editable install, it is that of the checkout.
    return path if path.exists() else package.parents[1] / part


def _platform(which: str, environment: Mapping[str, str]) -> Path:
    """Return the platform's own folder. Linux has few rules, and platformdirs takes longer than a Tab may."""
    variable, usual = _LINUX[which]
    given = environment.get(variable, "")
    is_plain = not given or (given == given.strip() and Path(given).is_absolute())
    if sys.platform == "linux" and "ANDROID_ROOT" not in environment and is_plain:
        return (Path(given) if given else Path.home() / usual) / "followup"
    import platformdirs

    find = platformdirs.user_data_path if which == "data" else platformdirs.user_config_path
    return find("followup", appauthor=False)
