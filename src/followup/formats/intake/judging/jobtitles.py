"""The words that jobs are called by, in English, German, French and Spanish."""

from __future__ import annotations

import re

from followup.formats.intake.judging.companywords import words

_TITLES = words(
    r"""
    accountant actuary adjuster administrator adviser advisor agent aide analyst animator apprentice
    arborist architect archivist artist assistant associate auditor baker barista bartender
    biologist bookkeeper brewer bricklayer broker butcher buyer captain carer caretaker carpenter
    cartographer cashier chef chemist chief cleaner clerk climber coach conservator consultant
    controller cook coordinator copywriter counsel counsellor counselor courier curator dean
    deckhand dentist designer developer dietitian director dispatcher driver economist editor
    educator electrician engineer executive farmhand fellow fitter florist foreman forester gardener
    groom grower guard hairdresser handler head host housekeeper hydrographer hygienist illustrator
    inspector instructor intern interpreter joiner journalist keeper labourer lawyer lead lecturer
    librarian lifeguard machinist maker manager master mechanic merchandiser midwife nanny nurse
    officer operator optician owner packer paralegal paramedic partner pharmacist photographer
    physicist picker pilot planner plasterer plumber porter postdoc practitioner president principal
    producer professor programmer psychologist radiographer ranger receptionist recruiter registrar
    reporter representative researcher roofer salesperson scheduler scientist secretary seller
    specialist stacker statistician steward stocker strategist stylist superintendent supervisor
    surveyor tailor teacher technician teller tester therapist trader trainee trainer translator
    tutor underwriter upholsterer waiter waitress warden welder worker writer

    analyst\w* angestellte\w* arbeiter\w* architekt\w* arzt assistent\w* assistenz auszubildende\w*
    beauftragte\w* berater\w* buchhalter\w* bäcker\w* coach\w* controller\w* disponent\w*
    einkäufer\w* elektriker\w* elektroniker\w* entwickler\w* erzieher\w* fachwirt\w* fahrer\w*
    friseur\w* führer\w* gestalter\w* gärtner\w* helfer\w* händler\w* informatiker\w* ingenieur\w*
    installateur\w* jurist\w* justizfachwirt\w* kauffrau kaufmann kellner\w* koch konstrukteur\w*
    koordinator\w* kraft kurier\w* köchin küster\w* lehrer\w* leiter\w* leitung logistiker\w*
    makler\w* maler\w* manager\w* mechaniker\w* mechatroniker\w* meister\w* mitarbeiter\w*
    monteur\w* pfleger\w* planer\w* praktikant\w* praktikum pädagog\w* redakteur\w* referent\w*
    reiter\w* sachbearbeit\w* schlosser\w* schwester sekretär\w* techniker\w* therapeut\w*
    tischler\w* trainer\w* verkäufer\w* vertriebler\w* volontariat volontär\w* wart werker\w*
    werkstudent\w* wirt\w* wächter\w* zeichner\w* ärztin

    acheteu\w+ aide-soignante? analyste animat\w+ assistante? cadre chargée? chauffeur chef\w*
    comptable conseill\w+ cuisini\w+ développeu\w+ format\w+ gestionnaire graphiste infirmi\w+
    ingénieur\w* juriste magasini\w+ ouvri\w+ professeure? préparat\w+ responsable rédact\w+
    secrétaire serveu\w+ technicien\w* vendeu\w+

    administrativ\w+ analista asistente auxiliar camarer\w+ cociner\w+ comercial conductor\w*
    contable coordinador\w* corrector\w* delineante dependient\w+ desarrollador\w* diseñador\w*
    encargad\w+ enfermer\w+ ingenier\w+ jefe mozo operari\w+ profesor\w* programador\w*
    recepcionista redactor\w* terapeut\w+ técnic\w+
    """
)
TITLE = re.compile(rf"\b\w*(?:{'|'.join(sorted(_TITLES))})s?\b(?!['’])", re.IGNORECASE)
