"""Event kinds in a rules file: each must be built in or declared under `events`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from followup.core.events import BUILT_IN, FACTS, KEEPING
from followup.core.rules import PERMISSION, KindName, Rulebook, Silence
from followup.formats.yamlfile.findings import listed, quoted
from followup.formats.yamlfile.scalars import pattern_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from followup.formats.yamlfile.decoding import Path, Places
    from followup.formats.yamlfile.findings import Findings

KIND_PATTERN = pattern_of(KindName)
_KIND = re.compile(KIND_PATTERN)
LONGEST = 40

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


class Use(NamedTuple):
    """One event kind as the file names it, and where."""

    kind: str
    path: Path


def check_kinds(book: Rulebook, places: Places, findings: Findings) -> None:
    """Tell unknown kinds, kinds that rules cannot use, and wrong declarations."""
    _check_declared(book, places, findings)
    known = {*FACTS, *book.events}
    for use in uses(book):
        if findings.is_full:
            return
        if use.path not in places.wrong and use.kind not in known:
            _tell(use, known, places, findings)


def uses(book: Rulebook) -> Iterator[Use]:
    """Yield every mention of an event kind outside `events`."""
    for name, rule in book.rules.items():
        for key in ("after", "before", "logs", "unless", "needs"):
            yield from _named_in(getattr(rule, key), ("rules", name, key))
    for name, guard in book.guards.items():
        yield from _named_in(guard.since, ("guards", name, "since"))
    yield from _named_in(book.stop, ("stop",))


def _named_in(value: str | Silence | tuple[str, ...] | None, path: Path) -> Iterator[Use]:
    if isinstance(value, str):
        yield Use(value, path)
    elif isinstance(value, Silence):
        yield from _named_in(value.silence_since, (*path, "silence_since"))
    else:
        yield from (Use(kind, (*path, number)) for number, kind in enumerate(value or ()))


def _tell(use: Use, known: set[str], places: Places, findings: Findings) -> None:
    at, kind = places.value(*use.path), use.kind
    is_need = use.path[2:3] == ("needs",)
    if kind == PERMISSION:
        if not is_need:
            text = "`permission` is no event."
            findings.error(at, "unknown-event", text, "Write it under `needs`: `needs: [permission]`.")
        return
    if kind in KEEPING:
        text = f"`{kind}` is how the program keeps its log; no rule can use it."
        findings.error(at, "keeping-event", text, f"Use what happened: {listed(FACTS)}.")
        return
    choices = known | {PERMISSION} if is_need else known
    meant = SYNONYMS.get(kind.strip().casefold().replace("-", "_").replace(" ", "_"))
    near = meant or findings.nearest(kind, sorted(choices))
    hint = f"Did you mean `{near}`?" if near else f"Known are {', '.join(FACTS)}."
    hint += " Events of your own stand under `events`."
    findings.error(at, "unknown-event", f"There is no event {quoted(kind)}.", hint)


def _check_declared(book: Rulebook, places: Places, findings: Findings) -> None:
    seen: set[str] = set()
    for number, kind in enumerate(book.events):
        path = ("events", number)
        if path in places.wrong:
            continue
        at = places.value(*path)
        if kind in BUILT_IN or kind == PERMISSION:
            text = f"`{kind}` is built in."
            findings.error(at, "event-clash", text, "Take it out of `events`, or choose another name.")
        elif kind in seen:
            findings.error(at, "duplicate-event", f"{quoted(kind)} is declared twice.", "Take this one out.")
        elif not _KIND.fullmatch(kind) or len(kind) > LONGEST:
            hint = f"Use small letters, digits and `_`, at most {LONGEST} in all: `{_mended(kind)}`."
            findings.error(at, "bad-name", f"{quoted(kind)} cannot be the name of an event.", hint)
        seen.add(kind)


def _mended(kind: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", kind.casefold()).strip("_0123456789")[:LONGEST].rstrip("_")
    return plain or "take_home_test"
