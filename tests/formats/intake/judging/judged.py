"""What the shipped rules make of a mail, for the tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from followup.formats.intake.judging.judging import judge
from followup.formats.intake.judging.rulesfile import Judgement, read_mail_rules
from followup.formats.intake.mails.definitions import Mail
from followup.formats.intake.mails.reading import read_mail
from formats.intake.mails.writing import mail

if TYPE_CHECKING:
    from followup.formats.intake.judging.findings import Found

RULES = Path(__file__).parents[4] / "mailrules.yaml"
OWN = ("me@example.com", "me@example.org")
ANN = "Ann Lee <ann@acme.example>"
ME = "Sam Seeker <me@example.com>"


@cache
def shipped() -> Judgement:
    """Return the rules that ship with the program."""
    judgement = read_mail_rules(RULES.read_bytes()).judgement
    assert judgement is not None
    return judgement


def judged(data: bytes, *, known: bool = False) -> tuple[Found, ...]:
    """Return what the mail `data` tells of."""
    found = read_mail(data)
    assert isinstance(found, Mail), found
    return judge(found, shipped(), OWN, known=known)


def kinds(body: str, **headers: str) -> list[str]:
    """Return the kinds that a mail with this text tells of."""
    return [each.kind for each in judged(mail(body, **headers))]
