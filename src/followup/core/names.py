"""Names: the keys by which an index finds what a word on the command line may mean.

Every key that an event ever gave stays: who finds more than is meant looks at what was found, and who finds
nothing knows that there is nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from followup.core.events import Person
from followup.core.text import LONG_WORD, SHORTEST_TYPO, core_words, is_counted, normal, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from followup.core.events import Event

# A word of so many letters is known by two letters at either end, a shorter one by one.
_LONG_ENDS = 6
# Where the two middle letters of a long word stand that has a typo at either end.
_SHIFTED = (2, 3, 4)


def handles_of(event: Event) -> set[str]:
    """Return the keys of an event's application by handle: `handle:acme`. Its company is a link."""
    handles = {event.about.handle, event.patch.get("about", {}).get("handle")} - {None, ""}
    return {f"handle:{handle}" for handle in handles}


def persons_of(event: Event) -> Iterator[Person]:
    """Yield the people that an event names, and those that an amendment puts in place."""
    yield from event.people
    for said in event.patch.get("people") or ():
        yield Person(said.get("name"), said.get("email"), said.get("phone"), contact=said.get("contact", ""))


def keys_of_word(word: str) -> set[str]:
    """Return the keys of the applications that `word` may mean: by handle or by company."""
    return {f"handle:{word}", f"handle:{slug(word)}", f"company:{normal(word)}"}


def keys_of_person(person: Person) -> set[str]:
    """Return the keys of the contacts who `person` may be: by address and by name."""
    return {f"mail:{normal(person.email or '')}", f"name:{normal(person.name or '')}"} - {"name:", "mail:"}


def near_keys_of(event: Event) -> dict[str, set[str]]:
    """Return the keys by which names close to those of the event's application are found.

    The values are the names to look at; an empty one stands for any name: the key itself is close enough.
    """
    about = event.patch.get("about", {})
    names = {event.about.company, event.about.handle, about.get("company"), about.get("handle")}
    found: dict[str, set[str]] = {}
    for name in filter(None, names):
        words = core_words(name)
        for key in (_joined(words), *_beginnings(words)):
            found.setdefault(key, set()).add("")
        for key in _typos(words, stored=True):
            found.setdefault(key, set()).add(" ".join(words))
    return found


def near_keys_of_word(word: str) -> Iterable[str]:
    """Return the keys under which every name close to `word`, as `are_close` has it, is found."""
    words = core_words(word)
    yield _joined(words)
    yield f"begins:{' '.join(words)}"
    yield from (_joined(words[:count]) for count in range(1, len(words)))
    yield from _typos(words, stored=False)


def _joined(words: tuple[str, ...]) -> str:
    return f"near:{''.join(words)}"


def _beginnings(words: tuple[str, ...]) -> Iterator[str]:
    """Yield a key for each shorter name that may mean this one."""
    for count in range(1, len(words)):
        if not is_counted(words[count:]):
            yield f"begins:{' '.join(words[:count])}"


def _typos(words: tuple[str, ...], *, stored: bool) -> Iterator[str]:
    """Yield the keys that the name shares with each name that has a typo in one word.

    One of several words: the others are as they were. Of a word alone some of its letters are: one typo
    touches one end of it, and two that touch both ends leave the middle.
    """
    for place, word in enumerate(words):
        if len(word) < SHORTEST_TYPO or (not word.isalpha() and any(map(str.isdigit, word))):
            continue
        if len(words) > 1:
            yield f"typo:{' '.join((*words[:place], '*', *words[place + 1 :]))}"
            continue
        for ends in (2 if len(word) >= _LONG_ENDS else 1,) if stored else (1, 2):
            yield f"typo:{word[:ends]}*"
            yield f"typo:*{word[-ends:]}"
        if len(word) >= LONG_WORD:
            for start in (3,) if stored else _SHIFTED:
                yield f"typo:*{word[start : start + 2]}*"
