"""The newest text of a mail apart from what is repeated below it, the signature and the footer."""

from __future__ import annotations

import pytest

from followup.formats.intake.mails.newest import taken_apart

QUOTES = {
    "marked": "On Mon, 7 Sep 2026 at 10:00, Ann Lee <ann@acme.example> wrote:\n> Old\n> text",
    "unmarked": "On 7 Sep 2026, at 10:00, Ann Lee wrote:\n\nOld\ntext",
    "attribution over two lines": "On Mon, 7 Sep 2026 at 10:00, Ann Lee\n<ann@acme.example> wrote:\n> Old",
    "German": "Am 07.09.2026 um 10:00 schrieb Ann Lee:\n> Old",
    "French": "Le lun. 7 sept. 2026 à 10:00, Ann Lee a écrit :\n> Old",
    "Spanish": "El 7 sept 2026, a las 10:00, Ann Lee escribió:\n> Old",
    "Outlook": "From: Ann Lee\nSent: Monday, 7 September 2026 10:00\nTo: Sam\nSubject: Talk\n\nOld",
    "Outlook in German": "Von: Ann Lee\nGesendet: Montag, 7. September 2026\nAn: Sam\nBetreff: Termin\n\nOld",
    "original message": "-----Original Message-----\nFrom: Ann\nOld",
    "Ursprüngliche Nachricht": "-------- Ursprüngliche Nachricht --------\nOld",
}


@pytest.mark.parametrize("quote", QUOTES.values(), ids=QUOTES)
def test_what_is_repeated_is_no_text(quote: str) -> None:
    """Whatever the mail program that repeats it."""
    apart = taken_apart(["The new text is here.", "", *quote.split("\n")])
    assert apart.text == "The new text is here."
    assert "Old" in apart.quoted
    assert not apart.forwarded


def test_answers_between_the_lines_are_text() -> None:
    """What is not marked as repeated was written now."""
    lines = ["On 7 Sep 2026, Ann wrote:", "> When?", "On Monday.", "> Where?", "In Bonn."]
    assert taken_apart(lines).text == "On Monday.\nIn Bonn."


@pytest.mark.parametrize(
    "mark",
    [
        "---------- Forwarded message ---------",
        "Begin forwarded message:",
        "-------- Weitergeleitete Nachricht --------",
    ],
)
def test_a_mail_that_is_passed_on_is_told(mark: str) -> None:
    """What it passes on is not what its sender says."""
    apart = taken_apart(["Look at this.", mark, "From: HR", "We regret."])
    assert apart.forwarded
    assert apart.text == "Look at this."


@pytest.mark.parametrize(
    ("closing", "rest"),
    [
        ("Best regards,", "Ann Lee\nHead of People"),
        ("Kind regards", "The Acme Team"),
        ("Mit freundlichen Grüßen", "i. A. Karin Wolf"),
        ("Viele Grüße aus Köln", "Karin"),
        ("Cordialement,", "Le service RH"),
        ("Atentamente,", "RRHH"),
        ("Thanks,", "Ann"),
        ("--", "Ann Lee\nAcme"),
    ],
)
def test_a_signature_is_no_text(closing: str, rest: str) -> None:
    """It begins with the closing, or with two dashes."""
    apart = taken_apart(["We met.", "", closing, *rest.split("\n")])
    assert apart.text == "We met."
    assert rest.split("\n", maxsplit=1)[0] in apart.signature


def test_thanks_at_the_beginning_close_nothing() -> None:
    """A name follows a closing; a letter follows thanks."""
    lines = ["Thanks!", "We have received your application and will read it.", "It is with us."]
    assert "received" in taken_apart(["Hi Sam,", *lines]).text


def test_an_afterthought_is_text() -> None:
    """It stands behind the signature."""
    assert "new time" in taken_apart(["We met.", "Best,", "Ann", "PS: The new time is 10:00."]).text


@pytest.mark.parametrize(
    "footer",
    [
        "You are receiving this email because you applied at acme.example.",
        "Unsubscribe",
        "This e-mail may contain confidential information.",
        "Diese E-Mail enthält vertrauliche Informationen.",
        "© 2026 Acme Inc. All rights reserved.",
    ],
)
def test_a_footer_is_no_text(footer: str) -> None:
    """Nor is what follows it."""
    apart = taken_apart(["We have received your application.", footer, "If you are not selected ..."])
    assert apart.text == "We have received your application."
    assert "selected" in apart.footer


def test_a_notice_at_the_top_goes_alone() -> None:
    """The letter comes after it."""
    lines = ["Please do not reply to this message.", "We have received your application."]
    assert taken_apart(lines).text == "We have received your application."
