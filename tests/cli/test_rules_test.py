"""`rules test`: stories told by a user, and what is said when they come out otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from followup.adapters.rulebook import default_rules

if TYPE_CHECKING:
    from cli.program import Program, Result

LOG = """
  log:
    - 2026-11-02 add applied Acme --role "Data Engineer" --recruiter "Robin <robin@example.com>"
    - 2026-11-03 done check-receipt/acme
  now: 2026-11-09
"""
TRUE = f"- name: the follow-up is due{LOG}  expect: [{{rule: follow-up-application, status: due}}]\n"
FALSE = (
    f"- name: the follow-up is too early{LOG}"
    "  expect: [{rule: follow-up-application, status: upcoming, due: 2026-11-10, optional: true}]\n"
)
LOST = "- {name: the log cannot be, log: [2026-11-02 add aplied Acme], now: 2026-11-09, exactly: []}\n"


def tell(program: Program, text: str, *options: str) -> Result:
    """Run `rules test` on a file of stories."""
    path = program.folder / "stories.yaml"
    path.write_text(text)
    return program.run("rules", "test", str(path), *options)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TRUE, 0),
        (FALSE, 1),
        (TRUE + FALSE, 1),
        (LOST, 1),
        ("- {name: a, now: 2026-11-09}\n", 3),  # expects nothing
        ("- {name: a, now: 2026-11-09, expect: [{rull: check-in}]}\n", 3),
        ("- {name: a, now: 2026-11-09, expect: [{status: dew}]}\n", 3),
        ("- {name: a, now: 2026-11-09, never: [{rule: check-in, befor: 2026-11-09}]}\n", 3),
        (f"- name: a{LOG}  never: [{{rule: chek-in}}]\n", 1),
        (f"- name: a{LOG}  never: [{{application: amce}}]\n", 1),
        (f"- name: a{LOG}  never: [{{application: globex}}]\n", 1),
        ("name: a\n", 3),
        ("- {name: a\n", 3),
    ],
)
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_the_exit_code_says_how_it_went(
    text: str, code: int, form: tuple[str, ...], program: Program
) -> None:
    """0 where every story came out, 1 where one did not, 3 where the file cannot be read as stories."""
    assert tell(program, text, *form).code == code


def test_a_failure_shows_expected_and_got_side_by_side_with_the_reasons(program: Program) -> None:
    """Place and name, a row for each field, then the chain of reasons of what is there instead."""
    path = program.folder / "s.yaml"
    path.write_text(FALSE)
    lines = [line.rstrip() for line in program.run("rules", "test", str(path)).out.splitlines()]
    head, rest = "\n".join(lines).split("\n                  expected", 1)
    assert "".join(head.split()) == "".join(
        f"{path}:1: the follow-up is too early {path}:6: expected, and is not there".split()
    )
    assert rest.splitlines() == [
        "                got",
        "    rule          follow-up-application   follow-up-application",
        "    application                           acme",
        "    status        upcoming                due",
        "    due           2026-11-10              2026-11-09",
        "    optional      true                    false",
        "    follow-up-application/acme:",
        "      You applied on Mon 2 Nov.",
        "      5 business days after that is Mon 9 Nov (1 business day at the earliest, 3",
        "      weeks at the latest).",
        "",
        "0 passed, 1 failed",
        "No story exercised: check-receipt, ask-whether-it-arrived,",
        "nudge-after-phone-screen, ask-preference, thank-interviewers,",
        "follow-up-interview, ask-after-promise, check-in, ask-for-new-date,",
        "answer-offer, compare-offer, call-after-offer, tell-the-others,",
        "thank-after-declining, close-cold, close-offer.",
    ]


@pytest.mark.parametrize(
    ("expectation", "told"),
    [
        ("expect: [{rule: thank-interviewers}]", ["got nothing like it"]),
        (
            "never: [{rule: check-in, after: 2026-11-10, before: 2026-11-20}]",
            [
                "must never be, and is",
                "after 2026-11-10",
                "before 2026-11-20",
                "2 weeks after that is Mon 16 Nov",
            ],
        ),
        ("exactly: [{rule: check-in}]", ["is not exactly what is there", "check-receipt/acme:", "true"]),
        ("exactly: []", ["no action", "check-in/acme:"]),
        ("expect: [{rule: check-in, contact: Kim}]", ["Kim", "Robin"]),
        ("expect: [{rule: check-in, reasons: [{step: guard}]}]", ["guard", "anchor, wait"]),
        (
            "expect: [{role: Data Engineer, rule: check-in, do: Ask}]",
            ["Data Engineer", "Ask Robin where things"],
        ),
    ],
)
def test_every_kind_of_failure_says_what_there_is(
    expectation: str, told: list[str], program: Program
) -> None:
    """What was expected of which fields, and what the plan has in them."""
    result = tell(program, f"- name: a{LOG}  {expectation}\n")
    assert result.code == 1
    for words in told:
        assert words in " ".join(result.out.split()), result.out


@pytest.mark.parametrize(
    "fields",
    [
        "company: Acme",
        "role: Data Engineer",
        "contact: robin@example.com",
        "contact: {name: Robin}",
        "do: Ask Robin about your application",
        "send: application-follow-up",
        "channel: email",
        "earliest: 2026-11-03",
        "latest: 2026-11-23",
        "optional: false",
        "reasons: [{step: wait}]",
        "reasons: [{text: You applied on Mon 2 Nov.}]",
    ],
)
def test_any_field_of_an_action_can_be_expected(fields: str, program: Program) -> None:
    """Fields that are not named match anything; of a mapping or a list its parts are enough."""
    good = f"- name: a{LOG}  expect: [{{rule: follow-up-application, {fields}}}]\n"
    assert tell(program, good).code == 0
    assert tell(program, good.replace("expect:", "never:")).code == 1


def test_the_rules_that_no_story_exercised_are_named(program: Program) -> None:
    """A rule counts once a story speaks of an action of it, not by standing in the plan unseen."""
    result = tell(program, TRUE)
    assert "No story exercised: check-receipt, ask-whether-it-arrived" in result.out
    assert "follow-up-application" not in result.out
    document = tell(program, TRUE, "--json").json
    assert "check-in" in document["not_exercised"]
    everything = f"- name: a{LOG}  expect: [{{application: acme}}]\n"
    assert "check-in" not in tell(program, everything, "--json").json["not_exercised"]


def test_json_tells_each_story_with_what_was_expected_and_got(program: Program) -> None:
    """`got` are whole action objects; `error` is a sentence where the log could not be played."""
    document = tell(program, TRUE + FALSE + LOST, "--json").json
    assert (document["passed"], document["failed"]) == (1, 2)
    good, bad, lost = document["stories"]
    assert good == {
        "file": str(program.folder / "stories.yaml"),
        "line": 1,
        "name": "the follow-up is due",
        "passed": True,
        "error": None,
        "failures": [],
    }
    [failure] = bad["failures"]
    assert failure["kind"] == "expect"
    assert failure["expected"]["due"] == "2026-11-10"
    assert failure["got"][0]["due"] == "2026-11-09"
    assert [reason["step"] for reason in failure["got"][0]["reasons"]] == ["anchor", "wait"]
    assert lost["error"].startswith("line 13: 2026-11-02 add aplied Acme: ")
    assert "Did you mean applied?" in lost["error"]


def test_junit_counts_and_names_what_failed(program: Program) -> None:
    """One suite for each file, one case for each story, with a failure or an error inside."""
    target = program.folder / "results.xml"
    result = tell(
        program, TRUE + FALSE + LOST + TRUE.replace("is due", '<is> & "due"'), "--junit", str(target)
    )
    assert result.code == 1
    [suite] = ET.parse(target).getroot().iter("testsuite")  # noqa: S314  # our own file
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("4", "1", "1")
    cases = {case.get("name"): case for case in suite.iter("testcase")}
    assert list(cases) == [
        *("the follow-up is due", "the follow-up is too early", "the log cannot be"),
        'the follow-up <is> & "due"',
    ]
    assert not list(cases["the follow-up is due"])
    [failure] = cases["the follow-up is too early"]
    assert failure.tag == "failure"
    assert "line 12, expect {rule: follow-up-application" in (failure.text or "")
    assert "got follow-up-application due 2026-11-09" in (failure.text or "")
    [error] = cases["the log cannot be"]
    assert error.tag == "error"
    assert "Did you mean applied?" in (error.get("message") or "")


def test_junit_goes_where_it_can_be_written(program: Program) -> None:
    """A folder that does not exist is a sentence, not a traceback."""
    result = tell(program, TRUE, "--junit", str(program.folder / "none" / "results.xml"))
    assert result.code == 1
    assert "cannot be written" in result.err


def test_several_files_are_told_together(program: Program) -> None:
    """Each story is told with the file that it stands in; one failure is a failure of all."""
    one, two = program.folder / "one.yaml", program.folder / "two.yaml"
    one.write_text(TRUE)
    two.write_text(FALSE)
    result = program.run("rules", "test", str(one), str(two))
    assert result.code == 1
    assert f"{two}:1:" in "".join(result.out.split())
    assert "1 passed, 1 failed" in result.out


def test_stories_are_about_the_rules_in_force_unless_they_name_others(program: Program) -> None:
    """`--rules` tries another file; a story's own `rules` is relative to the file that it stands in."""
    text = default_rules().read_text().replace("ideal: 5 business days", "ideal: 6 business days")
    (program.folder / "slow.yaml").write_text(text)
    (program.folder / "stories.yaml").write_text(TRUE)
    stories = str(program.folder / "stories.yaml")
    assert program.run("rules", "test", stories).code == 0
    assert program.run("--rules", str(program.folder / "slow.yaml"), "rules", "test", stories).code == 1
    assert tell(program, TRUE.replace("  log:", "  rules: slow.yaml\n  log:")).code == 1
    assert tell(program, TRUE.replace("  log:", "  rules: none.yaml\n  log:")).code == 3


def test_stories_touch_neither_the_log_nor_the_folders_of_the_user(program: Program) -> None:
    """They are played in memory, and the user's own log has no part in them."""
    program.told("2026-11-02 add applied Globex")
    before = program.path.read_bytes()
    assert tell(program, TRUE + FALSE).code == 1
    assert program.path.read_bytes() == before
    assert not program.config.exists()


def test_a_story_file_is_needed(program: Program) -> None:
    """Without a file it is wrong usage; one that is not there is not valid."""
    assert program("rules test").code == 2
    none = program(f"rules test {program.folder}/none.yaml")
    assert (none.code, none.err) == (
        3,
        f"followup: There is no file of stories {program.folder}/none.yaml.\n",
    )
