"""JUnit XML: what came of stories, for programs that read test results."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followup.formats.stories.matching import Failure, Outcome


def junit_xml(played: Sequence[tuple[str, Outcome]]) -> bytes:
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
