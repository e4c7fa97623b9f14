"""The user's own editor."""

from __future__ import annotations

import shlex
import subprocess
from typing import TYPE_CHECKING

from followup.core.errors import RequestFailed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def open_editor(environment: Mapping[str, str], path: Path) -> None:
    """Open `$VISUAL`, else `$EDITOR`, else vi on `path` and wait; RequestFailed if that fails."""
    words = environment.get("VISUAL") or environment.get("EDITOR") or "vi"
    try:
        command = [*shlex.split(words), str(path)]
        result = subprocess.run(command, check=False)  # noqa: S603  # the user's own choice of a program
    except (OSError, ValueError) as error:
        raise RequestFailed(
            f"The editor {words!r} cannot be run: {getattr(error, 'strerror', None) or error}.",
            f"Set EDITOR, or edit {path} yourself and run this again.",
        ) from None
    if result.returncode != 0:
        raise RequestFailed(f"The editor {words!r} ended with an error.", f"What you wrote is in {path}.")
