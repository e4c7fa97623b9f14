"""Words for the end of an application, as people and programs put them, in seven languages: data.

In the order in which they decide, before those of `status_words`.
"""

from __future__ import annotations

ENDS: dict[str, str] = {
    "accepted": """
        aangenomen | contract getekend | aanbod geaccepteerd | baan gekregen | aanbod aangenomen
        accettata | accettato | assunto | assunta | contratto firmato | offerta accettata | got it
        took the job | took it | accepted job | offer signed | starting soon | vertrag unterzeichnet
        j ai accepte | empleo conseguido | vaga conquistada
        offer accepted | accepted offer | accepted the offer | accepted | hired | signed | contract signed
        got the job | angebot angenommen | angenommen | zugesagt | vertrag unterschrieben | eingestellt
        stelle angenommen | zusagen | offre acceptee | accepte | acceptee | embauche | embauchee
        contrat signe | oferta aceptada | aceptada | aceptado | contratado | contratada | oferta aceita
        aceita | aceito | proposta aceita | admitido | admitida | started | placed | new job | job secured
        joined
    """,
    "declined": """
        aanbod afgewezen | aanbod geweigerd | offerta rifiutata | offerta declinata | declined the job
        turned it down | i said no | said no to offer | ich habe abgelehnt
        offer declined | declined offer | declined the offer | offer rejected by me | rejected offer
        turned down offer | offer turned down | i declined | declined by me | refused offer
        rejected the offer | offer refused | angebot abgelehnt | angebot ausgeschlagen | offre refusee
        offre declinee | oferta rechazada | oferta recusada | proposta recusada | oferta declinada
        self rejected offer | i turned it down
    """,
    "rejected": """
        said no | they said no | no thanks | rejected me | got rejected | thanks but no thanks
        declined by employer | declined by company | pfo | position went to someone else
        role already filled | already filled | not the right fit | no fit | not progressed
        did not progress | not taken forward | not invited | not successful this time
        unsuccessful application | went with internal candidate | internal candidate | rejection received
        rejection email received | rejection letter | stelle vergeben | schon vergeben | bereits vergeben
        stelle schon vergeben | anderweitig vergeben | nicht eingeladen | nicht berucksichtigt
        absage per mail | absage per email | absage nach interview | abgelehnt worden
        schriftliche absage | afgewezen | afwijzing | afgewezen na gesprek | niet geschikt | vervuld
        functie vervuld | niet uitgenodigd | niet geselecteerd | niet doorgegaan | helaas | scartato
        scartata | rifiutato | rifiutata | respinto | respinta | non selezionato | non selezionata
        esito negativo | risposta negativa | posizione chiusa | non idoneo | non idonea
        no seleccionado final | me rechazaron | nao fui selecionada | candidatura rejetee
        candidature rejetee | pas retenu | pas retenue | refus par mail
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
        ingetrokken | teruggetrokken | sollicitatie ingetrokken | zelf afgezegd | geen interesse
        ritirato | ritirata | candidatura ritirata | non interessato | non piu interessato
        no longer pursuing | changed my mind | i dropped out | pulled my application
        rescinded my application | retrait | me retire | desisti da vaga | zuruckgezogen von mir
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
        search cancelled | search canceled | search failed | search closed | position frozen | on ice
        gesloten | geen reactie gesloten | verlopen | vacature gesloten | ghosting | chiuso | chiusa
        annuncio scaduto | scaduta | scaduto | never heard | never replied
        no response assume rejected | ad expired | listing expired | ad taken down | no longer listed
        job no longer available | proceso cerrado | processo encerrado | processo cancelado
        proceso cancelado | vaga cancelada | poste annule | stelle zuruckgezogen
        ausschreibung zuruckgezogen | verfahren eingestellt
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
}
