"""Words for the state of an application, as people and programs put them, in seven languages: data.

A mapping file beside the sheet adds to them. Phrases are folded (small letters, no accents, no marks).
"""

from __future__ import annotations

from followup.formats.intake.sheets.status_ends import ENDS

# What a status tells beside kinds of events: that the user has not applied, or no more than that they have.
NOT_APPLIED = "not_applied"
APPLIED = "applied"

# The first kind of which a phrase stands in a status decides, so what ends an application comes first; but a
# phrase within a longer one says nothing of its own: `offer declined` holds no offer.
PHRASES: dict[str, str] = {
    **ENDS,
    "offer": """
        aanbod | aanbod ontvangen | aanbieding | arbeidsvoorwaardengesprek | offerta | offerta ricevuta
        proposta ricevuta | proposta di contratto | got the offer | made an offer | they made an offer
        offer call | verbal | vertrag angeboten | contrat propose
        offer | offer received | offered | received offer | offer extended | offer made | job offer
        verbal offer | written offer | offer pending | negotiating | negotiation | offer stage | got offer
        got an offer | offer letter | considering offer | pending offer | negotiating offer
        offer negotiation | deciding | offer in hand | offer received pending | angebot | angebot erhalten
        zusage | zusage erhalten | vertragsangebot | jobangebot | verhandlung | in verhandlung
        vertrag erhalten | offre | offre recue | proposition | proposition recue | proposition d embauche
        promesse d embauche | negociation | oferta | oferta recibida | oferta recebida | proposta
        proposta recebida | negociacion | negociacao | negociando | oferta de trabajo
    """,
    "interview": """
        1e ronde | 2e ronde | eerste ronde | tweede ronde | gespreksronde | prova | prova il | giorno di prova
        int sched | int scheduled | intv sched | intv scheduled | int set
        uitgenodigd | uitgenodigd voor gesprek | gesprek | eerste gesprek | tweede gesprek
        sollicitatiegesprek | gesprek gepland | gesprek gehad | op gesprek | kennismakingsgesprek
        proefdag | meeloopdag | colloquio | colloquio fissato | colloquio fatto | primo colloquio
        secondo colloquio | colloquio tecnico | colloquio conoscitivo | convocato | convocata
        invitato a colloquio | colloquio sostenuto | in colloquio | colloqui | gesprekken | campus visit
        zoom interview | teams interview | campus interview | on campus interview | trial shift
        trial day | working interview | met the team | met with team | meeting scheduled
        interview booked | interview confirmed | had interview | had an interview | interview held
        interview offered | got interview | got an interview | probearbeit | schnuppertag | hospitation
        zweitgesprach vereinbart | einladung erhalten | vorstellungsgesprach am | entretien fixe
        entretien effectue | entrevista hecha | entrevista feita
        l1 | l2 | l3 | l1 cleared | l2 cleared | l3 cleared | l1 round | l2 round | l1 done | l2 done
        int | intv
        interview | interviews | interviewing | interviewed | interview scheduled | interview done
        interview completed | interview set | interview stage | first interview | second interview
        third interview | final interview | 1st interview | 2nd interview | 3rd interview | 4th interview
        first round | second round | third round | final round | 1st round | 2nd round | 3rd round
        4th round | next round | last round | round 1 | round 2 | round 3 | round 4 | round 5 | round one
        round two | round three | final | finals | on site | onsite | on site interview | onsite interview
        virtual onsite | superday | super day | technical interview | tech interview | technical
        technical screen | tech screen | panel interview | panel | video interview | virtual interview
        in person interview | face to face | behavioral | behavioural | behavioral interview
        hiring manager interview | hm interview | hiring manager | hm screen | hiring manager screen
        interview invite | invited to interview | interview invitation | interview process | in interviews
        loop | interview loop | team match | in interview | hiring manager call | interview requested
        awaiting interview | waiting for interview | post interview | interview 1 | interview 2
        interview 3 | interview in progress | vorstellungsgesprach | gesprach | einladung
        einladung zum gesprach | eingeladen | eingeladen zum gesprach | vorstellungsgesprach vereinbart
        einladung zum vorstellungsgesprach | vorstellungstermin | bewerbungsgesprach | zweitgesprach
        1 gesprach | 2 gesprach | erstes gesprach | zweites gesprach | zweite runde | probearbeiten
        probetag | im gesprach | interview vereinbart | videointerview | 2 runde | 1 runde
        assessment center | entretien | entretien prevu | entretiens | entretien passe | entretien programme
        premier entretien | deuxieme entretien | 1er entretien | 2eme entretien | 2e entretien | rdv
        rendez vous | entretien rh | entretien technique | entretien planifie | convoque | entrevista
        entrevistas | entrevista programada | entrevista agendada | entrevistado | entrevista tecnica
        en entrevista | em entrevista | primera entrevista | segunda entrevista | primeira entrevista
        entrevista final | entrevista concertada | entrevista marcada | entrevista realizada
        en entrevistas | em entrevistas
    """,
    "phone_screen": """
        telefonisch gesprek | telefonisch interview | belafspraak | telefonische screening
        colloquio telefonico | intervista telefonica | contatto telefonico | spoke with recruiter
        talked to recruiter | call with recruiter | call with hr | chat with recruiter | phone chat
        screening done | screening completed | recruiter chat | telefoninterview gefuhrt
        telefonat mit hr
        phone screen | phone screening | phone screened | phone interview | phone interview scheduled
        phone interview done | phone call | phone call scheduled | phone | phone screen scheduled
        phone screen done | phone screen completed | recruiter screen | recruiter call | recruiter interview
        recruiter phone screen | hr screen | hr call | hr interview | screening | screening call
        screening interview | screen | screened | prescreen | pre screen | pre screening | initial call
        intro call | introductory call | initial screen | initial interview | phone interview completed
        screening scheduled | recruiter screening | hr round | hr screening | exploratory call
        call scheduled | first call | initial screening | telephone interview | telephone screen
        telefoninterview | telefongesprach | telefonat | telefontermin | erstgesprach
        telefonisches interview | telefonisches gesprach | telefoninterview vereinbart
        telefoninterview geplant | kennenlerngesprach | entretien telephonique
        prequalification telephonique | appel | appel rh | prequalif | pre qualification
        entretien telephonique prevu | echange telephonique | entrevista telefonica | llamada
        llamada telefonica | filtro telefonico | entrevista por telefono | triagem | ligacao
        entrevista por telefone | entrevista telefonica programada | screening rh
    """,
    "heard_back": """
        hr called | recruiter called | they called | called me | called back | got a call | got a reply
        got reply | they replied | they emailed | recruiter emailed | hr emailed | recruiter messaged
        reply | response | unterlagen angefordert | unterlagen nachgereicht | nachfrage erhalten
        reactie ontvangen | antwoord ontvangen | in gesprek | assessment ontvangen
        tweede ronde assessment | wachtlijst | in de wacht | in contatto | risposta ricevuta
        risposta positiva | contattato | contattata | test tecnico | prova tecnica | in valutazione finale
        lista breve | in attesa di test | longlisted | long listed | long list | asked for references
        asked for more info | requested more information | requested information | take home done
        work sample | writing sample | asked for salary expectations | wants to talk | they want to talk
        documents demandes
        heard back | responded | replied | response received | reply received | got response | in contact
        in touch | contacted | contacted by recruiter | contacted me | recruiter reached out
        recruiter contacted | reached out by recruiter | in conversation | in discussion | in discussions
        talking | conversation | in communication | waiting for offer | awaiting offer
        responded positively | positive response | positive | interested | in process | oa
        online assessment | assessment | assessments | oa received | oa sent | oa completed | oa done
        oa invite | take home | takehome | take home test | take home assignment | take home challenge
        take home project | coding challenge | code challenge | coding test | coding assessment | hackerrank
        codesignal | codility | hirevue | test | skills test | skill test | technical test
        technical assessment | technical challenge | technical task | case study | assignment | challenge
        homework | task | test task | online test | personality test | assessment sent
        assessment completed | take home received | take home submitted | reference check | references
        background check | shortlisted | short listed | short list | shortlist | next step | next steps
        second stage | moved forward | moving forward | advanced | progressed | progressing | on hold | hold
        paused | under discussion | waitlisted | waitlist | one way interview | references requested
        antwort erhalten | ruckmeldung | ruckmeldung erhalten | in kontakt | kontakt | kontaktiert
        test erhalten | einstellungstest | online test erhalten | probeaufgabe | fallstudie | testaufgabe
        in der engeren auswahl | engere auswahl | positive ruckmeldung | positiv | warteliste | pausiert
        reponse recue | reponse positive | contacte | contactee | en contact | en discussion
        test technique | test en ligne | etude de cas | mise en situation | echange en cours
        en attente de test | tests | positif | respondido | contactado | contactada | en contacto
        prueba tecnica | prueba | respuesta recibida | respuesta positiva | em contato | teste tecnico
        teste | teste online | resposta recebida | desafio tecnico | em conversa | retorno positivo
        en conversacion | reto tecnico | caso practico | finalista | preseleccionado | preseleccionada
        pre selecionado
    """,
    "sent": """
        thank you sent | thank you note sent | sent thank you | sent thank you note | sent thank you email
        thank you email sent | sent thank you letter | thank you letter sent | nagebeld | nagevraagd
        opvolging verstuurd | sollecito inviato | sollecitato | sent reminder | reminder sent
        emailed to follow up | called to follow up | wrote to recruiter | nachfrage gesendet
        erinnerung gesendet | relance envoyee par mail | danke mail gesendet | called them
        left voicemail | left a voicemail
        emailed hiring manager | messaged recruiter | messaged hiring manager
        followed up | follow up sent | followup sent | sent follow up | follow up email sent | nachgefasst
        nachgefragt | relance | relancee | relance envoyee | relance faite | seguimiento enviado
        follow up enviado | emailed recruiter | followed up by email | follow up email | follow up call
    """,
    "receipt": """
        got confirmation | got confirmation email | got auto reply | auto response | automatic reply
        auto confirmation | ontvangstbevestiging | bevestiging ontvangen | ontvangen | bevestigd
        conferma ricevuta | conferma di ricezione | ricevuta | candidatura ricevuta
        application received email | receipt confirmed | automatische antwort
        automatische eingangsbestatigung | bestatigung per mail
        zwischenbescheid | zwischenbescheid erhalten
        received | application received | confirmation received | confirmed | acknowledged
        acknowledgement received | acknowledgment received | receipt | confirmation | confirmation email
        confirmation email received | application acknowledged | application confirmed | auto reply
        automated reply | eingangsbestatigung | eingangsbestatigung erhalten | bestatigt
        bestatigung erhalten | eingang bestatigt | bewerbung eingegangen | eingegangen | empfangsbestatigung
        accuse de reception | accuse reception | ar recu | candidature recue | reception confirmee
        recibido | recibida | acuse de recibo | confirmado | confirmada | recebido | recebida
        confirmacao recebida | candidatura recebida | solicitud recibida | recepcion confirmada
    """,
    NOT_APPLIED: """
        concept | in bozza | da preparare | nog voorbereiden
        nog solliciteren | nog te solliciteren | nog niet gesolliciteerd | nog doen | te doen | bewaard
        opgeslagen | interessant om te solliciteren | da inviare | da candidarsi | da fare | salvato
        salvata | non inviata | non ancora inviata | bozza | preferiti | maybe later | maybe | someday
        later | dream job | dream company | want to | not sure | want | queue | queued | to do list
        apply later | apply today | apply this week | apply by | applying soon | not submitted | not sent
        not sent yet | working on it | working on application | working on cover letter
        writing cover letter | getting ready | tailoring resume | on the list | on my list | watchlist
        shortlist to do | missed | missed it | too late | deadline missed | decided not to apply
        won t apply | will not apply | not going to apply | passed on it | spater | vielleicht
        anschreiben in arbeit | peut etre | plus tard | quiza | talvez | para depois | depois
        not applied | not applied yet | not yet applied | have not applied | haven t applied | didn t apply
        did not apply | to apply | want to apply | to be applied | wishlist | wish list | wish listed
        saved | bookmarked | bookmark | interested in | planned | planning | applying | apply | apply soon
        apply next | ready to apply | need to apply | to do | todo | backlog | drafting | draft | in draft
        idea | ideas | research | researching | prospect | prospects | lead | leads | target | considering
        potential | new | new lead | preparing | started application | application started | not started
        in preparation | incomplete | will apply | plan to apply | going to apply | should apply
        shortlist to apply | missed deadline | dream | possible | found | interested not applied | skipped
        did not apply to | watching | in progress application | unsubmitted | merkliste | gemerkt | geplant
        noch nicht beworben | nicht beworben | noch bewerben | zu bewerben | in vorbereitung | vorgemerkt
        interessant | entwurf | offen noch bewerben | bewerbung schreiben | bewerbung geplant
        bewerbung in vorbereitung | a postuler | pas encore postule | a faire | a envoyer | envie
        en preparation | brouillon | sauvegardee | enregistree | interessante | a contacter | non postule
        por aplicar | pendiente de aplicar | por postular | no aplicado | guardada | guardado | favoritos
        borrador | interesado | por enviar | pendiente de enviar | sin enviar | a candidatar | para aplicar
        salva | salvo | nao aplicado | nao candidatei | interesse | a enviar | rascunho | quero aplicar
        por hacer | a fazer
    """,
    APPLIED: """
        filled out application | filled in application | handed in resume | dropped off resume
        left application | left resume | sent resume | sent cv | sent my cv | sent application
        applied in person | applied by email | applied on website | applied via referral
        applied through recruiter | sollicitatie | attendo risposta | attendo
        in attesa di feedback | afwachten
        sent to client | submitted to client | cv sent to client | awaiting outcome | application review
        resume review | cv review | waiting for feedback | no call | no call yet | no callback | no calls
        awaiting result
        awaiting results | waiting on response | no word | no word yet | nothing yet | still nothing
        nada | silence | silent | no reply so far | no response so far | in queue | under evaluation
        being considered | decision soon | with hiring manager | in afwachting | wacht op reactie
        wachten op reactie | wachten | verstuurd | verzonden | gesolliciteerd | ingediend | in behandeling
        geen reactie | nog geen reactie | geen antwoord | openstaand | lopend | loopt
        sollicitatie verstuurd | open sollicitatie | inviata | inviato | candidatura inviata | candidato
        candidata | in attesa | in attesa di risposta | nessuna risposta | nessun riscontro | in corso
        in valutazione | spedita | cv inviato | attesa | in lavorazione | aperta | unterlagen gesendet
        unterlagen verschickt | unterlagen geschickt | unterlagen eingereicht | eingereicht online
        personlich abgegeben | abgegeben | beworben warte | dossier envoye
        cv depose | cv recu | candidature faite | cv entregado | entregado | entregue | curriculo entregue
        application | bewerbung | candidature | candidatura | solicitud
        app d | appd | appl
        applied | apply done | application sent | application submitted | submitted | sent | waiting
        awaiting | awaiting response | awaiting reply | waiting for response | waiting for reply
        waiting to hear back | waiting to hear | pending | pending response | in review | under review
        reviewing | being reviewed | under consideration | in consideration | active | open | ongoing
        in progress | processing | no response | no response yet | no reply | no reply yet | no answer
        no answer yet | not heard back | haven t heard back | no news | none yet | not yet | applied online
        applied via linkedin | applied with referral | applied on site | easy applied | easy apply
        quick apply | submitted application | applied waiting | applied no response | applied pending
        resume submitted | resume sent | cv sent | referred | referral | viewed | application viewed | seen
        resume downloaded | resume viewed | mailed | emailed | completed application | application complete
        application completed | awaiting feedback | pending review | pending decision | awaiting decision
        decision pending | tbd | unknown | no interview | not interviewed | reapplied | re applied
        still waiting | applied awaiting response | no update | no updates | pending reply
        resume under review | forwarded | beworben | bewerbung verschickt | bewerbung versendet
        bewerbung abgeschickt | bewerbung gesendet | bewerbung raus | bewerbung eingereicht
        bewerbung ist raus | eingereicht | versendet | verschickt | abgeschickt | gesendet | offen
        ausstehend | wartend | warte auf antwort | warten auf antwort | warten auf ruckmeldung
        warte auf ruckmeldung | in bearbeitung | keine antwort | keine ruckmeldung | noch keine antwort
        noch keine ruckmeldung | noch offen | lauft | laufend | in prufung | wartet | bewerbung lauft
        warten | bisher keine antwort | online beworben | initiativ beworben | initiativbewerbung
        keine reaktion | postule | postulee | candidature envoyee | envoye | envoyee | en attente
        en attente de reponse | en cours | sans reponse | pas de reponse | aucune reponse
        en cours d examen | a l etude | candidature deposee | attente | deposee | attente reponse
        pas de retour | en cours de traitement | transmise | candidature transmise | candidature spontanee
        sans nouvelle | sans nouvelles | pas de nouvelles | aplicado | aplicada | postulado | postulada
        enviado | enviada | solicitud enviada | pendiente | en espera | esperando respuesta | en proceso
        en revision | sin respuesta | inscrito | inscrita | cv enviado | candidatura enviada | en curso
        en tramite | a la espera | candidatado | candidatei | candidatou | aguardando | aguardando resposta
        aguardando retorno | em analise | em andamento | sem resposta | sem retorno | pendente | em processo
        curriculo enviado | em espera | esperando | visto | leido | cv leido | en seleccion
    """,
}
