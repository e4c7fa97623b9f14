"""A follow-up planner for people who look for a job.

A library, too: `from followup import plan` (docs/library.md). What that takes is loaded when it is asked for.
"""

TYPE_CHECKING = False  # `typing` would be loaded at each start for this alone
if TYPE_CHECKING:
    from followup.library import FollowupError, agenda, almanac, plan, read_events, read_rules

__version__ = "0.1.0"
__all__ = ["FollowupError", "agenda", "almanac", "plan", "read_events", "read_rules"]


def __getattr__(name: str) -> object:
    """Return a part of the library."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("followup.library"), name)
