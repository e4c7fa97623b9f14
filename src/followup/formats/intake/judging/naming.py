"""Which employer and which role a mail is about: from how both are named in it, and from who sent it.

Several places each give a name; places that agree support one another, so that one odd sentence decides
nothing. Names are given as they are written in the mail.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from followup.core.text import slug
from followup.formats.intake.judging.roles import role_of, without_roles
from followup.formats.intake.judging.speakers import is_free

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from followup.formats.intake.judging.sentences import Sentence
    from followup.formats.intake.judging.speakers import Source
    from followup.formats.intake.mails.definitions import Mail

LONGEST = 60
MOST_SENTENCES = 60
SHORTEST_LABEL = 3
FEWEST = 2  # votes for a name to count at all
ENOUGH = 3.5  # and for a fuller form of one
MOST_WORDS = 4

_UPPER = r"[A-ZÀ-ÖØ-Þ0-9]"
_CAPITAL = rf"{_UPPER}[\w&'’.+!-]*"
_NAME = rf"{_CAPITAL}(?:\s(?:(?:&|\+|and|und|et|y|of|the|de|du|des|der|la|für|for|von)\s(?:the\s)?)?{_CAPITAL}){{0,5}}"
_ABOUT = (
    r"(?:positions?|roles?|jobs?|openings?|posts?|vacanc(?:y|ies)|opportunit(?:y|ies)|internships?|applications?"
    r"|appl(?:ying|ied|y)|interview(?:ing|s|ed)?|careers?|interest(?:ed)?|working|work|candida(?:te|cy|ture)|conversation|talk"
    r"|call|chat|offer|employment|future|recruiting|hiring|process|apprenticeship|traineeship|submitted|sent|team|time"
    r"|bewerbung(?:en)?|beworben|stelle|position|interesse|gespräch|vorstellungsgespräch|mitarbeit|einstieg|karriere|praktikum"
    r"|candidature|poste|entretien|intérêt|candidatura|puesto|entrevista|solicitud|interés|proceso|vacante|inscripción)"
)
# (pattern, how much it tells): the first group is the name of an employer.
_NAMED = tuple(
    (re.compile(pattern), weight)
    for pattern, weight in (
        (rf"(?i:\b{_ABOUT}\b)[^.!?;\n]{{0,90}}?\s(?i:at|with|bei|chez|@)\s(?i:(?:the|der|dem|den|our|unserer)\s)?({_NAME})", 4),
        (rf"(?i:\b(?:interest in|applying to|apply to|applied to|application to|application was sent to|submitted to|sent to"
         rf"|joining|join|working for|work for|interview with|career with|on behalf of|behalf of|welcome to"
         rf"|interesse an|bewerbung an|candidature (?:à|chez)|au sein de|intérêt pour|interés en|candidatura en"
         rf"|thank you from|message from|update from|offer from|news from|mail from|invitation from))\s"
         rf"(?i:(?:the|a career at|a career with|working at|working with|working for|joining|joining us at|der|dem|unserem|la|le|l')\s)?({_NAME})", 3),
        (rf"(?i:\b(?:here at|all of us at|us at|we at|team at|crew at|people at|everyone at|wir bei|uns bei|team bei|team von"
         rf"|team der|nous chez|equipo de|équipe de))\s(?i:(?:der|the)\s)?({_NAME})", 4),
        (rf"({_NAME})\s(?:has|have|hat|a)\s(?:\w+\s){{0,3}}(?:received|decided|invited|asked|reviewed|chosen|selected|moved|filled"
         r"|erhalten|entschieden|eingeladen|reçu|recibido|viewed)\b", 3),
        (rf"({_NAME})\s(?:received|invites|invited|would like to|is pleased|are pleased|wants to|lädt|did not select)\b", 2),
        (rf"(?i:\b(?:(?:was|has been|been|were|be) (?:sent|submitted|forwarded|passed on|passed|delivered) (?:on )?to|(?:our|my) client,?|on behalf of|im auftrag von"
         rf"|im namen von|an unseren kunden|pour le compte de|passed your cv on to .{{0,40}} at))\s(?i:the\s|der\s)?({_NAME})", 8),
        (rf"({_NAME})\s(?:has|have|hat|a)\s(?:asked us|invited you|sent you|shared|requested)", 6),
        (rf"(?i:\b(?:company|employer|organi[sz]ation|unternehmen|arbeitgeber|firma|entreprise|empresa))\s?[:.]+\s*({_NAME})", 4),
        (rf"(?:^|[\s(])(?i:bei|chez|at)\s(?i:(?:der|dem|the)\s)?({_NAME})", 2),
    )
)
_TEAM = re.compile(
    rf"(?i:^(?:the|your|ihr|dein|das|deine|ihre|from the|vom)?\s?)({_NAME})[\s,–|-]+(?i:(?:[\w&]+\s){{0,3}}(?:team|crew|hr|recruiting"
    r"|recruitment|talent|careers|people|human resources|talent acquisition|personal|recruiter|hiring))\b"
)
_GENERIC = {
    *("the", "team", "careers", "career", "recruiting", "recruitment", "recruiter", "talent", "acquisition", "hr", "people"),
    *("human", "resources", "hiring", "jobs", "job", "no-reply", "noreply", "notifications", "notification", "department"),
    *("karriere", "personal", "personalabteilung", "bewerbermanagement", "bewerbung", "bewerbungen", "recrutement", "rh"),
    *("ressources", "humaines", "recursos", "humanos", "seleccion", "talento", "personas", "empleo", "via", "portal"),
    *("operations", "ops", "office", "staffing", "onboarding", "early", "campus", "services", "your", "our", "new", "early-careers"),
    *("personalservice", "ausbildung", "applications", "application", "support", "update", "service", "crew", "gruppe", "culture"),
    *("reply", "mail", "system", "scheduling", "candidate", "candidates", "experience", "attraction", "graduate", "und", "and", "&"),
    *("team-", "hiring-team", "recruiting-team", "insights", "assessments", "academy", "bewerberportal", "invitations"),
}
_LEGAL = {
    *("inc", "incorporated", "corp", "corporation", "llc", "llp", "ltd", "limited", "plc", "gmbh", "ag", "kg", "se", "sa", "sas"),
    *("sarl", "srl", "spa", "bv", "nv", "ab", "oy", "pty", "kgaa", "ohg", "ug", "mbh", "ev", "co", "e", "v", "&", "sl", "slu"),
}
# What stands where a name does, and is none.
_NO_NAMES = {
    *("i", "we", "you", "this", "that", "it", "he", "she", "they", "us", "our", "your", "sam", "dear", "hi", "hello", "thank"),
    *("thanks", "please", "the", "a", "an", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"),
    *("linkedin", "zoom", "teams", "microsoft", "google", "skype", "hr", "cv", "wir", "sie", "uns", "ihnen", "ihr", "ihre", "du"),
    *("dir", "ihrer", "uhr", "nous", "vous", "frau", "herr", "herrn", "mr", "mrs", "ms", "montag", "dienstag", "mittwoch"),
    *("donnerstag", "freitag", "rückfragen", "fragen", "interesse", "bedarf", "ist", "noon", "home", "http", "https", "re", "aw"),
    *("mon", "tue", "wed", "thu", "fri", "sat", "sun", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    *("cest", "cet", "utc", "est", "pst", "am", "pm", "first", "once", "least", "last", "all", "how", "what", "when", "if"),
}
_CARRIED = re.compile(r"(?i:powered by|sent by|sent via|via|über|provided by|brought to you by)\s(\w[\w.-]*)")
_VIA = re.compile(r"\s*(?:\(?\b(?:via|über|through|par|por|powered by|by way of)\b|\|).*$", re.IGNORECASE)
_PERSON_AT = re.compile(r"(?:\s(?:from|at|of|von|bei|chez|de|@)\s|\s?[(\[|,@–]\s?|\s-\s)(.+?)[)\]]?$", re.IGNORECASE)


class Named(NamedTuple):
    """The employer and the role, None where the mail does not tell."""

    company: str | None
    role: str | None


def named(mail: Mail, source: Source, sentences: Sequence[Sentence], own: Collection[str]) -> Named:
    """Return the employer and the role that a mail is about."""
    role = role_of(mail, sentences)
    votes: dict[str, float] = defaultdict(float)
    for name, weight in _candidates(mail, source, sentences):
        trimmed = _trimmed(name)
        if trimmed is not None:
            votes[trimmed] += weight
    for person in _persons(mail, own):
        votes.pop(person, None)
    return Named(_elected(votes, _labels(mail, source)), role)


def _candidates(mail: Mail, source: Source, sentences: Sequence[Sentence]) -> Iterator[tuple[str, float]]:
    for sentence in sentences[:MOST_SENTENCES]:
        text = without_roles(sentence.text)
        for pattern, weight in _NAMED:
            for match in pattern.finditer(text):
                yield match[1], weight
    for piece in re.split(r"\s[-–|·]\s|\s?[:,|]\s", without_roles(mail.subject)):
        if re.fullmatch(_NAME, piece.strip()) and len(piece.split()) <= MOST_WORDS:
            yield piece.strip(), 1.5
    yield from _shown(mail, source)
    for line in mail.signature.split("\n")[:12]:
        match = _TEAM.match(line)
        if match:
            yield match[1], 3
    everything = "\n".join((mail.sender.name, mail.subject, mail.text[:6000], mail.signature, mail.footer[:2000]))
    for label in _labels(mail, source):
        yield from ((name, 3.5) for name in _written(label, everything))


def _shown(mail: Mail, source: Source) -> Iterator[tuple[str, float]]:
    """Yield the name shown with the address: `Acme Careers`, `Acme via Sched`, `Ann Lee from Acme`."""
    shown = _VIA.sub("", mail.sender.name).strip()
    if source.who == "own":
        shown = next((each.name for each in mail.to), "")
    if source.who in {"human", "own"}:
        match = _PERSON_AT.search(shown)
        if match:
            yield match[1], 4
    elif shown:
        pieces = [each for each in re.split(r"\s?[@|–/·]\s?|\s-\s|\s(?:at|bei|chez)\s", shown) if _trimmed(each)]
        for piece in pieces[-1:] if len(pieces) > 1 else pieces:
            yield piece, 4


def _is_carrier(label: str, mail: Mail) -> bool:
    """Whether the mail says that it was only brought by whom the domain names: `powered by`, `via`."""
    letters = _compact(label)
    text = f"{mail.sender.name}\n{mail.text[-1500:]}\n{mail.signature}\n{mail.footer}"
    return any(_compact(match[1]).startswith(letters) for match in _CARRIED.finditer(text))


def _labels(mail: Mail, source: Source) -> list[str]:
    """Return what the address calls the employer: its domain, or the tenant of an applicant system."""
    sender = mail.sender if source.who != "own" else next(iter(mail.to), mail.sender)
    parts = sender.domain.split(".")
    if source.through == "board" or is_free(sender.domain):
        return []
    if source.through == "system":
        local = re.split(r"[+=]", sender.local)[0]
        return [each for each in (local, *parts[:1]) if len(each) >= SHORTEST_LABEL and slug(each) not in _GENERIC | {"mail", "apply", "hire", "ats", "jobs", "talent"}]
    return [each for each in parts[-2:-1] if len(parts) > 1 and not _is_carrier(each, mail)]


def _written(label: str, text: str) -> Iterator[str]:
    """Yield how the text writes the name that is run together in `label`, each time."""
    letters = re.sub(r"[^a-z0-9]", "", slug(label))
    if len(letters) < SHORTEST_LABEL:
        return
    count = 0
    seen: set[str] = set()
    for match in re.finditer(_NAME, text):
        if match[0] in seen:
            continue
        seen.add(match[0])
        words = match[0].split()
        for start in range(len(words)):
            for end in range(len(words), start, -1):
                if _compact(" ".join(words[start:end])) == letters:
                    yield " ".join(words[start:end])
                    count += 1
        beginning = next((word for word in words if _compact(word) and letters.startswith(_compact(word)) and len(_compact(word)) > 3), None)
        if beginning and count == 0 and letters.startswith(_compact(beginning)):
            yield " ".join(words[words.index(beginning):])
            count += 1
        if count > 4:
            return


def _persons(mail: Mail, own: Collection[str]) -> Iterator[str]:
    for each in (mail.sender, *mail.to, *mail.cc):
        if each.name and (each.email in own or " " in each.name):
            yield each.name if each.email in own else ""


def _compact(text: str) -> str:
    return slug(text).replace("-", "")


def _trimmed(name: str) -> str | None:
    """Return a name without what is said beside it; None where nothing is left of it."""
    words = name.strip(" \"'“”„,.:;!?-–()[]").split()
    while words and (slug(words[-1]) in _GENERIC | _LEGAL or words[-1].lower() in {"of", "for", "the", "de", "du", "der", "von", "und"}):
        words.pop()
    while words and (slug(words[0]) in {"the", "your", "our", "team", "new", "and", "hiring", "recruiting"} or not slug(words[0])):
        words.pop(0)
    kept: list[str] = []
    for word in words:
        if kept and slug(word) in _NO_NAMES and word.lower() not in {"the", "may"}:
            break
        kept.append(word)
        if word.endswith(".") and len(word) > 4:
            break
    text = " ".join(kept).strip(" ,.:;!?-–'’&")
    text = re.sub(r"(?:'|’)s$", "", text)
    if not kept or slug(kept[0]) in _NO_NAMES or len(text) > LONGEST or re.match(r"\d", text) or not re.search(r"[^\W\d_]{2}", text):
        return None
    return text


def _elected(votes: dict[str, float], labels: Iterable[str]) -> str | None:
    """Return the name with most support; one that begins with another supports that as well."""
    if not votes:
        return next((_titled(label) for label in labels), None)
    compact = {name: _compact(name) for name in votes}
    letters = [re.sub(r"[^a-z0-9]", "", slug(label)) for label in labels]

    def support(name: str) -> float:
        mine = compact[name]
        related = sum(
            weight if compact[other] == mine else weight * 0.5
            for other, weight in votes.items()
            if compact[other].startswith(mine) or mine.startswith(compact[other])
        )
        return related + 3 * any(mine.startswith(label) or label.startswith(mine) for label in letters)

    best = max(votes, key=lambda name: (support(name), votes[name], len(name)))
    if support(best) < FEWEST:
        return next((_titled(label) for label in labels), None)
    fuller = [name for name in votes if compact[best] in compact[name] and votes[name] >= ENOUGH]
    return max(fuller, key=lambda name: (len(name.split()) <= MOST_WORDS, len(name)), default=best)


def _titled(label: str) -> str:
    return " ".join(word.capitalize() for word in re.split(r"[-_.]+", label))
