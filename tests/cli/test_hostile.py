"""Hostile text in every field, through every output; and words, files and rules that are typed to do harm."""

from __future__ import annotations

import email
import email.policy
import json
import re
import shlex
import time
import unicodedata
from html.parser import HTMLParser
from itertools import product
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import icalendar
import pytest

from cli.payloads import PAYLOADS
from followup.adapters.rulebook import default_rules

if TYPE_CHECKING:
    from cli.program import Program

NOW = "2026-11-20 10:00"
FEW = PAYLOADS[::12]  # the others are slow


def hidden_in(text: str) -> set[str]:
    """Return what a terminal would obey, or a reader would not see."""
    kinds = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    return {letter for letter in text if unicodedata.category(letter) in kinds} - {"\n", "\u200c", "\u200d"}


def log(program: Program, payload: str) -> None:
    """Log a search in which every field that takes a text has the payload in it."""
    text = f"x{payload}y"
    (program.folder / "letter.txt").write_text(f"Hello\n\n{text}\n", encoding="utf-8", errors="replace")
    name = re.sub("[<>@]", "", text)  # with these it is no name, and refused
    recruiter, ann = f"R{name} <r@example.com>", f"A{name} <ann@example.com>"
    for now, *words in (
        (
            "2026-11-02 09:00",
            "add",
            "applied",
            text,
            "--role",
            text,
            "--recruiter",
            recruiter,
            "--note",
            text,
        ),
        ("2026-11-03 09:00", "done", "check-receipt", "--note", text),
        ("2026-11-10 09:00", "add", "heard-back", text, "--with", recruiter, "--note", text),
        (
            "2026-11-12 09:00",
            "add",
            "interview",
            text,
            "--on",
            "2026-11-19 14:00",
            "--with",
            ann,
            "--where",
            text,
        ),
        ("2026-11-19 18:00", "add", "note", text, "--note", text),
        (
            "2026-11-19 18:30",
            "add",
            "interview",
            text,
            "--on",
            "2026-11-24 14:00",
            "--with",
            ann,
            "--note",
            text,
        ),
        ("2026-11-19 19:00", "remind", text, "--on", "2026-11-20", "--to", recruiter),
        ("2026-11-19 19:10", "prefer", ann, "--follow-up", "yes", "--note", text),
        ("2026-11-19 19:20", "away", "2026-12-24", "2026-12-28", "--note", text),
    ):
        result = program.run(*words, now=now)
        assert result.code == 0, (words, result.err)
        assert not hidden_in(result.out + result.err)


VIEWS = (
    *(
        "today",
        "today --all",
        "list",
        "plan --days 30",
        "people",
        "stats",
        "digest",
        "export",
        "export --csv",
    ),
    *("show HANDLE", "why HANDLE", "brief HANDLE"),
)
DOCUMENTS = ("today --all --json", "list --json", "plan --json", "people --json", "stats --json")


class Tags(HTMLParser):
    """The tags of a page, with their attributes, and where links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag."""
        self.found.append(f"{tag} {[name for name, _ in attrs]}")
        assert not any((value or "").strip().lower().startswith("javascript:") for _, value in attrs)

    def handle_comment(self, data: str) -> None:
        """No text begins a comment."""
        raise AssertionError(data)


def shape(value: Any) -> Any:
    """Return a document without what it says."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    return [shape(each) for each in value] if isinstance(value, list) else type(value).__name__


def structure(program: Program) -> dict[str, Any]:
    """Return what every output is made of, without the texts in it."""
    found: dict[str, Any] = {}
    [application] = program("list --json", NOW).json["applications"]
    for line in VIEWS:
        result = program.run(*line.replace("HANDLE", application["handle"]).split(), now=NOW)
        assert result.code == 0, (line, result.err)
        assert not hidden_in(result.out + result.err), line
    for line in DOCUMENTS:
        out = program(line, NOW).out
        assert not hidden_in(out) | hidden_in("".join(strings(json.loads(out)))), line
        found[line] = shape(json.loads(out))
    page, calendar = program.folder / "page.html", program.folder / "x.ics"
    assert program.run("digest", "--html", str(page), now=NOW).code == 0
    assert program.run("calendar", "--out", str(calendar), now=NOW).code == 0
    found["html"] = Tags(page.read_text(encoding="utf-8")).found
    parsed = icalendar.Calendar.from_ical(calendar.read_bytes())
    found["ics"] = [(each.name, sorted(set(each))) for each in parsed.walk()]
    found["letters"] = [letter(program, action["id"]) for action in messages(program)]
    return found


def strings(value: Any) -> list[str]:
    """Return every text of a document."""
    if isinstance(value, dict):
        return [text for each in value.values() for text in strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in strings(each)]
    return [value] if isinstance(value, str) else []


def messages(program: Program) -> list[dict[str, Any]]:
    """Return the open actions that are letters."""
    return [action for action in program.actions(NOW) if action["send"]]


def letter(program: Program, name: str) -> list[str]:
    """Return the headers of a draft, and look at its other forms."""
    path = program.folder / f"{name}.eml"
    result = program.run("draft", name, "--eml", str(path), now=NOW)
    assert result.code == 0, result.err
    assert not hidden_in(result.out + result.err.replace(str(path), ""))
    mail: Any = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert mail.defects == []
    assert len(mail["To"].addresses) == 1
    link = program.run("draft", name, "--mailto", now=NOW).out.strip()
    parts = urlsplit(link)
    assert (parts.scheme, parts.fragment) == ("mailto", "")
    assert set(parse_qs(parts.query, keep_blank_values=True)) == {"subject", "body"}
    assert not re.search(r"[\s\"'<>]", link)
    return sorted(mail.keys())


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what the outputs of a harmless search are made of."""
    from cli.program import Program

    program = Program(tmp_path_factory.mktemp("harmless"))
    log(program, " ")
    return structure(program)


@pytest.mark.parametrize("payload", FEW, ids=ascii)
def test_hostile_text_is_text_in_every_output(
    program: Program, payload: str, harmless: dict[str, Any]
) -> None:
    """Every view, document, page, calendar and letter has the parts of a harmless one, and no other."""
    check(program, payload, harmless)


@pytest.mark.slow
@pytest.mark.parametrize("payload", sorted({*PAYLOADS} - {*FEW}), ids=ascii)
def test_all_hostile_text_is_text_in_every_output(
    program: Program, payload: str, harmless: dict[str, Any]
) -> None:
    """The rest of them."""
    check(program, payload, harmless)


def check(program: Program, payload: str, harmless: dict[str, Any]) -> None:
    """Log the payload in every field and hold all outputs against the harmless ones."""
    log(program, payload)
    assert structure(program) == harmless
    commands = [line.strip() for line in program("digest", NOW).out.splitlines() if line.startswith("    f")]
    assert commands
    for command in commands:  # what stands there can be typed, and is one command
        assert shlex.split(command)[0] == "followup"
    assert not (program.folder / "made").exists()


def test_there_are_more_than_eighty() -> None:
    """No medium is forgotten."""
    assert len({*PAYLOADS}) == len(PAYLOADS) >= 83


def test_an_encoded_word_in_a_role_or_a_name_writes_to_no_stranger(program: Program) -> None:
    """It stands in the subject letter by letter, and nowhere else."""
    poison = "=?utf-8?q?=0ABcc:=20evil=40example.org?="
    program.run(
        "add", "applied", "Acme", "--role", f"Engineer {poison}", "--recruiter", "R <r@example.com>", now=NOW
    )
    path = program.folder / "x.eml"
    assert program.run("draft", "check-in/acme", "--eml", str(path), now="2026-12-07").code == 0
    data = path.read_bytes()
    assert b"\nBcc" not in data
    mail: Any = email.message_from_bytes(data, policy=email.policy.default)
    assert mail["Bcc"] is None
    assert mail["Subject"] == f"Where things stand: Engineer {poison}"


# A line of a rules file, in each text of a message, that would run long, grow, or print what is no text.
BOMBS = [
    "{{ 'a' * 10**8 }}",
    "{{ company | center(10**9) }}",
    "{{ '%999999999d' | format(1) }}",
    "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}",
    "{{ discussed | urlize | wordwrap(1) }}",
    "{{ company | slice(10**9) | list }}",
    "{{ company.upper }}",
]
KEYS = {
    "body": "    body: BOMB",
    "subject": "    body: Hello\n    subject: BOMB",
    "line": "    body: Hello\n    line: BOMB",
    "opening": "    body: Hello\n    opening: BOMB",
    "questions": "    body: Hello\n    questions: [BOMB]",
}


@pytest.mark.parametrize(("key", "bomb"), list(product((*KEYS, "several"), BOMBS)))
def test_a_bomb_in_a_message_is_told_at_once_with_its_place(program: Program, key: str, bomb: str) -> None:
    """By `draft`, `rules check` and `rules test`, with one sentence each."""
    rules, stories = program.folder / "rules.yaml", program.folder / "stories.yaml"
    message = KEYS[key if key in KEYS else "body"].replace("BOMB", json.dumps(bomb))
    name = "several" if key == "several" else "ask"
    rules.write_text(
        "version: 1\nrules:\n  ask: {after: applied, wait: 1 day, do: Ask, send: ask, because: x}\n"
        f"messages:\n  {name}:\n{message}\n" + ("  ask: {body: Hello}\n" if name == "several" else "")
    )
    stories.write_text(
        "- {name: a, log: [2026-11-02 add applied Acme], now: 2026-11-20, expect: [{rule: ask}]}\n"
    )
    program("add applied Acme", "2026-11-02")
    line = message.count("\n") + 6
    for words in (("rules", "check"), ("draft", "ask/acme"), ("rules", "test", str(stories))):
        begun = time.process_time()
        result = program.run("--rules", str(rules), *words, now=NOW)
        assert time.process_time() - begun < 1
        assert (result.code, result.out) == (3, "")
        told = [each for each in result.err.splitlines() if each.startswith(f"{rules}:")]
        assert told
        assert all(each.startswith(f"{rules}:{line}:") for each in told)


LONG = "x" * 120_000


@pytest.mark.parametrize(
    "line",
    [
        "{}",
        "add {} Acme",
        "add applied {}",
        "add applied Acme --role {}",
        "add applied Acme --recruiter {}",
        "add applied Acme --on {}",
        "add applied Acme --url {}",
        "show {}",
        "note {} hello",
        "note acme {}",
        "brief {}",
        "why {}",
        "done {}",
        "snooze {} tomorrow",
        "snooze check-in {}",
        "skip {}",
        "remind {} --on tomorrow",
        "away {}",
        "prefer {} --channel email",
        "prefer R --channel {}",
        "people merge {} R",
        "list --stage {}",
        "plan --days {}",
        "draft {}",
        "edit {}",
        "rules check {}",
        "rules show {}",
        "rules use {}",
        "rules diff {}",
        "rules test {}",
        "inbox {}",
        "inbox accept {}",
        "inbox dismiss {}",
        "inbox check {}",
        "calendar --out {}",
        "export --csv --out {}",
        "export --from {}",
        "merge {}",
        "import {}",
        "same {} acme",
        "digest --html {}",
        "--now {} today",
        "--rules {} today",
        "--{}",
    ],
)
def test_a_page_of_words_is_not_repeated(
    program: Program, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error says what is wrong with it in a few lines, and hides nothing that is in it."""
    monkeypatch.chdir(program.folder)  # some of the words are taken for files to write
    program("add applied Acme --recruiter R", NOW)
    for word in (LONG, f"\x1b[31m\u202e\u200b{LONG[:200]}"):
        result = program.run(
            *(part.replace("{}", word) for part in line.split()), now=NOW if "--now" not in line else None
        )
        assert "Traceback" not in result.err
        assert "went wrong inside" not in result.err
        assert len(result.err) < 4000
        assert not hidden_in(result.err)


def test_a_path_is_said_without_what_a_terminal_obeys(program: Program) -> None:
    """Its letters are all there."""
    for line in (("calendar", "--out"), ("digest", "--html")):
        path = program.folder / f"{line[0]}\x1b[31m\u202e.ics"
        result = program.run(*line, str(path), now=NOW)
        assert result.code == 0, result.err
        assert path.exists()
        assert not hidden_in(result.out + result.err)
    (program.folder / "\x1b[31m.yaml").write_text(default_rules().read_text())
    checked = program.run("rules", "check", str(program.folder / "\x1b[31m.yaml"))
    assert checked.code == 0
    assert "\\x1b[31m.yaml: " in checked.out
    shown = program.run("--rules", str(program.folder / "\x1b[31m.yaml"), "rules", "show")
    assert "\x1b" not in shown.out
