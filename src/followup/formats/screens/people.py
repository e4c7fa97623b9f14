"""The screen of `people`: who is known, where, and what they wish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from followup.core.people import SHORTEST_ID
from followup.core.wishes import stated_by
from followup.formats.words.phrases import say_stated

if TYPE_CHECKING:
    from rich.console import RenderableType

    from followup.core.history import History


def people_screen(history: History) -> RenderableType:
    """Return the table of `people`, in the order in which they were first named."""
    contacts = list(history.contacts)
    if not contacts:
        return Text("Nobody is known yet. People come from --recruiter and --with of `followup add`.")
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("Who", ratio=3, overflow="fold")
    table.add_column("Where", ratio=3, overflow="fold")
    table.add_column("Id", no_wrap=True, width=SHORTEST_ID)
    places = _places(history)
    for contact in contacts:
        who = Text(contact.label)
        reached = [text for text in (contact.email if contact.name else None, contact.phone) if text]
        said = say_stated(stated_by(contact, None, history))
        for line in (*reached, *([f"wishes: {said}"] if said else [])):
            who.append(f"\n{line}", style="dim")
        where = Text("\n".join(places.get(contact.id, [])))
        table.add_row(who, where, Text(contact.id[:SHORTEST_ID], style="cyan"))
    noun = "person" if len(contacts) == 1 else "people"
    hint = "Two of them are one? followup people merge ID ID"
    return Group(table, Text(f"{len(contacts)} {noun}. {hint}", style="dim"))


def _places(history: History) -> dict[str, list[str]]:
    """Return for each contact, by id, the applications that name them, with the part they play there."""
    parts: dict[tuple[str, str], list[str]] = {}
    for application in history.applications:
        for named in history.named(application):
            parts.setdefault((named.contact.id, application.handle), []).append(named.part.replace("_", " "))
    found: dict[str, list[str]] = {}
    for (contact, handle), names in parts.items():
        own = [name for name in names if name != "contact"] or names
        found.setdefault(contact, []).append(f"{handle}: {', '.join(own)}")
    return found
