"""`followup init`: whose holidays count, and in which time zone dates are."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from followup.adapters.rulebook import compile_rules, default_rules

if TYPE_CHECKING:
    from cli.program import Program
    from followup.core.rules import Rulebook

NOW = "2026-12-01"
RULES = "rules:\n  look: {after: applied, wait: 1 business day, do: Look}\n"


@pytest.fixture
def berlin(program: Program) -> Program:
    """Return the program on a machine in Berlin."""
    program.zone = ZoneInfo("Europe/Berlin")
    return program


def rules(program: Program) -> Rulebook:
    """Return the user's own rules."""
    path = program.config / "rules.yaml"
    return compile_rules(str(path), path.read_bytes())


def calendar(program: Program) -> tuple[tuple[str, ...], str]:
    """Return whose holidays count, and the zone."""
    found = rules(program).calendar
    return found.countries, found.timezone


def test_christmas_is_no_due_date_in_berlin(berlin: Program) -> None:
    """The answer says what holds, and the next holiday as a proof."""
    berlin.told("2026-12-24 add applied Acme")
    assert berlin.actions("2026-12-24", rule="check-receipt")[0]["due"] == "2026-12-25"
    result = berlin("init --country DE --timezone Europe/Berlin", NOW)
    assert result.out.splitlines() == [
        f"The holidays of DE count; the time zone is Europe/Berlin: {berlin.config / 'rules.yaml'}",
        "The next of them is Fri 25 Dec 2026, in 24 days.",
    ]
    assert berlin.actions("2026-12-24", rule="check-receipt")[0]["due"] == "2026-12-28"


def test_where_there_are_no_rules_yet_one_gets_a_copy_of_the_default(berlin: Program) -> None:
    """Nothing else of it is changed, not the comments either."""
    berlin("init --country DE-BY --timezone Europe/Berlin", NOW)
    mine = (berlin.config / "rules.yaml").read_text().splitlines()
    default = default_rules().read_text().splitlines()
    changed = [(old, new) for old, new in zip(default, mine, strict=True) if old != new]
    assert [new.split("#")[0].strip() for _, new in changed] == ["timezone: Europe/Berlin", "holidays: DE-BY"]
    assert [old.partition("#")[2] for old, _ in changed] == [new.partition("#")[2] for _, new in changed]
    assert (berlin.config / "rules.schema.json").exists()


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("", "version: 1\ncalendar:\n  holidays: [US, CA]\n  timezone: UTC\n"),
        ("calendar:\n  holidays: DE  # ours\n", "holidays: [US, CA] # ours\n"),
        ("calendar: {holidays: 'DE', working_days: [mon]}\n", "holidays: [US, CA], working_days: [mon]}"),
        ("calendar:\n  holidays: [DE, FR]\n  days_off: []\n", "  holidays: [US, CA]\n  days_off: []"),
    ],
)
def test_rules_of_ones_own_stay(own: str, expected: str, program: Program) -> None:
    """Only the calendar is changed, however it is written."""
    program.config.mkdir()
    (program.config / "rules.yaml").write_text(f"version: 1\n{own}{RULES}")
    assert program("init --country us,ca --timezone UTC", NOW).code == 0
    assert expected in (program.config / "rules.yaml").read_text()
    assert calendar(program) == (("US", "CA"), "UTC")
    assert list(rules(program).rules) == ["look"]


def test_a_calendar_in_a_form_of_its_own_is_left_alone(program: Program) -> None:
    """What to write there is said, and nothing is changed."""
    program.config.mkdir()
    own = f"version: 1\ncalendar:\n  holidays:\n    - DE\n    - FR\n{RULES}"
    (program.config / "rules.yaml").write_text(own)
    result = program("init --country US", NOW)
    assert result.code == 1
    assert "`followup rules edit` opens it; under `calendar:` write `holidays: US`." in result.err
    assert (program.config / "rules.yaml").read_text() == own


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        ("", 2, "followup init --country DE --timezone Europe/Berlin"),
        ("--country XX", 2, "There are no holidays for 'XX'."),
        ("--country ''", 2, "Write a code such as US, US-CA or DE-BY, or none."),
        ("--timezone Mars", 2, "There is no time zone 'Mars'."),
    ],
)
def test_without_a_terminal_nothing_is_asked(words: str, code: int, says: str, berlin: Program) -> None:
    """The error says what to type, with what this machine seems to be; nothing is written."""
    result = berlin(f"init {words}", NOW)
    assert (result.code, result.out) == (code, "")
    assert says in result.err
    assert not berlin.config.exists()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("--country none", ((), "local")),
        ("--country DE", (("DE",), "local")),
        ("--timezone Asia/Tokyo", ((), "Asia/Tokyo")),
        ("--timezone local --country FR", (("FR",), "local")),
    ],
)
def test_a_script_says_what_it_wants_changed(
    words: str, expected: tuple[tuple[str, ...], str], berlin: Program
) -> None:
    """What is not given stays."""
    assert berlin(f"init {words}", NOW).code == 0
    assert calendar(berlin) == expected


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ("\n\n", (("DE",), "Europe/Berlin")),
        ("DE-BY\n\n", (("DE-BY",), "Europe/Berlin")),
        ("none\nlocal\n", ((), "local")),
        ("Germania\nAT\nVienna\nEurope/Vienna\n", (("AT",), "Europe/Vienna")),
    ],
)
def test_on_a_terminal_it_asks(answers: str, expected: tuple[tuple[str, ...], str], berlin: Program) -> None:
    """What it guesses is shown, and confirmed by Enter; what is wrong is asked again."""
    result = berlin.answering(answers, "init", now=NOW)
    assert result.code == 0
    assert "DE-BY, or none [DE]:" in result.err
    assert "Your time zone [Europe/Berlin]:" in result.err
    assert calendar(berlin) == expected


def test_only_what_is_not_given_is_asked(berlin: Program) -> None:
    """And what holds already is the guess."""
    berlin("init --country AT --timezone Europe/Vienna", NOW)
    result = berlin.answering("\n", "init", "--timezone", "Europe/Berlin", now=NOW)
    assert "or none [AT]:" in result.err
    assert "Your time zone" not in result.err
    assert calendar(berlin) == (("AT",), "Europe/Berlin")


def test_rules_that_are_named_are_not_changed(berlin: Program) -> None:
    """They are not the user's own file."""
    berlin.variables["FOLLOWUP_RULES"] = str(default_rules())
    assert berlin("init --country DE", NOW).code == 1


class TestTheFirstAdd:
    """On a terminal, the first event offers to set the calendar."""

    def test_yes(self, berlin: Program) -> None:
        """The event is then logged under the rules just written."""
        result = berlin.answering("y\n\n\n", "add", "applied", "Acme", now="2026-12-24")
        assert result.code == 0
        assert "The holidays of DE count" in result.err
        assert "Mon 28 Dec" in result.out
        assert calendar(berlin) == (("DE",), "Europe/Berlin")

    def test_no(self, berlin: Program) -> None:
        """It is logged, and nobody is asked again."""
        assert berlin.answering("n\n", "add", "applied", "Acme", now=NOW).code == 0
        assert not berlin.config.exists()
        assert berlin.answering("", "add", "applied", "Globex", now=NOW).code == 0
        assert len(berlin.events()) == 2

    def test_a_script_is_asked_nothing(self, berlin: Program) -> None:
        """`doctor` says what is to be done."""
        result = berlin("add applied Acme", NOW)
        assert (result.code, result.err) == (0, "")
        assert "`followup init`" in berlin("doctor", NOW).out
