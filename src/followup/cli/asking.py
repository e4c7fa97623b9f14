"""What `add` asks a person at a terminal, one thing at a time; nothing is logged before the last answer."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from followup.cli.event_options import is_talk, kind_named, moment_of, until_of
from followup.cli.output import note
from followup.core.errors import RequestFailed, WrongUsage
from followup.core.events import BEGINNINGS, FACTS
from followup.core.lookup import matching
from followup.core.text import clean
from followup.formats.typed.people import parse_person

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from followup.cli.session import Session

    T = TypeVar("T")

_EXAMPLE = 'followup add applied Acme --role "Data Engineer" --recruiter "Robin <robin@example.com>"'
_ACROSS = 4


def ask_what_happened(session: Session, kind: str | None, company: str | None) -> dict[str, Any]:
    """Return the arguments of `add` that a person gives, by name; WrongUsage where nobody can be asked.

    What is known already is not asked again.
    """
    if not session.can_ask:
        if kind is None:
            raise WrongUsage("Missing argument 'KIND': say what happened, and at which company.", _EXAMPLE)
        example = _EXAMPLE if kind_named(session, kind) == "applied" else f"followup add {clean(kind)} Acme"
        raise WrongUsage("Missing argument 'COMPANY': say at which company it happened.", example)
    said: dict[str, Any] = {"kind": kind or _kind(session)}
    kind_named(session, said["kind"], company)
    said["company"] = company or _company(session)
    name = kind_named(session, said["kind"])
    history = session.history()
    if name in BEGINNINGS and not matching(history, said["company"]):
        said["role"] = clean(session.ask_text("The role (empty if you do not know it)")) or None
    said["on"] = _when(session, name)
    if name in {"promised", "offer"}:
        said["until"] = _until(session, name, said["on"])
    said |= _people(session, name)
    return said


def _kind(session: Session) -> str:
    kinds = [kind.replace("_", "-") for kind in (*FACTS, *session.rulebook.events)]
    cells = [f"{number:>2} {kind:<14}" for number, kind in enumerate(kinds, 1)]
    for start in range(0, len(cells), _ACROSS):
        note("".join(cells[start : start + _ACROSS]).rstrip())

    def read(text: str) -> str:
        if text.isascii() and text.isdigit() and 0 < int(text) <= len(kinds):
            return kinds[int(text) - 1]
        kind_named(session, text)
        return text

    question = "What happened? A number or a word [applied]"
    return _asked(session, question, lambda text: read(text or "applied"), kinds)


def _company(session: Session) -> str:
    applications = session.history().applications
    names = list(dict.fromkeys(each.company for each in reversed(applications)))
    hint = " (Tab completes those you know)" if names else ""

    def read(text: str) -> str:
        if not clean(text):
            raise WrongUsage("An event needs a company.", "Ctrl-C leaves; nothing is logged.")
        return text

    return _asked(session, f"At which company?{hint}", read, names)


def _when(session: Session, kind: str) -> str | None:
    """Return what was typed, once it is a date; the date is said back."""

    def read(text: str) -> str | None:
        if text:
            note(f"  {session.echo(moment_of(session, kind, text))}")
        return text or None

    return _asked(session, "When? Such as yesterday, nov 3, 'next tue 14:00' [now]", read)


def _until(session: Session, kind: str, on: str | None) -> str | None:
    question = "Which date did they name?" if kind == "promised" else "Answer by which date? (empty for none)"

    def read(text: str) -> str | None:
        if not text and kind == "offer":
            return None
        day = until_of(session, kind, text or "?", moment_of(session, kind, on))
        note(f"  {session.echo(day)}" if day else "")
        return text

    return _asked(session, question, read)


def _people(session: Session, kind: str) -> dict[str, Any]:
    is_met = is_talk(session, kind) or kind == "heard_back"
    if not is_met and kind not in {"applied", "sent"}:
        return {}
    example = "Name <mail@example.com>"
    if kind == "applied":
        recruiter = _asked(
            session, f"Who is in charge of you there? {example} (empty for nobody known)", _persons
        )
        return {"recruiter": recruiter[0] if recruiter else None}
    who = "Who wrote or called?" if kind == "heard_back" else "To whom?" if kind == "sent" else "With whom?"
    people = _asked(session, f"{who} {example}; several with commas (empty for nobody)", _persons)
    return {"attendees": tuple(people)}


def _persons(text: str) -> list[str]:
    found = [part.strip() for part in text.split(",") if part.strip()]
    for each in found:
        parse_person(each, "contact")
    return found


def _asked(session: Session, question: str, read: Callable[[str], T], words: Sequence[str] = ()) -> T:
    """Return what the user types, once it can be read."""
    while True:
        try:
            return read(_typed(session, question, words).strip())
        except (WrongUsage, RequestFailed) as error:
            note(f"{error.message} {error.hint or ''}".rstrip())


def _typed(session: Session, question: str, words: Sequence[str]) -> str:
    """Return what the user types; Tab completes one of `words` where the terminal's line can be edited."""
    try:
        import readline
    except ImportError:  # there is none on some systems
        return session.ask_text(question)
    if not (words and sys.stdin.isatty() and sys.stdout.isatty()):
        return session.ask_text(question)

    def complete(text: str, state: int) -> str | None:
        begun = readline.get_line_buffer().casefold()
        skipped = len(begun) - len(text)  # readline replaces the last word only
        found = [word[skipped:] for word in words if word.casefold().startswith(begun)]
        return found[state] if state < len(found) else None

    before = readline.get_completer()
    readline.set_completer(complete)
    is_libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if is_libedit else "tab: complete")
    try:
        return input(f"{question}: ")  # click's own prompt leads around readline
    except EOFError:
        raise click.Abort from None
    finally:
        readline.set_completer(before)
