"""The user: what letters say of the person who writes them."""

from __future__ import annotations

from followup.core.rules import Definition, Text


class Myself(Definition, frozen=True):
    """The user's own name, address and number; what is not set stands as a gap in a draft."""

    name: Text | None = None
    email: Text | None = None
    phone: Text | None = None
