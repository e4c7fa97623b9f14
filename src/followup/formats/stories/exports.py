"""What came of stories, for other programs: a JSON document, and JUnit XML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followup.formats.stories.matching import Failure, Outcome

    # Each story's file, and how the story went.
    Played = Sequence[tuple[str, Outcome]]


def report_document(played: Played) -> dict[str, Any]:
    """Return the document of `rules test`."""
    return {
        "schema": 1,
        "passed": sum(outcome.has_passed for _, outcome in played),
        "failed": sum(not outcome.has_passed for _, outcome in played),
        "stories": [
            {
                "file": name,
                "line": outcome.story.at.line,
                "name": outcome.story.name,
                "passed": outcome.has_passed,
                "error": outcome.error,
                "failures": [
                    {"kind": f.kind, "line": f.line, "expected": f.wanted, "got": list(f.got)}
                    for f in outcome.failures
                ],
            }
            for name, outcome in played
        ],
        "not_exercised": idle_rules(played),
    }


def idle_rules(played: Played) -> list[str]:
    """Return the rules of which no story spoke while they asked for something, in the order of the file."""
    known = dict.fromkeys(rule for _, outcome in played for rule in outcome.rules)
    used = {rule for _, outcome in played for rule in outcome.exercised}
    return [rule for rule in known if rule not in used]


def junit_xml(played: Played) -> bytes:
    """Return one test suite for each file and one test case for each story."""
    root = ET.Element("testsuites")
    for file in dict.fromkeys(name for name, _ in played):
        outcomes = [outcome for name, outcome in played if name == file]
        suite = ET.SubElement(
            root,
            "testsuite",
            name=file,
            tests=str(len(outcomes)),
            failures=str(sum(bool(outcome.failures) for outcome in outcomes)),
            errors=str(sum(outcome.error is not None for outcome in outcomes)),
        )
        for outcome in outcomes:
            case = ET.SubElement(suite, "testcase", name=outcome.story.name, classname=file)
            if outcome.error is not None:
                ET.SubElement(case, "error", message=outcome.error)
            if outcome.failures:
                # One element for each story, as readers of this form expect.
                told = [_told(failure) for failure in outcome.failures]
                ET.SubElement(case, "failure", message=told[0]).text = "\n".join(told)
    ET.indent(root)
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def _told(failure: Failure) -> str:
    wanted = ", ".join(f"{key}: {value}" for key, value in failure.wanted.items())
    got = "; ".join(f"{action['rule']} {action['status']} {action['due']}" for action in failure.got)
    return f"line {failure.line}, {failure.kind} {{{wanted}}}: got {got or 'nothing like it'}"
