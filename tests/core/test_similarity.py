"""Letters: the same but for the names is the same; another topic is another letter."""

from __future__ import annotations

import pytest

from followup.core.similarity import Letter, are_nearly_the_same, personal_words, words_of

FORM = """Hello,
thank you for your time. I enjoyed talking with you about ; it is the kind of work I want to do.
Kind regards"""


def letter(to: str, topic: str, extra: str = "") -> Letter:
    """Return the letter of the form to `to`, about `topic`."""
    text = FORM.replace("Hello,", f"Hello {to},").replace("about ;", f"about {topic};") + extra
    return Letter(to, text, ("Ann Lee", "Bo", "Cy"))


def test_the_personal_words_are_those_that_the_form_has_not() -> None:
    """Names are no personal words: everybody has one."""
    assert personal_words(letter("Ann", "the new data platform"), FORM) == ["the", "new", "data", "platform"]


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        (
            letter("Ann", "the data platform"),
            letter("Bo", "the data platform"),
            True,
        ),  # only the name differs
        (letter("Ann", "the data platform"), letter("Bo", "The Data Platform!"), True),  # nor does spelling
        (letter("Ann", "the data platform"), letter("Bo", "night shifts"), False),  # another talk
        (letter("Ann", "the move to the new platform"), letter("Bo", "the move to the old platform"), True),
        (letter("Ann", "tests"), letter("Bo", "hiring"), False),  # one word is enough to differ
        (letter("Ann", ""), letter("Bo", ""), True),  # nothing personal in either
        (
            letter("Ann", "tests"),
            letter("Bo", "tests", " Say hello to the cat and to the dog for me."),
            False,
        ),
    ],
)
def test_two_letters_are_compared_by_what_is_personal_in_them(
    ours: Letter, theirs: Letter, same: bool
) -> None:
    """What the template says is common to all letters, and says nothing."""
    assert are_nearly_the_same(ours, theirs, FORM) is same
    assert are_nearly_the_same(theirs, ours, FORM) is same


def test_names_go_as_whole_words() -> None:
    """Bo is no part of bold."""
    assert words_of("Bo, a bold move, Bo's own", ("Bo",)) == ["a", "bold", "move", "bo's", "own"]
