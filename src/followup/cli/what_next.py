"""What a command that logged something answers: what was logged, and what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from followup.cli.output import Result, answer
from followup.core.actions import Status, Step
from followup.core.chosen import Moved, chosen_days, moved
from followup.core.planner import in_order
from followup.formats import screens
from followup.formats.words.phrases import do_of, say_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from followup.cli.output import Part
    from followup.cli.session import Session
    from followup.core.actions import Action
    from followup.core.events import Event
    from followup.core.history import Application, History
    from followup.core.planner import Plan

# More than a screen of what comes next is no answer to "what next?".
AT_MOST = 6


def logged(session: Session, event: Event, sentence: str) -> Result:
    """Return `sentence` and the open actions of the event's application, computed anew from the log.

    They are computed only where somebody looks: a story logs many events, and reads none of this.
    """
    if event.application is None:
        return answer(sentence)
    return Result(lambda: _screen(session, event, sentence), lambda: _document(session, event))


def note_moved(session: Session, history: History, plan: Plan, events: Sequence[Event]) -> None:
    """Remark which days that the user chose do not hold once `events` are logged."""
    for each in moved_by(session, history, plan, events):
        session.note(say_moved(session, each))


def moved_by(session: Session, history: History, plan: Plan, events: Sequence[Event]) -> list[Moved]:
    """Return the chosen days that do not hold once `events` are logged, those that they choose first."""
    settled = {event.settles.action for event in events if event.settles and event.kind != "snoozed"}
    chosen = {event.settles.action: event.until for event in events if event.settles and event.until}
    before = {each: day for each, day in chosen_days(plan).items() if each not in settled | chosen.keys()}
    if not chosen and not before and not any(event.kind == "reminder" for event in events):
        return []
    return moved(chosen | before, plan, session.plan_with(history, events))


def say_moved(session: Session, each: Moved) -> str:
    """Return the sentence that a day which the user chose does not hold."""
    place = each.action.application.handle
    what = f"{do_of(each.action)!r}" + (f" ({place})" if place else "")
    if each.reason is None:
        return (
            f"{what}: the day that you chose, {session.echo(each.day)}, has lapsed; the silence began anew."
        )
    why = session.sentences.say(each.reason, each.action)
    return f"You put {what} on {say_date(each.day, session.now)}. {why}"


def _screen(session: Session, event: Event, sentence: str) -> Iterator[Part]:
    yield sentence
    application, plan = _planned(session, event)
    over = [action for action in plan if _had_closed(action, event)]
    if over:
        yield f"Over before you logged it: {'; '.join(map(do_of, over))}."
    shown = [action for action in _open(plan) if action.status is not Status.MISSED]
    if shown:
        yield from next_actions(session, shown)
        if len(shown) > AT_MOST:
            yield f"  and {len(shown) - AT_MOST} more: followup show {application.handle}"
    elif application.ended_by(session.rulebook.stop, session.now):
        yield f"Nothing more is planned for {application.handle}."
    else:
        yield "Nothing comes next."


def next_actions(session: Session, actions: Sequence[Action]) -> Iterator[Part]:
    """Return the first of `actions` under a heading."""
    yield "Next:"
    yield screens.agenda.next_screen(actions[:AT_MOST], session.sentences)


def _document(session: Session, event: Event) -> dict[str, Any]:
    application, plan = _planned(session, event)
    corrected = next(each for each in (*application.facts, *application.kept) if each.id == event.id)
    return screens.documents.logged_document(corrected, application, _open(plan), session.sentences)


def _planned(session: Session, event: Event) -> tuple[Application, tuple[Action, ...]]:
    history = session.history()
    application = next(each for each in history.applications if each.id == event.application)
    return application, session.plan(history).of(application)


def _open(actions: Iterable[Action]) -> tuple[Action, ...]:
    return in_order(action for action in actions if action.is_open)


def _had_closed(action: Action, anchor: Event) -> bool:
    """Whether the time for the action had passed when its anchor, this event, was logged."""
    verdict = action.verdict
    return verdict is not None and verdict.step is Step.CLOSED and action.anchor.id == anchor.id
