"""The tables of a completion script: what follows each command, and what stands in each place."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from followup.formats.usage.commands import Command


class Script(NamedTuple):
    """What a script is made of: the commands, the version of the program, and where own rules would be."""

    program: Command
    version: str
    own_rules: str

    def heading(self, shell: str) -> str:
        """Return the line that says what the file is."""
        return (
            f"# Completion of followup {self.version} for {shell}, written by `followup completion {shell}`."
        )


def place_codes(program: Command) -> list[tuple[str, list[str]]]:
    """Return what stands in which places: `add:#0`, `add:--role`; `done:#*` is any place of `done`.

    What holds for any place comes last: the first that fits is meant.
    """
    exact: dict[str, list[str]] = {}
    rest: dict[str, list[str]] = {}
    for key, code in _places(program):
        (rest if key.endswith("*") else exact).setdefault(code, []).append(key)
    return [*exact.items(), *rest.items()]


def _places(program: Command) -> Iterator[tuple[str, str]]:
    for command in program.walk():
        for pattern, takes in command.places():
            yield f"{command.path}:#{pattern}", takes.code
        for option in command.options:
            if option.takes is not None:
                yield from ((f"{command.path}:{name}", option.takes.code) for name in option.names)


def posix_places(program: Command) -> str:
    """Return the `case` over `$1` that sets `found`, for shells that read Bourne's language."""
    lines = []
    for code, keys in place_codes(program):
        patterns = " | ".join(shlex.quote(key.rstrip("*")) + "*" * key.endswith("*") for key in keys)
        lines.append(f"        {patterns}) found={shlex.quote(code)} ;;")
    return "\n".join(lines)


def followers(command: Command) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the commands, and the long options, that may follow a command, each with what it does."""
    commands = [(each.name, each.sentence) for each in command.commands]
    options = [
        (name, option.help)
        for option in command.options
        for name in option.names
        if name.startswith("--") or len(option.names) == 1
    ]
    return commands, options
