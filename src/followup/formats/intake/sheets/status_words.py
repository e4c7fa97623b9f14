"""Words for the state of an application, as people and programs put them, in five languages: data.

A mapping file beside the sheet adds to them. Phrases are folded (small letters, no accents, no marks).
"""

from __future__ import annotations

# What a status tells beside kinds of events: that the user has not applied, or no more than that they have.
NOT_APPLIED = "not_applied"
APPLIED = "applied"

# The first kind of which a phrase stands in a status decides, so what ends an application comes first; but a
# phrase within a longer one says nothing of its own: `offer declined` holds no offer.
PHRASES: dict[str, str] = {
    "accepted": """
        offer accepted | accepted offer | accepted the offer | accepted | hired | signed | contract signed
        got the job | angebot angenommen | angenommen | zugesagt | vertrag unterschrieben | eingestellt
        stelle angenommen | zusagen | offre acceptee | accepte | acceptee | embauche | embauchee
        contrat signe | oferta aceptada | aceptada | aceptado | contratado | contratada | oferta aceita
        aceita | aceito | proposta aceita | admitido | admitida | started | placed | new job | job secured
        joined
    """,
    "declined": """
        offer declined | declined offer | declined the offer | offer rejected by me | rejected offer
        turned down offer | offer turned down | i declined | declined by me | refused offer
        rejected the offer | offer refused | angebot abgelehnt | angebot ausgeschlagen | offre refusee
        offre declinee | oferta rechazada | oferta recusada | proposta recusada | oferta declinada
        self rejected offer | i turned it down
    """,
    "rejected": """
        rej | rejd | failed technical | failed interview | failed oa | failed assessment | failed screen
        not hiring
        failed phone screen | failed the interview | no vacancy
        rejections | declines | refusals | rejets | rechazos | rechazados | recusas | rejeitadas
        rechazadas | refusees | rejected | rejection | reject | rejected by company | declined | denied
        denial | turned down | not selected | unsuccessful | not moving forward | not proceeding
        no longer under consideration | no longer considered | not considered | not progressing
        not successful | passed over | company passed | they passed | not shortlisted | no offer | failed
        refused | regret | regrets | regret letter | knocked out | auto rejected | auto reject
        auto rejection | position filled | role filled | job filled | filled | offer rescinded | rescinded
        rejected after interview | rejected w o interview | rejected after applying | not hired | not a fit
        not chosen | did not get | didn t get | no go | eliminated | unsuccesful | dismissed
        rejected email | nope | not accepted | disqualified | closed lost | lost | not interested by company
        moved on with other candidates | went with another candidate | cut | position cancelled
        position canceled | role cancelled | not moving fwd | not going forward
        decided not to move forward | rejected pre interview | absage | absage erhalten | abgelehnt
        abgesagt | absage bekommen | abgewiesen | stelle besetzt | bereits besetzt | nicht ausgewahlt
        absage nach gesprach | leider nein | leider abgelehnt | negativ | besetzt | absagen | refus | refuse
        refusee | rejete | rejetee | reponse negative | non retenu | non retenue | candidature refusee
        candidature non retenue | negative | negatif | non selectionne | poste pourvu | refus recu
        rechazado | rechazada | rechazo | no seleccionado | descartado | descartada | denegado | denegada
        negativo | negativa | no seleccionada | puesto cubierto | rejeitado | rejeitada | recusado
        recusada | reprovado | reprovada | nao selecionado | nao selecionada | nao aprovado | nao aprovada
        eliminado | eliminada | vaga preenchida | dispensado | nao passei | nao fui selecionado | rejeicao
        no me seleccionaron | retorno negativo | resposta negativa
    """,
    "withdrawn": """
        withdrawn | withdrew | withdraw | i withdrew | application withdrawn | withdrew application
        pulled out | cancelled by me | i withdrew my application | not interested | no longer interested
        opted out | dropped out | backed out | i passed | retracted | interview declined by me
        not pursuing | not going to pursue | self withdrawn | canceled application | cancelled application
        removed myself | not interested anymore | lost interest | abandoned | zuruckgezogen
        bewerbung zuruckgezogen | selbst abgesagt | kein interesse mehr | kein interesse | zuruckgenommen
        retire | retiree | candidature retiree | abandonne | abandonnee | desistement | pas interesse
        retirado | retirada | desistido | desisti | renuncie | cancelada por mi | desistencia
        sem interesse
    """,
    "closed": """
        hiring freeze | no longer accepting applications | no longer accepting
        vaga congelada | einstellungsstopp
        job removed | posting taken down
        ghosted | ghost | ghosted after interview | ghosted by company | presumed rejected
        assumed rejected | probably rejected | closed | job closed | archived | archive | dead | expired
        inactive | gone | cold | gave up | given up | no longer available | posting closed | posting removed
        closed no response | assume rejected | assume no | assumed dead | likely rejected | rejected ghosted
        silently rejected | presumed dead | presumed ghosted | likely ghosted | position closed
        role closed | listing closed | rejected no response | job posting closed | implied rejection
        discontinued | no response closed | never heard back | never responded | radio silence
        closed ghosted | geschlossen | abgeschlossen | erledigt | eingestellt ohne antwort | geghostet
        archiviert | abgelaufen | im sande verlaufen | cloture | cloturee | ferme | fermee
        classee sans suite | sans suite | archivee | fantome | expiree | cerrado | cerrada | archivado
        archivada | caducada | caducado | fantasma | encerrado | encerrada | arquivado | arquivada
        arquivado sem resposta | vaga encerrada | oferta cerrada
    """,
    "offer": """
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
        emailed hiring manager | messaged recruiter | messaged hiring manager
        followed up | follow up sent | followup sent | sent follow up | follow up email sent | nachgefasst
        nachgefragt | relance | relancee | relance envoyee | relance faite | seguimiento enviado
        follow up enviado | emailed recruiter | followed up by email | follow up email | follow up call
    """,
    "receipt": """
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
