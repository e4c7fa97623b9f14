"""Draws docs/today.svg, the picture of `followup today` in the README, from the demo's search.

Run it as `python tests/picture.py` after a change of the screen; `tests/cli/test_picture.py` holds it fresh.
"""

from __future__ import annotations

import io
import sys
import tempfile
from datetime import UTC
from itertools import count
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from followup.cli.demo import NOW, demo_environment, log_search
from followup.cli.environment import Environment
from followup.cli.morning import brief
from followup.cli.rows import number_rows
from followup.cli.session import Options, Session
from followup.core.actions import action_id
from followup.formats.screens.agenda import agenda_screen

PICTURE = Path(__file__).parents[1] / "docs" / "today.svg"
WIDTH = 80

# Rich's own frame names a web font; a reader of the README should download nothing.
_FRAME = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<title>followup today</title>
<style>
.{unique_id}-matrix {{ font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace;
 font-size: {char_height}px; line-height: {line_height}px; font-variant-east-asian: full-width; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" />
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def screen(width: int = WIDTH) -> Console:
    """Return a console on which `followup today` has been drawn for the demo's search."""
    numbers = count(1)
    with tempfile.TemporaryDirectory() as folder:
        world = Environment(new_id=lambda: action_id("picture", str(next(numbers)), "", "", 1))
        environment = demo_environment(Path(folder), world)
        environment.local_zone = lambda: UTC
        log_search(environment)
        session = Session(environment, Options(now=NOW))
        console = Console(
            record=True,
            width=width,
            file=io.StringIO(),
            force_terminal=True,
            color_system="truecolor",
            legacy_windows=False,
            highlight=False,
            _environ={},
        )
        agenda = brief(session)
        numbers = number_rows(session, agenda)
        console.print(agenda_screen(agenda, session.sentences, numbers=numbers))
        session.close()
    return console


def drawn() -> str:
    """Return the picture as SVG."""
    console = screen()
    return console.export_svg(title="followup today", theme=MONOKAI, code_format=_FRAME, unique_id="today")


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(drawn(), encoding="utf-8")
    sys.stdout.write(f"{PICTURE.name} written\n")
