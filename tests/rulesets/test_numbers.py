"""Each number of the rules that ship is held in place by a story: change it by one, and some story fails."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from followup.cli.stories import load_stories, play
from followup.core.errors import InvalidFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from followup.formats.stories.reading import Story

ROOT = Path(__file__).parents[2]
SCENARIOS = ROOT / "tests" / "scenarios"
SETS = ROOT / "tests" / "rulesets"
NUMBER = re.compile(r"\d+")
KEY = re.compile(r"([a-z_]+):")
# What is said to a person after these keys is words: a plan knows no number in it.
WORDS = re.compile(r"(?:^|\s)(?:#|because: |dissent: )")
# Numbers that no story can tell from others, by where they stand, each with the argument.
EQUIVALENT = {
    "agenda rows": "The measure of a morning is no part of a plan: it changes no date and no status.",
}


class Mutant(NamedTuple):
    """A rules file in which one thing was changed; `name` is the rule, guard or section that it stands in."""

    what: str
    set: str
    name: str
    key: str
    text: str


def mutants(which: str, text: str) -> Iterator[Mutant]:
    """Yield the file with each number one up and one down, and each `once per application` loosened.

    Numbers in comments and reasons say where the rules come from, and those under `messages` are words of a
    letter: a plan knows neither.
    """
    name, at = "", 0
    for number, line in enumerate(text[: text.index("\nmessages:")].splitlines(keepends=True), 1):
        code = WORDS.split(line)[0]
        head = re.match(r" {0,2}([a-z-]+):", code)
        name = head[1] if head else name
        changes = [
            (found, str(other))
            for found in NUMBER.finditer(code)
            for other in (int(found[0]) - 1, int(found[0]) + 1)
        ]
        for found in re.finditer("once per application", code):
            changes += [(found, "once per event"), (found, "2 per application")]
        for found, other in changes:
            key = KEY.findall(code[: found.start()])[-1]
            what = f"{which}:{number} {name} {key}, {found[0]} to {other}"
            changed = f"{text[: at + found.start()]}{other}{text[at + found.end() :]}"
            yield Mutant(what, which, name, key, changed)
        at += len(line)


def stories_in(*paths: Path) -> list[Story]:
    """Return the stories of the files."""
    return [story for path in paths for story in load_stories(path).stories]


STORIES = {
    "rules": [
        story
        for story in stories_in(SCENARIOS / "numbers.yaml", *sorted(SCENARIOS.glob("*.yaml")))
        if story.rules is None
    ],
    "quiet": [story._replace(rules=None) for story in stories_in(SETS / "quiet.yaml")],
    "persistent": [story._replace(rules=None) for story in stories_in(SETS / "persistent.yaml")],
}
FILES = {
    "rules": ROOT / "rules.yaml",
    "quiet": ROOT / "rulesets" / "quiet.yaml",
    "persistent": ROOT / "rulesets" / "persistent.yaml",
}
MUTANTS = [
    mutant for which, path in FILES.items() for mutant in mutants(which, path.read_text(encoding="utf-8"))
]


def notices(story: Story, rules: Path) -> bool:
    """Tell whether `story` comes out otherwise under `rules` than it says."""
    return not play(story, SCENARIOS, rules).has_passed


SAMPLE = set(random.Random(20261120).sample(MUTANTS, 24))  # noqa: S311  # the same in every run


@pytest.mark.parametrize(
    "mutant",
    [
        pytest.param(mutant, id=mutant.what, marks=() if mutant in SAMPLE else pytest.mark.slow)
        for mutant in MUTANTS
    ],
)
def test_a_story_notices_another_number(mutant: Mutant, tmp_path: Path) -> None:
    """Some story fails, or the file has an error."""
    path = tmp_path / "rules.yaml"
    path.write_text(mutant.text, encoding="utf-8")
    # The stories that name the rule come first, for one failure is enough.
    likely = sorted(STORIES[mutant.set], key=lambda story: mutant.name not in str(story))
    try:
        noticed = any(notices(story, path) for story in likely)
    except InvalidFile:
        noticed = True
    assert noticed != (f"{mutant.name} {mutant.key}" in EQUIVALENT)


def test_no_number_is_left_out() -> None:
    """What was changed is what the file holds: counted by another way of reading it."""
    text = FILES["rules"].read_text(encoding="utf-8")
    held = re.sub(r"(#|because:|dissent:).*", "", text[: text.index("\nmessages:")])
    places = {mutant.what.rpartition(" to ")[0] for mutant in MUTANTS if mutant.set == "rules"}
    changes = [mutant for mutant in MUTANTS if mutant.set == "rules"]
    assert len(changes) == 2 * (len(NUMBER.findall(held)) + held.count("once per application"))
    assert {what.partition(",")[0].split()[-1] for what in places} == {
        *("version", "rows", "earliest", "ideal", "latest", "lead", "every", "at_most", "within", "limit")
    }
    whats = " ".join(mutant.what for mutant in changes)
    for change in (
        "follow-up-application ideal, 5 to 6",
        "once-a-week within, 7 to 6",
        "once-a-week at_most, 1 to 2",
    ):
        assert change in whats


@pytest.mark.parametrize("which", FILES)
def test_the_stories_hold_for_the_rules_as_they_are(which: str) -> None:
    """A story that always fails would notice everything."""
    assert [story.name for story in STORIES[which] if notices(story, FILES[which])] == []
