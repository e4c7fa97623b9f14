"""The commands as values: what completion and the man page are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

FILE, FOLDER = "<file>", "<folder>"


class Takes(NamedTuple):
    """What stands in a place of the command line.

    `words` are those that always fit, `asks` the kinds of words that depend on the log or the rules, as
    `adapters.completion` has them; `path` is FILE or FOLDER. All empty is free text.
    """

    words: tuple[str, ...] = ()
    asks: str = ""
    path: str = ""

    @property
    def code(self) -> str:
        """What a script knows it by: FILE, FOLDER, or `WORDS?KINDS`."""
        return self.path or f"{' '.join(self.words)}?{self.asks}"

    def __or__(self, other: Takes) -> Takes:
        asks = ",".join(filter(None, (self.asks, other.asks)))
        return Takes(self.words + other.words, asks, self.path or other.path)


class Option(NamedTuple):
    """An option: its names, its help, and what it takes, as `metavar` calls it; None for a flag."""

    names: tuple[str, ...]
    help: str
    metavar: str = ""
    takes: Takes | None = None


class Argument(NamedTuple):
    """A word after a command; `several` of them may follow each other."""

    takes: Takes
    several: bool = False


class Command(NamedTuple):
    """A command: its words after `followup`, how it is called, its help in paragraphs, and what it takes.

    A paragraph that begins with `\\b` keeps its lines: these are examples.
    """

    path: str
    usage: str
    paragraphs: tuple[str, ...]
    options: tuple[Option, ...]
    arguments: tuple[Argument, ...] = ()
    commands: tuple[Command, ...] = ()

    @property
    def name(self) -> str:
        """Return its last word."""
        return self.path.rpartition(" ")[2]

    @property
    def sentence(self) -> str:
        """Return the first sentence of its help, without the period."""
        first = " ".join(self.paragraphs[0].split()) if self.paragraphs else ""
        return first.split(". ")[0].rstrip(".")

    def walk(self) -> Iterator[Command]:
        """Yield this command and all below it, in order."""
        yield self
        for command in self.commands:
            yield from command.walk()

    def places(self) -> Iterator[tuple[str, Takes]]:
        """Yield what stands in each place, by its number, or `*` for any from there on."""
        left = list(self.arguments)
        for number, argument in enumerate(self.arguments):
            if argument.several:
                # How many there will be nobody knows, so each may be what comes after them.
                takes = left[number].takes
                for later in left[number + 1 :]:
                    takes |= later.takes
                yield "*", takes
                return
            yield str(number), argument.takes
