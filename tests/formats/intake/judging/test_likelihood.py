"""The second reader: what the words of a mail make likely, and what that changes."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.formats.intake.judging.judging import judge
from followup.formats.intake.judging.likelihood import (
    Lexicon,
    likelihood_of,
    read_lexicon,
    score_of,
    terms_of,
)
from followup.formats.intake.judging.rulesfile import read_mail_rules
from followup.formats.intake.mails.definitions import Address, Mail
from mailfigures.counting import ROOT, judgement_of
from mailfigures.teaching import FOLDERS, mails_of, taught

if TYPE_CHECKING:
    from followup.formats.intake.judging.rulesfile import Judgement

SMALL = Lexicon(
    version=1,
    kinds=("rejected", "receipt", "told"),
    bias=(-1.0, -1.0, 0.0),
    words={
        "sorry": (2.0, 3.0, -1.0, 0.5),
        "received": (1.5, -1.0, 2.0, 0.5),
        "we received": (2.5, -1.0, 3.0, 1.0),
    },
)
ME = ("me@example.com",)
# Each is worded as no mail of the corpus; the first of a pair is about a job.
REFUSAL = (
    "Unfortunately we have chosen other candidates for the Baker position."
    " We wish you all the best in your job search."
)
TAX = "Thank you for your payment. We are sorry to say that your council tax application was unsuccessful."


@pytest.fixture(scope="module")
def judgement() -> Judgement:
    """Return the rules that ship, with the words that ship."""
    return judgement_of(ROOT / "mailrules.yaml")


def mail(text: str, subject: str = "Your application", sender: str = "jobs@acme.example") -> Mail:
    """Return a mail to me."""
    return Mail(sender=Address("Acme", sender), to=(Address("", ME[0]),), subject=subject, text=text)


class TestTerms:
    """Words, and pairs of neighbours."""

    @pytest.mark.parametrize(
        ("text", "terms"),
        [
            ("We received", {"we": 1, "received": 1, "we received": 1}),
            ("No, thanks", {"no": 1, "thanks": 1}),  # a comma parts a pair
            ("can't", {"can": 1, "not": 1, "can not": 1}),  # as phrases know them
            ("Für Sie", {"fuer": 1, "sie": 1, "fuer sie": 1}),
            ("room 12 or 345", {"room": 1, "0": 2, "or": 1, "room 0": 1, "0 or": 1, "or 0": 1}),  # any number
            ("see https://acme.example/x", {"see": 1}),  # an address is no word
            ("", {}),
        ],
    )
    def test_of_a_text(self, text: str, terms: dict[str, int]) -> None:
        """Whatever its spelling."""
        assert terms_of(text) == terms


class TestLikelihood:
    """Logistic regression on tf-idf."""

    def test_by_hand(self) -> None:
        """`Sorry, sorry. We received it`: the formulas of a textbook, term by term."""
        sorry, received, pair = (1 + math.log(2)) * 2.0, 1.5, 2.5
        length = math.sqrt(sorry**2 + received**2 + pair**2)
        score = -1.0 + (sorry * 3.0 - received * 1.0 - pair * 1.0) / length
        found = likelihood_of("Sorry, sorry. We received it", SMALL)
        assert found.rejected == pytest.approx(1 / (1 + math.exp(-score)))
        assert found.of("rejected") == found.rejected
        assert found.of("interview") is None

    def test_of_unknown_words(self) -> None:
        """Only how often it is, at all."""
        assert likelihood_of("xyzzy", SMALL).told == pytest.approx(0.5)

    @given(text=st.text(max_size=300))
    def test_of_anything(self, text: str) -> None:
        """It is a probability."""
        assert all(0 <= each <= 1 for each in likelihood_of(text, SMALL))

    def test_of_a_sentence(self) -> None:
        """The sum of what its words speak for."""
        assert score_of("We received it", "receipt", SMALL) == pytest.approx(1.5 * 2.0 + 2.5 * 3.0)


class TestJudging:
    """What the second reader changes."""

    def test_a_refusal_of_something_else(self, judgement: Judgement) -> None:
        """Phrases alone may take it for one; its words do not speak of a job."""
        assert judge(mail(TAX), judgement, ME) == ()

    def test_words_that_no_phrase_has(self, judgement: Judgement) -> None:
        """The sentence that speaks most for it is the evidence; it is never certain."""
        tongues = {code: tongue._replace(rules=()) for code, tongue in judgement.tongues.items()}
        mute = judgement._replace(tongues=tongues)
        [found] = judge(mail(REFUSAL), mute, ME)
        assert found.kind == "rejected"
        assert found.evidence in REFUSAL
        assert not found.certain

    def test_limits_stand_in_the_rules(self, judgement: Judgement) -> None:
        """With 0, 0 and 100 there is no second reader, as without a lexicon."""
        text = (ROOT / "mailrules.yaml").read_text(encoding="utf-8")
        off = text.replace("version: 1\n", "version: 1\nsecond_reader: {doubt: 0, told: 0, belief: 100}\n", 1)
        checked = read_mail_rules(off)
        assert checked.judgement is not None, checked.problems
        without = checked.judgement
        with_limits = without._replace(lexicon=judgement.lexicon)
        for each in (TAX, REFUSAL):
            assert judge(mail(each), with_limits, ME) == judge(mail(each), without, ME)


@pytest.mark.slow
def test_the_words_that_ship_are_what_the_mails_teach() -> None:
    """After new mails: `cd tests; python -m mailfigures.teaching`. Machines differ in the last digits."""
    shipped = json.loads((ROOT / "mailwords.json").read_text(encoding="utf-8"))
    again = json.loads(json.dumps(taught(mails_of(FOLDERS))))
    assert shipped["kinds"] == again["kinds"]
    assert shipped["bias"] == pytest.approx(again["bias"], abs=0.02)
    assert len(shipped["words"].keys() ^ again["words"].keys()) < 50  # at the edge of what is left out
    for word in shipped["words"].keys() & again["words"].keys():
        assert shipped["words"][word] == pytest.approx(again["words"][word], abs=0.02), word


def test_the_words_that_ship_can_be_read() -> None:
    """By the program."""
    lexicon = read_lexicon((ROOT / "mailwords.json").read_bytes())
    assert lexicon.kinds == ("rejected", "receipt", "told")
    assert all(len(weights) == 1 + len(lexicon.kinds) for weights in lexicon.words.values())
