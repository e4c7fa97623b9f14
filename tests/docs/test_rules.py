"""docs/rules.md: its reference is what the definitions say, and every example on it works."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from docs.rules_reference import KEYS, PARTS, reference
from followup.adapters.rulebook import check_rules
from followup.core.events import FACTS
from followup.core.rules import (
    AgendaSettings,
    CalendarSettings,
    Deadline,
    Guard,
    Repeat,
    Rule,
    Rulebook,
    Silence,
    Template,
    Wait,
)
from followup.formats.screens.documents import encode
from followup.formats.words.language import VARIABLES

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"
TOP = set(Rulebook.__struct_fields__)
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
LOOK: dict[str, Any] = {"after": "applied", "wait": "1 week", "do": "Look"}
EXAMPLES = [(part, key, example) for part in PARTS for key, (_, example) in KEYS[part].items()]


def completed(block: dict[str, Any]) -> dict[str, Any]:
    """Return an example as a whole file: a rule is put under `rules`, what `send` names under `messages`."""
    file = block if block.keys() <= TOP else {"rules": {"it": {"do": "Look"} | block}}
    file = {"version": 1, "rules": {"look": LOOK}} | file
    sent = {rule["send"] for rule in file["rules"].values() if "send" in rule}
    written = {name: {"body": "Hello"} for name in sent} | file.get("messages", {})
    return file | {"messages": written}


def errors(file: dict[str, Any]) -> list[str]:
    """Return what is wrong with a file, warnings apart."""
    return [problem.text for problem in check_rules(encode(file)).problems if problem.severity == "error"]


def test_the_reference_is_fresh(pytestconfig: pytest.Config) -> None:
    """`pytest tests/docs --update-golden` writes it anew from the definitions."""
    page = PAGE.read_text(encoding="utf-8")
    head, heading, _ = page.partition("\n## Every key\n")
    fresh = f"{head}{heading}\n{reference()}\n"
    if pytestconfig.getoption("--update-golden"):
        PAGE.write_text(fresh, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == fresh


def test_the_page_names_every_event_and_variable() -> None:
    """What is built in is listed in full."""
    page = PAGE.read_text(encoding="utf-8")
    parts = {name: f"{name}.{part}" for name, its in VARIABLES.items() for part in its}
    assert [word for word in (*FACTS, *VARIABLES, *parts.values()) if f"`{word}`" not in page] == []


@pytest.mark.parametrize("text", BLOCKS, ids=range(len(BLOCKS)))
def test_each_example_on_the_page_works(text: str) -> None:
    """A whole file has no problem at all; a part of one, in a file around it, no error."""
    if text.startswith("version: 1"):
        assert check_rules(text).problems == ()
    else:
        assert errors(completed(yaml.safe_load(text))) == []


# Where a key of each definition stands, and what must stand beside it.
FRAMES: dict[type, Any] = {
    Rulebook: lambda key: key,
    CalendarSettings: lambda key: {"calendar": key},
    AgendaSettings: lambda key: {"agenda": key},
    Rule: lambda key: _without_anchor(key) | {"do": "Look"} | key,
    Wait: lambda key: {"after": "applied", "wait": {"ideal": "5 business days"} | key},
    Silence: lambda key: {"after": key, "wait": "1 week"},
    Deadline: lambda key: {"before": key, "lead": "1 day"},
    Repeat: lambda key: LOOK | {"repeat": {"every": "1 week", "at_most": 2} | key},
    Guard: lambda key: {"guards": {"it": {"at_most": 1, "per": "contact", "within": "7 days"} | key}},
    Template: lambda key: {"messages": {"it": {"body": "Hello"} | key}},
}


def _without_anchor(key: dict[str, Any]) -> dict[str, Any]:
    if key.keys() & {"before", "lead"}:
        return {"before": "interview", "lead": "1 day"}
    if key.keys() & {"for_each"}:
        return {"after": "interview", "wait": "1 week"}
    return {"after": "applied", "wait": "1 week", "send": "it", "asks": "Is it?", "logs": "receipt"}


@pytest.mark.parametrize(
    ("part", "key", "example"), EXAMPLES, ids=[f"{p.__name__}-{k}" for p, k, _ in EXAMPLES]
)
def test_the_example_of_each_key_works(part: type, key: str, example: str) -> None:
    """It is read, and it is about that key."""
    read = yaml.load(example, yaml.BaseLoader)  # noqa: S506  # text stays text, as in a rules file
    assert list(read) == [key]
    [value] = (
        [yaml.safe_load(example)[key]] if key not in {"days_off", "extra_working_days"} else read.values()
    )
    assert errors(completed(FRAMES[part]({key: value}))) == []
