"""The JSON Schema of a rules file: what it takes, what it refuses, and that the copy kept here is fresh."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from followup.adapters.rulebook import check_rules
from followup.formats.rules.schema import rules_schema
from followup.formats.screens.documents import encode
from followup.formats.yamlfile.nodes import Mapping, Node, Scalar, Sequence
from formats.rules.mutate_rules import mutations
from formats.yamlfile.loading import load

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[3]
BROKEN = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
VALIDATOR = jsonschema.Draft7Validator(rules_schema())
GOOD: dict[str, Any] = {
    "version": 1,
    "rules": {"ask": {"after": "applied", "wait": "1 week", "do": "Ask {contact}", "send": "ask"}},
    "guards": {"weekly": {"at_most": 1, "per": "contact", "within": "7 days"}},
    "messages": {"ask": {"body": "Hello"}},
}


def plain(node: Node) -> Any:
    """Return what a node says as an editor with a schema sees it."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Mapping)
    return {key: plain(entry.value) for key, entry in node.entries.items()}


def document(data: bytes | str) -> Any:
    """Return what a YAML text says; None where it cannot be read."""
    loaded = load(data)
    if loaded.node is None or any(problem.severity == "error" for problem in loaded.problems):
        return None
    return plain(loaded.node)


def readme_rules() -> str:
    """Return the small file that the page about rules begins with."""
    text = re.findall(r"```yaml\n(version: 1\n.*?)```", (ROOT / "docs" / "rules.md").read_text(), re.DOTALL)[
        0
    ]
    return str(text)


def test_the_schema_is_a_schema_of_draft_07() -> None:
    """It says so, and it is."""
    assert rules_schema()["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(rules_schema())


def test_the_copy_beside_the_rules_is_fresh() -> None:
    """Run `followup rules schema > rules.schema.json` after a change of the rule language."""
    assert (ROOT / "rules.schema.json").read_text(encoding="utf-8").strip() == encode(rules_schema()).strip()


@pytest.mark.parametrize("path", ["rules.yaml", "rulesets/quiet.yaml", "rulesets/persistent.yaml"])
def test_a_set_of_rules_names_the_schema_and_fits_it(path: str) -> None:
    """The first line is for an editor that checks while one types."""
    text = (ROOT / path).read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=rules.schema.json\n")
    VALIDATOR.validate(document(text))


@pytest.mark.parametrize(
    "text",
    [
        readme_rules(),
        (Path(__file__).parent / "every_key.yaml").read_text(encoding="utf-8"),
        *(
            (ROOT / "tests" / "scenarios" / "rules" / f"{name}.yaml").read_text()
            for name in ("new-york", "quiet")
        ),
    ],
    ids=["readme", "every-key", "new-york", "quiet"],
)
def test_good_rules_fit(text: str) -> None:
    """What the program reads, an editor does not mark."""
    assert check_rules(text).rulebook is not None
    VALIDATOR.validate(document(text))


# What no schema can say: that a name exists elsewhere, that one duration is longer than another, what a
# template holds, which countries, zones and days there are; and what is only a warning.
BEYOND = {
    *("window-order", "unknown-event", "endless", "unknown-message", "bad-placeholder", "bad-template"),
    *("unknown-variable", "unknown-time-zone", "unknown-holidays", "bad-date"),
    "empty-value",  # a value that is left out looks like `null` to an editor
}
EXPECT = re.compile(r"^# expect: ([a-z0-9-]+) ", re.MULTILINE)
REFUSED = [
    path
    for path in BROKEN
    if document(path.read_bytes()) is not None
    and any(p.severity == "error" and p.code not in BEYOND for p in check_rules(path.read_bytes()).problems)
    and path.stem != "058-at-most-fraction"  # 2.0 is a whole number to JSON
]


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_a_broken_file_does_not_fit(path: Path) -> None:
    """Whatever is wrong with a key or a value by itself is seen while one types."""
    assert not VALIDATOR.is_valid(document(path.read_bytes()))


def test_there_are_more_than_thirty_of_them() -> None:
    """The issue asks for 30."""
    assert len(REFUSED) >= 60


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("version",), 2),
        (("version",), None),
        (("rules",), []),
        (("rules", "ask", "chanel"), "email"),
        (("rules", "ask", "channel"), "fax"),
        (("rules", "ask", "do"), None),
        (("rules", "ask", "wait"), 5),
        (("rules", "ask", "wait"), "1 month"),
        (("rules", "ask", "wait"), {"latest": "1 week"}),
        (("rules", "ask", "lead"), "1 day"),
        (("rules", "ask", "before"), "interview"),
        (("rules", "ask", "after"), "done"),
        (("rules", "ask", "after"), "permission"),
        (("rules", "ask", "after"), {"silence_since": []}),
        (("rules", "ask", "unless"), "heard_back"),
        (("rules", "ask", "needs"), ["done"]),
        (("rules", "ask", "limit"), "twice"),
        (("rules", "ask", "repeat"), {"every": "1 week"}),
        (("rules", "ask", "for_each"), "interviewer"),
        (("rules", "ask", "steps"), [""]),
        (("rules", "ask", "do"), ""),
        (("rules", "Ask"), {"after": "applied", "wait": "1 week", "do": "Ask"}),
        (("guards", "weekly", "at_most"), 0),
        (("guards", "weekly", "per"), "person"),
        (("guards", "weekly", "within"), None),
        (("guards", "stopper"), {"at_most": 1, "per": "contact"}),
        (("stop",), ["preference"]),
        (("events",), ["applied"]),
        (("events",), ["Coding Test"]),
        (("events",), ["coding_test", "coding_test"]),
        (("calendar",), {"working_days": ["monday"]}),
        (("calendar",), {"working_days": []}),
        (("messages", "ask", "max_words"), 0),
        (("messages", "ask"), {}),
    ],
)
def test_one_wrong_value_is_enough(path: tuple[str, ...], value: object) -> None:
    """A good document with one value replaced does not fit, and the checker refuses it as well."""
    VALIDATOR.validate(GOOD)
    assert not VALIDATOR.is_valid(replaced(GOOD, path, value))
    assert check_rules(encode(replaced(GOOD, path, value))).rulebook is None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("rules", "ask", "courtesy"), True),
        (("rules", "ask", "channel"), None),
        (("rules", "ask", "needs"), ["permission"]),
        (("rules", "ask", "after"), {"silence_since": ["applied", "interview"]}),
        (("rules", "ask"), {"before": "interview", "lead": "1 day", "do": "x", "for_each": "interviewer"}),
        (("rules", "ask"), {"after": "applied", "wait": "1 week", "do": "x", "courtesy": False}),
        (("guards", "stopper"), {"at_most": 1, "per": "contact", "then": "stop"}),
        (("calendar",), {"holidays": ["US", "DE-BY"]}),
        (("calendar",), {"holidays": "none"}),
    ],
)
def test_one_right_value_fits(path: tuple[str, ...], value: object) -> None:
    """What is allowed is not marked."""
    document = replaced(GOOD, path, value)
    document["messages"] = GOOD["messages"]
    VALIDATOR.validate(document)
    assert check_rules(encode(document)).rulebook is not None


EVERY = document((Path(__file__).parent / "every_key.yaml").read_text(encoding="utf-8"))


def places(inner: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every key of a document, by its path, with its value."""
    for key, value in inner.items() if isinstance(inner, dict) else ():
        yield (*path, key), value
        yield from places(value, (*path, key))


ALTERED = [
    *((path, None, "nothing") for path, _ in places(EVERY)),
    *(
        (path, [*value, value[0]], "doubled")
        for path, value in places(EVERY)
        if isinstance(value, list) and value
    ),
    *(
        (("rules", "ask"), GOOD["rules"]["ask"] | more, "beside")
        for more in (
            {"after": None},
            {"wait": None},
            {"before": None, "lead": None},
            {"before": None, "lead": "1 day"},
            {"after": None, "before": "interview", "lead": "1 day"},
            {"after": None, "wait": None, "before": "interview", "lead": "1 day"},
            {"send": None, "courtesy": True},
            {"asks": "Well?", "logs": None},
            {"asks": None, "logs": None},
            {"asks": None, "else_logs": "no_receipt"},
        )
    ),
]


@pytest.mark.parametrize(
    ("path", "value", "how"), ALTERED, ids=lambda each: None if isinstance(each, dict) else str(each)[:40]
)
def test_schema_and_program_agree_on_what_is_null_or_doubled(
    path: tuple[str, ...], value: object, how: str
) -> None:
    """Whichever key it is: what an editor marks is refused, and the other way round."""
    altered = replaced(GOOD if how == "beside" else EVERY, path, value)
    errors = [problem for problem in check_rules(encode(altered)).problems if problem.severity == "error"]
    assert VALIDATOR.is_valid(altered) == (not errors), errors


def replaced(document: dict[str, Any], path: tuple[str, ...], value: object) -> dict[str, Any]:
    """Return a document with one value in the place of another."""
    key, *rest = path
    inner = replaced(document.get(key, {}), tuple(rest), value) if rest else value
    return {**document, key: inner}


def test_the_schema_is_never_stricter_than_the_program() -> None:
    """Of mutated files, none that is good is marked by an editor."""
    good = 0
    for data in mutations(200, seed=11):
        if check_rules(data).rulebook is not None:
            good += 1
            assert [error.message for error in VALIDATOR.iter_errors(document(data))] == []
    assert good >= 15
