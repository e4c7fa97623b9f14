"""Completion: the words of the log and of the rules that a shell offers at Tab.

The shell has the commands, options and kinds in its script, and asks only for these. It is answered before
Click is loaded, from the standard library alone, in a time that does not grow with the log. Whatever is
wrong - no log, another's, damaged, locked - there is nothing to offer, and nothing is said. Names come from
job ads and mails: only words that no shell takes for anything else are offered.
"""

# ruff: noqa: PTH112, PTH116, PTH123, PTH208  # pathlib costs more than the rest
from __future__ import annotations

import json
import os
import re
import stat
import sys
from collections import Counter
from contextlib import closing, suppress
from itertools import islice

from followup import __version__
from followup.adapters.folders import folders_for, packaged
from followup.adapters.log import glimpse

TYPE_CHECKING = False  # typing costs as much as pathlib
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from followup.adapters.folders import Folders

OPEN_ACTIONS, SHOWN_ROWS = "open.json", "shown.json"  # in the folder of caches
_SHORTEST_ID, _SHORTEST_BEGUN = 5, 2  # of one letter there are too many
_NOT_EDITED = ("done", "dismissed", "same_person", "same_application")
_LARGEST = 1 << 24  # bytes of a file that is read
# Letters and digits of any script, and marks that mean nothing to a shell; no option begins so.
_HARMLESS = re.compile(r"[^\W_][\w@.+/-]{0,199}")


def answer(words: Sequence[str], environment: Mapping[str, str], today: str) -> None:
    """Print what may be typed: `words` are kinds of words, their beginning, and options as before a command.

    One in a line; after a tab it says what it is. Nothing is printed where anything is wrong.
    """
    with suppress(Exception):
        kinds, prefix, *options = words
        said = dict(zip(options[::2], options[1::2], strict=False))
        folders = folders_for(environment, said.get("--data-dir"), said.get("--rules"))
        now = said.get("--now") or environment.get("FOLLOWUP_NOW")
        asked = _Asked(folders, _unquoted(prefix), now[:10] if now else today)
        found = dict(pair for kind in kinds.split(",") for pair in asked.words(kind) if _is_harmless(pair))
        lines = (f"{word}\t{note}".rstrip() for word, note in islice(found.items(), glimpse.MOST))
        if sys.stdout is not None:  # closed: another file may have its number
            os.write(1, "".join(f"{line}\n" for line in lines).encode())


def _unquoted(prefix: str) -> str:
    """Return what was typed without the shell's own marks, in the small letters of handles and ids."""
    return re.sub(r"[\\'\"]", "", prefix).lower()


def _is_harmless(pair: tuple[str, str]) -> bool:
    return all(_HARMLESS.fullmatch(part) for part in filter(None, pair)) and bool(pair[0])


class _Asked:
    """What begins with `prefix`; `today` tells whether the rows of a screen still have their numbers."""

    def __init__(self, folders: Folders, prefix: str, today: str) -> None:
        self.folders, self.prefix, self.today = folders, prefix, today

    def words(self, kind: str) -> Iterator[tuple[str, str]]:
        """Yield words of a kind, each with what it is, or nothing."""
        if kind in {"rules", "kinds"}:
            yield from self._of_rules(kind)
        elif kind == "backups":
            yield from self._copies()
        else:
            connection = glimpse.opened(str(self.folders.log))
            if connection is not None:
                with closing(connection):
                    yield from getattr(self, f"_{kind}")(connection)

    def _begin(self, words: Iterable[str]) -> Iterator[tuple[str, str]]:
        return ((word, "") for word in words if word.startswith(self.prefix))

    def _handles(self, log: sqlite3.Connection) -> Iterator[tuple[str, str]]:
        yield from self._begin(self._glimpse(log, f"handle:{self.prefix}").handles.values())

    def _people(self, log: sqlite3.Connection) -> Iterator[tuple[str, str]]:
        """Yield people as their names in one word; by address or id where the name is another's, too."""
        from followup.core.text import slug

        spoken = self.prefix.replace("-", " ")
        people = self._glimpse(log, f"name:{spoken}", f"name:{self.prefix}", f"mail:{self.prefix}").people
        names = {contact: slug(name) for contact, (name, _, _) in people.items()}
        several = Counter(word for _, _, used in people.values() for word in {slug(name) for name in used})
        for contact, (_, address, _) in people.items():
            name, mail = names[contact], address.lower()
            word = name if several[name] == 1 else mail
            if not _HARMLESS.fullmatch(word):
                word = contact
            if word.startswith(self.prefix):
                yield word, ""
            elif "@" in self.prefix and mail.startswith(self.prefix):
                yield mail, ""

    def _events(self, log: sqlite3.Connection) -> Iterator[tuple[str, str]]:
        """Yield what `edit` takes: `interview/acme`, and the ids that have begun to be typed."""
        _, _, handle = self.prefix.partition("/")
        found = self._glimpse(log, f"handle:{handle}" if handle else "")
        for identity, of, place in found.events:
            if of in _NOT_EDITED:
                continue
            handle = found.handles.get(place, "")
            name = f"{of.replace('_', '-')}/{handle}" if place else of
            if (handle or not place) and name.startswith(self.prefix):
                yield name, ""
            elif len(self.prefix) >= _SHORTEST_BEGUN and identity.startswith(self.prefix):
                yield identity if len(self.prefix) > _SHORTEST_ID else identity[:8], name if handle else of

    def _actions(self, log: sqlite3.Connection) -> Iterator[tuple[str, str]]:
        """Yield open actions: rows of the screen last shown, names, and ids that have begun to be typed."""
        actions: dict[str, list[tuple[str, str]]] = self._kept(OPEN_ACTIONS) or {}
        settled = glimpse.Glimpse(log, filter(None, actions)).settled if actions else set()
        names = {i: name for several in actions.values() for i, name in several if i not in settled}
        shown: dict[str, Any] = self._kept(SHOWN_ROWS) or {}
        rows = shown["rows"] if shown.get("day") == self.today else []
        for number, row in enumerate(rows, 1):
            left = [identity for identity in row if identity in names]
            if left and str(number).startswith(self.prefix):
                yield str(number), names[left[0]]
        several = Counter(names.values())
        for identity, name in names.items():
            if name.startswith(self.prefix) and several[name] == 1:
                yield name, ""
            elif len(self.prefix) >= _SHORTEST_BEGUN and identity.startswith(self.prefix):
                yield _short(identity, names, len(self.prefix)), name

    def _of_rules(self, kind: str) -> Iterator[tuple[str, str]]:
        """Yield the rules, or the kinds of the user's own, from the compiled form of the rules in force."""
        from hashlib import blake2b

        named, own = self.folders.rules, self.folders.own_rules
        path = named or (own if own.exists() else packaged("rules.yaml"))
        digest = blake2b(_content(str(path)) + __version__.encode(), digest_size=16).hexdigest()
        book: dict[str, Any] = self._kept(f"rules-{digest}.json", digest) or {}
        found = book.get("rules", {}) if kind == "rules" else book.get("events", [])
        yield from self._begin(each if kind == "rules" else each.replace("_", "-") for each in found)

    def _copies(self) -> Iterator[tuple[str, str]]:
        data = str(self.folders.data)
        for folder, before in ((f"{data}/backups", "followup-"), (data, "followup.")):
            names = sorted(os.listdir(folder), reverse=True) if os.path.isdir(folder) else []
            yield from self._begin(
                name[len(before) : -len(".db")]
                for name in names
                if name.startswith(before) and name.endswith(".db") and len(name) > len(before) + 3
            )

    def _glimpse(self, log: sqlite3.Connection, *keys: str) -> glimpse.Glimpse:
        """Return what the newest applications come to, and those of the keys that begin so."""
        places = glimpse.recent(log)
        for key in dict.fromkeys(keys) if self.prefix else ():
            places += glimpse.beginning(log, key) if key else []
        return glimpse.Glimpse(log, dict.fromkeys(places))

    def _kept(self, name: str, key: str = "") -> Any:
        """Return a value of the folder of caches, as `adapters.cache` keeps it; None where there is none."""
        from hashlib import blake2b

        with suppress(OSError, ValueError):
            seal, _, content = _content(f"{self.folders.data}/cache/{name}").partition(b"\n")
            digest = blake2b(
                json.dumps([__version__, name, key], separators=(",", ":")).encode(), digest_size=16
            )
            digest.update(content)
            if digest.hexdigest().encode() == seal:
                return json.loads(content)
        return None


def _content(path: str) -> bytes:
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise OSError(path)
    with open(path, "rb") as file:
        return file.read(_LARGEST)


def _short(identity: str, others: Iterable[str], typed: int) -> str:
    """Return as much of an id as tells it from others, and at least what was typed of it."""
    length = max(_SHORTEST_ID, typed)
    while any(other != identity and other[:length] == identity[:length] for other in others):
        length += 1
    return identity[:length]
