"""The examples of a mailrules.yaml: each is judged, and a problem where it is judged otherwise."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from followup.formats.intake.judging.judging import judge
from followup.formats.intake.judging.rulesfile import CheckedMailRules, Judgement, read_into
from followup.formats.intake.mails.definitions import Address, Mail
from followup.formats.intake.mails.newest import taken_apart
from followup.formats.yamlfile.findings import Findings

if TYPE_CHECKING:
    from followup.formats.intake.judging.definitions import Example
    from followup.formats.yamlfile.source import Source

# An example is a mail of this day, to this user, from this address where it names none.
SENT = datetime(2026, 9, 7, 10, 0, tzinfo=UTC)  # a Monday
OWN = "me@example.com"
SENDER = "Acme Careers <no-reply@acme.example>"


def check_mail_rules(data: bytes | str) -> CheckedMailRules:
    """Read the rules for mails and try their examples; problems are in the order of the file."""
    findings = Findings()
    judgement, source = read_into(data, findings)
    if judgement is not None and not findings.has_errors:
        try_examples(judgement, source)
    usable = None if findings.has_errors else judgement
    return CheckedMailRules(usable, findings.all(), tuple(source.lines))


def try_examples(judgement: Judgement, source: Source) -> None:
    """Judge each example of the rules, and tell `source` where that comes out otherwise than it says."""
    for number, example in enumerate(judgement.rules.examples):
        found = sorted({each.kind for each in judge(mail_of(example), judgement, (OWN,))})
        wanted = [example.kind] if example.kind else []
        if found != wanted:
            told = " and ".join(f"`{kind}`" for kind in found) or "nothing"
            expected = f"`{example.kind}`" if example.kind else "nothing"
            text = f"This example is judged to tell of {told}, not of {expected}."
            source.error(("examples", number), "wrong-example", text)


def mail_of(example: Example) -> Mail:
    """Return the mail that an example stands for."""
    name, _, rest = (example.sender or SENDER).rpartition("<")
    apart = taken_apart(example.text.split("\n"), example.subject or "")
    return Mail(
        sender=Address(name.strip(), rest.rstrip("> ").lower()),
        to=(Address("Sam Seeker", OWN),),
        date=SENT,
        subject=example.subject or "",
        text=apart.text,
        quoted=apart.quoted,
        signature=apart.signature,
        footer=apart.footer,
        forwarded=apart.forwarded,
    )
