"""How mails name roles: the patterns, the words that jobs are called by, and what stands beside a role."""

from __future__ import annotations

import re

from followup.formats.intake.judging.companywords import words

UPPER = r"[A-ZÀ-ÖØ-Þ]"
WORD = rf"(?:{UPPER}|\d(?=[a-z]))[\w+#./&:*'’-]*"
INNER = r"(?:of|and|for|in|to|de|du|des|la|le|en|für|und|im|der|&|/|-|–|\||,)"
ROLE = (
    rf"({WORD}(?:\s(?:{INNER}\s)?(?:{WORD}|\([^()]{{1,40}}\)|[IVX]+\b|\d\b"
    rf"|\(?[mwdfhx]/[mwdfhx](?:/[mwdfhx])?\)?)){{0,7}})"
)
# Before `role` or `position` a comma is within the name: `Product Manager, Growth`.
LISTED = ROLE.replace("(?:\\s(?:", "(?:,?\\s(?:", 1)
LOWER = r"([\wÀ-ÿ+#./&:*'’-]+(?:\s[\wÀ-ÿ+#./&:*'’()-]+){0,6}?)"
JOB = (
    r"(?:position|role|job|opening|vacancy|post|opportunity|seat|internship|requisition|req|function"
    r"|spot|slot|campaign|competition|gig|apprenticeship|posting)"
)
THE = r"(?:(?:both|the|our|an?|this|your|following|open|advertised)\s){0,2}"
QUOTE = r"[\"“„'‘«]?"
# (pattern, how much it tells, in the subject too): the first group is the role.
PATTERNS = tuple(
    (re.compile(pattern), weight)
    for pattern, weight in (
        (rf"(?i:\byour\s){LISTED}\s(?i:application|interview)\b", 4),
        (
            (rf"(?i:\b(?:{JOB}|exam)\s?(?:no\.?|number|id|#)?\s?)(?=[\w/-]*\d)[\w/-]+\s?[:,–-]?\s{ROLE}"),
            4,
        ),
        (rf"\b(?i:for|as)\s(?i:(?:an?|the|our)\s)?{ROLE}", 2),
        (rf"(?:'|’)s?\s{QUOTE}{LISTED}[\"”“'’»]?\s(?i:{JOB})\b", 5),
        (rf"\b(?i:the|our|an?|your|open|this)\s{QUOTE}{LISTED}[\"”“'’»]?\s(?i:{JOB})\b", 5),
        (rf"(?i:\b{JOB}(?:\s(?:of|as|for)|\s?[:–-])\s?{THE}){QUOTE}{ROLE}", 4),
        (
            (
                rf"(?i:\bappl(?:ication|ications|ying|ied|y)\s(?:for|as|to be|to "
                rf"become)\s{THE}(?:{JOB}\s(?:of|as|for)\s(?:an?\s|the\s)?)?){QUOTE}{ROLE}"
            ),
            5,
        ),
        (
            (
                rf"(?i:\bappl(?:ication|ying|ied|y)\sto\s{THE}){QUOTE}{ROLE}[\"”“'’]?\s(?i:at"
                rf"|position|role|job|with|opening)\b"
            ),
            4,
        ),
        (
            (
                rf"(?i:\b(?:interest(?:ed)? in(?: becoming| being)?|considered for|candidacy for"
                rf"|interview(?:ing)? for|interviews? for|hired? for|offer for|meet you for"
                rf"|conversation about|talk about|regarding|about)\s{THE}){QUOTE}{ROLE}"
            ),
            3,
        ),
        (
            (
                rf"(?i:\b(?:offer you|join us|you join|joining us|start|work|working|applied"
                rf"|application|apply|you|hire)\b[^.!?]{{0,30}}\s(?:as|to be|to become|becoming)"
                rf"\s(?:an?\s|our\s|the\s|new\s)*){QUOTE}{ROLE}"
            ),
            4,
        ),
        (rf"^(?:\d\.\s|[-*•]\s)?{ROLE}\s?:\s", 3),
        (
            (
                rf"(?:^|\s)(?i:for|als|pour|para)\s(?:the\s)?{ROLE}(?=[,:]|\s(?:we|I|wir|however"
                rf"|haben|nous|hemos|and for|und als))"
            ),
            3,
        ),
        (
            (
                rf"\b(?i:as\s(?:an?|our|the|your)|for(?:\s(?:the|our"
                rf"|an?))?)\s{QUOTE}{ROLE}(?=[\"”“'’]?(?:[.,!?;(]|$|\s[–-]\s|\s(?i:and|at|with"
                rf"|which|that|has|is|was|in)\b))"
            ),
            3,
        ),
        (rf"^\*?{ROLE}\*?$", 2),
        (
            (
                rf"^(?i:(?:position|role|job|job title|title|vacancy|post|stelle|stellenbezeichnung"
                rf"|poste|puesto|position title|offre)\s?[:.]+\s?){ROLE}"
            ),
            5,
        ),
        (
            (
                rf"\b(?:als|Stelle|Position|Stelle als|Position als|Rolle|Rolle als|Ausbildung zum"
                rf"|Ausbildung zur|Ausbildungsplatz als|Vakanz|Ausschreibung|Praktikum|Job "
                rf"als)\s(?:der\s|die\s|den\s|eine[rn]?\s|zum\s|zur\s)?{QUOTE}{ROLE}"
            ),
            4,
        ),
        (
            (
                rf"(?i:\b(?:poste|emploi|offre|stage|alternance|recrutement)\s(?:de la\s|de\s|du\s"
                rf"|d['’]|:\s?|en tant que\s|en\s)){QUOTE}{LOWER}(?=\s(?:chez|au|à|est|a|et|que"
                rf"|dans|avec|pour|n)\b|[\"”»,.;:!?]|\s?\(|\s[–|-]\s|$)"
            ),
            4,
        ),
        (
            (
                rf"(?i:\b(?:puesto|vacante|plaza|posición|oferta|candidatura para|proceso de "
                rf"selección para|solicitudes para)\s(?:de\s|para\s|:\s?|como\s|el puesto "
                rf"de\s)?){QUOTE}{LOWER}(?=\s(?:en|ha|es|ya|que|y|con|está|para|de la|del|no)\b"
                rf"|[\"”»,.;:!?]|\s?\(|\s[–|-]\s|$)"
            ),
            4,
        ),
        (rf"(?i:\b(?:en tant que|comme|como)\s){LOWER}(?=\s(?:chez|au|en|à)\b|[,.;:!?]|$)", 2),
    )
)
GENDERS = re.compile(
    (
        r"(?:[:*_/]|\((?=in))in(?:nen)?\b\)?|\s*[(\[|/]?\s*\b[mwdfhxi]\s?[/|]\s?[mwdfhxi](?:\s?[/"
        r"|]\s?[mwdfhxi*])?\b\s*[)\]]?|\s*\((?:all genders?|gn|remote|hybrid)\)"
    ),
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"\s*[(\[#–|,-]*\s*(?:\b(?:req(?:uisition)?|ref(?:erence|erenz)?|id|job|jr|kennziffer|nr|no|exam"
    r"|vacancy)\b\.?\s?(?:id|no|nr|number)?[\s.:#-]*)?"
    r"(?<![A-Za-z])(?:[A-Z]{0,4}[-_ /]?\d[\d/_-]*\d|#\d+)\s*[)\]]*",
)
NUMBER_AHEAD = re.compile(r"^(?:[A-Z]{0,3}[-_]?\d{3,}\s*[-–:|]?\s*)")
SEVERAL = re.compile(
    r"(?i:\b(?:for|as|be)\sboth\b)"
    r"|(?i:\b(?:your|both|two|of the|ihre[nr]?|beiden?|zwei|deine[nr]?|vos|deux|tus|sus"
    r"|dos)\b(?:\s\w+){0,2}?\s(?:applications|roles|positions|jobs|bewerbungen|stellen"
    r"|positionen|candidatures|postes|candidaturas|puestos)\b)|(?i:\bfor\b.{3,60}\band for\b)"
)
SEPARATORS = re.compile(r"\s[-–|·•]\s|\s?[:|·]\s|,\s|\s(?:at|bei|chez|@|with|en)\s|[()\"“”]")
LEADING = re.compile(
    r"^(?:(?:re|aw|indeed|rescheduled?|moved|cancell?ation|invite|call|chat|screen(?:ing)?|onsite|status|update|outcome"
    r"|decision|verschoben|aktualisiert|abgesagt|geändert|neuer termin|kennenlern(?:en|gespräch)|erstgespräch"
    r"|zweitgespräch|telefonat|telefoninterview|eingangsbestätigung|absage|zwischenbescheid|rückmeldung"
    r"|annulée?|reportée?|aplazada|cancelada|phone|video|first|second|final|technical|your|changed|updated?"
    r"|cancell?ed|confirmed"
    r"|invitation|interview|application|applying"
    r"|entretien|entrevista|vorstellungsgespräch|gespräch|bewerbung|einladung|offer|for|als|as|zum|zur"
    r"|de|ausschreibung|stelle|–|-|/|:)\b\s?[:–-]?\s*)+",
    re.IGNORECASE,
)
NO_ROLES = words(
    """
    interview application applications job position the you your a i we us it this update bewerbung
    stelle gespräch candidature candidatura confirmation thank thanks re dear hi sam mr mrs ms herr
    frau monday tuesday wednesday thursday friday linkedin unfortunately zoom second first final
    initial next new our my ihre ihr sie wir offer talent recruiting hr if
    """
)
