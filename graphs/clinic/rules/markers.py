"""Small words that steer a dialog, English and Spanish together: few, explicit, matched on folded text."""

from __future__ import annotations

import re
import unicodedata

from graphs.clinic.language.wordlist import words


def any_of(*patterns: str, ends: str = r"\b") -> re.Pattern[str]:
    """Any of these, as whole words."""
    return re.compile(rf"\b(?:{'|'.join(patterns)}){ends}")


NEVER_MIND = any_of(
    r"never ?mind|forget (?:it|that|about (?:it|that))|leave it|drop it|changed my mind|skip (?:it|that)",
    r"don'?t (?:want|need) (?:it|that|one|an appointment|to book)(?: any ?more)?",
    r"olvidelo|olvidalo|dejelo|dejalo|ya no (?:la |lo )?(?:quiero|hace falta|importa)",
    r"mejor no|no importa|cambie de idea",
)
BACK_TO = any_of(
    r"(?:go|get|going|switch|let'?s(?: go| get)?) back to|back to (?:the|my|our|that|booking|making|moving|paying)",
    r"(?:return|continue|carry on|go on|keep going|proceed) (?:to|with)",
    r"where (?:(?:were|was) (?:we|i)|we (?:were|left))",
    r"(?:volver|volvamos|vuelva|volviendo|regres(?:ar|emos|ando|e)) (?:a|al|con)",
    r"(?:sigamos|seguimos|seguir|siga|continu(?:ar|emos|e)) con|en (?:que|donde) (?:estabamos|ibamos|quedamos)",
)
# goes on with what was begun before
INSTEAD = any_of(
    r"instead|rather|actually|no wait|scratch that",
    r"en vez|en lugar|mejor|mas bien|no espere",
)
ALSO = any_of(
    r"and|also|too|as well|plus|another thing",
    r"y|e|tambien|ademas|otra cosa",
)
NEW_PATIENT = any_of(
    r"new patient|new here|i'?m new|i am new|first (?:time|visit)|never been (?:there|here|to)",
    r"not (?:a patient|registered)",
    r"paciente nuev[oa]|soy nuev[oa]|primera vez|nunca he (?:ido|estado|venido)",
)
NO_THANKS = any_of(r"no,? (?:thanks|thank you)", r"no,? (?:muchas )?gracias")
NO_NUMBER = any_of(
    r"no (?:phone|number)|don'?t have (?:a|one|any)|rather not|don'?t want to",
    r"sin (?:numero|telefono)|no tengo",
)
OTHER_TIME = any_of(
    r"neither|none|later|not (?:that|those|these)|don'?t (?:work|suit)|doesn'?t (?:work|suit)|can'?t (?:make|do)",
    r"(?:something|anything|any|another|other|different)\b.{0,12}\b(?:else|times?|later|slots?|options?|one|hour)",
    r"ningun[oa]?|otr[ao]s? (?:hora|horario|opcion)|mas tarde|no (?:me )?(?:conviene|sirve|puedo|queda)",
)
OTHER_DAY = any_of(
    r"(?:(?:another|other|different|change the|the) )?(?:day|date)",
    r"otro dia|otra fecha|el dia|la fecha",
)
THE_TIME = any_of(r"(?:(?:the|change the) )?(?:time|hour)", r"la hora|otra hora")
REFUSED_DOCTOR = any_of(
    r"(?:not|but|except)(?: for)?(?: with)? (?:him|her|that doctor|(?:the )?doctor \w+)|any(?:one|body) else",
    r"(?:no|menos|excepto) con (?:el|ella|es[ea])|(?:no|menos|excepto) (?:con )?(?:el|la) doctora? \w+",
)
REFUSES = re.compile(
    r"\b(?:not|except|but not|(?:any|every)(?:one|body) but|instead of|rather than|no|menos|excepto|en vez de)"
    r"(?: (?:with|con|for|the|la|el|del|doctora?|dr\.?))* $"
)
# stands before the name of a doctor who is not wanted
OTHER_DOCTOR = any_of(
    r"(?:another|other|different|change the|any other|some other|the) doctor|somebody else|someone else",
    r"otr[oa] (?:doctora?|medic[oa])|el doctor|la doctora",
)
ALL = any_of(
    r"all(?: of (?:it|them|my appointments))?|everything|every one|both|whole|full",
    r"todo|toda|todas|todos|ambas|entero|completo",
)
ORDINAL = any_of(
    r"first|second|former|latter|last|one|two|1st|2nd",
    r"primer[ao]?|segund[ao]|ultim[ao]|uno|dos",
)
EARLIER = any_of(
    r"(?<!the )(?:earlier|sooner)(?! (?:one|slot|time))|(?:any|some)thing (?:earlier|sooner|before)|too late",
    r"(?<!lo )mas (?:temprano|pronto)|antes(?! posible| de)|(?:muy|demasiado) tarde",
)
# before what was offered
ANY_TIME = any_of(
    r"(?:what|when|which)\b.{0,20} (?:have|got|free|available|open)|(?:i )?don'?t (?:know|care|mind)|doesn'?t matter",
    r"no preference|you (?:choose|pick|decide|tell me)|up to you",
    r"(?:que|cuando|cuales)\b.{0,20} (?:tienen?|hay|libres?|disponibles?)|no (?:lo )?se|me da igual|no importa",
    r"usted (?:diga|elija)|lo que (?:haya|tenga)",
)
# lets the clinic propose a time
LATER = any_of(
    r"(?<!the )later(?! one| slot| time)|(?:any|some)thing (?:later|after)|too early",
    r"(?<!lo )(?<!la )mas tarde|(?:muy|demasiado) temprano",
)
# behind what was offered
OTHER_OFFER = any_of(
    r"(?:another|other|different|(?:any|some)(?: |thing )other) (?P<en>doctor|day|date|time|hour)",
    r"otr[oa]s? (?P<es>doctora?|medic[oa]|dia|fecha|hora|horario)",
)
# explicitly something else than what was offered
EARLIEST = any_of(r"earliest|soonest", r"lo mas (?:temprano|pronto)|antes posible")
LATEST = any_of(r"the latest|latest one", r"(?:el|la) mas tarde")
HARDSHIP = any_of(
    r"can'?t (?:afford|pay)|cannot (?:afford|pay)|payment plan|installments?|dispute",
    r"over ?charged|(?:bill|charge) is wrong",
    r"no puedo pagar|no me alcanza|plan de pagos?|a plazos|en cuotas|me cobraron de mas",
    r"esta mal (?:el|la|mi) (?:cuenta|cargo)",
)
THE_REST = any_of(r"(?:the )?(?:rest|remaining|remainder)|what'?s left", r"el resto|lo que (?:falta|queda)")
# of what is owed, beside what was promised
ITEMS = any_of(
    r"(?:what|which|tell me)\b.{0,15} (?:items|charges)|break (?:it|that) down|breakdown|itemi[sz]e\w*",
    r"what (?:is|are) (?:it|that|they|those) for",
    r"(?:que|cuales|digame)\b.{0,15} (?:conceptos|cargos)|desglos\w*|de que (?:es|son)|por que concepto\w*",
)
# of the bill that was just told
HALF = any_of(r"half", r"mitad")
NURSE = any_of(
    r"nurse|call me|call(?:ed)? back|a call|talk to|speak to",
    r"enfermer[ao]|llamada|que me llamen?|llame",
)
VISIT = any_of(
    r"visit|appointment|book|see (?:a|the|somebody|someone)|come in|doctor",
    r"cita|visita|consulta|turno|ver a",
)
WANTS_VISIT = any_of(
    r"(?:get|book|make|schedule|have|need|want|like|just|take)\b.{0,20} (?:appointment|visit|check ?up)",
    r"(?:appointment|visit),? (?:please|instead)|see (?:a|the|my|somebody|some) ?\w* ?(?:doctor|specialist)|come in",
    r"(?:una|la|mi|pedir|hacer|sacar) (?:cita|consulta)|ver (?:a|al) (?:un |una )?(?:doctora?|medic[oa])",
)
# while symptoms are taken in
_MEDICINE = (
    r"(?:ibuprofen\w*|tylenol|advil|aspirin\w*|motrin|aleve|naproxen\w*|acetaminophen|paracetamol|antibiotics?|insulin\w*"
    r"|pills?|tablets?|medicines?|medications?|meds|milligrams|mg|vitamins?|antihistamin\w*|benadryl"
    r"|aspirina|pastillas?|medicinas?|medicamentos?|antibioticos?|vitaminas?|jarabe|miligramos)"
)
DOSE = any_of(
    r"dose|dosage|side effects?|should i (?:take|stop taking) (?:it|them|this|that|some|something|anything|my)",
    rf"should i (?:take|stop taking)\b.{{0,30}}{_MEDICINE}",
    r"how (?:much|many|often)\b.{0,25} (?:can|should|may|could|do) (?:i|he|she|we|they|my \w+) (?:take|give)",
    rf"how (?:much|many|often)\b(?! (?:is|does|do|are|did|will|would|for)\b).{{0,25}}{_MEDICINE}",
    rf"(?:can|may|could|safe to|ok(?:ay)? to)\b.{{0,8}} (?:take|give|mix|combine)\b.{{0,30}}{_MEDICINE}",
    r"dosis|efectos secundarios",
    rf"cuant[oa]s?(?! (?:cuesta|vale|sale|es|dura|tarda)n?\b) .{{0,25}}(?:tomo|tomar|tome|darle|{_MEDICINE})",
    rf"(?:puedo|debo|se puede) (?:tomar|darle|mezclar|combinar)\b.{{0,30}}{_MEDICINE}",
)
# medical advice: a nurse's
FACTS = any_of(
    r"(?:your|the clinic'?s) (?:phone |telephone )?number|(?:what|which) number .{0,10}call",
    r"how long (?:is|are|does|do|will)\b.{0,20} (?:visits?|appointments?|checkups?)",
    r"(?:open|closed|work(?:ing)?|hours)\b.{0,20} (?:thanksgiving|christmas|new year'?s?|easter|july fourth|holidays?)",
    r"(?:open|closed|work(?:ing)?|hours)\b.{0,20} (?:fourth of july|labor day|memorial day|independence day)",
    r"is there (?:a|any) (?:fee|charge|cost)|what(?:'?s| is) (?:the|your) (?:copay|price|fee|cost)(?! for)",
    r"hay (?:algun )?(?:cargo|costo|multa)|cual es el (?:copago|precio|costo)",
    r"do you (?:give|offer|do|have|provide)\b.{0,20} (?:shots?|vaccin\w+|boosters?|immuni[sz]ations?)",
    r"(?:is|are) (?:doctor|dr\.?) [\w']+ (?:an? )?(?:man|woman|male|female|lady|good|nice|experienced|any good|guy)",
    r"does (?:doctor|dr\.?) [\w']+ (?:speak|know)|what (?:kind|type|sort) of (?:doctor|specialist)",
    r"(?:cual es|me da|deme|digame|tiene) (?:su|el) (?:numero|telefono)|a que numero (?:llamo|puedo)",
    r"cuanto (?:dura|tarda|se tarda)\b.{0,20} (?:consulta|cita|visita)s?",
    r"(?:abren|abierto|abierta|cierran|trabajan|atienden)\b.{0,20} (?:navidad|ano nuevo|feriados?|festivos?)",
    r"(?:abren|cierran|trabajan|atienden)\b.{0,20} (?:accion de gracias|semana santa)",
    r"(?:ponen|dan|tienen|aplican)\b.{0,20} vacunas?",
    r"(?:el|la) doctora? [\w']+ (?:es (?:hombre|mujer|buen[oa])|habla)|habla [\w']+ (?:el|la) doctora?",
    r"es (?:hombre|mujer) (?:el|la) doctora?|(?:de )?que es(?:pecialidad es)? (?:el|la) doctora?",
)
# questions that name what is asked of doctors and house
WHY = any_of(
    r"why|what for|what do you need (?:it|that|this) for|(?:that'?s|it'?s) (?:private|personal|none of your)",
    r"por que|para que|es privado|es personal",
)
NAMED = any_of(
    r"my name is|my name'?s|name is|this is|i am|i'?m|it is|it'?s|name'?s|for",
    r"me llamo|mi nombre es|soy|habla|le habla|a nombre de",
)
BORN = any_of(
    r"born|birth ?day|date of birth|birth ?date|birth|d o b|dob",
    r"naci|nacid[oa]|nacimiento|cumplo",
)
SPECIALIST = any_of(
    r"doctor|specialist|\w+ologist|pediatrician|physician|g ?p|\w+ology|orthop\w+|pediatrics",
    r"doctora|especialista|\w+ologo|\w+ologa|pediatra|medic[oa]|ortoped\w+|traumatolog\w+|\w+ologia|pediatria",
)
# a kind of doctor, not only what hurts
TAKEN_BACK = any_of(
    r"no|sorry|instead|rather|actually|i mean|i meant|make (?:it|that)|scratch that",
    r"perdon|disculpe|digo|mejor|mas bien|en vez|en lugar|quise decir",
)
# the words replace what was said before
BOOKS = any_of(
    r"book|schedule|set up|sign (?:me|us) up|make|get|see|earliest|soonest|next available|first available",
    r"openings?|available|free|have",
    r"agend\w+|reserv\w+|apart\w+|sacar|ver a|lo (?:antes|mas pronto)|disponible|libre|tiene",
)
# with a doctor named, a visit is wanted
ASKS_ABOUT = re.compile(r"^(?:is|does|are|who|how|can i bring|es|quien|como)\b")
# a question about the doctor, not for a time with them
CALL_OFF = any_of(r"cancel|cancell?ing", r"cancel(?:ar|e|a|o|elo|ela|arlo|arla)|anul\w+")
EXISTING = any_of(
    r"(?:my|the other|another|an existing|existing|old) (?:\w+ )?(?:appointment|visit|booking)",
    r"(?:mi|mis|la otra|otra) (?:\w+ )?(?:citas?|consultas?|turno)",
    r"(?:do|did|have) i have|i (?:already )?have an?|tengo (?:una )?cita",
)
# an appointment that is on file, not the one that is being made
PLACE = any_of(
    r"(?:first|second|third|last|next|earliest|latest) (?:one|appointment|visit|of)",
    r"(?:primera|segunda|tercera|ultima|proxima)(?: cita)?",
)
# which of several by its place in the list
NEW_ONE = any_of(
    r"(?:new|another|one more|second) (?:\w+ )?(?:appointment|visit|booking)",
    r"(?:nueva|otra|una cita mas|segunda) (?:cita|consulta|visita)",
)
# an appointment beside the one that is being moved
OTHER_ONE = any_of(r"the other(?: one| appointment| visit)?", r"la otra(?: cita)?")
# of two of one's own appointments
ALL_FINE = any_of(
    r"no,? (?:no,? )?(?:it'?s|that'?s) (?:all )?(?:fine|ok|okay|good|all right|alright)",
    r"no,? (?:asi )?esta bien",
)
# a no, though "fine" alone is a yes
NEW_TIME = re.compile(
    r"^(?:to|para|al?)\b|\b(?:(?:make|change|move|push|switch) it to|make it|instead"
    r"|(?:cambie|pase|mueva)la al?|para el)\b"
)
# leads to the new time, not to the appointment that is meant
FROM_THERE = re.compile(
    r"\b(?:(?:an?|one|two|three|four|\d) (?:day|week)s? (?:later|earlier|after|before|sooner)"
    r"|(?:to )?(?:the )?(?:following|next) day|(?:to )?the (?:day|week|morning|afternoon|evening) (?:before|after)"
    r"|(?:at )?(?:the )?same (?:time|hour)"
    r"|(?:una|un|dos|tres|\d) (?:semana|dia)s? (?:despues|antes|mas tarde|mas adelante)"
    r"|(?:para )?(?:el |al )?dia (?:siguiente|anterior|antes|despues)|(?:a )?la semana (?:siguiente|anterior|despues)"
    r"|(?:a |para )?la (?:tarde|manana) (?:anterior|antes|siguiente)|(?:a )?la misma hora)\b.*"
)
# a new time that counts from the old one
DOCTOR = re.compile(r"\b(?:doctora|doctor|dra|dr)\.? (?P<name>[a-z'-]+)")
# the word behind the title, which need not be a name
SOME_DOCTOR = re.compile(r"\b(?:an?|any|another|other|some|which|what|good|new|different)$")
# stands before "doctor" as a common noun, behind which no name follows
NO_DOCTOR_NAME = frozenset(
    words(
        """on at for in to and or next this that who is i the about please as with because will can instead
        sometime anytime some any after before around during within until next soon sooner early earlier late later
        or at by from of there here available possible instead now tonight maybe
        el la los las lo para en y o u a de del que por pero con porque pues si ya mejor
        despues antes cuando alguna algun cualquier cualquiera temprano tarde pronto disponible"""
    )
)


def fold(text: str) -> str:
    """Lower case without accents, punctuation as spaces but apostrophes."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    kept = (c if c.isalnum() or c in "'-:/." else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split())
