"""The man page, in the macros that every `man` knows; its words are those of the help."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from followup.formats.usage.commands import Command, Option

_INTRODUCTION = (
    "followup keeps the log of a search for a job: what you applied for, who answered, who was in the room."
    " Rules say when to write, to whom, by which channel, and when to stop; followup computes the dates, in"
    ' business days, and "followup today" shows what this morning asks for. Nothing is sent for you, but the'
    " morning mail to yourself."
)
VARIABLES = (
    ("FOLLOWUP_DATA_DIR", "The folder of the log, instead of the platform's own; --data-dir goes before it."),
    ("FOLLOWUP_CONFIG_DIR", "The folder of rules.yaml and settings.yaml, instead of the platform's own."),
    ("FOLLOWUP_RULES", "The rules file in force; --rules goes before it."),
    ("FOLLOWUP_NOW", "The date or time that is taken for now; --now goes before it."),
    ("FOLLOWUP_NO_CACHE", "If set, everything is computed anew."),
    ("FOLLOWUP_DEBUG", "If set, a bug is shown with the place where it happened."),
    ("NO_COLOR", "If set, nothing is coloured."),
    ("VISUAL, EDITOR", 'The editor of "followup draft --edit" and "followup rules edit".'),
    ("TZ", "The time zone, where the rules name none."),
    ("COLUMNS", "The width of the screen, where it is not a terminal."),
    ("XDG_DATA_HOME, XDG_CONFIG_HOME", "On Linux, the folders that hold those of programs, shells too."),
    ("BASH_COMPLETION_USER_DIR", 'Where "followup completion bash --install" writes.'),
)
_FILES = (
    ("~/.local/share/followup/followup.db", "The log: an SQLite database, only ever added to."),
    (
        "~/.local/share/followup/backups/",
        "A copy of each of the last seven days of logging, and one a month.",
    ),
    ("~/.local/share/followup/cache/", "What can be computed again; to be deleted whenever you like."),
    ("~/.config/followup/rules.yaml", "Your rules; without it those that ship with the program hold."),
    ("~/.config/followup/settings.yaml", "Where the morning mail comes from and goes to; who you are."),
)
EXIT_CODES = (
    ("0", "What was asked for is done."),
    ("1", "It could not be done: an unknown application, an action done already. Nothing was logged."),
    ("2", "Wrong usage: no such command, option, kind or date."),
    ("3", 'The rules, the settings or the log cannot be used; "followup doctor" says more.'),
    ("4", "The mail was surely not sent; trying again does no harm."),
    ("5", "The mail was handed over, and nobody knows whether it was taken."),
    ("130", "Interrupted."),
)


def man_page(program: Command, version: str, date: str) -> str:
    """Return the page of `program`; `date` is that of this version, as it stands at the foot."""
    return "\n".join(_lines(program, version, date)) + "\n"


def _lines(program: Command, version: str, date: str) -> Iterator[str]:
    yield '.\\" Written by `followup man`, from the help of its commands.'
    yield f'.TH FOLLOWUP 1 {date} {_quoted(f"followup {version}")} "User Commands"'
    yield ".SH NAME"
    yield f"followup \\- {_escaped(program.sentence[:1].lower() + program.sentence[1:])}"
    yield ".SH SYNOPSIS"
    yield ".B followup"
    yield _escaped("[OPTION...] [COMMAND [ARGUMENT...]]")
    yield ".SH DESCRIPTION"
    yield _escaped(_INTRODUCTION)
    yield ".PP"
    yield _escaped('"followup" alone is the morning, or says how to begin.')
    yield ".SH OPTIONS"
    yield _escaped("These stand before the command.")
    yield from _options(program.options)
    yield ".SH COMMANDS"
    for command in program.walk():
        if command.path:
            yield from _command(command)
    yield from _table("ENVIRONMENT", VARIABLES)
    yield from _table("FILES", _FILES)
    yield ".PP"
    yield _escaped('That is on Linux; "followup doctor" names the files of this machine.')
    yield from _table("EXIT STATUS", EXIT_CODES)
    yield ".SH EXAMPLES"
    for paragraph in program.paragraphs:
        if paragraph.startswith("\b"):
            yield from _example(paragraph)[1:]  # a section begins with a paragraph of its own
    yield ".SH SEE ALSO"
    yield ".BR crontab (5),"
    yield ".BR sqlite3 (1)"


def _command(command: Command) -> Iterator[str]:
    yield f".SS {_quoted(f'followup {command.path}'.strip())}"
    yield f".B {_quoted(f'followup {command.path}')}"
    yield _escaped(command.usage)
    for paragraph in command.paragraphs:
        if paragraph.startswith("\b"):
            yield from _example(paragraph)
        else:
            yield _paragraph(" ".join(paragraph.split()))
    yield from _options(option for option in command.options if "--help" not in option.names)


def _options(options: Iterable[Option]) -> Iterator[str]:
    for option in options:
        yield ".TP"
        names = ", ".join(f"\\fB{_escaped(name)}\\fR" for name in option.names)
        yield f"{names} \\fI{_escaped(option.metavar)}\\fR" if option.metavar else names
        yield _escaped(option.help)


def _table(title: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f".SH {_quoted(title)}"
    for name, text in rows:
        yield ".TP"
        yield f".B {_quoted(name)}"
        yield _escaped(text)


def _example(paragraph: str) -> list[str]:
    lines = paragraph.removeprefix("\b").strip("\n").split("\n")
    return [".PP", ".nf", ".RS 4", *(_escaped(line.strip()) for line in lines), ".RE", ".fi"]


def _paragraph(text: str) -> str:
    return f".PP\n{_escaped(text)}"


def _quoted(text: str) -> str:
    """Return `text` as one argument of a macro."""
    escaped = _escaped(text).replace('"', "\\(dq")
    return f'"{escaped}"'


def _escaped(text: str) -> str:
    """Return `text` as troff prints it: no request at its beginning, its hyphens as they are typed."""
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    escaped = "".join(each if each.isascii() else f"\\[u{ord(each):04X}]" for each in escaped)
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped
