"""Drafts: the same but for the names is the same; another topic is another text."""

from __future__ import annotations

import pytest

from followup.core.similarity import DraftText, are_nearly_the_same, personal_words, words_of

FORM = """Hello,
thank you for your time. I enjoyed talking with you about ; it is the kind of work I want to do.
Kind regards"""


def draft(to: str, topic: str, extra: str = "") -> DraftText:
    """Return the draft of the form to `to`, about `topic`."""
    text = FORM.replace("Hello,", f"Hello {to},").replace("about ;", f"about {topic};") + extra
    return DraftText(to, text, ("Ann Lee", "Bo", "Cy"))


def test_the_personal_words_are_those_that_the_form_has_not() -> None:
    """Names are no personal words: everybody has one."""
    assert personal_words(draft("Ann", "the new data platform"), FORM) == ["the", "new", "data", "platform"]


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        (
            draft("Ann", "the data platform"),
            draft("Bo", "the data platform"),
            True,
        ),  # only the name differs
        (draft("Ann", "the data platform"), draft("Bo", "The Data Platform!"), True),  # nor does spelling
        (draft("Ann", "the data platform"), draft("Bo", "night shifts"), False),  # another talk
        (draft("Ann", "the move to the new platform"), draft("Bo", "the move to the old platform"), True),
        (draft("Ann", "tests"), draft("Bo", "hiring"), False),  # one word is enough to differ
        (draft("Ann", ""), draft("Bo", ""), True),  # nothing personal in either
        (
            draft("Ann", "tests"),
            draft("Bo", "tests", " Say hello to the cat and to the dog for me."),
            False,
        ),
    ],
)
def test_two_drafts_are_compared_by_what_is_personal_in_them(
    ours: DraftText, theirs: DraftText, same: bool
) -> None:
    """What the template says is common to all drafts, and says nothing."""
    assert are_nearly_the_same(ours, theirs, FORM) is same
    assert are_nearly_the_same(theirs, ours, FORM) is same


def test_names_go_as_whole_words() -> None:
    """Bo is no part of bold."""
    assert words_of("Bo, a bold move, Bo's own", ("Bo",)) == ["a", "bold", "move", "bo's", "own"]
