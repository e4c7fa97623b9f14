"""Rows: what a number means, that of a row on the screen of `today` last shown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec

from followup.adapters.cache import Cache
from followup.cli.doubt import Doubt
from followup.core.actions import ID_LENGTH, Status
from followup.core.agenda import agenda_of, numbered
from followup.core.errors import RequestFailed, WrongUsage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from followup.cli.session import Session
    from followup.core.actions import Action
    from followup.core.agenda import Agenda, Row
    from followup.core.planner import Plan

NAME = "shown.json"
# With more digits it may be the beginning of an id.
_DIGITS = 2
_MOST = 10**_DIGITS - 1


class Shown(msgspec.Struct, frozen=True):
    """The rows of a screen in their order, by the ids of their actions, and the day on which it was shown."""

    day: date
    rows: tuple[tuple[str, ...], ...]


def number_rows(session: Session, agenda: Agenda, *, whole: bool = False) -> dict[str, int]:
    """Return the numbers of the rows about to be shown, by the id of the first action of each, and keep them.

    There are none where they cannot be kept.
    """
    rows = numbered(agenda, whole=whole)[:_MOST]
    # A log in memory, as that of a story, is gone before anybody can type a number.
    if session.environment.store is not None or not session.folders.log.exists():
        return {}
    shown = Shown(session.now.date(), tuple(tuple(action.id for action in row) for row in rows))
    kept = _kept(session)
    if kept.load(NAME, "", Shown) != shown and not kept.keep(NAME, "", shown):
        return {}  # no number must mean an older row
    return {row[0].id: number for number, row in enumerate(rows, 1)}


def _kept(session: Session) -> Cache:
    """Return where what was shown is kept; it is no cache, and kept where nothing else is."""
    return Cache(session.folders.data / "cache")


def is_number(word: str) -> bool:
    """Whether `word` is the number of a row."""
    return word.isascii() and word.isdigit() and len(word) <= _DIGITS


def ids_meant(session: Session, word: str) -> Sequence[str]:
    """Return the ids of the actions that `word` means without a look at the log: of a row, or a whole one."""
    if not is_number(word):
        return [word.lower()] if len(word) == ID_LENGTH else []
    shown, number = _shown(session), int(word)
    return shown.rows[number - 1] if shown is not None and 0 < number <= len(shown.rows) else []


def actions_named(session: Session, plan: Plan, word: str, *, only: bool = False) -> list[Action]:
    """Return the actions that `word` means, at least one: those of a row, or as `find_actions` has it.

    With `only` a letter means its first action. RequestFailed, with what to type instead, otherwise; also
    where the row would be another one by now.
    """
    if not is_number(word):
        from followup.cli.reach import doubt_unless_due
        from followup.core.lookup import find_actions  # `today` shows rows, and looks for none

        found = find_actions(plan, word, only=only)
        doubt_unless_due(session, word, found)
        return found
    row = _row(session, plan, int(word))
    return row[:1] if only and row[0].letter else row


def asked_rows(session: Session, example: str) -> tuple[str, ...]:
    """Return the rows that the user names, as typed, after a look at them; WrongUsage if nobody is there.

    RequestFailed where there is nothing to do.
    """
    if not session.can_ask:
        raise WrongUsage(
            "Missing argument 'ID...': the number of a row of `followup today`, or an id.", example
        )
    from followup.cli.morning import brief

    agenda = brief(session)
    numbers = number_rows(session, agenda)
    if not numbers:
        raise RequestFailed("There is nothing to do today.", "`followup today --all` shows what comes.")
    from followup.formats import screens

    session.terminal.draw(screens.agenda.agenda_screen(agenda, session.sentences, None, numbers=numbers))
    said = session.ask_text("Which row? Several with spaces").replace(",", " ").split()
    if not said:
        raise RequestFailed("No row was named. Nothing was logged.")
    return tuple(said)


def _shown(session: Session) -> Shown | None:
    return _kept(session).load(NAME, "", Shown) if session.environment.store is None else None


def _row(session: Session, plan: Plan, number: int) -> list[Action]:
    shown = _shown(session)
    if shown is None or shown.day != session.now.date():
        raise RequestFailed(
            f"{number} is the number of a row, and no rows were shown today.",
            "Run `followup today` first; the ids of actions can be typed at any time.",
        )
    if not 0 < number <= len(shown.rows):
        count = len(shown.rows) or "none"
        raise RequestFailed(
            f"There is no row {number}: the screen last shown has {count}.", _rows_now(session, plan)
        )
    by_id = {action.id: action for action in plan.actions}
    found = [by_id[each] for each in shown.rows[number - 1] if each in by_id]
    left = [action for action in found if action.status not in {Status.DONE, Status.SKIPPED}]
    if len(found) < len(shown.rows[number - 1]) or (left and not _is_one_still(plan, left)):
        raise RequestFailed(
            f"Row {number} has changed since it was shown. Nothing was logged.", _rows_now(session, plan)
        )
    return left or found


def _is_one_still(plan: Plan, actions: Sequence[Action]) -> bool:
    """Whether `actions` are open and, where one goes in a letter, a row by themselves."""
    if not all(action.is_open for action in actions):
        return False
    if not any(action.letter for action in actions):
        return True
    rows = numbered(agenda_of(plan, everything=True), whole=True)
    return _ids(actions) in map(_ids, rows)


def _ids(actions: Iterable[Action]) -> set[str]:
    return {action.id for action in actions}


def _rows_now(session: Session, plan: Plan) -> str:
    """Return the rows as they are now, with the numbers that they have from now on."""
    if session.narrow:
        raise Doubt
    agenda = agenda_of(plan)
    numbers = number_rows(session, agenda)
    if not numbers:
        return "`followup today` shows what there is to do."
    rows: list[Row] = numbered(agenda)[: len(numbers)]
    from followup.formats.words.mornings import heading_of

    lines = ["The rows are now:"]
    for number, row in enumerate(rows, 1):
        said = heading_of(row)
        lines.append(f"{number}. {said.lead}: {said.what}")
    return "\n".join(lines)
