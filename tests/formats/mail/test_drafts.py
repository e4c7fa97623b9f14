"""Drafts: the words of each message that ships, in each set of rules, whatever is known."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from core.building import Diary, morning
from followup.adapters.rulebook import RULE_SETS, compile_rules, read, shipped_rules
from followup.core.actions import Action, Status
from followup.core.calendar import Calendar
from followup.core.elsewhere import clients_of, is_talking_elsewhere
from followup.core.events import Person
from followup.core.rules import SEVERAL, Rule, Template
from followup.formats.mail.drafts import LETTER_OF_SEVERAL, draft_of, draft_text
from followup.formats.mail.filling import Circumstances, values_of
from followup.formats.settings.definitions import Myself
from followup.formats.words.language import VARIABLES
from followup.formats.words.templates import flowed

if TYPE_CHECKING:
    from followup.core.history import Application

ROBIN = Person("Robin Roe", "robin@example.com", "555 0100", part="recruiter")
JO = Myself(name="Jo Doe", email="jo@example.com", phone="555 0199")
KNOWN = Circumstances(JO, "cycling")

# What each message is sent after, with what that event says.
ANCHORS: dict[str, tuple[str, dict[str, Any]]] = {
    "application-follow-up": ("applied", {}),
    "ask-whether-it-arrived": ("no_receipt", {}),
    "phone-screen-nudge": ("phone_screen", {}),
    "thank-you": ("interview", {}),
    "interview-follow-up": ("interview", {}),
    "promise-follow-up": ("promised", {"until": date(2026, 11, 27)}),
    "new-date": ("cancelled", {}),
    "check-in": ("heard_back", {}),
    "decline-thanks": ("declined", {}),
}
COURTESIES = {"thank-you", "decline-thanks"}
COMPANIES = ("Acme", "Globex", "Initech")


@cache
def messages(name: str) -> dict[str, Template]:
    """Return the messages of a set of rules that ships."""
    return compile_rules(name, read(shipped_rules(name))).messages


def sent(
    name: str,
    *people: Person,
    company: str = "Acme",
    role: str | None = "Data Engineer",
    channel: str = "email",
    repetition: int = 1,
) -> Action:
    """Return an action that sends a message, at an application of which everything is logged."""
    kind, more = ANCHORS[name]
    diary = Diary(Calendar(UTC))
    place = diary.begin("2026-11-02", *people, company=company, role=role)
    talk = diary.add("interview", "2026-11-20T14:00", place, *people)
    if kind == "cancelled":
        more = {"talk": talk.id}
    anchor = {"applied": diary.events[0], "interview": talk}.get(kind) or diary.add(
        kind, "2026-11-18T10:00", place, *people, **more
    )
    history = diary.history()
    [application] = history.applications
    application.id = company  # each comes from a log of its own
    return Action(
        id=f"{company}-{name}".lower(),
        rule=name,
        definition=Rule(do="write", send=name),
        application=application,
        anchor=anchor,
        repetition=repetition,
        contact=history.contact(anchor.people[0]) if people else None,
        channel=channel,
        status=Status.DUE,
        earliest=date(2026, 11, 20),
        due=date(2026, 11, 20),
        latest=None,
        reasons=[],
    )


SHIPPED = [(rules, name) for rules in RULE_SETS for name in messages(rules) if name != SEVERAL]


class TestTheWords:
    """Every message that ships, with all known and with as little as there may be."""

    @pytest.mark.parametrize(("rules", "name"), SHIPPED)
    @pytest.mark.parametrize("everything", [False, True])
    def test_with_everything_known_nothing_is_left_to_fill_in(
        self, rules: str, name: str, everything: bool
    ) -> None:
        """With the most that it may say, too, it stays as short as it should."""
        known = Circumstances(JO, "cycling", talking_elsewhere=everything, first_choice=everything)
        template = messages(rules)[name]
        for channel in ("email", "phone"):
            draft = draft_of([sent(name, ROBIN, channel=channel)], messages(rules), known)
            assert draft.gaps == ()
            assert template.max_words is not None
            assert draft.words <= template.max_words
            assert draft.body.startswith("Hello Robin,\n\n")
            assert draft.body.endswith("\n\nKind regards\nJo Doe")
            assert draft.opening.startswith("Hello Robin, ")
            assert "Acme" in draft.body or name == "thank-you"

    @pytest.mark.parametrize(("rules", "name"), SHIPPED)
    def test_with_nobody_known_it_greets_nobody(self, rules: str, name: str) -> None:
        """No `Hello [first name]`, in a letter, its subject or a call."""
        draft = draft_of([sent(name)], messages(rules), KNOWN)
        assert draft.body.startswith("Hello,\n\n")
        assert draft.opening.startswith("Hello, ")
        assert draft.gaps == ()

    @pytest.mark.parametrize(("rules", "name"), SHIPPED)
    def test_without_a_role_it_is_about_the_position(self, rules: str, name: str) -> None:
        """Nor is there a gap in the subject."""
        draft = draft_of([sent(name, ROBIN, role=None)], messages(rules), KNOWN)
        assert draft.gaps == ()
        assert draft.subject
        assert "None" not in draft.subject + draft.body + draft.opening

    @pytest.mark.parametrize(("rules", "name"), SHIPPED)
    def test_nothing_is_said_that_nobody_knows_to_be_so(self, rules: str, name: str) -> None:
        """Other employers and first choices come with a word of the log or of the user."""
        draft = draft_of([sent(name, ROBIN)], messages(rules), KNOWN)
        for claim in ("most", "employer", "other companies"):
            assert claim not in draft.body + draft.opening

    @pytest.mark.parametrize("rules", RULE_SETS)
    def test_what_was_discussed_is_no_claim_about_the_work(self, rules: str) -> None:
        """Nobody wants to do cycling."""
        for topic in ("cycling", "cycling. "):
            draft = draft_of([sent("thank-you", ROBIN)], messages(rules), Circumstances(JO, topic))
            assert "I enjoyed talking with you about cycling.\n\n" in draft.body

    @pytest.mark.parametrize("rules", RULE_SETS)
    def test_a_second_check_in_has_other_words_than_the_first(self, rules: str) -> None:
        """The same mail twice reads like a machine."""
        first, second = (
            draft_of([sent("check-in", ROBIN, repetition=number)], messages(rules), KNOWN).body
            for number in (1, 2)
        )
        assert "Could you tell me where things stand?" in first
        assert "still interested" in second
        assert "still interested" not in first


# What each message says in a letter of several.
LINES = {
    "application-follow-up": "When do you expect to begin with interviews?",
    "ask-whether-it-arrived": "I have found no confirmation of this application. Has it reached you?",
    "phone-screen-nudge": "I remain very interested after our call on 18 November."
    " Is there anything I can add?",
    "interview-follow-up": "You kindly said that I may get in touch after our interview on 20 November."
    " When do you expect a decision?",
    "promise-follow-up": "You expected to have news by 27 November. Is there any yet?",
    "new-date": "Our interview was called off. Which days would suit you for a new date?",
    "check-in": "Could you tell me where things stand?",
}
ASKING = [(rules, name) for rules, name in SHIPPED if name not in COURTESIES]


class TestALetterOfSeveral:
    """One letter has one line for each application."""

    @pytest.mark.parametrize(("rules", "name"), ASKING)
    @pytest.mark.parametrize("others", [("check-in",), ("check-in", "promise-follow-up")])
    def test_each_application_has_its_line(self, rules: str, name: str, others: tuple[str, ...]) -> None:
        """Two and three, to somebody known; as short as it should be, with a whole question for each."""
        names = (name, *others)
        letter = [sent(each, ROBIN, company=company) for each, company in zip(names, COMPANIES, strict=False)]
        draft = draft_of(letter, messages(rules), KNOWN)
        lines = [line for line in draft.body.splitlines() if line.startswith("- ")]
        assert lines == [
            f"- Data Engineer at {company}: {LINES[each]}"
            for each, company in zip(names, COMPANIES, strict=False)
        ]
        assert draft.gaps == ()
        assert draft.words <= (messages(rules)[SEVERAL].max_words or 0)

    def test_what_it_looks_like(self) -> None:
        """To a recruiter of two clients."""
        letter = [
            sent("promise-follow-up", ROBIN),
            sent("check-in", ROBIN, company="Globex", role=None),
        ]
        draft = draft_of(letter, messages("default"), KNOWN)
        assert draft_text(draft) == (
            "To: Robin Roe <robin@example.com>\n"
            "Subject: My applications\n"
            "\n"
            "Hello Robin,\n"
            "\n"
            "I am writing about my applications for these positions:\n"
            "\n"
            "- Data Engineer at Acme: You expected to have news by 27 November. Is there\n"
            "  any yet?\n"
            "- Position at Globex: Could you tell me where things stand?\n"
            "\n"
            "A short word on each would help me very much. Thank you for your time.\n"
            "\n"
            "Kind regards\n"
            "Jo Doe"
        )

    def test_by_phone_it_is_a_card_with_a_question_a_line(self) -> None:
        """However many they are."""
        names = ("new-date", "check-in", "check-in")
        letter = [
            sent(each, ROBIN, company=company, channel="phone")
            for each, company in zip(names, COMPANIES, strict=True)
        ]
        assert draft_text(draft_of(letter, messages("default"), KNOWN)) == (
            "Call Robin Roe: 555 0100\n"
            "\n"
            "Begin: Hello Robin, this is Jo Doe. I am calling about my applications.\n"
            "\n"
            "Ask, as far as they are willing:\n"
            "  1. Acme, Data Engineer: Our interview was called off. Which days would\n"
            "     suit you for a new date?\n"
            "  2. Globex, Data Engineer: Could you tell me where things stand?\n"
            "  3. Initech, Data Engineer: Could you tell me where things stand?"
        )

    def test_with_nobody_known_it_greets_nobody(self) -> None:
        """One company, two roles, no name."""
        letter = [sent("check-in"), sent("check-in", company="Globex")]
        assert draft_of(letter, messages("default"), KNOWN).body.startswith("Hello,\n\nI am writing")

    def test_two_actions_of_one_application_are_one_ordinary_message(self) -> None:
        """The first one's."""
        first, second = sent("promise-follow-up", ROBIN), sent("check-in", ROBIN)
        second.application = first.application
        draft = draft_of([first, second], messages("default"), KNOWN)
        assert draft.letter == (first,)
        assert draft.subject == "News about the Data Engineer position"

    def test_a_rules_file_without_words_for_it_has_built_in_ones(self) -> None:
        """Those that ship; a message without a `line` has a sentence too."""
        letter = [sent("check-in", ROBIN), sent("check-in", ROBIN, company="Globex")]
        bare = {"check-in": Template(body="Hello")}
        own = draft_of(letter, bare, KNOWN)
        assert own.body == draft_of(letter, messages("default"), KNOWN).body
        assert own.subject == LETTER_OF_SEVERAL.subject

    @pytest.mark.parametrize("rules", RULE_SETS)
    def test_the_sets_ship_the_built_in_words(self, rules: str) -> None:
        """So whoever takes `several` out of a file gets what it said."""
        several = messages(rules)[SEVERAL]
        assert several.body == LETTER_OF_SEVERAL.body
        assert (several.subject, several.opening) == (LETTER_OF_SEVERAL.subject, LETTER_OF_SEVERAL.opening)


class TestBuiltInWords:
    """For what has no words in the rules file."""

    def test_a_call_about_an_offer_begins_with_thanks(self) -> None:
        """Robin knows who is calling."""
        call = sent("check-in", ROBIN, channel="phone")
        call.definition = Rule(do="Call {contact}", channel="phone")
        call.anchor = Diary(Calendar(UTC)).add("offer", "2026-11-20", call.application.id)
        card = draft_text(draft_of([call], messages("default"), KNOWN))
        assert "Begin: Hello Robin, thank you for the offer. I am very glad about it.\n" in card
        assert card.count("?") == 3
        call.anchor = msgspec.structs.replace(call.anchor, until=date(2026, 11, 27))
        card = draft_text(draft_of([call], messages("default"), KNOWN))
        assert "By when do you need my answer?" not in card  # they have said it
        assert "  1. Could you send me the offer in writing?\n  2. Whom may I call" in card

    @pytest.mark.parametrize(
        ("channel", "words"),
        [
            ("email", "Hello Robin,\n\n[Ask about the visa]\n\nKind regards\nJo Doe"),
            ("phone", "You noted: Ask about the visa\n\nBegin: Hello Robin, this is Jo Doe."),
        ],
    )
    def test_a_reminder_is_a_note_to_oneself(self, channel: str, words: str) -> None:
        """Nobody else is told in those words: they stand as a gap, and beside a call."""
        action = sent("check-in", ROBIN, channel=channel)
        action.rule, action.definition = "reminder", Rule(do="Ask about the visa", send="reminder")
        action.anchor = Diary(Calendar(UTC)).add("reminder", "2026-11-20", None, note="Ask about the visa")
        draft = draft_of([action], messages("default"), KNOWN)
        assert draft_text(draft).strip().endswith(words)
        assert draft.gaps == (() if channel == "phone" else ("Ask about the visa",))
        both = draft_of([sent("check-in", ROBIN, company="Globex"), action], messages("default"), KNOWN)
        assert "- Data Engineer at Acme: [Ask about the visa]" in both.body
        assert both.gaps == ("Ask about the visa",)
        action.application = Diary(Calendar(UTC)).history().own
        both = draft_of([sent("check-in", ROBIN, company="Globex"), action], messages("default"), KNOWN)
        assert "\n- [Ask about the visa]\n" in both.body


def test_every_variable_that_a_message_may_use_can_be_filled_in() -> None:
    """What `rules check` lets pass is never a gap for ever."""
    known = Circumstances(JO, "cycling", talking_elsewhere=True, first_choice=True)
    found: dict[str, set[str]] = {"items": set()}
    for name in ("new-date", "promise-follow-up"):
        action = sent(name, ROBIN, repetition=2)
        for variable, value in values_of(action, known).items():
            found.setdefault(variable, set()).update(value if isinstance(value, dict) else ())
    assert set(found) == set(VARIABLES)
    for variable, parts in VARIABLES.items():
        assert set(parts) - {"note"} <= found[variable]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (f"{'word ' * 12}\nmore", f"{'word ' * 12} more"),  # a full line goes on
        ("Hello,\nshort", "Hello,\nshort"),
        (f"{'word ' * 12}\n- one\n- two", f"{'word ' * 12}\n- one\n- two"),
        (f"- {'word ' * 12}\n  goes on\n- two", f"- {'word ' * 12}   goes on\n- two"),
        (f"{'word ' * 12}\n\nnext", f"{'word ' * 12}\n\nnext"),
        ("a\n{% for x in y %}\n- b\n{% endfor %}\nc", "a{% for x in y %}\n- b{% endfor %}\nc"),
    ],
)
def test_a_paragraph_is_one_line(template: str, expected: str) -> None:
    """Wrapped for the reader of the rules file only."""
    assert flowed(template) == expected


NOW = "2026-11-25"
STOP = ("rejected", "withdrawn", "accepted", "declined", "closed")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], False),
        ([("phone_screen", "2026-11-20")], False),
        ([("interview", "2026-11-20")], True),
        ([("interview", "2026-12-03T10:00")], True),  # agreed upon
        ([("interview", "2026-10-27")], False),  # more than four weeks ago
        ([("offer", "2026-11-20")], True),
        ([("offer", "2026-11-20"), ("declined", "2026-11-23")], False),
        ([("interview", "2026-11-20"), ("rejected", "2026-11-24")], False),
        ([("interview", "2026-12-03T10:00"), ("cancelled", "2026-11-24")], False),
    ],
)
def test_whether_another_employer_talks_with_the_user(events: list[tuple[str, str]], expected: bool) -> None:
    """As far as the log says; what goes on at the same company is nothing else."""
    diary = Diary(Calendar(UTC))
    diary.begin("2026-10-01", company="Acme")
    other = diary.begin("2026-10-01", company="Globex")
    for kind, on in events:
        talk = {"talk": diary.events[-1].id} if kind == "cancelled" else {}
        diary.add(kind, on, other, typed="2026-11-24", **talk)
    history = diary.history()
    acme, globex = history.applications
    now: datetime = morning(NOW)

    def talks(application: Application) -> bool:
        return is_talking_elsewhere(history, application, STOP, now)

    assert (talks(acme), talks(globex)) == (expected, False)


def test_whoever_is_named_at_two_companies_has_two_clients() -> None:
    """Two roles at one company are one client."""
    diary = Diary(Calendar(UTC))
    ann = Person("Ann Lee", "ann@example.com", part="recruiter")
    for company, person in (("Acme", ROBIN), ("Globex", ROBIN), ("Initech", ann), ("Initech", ann)):
        diary.begin("2026-11-02", person, company=company)
    history = diary.history()
    assert clients_of(history, diary.contact(ROBIN)) == ["Acme", "Globex"]
    assert clients_of(history, diary.contact(ann)) == ["Initech"]
    assert clients_of(history, None) == []
