"""Mornings that the tests of the mail share: an ordinary one, one with hostile names, and a full one."""

from __future__ import annotations

from core.building import Diary, default_rules, morning
from followup.core.digest import digest_of
from followup.core.events import Person
from followup.core.pipeline import pipeline
from followup.formats.mail.digest import Page, digest_page
from followup.formats.words.phrases import short_ids
from followup.formats.words.reasons import Sentences

NOW = "2026-11-20T07:30"
SCRIPT = "<script>alert(1)</script>"
# As a log could hold them that this program did not write: nothing of it was cleaned on its way in.
HOSTILE = {
    "tags": f'{SCRIPT}<img src=x onerror=alert(2)> & "Sons"',
    "header": "Acme\r\nBcc: everybody@example.org\r\n\r\n<b>body</b>",
    "right-to-left": "Ac\u202eem\u2066x\u2069",
    "terminal": "\x1b[31mRed\x1b[0m\x07",
    "template": "{{ 7 * 7 }}{% raw %}",
    "long": "W" * 400,
    "hebrew": "\u05d7\u05d1\u05e8\u05d4",
}
KIM = Person("Kim Lee", "kim@example.com", part="recruiter")
ANN = Person("Ann", phone="555 0100", part="interviewer")
BO = Person("Bo", "bo@example.com", part="interviewer")


def page_of(diary: Diary, now: str = NOW) -> Page:
    """Return the mail of a diary under the default rules."""
    rules = default_rules()
    history, plan = diary.history(), diary.plan(rules, now)
    digest = digest_of(plan, pipeline(history, plan, rules, morning(now)))
    return digest_page(digest, short_ids(plan.actions), Sentences(rules.guards, morning(now)))


def ordinary() -> Diary:
    """Return a search of two months, with something in every section."""
    diary = Diary()
    diary.begin("2026-09-28", company="Globex", role="Analyst", handle="globex")
    diary.begin("2026-10-05", company="Umbrella", handle="umbrella")
    hooli = diary.begin("2026-10-26", company="Hooli", role="Data Analyst", handle="hooli")
    diary.add("receipt", "2026-10-27", hooli)
    diary.begin("2026-11-18", company="Initech", role="BI Developer", handle="initech")
    stark = diary.begin("2026-11-13", KIM, company="Stark", role="Data Engineer", handle="stark")
    diary.add("receipt", "2026-11-14", stark)
    acme = diary.begin("2026-11-06", company="Acme", role="Platform Engineer", handle="acme")
    diary.add("interview", "2026-11-19T14:00", acme, ANN, BO)
    diary.prefer(ANN, "2026-11-19", follow_up=True, channel="phone")
    wayne = diary.begin("2026-11-16", company="Wayne", role="Night Shift Lead", handle="wayne")
    diary.add("receipt", "2026-11-17", wayne)
    return diary


def hostile() -> Diary:
    """Return a search among companies, roles and people with names that want to be something else."""
    diary = Diary()
    for number, name in enumerate(HOSTILE.values()):
        person = Person(name, f"x{number}@example.com", part="recruiter")
        handle = f"hostile-{number}"
        applied = diary.begin("2026-11-12", person, company=name, role=name, handle=handle)
        diary.add("receipt", "2026-11-13", applied)
    diary.begin("2026-09-01", company=SCRIPT, role=HOSTILE["long"], handle="hostile-cold")
    return diary


def full() -> Diary:
    """Return a search with far more than has room."""
    diary = Diary()
    for number in range(40):
        on = "2026-11-18" if number < 30 else "2026-11-19"
        diary.begin(on, company=f"Company {number}", role="Engineer", handle=f"company-{number}")
    for number in range(3):
        diary.begin("2026-09-01", company=f"Quiet {number}", handle=f"quiet-{number}")
    return diary
