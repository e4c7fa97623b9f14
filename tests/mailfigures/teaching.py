"""Teaches the second reader: writes mailwords.json from the mails of `tests/data/mail` but the unseen ones.

Run it from the folder `tests`: `python -m mailfigures.teaching [FOLDER...]`. It is logistic regression with
an L2 penalty, both classes weighted alike, solved by Newton's method in the dual: there are fewer mails than
words. The same mails give the same weights.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from followup.formats.intake.judging.likelihood import terms_of, text_of, weighted
from followup.formats.intake.mails.definitions import Mail
from followup.formats.intake.mails.reading import read_mail
from mailfigures.counting import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

MAILS = ROOT / "tests" / "data" / "mail"
FOLDERS = [each for each in sorted(MAILS.iterdir()) if each.name != "unseen" and each.is_dir()]
KINDS: dict[str, Callable[[set[str]], bool]] = {
    "rejected": lambda kinds: "rejected" in kinds,
    "receipt": lambda kinds: "receipt" in kinds,
    "told": bool,
}
PENALTY = 0.1
STEPS = 40
FEWEST = 2  # mails in which a word must stand
SMALLEST = 0.05  # a weight below it says nothing


def mails_of(folders: Iterable[Path]) -> list[tuple[Counter[str], set[str]]]:
    """Return the terms of each mail, and the kinds that a careful reader finds in it."""
    found = []
    for folder in folders:
        for entry in yaml.safe_load((folder / "manifest.yaml").read_text(encoding="utf-8")):
            mail = read_mail((folder / entry["file"]).read_bytes())
            if isinstance(mail, Mail):
                found.append((terms_of(text_of(mail)), {each["kind"] for each in entry["expect"]}))
    return found


def taught(mails: Sequence[tuple[Counter[str], set[str]]]) -> dict[str, Any]:
    """Return the content of mailwords.json."""
    standing = Counter(term for terms, _ in mails for term in terms)
    idf = {
        term: math.log((1 + len(mails)) / (1 + number)) + 1
        for term, number in sorted(standing.items())
        if number >= FEWEST
    }
    places = {term: place for place, term in enumerate(idf)}
    vectors = np.zeros((len(mails), len(idf)))
    for row, (terms, _) in enumerate(mails):
        for term, value in weighted(terms, idf).items():
            vectors[row, places[term]] = value
    fits = [
        _fitted(vectors, np.array([is_one(kinds) for _, kinds in mails], dtype=float))
        for is_one in KINDS.values()
    ]
    words = {}
    for term, place in places.items():
        weights = [round(float(fit[place]), 3) for fit, _ in fits]
        if max(map(abs, weights)) >= SMALLEST:
            words[term] = [round(idf[term], 3), *weights]
    return {
        "version": 1,
        "kinds": list(KINDS),
        "bias": [round(float(bias), 3) for _, bias in fits],
        "words": words,
    }


def _fitted(vectors: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, float]:
    """Return weights and bias of a logistic regression, by iteratively reweighted least squares."""
    kernel, count = vectors @ vectors.T, len(wanted)
    share = np.where(wanted > 0, count / (2 * wanted.sum()), count / (2 * (count - wanted.sum()))) / PENALTY
    alpha, bias = np.zeros(count), 0.0
    for _ in range(STEPS):
        score = kernel @ alpha + bias
        chance = np.clip(1 / (1 + np.exp(-score)), 1e-6, 1 - 1e-6)
        curve = chance * (1 - chance)
        system = np.ones((count + 1, count + 1))
        system[:count, :count] = kernel + np.diag(1 / (share * curve))
        system[count, count] = 0
        solved = np.linalg.solve(system, np.append(score + (wanted - chance) / curve, 0))
        alpha, bias = solved[:count], float(solved[count])
    return vectors.T @ alpha, bias


def written(content: dict[str, Any]) -> str:
    """Return mailwords.json, a line for each word, so that a difference can be read."""
    words = ",\n".join(f"  {json.dumps(term)}: {json.dumps(each)}" for term, each in content["words"].items())
    head = json.dumps({name: each for name, each in content.items() if name != "words"})
    return f'{head[:-1]}, "words": {{\n{words}\n}}}}\n'


def main(*folders: str) -> None:
    """Write mailwords.json."""
    content = taught(mails_of([Path(each) for each in folders] or FOLDERS))
    (ROOT / "mailwords.json").write_text(written(content), encoding="utf-8")
    sys.stdout.write(f"{len(content['words'])} words\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
