"""Text from outside: cleaned on its way into the log, and compared by what it says."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from followup.core.text import LONGEST_SHOWN, are_close, clean, normal, quoted, shown, slug, visible

JOINERS = "\u200c\u200d"


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Data Engineer", "Data Engineer"),
        ("  Data   Engineer ", "Data Engineer"),
        ("Data\nEngineer", "Data Engineer"),
        ("Data\r\n\tEngineer", "Data Engineer"),
        ("Data\u2028Engineer\u2029", "Data Engineer"),  # line and paragraph separators
        ("Data\u00a0Engineer\u3000", "Data Engineer"),  # white space of every kind
        ("Data\x0b\x0cEngineer\x85", "Data Engineer"),
        # escape sequences go as a whole
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b31mred", "red"),
        ("\x1b[2J\x1b[Hgone", "gone"),
        ("\x1b[?25lhidden", "hidden"),
        ("\x1b]0;new title\x07text", "text"),  # the title of the terminal, ended by BEL
        ("\x1b]8;;https://example.com\x1b\\link\x1b]8;;\x1b\\", "link"),  # a link, ended by ST
        ("\x9d0;title\x9ctext", "text"),  # the same in one byte each
        ("\x1bPq#0\x1b\\text", "text"),  # a device string
        ("\x1b(Btext", "text"),  # a character set
        ("\x1bctext", "text"),  # a reset
        ("text\x1b", "text"),
        ("text\x1b[", "text"),
        ("\x1b[31", ""),
        # what does not end takes what it began
        ("before\x1b]0;never ended", "before"),
        # control characters
        ("a\x00b\x07c\x08d\x7fe", "abcde"),
        # what turns text around, or hides in it
        ("abc\u202edcba", "abcdcba"),
        ("\u2066abc\u2069", "abc"),
        ("\u200eabc\u200f\u061c", "abc"),
        ("pay\u200bpal", "paypal"),
        ("\ufeffabc\u2060", "abc"),
        ("a\u00adb", "ab"),  # a soft hyphen
        ("a\U000e0041b", "ab"),  # a tag
        ("a\ue000b", "ab"),  # private use
        ("a\ud800b", "ab"),  # half a character
        # what is visible stays
        ("Zoë Müller-Łuczak", "Zoë Müller-Łuczak"),
        ("株式会社", "株式会社"),
        ("[bold]R&D <lead>[/bold]", "[bold]R&D <lead>[/bold]"),  # each output escapes for itself
        ("👩\u200d💻", "👩\u200d💻"),  # joiners hold emoji together
        ("\u0645\u06cc\u200c\u062e\u0648", "\u0645\u06cc\u200c\u062e\u0648"),  # and Persian words
        ("\u200dabc\u200c", "abc"),  # not at an end
        (" \u200d ", ""),
        ("", ""),
    ],
)
def test_cleaning_leaves_the_visible_text_on_one_line(text: str, cleaned: str) -> None:
    """Nothing is left that a terminal, a mail or a calendar could obey."""
    assert clean(text) == cleaned


ANYTHING = st.text(
    st.characters(codec=None) | st.sampled_from("\x1b\x9b]P[m;0\x07\\ \u200d\u202e\n"), max_size=40
)


@given(text=ANYTHING)
@example(text="a \u200d b")
@example(text="\u200d \u200c")
@example(text="\x1b\u200b[31m")
@example(text="\x1b\x00[31mred")
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    """What went may not leave behind what would have to go."""
    assert clean(clean(text)) == clean(text)


@given(text=ANYTHING)
def test_nothing_invisible_is_left(text: str) -> None:
    """No control, format or unassigned character but joiners between others; white space is one blank."""
    cleaned = clean(text)
    for character in cleaned:
        category = unicodedata.category(character)
        assert category not in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
        assert category != "Cf" or character in JOINERS
        assert not character.isspace() or character == " "
    assert "  " not in cleaned
    assert cleaned == cleaned.strip(" " + JOINERS)


@given(text=st.text(st.characters(categories=("L", "N", "P", "S")), max_size=40))
def test_visible_text_stays_as_it_is(text: str) -> None:
    """Letters, digits, punctuation and signs of every script."""
    assert clean(text) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "ACME"),
        ("Acme  Ltd", " acme ltd "),
        ("Straße", "STRASSE"),
        ("Zoe\u0308", "Zoë"),  # one letter or two
        ("\uff21\uff23\uff2d\uff25", "acme"),  # full width
    ],
)
def test_two_spellings_of_one_name_are_normally_equal(one: str, other: str) -> None:
    """Case, form and spacing apart."""
    assert normal(one) == normal(other)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Acme", "acme"),
        ("Acme & Söhne, GmbH", "acme-sohne-gmbh"),
        ("O'Reilly_Media 2", "o-reilly-media-2"),
        ("株式会社", "株式会社"),
        ("!!!", ""),
        ("-- Acme --", "acme"),
    ],
)
def test_a_slug_is_a_word_of_a_handle(text: str, word: str) -> None:
    """Small letters and digits of any script, joined by `-`."""
    assert slug(text) == word


@pytest.mark.parametrize(
    ("one", "other", "close"),
    [
        ("Acme", "acme", True),
        ("Acme", "Acme Inc.", True),  # a legal form
        ("Acme GmbH", "Acme Ltd", True),
        ("Acme Corp", "Acme Corporation", True),
        ("Bell Labs", "Bell-Labs", True),  # punctuation
        ("BellLabs", "Bell Labs", True),
        ("Globex", "Globx", True),  # a letter missing
        ("Globex", "Globbex", True),  # doubled
        ("Globex", "Glbxeo", False),  # three slips
        ("Globex", "Gloebx", True),  # two swapped
        ("Initech", "Innitech", True),
        ("Siemens Energy", "Simens Energy", True),
        ("Consolidated", "Consoldiatde", True),  # two slips in a long word
        ("Initek", "Initec", True),
        ("Initek", "Inuit", False),
        ("Northwind Traders", "Northwind", True),  # one begins with the whole other
        ("Northwind", "Eastwind", False),  # another word
        ("Traders", "Northwind Traders", False),  # not at its beginning
        ("Team 7", "Team 8", False),  # words with digits are as they are
        ("Acme", "Acme 2", False),  # they count
        ("Acme", "Acme B", False),
        ("IBM", "IBN", False),  # too short for a slip
        ("3M", "3N", False),
        ("Bell Labs", "Ball Lab", False),  # a slip in each word
        ("Acme", "Bell", False),
        ("Co", "Company", False),  # nothing but a legal form is a name
    ],
)
def test_two_names_are_close_if_one_may_be_the_other_misspelt_or_shortened(
    one: str, other: str, close: bool
) -> None:
    """Either way round."""
    assert are_close(one, other) is close
    assert are_close(other, one) is close


HIDDEN = "\x00\x07\x1b\x7f\x85\u061c\u200b\u00ad\u200e\u202e\u2066\u2028\ufeff\ue000\ud800\U000e0041"


@pytest.mark.parametrize("letter", HIDDEN)
def test_what_is_hidden_is_escaped_where_an_error_repeats_it(letter: str) -> None:
    """So that a person sees why two words that look alike are two."""
    escaped = letter.encode("unicode_escape").decode()
    assert visible(f"ac{letter}me") == f"ac{escaped}me"
    assert quoted(f"ac{letter}me").replace(" ", escaped) == f"`ac{escaped}me`"  # white space is a space there
    assert shown(f"ac{letter}me\nb") == f"ac{escaped}me\nb"


@pytest.mark.parametrize("text", ["株式会社 Zoë", "👩\u200d💻", "\u0645\u06cc\u200c\u062e\u0648", "a\u00a0b"])
def test_what_can_be_seen_is_repeated_as_it_is(text: str) -> None:
    """Names of every script, and what holds them together."""
    assert visible(text) == shown(text) == text


def test_no_page_is_repeated() -> None:
    """The end of a sentence stays: there it says what is wrong."""
    told = shown(f"There is no command '{'x' * 120_000}'. Did you mean today?")
    assert len(told) <= LONGEST_SHOWN + 1
    assert told.startswith("There is no command 'xxx")
    assert told.endswith("xxx'. Did you mean today?")
    assert quoted("x" * 120_000) == f"`{'x' * 40}…`"


@given(st.text(max_size=300))
def test_whatever_is_shown_only_the_lines_end(text: str) -> None:
    """Nothing else is obeyed, and what is shown is shown alike again."""
    left = {unicodedata.category(letter) for letter in shown(text) if letter not in f"{JOINERS}\n"}
    assert not left & {"Cc", "Cf", "Zl", "Zp", "Cs"}
    assert shown(shown(text)) == shown(text)
