"""Event kinds in a rules file: each must be built in or declared under `events`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from followup.core.events import BUILT_IN, FACTS, KEEPING
from followup.core.rules import KIND_PATTERN, LONGEST_KIND, PERMISSION
from followup.core.text import quoted
from followup.formats.yamlfile.findings import listed
from followup.formats.yamlfile.scalars import Wrong

if TYPE_CHECKING:
    from collections.abc import Iterable

    from followup.formats.yamlfile.findings import Findings
    from followup.formats.yamlfile.nodes import Scalar

# The keys under which kinds are named.
KEYS = ("after", "before", "until", "logs", "else_logs", "unless", "needs", "silence_since", "since", "stop")

# What people call them; kinds that are only misspelt are found by their letters.
SYNONYMS = {
    **dict.fromkeys(
        ("answer", "answered", "reply", "replied", "response", "responded", "contacted"), "heard_back"
    ),
    **dict.fromkeys(("application", "apply", "application_sent", "submitted"), "applied"),
    **dict.fromkeys(("confirmation", "confirmed", "acknowledged", "received"), "receipt"),
    **dict.fromkeys(("call", "screen", "screening", "phone_call", "phone_interview"), "phone_screen"),
    **dict.fromkeys(("onsite", "on_site", "final_interview", "video_interview", "interviewed"), "interview"),
    **dict.fromkeys(("refused", "turned_down", "rejection", "denied", "no"), "rejected"),
    **dict.fromkeys(("message", "mail", "email", "letter", "written", "follow_up"), "sent"),
    **dict.fromkeys(("hired", "signed"), "accepted"),
    **dict.fromkeys(("promise", "deadline"), "promised"),
    **dict.fromkeys(("ghosted", "expired", "archived"), "closed"),
}


class Kinds:
    """Reads the kinds of one file, which declares `own`."""

    def __init__(self, own: Iterable[str], findings: Findings) -> None:
        self._known = {*FACTS, *own}
        self._findings = findings

    def named(self, node: Scalar, key: str) -> str:
        """Return the kind that `node` names under `key`; `Wrong` for one that rules cannot use."""
        kind = node.text
        choices = self._known | {PERMISSION} if key == "needs" else self._known
        if kind in choices:
            return kind
        if kind == PERMISSION:
            hint = "Write it under `needs`: `needs: [permission]`."
            raise Wrong("unknown-event", "`permission` is no event.", hint)
        if kind in KEEPING:
            wrong = f"`{kind}` is how the program keeps its log; no rule can use it."
            raise Wrong("keeping-event", wrong, f"Use what happened: {listed(FACTS)}.")
        meant = SYNONYMS.get(kind.strip().casefold().replace("-", "_").replace(" ", "_"))
        near = meant or self._findings.nearest(kind, sorted(choices))
        hint = f"Did you mean `{near}`?" if near else f"Known are {', '.join(FACTS)}."
        hint += " Events of your own stand under `events`."
        raise Wrong("unknown-event", f"There is no event {quoted(kind)}.", hint)


def declared(node: Scalar, _key: str) -> str:
    """Return the kind that `node` declares; `Wrong` where it cannot."""
    kind = node.text
    if kind in BUILT_IN or kind == PERMISSION:
        raise Wrong(
            "event-clash", f"`{kind}` is built in.", "Take it out of `events`, or choose another name."
        )
    if not re.fullmatch(KIND_PATTERN, kind) or len(kind) > LONGEST_KIND:
        mended = re.sub(r"[^a-z0-9]+", "_", kind.casefold()).strip("_0123456789")[:LONGEST_KIND].rstrip("_")
        letters = f"small letters, digits and `_`, at most {LONGEST_KIND} in all"
        hint = f"Use {letters}: `{mended or 'take_home_test'}`."
        raise Wrong("bad-name", f"{quoted(kind)} cannot be the name of an event.", hint)
    return kind
