"""The figures on the mails that may be looked at: they do not fall behind."""

from __future__ import annotations

from mailfigures.counting import ROOT, count, judgement_of

KNOWN = ROOT / "tests" / "data" / "mail" / "known"


def test_the_figures_on_known_mails_hold() -> None:
    """Receipts and refusals above all; the other half of the mails is judged by `python -m mailfigures`."""
    figures = count(KNOWN, judgement_of(ROOT / "mailrules.yaml"))
    for kind in ("receipt", "rejected"):
        assert figures.kinds[kind].precision >= 0.96, figures.table()
        assert figures.kinds[kind].recall >= 0.97, figures.table()
    assert figures.kinds["all"].precision >= 0.97, figures.table()
    assert figures.kinds["all"].recall >= 0.95, figures.table()
    assert figures.share("company") >= 0.95
    assert figures.share("role") >= 0.92
    assert figures.share("at") == 1
