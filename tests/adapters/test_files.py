"""Files: texts that are read whole, private files that are written whole, or not at all."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from followup.adapters.files import LONGEST_TEXT, read_text, write_private
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


@pytest.mark.parametrize("letter", ["x", "é", "日", "👩"])  # one byte to four
@pytest.mark.parametrize("more", [0, 1, 400_000])
@pytest.mark.parametrize("source", ["file", "-"])
def test_a_text_is_read_whole_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, letter: str, more: int, source: str
) -> None:
    """The limit is one of characters, and nothing is cut without a word, nor in the middle of a letter."""
    text = letter * (LONGEST_TEXT + more)
    path = tmp_path / "letter.txt"
    path.write_text(text, encoding="utf-8")
    name, told = (str(path), path.name) if source == "file" else ("-", "Standard input")
    with path.open(encoding="utf-8") as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        if not more:
            assert read_text(name) == text
            return
        with pytest.raises(RequestFailed, match=f"{told} has more than 100000 characters"):
            read_text(name)


def test_what_is_no_text_is_said_with_its_place(tmp_path: Path) -> None:
    """The first byte that is none; a text that ends within a letter has one too."""
    for data, place in ((b"abc\xff", "0xff in place 4"), ("abé".encode()[:-1], "0xc3 in place 3")):
        path = tmp_path / "letter.txt"
        path.write_bytes(data)
        with pytest.raises(RequestFailed, match=f"no text in UTF-8: the byte {place}"):
            read_text(str(path))
