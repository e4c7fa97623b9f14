"""Judges the mails of a folder and prints precision and recall by kind and language.

Run it from the folder `tests`: `python -m mailfigures [FOLDER...] [-v]`; without a folder, the parts of
`data/mail` that are there. With `-v` each mail that was judged otherwise than its manifest says is named.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mailfigures.counting import ROOT, count, judgement_of

PARTS = ("known", "third", "unseen")


def main(*arguments: str) -> None:
    """Print the figures of each folder."""
    folders = [Path(each) for each in arguments if each != "-v"]
    judgement = judgement_of(ROOT / "mailrules.yaml")
    for folder in folders or [ROOT / "tests" / "data" / "mail" / part for part in PARTS]:
        if not (folder / "manifest.yaml").exists():
            print(f"{folder}: no manifest.yaml")
            continue
        figures = count(folder, judgement)
        if "-v" in arguments:
            print("\n".join(figures.told))
        print(f"\n{folder.name}: {figures.mails} mails\n\n{figures.table()}")


if __name__ == "__main__":
    main(*sys.argv[1:])
