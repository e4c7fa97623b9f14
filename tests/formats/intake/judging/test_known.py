"""The figures on the mails that were looked at: they do not fall behind."""

from __future__ import annotations

import pytest

from mailfigures.counting import ROOT, count, judgement_of

MAILS = ROOT / "tests" / "data" / "mail"


def test_the_figures_on_known_mails_hold() -> None:
    """Receipts and refusals above all; those never looked at are judged by `python -m mailfigures`."""
    figures = count(MAILS / "known", judgement_of(ROOT / "mailrules.yaml"))
    for kind in ("receipt", "rejected"):
        assert figures.kinds[kind].precision >= 0.96, figures.table()
        assert figures.kinds[kind].recall >= 0.97, figures.table()
    assert figures.kinds["all"].precision >= 0.97, figures.table()
    assert figures.kinds["all"].recall >= 0.95, figures.table()
    assert figures.share("company") >= 0.95
    assert figures.share("role") >= 0.92
    assert figures.share("at") == 1


@pytest.mark.slow
def test_the_figures_on_mails_of_other_authors_hold() -> None:
    """They write more freely than systems do, so less of it is found; what is found is right."""
    figures = count(MAILS / "third", judgement_of(ROOT / "mailrules.yaml"))
    for kind in ("receipt", "rejected"):
        assert figures.kinds[kind].precision >= 0.97, figures.table()
        assert figures.kinds[kind].recall >= 0.85, figures.table()
    assert figures.kinds["all"].precision >= 0.96, figures.table()
    assert figures.noise[True] / figures.noise.total() >= 0.97, figures.table()
    assert figures.share("company") >= 0.9
