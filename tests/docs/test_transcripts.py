"""The pages with transcripts: what stands under each command is what the program answers, to the letter.

A block of `console` holds commands after `$ ` and what they print. `<!-- 2026-11-02 09:00 -->` says what the
clock shows from there on; a heading begins a new log. After a change that is meant:
`pytest tests/docs/test_transcripts.py --update-golden`, and read the difference.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from cli.program import Program
from followup.formats.settings.reading import read_settings

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ("first-week.md", "recipes.md", "mail.md")
_PART = re.compile(
    r"^(?:## (?P<heading>[^\n]+)|<!-- (?P<now>\d{4}-\d\d-\d\d \d\d:\d\d) -->"
    r"|```console\n(?P<block>.*?)```|```(?P<language>\w+) (?P<file>[\w.-]+)\n(?P<text>.*?)```)",
    re.MULTILINE | re.DOTALL,
)
# On that page one log lives through the headings.
ONE_LOG = {"first-week.md"}


def played(page: str, text: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the page with what the program answers under each command."""
    program, now, number = Program(folder / "0"), "2026-11-02 09:00", 0
    program.width = 78
    (folder / "0").mkdir()

    def again(found: re.Match[str]) -> str:
        nonlocal program, now, number
        if found["now"]:
            now = found["now"]
        elif found["heading"] and page not in ONE_LOG:
            number += 1
            program = Program(folder / str(number))
            program.width = 78
            (folder / str(number)).mkdir()
        elif found["file"]:
            place = program.config if found["file"] == "settings.yaml" else program.folder
            place.mkdir(exist_ok=True)
            (place / found["file"]).write_text(found["text"], encoding="utf-8")
            if place == program.config:
                assert read_settings(found["text"]).problems == ()
        elif found["block"]:
            monkeypatch.chdir(program.folder)
            return f"```console\n{answered(program, found['block'], now)}```"
        return found[0]

    return _PART.sub(again, text)


def answered(program: Program, block: str, now: str) -> str:
    """Return a block with the answers of now; each command must succeed."""
    commands = re.findall(r"^\$ ([^\n]*?(?:\\\n[^\n]*?)*)$", block, re.MULTILINE)
    shown = []
    for command in commands:
        words = shlex.split(command.replace("\\\n", " "))
        assert words[0] == "followup", command
        result = program.run(*words[1:], now=now)
        assert result.code == 0, (command, result.err)
        said = result.err + result.out
        for folder, usual in (
            (program.data, "~/.local/share/followup"),
            (program.config, "~/.config/followup"),
        ):
            said = said.replace(str(folder), usual)
        text = "\n".join(each.rstrip() for each in said.strip("\n").splitlines())
        shown.append(f"$ {command}\n{text}\n" if text else f"$ {command}\n")
    return "\n".join(shown)


@pytest.mark.parametrize("page", PAGES)
def test_every_answer_is_the_programs(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """To the letter."""
    path = DOCS / page
    text = path.read_text(encoding="utf-8")
    now = played(page, text, tmp_path, monkeypatch)
    if request.config.getoption("--update-golden"):
        path.write_text(now, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == now
    assert text.count("$ followup") >= 3
