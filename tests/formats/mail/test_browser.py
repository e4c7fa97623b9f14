"""The morning mail in a real browser, as wide as a telephone and as wide as a program.

The pictures go to the folder that FOLLOWUP_CI_OUT names, for somebody to look at.
"""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from followup.formats.mail.page import html_page
from formats.mail.mornings import SCRIPT, full, hostile, ordinary, page_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.building import Diary
    from followup.formats.mail.digest import Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium here: apt-get install chromium"),
]
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
DARK = "--blink-settings=preferredColorScheme=0"
# The mail stands in a frame of its own width, for a browser's window is never as narrow as a telephone.
WRAPPER = """<!DOCTYPE html><meta charset="utf-8"><body style="margin:0">
<iframe id="mail" sandbox="allow-same-origin allow-scripts" style="border:0;width:{width}px;height:{height}px"
 srcdoc="{page}"></iframe>
<pre id="found"></pre>
<script>
document.getElementById("mail").onload = function () {{
  const page = this.contentDocument, root = page.documentElement;
  document.getElementById("found").textContent = JSON.stringify({{
    width: root.clientWidth,
    scrollWidth: Math.max(root.scrollWidth, page.body.scrollWidth),
    height: root.scrollHeight,
    widest: Math.max(...[...page.body.querySelectorAll("*")].map(e => e.getBoundingClientRect().right)),
    rows: page.querySelectorAll(".row").length,
    commands: [...page.querySelectorAll(".row code")].map(e => e.innerText),
    scripts: page.querySelectorAll("script, img, svg, link, iframe").length,
    smallest: Math.min(...[...page.querySelectorAll("p, code, h2")]
      .map(e => parseFloat(getComputedStyle(e).fontSize))),
    background: getComputedStyle(page.body).backgroundColor,
    text: page.body.innerText,
  }});
}};
</script>
"""
MORNINGS = {"digest": ordinary, "digest-hostile": hostile, "digest-full": full}


def browse(folder: Path, target: Path, *flags: str) -> str:
    """Run the browser on a file, with a profile of its own, and return what it prints."""
    assert CHROMIUM is not None
    done = subprocess.run(
        [CHROMIUM, *FLAGS, f"--user-data-dir={folder / 'profile'}", *flags, target.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout


def looked_at(
    page: Page, width: int, folder: Path, *flags: str, picture: str | None = None
) -> dict[str, Any]:
    """Return what the browser makes of a page in a frame of `width` pixels; draw it too, if asked."""
    wrapper = folder / "wrapper.html"
    escaped = html.escape(html_page(page), quote=True)
    wrapper.write_text(WRAPPER.format(width=width, height=900, page=escaped), encoding="utf-8")
    shown = browse(folder, wrapper, *flags, "--dump-dom")
    match = re.search(r'<pre id="found">(.*?)</pre>', shown, re.DOTALL)
    assert match
    found: dict[str, Any] = json.loads(html.unescape(match[1]))
    if picture:
        height = found["height"]
        wrapper.write_text(WRAPPER.format(width=width, height=height, page=escaped), encoding="utf-8")
        out = Path(os.environ.get("FOLLOWUP_CI_OUT") or folder)
        out.mkdir(parents=True, exist_ok=True)
        path = out / f"{picture}.png"
        browse(folder, wrapper, *flags, f"--screenshot={path}", f"--window-size={max(width, 500)},{height}")
        assert path.stat().st_size > 5000
    return found


@pytest.mark.parametrize("width", [320, 800])
@pytest.mark.parametrize("name", MORNINGS)
def test_the_page_fits_and_shows_every_row(name: str, width: int, tmp_path: Path) -> None:
    """No horizontal scroll, no text too small, every row, and names as text."""
    make: Callable[[], Diary] = MORNINGS[name]
    page = page_of(make())
    found = looked_at(page, width, tmp_path, picture=f"{name}-{width}")
    lines = [line for block in page.blocks for line in block.lines]
    assert found["width"] == width
    assert found["scrollWidth"] <= width
    assert found["widest"] <= width
    assert found["rows"] == len(lines)
    assert found["commands"] == [command for line in lines for command in line.commands]
    assert found["scripts"] == 0
    assert found["smallest"] >= 14
    if name == "digest-hostile":
        assert SCRIPT in found["text"]


def test_the_page_is_dark_where_the_reader_wants_it_so(tmp_path: Path) -> None:
    """As bright as in the evening."""
    light = looked_at(page_of(ordinary()), 320, tmp_path)
    dark = looked_at(page_of(ordinary()), 320, tmp_path, DARK, picture="digest-dark-320")
    assert light["background"] == "rgb(255, 255, 255)"
    assert dark["background"] == "rgb(28, 28, 30)"
    assert dark["scrollWidth"] <= 320


def test_the_page_fits_without_its_style_sheet(tmp_path: Path) -> None:
    """Some mail programs throw it away."""
    page = page_of(hostile())
    bare = tmp_path / "bare.html"
    text = re.sub(r"<style>.*?</style>", "", html_page(page), flags=re.DOTALL)
    escaped = html.escape(text, quote=True)
    bare.write_text(WRAPPER.format(width=320, height=900, page=escaped), encoding="utf-8")
    match = re.search(r'<pre id="found">(.*?)</pre>', browse(tmp_path, bare, "--dump-dom"), re.DOTALL)
    assert match
    assert json.loads(html.unescape(match[1]))["scrollWidth"] <= 320
