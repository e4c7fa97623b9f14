"""The role that a mail is about, as it is named in it, without numbers and forms of address."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from followup.core.text import slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from followup.formats.intake.judging.sentences import Sentence
    from followup.formats.intake.mails.definitions import Mail

LONGEST = 80
WEAK = 3  # patterns that tell so little count only for what is called as jobs are
MOST_SENTENCES = 60

_UPPER = r"[A-ZÀ-ÖØ-Þ]"
_WORD = rf"(?:{_UPPER}|\d(?=[a-z]))[\w+#./&:*'’-]*"
_INNER = r"(?:of|and|for|in|to|de|du|des|la|le|en|für|und|im|der|&|/|-|–|\||,)"
_ROLE = rf"({_WORD}(?:\s(?:{_INNER}\s)?(?:{_WORD}|\([^()]{{1,40}}\)|[IVX]+\b|\d\b|\(?[mwdfhx]/[mwdfhx](?:/[mwdfhx])?\)?)){{0,7}})"
_LOWER = r"([\wÀ-ÿ+#./&:*'’-]+(?:\s[\wÀ-ÿ+#./&:*'’()-]+){0,6}?)"
_JOB = r"(?:position|role|job|opening|vacancy|post|opportunity|seat|internship|requisition|opening|gig|apprenticeship|posting)"
_THE = r"(?:(?:the|our|an?|this|your|following|open|advertised)\s){0,2}"
_QUOTE = r"[\"“„'‘«]?"
# (pattern, how much it tells, in the subject too): the first group is the role.
_PATTERNS = tuple(
    (re.compile(pattern), weight)
    for pattern, weight in (
        (rf"\b(?i:the|our|an?|your|open|this)\s{_QUOTE}{_ROLE}[\"”“'’»]?\s(?i:{_JOB})\b", 5),
        (rf"(?i:\b{_JOB}(?:\s(?:of|as|for)|\s?[:–-])\s?{_THE}){_QUOTE}{_ROLE}", 4),
        (rf"(?i:\bappl(?:ication|ications|ying|ied|y)\s(?:for|as|to be|to become)\s{_THE}(?:{_JOB}\s(?:of|as|for)\s(?:an?\s|the\s)?)?){_QUOTE}{_ROLE}", 5),
        (rf"(?i:\bappl(?:ication|ying|ied|y)\sto\s{_THE}){_QUOTE}{_ROLE}[\"”“'’]?\s(?i:at|position|role|job|with|opening)\b", 4),
        (rf"(?i:\b(?:interest(?:ed)? in|considered for|candidacy for|interview(?:ing)? for|interviews? for|hired? for|offer for|meet you for|conversation about|talk about|regarding|about)\s{_THE}){_QUOTE}{_ROLE}", 3),
        (rf"(?i:\b(?:offer you|join us|you join|joining us|start|work|working|applied|application|apply|you|hire)\b[^.!?]{{0,30}}\sas\s(?:an?\s|our\s|the\s|new\s)*){_QUOTE}{_ROLE}", 4),
        (rf"^(?:\d\.\s|[-*•]\s)?{_ROLE}\s?:\s", 3),
        (rf"(?:^|\s)(?i:for|als|pour|para)\s(?:the\s)?{_ROLE}(?=[,:]|\s(?:we|I|wir|however|haben|nous|hemos|and for|und als))", 3),
        (rf"\b(?i:as\s(?:an?|our|the|your)|for(?:\s(?:the|our|an?))?)\s{_QUOTE}{_ROLE}(?=[\"”“'’]?(?:[.,!?;(]|$|\s[–-]\s|\s(?i:and|at|with|which|that|has|is|was|in)\b))", 3),
        (rf"^\*?{_ROLE}\*?$", 2),
        (rf"^(?i:(?:position|role|job|job title|title|vacancy|post|stelle|stellenbezeichnung|poste|puesto|position title|offre)\s?[:.]+\s?){_ROLE}", 5),
        (rf"\b(?:als|Stelle|Position|Stelle als|Position als|Rolle als|Ausbildung zum|Ausbildung zur|Ausbildungsplatz als|Vakanz|Ausschreibung|Praktikum|Job als)\s(?:der\s|die\s|den\s|eine[rn]?\s|zum\s|zur\s)?{_QUOTE}{_ROLE}", 4),
        (rf"(?i:\b(?:poste|emploi|offre|stage|alternance|recrutement)\s(?:de la\s|de\s|du\s|d['’]|:\s?|en tant que\s|en\s)){_QUOTE}{_LOWER}(?=\s(?:chez|au|à|est|a|et|que|dans|avec|pour|n)\b|[\"”»,.;:!?]|\s?\(|\s[–|-]\s|$)", 4),
        (rf"(?i:\b(?:puesto|vacante|plaza|posición|oferta|candidatura para|proceso de selección para|solicitudes para)\s(?:de\s|para\s|:\s?|como\s|el puesto de\s)?){_QUOTE}{_LOWER}(?=\s(?:en|ha|es|ya|que|y|con|está|para|de la|del|no)\b|[\"”»,.;:!?]|\s?\(|\s[–|-]\s|$)", 4),
        (rf"(?i:\b(?:en tant que|comme|como)\s){_LOWER}(?=\s(?:chez|au|en|à)\b|[,.;:!?]|$)", 2),
    )
)
TITLES = (
    r"engineer|developer|manager|analyst|designer|consultant|assistant|director|nurse|teacher|accountant|officer|scientist|specialist"
    r"|coordinator|administrator|technician|lead|editor|planner|architect|representative|clerk|chef|researcher|associate|intern|trainee"
    r"|apprentice|programmer|operator|supervisor|controller|handler|adviser|advisor|executive|producer|writer|librarian|mechanic|driver"
    r"|aide|buyer|recruiter|tester|owner|master|head|partner|strategist|trainer|tutor|professor|lecturer|postdoc|fellow|agent|cook|baker"
    r"|electrician|plumber|carpenter|welder|fitter|paramedic|pharmacist|therapist|psychologist|counsel|lawyer|paralegal|translator"
    r"|bookkeeper|auditor|cashier|receptionist|secretary|host|barista|gardener|surveyor|inspector|scheduler|dispatcher|packer|picker"
    r"|entwickler\w*|ingenieur\w*|leiter\w*|referent\w*|sachbearbeit\w*|berater\w*|techniker\w*|kaufmann|kauffrau|fachkraft|mitarbeiter\w*"
    r"|werkstudent\w*|praktikant\w*|auszubildende\w*|volontär\w*|pfleger\w*|erzieher\w*|lehrer\w*|buchhalter\w*|konstrukteur\w*|disponent\w*"
    r"|mechatroniker\w*|elektroniker\w*|zeichner\w*|bauzeichner\w*|verkäufer\w*|verkaufsberater\w*|koch|köchin|planer\w*|lichtplaner\w*"
    r"|développeu\w+|ingénieur\w*|chargée?|responsable|technicien\w*|comptable|gestionnaire|conseill\w+|vendeu\w+|analyste|chef\w*"
    r"|ingenier\w+|desarrollador\w*|analista|técnic\w+|administrativ\w+|comercial|jefe|asistente|auxiliar|contable|recepcionista"
)
_TITLE = re.compile(rf"\b\w*(?:{TITLES})s?\b", re.IGNORECASE)
_GENDERS = re.compile(r"(?:[:*_/]|\((?=in))in(?:nen)?\b\)?|\s*[(\[|/]?\s*\b[mwdfhxi]\s?[/|]\s?[mwdfhxi](?:\s?[/|]\s?[mwdfhxi*])?\b\s*[)\]]?|\s*\((?:all genders?|gn|remote|hybrid)\)", re.IGNORECASE)
_NUMBER = re.compile(
    r"\s*[(\[#–|,-]*\s*(?:\b(?:req(?:uisition)?|ref(?:erence|erenz)?|id|job|jr|kennziffer|nr|no|exam|vacancy)\b\.?\s?(?:id|no|nr|number)?[\s.:#-]*)?"
    r"(?<![A-Za-z])(?:[A-Z]{0,4}[-_ /]?\d[\d/_-]*\d|#\d+)\s*[)\]]*",
)
_NUMBER_AHEAD = re.compile(r"^(?:[A-Z]{0,3}[-_]?\d{3,}\s*[-–:|]?\s*)")
_SEVERAL = re.compile(
    r"(?i:\b(?:your|both|two|of the|ihre[nr]?|beiden?|zwei|deine[nr]?|vos|deux|tus|sus|dos)\b(?:\s\w+){0,2}?\s(?:applications|roles|positions|jobs|bewerbungen|stellen"
    r"|positionen|candidatures|postes|candidaturas|puestos)\b)|(?i:\bfor\b.{3,60}\band for\b)"
)
_SEPARATORS = re.compile(r"\s[-–|·•]\s|\s?[:|·]\s|,\s|\s(?:at|bei|chez|@|with|en)\s|[()\"“”]")
_LEADING = re.compile(
    r"^(?:(?:re|aw|phone|video|first|second|final|technical|your|changed|updated?|cancell?ed|confirmed|invitation|interview|application|applying"
    r"|entretien|entrevista|vorstellungsgespräch|gespräch|bewerbung|einladung|offer|for|als|as|zum|zur|de|–|-|:)\b\s?[:–-]?\s*)+",
    re.IGNORECASE,
)
_NO_ROLES = {
    *("interview", "application", "applications", "job", "position", "the", "you", "your", "a", "i", "we", "us", "it", "this", "update"),
    *("bewerbung", "stelle", "gespräch", "candidature", "candidatura", "confirmation", "thank", "thanks", "re", "dear", "hi", "sam", "mr"),
    *("mrs", "ms", "herr", "frau", "monday", "tuesday", "wednesday", "thursday", "friday", "linkedin", "unfortunately", "zoom", "second"),
    *("first", "final", "initial", "next", "new", "our", "my", "ihre", "ihr", "sie", "wir", "offer", "talent", "recruiting", "hr", "if"),
}


def role_of(mail: Mail, sentences: Sequence[Sentence]) -> str | None:
    """Return the role; None where the mail names none."""
    votes: dict[str, float] = defaultdict(float)
    for role, weight in _candidates(mail, sentences):
        cleaned = clean_role(_without_names(role, mail))
        if cleaned is not None:
            votes[cleaned] += weight + 2 * bool(_TITLE.search(cleaned))
    if not votes:
        return None
    return max(votes, key=lambda role: (votes[role] + _within(role, votes), len(role)))


def roles_of(mail: Mail, sentences: Sequence[Sentence]) -> list[str]:
    """Return the roles of a mail that speaks of several applications; none of one that speaks of one."""
    if not any(_SEVERAL.search(each.text) for each in sentences):
        return []
    found: dict[str, str] = {}
    for role, _ in _candidates(mail, sentences):
        for each in re.split(r"\s(?:and|und|et|y|&)\s(?:als\s|as\s|for\s)?|,\s", _NUMBER.sub(" ", role)):
            cleaned = clean_role(each)
            if cleaned is not None and _TITLE.search(cleaned):
                found.setdefault(slug(cleaned), cleaned)
    return [role for key, role in found.items() if not any(key != other and key in other for other in found)]


def _within(role: str, votes: dict[str, float]) -> float:
    """Return what shorter names of the same role add to its support."""
    mine = slug(role)
    return sum(weight * 0.6 for other, weight in votes.items() if other != role and slug(other) and slug(other) in mine)


def _without_names(role: str, mail: Mail) -> str:
    """Return a role without the name of the user, which subjects carry as well."""
    for each in (*mail.to, mail.sender):
        if " " in each.name:
            role = role.replace(each.name, "")
    return role


def _candidates(mail: Mail, sentences: Sequence[Sentence]) -> Iterator[tuple[str, float]]:
    for sentence in sentences[:MOST_SENTENCES]:
        for pattern, weight in _PATTERNS:
            for match in pattern.finditer(sentence.text):
                if weight > WEAK or _TITLE.search(match[1]):
                    yield match[1], weight
    for piece in _SEPARATORS.split(re.sub(r"^(?:\s*(?:re|aw|fwd?|wg|tr|rv)\s?:)+", "", mail.subject, flags=re.IGNORECASE)):
        if _TITLE.search(piece) and len(piece.split()) <= 6:
            yield re.sub(rf"(?i)\s{_JOB}$", "", re.sub(r"(?i)^(?:.*\b(?:for|as|of|als|about|regarding|the|your|de)\s)", "", piece.strip())), 3


def clean_role(role: str) -> str | None:
    """Return a role without numbers and forms of address; None where that is none."""
    role = re.sub(r"\s(?:at|bei|chez)\s.*$", "", role)
    role = _NUMBER_AHEAD.sub("", _GENDERS.sub(" ", role))
    role = _NUMBER.sub(" ", role)
    role = re.sub(rf"(?i)\s+(?:{_JOB}|stelle|position|applications?|interview)$", "", " ".join(role.split()))
    role = _LEADING.sub("", role)
    role = re.sub(r"\s+([,.:;])", r"\1", role).strip(" \"'“”„‘’,.:;!?-–|/&#")
    role = re.sub(r"(\w+in) / \w+$", r"\1", role)
    role = re.sub(r"\(\s*\)|\([^)]*$", "", role).strip(" ,.-–")
    first = slug(role.split(" ")[0]) if role else ""
    if not role or len(role) > LONGEST or first in _NO_ROLES or not re.search(r"[^\W\d_]{3}", role):
        return None
    return role


def without_roles(text: str) -> str:
    """Return `text` with small letters where a title of a job stands, so that none is taken for a company."""
    return _TITLE.sub(lambda match: match[0].lower(), text)
