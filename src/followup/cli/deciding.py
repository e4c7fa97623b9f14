"""`inbox accept` and `inbox dismiss`: what scripts say about mails; and how what was said is logged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from followup.adapters.news import note_decided
from followup.cli.collecting import collect, sources_of, tellings, waiting_of
from followup.cli.output import Result
from followup.core.accepting import events_of
from followup.core.decided import decided
from followup.core.errors import RequestFailed, WrongUsage
from followup.core.lookup import free_handle, handles_of
from followup.core.matching import Place, place_of
from followup.core.proposals import Unclear
from followup.core.text import clean
from followup.formats.intake.telling import settled
from followup.formats.screens.proposals import proposals_document, said_in_short
from followup.formats.words.phrases import counted, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from followup.cli.session import Session
    from followup.core.decided import Placed
    from followup.core.events import Event
    from followup.core.history import History
    from followup.core.proposals import Proposal
    from followup.formats.intake.telling import Telling

NEW = "new"


@click.command("accept")
@click.argument("ids", nargs=-1, metavar="ID...")
@click.option("--all", "everything", is_flag=True, help="All that are certain.")
@click.option("--application", metavar="HANDLE", help="To which application it goes; new for a new one.")
@click.option("--company", metavar="NAME", help="Begin a new application at this company.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def inbox_accept_command(
    session: Session,
    ids: tuple[str, ...],
    everything: bool,
    application: str | None,
    company: str | None,
    as_json: bool,
) -> Result:
    """Log what mails tell of; `followup undo` takes it back.

    \b
    followup inbox accept k3f9 m2x7
    followup inbox accept k3f9 --application acme-analyst
    followup inbox accept --all
    """
    history = session.history_to_change()
    found = _waiting(session, history)
    if everything:
        chosen = [each for telling in found if telling.is_certain for each in telling.placed]
    else:
        chosen = _chosen(found, ids)
    if application is not None or company is not None:
        place = _named_place(history, found, chosen, application or NEW, clean(company or ""))
        chosen = _moved(session, history, found, chosen, place)
    _refuse_open(found, chosen)
    events = log_decisions(session, chosen, ())
    said = f"Logged: {said_in_short(chosen)}. `followup undo` takes it back."
    return Result(
        lambda: [said if chosen else "Nothing of what waits is certain."],
        lambda: {**proposals_document(chosen, ()), "logged": len(events)},
        as_json=as_json,
    )


@click.command("dismiss")
@click.argument("ids", nargs=-1, metavar="ID...")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def inbox_dismiss_command(session: Session, ids: tuple[str, ...], as_json: bool) -> Result:
    """Leave out what mails tell of; it is not proposed again, and `followup undo` takes that back.

    \b
    followup inbox dismiss k3f9
    """
    history = session.history_to_change()
    chosen = _chosen(_waiting(session, history), ids)
    log_decisions(session, (), [each.proposal for each in chosen])
    return Result(
        lambda: [f"Left out: {counted(len(chosen), 'event')}. `followup undo` takes that back."],
        lambda: {**proposals_document(chosen, ()), "logged": 0},
        as_json=as_json,
    )


def log_decisions(session: Session, accepted: Iterable[Placed], dismissed: Iterable[Proposal]) -> list[Event]:
    """Log what the user said as one batch, and return it.

    What another command has decided, or taken out of the log, while the user was asked is left out.
    """
    history = session.history_to_change()
    done = decided(history.log)
    fresh = list(_fresh(session, [each for each in accepted if each.proposal.id not in done], history))
    refused = [each for each in dismissed if each.id not in done]
    events = events_of(fresh, session.recorder, history)
    events += [session.recorder.dismissed(each.origin) for each in refused]
    if events:
        session.record(events)
        note_decided(session.folders.data, [each.id for each in (*(one.proposal for one in fresh), *refused)])
    else:
        session.store.give_up()
    return events


def asked(telling: Telling) -> Unclear:
    """Return what a telling leaves open, and what to type."""
    question = telling.question
    if question is None:
        raise AssertionError
    name = telling.placed[0].proposal.id[:8]
    which = listed([*(each.handle for each in question.choices), NEW], "or") if question.choices else ""
    how = f"--application HANDLE ({which})" if which else "--application HANDLE, or --company NAME"
    text = f"{question.text} Say which: followup inbox accept {name} {how}."
    return Unclear(text, telling.placed[0].proposal.source.file)


def _waiting(session: Session, history: History) -> list[Telling]:
    """Return what waits; where nothing is kept, the mailboxes of the settings are read."""
    waiting = waiting_of(session)
    if not waiting.notices:
        waiting = collect(session, sources_of(session)).waiting
    return tellings(session, waiting, history)


def _chosen(found: Sequence[Telling], ids: Sequence[str]) -> list[Placed]:
    """Return the proposals that the ids name, each in full or by a beginning that no other has."""
    if not ids:
        raise WrongUsage("Say which: an ID, or more.", "`followup inbox` lists them.")
    placed = [each for telling in found for each in telling.placed]
    chosen: dict[str, Placed] = {}
    for word in ids:
        named = [each for each in placed if each.proposal.id.startswith(word.lower())]
        if not named or not word:
            raise RequestFailed(
                f"Nothing that waits has the id {word!r}.", "`followup inbox` lists what waits."
            )
        if len({each.proposal.id for each in named}) > 1:
            likely = listed([each.proposal.id[: len(word) + 2] for each in named[:4]], "or")
            raise RequestFailed(f"More than one id begins with {word!r}.", f"Type one more letter: {likely}.")
        chosen[named[0].proposal.id] = named[0]
    return list(chosen.values())


def _moved(
    session: Session, history: History, found: Sequence[Telling], chosen: Sequence[Placed], place: Place
) -> list[Placed]:
    """Return the chosen proposals, for the application that the user names."""
    ids = {each.proposal.id for each in chosen}
    moved: list[Placed] = []
    for telling in found:
        mine = tuple(each for each in telling.placed if each.proposal.id in ids)
        if mine:
            said = settled(telling._replace(placed=mine), place, history, session.rulebook, session.now)
            moved += said.placed
    if not moved:
        raise RequestFailed(f"{place.handle} knows that already.", "`followup inbox dismiss` leaves it out.")
    return moved


def _named_place(
    history: History, found: Sequence[Telling], chosen: Sequence[Placed], handle: str, company: str
) -> Place:
    application = next((each for each in history.applications if each.handle == handle), None)
    if application is not None:
        return place_of(application)
    begun = next((each.place for each in found if each.place.is_new and each.place.handle == handle), None)
    if begun is not None:
        return begun
    if handle != NEW:
        raise RequestFailed(f"No application is called {handle!r}.", "`followup list` shows them all.")
    company = company or next((each.place.company for each in chosen if each.place.company), "")
    role = next((each.place.role for each in chosen if each.place.role), None)
    if not company:
        raise RequestFailed("The mail does not say which company it is.", "Say it with --company NAME.")
    places = [each.place for telling in found for each in telling.placed]
    taken = handles_of(history) | {each.handle for each in places}
    return Place(None, company, role, free_handle(taken, company, role))


def _refuse_open(found: Sequence[Telling], chosen: Sequence[Placed]) -> None:
    for telling in found:
        if telling.question is not None and any(each in telling.placed for each in chosen):
            raise RequestFailed(asked(telling).text)


def _fresh(session: Session, accepted: Iterable[Placed], history: History) -> Iterable[Placed]:
    """Yield what was accepted, each with its application as it is in the log by now."""
    known = {each.id: each for each in history.applications}
    taken = handles_of(history)
    begun: set[int] = set()
    for each in accepted:
        place = each.place
        if place.application is not None:
            if place.application.id not in known:
                session.note(f"{place.handle} is gone from the log, so nothing was logged for it.")
                continue
            place.application = known[place.application.id]
        elif id(place) not in begun:
            place.handle = (
                free_handle(taken, place.company, place.role) if place.handle in taken else place.handle
            )
            taken.add(place.handle)
            begun.add(id(place))
        yield each
