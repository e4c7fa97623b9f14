"""A table of figures in a page of docs, between two marks that stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def put(page: Path, mark: str, table: str) -> None:
    """Put a table between `<!-- mark -->` and `<!-- /mark -->`."""
    first, last = f"<!-- {mark} -->\n", f"<!-- /{mark} -->"
    before, _, rest = page.read_text(encoding="utf-8").partition(first)
    page.write_text(f"{before}{first}{table}{last}{rest.partition(last)[2]}", encoding="utf-8")
