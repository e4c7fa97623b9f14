"""The morning mail in words: letter by letter, and harmless whatever the log holds.

After a change that is meant: `pytest tests/formats/mail --update-golden`, and read the difference.
"""

from __future__ import annotations

import email
import email.policy
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest

from core.building import Diary, morning
from followup.cli.commands import main
from followup.formats.mail.digest import plain_text
from followup.formats.mail.mime import Envelope, multipart
from followup.formats.mail.page import html_page
from formats.mail.mornings import HOSTILE, NOW, SCRIPT, full, hostile, ordinary, page_of

if TYPE_CHECKING:
    from collections.abc import Callable

GOLDEN = Path(__file__).parents[2] / "golden"
MORNINGS: dict[str, Callable[[], Diary]] = {
    "digest": ordinary,
    "digest-hostile": hostile,
    "digest-full": full,
    "digest-empty": Diary,
}


class Outline(HTMLParser):
    """The elements of a page, their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.add(tag)
        self.attributes |= {(tag, name) for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        """Note text."""
        self.text += data


@pytest.mark.parametrize("name", MORNINGS)
@pytest.mark.parametrize("kind", ["txt", "html"])
def test_golden(name: str, kind: str, request: pytest.FixtureRequest) -> None:
    """The mail is the one that is kept; the text begins with its subject, the style sheet is kept once."""
    page = page_of(MORNINGS[name]())
    if kind == "txt":
        compare(f"{name}.txt", f"Subject: {page.subject}\n\n{plain_text(page)}", request)
        return
    head, style, body = re.split(r"(?<=<style>\n)(.*)(?=</style>)", html_page(page), flags=re.DOTALL)
    compare(f"{name}.html", head + body, request)
    compare("digest.css", style, request)


def compare(name: str, shown: str, request: pytest.FixtureRequest) -> None:
    """See that what is shown is what is kept under that name."""
    path = GOLDEN / name
    if request.config.getoption("--update-golden"):
        path.write_text(shown, encoding="utf-8")
    assert shown == path.read_text(encoding="utf-8")
    assert [line for line in shown.splitlines() if line != line.rstrip()] == []


@pytest.mark.parametrize("name", MORNINGS)
def test_the_page_is_nothing_but_text(name: str) -> None:
    """No script, no image, no link, nothing to download; no element that a name brought along."""
    outline = Outline(html_page(page_of(MORNINGS[name]())))
    assert outline.tags <= {
        *("html", "head", "meta", "title", "style", "body"),
        *("div", "h1", "h2", "p", "code", "span", "bdi"),
    }
    assert {name for _, name in outline.attributes} <= {
        *("lang", "charset", "name", "content", "class", "style", "dir"),
    }
    page = html_page(page_of(MORNINGS[name]()))
    assert "http:" not in page
    assert "https:" not in page
    assert "url(" not in page


@pytest.mark.parametrize("name", MORNINGS)
def test_both_kinds_say_the_same(name: str) -> None:
    """Every row, every command and every count of the text is on the page."""
    page = page_of(MORNINGS[name]())
    outline = Outline(html_page(page)).text
    for block in page.blocks:
        assert block.heading in outline
        for line in block.lines:
            for text in (line.when, line.what, *line.details, *line.commands):
                assert text in outline
                assert text in plain_text(page)


def test_hostile_names_come_out_as_text() -> None:
    """What is visible of them stays, what a program could obey goes."""
    page = page_of(hostile())
    text = plain_text(page)
    assert SCRIPT in text
    assert SCRIPT not in html_page(page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html_page(page)
    assert SCRIPT in Outline(html_page(page)).text
    assert "{{ 7 * 7 }}{% raw %}" in text
    for shown in (text, html_page(page), page.subject):
        assert not any(letter in shown for letter in "\r\x1b\x07\u202e\u2066\u2069")
    assert "\nBcc" not in text
    assert HOSTILE["long"] not in text
    assert "W" * 100 in text


def test_every_row_has_what_to_type_and_the_program_knows_it() -> None:
    """Each command of each row is one of the program, with options that it has."""
    import shlex

    lines = [line for name in MORNINGS for block in page_of(MORNINGS[name]()).blocks for line in block.lines]
    assert lines
    context = click.Context(main)
    for line in lines:
        assert line.commands
        for command in line.commands:
            program, name, *words = shlex.split(command)
            assert program == "followup"
            found = main.get_command(context, name)
            assert found is not None, name
            found.make_context(name, list(words))


def test_the_message_is_one_that_mail_programs_read() -> None:
    """Both kinds, the header, and nothing but ASCII in short lines with CRLF ends."""
    page = page_of(hostile())
    when = morning(NOW)
    envelope = Envelope("me@example.com", "you@example.com", page.subject, "<1@example.com>", when)
    data = multipart(envelope, plain_text(page), html_page(page))
    assert data.isascii()
    assert all(line.endswith(b"\r\n") and len(line) <= 80 for line in data.splitlines(keepends=True))
    read = email.message_from_bytes(data, policy=email.policy.default)
    assert read.defects == []
    assert (read["From"], read["To"], read["Message-ID"]) == (
        "me@example.com",
        "you@example.com",
        "<1@example.com>",
    )
    assert read["Subject"] == "followup, Fri 20 Nov: 8 to do"
    assert read["Date"].datetime == when
    parts = {part.get_content_type(): part.get_content().replace("\r\n", "\n") for part in read.iter_parts()}
    assert parts == {"text/plain": plain_text(page), "text/html": html_page(page)}


@pytest.mark.parametrize(
    "subject",
    ["a\r\nBcc: x@example.org", "a\nBcc: x@example.org", "a\u2028Bcc: x", "a\x00b", "\u05d7 \u202e x " * 40],
)
def test_a_subject_never_becomes_a_second_header(subject: str) -> None:
    """Whatever is in it."""
    envelope = Envelope("me@example.com", "you@example.com", subject, "<1@example.com>", morning(NOW))
    read = email.message_from_bytes(multipart(envelope, "x\n", "<p>x</p>"), policy=email.policy.default)
    assert read["Bcc"] is None
    assert sorted(read.keys()) == sorted(
        ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
    )
