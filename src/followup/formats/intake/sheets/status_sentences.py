"""Sentences for the state of an application: patterns where words alone say less, or the opposite. Data.

Each is the whole of a folded text; the first that fits decides, after a phrase that is the whole text and
before phrases within it.
"""

from __future__ import annotations

import re

from followup.formats.intake.sheets.status_words import APPLIED, NOT_APPLIED

_SENTENCES: tuple[tuple[str, str], ...] = (
    # What the user did to an offer, before what was done to the user.
    ("declined", r"(?:j ai|ich habe|i|we) (?:refuse|abgelehnt|rejected|refused|declined|said no)(?: .*)?"),
    ("declined", r"(?:offer|offre|angebot|aanbod|offerta|oferta) .{0,20}(?:declined|refused|turned down)"),
    (
        "rejected",
        r"(?:failed|cut|eliminated|dropped|knocked out|out|lost) "
        r"(?:(?:at|in|after|the|my|during) )*.{0,20}(?:round|rounds|interview|screen|screening|final|oa|test)"
        r"(?: \d)?",
    ),
    (
        "rejected",
        r"(?:they |company |employer )?(?:went|gone|going|chose|picked|hired) (?:with )?"
        r"(?:someone|somebody|another|other|an internal|internal).*",
    ),
    (
        "rejected",
        r"(?:i )?(?:did not|didn t|not|won t|will not) (?:be )?(?:make it|making it|advance|advancing|"
        r"get (?:it|the job|in)|getting it|progress|selected|chosen|shortlisted|hired|picked|invited|"
        r"moving on|move on|accepted|a (?:good )?(?:match|fit)|what they)(?: .*)?",
    ),
    (
        "rejected",
        r"no longer (?:being )?consider\w+.*|(?:we )?regret .*|unfortunately.*|leider (?:nicht|nein|keine).*",
    ),
    (
        "rejected",
        r"(?:the )?(?:job|role|position|req|opening) (?:was |got |has been )?(?:cancel+ed|scrapped|"
        r"eliminated|"
        r"filled)(?: .*)?|filled (?:internally|already|by .*)|cancel+ed by (?:company|employer|them)|"
        r"(?:role|position|job) (?:put )?on hold",
    ),
    (
        "rejected",
        r"nicht (?:in die engere|eingeladen|ausgewahlt|genommen|geeignet|passend).*|(?:intern|extern|schon|"
        r"anderweitig) (?:besetzt|vergeben)",
    ),
    (
        "rejected",
        r"(?:no me|nao me|me|nao fui|no fui) (?:rechazaron|descartaron|negaron|rejeitaram|recusaram|"
        r"dispensaram|seleccionaron|cogieron|eligieron|chamaram|selecionad[oa]|escolhid[oa]|aprovad[oa])"
        r"(?: .*)?|thank you but no.*|thanks but no.*",
    ),
    (
        "rejected",
        r"(?:the )?(?:client|company|employer|they|hm|hiring manager) (?:has |have )?(?:passed|declined|"
        r"rejected|said no|not interested)(?: .*)?",
    ),
    (
        APPLIED,
        r"(?:no|without|kein|pas de|sin|sem) (?:feedback|retour|ruckmeldung|retorno|respuesta|updates?)",
    ),
    ("accepted", r"start(?:ing|s)?(?: work)? (?:on |in |from )?\d.*|i (?:got|have) the job.*|we have a deal"),
    (
        "closed",
        r"(?:the )?(?:listing|posting|post|ad|advert|vaga|oferta|anzeige|annonce|vacature|annuncio) "
        r"(?:was |is |has been |no longer |wurde |est )?(?:removed|taken down|gone|pulled|deleted|closed|up|"
        r"available|fechada|encerrada|retirada|geloscht|offline|retiree|verwijderd|rimosso)|finalizado",
    ),
    (
        APPLIED,
        r"(?:still |noch |nog |ancora |toujours |todavia |aun |ainda )?(?:nothing|no news|no word|nichts|"
        r"niets|rien|nada|niente|geen (?:reactie|antwoord|nieuws)|nessuna (?:notizia|risposta))"
        r"(?: (?:yet|heard|back|so far|from them|gehort|gehoord|ricevuto|encore|por ahora|por enquanto|"
        r"a signaler))*",
    ),
    (
        APPLIED,
        r"still (?:open|pending|waiting|in review|processing|active|considering).*|wird (?:noch )?gepruft|"
        r"lauft noch|mai risposto|nao respondeu|no (?:respondieron|contestaron|han respondido)|"
        r"(?:n ont )?pas repondu|ras|wacht(?:en)? op .*|(?:in )?attesa .*|candidatura visualizzata|"
        r"app(?:lication)? in|mia|crickets|emailed (?:my )?resume|received by .*|vu|vista?|gesehen|"
        r"(?:nachfassen|a relancer|relancer|follow up|to follow up|need to follow up|nabellen)",
    ),
    (
        "interview",
        r"(?:segunda|tercera|terceira|ultima) (?:fase|etapa|ronda)|vg(?: .*)?|termin (?:vereinbart|am|steht)|"
        r"(?:advanced|advancing|moved|moving|made it|through|invited|on) to (?:the )?(?:next|final|second|"
        r"2nd|"
        r"third|3rd|last|onsite)s?(?: round| stage| interview)?|"
        r"(?:meeting|video call|call|zoom|coffee|lunch) with (?:the )?(?:team|hm|hiring manager|manager|"
        r"director|ceo|cto|panel|vp)",
    ),
    (
        "heard_back",
        r"(?:positive|good|nice|quick) (?:reply|response|news|feedback)|(?:they )?(?:requested|asked for|"
        r"want|"
        r"wanted) (?:more|references|a call|to talk|to meet|info|documents).*|ruckruf(?: .*)?",
    ),
    (
        NOT_APPLIED,
        r"skip(?:ped|ping)?|(?:noch|nog(?: te)?|da|por|a|para|to|need to|must|should|will|want to|plan to|"
        r"going to|have to) (?:bewerben|schreiben|verschicken|solliciteren|sturen|schrijven|inviare|"
        r"candidarsi|mandare|enviar|aplicar|postular|postuler|envoyer|candidatar|apply|send|submit|write)"
        r"(?: .*)?",
    ),
)
_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _SENTENCES)


def sentence_of(words: str) -> str | None:
    """Return the kind that a folded text tells as a whole; None where no pattern is the whole of it."""
    return next((kind for kind, pattern in _PATTERNS if pattern.fullmatch(words)), None)
