"""Names of columns that tell of things: people, employer and job, places, remarks; in five languages.

Data: pairs of a field and a pattern that is the whole of a folded name. The first that fits decides, so what
names a thing beside an event, such as its notes, comes before the event.
"""

from __future__ import annotations

from followup.formats.intake.sheets.column_parts import JOB as _JOB
from followup.formats.intake.sheets.column_parts import ON as _ON

THINGS: tuple[tuple[str, str], ...] = (
    ("ignore", r"|#|no|nr|n|num|number|numero|nummer|lfd nr|id|index|row|key|s no|sr no|sl no|item|count"),
    (
        "ignore",
        r"(?:number of )?(?:days|weeks|tage|jours|dias|age)(?: .*)?|.* days (?:since|ago|"
        r"elapsed).*",
    ),
    (
        "ignore",
        r"(?:archived|archiviert|(?:card|board|list|task|record|entry|issue) id|list position|"
        r"card position|board url|issue (?:key|id|type)|key)",
    ),
    (
        "applied",
        rf"(?:{_ON} )?(?:resume|cv|lebenslauf|curriculo|cover letter|application) (?:was )?(?:sent|"
        rf"submitted)(?: ?{_ON})?",
    ),
    # People and how to reach them.
    (
        "note",
        r"(?:.* )?(?:linkedin|xing)(?: (?:profile|profil|url|link|contact|connection))?|"
        r".* (?:linkedin|xing)",
    ),
    (
        "email",
        r"(?:(?:contact|recruiter|hr|hiring manager|company|kontakt|ansprechpartner|point of contact|poc|"
        r"personne|contacto|contato|interviewer|person|rh|firma|primary contact)(?:s|in|er|de)? )*"
        r"(?:e ?mails?|mails?|e ?mail address(?:es)?|courriel|correo(?: electronico)?|mailadresse|"
        r"e ?mail adresse|"
        r"adresse (?:e ?)?mail)(?: (?:contact|du contact|de contact|address|of contact|recruiter|"
        r"del contacto))?",
    ),
    (
        "phone",
        r"(?:(?:contact|recruiter|hr|hiring manager|kontakt|ansprechpartner|company)(?:s|in)? )?"
        r"(?:phones?|telephone|tel|mobile|cell|telefon|telefonnummer|tel nr|telefono|telefone|movil|"
        r"celular|"
        r"portable|phone (?:no|number|nr)|telephone number|numero de (?:telephone|telefono|telefone)|handy)"
        r"(?: (?:number|no|nr))?|(?:hr |recruiter )?contact (?:no|number|nr)",
    ),
    (
        "recruiter",
        r"(?:recruiters?|consultant|"
        r"recruiter in|nom du recruteur|recruteur|recruteuse|reclutador|reclutadora|recrutador|recrutadora|"
        r"talent (?:partner|acquisition)|sourcer|headhunter|hr contact|hr person|hr|personaler|"
        r"recruitment contact)(?: (?:name|contact|s name|nom))?|name of recruiter",
    ),
    (
        "hiring_manager",
        r"(?:hiring (?:manager|mgr)|manager|line manager|hm|fachvorgesetzter?)(?: (?:name|"
        r"contact))?",
    ),
    (
        "referrer",
        r"who referred me|referr?(?:al|ed by|er|als|al (?:name|contact|person)|ed from)|"
        r"referent in der firma|"
        r"empfohlen von|empfehlung|recommande par|cooptation|referencia|recomendado por|indicacao|"
        r"indicado por|recommended by|internal referral",
    ),
    (
        "interviewer",
        r"(?:(?:interviewed|interview|phone screen|screen|gesprach|entretien)(?: \d)? (?:by|with|mit|"
        r"avec)|interviewers?|with|mit|avec|con|met|interviewer (?:names?|s)|interviewer in|panel|"
        r"gesprachspartner(?: in)?|entrevistador(?:es|a)?|recruteurs presents|who i (?:met|spoke (?:to|"
        r"with)))",
    ),
    (
        "contact",
        r"(?:main |primary |key |company |personne |hr )?(?:contacts?|contact (?:person|name|info|"
        r"information|"
        r"details|s|at company)|kontakt(?:person|daten|name)?|ansprechpartner(?: ?in)?(?: in)?|"
        r"ansprechperson|"
        r"interlocuteur|interlocutrice|personne (?:a contacter|de contact)|contacto|persona de contacto|"
        r"contato|"
        r"pessoa de contato|responsable rh|point of contact|poc|person|people|who|with whom|"
        r"network contact|"
        r"nom du contact|nombre del? contacto|nome do contato|contact (?:entreprise|rh)|name of contact)",
    ),
    (
        "interview",
        r"(?:next|upcoming|nachstes|prochain|proxima|volgende?|prossimo) (?:interview|gesprach|"
        r"vorstellungsgesprach|entretien|entrevista|gesprek|colloquio)(?: date| am| le)?",
    ),
    (
        "applied",
        rf"{_ON} ?(?:d )?(?:envoi|envio|invio|enviado|envoye) (?:du |do |del |de )?(?:cv|curriculum)",
    ),
    (
        "note",
        r"source of (?:job|lead)|apply by|"
        r"clos(?:e|ing) date|thoughts|how (?:i )?found(?: it)?|rank|unterlagen",
    ),
    ("note", r"(?:week|woche|semaine|semana)(?: (?:ending|end|beginning|starting|commencing|of|du|vom))?"),
    (
        "sent",
        r"(?:thank ?you|thanks|thank ?you (?:note|letter|e ?mail|card))s? (?:sent|mailed|written)"
        r"(?: (?:on|date))?|(?:date )?thank ?you (?:note |letter |e ?mail )?sent",
    ),
    # What names the employer and the job.
    (
        "note",
        r"response time.*|time to (?:response|reply|hear).*|"
        r"(?:company |employer )?(?:address|adresse|anschrift)",
    ),
    (
        "company",
        r"co|comp|(?:company|employer|firma|arbeitgeber|entreprise|empresa)s?(?: name)? "
        r"(?:and |und |et |y |e )?"
        r"(?:address|adresse|anschrift|direccion|endereco|location)(?: of .*)?",
    ),
    ("role", r"pos|post|(?:type|kind) of (?:work|job)|work (?:sought|applied for)|art der tatigkeit"),
    ("contact", r"person (?:contacted|spoken to|seen)|name of (?:contact|person) (?:person|contacted)"),
    (
        "role",
        r"applied for|vaga cargo|cargo vaga|puesto cargo|poste intitule|position role|"
        r"role position|job role",
    ),
    (
        "interview",
        r"(?:final|first|second|third|last|\d(?:st|nd|rd|th)?) rounds?(?: date)?|rounds? \d(?: date)?|"
        r"(?:got |had )?interview(?:ed)?(?: date (?:and )?time| yn)?|einladung(?:en)?(?: am|"
        r" zum gesprach)?",
    ),
    (
        "heard_back",
        r"(?:date (?:of )?)?(?:(?:online |technical |coding |skills? )?(?:assessments?|tests?)|oa|"
        r"eignungstest|"
        r"einstellungstest|"
        r"take ?home(?: (?:test|project|"
        r"assignment|challenge))?|coding (?:test|challenge)|code challenge|hackerrank|hirevue|case study|"
        r"test technique|"
        r"prueba tecnica|teste tecnico|probeaufgabe)(?: (?:date|received|sent|on|due))*",
    ),
    (
        "note",
        r"(?:company|employer|firma|entreprise|empresa) (?:notes?|info|size|rating|type|industry|"
        r"location|city|"
        r"hq|address|culture|website|web ?site|site|url|homepage|home ?page|description|research|stage|"
        r"sector|values|domain)|industry|sector|branche|secteur|"
        r"sektor|setor|(?:glassdoor|company) rating",
    ),
    (
        "url",
        rf"(?:(?:{_JOB}|company|application|posting|job ad|ad|listing|description|apply|position|role|"
        rf"post|portal|"
        r"job posting|job description|job listing|job post|jd|anzeige|stellenanzeige|annonce|card|"
        r"career(?:s)?|"
        r"career page|page|web|candidature|vacante|bewerbungs) )*"
        r"(?:urls?|links?|lien|liens|enlace|weblink|website|web ?site|webseite|webpage|site(?: web)?|"
        r"hyperlink|"
        r"internetadresse|web ?adresse)"
        r"(?: (?:to|zur?|der|de|a|da|do|la|l|zum|vers)(?: .*)?)?|source url|url source",
    ),
    (
        "url",
        r"(?:lien offre|link vacature|job ?(?:posting|ad|advert|listing|post)|stellenanzeige|"
        r"stellenausschreibung|posting|listing|"
        r"annonce|anuncio|link(?:ed)? to (?:job|posting))",
    ),
    (
        "card",
        r"(?:card|task|item|issue)(?: name| title)|summary|"
        r"carte|karte|tarjeta|(?:company|employer|firma|entreprise|"
        r"empresa) "
        r"(?:and |und |et |y |e |or )?(?:position|role|title|job|job title|stelle|poste|puesto|cargo|vaga)|"
        r"(?:position|role|job|job title|title|stelle|poste|puesto|cargo|vaga) (?:and |und |et |y |e |"
        r"at |bei )?"
        r"(?:company|employer|firma|unternehmen|arbeitgeber|entreprise|empresa)|application name|"
        r"opportunity",
    ),
    (
        "company",
        r"(?:name of |nom de l |nombre de la |nome da |name (?:der|des) )?(?:the )?(?:(?:target |"
        r"potential |hiring )?"
        r"(?:company|companies|comp|employer|employers|organi[sz]ation|organisation|org|business|firm|"
        r"corporation|"
        r"firma|firmen|unternehmen|unternehmens|arbeitgeber|betrieb|gesellschaft|entreprise|entreprises|"
        r"societe|"
        r"employeur|empresa|empresas|compania|empleador|empregador|companhia|organizacion|organizacao|"
        r"institution|university|universitat|uni|hochschule|universite|universidad|universidade|school|"
        r"schule|"
        r"associated company|klinik|praxis|kanzlei|startup|company applied to|employer applied to|"
        r"where applied))"
        r"(?: ?names?| title|name|contactee|applied (?:to|at))?",
    ),
    (
        "note",
        rf"(?:{_JOB}|position|role|work|employment) (?:description|type|id|number|no|nr|ref|reference|"
        rf"requirements?|"
        r"details?|level|notes?|source|board|category|function|family|skills?|code|summary|"
        r"post date|"
        r"posted|art|beschreibung|nummer|referenz)|jd|job desc|requisition.*|req id|.* requirements?",
    ),
    (
        "role",
        r"(?:name of |title of |intitule d[ue] (?:l )?|nombre del? |titulo d[aoe](?:l)? |bezeichnung der )?"
        r"(?:(?:job|position|role|post|vacancy|opening) (?:title|name|applied(?: for)?|role|opening)|"
        r"jobs?|positions?|(?:position|job|role) of interest|ausbildungsberuf|programs?|programmes?|"
        r"studiengang|"
        r"roles?|title|job position|role title|position title|vacancy|opening|designation|occupation|"
        r"profession|"
        r"stelle|stellen|stellenbezeichnung|stellentitel|jobtitel|jobbezeichnung|position bezeichnung|"
        r"funktion|"
        r"tatigkeit|beruf|rolle|titel|bewerbung als|beworben als|als|poste|postes|intitule|fonction|metier|"
        r"titre|titre du poste|poste vise|offre|emploi|puesto|puestos|cargo|vacante|rol|posicion|"
        r"titulo|oferta|vaga|vagas|funcao|posicao|papel|what|type of work|kind of job|job applied for|"
        r"position applied to|role applied for)",
    ),
    (
        "name",
        r"name|job application|application|bewerbung|candidature|candidatura|postulacion|"
        r"title name|entry",
    ),
    # Dates that are no news of the employer.
    (
        "note",
        r"(?:.* )?(?:deadline|due(?: date)?|closing(?: date)?|closes|frist|bewerbungsfrist|date limite|"
        r"fecha limite|prazo|expir(?:es|y|ation)(?: date)?|start date|posted|date posted|posting date|"
        r"publication date|posted on|eintrittsdatum|startdatum|veroffentlicht)(?: .*)?(?<!offer deadline)",
    ),
    (
        "offer_until",
        r"offer (?:deadline|expir(?:es|y|ation)(?: date)?|due(?: date)?)|deadline (?:of|"
        r"for) offer",
    ),
    (
        "note",
        r"(?:next|nachst\w*|prochain\w*|proxim\w*|future) .*|to ?dos?|action(?:s)? (?:items?|"
        r"required|needed)",
    ),
    (
        "note",
        r"(?:.* )?(?:follow ?ups?|nachfassen|wiedervorlage|relance|relancer|seguimiento|acompanhamento|"
        r"reminder|erinnerung)(?: (?:on|date|datum|due|action|needed|by|am|planned|plan|notes?|method))?",
    ),
    (
        "sent",
        rf"(?:{_ON} )?(?:followed ?up|follow ?ups? (?:sent|done|made|email sent)|(?:last |"
        rf"date )?(?:i )?contacted"
        r"(?: them)?|last follow ?up|relance (?:le|faite|envoyee)|relance le|nachgefasst|nachgefragt|"
        rf"last (?:time )?contacted)(?: ?{_ON})?",
    ),
    (
        "location",
        rf"(?:{_JOB} |work |office |company |employer )?(?:locations?|city|town|ort|standort|arbeitsort|"
        r"einsatzort|lieu(?: de travail)?|ville|localisation|ubicacion|localizacao|localidad|localidade|"
        r"cidade|ciudad|place of work|where is it|region|state|country|local)(?: name)?",
    ),
    (
        "salary",
        r"(?:expected |desired |base |annual |min |max |minimum |maximum |"
        r"offered |advertised |listed |proposed |jahres|monats|brutto|"
        r"wunsch)* ?(?:salar(?:y|ies)|pay|wage|wages|compensation|comp|gehalt|gehaltswunsch|"
        r"gehaltsvorstellung|lohn|salaire|remuneration|salario|sueldo|retribucion|remuneracao|"
        r"renta|pretension de renta|ctc|"
        r"rate|day rate|daily rate|hourly rate|stundenlohn|tjm)"
        r"(?: (?:range|band|expectations?|expected|offered|amount|estimate|info|"
        r"usd|eur|gbp|k|per year|p a|brut|bruto|pretendido|pretension))*|(?:pay|salary|wage) .{0,12}",
    ),
    (
        "note",
        r"(?:.* )?(?:notes?|comments?|remarks?|feedback|details?|reason|reasons|method|format|type|"
        r"location|place|"
        r"prep|preparation|questions?|round|rounds|duration|amount|salary|compensation|source|channel|"
        r"via|through|"
        r"mode|medium|platform|website used|version|file|documents?|resume|cv|cover letter|lebenslauf|"
        r"anschreiben|"
        r"questions? and answers?|description|priority|rating|excitement|interest|score|fit|notizen?|"
        r"bemerkung(?:en)?|kommentare?|anmerkung(?:en)?|commentaires?|remarques?|notas?|observacion(?:es)?|"
        r"comentarios?|observac(?:ao|oes)|grund|quelle|fuente|fonte|gehalt|salaire|salario|ort|lieu|ville|"
        r"ubicacion|localizacao|cidade|ciudad|lugar|local|city|state|country|art der bewerbung|"
        r"bewerbungsart|remote|level|tags?|labels?|members?|attachments?|pay|wage|range|benefits|skills|"
        r"time ?zone|board|category|level)(?: (?:name|used|sent|link|notes?|submitted))?",
    ),
    (
        "clock",
        r"(?:interview |phone screen |screen |meeting |gesprachs|entretien )?(?:time|uhrzeit|zeit|heure|"
        r"hora)"
        r"(?: (?:of|de l|des) (?:interview|entretien|gesprachs))?",
    ),
)
