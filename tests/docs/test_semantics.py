"""docs/semantics.md: every example is a story that comes out as it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from cli.program import Program

PAGE = (Path(__file__).parents[2] / "docs" / "semantics.md").read_text(encoding="utf-8")
STORIES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize("story", STORIES, ids=range(len(STORIES)))
def test_each_example_comes_out(story: str, program: Program, tmp_path: Path) -> None:
    """Under the rules that ship."""
    path = tmp_path / "story.yaml"
    path.write_text(story, encoding="utf-8")
    result = program.run("rules", "test", str(path))
    assert result.code == 0, result.out
