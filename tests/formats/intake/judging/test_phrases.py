"""Phrases against words: gaps, choices, names."""

from __future__ import annotations

import pytest

from followup.formats.intake.judging.phrases import compiled
from followup.formats.intake.judging.sentences import plain_words, split

NAMES = {"paper": ["application", "cv"], "no": ["not", "no longer"]}


@pytest.mark.parametrize(
    ("phrase", "text", "stands"),
    [
        ("received your application", "We've received your application.", True),
        ("received your application", "received your applications", False),
        ("applica*", "applications", True),
        ("*gespräch", "Ihr Vorstellungsgespräch", True),
        ("not .. selected", "You won't be selected", True),  # contractions are written out
        ("not .. selected", "not, however, selected", False),  # over a comma
        ("not ... selected", "not, however, selected", True),
        ("not .. selected", "not one two three four five six selected", False),
        ("(filled|closed) now", "It is closed now", True),
        ("is [now] filled", "is filled", True),
        ("<no> .. <paper>", "no longer an application", True),
        ("not", "nothing", False),
        ("follow up", "a follow-up", True),  # hyphens make no difference
        ("für", "fuer", True),  # nor do umlauts
        ("candidature retenue", "candidature retenué", True),
        ("selected", "They said “you are not selected for this” to all", False),  # quoted is not said
        ("data engineer", "the role “Data Engineer” is", True),  # a name in quotes is
        ("rejected", "https://acme.example/rejected/1", False),
    ],
)
def test_where_a_phrase_stands(phrase: str, text: str, stands: bool) -> None:
    """Case, accents, hyphens and contractions make no difference."""
    assert (compiled(phrase, NAMES).search(plain_words(text)) is not None) == stands


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("At 3 p.m. on Monday. Bring it.", ["At 3 p.m. on Monday.", "Bring it."]),
        ("Dr. Lee of Acme Inc. wrote. Yes.", ["Dr. Lee of Acme Inc. wrote.", "Yes."]),
        ("Am 3. Oktober um 10 Uhr. Ja.", ["Am 3. Oktober um 10 Uhr.", "Ja."]),
        ("Date: Monday\nTime: 10:00", ["Date: Monday", "Time: 10:00"]),
        (
            "We are sorry to say that we have decided\nnot to move on.",
            ["We are sorry to say that we have decided not to move on."],
        ),
        ("Your application for\nData Engineer is here.", ["Your application for Data Engineer is here."]),
        ("- one\n- two", ["- one", "- two"]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    """Abbreviations end none, broken lines are joined, lists are not."""
    assert list(split(text)) == sentences
