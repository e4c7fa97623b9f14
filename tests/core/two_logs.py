"""The logs of two machines: what they share, and what each of them has alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from hypothesis import strategies as st

from core.logs import logs
from followup.core.events import Event
from followup.core.merging import union

if TYPE_CHECKING:
    from collections.abc import Sequence


def renamed(log: Sequence[Event], name: str) -> list[Event]:
    """Return a log with other ids of events and contacts, as another machine would have given."""
    found = []
    for event in log:
        text = msgspec.json.encode(event).decode()
        text = text.replace('"event-', f'"{name}-event-').replace('"contact-', f'"{name}-contact-')
        decoded = msgspec.json.decode(text, type=Event)
        found.append(msgspec.structs.replace(decoded, batch=decoded.batch or decoded.id))
    return found


def in_order(log: Sequence[Event]) -> list[Event]:
    """Return a log as it is where no clock was ever put back."""
    return sorted(log, key=lambda event: event.recorded_at)


MACHINES = st.tuples(*(logs().map(lambda log, name=name: renamed(log.events, name)) for name in "abc"))


@st.composite
def pairs(draw: st.DrawFn) -> tuple[list[Event], list[Event]]:
    """Draw the logs of two machines that share a part, which may be all or nothing."""
    shared, one, other = draw(MACHINES)
    shared = shared if draw(st.booleans()) else []
    return union(shared, one), union(shared, other if draw(st.booleans()) else [])
