"""The one small family of failures: each carries its exit code and its sentence.

Problems in a file the user wrote are values (`Problem`), so that all can be reported at once; only their
sum is raised, as `InvalidFile`.
"""

from __future__ import annotations

from typing import ClassVar

import msgspec


class FollowupError(Exception):
    """A request that cannot be met. `hint` says what to type instead, where something would help."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class RequestFailed(FollowupError):
    """The words are right, but the log does not allow it: an unknown handle, an action already done."""


class LogChanged(RequestFailed):
    """Another command began the log while this one decided; to be run again."""


class WrongUsage(FollowupError):
    """A word on the command line that can never be right: no kind, no date."""

    exit_code = 2


class NotValid(FollowupError):
    """The rules, the settings or the store cannot be used."""

    exit_code = 3


class MailFailed(FollowupError):
    """The mail was certainly not sent; trying again does no harm."""

    exit_code = 4


class MailUnknown(FollowupError):
    """The mail was handed over, and nobody knows whether it was taken; only the user may send it again."""

    exit_code = 5


class Problem(msgspec.Struct, frozen=True):
    """One thing wrong in a file the user wrote. `line` and `column` count from 1."""

    line: int
    column: int
    code: str
    text: str
    hint: str | None = None
    severity: str = "error"


class InvalidFile(NotValid):
    """A file with at least one error; `problems` holds every one of them, `lines` are the file's."""

    def __init__(self, name: str, problems: tuple[Problem, ...], lines: tuple[str, ...] = ()) -> None:
        errors = sum(problem.severity == "error" for problem in problems)
        noun = "problem" if errors == 1 else "problems"
        super().__init__(f"{name} has {errors} {noun}.")
        self.name = name
        self.problems = problems
        self.lines = lines
