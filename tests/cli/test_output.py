"""The one renderer: what it draws of a result, what it writes as JSON, and what it leaves alone."""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING, Any

import click
import pytest
from rich.text import Text

from followup.cli.demo import demo_environment, log_search
from followup.cli.output import Result, Terminal, answer, json_option
from followup.core.errors import InvalidFile, RequestFailed
from followup.core.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cli.program import Program

TERMINAL = Terminal(width=20)


def never() -> Any:
    """Fail: nobody asked for this."""
    pytest.fail("was computed")


def test_a_screen_prints_text_as_it_is_and_draws_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    """A sentence is never broken, for it may hold a command; what is drawn fits the screen."""
    sentence = "Type: followup add applied Acme"
    code = TERMINAL.show(Result(lambda: [sentence, Text("as wide as the terminal"), b"\r\n"], document=never))
    assert code == 0
    assert capsys.readouterr() == (f"{sentence}\nas wide as the\nterminal\n\r\n", "")


@pytest.mark.parametrize("hidden", "\x1b\x07\x08\r\x9b\u202e\u200b\u00ad\U000e0041")
def test_nothing_that_is_shown_is_obeyed(hidden: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither a sentence, nor what is drawn, nor a remark: a path may have any letter in its name."""
    text = f"a{hidden}b"
    TERMINAL.show(Result(lambda: [text, Text(text)], remarks=(text, Text(text))))
    out, err = capsys.readouterr()
    assert hidden not in out + err
    assert visible(text) in out
    assert visible(text) in err


def test_remarks_stand_beside_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error, and not with a document, which says everything itself."""
    result = Result(lambda: ["data"], lambda: {"a": 1}, 1, remarks=("look", Text("at this")))
    assert TERMINAL.show(result) == 1
    assert capsys.readouterr() == ("data\n", "look\nat this\n")
    assert TERMINAL.show(result._replace(screen=never, as_json=True)) == 1
    out, err = capsys.readouterr()
    assert (json.loads(out), err) == ({"a": 1}, "")


def test_an_error_comes_after_what_can_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """The text of a letter is shown though it could not be copied."""
    with pytest.raises(RequestFailed):
        TERMINAL.show(Result(lambda: ["Dear Ann"], error=RequestFailed("There is no clipboard.")))
    assert capsys.readouterr().out == "Dear Ann\n"


def test_a_document_speaks_of_the_error_itself() -> None:
    """It is not raised; its exit code is that of the command."""
    error = InvalidFile("rules.yaml", ())
    assert TERMINAL.show(Result(never, dict, error=error, as_json=True)) == error.exit_code


def test_what_was_drawn_before_a_failure_stays(capsys: pytest.CaptureFixture[str]) -> None:
    """Something was logged: that is said, even where what comes next cannot be computed."""

    def screen() -> Iterator[str]:
        yield "Logged."
        raise RequestFailed("The log cannot be read.")

    with pytest.raises(RequestFailed):
        TERMINAL.show(Result(screen))
    assert capsys.readouterr().out == "Logged.\n"


def test_json_is_ascii_where_the_stream_is_not_unicode(monkeypatch: pytest.MonkeyPatch) -> None:
    """It stays the same document."""
    stream = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
    monkeypatch.setattr(sys, "stdout", stream)
    TERMINAL.show(Result(document=lambda: {"name": "Zoë \N{WOMAN} 李"}, as_json=True))
    stream.flush()
    written = stream.buffer.getvalue()  # type: ignore[attr-defined]
    assert written.isascii()
    assert json.loads(written) == {"name": "Zoë \N{WOMAN} 李"}


def test_the_option_json_is_no_argument_of_the_command() -> None:
    """It only marks the result, and keeps the other options."""

    @click.command()
    @click.option("--name")
    @json_option
    @click.argument("word")
    def command(name: str, word: str) -> Result:
        return answer(name, word)

    plain = command.main(["--name", "a", "b"], standalone_mode=False)
    marked = command.main(["--name", "a", "b", "--json"], standalone_mode=False)
    assert list(marked.screen()) == ["a", "b"]
    assert (plain.as_json, marked.as_json) == (False, True)


def test_logging_without_a_reader_prints_nothing(
    program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    """The demo logs a search in which a sentence, and a remark on another application, would be said."""
    log_search(demo_environment(program.data, program.environment()))
    assert capsys.readouterr() == ("", "")
    assert len(program.events()) > 10
