"""Folders: where the log, the rules and the caches are, by options, environment and platform."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from followup.core.errors import RequestFailed

if TYPE_CHECKING:
    from collections.abc import Mapping

LOG_NAME = "followup.db"
RULES_NAME = "rules.yaml"
LONGEST_TEXT = 100_000  # bytes of a letter


class Folders(NamedTuple):
    """`rules` is a file that the user named; None means the one in `config`, else the default."""

    data: Path
    config: Path
    rules: Path | None

    @property
    def log(self) -> Path:
        """Return the path of the log."""
        return self.data / LOG_NAME

    @property
    def own_rules(self) -> Path:
        """Return where a user's own rules file is kept."""
        return self.config / RULES_NAME

    @property
    def cache(self) -> Path:
        """Return the folder of what can be computed again."""
        return self.data / "cache"


def folders_for(environment: Mapping[str, str], data: str | None = None, rules: str | None = None) -> Folders:
    """Return the folders: an option first, then the environment, then the platform's own.

    platformdirs is only asked where neither is set; it is the slowest part.
    """
    data = data or environment.get("FOLLOWUP_DATA_DIR")
    config = environment.get("FOLLOWUP_CONFIG_DIR")
    rules = rules or environment.get("FOLLOWUP_RULES")
    return Folders(
        Path(data).expanduser() if data else _platform("data"),
        Path(config).expanduser() if config else _platform("config"),
        Path(rules).expanduser() if rules else None,
    )


def _platform(which: str) -> Path:
    import platformdirs

    find = platformdirs.user_data_path if which == "data" else platformdirs.user_config_path
    return find("followup", appauthor=False)


def read_text(path: str) -> str:
    """Return the text of a file, or of standard input for `-`; RequestFailed, with a sentence, otherwise."""
    try:
        data = sys.stdin.buffer.read(LONGEST_TEXT) if path == "-" else _head(Path(path))
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise RequestFailed(f"{path} is no text in UTF-8.") from None
    except OSError as error:
        raise RequestFailed(f"{path} cannot be read: {error.strerror or error}.") from None


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(LONGEST_TEXT)


def write_file(path: Path, data: bytes) -> None:
    """Write a file that others may read, as they may read any other; RequestFailed if that cannot be."""
    try:
        path.write_bytes(data)
    except OSError as error:
        raise RequestFailed(f"{path} cannot be written: {error.strerror or error}.") from None


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all: beside, fsync, rename.

    RequestFailed where that is not possible.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        raise RequestFailed(f"{path} cannot be written: {error.strerror or error}.") from None
