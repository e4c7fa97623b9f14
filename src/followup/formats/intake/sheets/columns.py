"""Columns: what the names of columns mean, in five languages. Data, and how a name is looked up in it."""

from __future__ import annotations

import re
from functools import cache
from typing import get_args, Literal

from followup.formats.intake.sheets.folding import folded

Field = Literal[
    *("company", "role", "card", "name"),
    *("status", "event", "applied", "date", "status_date", "saved"),
    *("receipt", "heard_back", "phone_screen", "interview", "offer", "offer_until"),
    *("accepted", "declined", "rejected", "withdrawn", "closed", "sent"),
    *("contact", "recruiter", "hiring_manager", "referrer", "interviewer", "email", "phone"),
    *("url", "note", "clock", "ignore"),
]
FIELDS: tuple[str, ...] = get_args(Field)
# Each says of one kind of event whether, or when, it happened.
KINDS = (
    *("applied", "receipt", "heard_back", "phone_screen", "interview", "offer"),
    *("accepted", "declined", "rejected", "withdrawn", "closed", "sent"),
)
PEOPLE = ("contact", "recruiter", "hiring_manager", "referrer", "interviewer")

# Words that may stand around a name without changing what it means.
_DATE = r"(?:date|dates|timestamp|datum|fecha|data|dt|day|tag|jour|dia|when|time stamp)"
_ON = rf"(?:(?:{_DATE}|on|am|vom|le|el|em)(?: (?:of|de|du|der|des|da|do|d|la|las|il a|we|i|you|was|wurde|the))*)"
_JOB = (
    r"(?:(?:job|open(?:ing)?|vacancy|stellen?|poste|emploi|offre|puesto|empleo|vaga|cargo|emprego|trabajo|oferta)"
    r"(?:s|n)?)"
)

# The first pattern that is the whole of a name, folded, decides. What names a thing beside an event (its
# notes, its place) comes before the event.
_TABLE: tuple[tuple[str, str], ...] = (
    ("ignore", r"|#|no|nr|n|num|number|numero|nummer|lfd nr|id|index|row|key|s no|sr no|sl no|item|count"),
    ("ignore", r"(?:number of )?(?:days|weeks|tage|jours|dias|age)(?: .*)?|.* days (?:since|ago|elapsed).*"),
    ("ignore", r"(?:archived|archiviert|(?:card|board|list|task|record|entry|issue) id|list position|card position|board url)"),
    (
        "applied",
        rf"(?:{_ON} )?(?:resume|cv|lebenslauf|curriculo|cover letter|application) (?:was )?(?:sent|submitted)(?: ?{_ON})?",
    ),
    # People and how to reach them.
    ("note", r"(?:.* )?(?:linkedin|xing)(?: (?:profile|profil|url|link|contact|connection))?|.* (?:linkedin|xing)"),
    (
        "email",
        r"(?:(?:contact|recruiter|hr|hiring manager|company|kontakt|ansprechpartner|point of contact|poc|"
        r"personne|contacto|contato|interviewer|person|rh|firma|primary contact)(?:s|in|er|de)? )*"
        r"(?:e ?mails?|mails?|e ?mail address(?:es)?|courriel|correo(?: electronico)?|mailadresse|e ?mail adresse|"
        r"adresse (?:e ?)?mail)(?: (?:contact|du contact|de contact|address|of contact|recruiter|del contacto))?",
    ),
    (
        "phone",
        r"(?:(?:contact|recruiter|hr|hiring manager|kontakt|ansprechpartner|company)(?:s|in)? )?"
        r"(?:phones?|telephone|tel|mobile|cell|telefon|telefonnummer|tel nr|telefono|telefone|movil|celular|"
        r"portable|phone (?:no|number|nr)|telephone number|numero de (?:telephone|telefono|telefone)|handy)"
        r"(?: (?:number|no|nr))?",
    ),
    (
        "recruiter",
        r"(?:recruiters?|recruiter in|recruteur|recruteuse|reclutador|reclutadora|recrutador|recrutadora|"
        r"talent (?:partner|acquisition)|sourcer|headhunter|hr contact|hr person|hr|personaler|"
        r"recruitment contact)(?: (?:name|contact|s name|nom))?|name of recruiter",
    ),
    ("hiring_manager", r"(?:hiring manager|manager|line manager|hm|fachvorgesetzter?)(?: (?:name|contact))?"),
    (
        "referrer",
        r"referr?(?:al|ed by|er|als|al (?:name|contact|person)|ed from)|referent in der firma|"
        r"empfohlen von|empfehlung|recommande par|cooptation|referencia|recomendado por|indicacao|"
        r"indicado por|recommended by|internal referral",
    ),
    (
        "interviewer",
        r"(?:(?:interviewed|interview|phone screen|screen|gesprach|entretien)(?: \d)? (?:by|with|mit|avec)|interviewers?|interviewer (?:names?|s)|interviewer in|panel|"
        r"gesprachspartner(?: in)?|entrevistador(?:es|a)?|recruteurs presents|who i (?:met|spoke (?:to|with)))",
    ),
    (
        "contact",
        r"(?:main |primary |key |company |personne |hr )?(?:contacts?|contact (?:person|name|info|information|"
        r"details|s|at company)|kontakt(?:person|daten|name)?|ansprechpartner(?: ?in)?(?: in)?|ansprechperson|"
        r"interlocuteur|interlocutrice|personne (?:a contacter|de contact)|contacto|persona de contacto|contato|"
        r"pessoa de contato|responsable rh|point of contact|poc|person|people|who|with whom|network contact|"
        r"nom du contact|nombre del? contacto|nome do contato|contact (?:entreprise|rh)|name of contact)",
    ),
    # What names the employer and the job.
    ("role", r"applied for|vaga cargo|cargo vaga|puesto cargo|poste intitule|position role|role position|job role"),
    (
        "interview",
        r"(?:final|first|second|third|last|\d(?:st|nd|rd|th)?) rounds?(?: date)?|rounds? \d(?: date)?|"
        r"(?:got |had )?interview(?:ed)?(?: date (?:and )?time| yn)?|einladung(?:en)?(?: am| zum gesprach)?",
    ),
    (
        "heard_back",
        r"(?:date (?:of )?)?(?:(?:online |technical |coding |skills? )?assessments?|oa|take ?home(?: (?:test|project|"
        r"assignment|challenge))?|coding (?:test|challenge)|code challenge|hackerrank|case study|test technique|"
        r"prueba tecnica|teste tecnico|probeaufgabe)(?: (?:date|received|sent|on|due))*",
    ),
    (
        "note",
        r"(?:company|employer|firma|entreprise|empresa) (?:notes?|info|size|rating|type|industry|location|city|"
        r"hq|address|culture|website|web ?site|site|url|homepage|home ?page|description|research|stage|sector|values|domain)|industry|sector|branche|secteur|"
        r"sektor|setor|(?:glassdoor|company) rating",
    ),
    (
        "url",
        rf"(?:(?:{_JOB}|company|application|posting|job ad|ad|listing|description|apply|position|role|post|portal|"
        r"job posting|job description|job listing|job post|jd|anzeige|stellenanzeige|annonce|card|career(?:s)?|"
        r"career page|page|web|candidature|vacante|bewerbungs) )*"
        r"(?:urls?|links?|lien|liens|enlace|weblink|website|web ?site|webseite|webpage|site(?: web)?|hyperlink|"
        r"internetadresse|web ?adresse)"
        r"(?: (?:to|zur?|der|de|a|da|do|la|l|zum|vers)(?: .*)?)?|source url|url source",
    ),
    (
        "url",
        r"(?:job ?(?:posting|ad|advert|listing|post)|stellenanzeige|stellenausschreibung|posting|listing|"
        r"annonce|anuncio|link(?:ed)? to (?:job|posting))",
    ),
    (
        "card",
        r"(?:card|task|item)(?: name| title)|carte|karte|tarjeta|(?:company|employer|firma|entreprise|empresa) "
        r"(?:and |und |et |y |e |or )?(?:position|role|title|job|job title|stelle|poste|puesto|cargo|vaga)|"
        r"(?:position|role|job|job title|title|stelle|poste|puesto|cargo|vaga) (?:and |und |et |y |e |at |bei )?"
        r"(?:company|employer|firma|unternehmen|arbeitgeber|entreprise|empresa)|application name|opportunity",
    ),
    (
        "company",
        r"(?:name of |nom de l |nombre de la |nome da |name (?:der|des) )?(?:the )?(?:(?:target |potential |hiring )?"
        r"(?:company|companies|comp|employer|employers|organi[sz]ation|organisation|org|business|firm|corporation|"
        r"firma|firmen|unternehmen|unternehmens|arbeitgeber|betrieb|gesellschaft|entreprise|entreprises|societe|"
        r"employeur|empresa|empresas|compania|empleador|empregador|companhia|organizacion|organizacao|"
        r"institution|university|school|startup|company applied to|employer applied to|where applied))"
        r"(?: ?names?| title|name|contactee|applied (?:to|at))?",
    ),
    (
        "note",
        rf"(?:{_JOB}|position|role|work|employment) (?:description|type|id|number|no|nr|ref|reference|requirements?|"
        r"details?|level|location|notes?|source|board|category|function|family|skills?|code|summary|post date|"
        r"posted|art|beschreibung|nummer|referenz)|jd|job desc|requisition.*|req id|.* requirements?",
    ),
    (
        "role",
        r"(?:name of |title of |intitule d[ue] (?:l )?|nombre del? |titulo d[aoe](?:l)? |bezeichnung der )?"
        r"(?:(?:job|position|role|post|vacancy|opening) (?:title|name|applied(?: for)?|role|opening)|jobs?|positions?|"
        r"roles?|title|job position|role title|position title|vacancy|opening|designation|occupation|profession|"
        r"stelle|stellen|stellenbezeichnung|stellentitel|jobtitel|jobbezeichnung|position bezeichnung|funktion|"
        r"tatigkeit|beruf|rolle|titel|bewerbung als|beworben als|als|poste|postes|intitule|fonction|metier|"
        r"titre|titre du poste|poste vise|offre|emploi|puesto|puestos|cargo|vacante|rol|posicion|"
        r"titulo|oferta|vaga|vagas|funcao|posicao|papel|what|type of work|kind of job|job applied for|"
        r"position applied to|role applied for)",
    ),
    ("name", r"name|job application|application|bewerbung|candidature|candidatura|postulacion|title name|entry"),
    # Dates that are no news of the employer.
    (
        "note",
        r"(?:.* )?(?:deadline|due(?: date)?|closing(?: date)?|closes|frist|bewerbungsfrist|date limite|"
        r"fecha limite|prazo|expir(?:es|y|ation)(?: date)?|start date|posted|date posted|posting date|"
        r"publication date|posted on|eintrittsdatum|startdatum|veroffentlicht)(?: .*)?(?<!offer deadline)",
    ),
    ("offer_until", r"offer (?:deadline|expir(?:es|y|ation)(?: date)?|due(?: date)?)|deadline (?:of|for) offer"),
    ("note", r"(?:next|nachst\w*|prochain\w*|proxim\w*|future) .*|to ?dos?|action(?:s)? (?:items?|required|needed)"),
    (
        "note",
        r"(?:.* )?(?:follow ?ups?|nachfassen|wiedervorlage|relance|relancer|seguimiento|acompanhamento|"
        r"reminder|erinnerung)(?: (?:on|date|datum|due|action|needed|by|am|planned|plan|notes?|method))?",
    ),
    (
        "sent",
        rf"(?:{_ON} )?(?:followed ?up|follow ?ups? (?:sent|done|made|email sent)|(?:last |date )?(?:i )?contacted"
        r"(?: them)?|last follow ?up|relance (?:le|faite|envoyee)|relance le|nachgefasst|nachgefragt|"
        rf"last (?:time )?contacted)(?: ?{_ON})?",
    ),
    (
        "note",
        r"(?:.* )?(?:notes?|comments?|remarks?|feedback|details?|reason|reasons|method|format|type|location|place|"
        r"prep|preparation|questions?|round|rounds|duration|amount|salary|compensation|source|channel|via|through|"
        r"mode|medium|platform|website used|version|file|documents?|resume|cv|cover letter|lebenslauf|anschreiben|"
        r"questions? and answers?|description|priority|rating|excitement|interest|score|fit|notizen?|"
        r"bemerkung(?:en)?|kommentare?|anmerkung(?:en)?|commentaires?|remarques?|notas?|observacion(?:es)?|"
        r"comentarios?|observac(?:ao|oes)|grund|quelle|fuente|fonte|gehalt|salaire|salario|ort|lieu|ville|"
        r"ubicacion|localizacao|cidade|ciudad|lugar|local|city|state|country|art der bewerbung|"
        r"bewerbungsart|remote|level|tags?|labels?|members?|attachments?|pay|wage|range|benefits|skills|"
        r"time ?zone|board|category|level)(?: (?:name|used|sent|link|notes?|submitted))?",
    ),
    (
        "clock",
        r"(?:interview |phone screen |screen |meeting |gesprachs|entretien )?(?:time|uhrzeit|zeit|heure|hora)"
        r"(?: (?:of|de l|des) (?:interview|entretien|gesprachs))?",
    ),
    # When, and whether.
    (
        "saved",
        rf"(?:{_ON} )?(?:saved|added|created|bookmarked|found|discovered|erstellt|hinzugefugt|cree|ajoute|creado|"
        rf"criado|gefunden|entered)(?: ?(?:at|{_ON}|time))?|creation date",
    ),
    (
        "status_date",
        rf"(?:{_ON} )?(?:(?:last|letzte\w*|derniere?|ultim[ao]) (?:updated?|activity|change[d]?|modified|edited|contact|"
        r"action|aktualisierung|anderung|mise a jour|maj|actualizacion|atualizacao|contato|contacto|status|"
        rf"edited time|modified time|card activity|activity date|stage change)|updated|modified|geandert|"
        r"aktualisiert|mis a jour|maj|actualizado|atualizado|status (?:changed?|updated?))"
        rf"(?: ?(?:at|time|by|{_ON}))?|(?:status|stage|statut|estado|phase|etat|decision|outcome|result)s? ?{_DATE}|"
        r"status seit|seit|date of (?:decision|outcome|result|status)|"
        r"(?:status|stage) (?:last |was )?(?:changed|updated|modified|change|update|since)(?: (?:on|at|date|time))?",
    ),
    (
        "receipt",
        rf"(?:{_ON} )?(?:confirm(?:ation|ed)|acknowledg(?:e?ment|ed)|receipt|auto ?reply|confirmation (?:e ?mail )?"
        r"received|received confirmation|application received|eingangsbestatigung|bestatigung|"
        r"accuse de reception|accuse reception|acuse de recibo|confirmacion|confirmacao|confirmation email)"
        rf"(?: (?:received|erhalten|recu|{_ON}))?",
    ),
    (
        "phone_screen",
        rf"(?:{_ON} )?(?:1st |first |initial )?(?:phone ?(?:screen(?:ing)?s?|interviews?|calls?)|"
        r"(?:recruiter|hr|intro|initial|screening|telephone)(?: (?:call|screen(?:ing)?|phone screen|interview))|"
        r"screen(?:ing)?s?|pre ?screen(?:ing)?|telefon ?(?:interview|gesprach|termin)|telefoninterview|"
        r"telefongesprach|erstgesprach|entretien telephonique|pre ?selection|"
        r"entrevista (?:telefonica|por telefono)|llamada|entrevista (?:por )?telefone|triagem|"
        rf"contact telephonique|appel)(?: ?(?:{_DATE}|on|am|done|scheduled|le|completed))*",
    ),
    (
        "interview",
        rf"(?:{_ON} )?(?:(?:\d(?:st|nd|rd|th|er|e|eme|\.)?|first|second|third|fourth|final|last|in person|"
        r"on ?site|onsite|video|technical|tech|panel|virtual|face to face|job|team|hiring manager|hm|"
        r"super day|superday|behaviou?ral|erstes?|zweites?|drittes?|premier|deuxieme|second|primera|segunda|tercera|"
        r"primeira|terceira|final round|culture fit|case|executive|loop)(?: round)? )*"
        r"(?:interviews?|interview ?rounds?|interviewing|onsite|on ?site|final(?: round)?|rounds?|loop|vorstellungsgesprach(?:e|stermin)?|"
        r"vorstellungstermin|gesprach(?:e|stermin)?|bewerbungsgesprach|entretiens?|entrevistas?|"
        r"rendez vous|rdv|technical|tech screen|super ?day|probearbeiten|"
        rf"probetag)(?: (?:round )?\d)?(?: round)?(?: ?(?:{_DATE}|on|am|done|scheduled|le|completed|s|\d|termin|invite))*",
    ),
    (
        "rejected",
        rf"(?:{_ON} )?(?:rejected|rejections?|reject|decline|declined by (?:company|employer)|turned down|denied|refused|"
        r"absage|abgelehnt|abgesagt|refus|refuse|reponse negative|rechazo|rechazad[oa]|rejeitad[oa]|recusad[oa]|"
        rf"reprovad[oa]|recusa|rejeicao|no|declined)(?: ?(?:{_DATE}|on|am|le|received|erhalten|recu|letter|e ?mail))*",
    ),
    (
        "accepted",
        rf"(?:{_ON} )?(?:accepted(?: offer)?|offer accepted|hired|signed|contract signed|angenommen|zugesagt|"
        rf"vertrag|accepte|aceptad[oa]|aceit[oa]|contratad[oa])(?: ?(?:{_DATE}|on|am|le))*",
    ),
    ("declined", rf"(?:{_ON} )?(?:offer declined|declined (?:offer|by me)|i declined)(?: ?{_DATE})?"),
    ("withdrawn", rf"(?:{_ON} )?(?:withdrawn|withdrew|withdrawal|zuruckgezogen|retire|desistencia)(?: ?{_DATE})?"),
    ("closed", rf"(?:{_ON} )?(?:closed|ghosted|closed out|geschlossen|cloture)(?: ?{_DATE})?"),
    (
        "offer",
        rf"(?:{_ON} )?(?:(?:job |written |verbal )?offers?(?: (?:received|made|extended))?|angebot|zusage|"
        rf"offre(?: recue)?|proposition|oferta recibida|oferta|proposta)(?: ?(?:{_DATE}|on|am|le))*",
    ),
    (
        "heard_back",
        rf"(?:{_ON} )?(?:(?:first |company |employer |initial )?(?:response|reply|replied|responded|answer|heard back|"
        r"heard from|response received|reply received|antwort|ruckmeldung|reponse|retour|respuesta|resposta|"
        r"retorno|hear back|contacted by (?:company|recruiter)|rucklauf|reaktion))"
        rf"(?: (?:from (?:company|employer)|received|recue|erhalten|de l entreprise|vom|{_DATE}|on|am|le|time))*",
    ),
    (
        "applied",
        rf"(?:{_ON} )?(?:(?:i |have i |have you )?appl(?:ied|ication)s?|applying|application (?:sent|submitted|filed|made)|"
        r"submitted|submission|sent|appl|apps?|(?:resume|cv|email|lebenslauf|curriculo) (?:sent|submitted)|sent application|applied for|application submission|"
        r"beworben|bewerbungs?|bewerbung(?: (?:versendet|verschickt|gesendet|raus|abgeschickt|vom|am))?|versendet|"
        r"verschickt|abgeschickt|gesendet|versand|bewerbungseingang|candidature(?: envoyee)?|envoi|envoye(?:e)?|postule|"
        r"depot|postulation|d envoi|de candidature|aplicacion|postulacion|candidatura|aplicad[oa]|postulad[oa]|"
        r"solicitud|envio|inscripcion|inscricao|enviad[oa]|candidatei|aplicacao|de envio|application)"
        rf"(?: ?(?:{_DATE}|on|am|le|at|sent|eingereicht|submitted|de la candidature|d envoi|envoyee|yet|y n|yes no|ja nein|oui non|completed|em))*",
    ),
    ("applied", rf"bewerbungsdatum|versanddatum|{_DATE} (?:de|da|do|der|d) (?:la |l )?(?:candidature|candidatura|bewerbung|postulacion|solicitud|envoi|envio|aplicacion|inscricao|aplicacao|inscripcion)"),
    ("date", rf"(?:action |event |activity )?{_DATE}(?: \d)?|wann|quand|cuando|quando|on|am"),
    (
        "event",
        r"(?:event|action|activity|what happened|ereignis|aktion|aktivitat|action effectuee|evenement|"
        r"evento|accion|actividad|acao|atividade|type of activity|activity type|activite|vorgang|schritt)"
        r"(?: taken)?",
    ),
    (
        "status",
        r"(?:current |application |job |latest |interview |hiring |overall |aktueller? |bewerbungs ?|actual |pipeline )*"
        r"(?:status|state|stages?|step|phase|progress|outcome|results?|decision|list(?: name)?|column|board column|"
        r"section(?: column)?|stand|ergebnis|statut|etat|etape|avancement|resultat|suivi|estado|estatus|etapa|"
        r"resultado|fase|situacion|situacao|andamento|process|bewerbungsstatus|board list|pipeline|group|"
        r"situation|response status|outcome status|status outcome|status result|final (?:result|outcome|status|decision)|proceso|entscheidung)"
        r"(?: (?:of application|der bewerbung|de la candidature|de la candidatura|name))?",
    ),
    ("name", r"titel name|where|wo|bei|ou|donde|onde|agency|client|kunde|recruitment agency"),
    ("note", r"was|wer|wie|how|comment|como"),
)
_PATTERNS = tuple((field, re.compile(pattern)) for field, pattern in _TABLE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_NUMBERS = {"#", "№", "Nº", "N°"}
LONGEST_NAME = 80


@cache
def field_of(name: str) -> str | None:
    """Return the field that a column of this name has; None for a name that means nothing here."""
    if len(name) > LONGEST_NAME:
        return None
    if name.strip() in _NUMBERS or (name.strip()[-1:] in _NUMBERS and field_of(name.strip()[:-1]) != "phone"):
        return "ignore"
    plain = folded(_CAMEL.sub(" ", name))
    for each in (folded(_CAMEL.sub(" ", _BRACKETS.sub(" ", name))), plain):
        if not each:
            continue
        for field, pattern in _PATTERNS:
            if pattern.fullmatch(each):
                return field
    return None
