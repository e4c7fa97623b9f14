"""How mails name employers: the patterns, and the words beside a name that are no part of it."""

from __future__ import annotations

import re


def words(text: str) -> frozenset[str]:
    """Return the words of a text, to look others up in."""
    return frozenset(text.split())


UPPER = r"[A-ZÀ-ÖØ-Þ0-9]"
CAPITAL = rf"{UPPER}[\w&'’.+!-]*"
NAME = (
    rf"{CAPITAL}(?:\s(?:(?:&|\+|and|und|et|y|of|the|de|du|des|der|la|für|for"
    rf"|von)\s(?:the\s)?)?{CAPITAL}){{0,5}}"
)
ABOUT = (
    r"(?:positions?|roles?|jobs?|openings?|posts?|vacanc(?:y|ies)|opportunit(?:y|ies)|internships?"
    r"|applications?"
    r"|appl(?:ying|ied|y)|careers?|interest(?:ed)?|working|work|candida(?:te|cy"
    r"|ture)"
    r"|offer|employment|future|recruiting|hiring|process|apprenticeship|traineeship|submitted"
    r"|sent|team|time"
    r"|bewerbung(?:en)?|beworben|stelle|position|interesse|gespräch|vorstellungsgespräch|mitarbeit"
    r"|einstieg|karriere|praktikum"
    r"|candidature|poste|entretien|intérêt|candidatura|puesto|entrevista|solicitud|interés|proceso"
    r"|vacante|inscripción)"
)
# Who talks is a person as often.
TALK = r"(?:interview(?:ing|s|ed)?|conversation|talk|call|chat|meeting)"
TOLD = 11  # where it is said to whom one applied
SAID = 20  # where it is said whom the mail is for, or on whose behalf
# (pattern, how much it tells): the first group is the name of an employer.
NAMED = tuple(
    (re.compile(pattern), weight)
    for pattern, weight in (
        (
            (
                rf"(?i:\b{ABOUT}\b)[^.!?;\n]{{0,90}}?\s(?i:at|with|bei|chez|@)\s(?i:(?:the|der|dem"
                rf"|den|our|unserer)\s)?({NAME})"
            ),
            4,
        ),
        (
            (
                rf"(?i:\b{TALK}\b)[^.!?;\n]{{0,90}}?\s(?i:at|with|bei|chez|@)\s(?i:(?:the|der|dem"
                rf"|den|our|unserer)\s)?({NAME})(?!\s(?:from|and|von|und|\()|,)"
            ),
            2,
        ),
        (
            (
                rf"(?i:\b(?:interest in|applying to|apply to|applied to|application to|was sent to"
                rf"|submitted to|sent to"
                rf"|joining|join|working for|work for|interview with|career with|on behalf of|behalf of"
                rf"|welcome to"
                rf"|interesse an|bewerbung an|candidature (?:à|chez)|au sein de|intérêt pour|interés en"
                rf"|candidatura en"
                rf"|thank you from|message from|update from|offer from|news from|invitation from))\s"
                rf"(?i:(?:the|a career at|a career with|working at|working with|working for|joining|joining "
                rf"us at|der|dem|unserem|la|le|l')\s)?({NAME})"
            ),
            3,
        ),
        (
            (
                rf"(?i:\b(?:here at|all of us at|us at|we at|team at|crew at|people at|everyone at|wir bei"
                rf"|uns bei|team bei|team von"
                rf"|team der|nous chez|equipo de|équipe de))\s(?i:(?:der|the)\s)?({NAME})"
            ),
            4,
        ),
        (
            (
                rf"({NAME})\s(?:has|have|hat|a)\s(?:\w+\s){{0,3}}(?:received|decided|invited|asked|reviewed"
                rf"|chosen|selected|moved|filled"
                r"|erhalten|entschieden|eingeladen|reçu|recibido|viewed)\b"
            ),
            3,
        ),
        (
            (
                rf"(?i:\b(?:applications?|appl(?:ied|ying)|cv|résumé|resume|bewerbung|candidature|candidatura)\b)"
                rf"(?:[^.!?;\n]|\.(?!\s[A-Z])){{0,70}}?\s(?i:at|with|bei|chez)\s(?i:(?:the|der|dem|den)\s)?({NAME})"
            ),
            TOLD,
        ),
        (
            (
                rf"({NAME})\s(?:has received|have received|acknowledges|received|hat|a bien reçu"
                rf"|ha recibido)\s"
                rf"(?:your|ihre|deine|votre|tu|su)\s(?:application|cv|resume|expression|bewerbung|candidature"
                r"|candidatura|solicitud)"
            ),
            SAID,
        ),
        (
            (
                rf"({NAME})\s(?:received|invites|invited|would like to|is pleased|are pleased|wants "
                rf"to|lädt|did not select)\b"
            ),
            2,
        ),
        (
            (
                rf"(?i:\b(?:(?:was|has been|been|were|be) (?:sent|submitted|forwarded|passed on|passed"
                rf"|delivered) (?:on )?to"
                rf"|(?:passed|sent|forwarded)(?: on)? your (?:application|cv|resume)(?: for .{{1,60}})? to"
                rf"|(?:our|my|the) client,?|on behalf of|im auftrag von"
                rf"|(?:transmise?|envoyée?|remise?) à|wurde an|enviad[ao] a|im namen von"
                rf"|an unseren kunden|pour le compte de|passed your cv on to .{{0,40}} "
                rf"at))\s\(?(?i:the\s|der\s)?({NAME})"
            ),
            SAID,
        ),
        (rf"({NAME})\s(?:has|have|hat|a)\s(?:asked us|invited you|sent you|shared|requested)", 6),
        (
            (
                rf"(?i:\b(?:company|employer|organi[sz]ation|unternehmen|arbeitgeber|firma|entreprise"
                rf"|empresa))\s?[:.]+\s*({NAME})"
            ),
            SAID,
        ),
        (rf"(?:^|[\s(])(?i:bei|chez|at)\s(?i:(?:der|dem|the)\s)?({NAME})", 2),
    )
)
TEAM = re.compile(
    rf"(?i:^(?:the|your|ihr|dein|das|deine|ihre|from the|vom)?\s?)({NAME})[\s,–"
    rf"|-]+(?i:(?:[\w&]+\s){{0,3}}(?:team|crew|hr|recruiting"
    r"|recruitment|talent|careers|people|human resources|talent acquisition|personal|recruiter|hiring))\b"
)
GENERIC = words(
    """
    the team careers career recruiting recruitment recruiter talent acquisition hr people human
    resources hiring jobs job no-reply noreply notifications notification department karriere personal
    personalabteilung bewerbermanagement bewerbung bewerbungen recrutement rh ressources humaines
    recursos humanos seleccion talento personas empleo via portal operations ops office staffing
    onboarding early campus services your our new early-careers personalservice ausbildung
    applications application support update service crew gruppe culture reply mail system scheduling
    candidate candidates experience attraction graduate und and & team- hiring-team recruiting-team
    insights assessments academy bewerberportal invitations auto bot app admissions notifications
    """
)
# What an employer calls those who hire, before its name: `Talento Acme`, `Personalwesen der Acme`.
OFFICES = words(
    """
    the your our team new and hr hiring recruiting recruitment careers jobs personal personalteam
    personalwesen personalabteilung personalbereich personalservice recruitingteam hr-team bewerbung
    bewerbungen bewerberservice bewerbermanagement karriere talento talentos rrhh recrutement rh
    seleccion equipo equipe personas empleo candidatures emploi ihr ihre dein das die
    """
)
OFFICE = re.compile(
    r"\w*(?:recruiting|recruitment|talentmanagement|personal(?:abteilung|wesen|büro|service|management)?|bewerb\w+"
    r"|karriere\w*|portail|portal|kollegium|redaktion|sekretariat|stabsstelle)",
    re.IGNORECASE,
)
LINKS = words("of for de del du des der dem von vom bei at chez la")
LEGAL = words(
    """
    inc incorporated corp corporation llc llp ltd limited plc gmbh ag kg se sa sas sarl srl spa bv nv
    ab oy pty kgaa ohg ug mbh ev co e v & sl slu
    """
)
# What stands where a name does, and is none.
NO_NAMES = words(
    """
    i we you this that it he she they us our your sam dear hi hello thank thanks please the a an
    monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december linkedin zoom teams microsoft google skype hr cv
    wir sie uns ihnen ihr ihre du dir ihrer uhr nous vous frau herr herrn mr mrs ms montag dienstag
    mittwoch donnerstag freitag rückfragen fragen interesse bedarf ist noon home http https re aw mon
    tue wed thu fri sat sun jan feb mar apr jun jul aug sep oct nov dec cest cet utc est pst am pm
    mfg venue first once least last all how what when if
    """
)
CARRIED = re.compile(r"(?i:powered by|sent by|sent via|via|über|provided by|brought to you by)\s(\w[\w.-]*)")
VIA = re.compile(r"\s*(?:\(?\b(?:via|über|through|par|por|powered by|by way of)\b|\|).*$", re.IGNORECASE)
PERSON_AT = re.compile(
    r"(?:\s(?:from|at|of|von|bei|chez|de|@)\s|\s?[(\[|,@–]\s?|\s-\s)(.+?)[)\]]?$", re.IGNORECASE
)
