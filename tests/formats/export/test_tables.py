"""Cells of tables: no spreadsheet computes them, no Markdown obeys them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.core.text import clean
from followup.formats.export.tables import FORMULA, _plain, safe_cell
from followup.formats.intake.sheets.grids import said


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("Acme", "Acme"),
        ("=1+1", "'=1+1"),
        ("+49 30 1234", "'+49 30 1234"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),  # white space at the ends is no text
        ("\r=1", "'=1"),
        ("\uff1d1+1", "'\uff1d1+1"),  # full width
        ("'=1", "'=1"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(text: str, cell: str) -> None:
    assert safe_cell(text) == cell


@given(st.text(max_size=20).map(lambda text: f"={text}") | st.text(max_size=20))
def test_a_cell_is_no_formula_and_is_read_back(text: str) -> None:
    cell = safe_cell(text)
    assert not cell.startswith(FORMULA)
    if text.startswith(FORMULA):
        assert said(cell) == clean(clean(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b", r"a\|b"),
        ("a\nb", "a b"),
        ("<script>", "&lt;script&gt;"),
        ("[x](javascript:y)", r"\[x\](javascript:y)"),
        ("*a* _b_ `c`", r"\*a\* \_b\_ \`c\`"),
        ("a\\|b", r"a\\\|b"),
    ],
)
def test_markdown_shows_what_was_typed(text: str, shown: str) -> None:
    assert _plain(text) == shown
