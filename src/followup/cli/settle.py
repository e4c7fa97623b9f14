"""`done` and `skip`: settle or drop actions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import click

from followup.adapters.files import read_text
from followup.cli.output import answer, json_option
from followup.cli.reach import wanted_by_actions, within_reach
from followup.cli.rows import actions_named, asked_rows, is_number
from followup.cli.what_next import logged, note_moved
from followup.core.actions import Action, Status
from followup.core.errors import RequestFailed, WrongUsage
from followup.core.rules import Deadline
from followup.core.text import clean, clean_lines
from followup.formats.words.phrases import do_of, name_of, phrase_of, place_of, say_date, short_ids, text_of

if TYPE_CHECKING:
    from followup.cli.output import Result
    from followup.cli.session import Session
    from followup.core.events import Event
    from followup.core.history import History
    from followup.core.moments import Moment
    from followup.core.planner import Plan

_ON = click.option("--on", metavar="WHEN", help="When; now, if not given.")
_NOTE = click.option("--note", help="Anything to remember.")
_ONLY = click.option("--only", is_flag=True, help="Of a letter, only its first action.")
_ANSWERS = {"y": True, "yes": True, "n": False, "no": False, "": None}


@click.command("done")
@click.argument("names", metavar="ID...", nargs=-1)
@_ON
@_NOTE
@_ONLY
@click.option("--no", is_flag=True, help="Answer the question of the rule with no.")
@click.option("--text", metavar="FILE", help="Keep the text that you sent; - reads it from a pipe.")
@json_option
@click.pass_obj
def done_command(
    session: Session,
    names: tuple[str, ...],
    on: str | None,
    note: str | None,
    only: bool,
    no: bool,
    text: str | None,
) -> Result:
    """Say that you did it.

    \b
    followup done 1 3
    followup done k3f9v
    followup done check-receipt/acme --no
    followup done thank-interviewers/acme/ann --on yesterday --text letter.txt

    A number is that of a row on the screen of `followup today` last shown. It and the id of a letter settle
    all that goes in it, the name of a rule all its actions that are due. Where a rule asks a question, such
    as whether a receipt arrived, it is put to you; a script says yes, or --no.
    """
    # gather
    names = names or asked_rows(session, "followup done 1 3")
    history, plan, actions = gathered(session, names, only=only, no=no, is_answered=True)
    at = _when(session, on)
    noted, sent = clean(note or "") or None, _sent_text(text, actions)
    # decide
    answers = _answers(session, actions, no=no)
    recorder, together = session.recorder, Counter(action.letter for action, is_yes in answers if is_yes)
    events = []
    for action, is_yes in answers:
        if is_yes:
            letter = action.letter if together[action.letter] > 1 else ""
            events += recorder.done(action, at, noted, sent, letter)
        elif is_yes is not None:
            events.append(recorder.denied(action, at, noted))
    if not events:
        return answer("Nothing was logged.")
    note_moved(session, history, plan, events)
    # act
    session.record(events)
    for action, is_yes in answers:
        before = action.definition.before
        if is_yes and isinstance(before, Deadline) and before.until == "offer":
            session.note(
                f"Log what you answered: followup add accepted {action.application.handle} (or declined)."
            )
    return _said(session, actions, events, "Done", at)


@click.command("skip")
@click.argument("names", metavar="ID...", nargs=-1)
@_ON
@_NOTE
@_ONLY
@json_option
@click.pass_obj
def skip_command(
    session: Session, names: tuple[str, ...], on: str | None, note: str | None, only: bool
) -> Result:
    """Drop an action, all that goes in a letter, or all of a rule that is due: you will not do it.

    \b
    followup skip 2
    followup skip k3f9v
    followup skip nudge-after-phone-screen/acme --note "not that interested"
    """
    names = names or asked_rows(session, "followup skip 2")
    actions = gathered(session, names, only=only).actions
    at = _when(session, on)
    noted = clean(note or "") or None
    events = [session.recorder.skipped(action, at, noted) for action in actions]
    session.record(events)
    return _said(session, actions, events, "Skipped", at)


class Gathered(NamedTuple):
    """The actions that were named, and what of the log and the plan has to do with them."""

    history: History
    plan: Plan
    actions: list[Action]


def gathered(
    session: Session, names: tuple[str, ...], *, only: bool, no: bool = False, is_answered: bool = False
) -> Gathered:
    """Return the actions that the words name, each once, and keep others from writing until this command has.

    RequestFailed if one is settled already. Where `is_answered`, WrongUsage if one answer would be given to
    several questions.
    """

    def gather(history: History) -> Gathered:
        plan = session.plan(history)
        actions = _named_actions(session, plan, names, only=only)
        if is_answered:
            _check_questions(session, plan, names, no=no)
        return Gathered(history, plan, actions)

    return within_reach(session, wanted_by_actions(session, names), gather, to_change=True)


def _named_actions(session: Session, plan: Plan, names: tuple[str, ...], *, only: bool) -> list[Action]:
    found = {action.id: action for name in names for action in actions_named(session, plan, name, only=only)}
    for action in found.values():
        if action.status in {Status.DONE, Status.SKIPPED}:
            event = action.settled_by
            when = f" on {session.say(event.at)}" if event else ""
            raise RequestFailed(
                f"{do_of(action)}: that was {action.status}{when}. Nothing was logged.",
                "`followup undo` takes back what you did last.",
            )
    return list(found.values())


def _check_questions(session: Session, plan: Plan, names: tuple[str, ...], *, no: bool) -> None:
    """Raise WrongUsage where one answer would be given to several questions, or none was asked."""
    for name in names:
        actions = actions_named(session, plan, name, only=True)
        if no and not all(action.definition.asks for action in actions):
            raise WrongUsage(f"{actions[0].rule} asks no question, so there is no --no to it.")
        if len(actions) > 1 and actions[0].definition.asks and (no or not session.can_ask):
            ids = short_ids(plan.actions)
            choices = ", ".join(f"{ids[action.id]} ({action.application.handle})" for action in actions)
            asking = f"Row {name}" if is_number(name) else name
            raise WrongUsage(
                f"{asking} asks about each of {len(actions)} applications: {choices}.",
                "Answer by id: followup done ID... for yes, followup done ID... --no for no.",
            )


def _answers(session: Session, actions: list[Action], *, no: bool) -> list[tuple[Action, bool | None]]:
    """Return the actions with what the user says to the question of each, as `_answer` does.

    Whoever stops in the middle, by the end of the input or Ctrl-C, keeps what was answered so far.
    """
    found: list[tuple[Action, bool | None]] = []
    for action in actions:
        try:
            found.append((action, _answer(session, action, no=no)))
        except click.Abort:
            given = sum(is_yes is not None for _, is_yes in found)
            if not given:
                raise
            session.note(f"\nLogged: {given} of {len(actions)}. The rest is as it was.")
            break
    return found


def _answer(session: Session, action: Action, *, no: bool) -> bool | None:
    """Return what the user says to the question of the action; None leaves it as it is.

    Without a question, and where nobody can be asked, it is yes, unless `no` was said.
    """
    asks = action.definition.asks
    if asks is None or no or not session.can_ask:
        return not no
    while True:
        question = f"{place_of(action)}: {text_of(asks, action)} (yes, no; empty leaves it)"
        said = session.ask_text(question).strip().lower()
        if said in _ANSWERS:
            return _ANSWERS[said]


def _when(session: Session, on: str | None) -> Moment:
    at = session.parse_moment(on)
    if on is not None and session.lies_ahead(at):
        raise WrongUsage(f"{say_date(at)} lies ahead.", "Say when you did it, such as yesterday.")
    return at


def _sent_text(path: str | None, actions: list[Action]) -> str | None:
    """Return the text of a letter, line by line cleaned; only one message can have been sent with it."""
    if path is None:
        return None
    is_one = len(actions) == 1 or len({action.letter or action.id for action in actions}) == 1
    if not is_one or actions[0].definition.send is None:
        raise WrongUsage("--text goes with one message only.", "followup done ID --text letter.txt")
    return clean_lines(read_text(path)) or None


def _said(session: Session, actions: list[Action], events: list[Event], verb: str, at: Moment) -> Result:
    """Return what was settled, and what comes next for the application of the last one."""
    lines, day = [], say_date(at) if at == session.moment else session.echo(at)
    for action in actions:
        rule, what, where = action.definition, do_of(action), _place(action, actions)
        kinds = {each.kind for each in events if each.settles and each.settles.action == action.id}
        if rule.logs in kinds:
            lines.append(f"{verb} on {day}: {what} ({where}{name_of(rule.logs)} logged).")
        elif rule.asks and "skipped" not in kinds and kinds:
            logged_too = f"; logged: {phrase_of(rule.else_logs)}" if rule.else_logs else ""
            lines.append(f"{verb} on {day}: {what} ({where}no{logged_too}).")
        elif kinds:
            lines.append(f"{verb} on {day}: {what_of(action, actions)}.")
    return logged(session, events, "\n".join(lines))


def what_of(action: Action, actions: list[Action]) -> str:
    """Return what the action asks for, with the application where the words leave that open."""
    where = _place(action, actions).rstrip("; ")
    return f"{do_of(action)} ({where})" if where else do_of(action)


def _place(action: Action, actions: list[Action]) -> str:
    """Return the application, and a semicolon, where the words do not say it, or say it of several."""
    what, application = do_of(action), action.application
    is_said = application.company in what and sum(do_of(each) == what for each in actions) == 1
    return "" if is_said else f"{application.handle}; " if application.handle else ""
