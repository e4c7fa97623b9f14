"""What one mail tells, as the sitting shows it: its words, what would be logged, where, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.console import Group
from rich.table import Table
from rich.text import Text

from followup.core.text import normal, shortened
from followup.formats.screens.layout import indented
from followup.formats.screens.proposals import say_kind
from followup.formats.words.phrases import listed, say_date, say_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from rich.console import RenderableType

    from followup.core.decided import Placed
    from followup.core.history import History
    from followup.core.matching import Place

REASONS = {
    "answer": "as you said",
    "thread": "by its thread",
    "address": "by the address of a person in it",
    "role": "by company and role",
    "company": "by its company",
    "new": "new to the log",
}
VERDICTS = {
    "passed": "Your mail server has verified the sender.",
    "failed": "Your mail server says that the sender is forged.",
    "unknown": "Nothing in the mail proves who sent it.",
}
LONGEST_LABEL = 60
TALKS = ("phone_screen", "interview", "amended")


class Shown(NamedTuple):
    """The mail of a telling: how its sender shows itself, what is known of that, and its subject.

    Of the user's `own`, `emails` are those that it went to.
    """

    sender: str
    verdict: str
    subject: str
    emails: tuple[str, ...]
    own: bool
    around: tuple[str, str]


def telling_screen(
    placed: Sequence[Placed], shown: Shown, reason: str, heading: str, history: History, now: datetime
) -> RenderableType:
    """Return one mail and what would be logged of it, its sentence underlined in what stands around it."""
    proposal = placed[0].proposal
    sent = say_date(proposal.said, now) if proposal.said is not None else "without a date"
    head = Text(heading, style="bold")
    before, after = shown.around
    words = Text(f"{before.strip()} " if before.strip() else "")
    words.append(proposal.evidence, style="underline")
    words.append(f" {after.strip()}" if after.strip() else "")
    about = Text("\n").join(
        [
            Text(f"{shown.sender or 'nobody'}, {sent}"),
            Text(shown.subject or "without a subject"),
            Text(known_of_sender(shown, history), style="dim"),
        ]
    )
    would = [Text(f"{say_placed(each, now)}") for each in placed]
    where = Text(say_place(placed[0].place), style="bold")
    if reason in REASONS:
        where.append(f" ({REASONS[reason]})", style="not bold")
    return Group(head, indented(about), Text(), indented(words), Text(), where, *map(indented, would))


def known_of_sender(shown: Shown, history: History) -> str:
    """Return what the log and the user's mail server say of who sent a mail."""
    emails = {normal(each) for each in shown.emails}
    found = [
        f"{named.contact.label} is {named.part.replace('_', ' ')} of {application.handle}"
        for application in history.applications
        for named in history.named(application)
        if named.contact.email and normal(named.contact.email) in emails
    ]
    log = f"{listed(dict.fromkeys(found[:3]))}." if found else "The address is new to the log."
    return f"You wrote it. {log}" if shown.own else f"{log} {VERDICTS[shown.verdict]}"


def say_place(place: Place) -> str:
    """Return an application with its handle: `Acme, Data Engineer (acme)`; a new one says so."""
    if place.is_open:
        job = ", ".join(filter(None, (place.company, place.role)))
        return job or "An application that the mail does not name"
    name = f"{place.company}, {place.role}" if place.role else place.company
    return f"{name} ({place.handle})" if place.application is not None else name


def say_placed(placed: Placed, now: datetime) -> str:
    """Return what would be logged: `rejected, on Thu 12 Nov`; `interview, Tue 24 Nov, 10:00 with Ann`."""
    proposal = placed.proposal
    by = "" if proposal.dated else "by "
    when = say_date(proposal.at, now) if proposal.kind in TALKS else say_day(proposal.at, now)
    what = say_kind(placed)
    names = [shortened(person.label, LONGEST_LABEL) for person in proposal.people]
    preposition = " to" if proposal.kind == "sent" else " with" if proposal.kind in TALKS else " by"
    people = f"{preposition} {listed(names)}" if names else ""
    until = f", named: {say_day(proposal.until, now)}" if proposal.until else ""
    where = f", {proposal.where}" if proposal.where else ""
    moved = (
        f", before: {say_date(placed.target.at, now)}" if placed.kind == "amended" and placed.target else ""
    )
    return f"{what}: {by}{when}{people}{until}{where}{moved}"


def rest_screen(placed: Iterable[Placed]) -> RenderableType:
    """Return in a line each what is accepted without a look at it."""
    return Group(*(indented(f"{say_place(each.place)}: {say_kind(each)}") for each in placed))


def waiting_screen(
    groups: Iterable[Sequence[Placed]], ids: Mapping[str, str], now: datetime
) -> RenderableType:
    """Return what waits, a mail at a time: its application and its sentence, and the id of each proposal."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="cyan")
    table.add_column(ratio=1, overflow="fold")
    for number, group in enumerate(groups):
        if number:
            table.add_row()
        head = Text(say_place(group[0].place), style="bold")
        head.append(", new" if group[0].place.is_new else "", style="not bold")
        table.add_row(Text(), head)
        for each in group:
            table.add_row(Text(ids[each.proposal.id]), Text(say_placed(each, now)))
        for sentence in dict.fromkeys(each.proposal.evidence for each in group):
            table.add_row(Text(), Text(sentence, style="dim"))
    return table
