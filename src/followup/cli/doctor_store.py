"""What `doctor` looks at in the log, and how it mends it."""

from __future__ import annotations

import shlex
from contextlib import closing
from typing import TYPE_CHECKING

import msgspec

from followup.adapters.files import open_to_others
from followup.adapters.log.inspection import trouble_with
from followup.adapters.log.troubles import damaged
from followup.adapters.remembered import WORDS, asked, forget, recall
from followup.core.checkup import Finding, State
from followup.core.errors import FollowupError, NotValid
from followup.formats.words.phrases import name_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from followup.adapters.log.mending import Mended
    from followup.adapters.log.salvage import Lost
    from followup.cli.session import Session
    from followup.core.events import Event

PART = "store"
_MOST_LETTERS = 400  # shown of an altered event


def check_store(session: Session) -> Iterator[Finding]:
    """Return what there is to say of the log: whether all of it is what was logged."""
    folders, path = session.folders, session.folders.log
    try:
        log = session.store.log()  # says so where it is gone, and takes back what was half written
        if not path.exists():
            text = f"Nothing is logged yet; the first `followup add` makes {path}."
            yield Finding(PART, State.OK, text)
            return
        trouble = trouble_with(path)
        if trouble is not None:
            raise damaged(path, trouble)
    except OSError as error:
        text = f"{path} cannot be looked at: {error.strerror or error}."
        yield Finding(PART, State.BROKEN, text, f"Make {path.parent} your own folder.", invalid=True)
    except FollowupError as error:
        yield broken(error)
    else:
        count = len({event.application for event in log if event.application})
        yield Finding(PART, State.OK, f"{len(log)} events of {count} applications in {path}.")
        for each, mode in open_to_others([folders.data, path]):
            text = f"Others on this machine can look into {each} (mode {mode:04o})."
            mend = f"Type: chmod {'700' if each.is_dir() else '600'} {shlex.quote(str(each))}"
            yield Finding(PART, State.LOOK, text, mend)


def check_answers(session: Session) -> Iterator[Finding]:
    """Work out anew what `today` would say again; what is not so is thrown away, and told."""
    if session.options.now is not None:  # nobody is answered from memory then
        return
    for words in WORDS:
        question = asked(words, session.environment.variables)
        at = session.environment.clock()
        kept = recall(question, at.timestamp()) if question is not None else None
        if question is None or kept is None or kept == _anew(session, at, as_json="--json" in words):
            continue
        forget(question)
        command = " ".join(("followup", *words))
        yield _look(f"What was kept of `{command}` was not so, and is thrown away.", f"Look again: {command}")


def _anew(session: Session, at: datetime, *, as_json: bool) -> str:
    """Return what `today` says when it reads the whole log, and nothing that is kept beside it."""
    from followup.cli.morning import morning
    from followup.cli.output import Terminal
    from followup.cli.session import Session

    variables = {**session.environment.variables, "FOLLOWUP_NO_CACHE": "1"}
    environment = msgspec.structs.replace(session.environment, variables=variables, clock=lambda: at)
    with closing(Session(environment, session.options)) as other:
        no_color = other.options.no_color or bool(variables.get("NO_COLOR"))
        other.terminal = Terminal(environment.width, no_color=no_color, unseen=True)
        other.terminal.show(morning(other)._replace(as_json=as_json))
        return "".join(other.terminal.said)


def broken(error: FollowupError) -> Finding:
    """Return the finding that the log cannot be used."""
    return Finding(PART, State.BROKEN, error.message, error.hint or "", invalid=isinstance(error, NotValid))


def mend_store(session: Session) -> Iterator[Finding]:
    """Mend the log where something is wrong with it, and return what was done and what is lost."""
    from followup.adapters.log.mending import mend

    if all(finding.state is not State.BROKEN for finding in check_store(session)):
        return
    session.store.close()
    try:
        mended = mend(session.folders.log)
    except FollowupError as error:
        yield broken(error)
        return
    yield from _said_of(mended, session.folders.log)


def _said_of(mended: Mended, path: Path) -> Iterator[Finding]:
    events, stand_ins, lost, end_is_known = mended.saved
    if mended.kept is None:
        yield _look(f"{path} was gone; a new one was begun, without events.", _OTHERWISE)
        return
    count = sum(each.last - each.first + 1 for each in lost)
    text = f"{len(events) - len(stand_ins)} events were saved into a new log."
    if not lost and end_is_known:
        text += " None is lost."
    yield _look(f"{text} The damaged file is kept as {mended.kept}.", _OTHERWISE if lost else "")
    if not end_is_known:
        yield _look("Whether events after these are lost, the file does not say any more.", _OTHERWISE)
    if lost:
        yield _look(f"{count} {'event is' if count == 1 else 'events are'} lost:")
    for each in lost:
        yield _look(_say(each, events))
    for event in stand_ins:
        text = f"The first event of {event.about.handle} is lost; a note stands for it."
        edit = f"followup edit {event.id[:8]} --kind applied --on WHEN --company NAME --handle NAME"
        yield _look(text, f"`{edit}` says what it was.")


_OTHERWISE = "`followup backup list` shows the copies there are; one of them may have more."


def _look(text: str, next_step: str = "") -> Finding:
    return Finding(PART, State.LOOK, text, next_step)


def _say(lost: Lost, events: Sequence[Event]) -> str:
    """Return what is known of lost events."""
    if lost.last > lost.first:
        return f"Events number {lost.first} to {lost.last}; nothing is known of them."
    row = lost.altered
    application = (row.application if row else None) or lost.application
    handle = next((each.about.handle for each in events if each.id == application), None)
    text = f"Event number {lost.first}{f' ({lost.id})' if lost.id else ''}{f' of {handle}' if handle else ''}"
    if row is None:
        return f"{text}; nothing else is known of it."
    data = row.data if len(row.data) <= _MOST_LETTERS else f"{row.data[:_MOST_LETTERS]} ..."
    return f"{text} was altered; it seems to be {name_of(row.kind)}, logged {row.recorded_at}: {data}"
