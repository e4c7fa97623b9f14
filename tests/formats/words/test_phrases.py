"""Words that every view shares."""

from __future__ import annotations

import pytest

from followup.formats.words.phrases import by_channel


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("email", "by email"),
        ("text", "by text message"),
        ("linkedin", "on LinkedIn"),
        ("in_person", "in person"),
    ],
)
def test_a_channel_has_its_own_preposition(channel: str, words: str) -> None:
    """As one says it."""
    assert by_channel(channel) == words
