"""Mails judged against a manifest: counts by kind and language, and what differs."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from followup.core.text import are_close, slug
from followup.formats.intake.judging.judging import judge
from followup.formats.intake.judging.likelihood import read_lexicon
from followup.formats.intake.judging.rulesfile import read_mail_rules
from followup.formats.intake.mails.definitions import Mail
from followup.formats.intake.mails.reading import read_mail

if TYPE_CHECKING:
    from followup.formats.intake.judging.findings import Found
    from followup.formats.intake.judging.rulesfile import Judgement

ROOT = Path(__file__).parents[2]
OWN = ("me@example.com", "me@example.org")
HEADER = f"{'':18}{'right':>6}{'wrong':>6}{'missed':>7}{'precision':>11}{'recall':>8}"


class Tally:
    """Counts of one kind, of one kind in one language, or of all."""

    def __init__(self) -> None:
        self.right = self.wrong = self.missed = 0

    @property
    def precision(self) -> float:
        """Return how many of those found are right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Return how many of those wanted were found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    def row(self, name: str) -> str:
        """Return the figures as a row of the table."""
        counts = f"{self.right:6}{self.wrong:6}{self.missed:7}"
        return f"{name:18}{counts}{self.precision:11.3f}{self.recall:8.3f}"


class Figures:
    """What was counted in one folder; `told` says of each mail what differs."""

    def __init__(self) -> None:
        self.kinds: dict[str, Tally] = defaultdict(Tally)
        self.fields: dict[str, Counter[bool]] = defaultdict(Counter)
        self.noise: Counter[bool] = Counter()
        self.traps: dict[str, Counter[bool]] = defaultdict(Counter)
        self.told: list[str] = []
        self.mails = 0

    def share(self, field: str) -> float:
        """Return in how many of the findings that are right a field is right."""
        return self.fields[field][True] / self.fields[field].total()

    def table(self) -> str:
        """Return all figures as text."""
        rows = [self.kinds[name].row(name) for name in sorted(self.kinds)]
        shares = [
            f"{name} right: {each[True]} of {each.total()}" for name, each in sorted(self.fields.items())
        ]
        noise = f"noise left alone: {self.noise[True]} of {self.noise.total()}"
        traps = [
            f"{each[False]} of {each.total()} {name}"
            for name, each in sorted(self.traps.items())
            if each[False]
        ]
        return "\n".join(
            [HEADER, *rows, "", noise, *shares, f"mails judged otherwise, by trap: {', '.join(traps)}"]
        )


def judgement_of(path: Path) -> Judgement:
    """Return the rules for mails in a file without errors."""
    judgement = read_mail_rules(path.read_bytes()).judgement
    assert judgement is not None, f"{path} has errors"
    return judgement._replace(lexicon=read_lexicon((ROOT / "mailwords.json").read_bytes()))


def count(folder: Path, judgement: Judgement) -> Figures:
    """Judge the mails of a folder and compare with its manifest.yaml."""
    figures = Figures()
    manifest = yaml.safe_load((folder / "manifest.yaml").read_text(encoding="utf-8"))
    for entry in manifest:
        mail = read_mail((folder / entry["file"]).read_bytes())
        found = list(judge(mail, judgement, OWN)) if isinstance(mail, Mail) else []
        kinds = sorted(each["kind"] for each in entry["expect"])
        figures.traps[entry.get("trap", "none")][kinds == sorted(each.kind for each in found)] += 1
        told = _compare(entry, found, figures)
        figures.mails += 1
        if entry["noise"]:
            figures.noise[not found] += 1
        if told:
            figures.told.append(
                f"{entry['file']} {entry['language']} {entry.get('trap', '')}: {'; '.join(told)}"
            )
    return figures


def _compare(entry: dict[str, Any], found: list[Found], figures: Figures) -> list[str]:
    """Count what was found and missed; return what differs, in words."""
    told = []
    left = list(found)
    for wanted in entry["expect"]:
        tallies = _tallies(wanted["kind"], entry, figures)
        alike = [each for each in left if each.kind == wanted["kind"]]
        best = max(alike, key=lambda each: sum(right for _, right in _fields(each, wanted)), default=None)
        if best is None:
            told.append(f"missed {wanted['kind']}")
            for tally in tallies:
                tally.missed += 1
            continue
        left.remove(best)
        for tally in tallies:
            tally.right += 1
        for field, is_right in _fields(best, wanted):
            figures.fields[field][is_right] += 1
            if not is_right:
                told.append(f"{field} {_value(best, field)!r}, not {wanted.get(field)!r}")
    for each in left:
        told.append(f"wrong {each.kind}: {each.evidence[:150]!r}")
        for tally in _tallies(each.kind, entry, figures):
            tally.wrong += 1
    return told


def _tallies(kind: str, entry: dict[str, Any], figures: Figures) -> list[Tally]:
    return [figures.kinds[name] for name in (kind, f"  {kind} {entry['language']}", "all")]


def _fields(found: Found, wanted: dict[str, Any]) -> list[tuple[str, bool]]:
    """Return which of the wanted fields are right; names of companies as the program compares them."""
    fields = []
    for name in ("company", "role", "at", "until", "zone", "people"):
        if name not in wanted:
            continue
        value = _value(found, name)
        if name == "company":
            right = are_close(value or "", wanted[name])
        elif name == "role":
            right = slug(value or "") == slug(wanted[name])
        elif name == "people":
            right = value == sorted(wanted[name])
        else:
            right = value == str(wanted[name])
        fields.append((name, right))
    return fields


def _value(found: Found, field: str) -> Any:
    if field == "at":
        return found.at and found.at.isoformat()[:16]
    if field == "until":
        return found.until and found.until.isoformat()[:10]
    if field == "people":
        return sorted(each.email for each in found.people)
    return getattr(found, field)
