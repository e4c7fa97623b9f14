"""The program: one command line from its words to its exit code, and the one place errors are shown."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

from followup.adapters.remembered import WORDS, asked
from followup.cli.environment import Environment
from followup.cli.output import NotPrinted, Result, lead_nowhere, note
from followup.cli.process import INTERRUPTED, kept_report
from followup.cli.session import Options, Session
from followup.core.errors import FollowupError, InvalidFile, LogChanged, NotValid, RequestFailed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followup.adapters.remembered import Asked, Lasting


def run(session: Session, words: Sequence[str] | None) -> Result:
    """Run one command line (the process's own if `words` is None) and return what it answers.

    A plain morning is known without Click, which would take a tenth of it to read one word.
    """
    typed = list(sys.argv[1:] if words is None else words)
    now, rest = (typed[1], typed[2:]) if typed[:1] == ["--now"] and typed[2:] else (None, typed)
    if rest in WORDS:
        from followup.cli.morning import morning

        session.options = Options(now=now)
        return morning(session)._replace(as_json=rest[1:] == ["--json"])
    from followup.cli.commands import run_command

    return run_command(session, typed)


def execute(words: Sequence[str] | None = None, environment: Environment | None = None) -> int:
    """Run one command line as `run` does, show what it answers, and return its exit code."""
    environment = environment or Environment()
    question = None
    if environment.store is None:
        question = asked(sys.argv[1:] if words is None else words, environment.variables)
    try:
        try:
            return _run_and_show(words, environment, question)
        except LogChanged:  # another command began the log while this one decided
            return _run_and_show(words, environment)
    except (BrokenPipeError, SystemExit):
        # The reader (head, less) has seen enough; Click turns the one into the other.
        lead_nowhere(1)
        return 0
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  # whatever it is, it is told in words
        return _tell(error, words, environment)


def _run_and_show(
    words: Sequence[str] | None, environment: Environment, question: Asked | None = None
) -> int:
    with closing(Session(environment)) as session:
        try:
            try:
                result = run(session, words)
            finally:
                for text in session.notes:
                    note(text)
            code = session.terminal.show(result)
            if question is not None and code == 0 and session.lasting is not None and not session.notes:
                _remember(session, question, session.lasting)
            return code  # noqa: TRY300  # it is one thing to say it and to remember it
        except (BrokenPipeError, SystemExit):
            raise
        except (Exception, KeyboardInterrupt) as error:
            if session.acted is None:
                raise
            return _tell_after(session.acted, error, words, environment)


def _remember(session: Session, question: Asked, lasting: Lasting) -> None:
    """Keep what was said: until something changes, the same question need not be worked out again."""
    from followup.adapters.holidays import edition_paths
    from followup.adapters.remembered import keep

    now, said = session.now.timestamp(), "".join(session.terminal.said)
    keep(question, said, lasting, now, session.rule_file.path, edition_paths())


def _tell_after(
    acted: str, error: BaseException, words: Sequence[str] | None, environment: Environment
) -> int:
    """Say what was done, and what failed after it. It is no failure: nobody should do the same twice."""
    if _is_interrupt(error):
        note(f"Interrupted. {acted}.")
        return INTERRUPTED
    if isinstance(error, NotPrinted):
        note(f"followup: {acted}, but the answer could not be written: {error.reason}.")
        return 0
    note(f"followup: {acted}, but not all of the answer could be shown.")
    _tell(error, words, environment)
    return 0


def _is_interrupt(error: BaseException) -> bool:
    return isinstance(error, KeyboardInterrupt) or _is_of_click(error, "Abort")


def _is_of_click(error: BaseException, name: str) -> bool:
    click = sys.modules.get("click")  # what was never loaded has raised nothing
    return click is not None and isinstance(error, getattr(click, name))


def _tell(error: BaseException, words: Sequence[str] | None, environment: Environment) -> int:
    """Say what failed, and return its exit code. No traceback ever reaches a user."""
    if _is_interrupt(error):
        note("Interrupted.")
        return INTERRUPTED
    if _is_of_click(error, "ClickException"):
        return _tell_usage(error)
    if isinstance(error, FollowupError):
        _tell_failure(error)
        return error.exit_code
    if environment.variables.get("FOLLOWUP_DEBUG"):
        raise error
    if isinstance(error, OSError):  # the machine's, and nobody's mistake
        what = str(error.filename) if error.filename else "Something"
        note(f"followup: {what} cannot be read or written: {error.strerror or type(error).__name__}.")
        _end_output()
        return RequestFailed.exit_code
    if type(error) in {sqlite3.DatabaseError, sqlite3.OperationalError}:
        note(f"followup: The log cannot be used: {error}.")
        return NotValid.exit_code
    note(f"followup: something went wrong inside ({type(error).__name__}).")
    path = kept_report(error, _command_of(words))
    if path is None:
        note("Please report it; FOLLOWUP_DEBUG=1 shows where it happened.")
    else:
        note(f"Please report it, with what stands in {path}: nothing of your log is in it.")
    return RequestFailed.exit_code


def _tell_usage(error: Any) -> int:
    from followup.cli.commands import tell_usage

    tell_usage(error)
    code: int = error.exit_code
    return code


def _command_of(words: Sequence[str] | None) -> str:
    """Return the command that was typed, and none of its words."""
    from followup.cli.commands import COMMANDS

    return next((word for word in (sys.argv[1:] if words is None else words) if word in COMMANDS), "none")


def _end_output() -> None:
    """Write what waits to be written, or forget it: Python would try once more at exit."""
    try:
        sys.stdout.flush()
    except OSError:
        lead_nowhere(1)


def _tell_failure(error: FollowupError) -> None:
    if isinstance(error, InvalidFile):
        from followup.formats.yamlfile.show import show_problems

        note(show_problems(error.name, error.problems, error.lines))
    note(f"followup: {error.message}")
    if error.hint:
        note(error.hint)
