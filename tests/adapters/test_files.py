"""Private files that are written whole or not at all."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from followup.adapters.files import write_private
from followup.core.errors import RequestFailed

if TYPE_CHECKING:
    from pathlib import Path


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
