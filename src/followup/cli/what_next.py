"""What a command that logged something answers: what was logged, and what comes next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from followup.cli.offered import offer
from followup.cli.output import Result
from followup.core.actions import Status, Step
from followup.core.chosen import Moved, chosen_days, moved
from followup.core.events import Event
from followup.core.planner import in_order
from followup.formats import screens
from followup.formats.words.phrases import do_of, say_date, some

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from followup.cli.output import Part
    from followup.cli.session import Session
    from followup.core.actions import Action
    from followup.core.history import Application, History
    from followup.core.planner import Plan

# More than a screen of what comes next is no answer to "what next?".
AT_MOST = 6


def logged(session: Session, events: Event | Sequence[Event], sentence: str) -> Result:
    """Return `sentence` and the open actions of the events' applications, computed anew from the log.

    They are computed only where somebody looks: a story logs many events, and reads none of this.
    """
    document = partial(document_of, session, events)
    events = [events] if isinstance(events, Event) else events
    about = [event for event in events if event.application]  # a reminder in a letter may be about none
    places = list(dict.fromkeys(event.application or "" for event in about))
    if not places:
        return Result(lambda: [sentence], document)
    if len(places) > 1:
        return Result(lambda: _screen_of_several(session, places, sentence), document)
    return Result(lambda: _screen(session, about[-1], sentence), document)


def hints_of(session: Session, history: History, application: Application | None, event: Event) -> list[str]:
    """Return what the user may want to know: an entry made twice, an action that may have been meant."""
    if application is None:
        return []
    if event.kind == "sent":
        return _meant(session, history, application)
    if event.kind == "accepted":
        return _still_waiting(session, history, application)
    is_known = any(
        _says(other) == _says(event) and other.settles is None
        for other in application.by_kind.get(event.kind, ())
    )
    if is_known and event.kind != "note":
        return ["You logged the same once before; `followup undo` takes this one back."]
    return []


def _still_waiting(session: Session, history: History, application: Application) -> list[str]:
    """Say who still waits for the user, who is no longer available."""
    stop, now = session.rulebook.stop, session.now
    others = [
        each.handle
        for each in history.applications
        if each.company_key != application.company_key and each.ended_by(stop, now) is None
    ]
    if not others:
        return []
    said = f"Still open elsewhere: {some(others)}. Tell them that you are no longer available,"
    return [f"{said} and log it for each: followup add withdrawn {others[0]}"]


def _says(event: Event) -> tuple[object, ...]:
    return event.at, event.people, event.note, event.talk


def _meant(session: Session, history: History, application: Application) -> list[str]:
    """Point to the open messages that a `sent` logged by hand may have been; it settles none of them."""
    ready = {Status.OVERDUE, Status.DUE, Status.UPCOMING, Status.SNOOZED, Status.WAITING}
    actions = [
        action
        for action in session.plan(history).of(application)
        if action.definition.send and action.status in ready
    ]
    return [
        f"If that was {do_of(action)!r}: followup undo, then followup done {action.id[:6]}."
        for action in actions[:3]
    ]


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
        why = "the silence began anew" if each.action.definition.before is None else "its date was moved"
        return f"{what}: the day that you chose, {session.echo(each.day)}, has lapsed; {why}."
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


def _screen_of_several(session: Session, places: Sequence[str], sentence: str) -> Iterator[Part]:
    yield sentence
    plan = session.plan(session.history_of(*places))
    offer(session, plan, places)
    shown = [each for each in _open(plan.actions) if each.application.id in places]
    shown = [each for each in shown if each.status is not Status.MISSED]
    if not shown:
        yield "Nothing comes next."
        return
    yield from next_actions(session, shown)
    if len(shown) > AT_MOST:
        yield f"  and {len(shown) - AT_MOST} more: followup today --all"


def next_actions(session: Session, actions: Sequence[Action]) -> Iterator[Part]:
    """Return the first of `actions` under a heading."""
    yield "Next:"
    yield screens.agenda.next_screen(actions[:AT_MOST], session.sentences)


def document_of(session: Session, logged: Event | Sequence[Event]) -> dict[str, Any]:
    """Return the document of what was logged, as corrected, and of what comes next where it is about."""
    events = [logged] if isinstance(logged, Event) else logged
    places = {event.application for event in events if event.application}
    history = session.history_of(*places)
    plan = session.plan(history)
    offer(session, plan, places)
    actions = [each for each in plan.actions if each.application.id in places]
    found = [_as_known(event, history) for event in events]
    said = found[0] if isinstance(logged, Event) else found
    return screens.documents.logged_document(said, _open(actions), session.sentences)


def _as_known(event: Event, history: History) -> tuple[Event, Application]:
    """Return an event as corrected, with its application; itself where nothing is left of it."""
    application = history.application(event.application) or history.own
    known = (*application.facts, *application.kept, *application.reminders)
    return next((each for each in known if each.id == event.id), event), application


def _planned(session: Session, event: Event) -> tuple[Application, tuple[Action, ...]]:
    history = session.history_of(event.application or "")
    application = next(each for each in history.applications if each.id == event.application)
    plan = session.plan(history)
    offer(session, plan, [application.id])
    return application, plan.of(application)


def _open(actions: Iterable[Action]) -> tuple[Action, ...]:
    return in_order(action for action in actions if action.is_open)


def _had_closed(action: Action, anchor: Event) -> bool:
    """Whether the time for the action had passed when its anchor, this event, was logged."""
    verdict = action.verdict
    return verdict is not None and verdict.step is Step.CLOSED and action.anchor.id == anchor.id
