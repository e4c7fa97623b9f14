"""What mails tell of: each trap that a reader of mails falls into, as a table of short letters."""

from __future__ import annotations

import pytest

from formats.intake.judging.judged import ANN, ME, judged, kinds
from formats.intake.mails.writing import invitation, mail, parts

REFUSALS = [
    "Unfortunately we will not be moving forward with your application.",
    "We have decided to pursue other candidates for this position.",
    "We are unable to offer you an interview for this role at this time.",  # made of invitation words
    "We would have loved to invite you to an interview for the position.",  # what would have been is not
    "The position you applied for has been filled.",
    "Your application was not successful on this occasion.",
    "Our client has chosen not to proceed with your application.",
    "We went with someone else for the role, sorry.",
    "Thank you for your application, which we received in May. We won't be taking it any further.",
    "Your appli\u00adcation for the role was\u00a0not successful.",  # soft hyphens, no-break spaces
    "We’ve decided we won’t be progressing your application.",  # curly quotes
    "We are sorry to say that we have decided\nnot to move forward with\nyour application.",  # wrapped
    "Leider können wir Ihre Bewerbung nicht berücksichtigen.",
    "Leider koennen wir Ihre Bewerbung nicht beruecksichtigen.",  # without umlauts
    "Gern hätten wir Sie zu einem Gespräch eingeladen, haben uns aber für andere Bewerber entschieden.",
    "Die Stelle wurde inzwischen anderweitig besetzt.",
    "Votre candidature au poste n'a malheureusement pas été retenue.",
    "Hemos decidido continuar el proceso de selección con otros candidatos para el puesto.",
]
RECEIPTS = [
    "We have received your application.",
    "Thank you for applying to Acme. If you are not selected, keep an eye on our jobs page.",
    "Your application arrived safely. Should it not be successful, we will let you know.",
    "We received your application. Only candidates who are shortlisted will be contacted.",
    "Thank you for your application. Unfortunately we cannot reply to every applicant individually.",
    "Your application has been submitted. If you hear nothing in four weeks, it was not successful.",
    "Ihre Bewerbung ist eingegangen. Falls wir Sie nicht einladen, erhalten Sie eine Absage.",
    "Nous avons bien reçu votre candidature. Sans réponse, elle n'aura pas été retenue.",
    "Hemos recibido tu candidatura para el puesto.",
]
NOTHING = [
    "Complete your application for Data Engineer at Acme. You have not submitted it yet.",
    "Once we have received your application, you will get a confirmation for the position.",
    "12 new jobs match your search. Apply now for a position at Acme.",
    "You have been invited to complete an online assessment for the position of Data Engineer.",
    "Thank you for interviewing with us. Please take part in our survey about the candidate experience.",
    "Kim Lee has referred you for a role. Apply now!",
    "Welcome to our talent community! We will tell you about positions.",
    "Your application for a credit card has been received. If it is declined, we will tell you why.",
    "We regret that your application for the apartment was unsuccessful: the landlord chose another.",
    "As you asked, you have withdrawn your application for the position.",
    'A reader writes: "We have decided to move forward with other candidates for the job." What now?',
    "We have received your order. Unfortunately the delivery of your parcel is late.",
    "Please verify your email address to activate your candidate account.",
]


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_is_one_whoever_writes_it(text: str) -> None:
    """A system and a person; the subject may thank for the application, or invite."""
    assert kinds(text) == ["rejected"]
    assert kinds(text, Subject="Thank you for applying", From=ANN) == ["rejected"]
    assert kinds(text, Subject="Interview for the role") == ["rejected"]


@pytest.mark.parametrize("text", RECEIPTS)
def test_a_receipt_is_one_whatever_it_supposes(text: str) -> None:
    """`if`, `should`, `only`: what is only supposed is not so."""
    assert kinds(text) == ["receipt"]


@pytest.mark.parametrize("text", NOTHING)
def test_what_tells_of_no_event_gives_no_proposal(text: str) -> None:
    """Advertising, reminders, surveys, accounts, other applications than for jobs."""
    assert kinds(text) == []
    assert kinds(text, Subject="Hello", List_Unsubscribe="<https://acme.example/u>") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Could you tell me your notice period? It was not in your application.", ["heard_back"]),
        ("We are still discussing your application, there is no decision yet.", ["heard_back"]),
        ("I'd like to invite you to an interview. Would Tuesday or Wednesday suit you?", ["heard_back"]),
        (
            "Unfortunately I can't make our interview, my child is ill. When could you next week?",
            ["cancelled"],
        ),
        ("Unfortunately we must move your interview to Friday, 18 September 2026, 10:00.", ["amended"]),
        (
            "Your interview is on Thursday, 17 September 2026, at 2 pm. Do you need a visitor's pass?",
            ["interview"],
        ),
        (
            "I will call you on Thursday, 17 September 2026, at 2 pm for our phone interview.",
            ["phone_screen"],
        ),
        ("You will have our decision about the position by Friday, 18 September 2026.", ["promised"]),
        ("I am happy to offer you the position of Data Engineer. The contract is attached.", ["offer"]),
        ("Haben Sie noch etwas Geduld, über Ihre Bewerbung ist noch nicht entschieden.", ["heard_back"]),
        ("I came across your profile and have an exciting role. Are you available for a call?", []),
        ("How did your interview go? Let me know when you are free for a coffee.", []),
    ],
)
def test_what_a_person_writes(text: str, found: list[str]) -> None:
    """A question, a delay, a talk with and without a time, an offer; strangers and friends."""
    assert kinds(text, From=ANN, Subject="Hello") == found


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("We have received your application for the Loan Officer position.", "receipt"),
        (
            "Thank you for applying to the Survey Analyst role. We decided to pursue other candidates.",
            "rejected",
        ),
        ("Your application for Podcast Producer at Acme has arrived safely.", "receipt"),
        ("Leider können wir Ihre Bewerbung als Kreditberater nicht berücksichtigen.", "rejected"),
    ],
)
def test_a_role_may_be_called_like_another_matter(text: str, kind: str) -> None:
    """Loans, surveys and podcasts are jobs too."""
    assert kinds(text) == [kind]


def test_advertising_behind_the_news_changes_nothing() -> None:
    """Before it, or as the subject, it says what the mail is for."""
    news = "Unfortunately we will not be moving forward with your application."
    advertising = "Join our talent community, sign up for job alerts and take our survey."
    assert kinds(f"{news} {advertising}") == ["rejected"]
    assert kinds(f"{news} {advertising}", Subject="Take our candidate experience survey") == []


def test_a_person_answers_where_a_system_only_speaks() -> None:
    """Who writes decides: `no-reply` asks nothing that is an answer."""
    text = "Could you tell us your notice period? It is missing in your application."
    assert kinds(text, From=ANN) == ["heard_back"]
    assert kinds(text) == []


def test_what_is_repeated_below_decides_nothing() -> None:
    """An older refusal under a new invitation."""
    new = "We'd love to invite you to an interview on Thursday, 17 September 2026 at 10:00 after all."
    old = "\n\nOn Mon, 7 Sep 2026, Ann Lee wrote:\n> We have decided to pursue other candidates for the role."
    assert kinds(new + old, From=ANN) == ["interview"]


@pytest.mark.parametrize("sender", [ME, "Jo <jo@example.net>"])
def test_a_mail_that_is_passed_on_tells_of_nothing(sender: str) -> None:
    """Neither by the user nor by a friend."""
    text = "So sad!\n\n---------- Forwarded message ---------\nFrom: HR\nWe will not move forward with you."
    assert kinds(text, From=sender, Subject="Fwd: Your application") == []


@pytest.mark.parametrize("text", [REFUSALS[0], RECEIPTS[0], "We are pleased to offer you the position."])
def test_a_forged_sender_is_not_believed(text: str) -> None:
    """The user's own server says that the mail is not from whom it says; every other says what is known."""
    forged = "mx; spf=fail; dkim=fail; dmarc=fail"
    assert judged(mail(text, Authentication_Results=forged)) == ()
    (found,) = judged(mail(text, Authentication_Results="mx; dmarc=pass"))
    assert found.sender == "passed"
    (found,) = judged(mail(text))
    assert (found.sender, found.certain) == ("unknown", False)


def test_the_evidence_is_the_sentence_that_decides() -> None:
    """As it stands in the mail."""
    (found,) = judged(mail(f"Dear Sam,\n\nthank you for your time. {REFUSALS[0]} We wish you well."))
    assert found.evidence == REFUSALS[0]


def test_ones_own_mail_in_a_thread_was_sent() -> None:
    """To an employer; a mail to a friend is none."""
    text = "Thank you for the interview. I look forward to hearing from you."
    to = {"From": ME, "To": ANN}
    assert kinds(text, Subject="Re: Interview Data Engineer", **to) == ["sent"]
    assert kinds("Pizza tonight?", Subject="Re: tonight", **to) == []


def test_two_roles_at_one_employer_are_two_findings() -> None:
    """Each with what has become of it."""
    text = (
        "You have applied for two of our positions.\n\n"
        "Data Scientist: this position has been filled.\n"
        "Analytics Engineer: we have received your application."
    )
    found = judged(mail(text, Subject="Your applications"))
    assert [(each.kind, each.role) for each in found] == [
        ("rejected", "Data Scientist"),
        ("receipt", "Analytics Engineer"),
    ]


def test_a_thread_that_is_known_needs_no_word_about_a_job() -> None:
    """Who asks knows that the thread belongs to an application."""
    answer = mail("It's a no from the team. They wanted more years.", From=ANN, Subject="Re: Thank you")
    assert [each.kind for each in judged(answer, known=True)] == ["rejected"]


@pytest.mark.parametrize(
    ("method", "properties", "text", "kind"),
    [
        ("REQUEST", {}, "See you then.", "interview"),
        ("REQUEST", {"SUMMARY": "Phone screen: Data Engineer"}, "I will call you.", "phone_screen"),
        ("REQUEST", {"SEQUENCE": "1"}, "A new time.", "amended"),
        ("CANCEL", {"SEQUENCE": "1"}, "I am ill, sorry.", "cancelled"),
        ("REQUEST", {"STATUS": "CANCELLED"}, "Sorry.", "cancelled"),
        ("REPLY", {}, "Accepted: Interview", None),  # an answer to an invitation is none
        ("REQUEST", {"SUMMARY": "Team lunch"}, "Bring cake.", None),  # not about a job
    ],
)
def test_invitations(method: str, properties: dict[str, str], text: str, kind: str | None) -> None:
    """The time and the people are those of the calendar; the user is none of them."""
    calendar = (f"text/calendar; method={method}", invitation(method, **properties))
    body, of = parts(("text/plain", text), calendar, kind="mixed")
    found = judged(mail(body, of, From=ANN, Subject="Invitation"))
    assert [each.kind for each in found] == ([kind] if kind else [])
    for each in found:
        assert (str(each.at), each.zone, each.uid) == (
            "2026-10-03 10:00:00",
            "Europe/Berlin",
            "talk-1@acme.example",
        )
        assert [person.email for person in each.people] == ["ann@acme.example"]
