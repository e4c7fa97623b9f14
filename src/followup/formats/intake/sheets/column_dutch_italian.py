"""Names of columns in Dutch and Italian: data, as in `column_things` and `column_events` before it."""

from __future__ import annotations

_DATE = r"(?:datum|data|giorno)"
_ON = rf"(?:(?:{_DATE}|op|il)(?: (?:van|di|del|della|dell|de|het|invio))*)"
_WHEN = rf"(?: ?(?:{_DATE}|op|il|verstuurd|ricevut[oa]|ontvangen|gehad|fissat[oa]))*"

DUTCH_AND_ITALIAN: tuple[tuple[str, str], ...] = (
    ("applied", r"(?:brief|cv|sollicitatie(?:brief)?|curriculum) (?:verstuurd|verzonden|inviat[oa])"),
    (
        "email",
        r"(?:(?:e ?mail|mail)(?: ?adres)?|indirizzo (?:e ?)?mail)(?: (?:van )?(?:de )?contact(?:persoon)?|"
        r" (?:del )?(?:referente|contatto))?",
    ),
    ("phone", r"telefoon(?:nummer)?|mobiel|tel ?nr|telefono|cellulare|recapito(?: telefonico)?"),
    ("recruiter", r"recruiter|werving|intercedent|selezionatore|selezionatrice"),
    ("referrer", r"aanbevolen door|via wie|segnalat[oa] da|raccomandat[oa] da"),
    ("interviewer", r"gesprek met|gesprekspartners?|colloquio con|intervistatore"),
    ("contact", r"contact ?persoon|contact ?gegevens|contatt[oi]|referente|persona di riferimento"),
    (
        "url",
        r"(?:link|website|url|vacature ?link)(?: (?:naar|van|alla?|dell?a?) .*)?|vacature ?tekst|"
        r"link annuncio|annuncio|sito(?: web)?",
    ),
    ("company", r"(?:naam )?(?:bedrijf|werkgever|organisatie|onderneming|instelling)s?(?: ?naam)?"),
    (
        "company",
        r"(?:nome )?(?:dell? ?)?(?:azienda|aziende|societa|ditta|impresa|datore(?: di lavoro)?|ente)",
    ),
    ("role", r"functie(?: ?titel| ?naam)?|vacatures?|baan|rol|beroep|gesolliciteerd als"),
    ("role", r"posizione(?: lavorativa)?|ruolo|mansione|titolo|qualifica|figura|lavoro|profilo"),
    (
        "location",
        r"plaats|locatie|standplaats|woonplaats|vestiging|sede(?: di lavoro)?|citta|luogo|localita",
    ),
    ("salary", r"salaris(?:indicatie)?|loon|bruto|stipendio|retribuzione|ral|paga"),
    (
        "note",
        r"opmerking(?:en)?|notities?|bijzonderheden|toelichting|bron|via|hoe|note|osservazioni|commenti|"
        r"fonte|canale|motivo|reden|uren|contratto|contract|sluitings ?datum|deadline|scadenza|"
        r"(?:volgende|vervolg|prossim\w*) .*|vervolgstap|nabellen|nog te doen|da fare",
    ),
    ("saved", rf"(?:{_ON} )?(?:gevonden|toegevoegd|aangemaakt|trovat[oa]|salvat[oa]|aggiunt[oa])(?: op)?"),
    (
        "status_date",
        rf"(?:laatste|ultim[oa]) (?:wijziging|update|contact|aggiornamento|modifica|contatto)|"
        rf"(?:status|stato|esito) ?{_DATE}|{_DATE} (?:status|stato|esito|uitslag|besluit)|"
        rf"data (?:ultimo |ultima )?(?:aggiornamento|modifica)|gewijzigd(?: op)?|aggiornat[oa](?: il)?|"
        rf"bijgewerkt(?: op)?",
    ),
    (
        "receipt",
        rf"(?:{_ON} )?(?:ontvangst ?bevestiging|bevestiging|bevestigd|conferma(?: (?:di )?ricezione)?)"
        rf"{_WHEN}",
    ),
    (
        "phone_screen",
        rf"(?:{_ON} )?(?:telefonisch (?:gesprek|interview)|telefoon(?:gesprek|interview)|"
        rf"(?:colloquio|contatto) telefonico|telefonata){_WHEN}",
    ),
    (
        "interview",
        rf"(?:{_ON} )?(?:(?:\d(?:e|o|ste)?|eerste|tweede|derde|primo|secondo|terzo|ultimo) )?"
        rf"(?:(?:sollicitatie|kennismakings)? ?gesprek(?:ken)?|uitnodiging|colloqui(?:o)?)"
        rf"(?: (?:tecnico|conoscitivo|finale|di lavoro))?(?: \d)?{_WHEN}",
    ),
    ("rejected", rf"(?:{_ON} )?(?:afwijzing|afgewezen|rifiut(?:o|at[oa])|scartat[oa]|esito negativo){_WHEN}"),
    ("accepted", rf"(?:{_ON} )?(?:aangenomen|contract getekend|accettat[oa]|assunt[oa]|assunzione){_WHEN}"),
    ("withdrawn", rf"(?:{_ON} )?(?:ingetrokken|teruggetrokken|ritirat[oa]){_WHEN}"),
    ("offer", rf"(?:{_ON} )?(?:aanbod|aanbieding|offerta|proposta){_WHEN}"),
    (
        "heard_back",
        rf"(?:{_ON} )?(?:reactie|antwoord|terugkoppeling|gereageerd|risposta|riscontro|feedback){_WHEN}",
    ),
    (
        "applied",
        rf"(?:{_ON} )?(?:sollicitatie(?: ?datum)?|gesolliciteerd|verstuurd|verzonden|opgestuurd|ingediend|"
        rf"candidatura(?: inviata)?|inviat[oa]|invio|candidat[oa]|spedit[oa]){_WHEN}|"
        r"sollicitatiedatum|verzenddatum|data (?:della )?candidatura",
    ),
    ("date", r"datum|giorno|wanneer|quando"),
    (
        "status",
        r"(?:huidige )?(?:stand(?: van zaken)?|fase|status|uitslag|uitkomst|resultaat|afloop|voortgang|"
        r"stadium)|"
        r"com e andat[ao]|stato(?: (?:attuale|candidatura|della candidatura))?|esito|risultato|"
        r"avanzamento|situazione",
    ),
    ("event", r"wat|gebeurtenis|activiteit|soort contact|attivita|evento|azione"),
)
