"""Who speaks in a mail: the user, a person, a program; and what the address tells of the employer."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from followup.core.text import slug
from followup.formats.intake.judging.sentences import plain_words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from followup.formats.intake.judging.definitions import Senders, Speaker
    from followup.formats.intake.mails.definitions import Address, Mail

SHORTEST_NAME = 4  # letters of a word that can tell a company
LONG_WORD = 7  # letters of one that is found within others
MOST_WORDS = 4  # of a person's name
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_ASIDE = re.compile(
    r"\s*(?:[(\[|/@–]|\s-\s|\s(?:from|at|of|von|bei|via|de|chez)\s|,\s(?!\w+$)).*$", re.IGNORECASE
)
_FREE = {
    *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com", "icloud.com"),
    *("gmx.de", "gmx.net", "web.de", "t-online.de", "proton.me", "protonmail.com", "aol.com", "me.com"),
    *("freenet.de", "mail.com", "orange.fr", "free.fr", "laposte.net", "yahoo.fr", "hotmail.fr", "posteo.de"),
}


class Source(NamedTuple):
    """Who a mail is from.

    `crowd` says that its address is one of mailings, `desk` that it or its name is of an office that hires;
    `through` what passes it on: a `system` of applicants, a job `board`, or nothing, and then the domain is
    the employer's own.
    """

    who: Speaker
    crowd: bool = False
    desk: bool = False
    through: str = ""


def source_of(mail: Mail, own: Collection[str], senders: Senders) -> Source:
    """Return who speaks; `own` are the addresses of the user, in lower case."""
    sender = mail.sender
    through = "system" if is_in(sender.domain, senders.systems) else ""
    through = through or ("board" if is_in(sender.domain, senders.boards) else "")
    if sender.email and sender.email in own:
        return Source("own")
    words = set(re.split(r"[._+=-]+", sender.local)) | {sender.local, sender.local.partition("+")[0]}
    crowd = bool(words & set(senders.crowds))
    shown = {plain_words(word).strip() for word in _WORD.findall(sender.name)}
    desk = bool(words & set(senders.desks))
    hires = desk or bool((shown | set(sender.domain.split(".")[:-1])) & set(senders.desks))
    machine = is_machine(sender, senders)
    human = not (crowd or machine or mail.bulk or mail.automatic) and is_person(sender, senders, desk=desk)
    if through and slug(sender.name.split(" ")[0]) == sender.local:
        human = False  # the tenant of a system: `Acme (via Talentbase) <acme@ats.example>`
    return Source("human" if human else "system", crowd, hires, through)


def is_in(domain: str, known: Iterable[str]) -> bool:
    """Whether `domain` is one of `known` or below one; `*` stands for a part of a name."""
    parts = domain.split(".")
    names = [".".join(parts[at:]) for at in range(len(parts))]
    return any(fnmatchcase(name, each) if "*" in each else name == each for each in known for name in names)


def is_free(domain: str) -> bool:
    """Whether anybody can have an address there, so that it names no employer."""
    return domain in _FREE or "freemail" in domain


def is_machine(address: Address, senders: Senders) -> bool:
    """Whether nobody reads what is written to `address`, or writes from there."""
    words = set(re.split(r"[._+=-]+", address.local)) | {address.local}
    machines = senders.machines
    return bool(words & set(machines)) or any(
        each in address.local for each in machines if len(each) >= LONG_WORD
    )


def is_person(address: Address, senders: Senders, *, desk: bool) -> bool:
    """Whether a mailbox is shown with the name of a person."""
    name = _ASIDE.sub("", address.name).strip(" \"'")
    words = [word.strip(".'’") for word in _WORD.findall(name)]
    if not words:
        return not desk and bool(re.fullmatch(r"[a-z]{2,}[._][a-z]{2,}", address.local))
    plain = {plain_words(word).strip() for word in words}
    if len(words) > MOST_WORDS or "&" in name or plain & set(senders.departments):
        return False
    local = set(re.split(r"[._+\d-]+", address.local))
    if plain & local or _abbreviates(address.local, words):
        return not _is_company(plain, address.domain) or bool(plain & local - set(senders.desks))
    if len(words) == 1:
        return False
    return not _is_company(plain, address.domain) and words[0][0].isupper()


def _abbreviates(local: str, words: list[str]) -> bool:
    """Whether `asmith`, `ann.s` or `anns` stands for the name."""
    first, last = slug(words[0]), slug(words[-1])
    local = re.sub(r"[^a-z]", "", local)
    return len(words) > 1 and local in {
        first[:1] + last,
        first + last[:1],
        last + first[:1],
        first + last,
        last + first,
    }


def _is_company(words: Iterable[str], domain: str) -> bool:
    """Whether the words shown are those of the domain: `Acme Robotics` at acme-robotics.example."""
    host = re.sub(r"[^a-z0-9]", "", domain.rpartition(".")[0])
    return any(len(word) >= SHORTEST_NAME and word.replace("-", "") in host for word in words)
