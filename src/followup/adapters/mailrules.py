"""By which rules mails are judged: those that ship, and the user's own on top of them."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from followup import __version__
from followup.adapters.files import read_rules
from followup.core.errors import InvalidFile, NotValid

if TYPE_CHECKING:
    from followup.adapters.folders import Folders
    from followup.formats.intake.judging.likelihood import Lexicon
    from followup.formats.intake.judging.rulesfile import CheckedMailRules, Judgement

MAIL_RULES_NAME = "mailrules.yaml"
MAIL_WORDS_NAME = "mailwords.json"
LARGEST = 1 << 20  # bytes; `formats.yamlfile` refuses more


class MailRulesFile(NamedTuple):
    """The rules in force; `digest` names what they say and this program's reading of it."""

    judgement: Judgement
    digest: str


def shipped_mail_rules() -> Path:
    """Return the path of the rules that ship with the program."""
    package = Path(__file__).parents[1]
    packaged = package / MAIL_RULES_NAME
    return packaged if packaged.exists() else package.parents[1] / MAIL_RULES_NAME


def shipped_mail_words() -> Path:
    """Return the path of what the second reader of mails was taught."""
    return shipped_mail_rules().with_name(MAIL_WORDS_NAME)


def own_mail_rules(folders: Folders) -> Path:
    """Return where the user's own rules are kept."""
    return folders.config / MAIL_RULES_NAME


def read_mail_rules_file(path: Path) -> bytes:
    """Return the content of such a file; NotValid, with a sentence, if it cannot be read."""
    return read_rules(path, "file of rules for mails", LARGEST)


def load_mail_rules(folders: Folders) -> MailRulesFile:
    """Return the rules in force; InvalidFile, with every problem, if the user's own have errors.

    Nothing of it is kept: what takes the time is to prepare the phrases, and only pickle could keep that.
    """
    own, shipped = own_mail_rules(folders), shipped_mail_rules().read_bytes()
    words = shipped_mail_words().read_bytes()
    data = read_mail_rules_file(own) if own.exists() else None
    digest = hashlib.blake2b(__version__.encode() + b"\0" + shipped + words, digest_size=16)
    digest.update(b"\0" + data if data is not None else b"")
    judgement = _judgement(str(own), shipped, data)._replace(lexicon=_lexicon(words))
    return MailRulesFile(judgement, digest.hexdigest())


@lru_cache(maxsize=4)
def _judgement(name: str, shipped: bytes, own: bytes | None) -> Judgement:
    from followup.formats.intake.judging.ownrules import read_own_rules

    judgement = _shipped(shipped)
    if own is None:
        return judgement
    checked = read_own_rules(own, judgement.rules)
    if checked.judgement is None:
        raise InvalidFile(name, checked.problems, checked.lines)
    return checked.judgement


@lru_cache(maxsize=1)
def _lexicon(data: bytes) -> Lexicon:
    from followup.formats.intake.judging.likelihood import read_lexicon

    return read_lexicon(data)


@lru_cache(maxsize=1)
def _shipped(data: bytes) -> Judgement:
    from followup.formats.intake.judging.rulesfile import read_mail_rules

    judgement = read_mail_rules(data).judgement
    if judgement is None:
        raise NotValid("The rules for mails that ship with this program are damaged.", "Install it again.")
    return judgement


def check_own_rules(data: bytes) -> CheckedMailRules:
    """Return what the user's own rules say on top of those that ship, with every problem."""
    from followup.formats.intake.judging.ownrules import read_own_rules

    return read_own_rules(data, _shipped(shipped_mail_rules().read_bytes()).rules, trying=True)
