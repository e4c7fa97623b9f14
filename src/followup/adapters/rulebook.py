"""Which rules file is in force, and its compiled form, cached by content."""

from __future__ import annotations

from _blake2 import blake2b
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from followup import __version__
from followup.adapters.cache import Cache
from followup.adapters.files import read_rules
from followup.adapters.folders import packaged
from followup.core.errors import InvalidFile
from followup.core.rules import Rulebook

if TYPE_CHECKING:
    from pathlib import Path

    from followup.adapters.folders import Folders
    from followup.formats.rules.reading import Checked

# The sets of rules that ship with the program.
RULE_SETS = ("default", "quiet", "persistent")
LARGEST = 1 << 20  # bytes; `formats.yamlfile` refuses more


class RuleFile(NamedTuple):
    """A rules file in force; `digest` names its content and this program's reading of it."""

    path: Path
    rulebook: Rulebook
    digest: str


def shipped_rules(name: str) -> Path:
    """Return the path of one of the sets of rules that ship with the program, by its name."""
    return packaged("rules.yaml" if name == "default" else f"rulesets/{name}.yaml")


def default_rules() -> Path:
    """Return the path of the rules that hold where there are no others."""
    return shipped_rules("default")


def rules_path(folders: Folders) -> Path:
    """Return which rules file is in force: the one named, else the user's own, else the default."""
    if folders.rules is not None:
        return folders.rules
    return folders.own_rules if folders.own_rules.exists() else default_rules()


def read(path: Path, what: str = "rules file", hint: str | None = None) -> bytes:
    """Return the content of a rules file, or of one beside it; NotValid, with a sentence, otherwise."""
    return read_rules(path, what, LARGEST, hint)


def load_rules(folders: Folders) -> RuleFile:
    """Return the rules in force; InvalidFile, with every problem, if the file has errors."""
    path = rules_path(folders)
    data = read(path, hint="Look at --rules and FOLLOWUP_RULES.")
    digest = blake2b(data + __version__.encode(), digest_size=16).hexdigest()
    cache, name = Cache(folders.cache), f"rules-{digest}.json"
    rulebook = cache.load(name, digest, Rulebook)
    if rulebook is None:
        rulebook = compile_rules(str(path), data)
        cache.keep(name, digest, rulebook, "rules-*.json")
    return RuleFile(path, rulebook, digest)


@lru_cache(maxsize=8)
def compile_rules(name: str, data: bytes) -> Rulebook:
    """Return the rules that the text `data` of the file `name` says; InvalidFile otherwise.

    One process asks for the same text again and again: each story of a file, each command of a test.
    """
    checked = check_rules(data)
    if checked.rulebook is None:
        raise InvalidFile(name, checked.problems, checked.lines)
    return checked.rulebook


def check_rules(data: bytes | str) -> Checked:
    """Return the rules that `data` says, with every problem."""
    from followup.adapters.holidays import atlas
    from followup.formats.rules.reading import read_rules

    return read_rules(data, atlas())
