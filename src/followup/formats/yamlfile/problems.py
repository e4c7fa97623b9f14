"""Problems in a file the user wrote: gathered, named and shown.

Nothing here raises for what a file says; a file gets one answer that holds everything wrong with it.
"""

from __future__ import annotations

import difflib
import itertools
import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple, overload

from followup.core.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Every code a problem can carry, with what it means.
CODES = {
    # The text and its YAML.
    "not-utf8": "The file is not UTF-8 text.",
    "control-character": "An invisible character that could hide or fake what the file says.",
    "too-large": "The file is larger than 1 MiB, or has too many values.",
    "too-deep": "Values are nested too deeply.",
    "too-many-problems": "Only the first problems are told.",
    "empty-file": "The file says nothing.",
    "wrong-top": "The file must be a mapping (or a list) as a whole.",
    "syntax": "The file is not YAML.",
    "several-documents": "The file holds more than one YAML document.",
    "anchor": "An anchor (`&name`); the file must say everything where it holds.",
    "alias": "An alias (`*name`); the same.",
    "merge-key": "A merge key (`<<`); the same.",
    "tag": "A YAML tag (`!name`); values have their type without one.",
    "duplicate-key": "A key stands twice in one mapping.",
    "key-not-text": "A key that is a number, a list or nothing.",
    "long-number": "A number with more digits than anything here needs.",
    # One value.
    "unknown-key": "A key that means nothing here.",
    "missing-key": "A key that must be there is not.",
    "empty-value": "A key without a value.",
    "wrong-type": "A value of the wrong type: a list for a text, and so on.",
    "unknown-value": "A value that is none of the few possible ones.",
    "out-of-range": "A number, a text or a list that is too small or too large.",
    "bad-value": "A text that is not in the form asked for.",
    "bad-duration": "A duration that cannot be read.",
    "bad-date": "A date or range of dates that cannot be read.",
    "bad-version": "A version of the rule language that this program does not read.",
    # Values that must fit each other.
    "bad-name": "A name with characters that names cannot have.",
    "no-anchor": "A rule with neither `after` nor `before`.",
    "two-anchors": "A rule with both `after` and `before`.",
    "no-wait": "A rule that does not say how long to wait, or how long ahead.",
    "wrong-wait": "`lead` with `after`, or `wait` with `before`.",
    "window-order": "A window whose earliest, ideal and latest are out of order.",
    "unknown-event": "An event kind that is neither built in nor under `events`.",
    "keeping-event": "An event kind by which the program keeps its log; rules cannot use it.",
    "event-clash": "An event kind of your own with the name of a built-in one.",
    "duplicate-event": "An event kind of your own declared twice.",
    "duplicate-value": "The same value twice in a list.",
    "unknown-message": "`send` names a message that is not under `messages`.",
    "no-message": "A key that says something about a message in a rule that sends none.",
    "no-people": "`for_each: interviewer` on an event that has no people.",
    "never-freed": "A guard that postpones for ever.",
    "bad-placeholder": "A `{word}` that is none of the known ones, or a brace left open.",
    "bad-template": "A message that cannot be read as a template.",
    "unknown-variable": "A message uses a variable that does not exist.",
    "unknown-time-zone": "A time zone that is not in the IANA database.",
    "unknown-holidays": "A country or subdivision without a list of holidays.",
    # Warnings.
    "never-fires": "A rule that can never ask for anything.",
    "starved": "A repetition that the guards never let through in time.",
    "idle-repeat": "A `repeat` that repeats nothing.",
    "repeat-before": "A `repeat` with `before`, which can go on after the event.",
    "idle-guard": "A guard that limits nothing.",
    "same-message": "Two rules ask for the same message at the same event.",
    "no-reason": "A rule that sends a message does not say why.",
    "unused-event": "An event kind of your own that no rule uses.",
    "unused-message": "A message that no rule sends.",
    "no-rules": "A rules file without rules.",
    # Settings.
    "bad-address": "A mail address that cannot be read.",
    "bad-command": "A command that cannot be taken apart into words.",
    "no-transport": "`mail` says neither `smtp` nor `sendmail`.",
    "two-transports": "`mail` says both `smtp` and `sendmail`.",
    "no-encryption": "A connection without encryption to another machine, or with a login.",
    "no-password": "A user without a password, or a password without a user.",
    "two-passwords": "The password is said in more than one way.",
    # Stories.
    "bad-log-line": "A line of a story's log that is no moment followed by a command.",
    "unknown-rule": "A story names a rule that the rules file does not have.",
    "unknown-application": "A story names an application that its log does not have.",
}

# Past these, problems are only counted, and words no longer compared.
MOST_TOLD = 100
MOST_SUGGESTED = 30
MOST_CHOICES = 1000
LONGEST_WORD = 60
LONGEST_SENTENCE = 400


class Position(NamedTuple):
    """A place in a file; both count from 1, columns in characters."""

    line: int
    column: int


START = Position(1, 1)


class Findings:
    """Gathers problems. Past `MOST_TOLD` of a severity they are only counted."""

    def __init__(self) -> None:
        self._told: dict[str, list[Problem]] = {"error": [], "warning": []}
        self._more: dict[str, int] = {"error": 0, "warning": 0}
        self._seen: set[Problem] = set()
        self._suggested = 0

    def error(self, at: Position, code: str, text: str, hint: str | None = None) -> None:
        """Add an error; the same one twice is told once."""
        self._add(Problem(at.line, at.column, code, _short(text), _short(hint)))

    def warning(self, at: Position, code: str, text: str, hint: str | None = None) -> None:
        """Add a warning."""
        self._add(Problem(at.line, at.column, code, _short(text), _short(hint), "warning"))

    def _add(self, problem: Problem) -> None:
        if problem.code not in CODES:
            raise ValueError(f"{problem.code} is not in CODES")
        told = self._told[problem.severity]
        if len(told) >= MOST_TOLD:
            self._more[problem.severity] += 1
            return
        if problem not in self._seen:
            self._seen.add(problem)
            told.append(problem)

    def did_you_mean(self, word: str, choices: Iterable[str]) -> str | None:
        """Return the hint `Did you mean ...?`, or None where nothing is close."""
        near = self.nearest(word, choices)
        return f"Did you mean `{near}`?" if near else None

    def nearest(self, word: str, choices: Iterable[str]) -> str | None:
        """Return what `closest` says, as long as few words of the file have been compared."""
        self._suggested += 1
        return closest(word, choices) if self._suggested <= MOST_SUGGESTED else None

    @property
    def is_full(self) -> bool:
        """Tell whether further errors would only be counted."""
        return len(self._told["error"]) >= MOST_TOLD

    @property
    def has_errors(self) -> bool:
        """Tell whether there is an error among them."""
        return bool(self._told["error"])

    def all(self) -> tuple[Problem, ...]:
        """Return every problem told, in the order of the file."""
        problems = [*self._told["error"], *self._told["warning"]]
        for severity, count in self._more.items():
            if count:
                last = max(self._told[severity], key=lambda problem: (problem.line, problem.column))
                text = f"There are at least {count} more {severity}s."
                problems.append(
                    Problem(last.line, last.column, "too-many-problems", text, "Mend these first.", severity)
                )
        return tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))


@overload
def _short(text: str) -> str: ...
@overload
def _short(text: str | None) -> str | None: ...
def _short(text: str | None) -> str | None:
    return text if text is None or len(text) <= LONGEST_SENTENCE else f"{text[:LONGEST_SENTENCE]}…"


def closest(word: str, choices: Iterable[str]) -> str | None:
    """Return the one of `choices` that `word` may stand for: case, `-` and `_` apart, or misspelt."""
    if len(word) > LONGEST_WORD:
        return None
    plain = {_plain(choice): choice for choice in itertools.islice(choices, MOST_CHOICES)}
    wanted = _plain(word)
    if wanted in plain:
        return plain[wanted]
    near = difflib.get_close_matches(wanted, plain, n=1, cutoff=0.7)
    return plain[near[0]] if near else None


def _plain(word: str) -> str:
    return re.sub(r"[-_ ]+", "_", word.strip().casefold())


def quoted(text: str) -> str:
    """Return what the user wrote, short and in backticks, as problems quote it."""
    text = " ".join(text.split())
    return f"`{text[:40]}…`" if len(text) > 40 else f"`{text}`"  # noqa: PLR2004 -- about half a line


def listed(choices: Sequence[str], word: str = "or") -> str:
    """Return `a`, `b` or `c`."""
    ticked = [f"`{choice}`" for choice in choices]
    return ticked[0] if len(ticked) == 1 else f"{', '.join(ticked[:-1])} {word} {ticked[-1]}"


# Characters that a terminal obeys, or that reorder what is read: control, format, surrogate, separators.
_OBEYED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb]"
)
WIDTH = 100
TAB = "    "


def show_problems(name: str, problems: Iterable[Problem], lines: Sequence[str]) -> str:
    """Return the problems as text: place and sentence, the line with a caret under the place, a hint.

    `name` is how the file is called, `lines` are its lines.
    """
    return "\n".join(_shown(name, problem, lines) for problem in problems)


def _shown(name: str, problem: Problem, lines: Sequence[str]) -> str:
    place = f"{harmless(name)}:{problem.line}:{problem.column}"
    parts = [f"{place}: {problem.severity}: {harmless(problem.text)} [{problem.code}]"]
    if problem.line <= len(lines) and lines[problem.line - 1].strip():
        parts += _pointed(lines[problem.line - 1], problem.column)
    if problem.hint:
        parts.append(f"  hint: {harmless(problem.hint)}")
    return "\n".join(parts)


def _pointed(line: str, column: int) -> list[str]:
    """Return the line, cut around the column where it is long, and the line with the caret."""
    at = min(column - 1, len(line))
    start, end = 0, len(line)
    if len(line) > WIDTH:
        start = max(0, min(at - WIDTH // 2, len(line) - WIDTH))
        end = start + WIDTH
    before = ("…" if start else "") + harmless(line[start:at])
    rest = harmless(line[at:end]) + ("…" if end < len(line) else "")
    return [f"    {before}{rest}".rstrip(), f"    {' ' * _cells(before)}^"]


def harmless(text: str) -> str:
    """Return `text` on one line with nothing in it that a terminal obeys."""
    return _OBEYED.sub("\N{REPLACEMENT CHARACTER}", text.replace("\t", TAB))


def _cells(text: str) -> int:
    """Return how many columns of a terminal `text` takes."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
