"""The picture in the README is what the program draws."""

from __future__ import annotations

import picture


def test_the_picture_in_the_readme_is_what_today_draws_for_the_demo() -> None:
    """Run `python tests/picture.py` after a change of the screen, and look at it."""
    assert picture.PICTURE.read_text(encoding="utf-8") == picture.drawn()


def test_the_picture_names_nothing_to_download() -> None:
    """A reader of the README should fetch no font."""
    assert "url(http" not in picture.drawn()
    assert "@font-face" not in picture.drawn()
