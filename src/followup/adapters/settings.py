"""The settings file."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from followup.adapters.files import OTHERS, open_regular
from followup.core.errors import InvalidFile, NotValid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from followup.adapters.folders import Folders
    from followup.formats.settings.definitions import Server, Settings

SETTINGS_NAME = "settings.yaml"
LARGEST = 1 << 20  # bytes; `formats.yamlfile` refuses more


def settings_path(folders: Folders) -> Path:
    """Return where the settings are kept."""
    return folders.config / SETTINGS_NAME


def load_settings(folders: Folders) -> Settings | None:
    """Return the settings; None if there are none. InvalidFile, with every problem, if they have errors.

    NotValid where the file holds a password in clear and others can read it.
    """
    path = settings_path(folders)
    try:
        with open_regular(path) as file:
            mode = os.fstat(file.fileno()).st_mode
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise NotValid(f"The settings {path} cannot be read: {error.strerror or error}.") from None
    from followup.formats.settings.reading import read_settings  # most people have none, and no need of YAML

    checked = read_settings(data)
    if checked.settings is None:
        raise InvalidFile(str(path), checked.problems, checked.lines)
    if any(server.password is not None for server in _servers(checked.settings)):
        _check_private(path, mode)
    return checked.settings


def _servers(settings: Settings) -> Iterator[Server]:
    if settings.mail is not None and settings.mail.smtp is not None:
        yield settings.mail.smtp
    for source in settings.inbox:
        if not isinstance(source, str):
            yield source.imap


def authority_of(server: Server, folders: Folders) -> Path | None:
    """Return the path of the private certificate authority; a relative one begins in the config folder."""
    return folders.config / Path(server.ca_file).expanduser() if server.ca_file else None


def _check_private(path: Path, mode: int) -> None:
    if mode & OTHERS:
        import shlex

        raise NotValid(
            f"{path} holds a password, and others than you can read it (mode {stat.S_IMODE(mode):04o}).",
            f"Type `chmod 600 {shlex.quote(str(path))}`, or let password_command fetch it and change it.",
        )
