"""Judges the mails of a folder and prints precision and recall by kind and by language.

Run it from the folder `tests`: `python -m mailfigures [FOLDER... [-v]]`; without a folder, both halves of
`data/mail`. With `-v` each mail that was judged otherwise than expected is named. A manifest.yaml beside the
mails says what is expected.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from followup.core.text import are_close, slug
from followup.formats.intake.judging.judging import judge
from followup.formats.intake.judging.rulesfile import Judgement, read_mail_rules
from followup.formats.intake.mails.definitions import Mail
from followup.formats.intake.mails.reading import read_mail

if TYPE_CHECKING:
    from followup.formats.intake.judging.findings import Found

ROOT = Path(__file__).parents[2]
HALVES = ("known", "unseen")
OWN = ("me@example.com", "me@example.org")


class Tally:
    """Counts of one kind or language."""

    def __init__(self) -> None:
        self.right = self.wrong = self.missed = 0

    def row(self, name: str) -> str:
        """Return the figures as a row of the table."""
        precision, recall = _share(self.right, self.wrong), _share(self.right, self.missed)
        return f"{name:18}{self.right:6}{self.wrong:6}{self.missed:7}{precision:>11}{recall:>8}"


def _share(right: int, other: int) -> str:
    return f"{right / (right + other):.3f}" if right + other else "-"


def main(*arguments: str) -> None:
    """Print the figures of each folder."""
    verbose = "-v" in arguments
    folders = [Path(each) for each in arguments if each != "-v"]
    judgement = read_mail_rules((ROOT / "mailrules.yaml").read_bytes()).judgement
    assert judgement is not None
    for folder in folders or [ROOT / "tests" / "data" / "mail" / half for half in HALVES]:
        if (folder / "manifest.yaml").exists():
            _figures(folder, judgement, verbose=verbose)


def _figures(folder: Path, judgement: Judgement, *, verbose: bool) -> None:
    kinds: dict[str, Tally] = defaultdict(Tally)
    fields: dict[str, Counter[bool]] = defaultdict(Counter)
    manifest = yaml.safe_load((folder / "manifest.yaml").read_text(encoding="utf-8"))
    noise = Tally()
    for entry in manifest:
        mail = read_mail((folder / entry["file"]).read_bytes())
        found = list(judge(mail, judgement, OWN)) if isinstance(mail, Mail) else []
        told = _compare(entry, found, kinds, fields)
        if entry["noise"]:
            noise.right, noise.wrong = noise.right + (not found), noise.wrong + bool(found)
        if verbose and told:
            print(f"{entry['file']} {entry['language']} {entry.get('trap', '')}: {'; '.join(told)}")
    print(f"\n{folder.name}: {len(manifest)} mails\n")
    print(f"{'':18}{'right':>6}{'wrong':>6}{'missed':>7}{'precision':>11}{'recall':>8}")
    for name in sorted(kinds):
        print(kinds[name].row(name))
    print(f"\nnoise left alone: {noise.right} of {noise.right + noise.wrong}")
    for name, counts in sorted(fields.items()):
        print(f"{name} right: {counts[True]} of {counts.total()}")


def _compare(
    entry: dict[str, Any],
    found: list[Found],
    kinds: dict[str, Tally],
    fields: dict[str, Counter[bool]],
) -> list[str]:
    """Count what was found and missed; return what differs, in words."""
    told = []
    left = list(found)
    for wanted in entry["expect"]:
        names = (wanted["kind"], f"  {wanted['kind']} {entry['language']}", "all")
        alike = [each for each in left if each.kind == wanted["kind"]]
        best = max(alike, key=lambda each: _closeness(each, wanted), default=None)
        if best is None:
            told.append(f"missed {wanted['kind']}")
            for name in names:
                kinds[name].missed += 1
            continue
        left.remove(best)
        for name in names:
            kinds[name].right += 1
        for field, is_right in _fields(best, wanted):
            fields[field][is_right] += 1
            if not is_right:
                told.append(f"{field} {_value(best, field)!r}, not {wanted.get(field)!r}")
    for each in left:
        told.append(f"wrong {each.kind}: {each.evidence[:150]!r}")
        for name in (each.kind, f"  {each.kind} {entry['language']}", "all"):
            kinds[name].wrong += 1
    return told


def _closeness(found: Found, wanted: dict[str, Any]) -> int:
    return sum(is_right for _, is_right in _fields(found, wanted))


def _value(found: Found, field: str) -> Any:
    if field == "at":
        return found.at and found.at.isoformat()[:16]
    if field == "until":
        return found.until and found.until.isoformat()[:10]
    if field == "people":
        return sorted(each.email for each in found.people)
    return getattr(found, field)


def _is_same(one: str, other: str) -> bool:
    return slug(one) == slug(other)


def _fields(found: Found, wanted: dict[str, Any]) -> list[tuple[str, bool]]:
    fields = [
        (name, is_same(_value(found, name) or "", wanted[name]))
        for name, is_same in (("company", are_close), ("role", _is_same))
        if name in wanted
    ]
    fields += [
        (name, _value(found, name) == str(wanted[name])) for name in ("at", "until", "zone") if name in wanted
    ]
    if "people" in wanted:
        fields.append(("people", _value(found, "people") == sorted(wanted["people"])))
    return fields


if __name__ == "__main__":
    main(*sys.argv[1:])
