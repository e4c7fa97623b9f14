"""Employer and role, from wherever a mail names them."""

from __future__ import annotations

import pytest

from formats.intake.judging.judged import judged
from formats.intake.mails.writing import mail

RECEIVED = "We have received your application."
ATS = "no-reply <%s@apply.ats.example>"


@pytest.mark.parametrize(
    ("sender", "subject", "text", "company", "role"),
    [
        (
            "no-reply@hire.ats.example",
            "Your application",
            "Thank you for applying for the position of Data Engineer at Globex.",
            "Globex",
            "Data Engineer",
        ),
        (
            "no-reply@hire.ats.example",
            "Your application to Umbra Energy",
            "We have received your application for the Grid Analyst role.",
            "Umbra Energy",
            "Grid Analyst",
        ),
        ("Initech Careers <no-reply@hire.ats.example>", "Hello", RECEIVED, "Initech", None),
        ("Globex Jobs via Sched <no-reply@sched.example>", "Hello", RECEIVED, "Globex", None),
        (ATS % "globex", "Hello", RECEIVED, "Globex", None),  # the tenant
        (
            "jobs@kestrelworks.example",
            "Hello",
            f"{RECEIVED}\n\nBest,\nKestrel Works Hiring Team",
            "Kestrel Works",
            None,
        ),
        ("jobs@kestrelworks.example", "Hello", RECEIVED, "Kestrelworks", None),  # nothing but the domain
        (
            "Bo <bo@candor.example>",
            "Payroll Specialist",
            "Your application for Payroll Specialist at Moorgate Mills was sent to Moorgate Mills.",
            "Moorgate Mills",  # an agency writes
            "Payroll Specialist",
        ),
        (
            "karriere@globex.example",
            "Ihre Bewerbung als Softwareentwickler (m/w/d) bei der Globex GmbH",
            "Ihre Bewerbung ist bei uns eingegangen.",
            "Globex",
            "Softwareentwickler",
        ),
        (
            "rh@globex.example",
            "Votre candidature",
            "Nous avons bien reçu votre candidature au poste de comptable chez Globex.",
            "Globex",
            "comptable",
        ),
        (
            "rrhh@globex.example",
            "Tu candidatura",
            "Hemos recibido tu candidatura para el puesto de analista en Globex.",
            "Globex",
            "analista",
        ),
        (
            "jobs@globex.example",
            "Application received: Senior Data Engineer (JR-10423) - Globex",
            RECEIVED,
            "Globex",
            "Senior Data Engineer",
        ),
        (
            "jobs@globex.example",
            "Hello",
            "Thank you for applying as Backend Developer (Rust).",
            "Globex",
            "Backend Developer (Rust)",
        ),
    ],
)
def test_employer_and_role(sender: str, subject: str, text: str, company: str, role: str | None) -> None:
    """Text, subject, the name shown, the tenant of a system, the signature, the domain; numbers go."""
    (found,) = judged(mail(text, From=sender, Subject=subject))
    assert (found.company, found.role) == (company, role)
