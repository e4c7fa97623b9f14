"""`draft`: write the message that an action asks for. It never sends."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from followup.adapters.files import open_editor, read_text, write_private
from followup.adapters.log.around import Wanted
from followup.cli.output import Result, json_option
from followup.cli.reach import doubt_unless_due, wanted_by_actions, within_reach
from followup.cli.rows import actions_named, asked_rows, is_number
from followup.core.actions import Status
from followup.core.elsewhere import clients_of, is_talking_elsewhere
from followup.core.errors import RequestFailed
from followup.core.lookup import find_action
from followup.core.similarity import DraftText, are_nearly_the_same
from followup.core.text import clean, clean_lines
from followup.formats import screens
from followup.formats.mail.drafts import Draft, draft_document, draft_of, draft_text, gaps_left, mailto
from followup.formats.mail.filling import TALK, Circumstances
from followup.formats.words.phrases import do_of, listed, name_of, whom

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from followup.cli.session import Session
    from followup.core.actions import Action
    from followup.core.history import History
    from followup.core.planner import Plan


@click.command("draft")
@click.argument("name", metavar="ID", required=False)
@click.option(
    "--discussed", help="What you two talked about; noted at the interview, it need not be said again."
)
@click.option("--first-choice", is_flag=True, help="Say that no other position interests you more.")
@click.option("--edit", "in_editor", is_flag=True, help="Open it in your editor first.")
@click.option("--eml", "eml_file", metavar="FILE", help="Write it as a mail that any mail program opens.")
@click.option("--mailto", "as_link", is_flag=True, help="Print a mailto link.")
@click.option("--copy", is_flag=True, help="Put it on the clipboard.")
@click.option("--strict", is_flag=True, help="Fail where something is still to be filled in.")
@json_option
@click.pass_obj
def draft_command(
    session: Session,
    name: str | None,
    discussed: str | None,
    first_choice: bool,
    in_editor: bool,
    eml_file: str | None,
    as_link: bool,
    copy: bool,
    strict: bool,
) -> Result:
    """Write the message that an action asks for. You send it; then say `followup done ID`.

    \b
    followup draft 1
    followup draft thank-interviewers/acme/ann --discussed "the move to a new data platform"
    followup draft k3f9v --eml thanks.eml
    followup draft k3f9v --edit --copy

    What goes to one person on one day is one letter, whichever of its actions you name. For a call it prints
    a card: the number, how to begin, what to ask.
    """
    # gather
    named = name or asked_rows(session, "followup draft 1")[0]

    def look(history: History) -> tuple[History, Plan, Action]:
        plan = session.plan(history)
        if is_number(named):
            return history, plan, actions_named(session, plan, named)[0]
        found = find_action(plan, named)
        doubt_unless_due(session, named, [found])
        return history, plan, found

    history, plan, first = within_reach(
        session, wanted_by_actions(session, [named], complete=first_choice), look
    )
    letter = plan.letter_of(first)
    topic = clean(discussed) if discussed else discussed_at(letter[0], history) or _asked(session, letter[0])
    # decide
    known = _circumstances(session, history, letter, first_choice)._replace(discussed=topic)
    draft = draft_of(letter, session.rulebook.messages, known)
    if in_editor:
        text = _edited(session, draft)
        draft = draft._replace(body=text, gaps=tuple(gaps_left(text)))
    twins = _twins(session, history, plan, draft)
    # act
    remarks: list[str | RenderableType] = []
    failed = None
    try:
        if eml_file is not None:
            from followup.formats.mail.mime import eml

            path = Path(eml_file)
            write_private(path, eml(draft, session.myself, session.now))
            remarks.append(f"Written to {path}.")
        if copy:
            _copy(draft_text(draft) if draft.action.channel == "phone" else draft.body)
            remarks.append("It is on the clipboard.")
    except RequestFailed as error:  # what was written, perhaps by hand, is shown all the same
        failed = error
    remarks += _to_look_at(draft)
    if first_choice:
        remarks += _unsaid(history, draft)
    if twins:
        remarks.append(screens.findings.twins_screen(draft.text, twins))
    exit_code = 1 if strict and (draft.gaps or twins) else 0
    shown = mailto(draft) if as_link else draft_text(draft)
    return Result(
        lambda: [shown],
        lambda: draft_document(draft),
        remarks=tuple(remarks),
        exit_code=exit_code,
        error=failed,
    )


def _circumstances(
    session: Session, history: History, letter: Sequence[Action], first_choice: bool
) -> Circumstances:
    """Return what the letter may say of the user's other talks; nothing to a recruiter of several clients."""
    action = letter[0]
    if (
        len(clients_of(history, action.contact)) == 1
        and action.application.id
        and history.planned is not None
    ):
        # Perhaps all the others are over.
        wanted = Wanted(applications=frozenset((action.application.id,)), complete=True)
        history = session.history(session.reached(wanted))
    if len(clients_of(history, action.contact)) > 1:
        return Circumstances(session.myself)
    if not _may_say(session, letter, "talking_elsewhere"):
        return Circumstances(session.myself, first_choice=first_choice)
    # Talks go on for as long as they are recent, and then are among what is planned.
    history = session.history(session.reached(Wanted(planned=True)))
    elsewhere = is_talking_elsewhere(history, action.application, session.rulebook.stop, session.now)
    return Circumstances(session.myself, talking_elsewhere=elsewhere, first_choice=first_choice)


def _may_say(session: Session, letter: Iterable[Action], word: str) -> bool:
    """Whether a message of which the letter is made, as the rules have it, asks for this value."""
    names = {"several", *(action.definition.send for action in letter)}
    used = (message for name, message in session.rulebook.messages.items() if name in names)
    return any(word in f"{message.subject} {message.body} {message.line}" for message in used)


def discussed_at(action: Action, history: History) -> str | None:
    """Return what was noted at the anchor about the talk with the action's contact."""
    for person in action.anchor.people:
        contact = history.contact(person)
        if person.discussed and (action.contact is None or contact.id == action.contact.id):
            return person.discussed
    return None


def _asked(session: Session, action: Action) -> str | None:
    """Ask what the two discussed, where the letter needs it and somebody is there to answer."""
    message = session.rulebook.messages.get(action.definition.send or "")
    if message is None or "discussed" not in message.body:
        return None
    return clean(session.ask_text(f"What did you and {whom(action)} talk about? (empty for a gap)")) or None


def _edited(session: Session, draft: Draft) -> str:
    import tempfile

    with tempfile.TemporaryDirectory(prefix="followup-") as folder:
        path = Path(folder) / "draft.txt"
        write_private(path, f"{draft.body}\n".encode())
        open_editor(session.environment.variables, path)
        return clean_lines(read_text(str(path)))


def _twins(session: Session, history: History, plan: Plan, draft: Draft) -> list[DraftText]:
    """Return the other letters of the same interview that say nearly the same."""
    action, messages = draft.action, session.rulebook.messages
    if not action.definition.distinct or TALK in draft.gaps:
        return []
    others = []
    for other in plan.of(action.application):
        if (other.rule, other.anchor.id) != (action.rule, action.anchor.id) or other.id == action.id:
            continue
        sent = other.settled_by.text if other.status is Status.DONE and other.settled_by else None
        topic = None if sent else discussed_at(other, history)
        if sent or topic:
            written = draft_of((other,), messages, Circumstances(session.myself, topic)).text
            others.append(written._replace(text=sent or written.text))
    names = tuple(name for each in [draft.text, *others] for name in each.names)
    mine = draft.text._replace(names=names)
    return [each for each in others if are_nearly_the_same(mine, each._replace(names=names), draft.form)]


def _copy(text: str) -> None:
    import pyperclip

    try:
        pyperclip.copy(text)
    except pyperclip.PyperclipException:
        raise RequestFailed(
            "There is no program for the clipboard.",
            "Install wl-clipboard, xclip or xsel, or copy it by hand.",
        ) from None


def _unsaid(history: History, draft: Draft) -> Iterator[str]:
    """Return why the draft does not say that this is the first choice, if it does not."""
    clients = clients_of(history, draft.action.contact)
    if len(clients) > 1:
        yield (
            f"{whom(draft.action)} looks for people for {listed(clients)}, so it does not say which of them"
            " interests you most."
        )
    elif not draft.says("first_choice"):
        yield "This message has no sentence about what interests you most."


def _to_look_at(draft: Draft) -> Iterator[str]:
    """Return what the user should look at before this is sent."""
    action = draft.action
    if not action.is_open:
        yield f"This action is {action.status}: {do_of(action)}."
    if len(draft.letter) > 1:
        about = listed(each.application.handle or "your reminder" for each in draft.letter)
        yield f"This is one letter about {about}; `followup done {action.id[:5]}` logs it for all of them."
    if action.contact is None:
        yield f"Nobody is named for this yet: {_naming(action)} names {whom(action)}."
    if draft.gaps:
        yield f"To fill in: {', '.join(draft.gaps)}."
    most = draft.template.max_words
    if most is not None and draft.words > most and action.channel != "phone":
        yield f"It has {draft.words} words; at most {most} are meant to be read."


def _naming(action: Action) -> str:
    """Return the command that names the person whom the action is for."""
    application, part = action.application, action.definition.to
    person = '"NAME <ADDRESS>"'
    if part in {"hiring_manager", "referrer"}:
        return f"`followup add note {application.handle} --{part.replace('_', '-')} {person}`"
    event = name_of(application.first.kind).replace(" ", "-")
    return f"`followup edit {event}/{application.handle} --recruiter {person}`"
