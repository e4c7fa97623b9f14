"""Names of columns that tell of events: when, whether, and how it stands; in five languages.

Data, as in `column_things`, which comes first.
"""

from __future__ import annotations

from followup.formats.intake.sheets.column_parts import DATE as _DATE
from followup.formats.intake.sheets.column_parts import ON as _ON

EVENTS: tuple[tuple[str, str], ...] = (
    (
        "saved",
        rf"(?:{_ON} )?(?:saved|added|created|bookmarked|found|discovered|erstellt|hinzugefugt|cree|"
        rf"ajoute|creado|"
        rf"criado|gefunden|entered)(?: ?(?:at|{_ON}|time))?|creation date",
    ),
    (
        "status_date",
        rf"(?:{_ON} )?(?:(?:last|letzte\w*|derniere?|ultim[ao]) (?:updated?|activity|change[d]?|"
        rf"modified|edited|contact|"
        r"action|aktualisierung|anderung|mise a jour|maj|actualizacion|atualizacao|contato|contacto|status|"
        rf"edited time|modified time|card activity|activity date|stage change)|moved|"
        rf"completed|updated|modified|geandert|"
        r"aktualisiert|mis a jour|maj|actualizado|atualizado|status (?:changed?|updated?))"
        rf"(?: ?(?:at|time|by|{_ON}))?|(?:status|stage|statut|estado|phase|etat|decision|outcome|"
        rf"result)s? ?{_DATE}|"
        r"status seit|seit|date of (?:decision|outcome|result|status)|"
        r"(?:status|stage) (?:last |was )?(?:changed|updated|modified|change|update|since)(?: (?:on|at|"
        r"date|time))?",
    ),
    (
        "receipt",
        rf"(?:{_ON} )?(?:confirm(?:ation|ed)|(?:eingang )?bestatigt|eingang|zwischenbescheid|"
        r"acknowledg(?:e?ment|ed)|receipt|auto ?reply|"
        rf"confirmation (?:e ?mail )?"
        r"received|received confirmation|application received|eingangsbestatigung|bestatigung|"
        r"accuse de reception|accuse reception|accuse|acuse de recibo|confirmacion|confirmacao|"
        r"confirmation email)"
        rf"(?: (?:received|erhalten|recu|{_ON}))?",
    ),
    (
        "phone_screen",
        rf"(?:{_ON} )?(?:1st |first |initial )?(?:phone ?(?:screen(?:ing)?s?|interviews?|calls?)|"
        r"(?:recruiter|hr|intro|initial|screening|telephone)(?: (?:call|screen(?:ing)?|"
        r"phone screen|"
        r"interview))|"
        r"(?:1st|first) call|screen(?:ing)?s?|pre ?screen(?:ing)?|telefon ?(?:interview|gesprach|termin)|"
        r"telefoninterview|"
        r"telefongesprach|erstgesprach|entretien telephonique|pre ?selection|"
        r"entrevista (?:telefonica|por telefono)|llamada|entrevista (?:por )?telefone|triagem|"
        rf"contact telephonique|appel)(?: ?(?:{_DATE}|on|am|done|scheduled|le|completed))*",
    ),
    (
        "interview",
        rf"(?:{_ON} )?(?:(?:\d(?:st|nd|rd|th|er|e|eme|\.)?|r ?\d|first|second|third|fourth|final|last|"
        rf"in person|"
        r"on ?site|onsite|video|technical|tech|panel|virtual|face to face|job|team|hiring manager|hm|"
        r"super day|superday|behaviou?ral|erstes?|zweites?|drittes?|premier|deuxieme|second|primera|"
        r"segunda|tercera|"
        r"primeira|terceira|final round|culture fit|case|executive|loop)(?: round)? )*"
        r"(?:interviews?|interview ?rounds?|interviewing|onsite|on ?site|final(?: round)?|rounds?|loop|"
        r"vorstellungsgesprach(?:e|stermin)?|"
        r"vorstellungstermin|gesprach(?:e|stermin)?|bewerbungsgesprach|entretiens?|entrevistas?|"
        r"rendez vous|rdv|r ?\d|technical|tech screen|super ?day|probearbeiten|campus visit|"
        r"site visit|fly ?out|vorsingen|job ?talk|vg|termin|"
        rf"probetag)(?: (?:round )?\d)?(?: round)?(?: ?(?:{_DATE}|on|am|done|scheduled|le|completed|s|"
        rf"\d|termin|invite))*",
    ),
    (
        "rejected",
        rf"(?:{_ON} )?(?:rejected|rejections?|reject|decline|declined by (?:company|employer)|"
        rf"turned down|denied|refused|"
        r"absage|abgelehnt|abgesagt|refus|refuse|reponse negative|rechazo|rechazad[oa]|rejeitad[oa]|"
        r"recusad[oa]|"
        rf"reprovad[oa]|recusa|rejeicao|no|declined)(?: ?(?:{_DATE}|on|am|le|received|erhalten|recu|"
        rf"letter|e ?mail))*",
    ),
    (
        "accepted",
        rf"(?:{_ON} )?(?:accepted(?: offer)?|offer accepted|hired|signed|contract signed|angenommen|"
        rf"zugesagt|"
        rf"vertrag|accepte|aceptad[oa]|aceit[oa]|contratad[oa])(?: ?(?:{_DATE}|on|am|le))*",
    ),
    ("declined", rf"(?:{_ON} )?(?:offer declined|declined (?:offer|by me)|i declined)(?: ?{_DATE})?"),
    (
        "withdrawn",
        rf"(?:{_ON} )?(?:withdrawn|withdrew|withdrawal|zuruckgezogen|retire|"
        rf"desistencia)(?: ?{_DATE})?",
    ),
    ("closed", rf"(?:{_ON} )?(?:closed|ghosted|closed out|geschlossen|cloture)(?: ?{_DATE})?"),
    (
        "offer",
        rf"(?:{_ON} )?(?:(?:job |written |verbal )?(?:offered|offers?)(?: (?:received|made|"
        rf"extended))?|angebot|zusage|"
        rf"offre(?: recue)?|proposition|oferta recibida|oferta|proposta)(?: ?(?:{_DATE}|on|am|le))*",
    ),
    (
        "heard_back",
        rf"(?:{_ON} )?(?:(?:first |company |employer |initial )?(?:response|reply|replied|responded|"
        rf"answer|heard back|heard|respond|"
        r"heard from|response received|reply received|antwort|ruckmeldung|reponse|retour|respuesta|"
        r"resposta|"
        r"retorno|hear back|contacted by (?:company|recruiter)|rucklauf|reaktion|call ?backs?|"
        r"(?:any|did they|did i get a|got a) (?:response|reply|respond|answer)))"
        rf"(?: (?:from (?:company|employer)|received|recue|erhalten|de l entreprise|vom|{_DATE}|on|am|"
        rf"le|time))*",
    ),
    (
        "applied",
        rf"(?:{_ON} )?(?:(?:i |have i |have you )?appl(?:ied|ication)s?|applying|application (?:sent|"
        rf"submitted|filed|made)|"
        r"submitted|submission|sent|appl|apps?|(?:resume|cv|email|lebenslauf|curriculo) (?:sent|"
        r"submitted)|sent application|applied for|application submission|"
        r"apply|eingereicht|versandt|(?:envoi|envio|invio) (?:du |do |del )?cv|beworben|bewerbungs?|"
        r"bewerbung(?: (?:versendet|verschickt|gesendet|raus|abgeschickt|vom|am))?|"
        r"versendet|"
        r"verschickt|abgeschickt|gesendet|versand|bewerbungseingang|candidature(?: envoyee)?|envoi|"
        r"envoye(?:e)?|postule|"
        r"depot|postulation|d envoi|de candidature|aplicacion|postulacion|candidatura|aplicad[oa]|"
        r"postulad[oa]|"
        r"solicitud|envio|inscripcion|inscricao|enviad[oa]|candidatei|aplicacao|de envio|application)"
        rf"(?: ?(?:{_DATE}|on|am|le|at|sent|eingereicht|submitted|de la candidature|d envoi|envoyee|yet|"
        rf"y n|yes no|ja nein|oui non|completed|em))*",
    ),
    (
        "applied",
        rf"bewerbungsdatum|versanddatum|{_DATE} (?:de|da|do|der|d) (?:la |l )?(?:candidature|"
        rf"candidatura|bewerbung|postulacion|solicitud|envoi|envio|aplicacion|inscricao|aplicacao|"
        rf"inscripcion)",
    ),
    (
        "date",
        rf"(?:action |event |activity )?{_DATE}(?: \d)?|{_ON} contact|contact date|wann|quand|"
        rf"cuando|quando|on|am",
    ),
    (
        "event",
        r"(?:event|action|activity|what happened|ereignis|aktion|aktivitat|action effectuee|evenement|"
        r"evento|accion|actividad|acao|atividade|type of activity|activity type|activite|vorgang|schritt)"
        r"(?: taken)?",
    ),
    (
        "status",
        r"(?:current |application |job |latest |interview |hiring |overall |aktueller? |bewerbungs ?|"
        r"actual |pipeline )*"
        r"(?:status|state|stages?|step|phase|progress|outcome|results?|decision|list(?: name)?|column|"
        r"board column|"
        r"section(?: column)?|stand|ergebnis|statut|etat|etape|avancement|resultat|suivi|estado|estatus|"
        r"etapa|"
        r"resultado|fase|situacion|situacao|andamento|process|bewerbungsstatus|board list|pipeline|group|"
        r"timeline|history|verlauf|historial|historico|historique|updates?|stat|suites?(?: donnee)?|"
        r"situation|where am i|where (?:things|it|we) stands?|state of play|results? of contact|"
        r"stand der dinge|"
        r"bearbeitungsstand|"
        r"fase do processo|fase del proceso|response status|outcome status|status outcome|status result|"
        r"final (?:result|outcome|"
        r"status|decision)|proceso|entscheidung)"
        r"(?: (?:actual|atual|actuel|of application|der bewerbung|de la candidature|"
        r"de la candidatura|name))?",
    ),
    (
        "name",
        r"titel name|deal name|where|at|wo|bei(?: firma)?|ou|donde|onde|waar|dove|"
        r"(?:end |final )?(?:client|customer)(?: name)?|(?:end)?kunde|"
        r"(?:recruitment |staffing |recruiting |employment )?agency(?: name)?|"
        r"vermittler|personaldienstleister|agence|uitzendbureau|agenzia",
    ),
    ("note", r"was|wer|wie|how|comment|como"),
)
