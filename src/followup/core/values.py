"""Values: what one part of the program hands to another."""

from __future__ import annotations

import msgspec


class Value(msgspec.Struct, frozen=True):
    """A few named values that belong together, and never change.

    A NamedTuple does the same, but to define one takes nine times as long, and a morning begins with dozens.
    What a value holds is for the reader and the type checker alone, so its types need not be imported.
    """
