"""Small words that steer a dialog, English and Spanish together: few, explicit, matched on folded text."""

from __future__ import annotations

import re
import unicodedata


def _any(*patterns: str, ends: str = r"\b") -> re.Pattern[str]:
    """Any of these, as whole words."""
    return re.compile(rf"\b(?:{'|'.join(patterns)}){ends}")


NEVER_MIND = _any(
    r"never ?mind|forget (?:it|that|about (?:it|that))|leave it|drop it|changed my mind|skip (?:it|that)",
    r"don'?t (?:want|need) (?:it|that|one|an appointment|to book)(?: any ?more)?",
    r"olvidelo|olvidalo|dejelo|dejalo|ya no (?:la |lo )?(?:quiero|hace falta|importa)",
    r"mejor no|no importa|cambie de idea",
)
INSTEAD = _any(
    r"instead|rather|actually|no wait|scratch that",
    r"en vez|en lugar|mejor|mas bien|no espere",
)
ALSO = _any(
    r"and|also|too|as well|plus|another thing",
    r"y|e|tambien|ademas|otra cosa",
)
NEW_PATIENT = _any(
    r"new patient|new here|i'?m new|i am new|first (?:time|visit)|never been (?:there|here|to)",
    r"not (?:a patient|registered)",
    r"paciente nuev[oa]|soy nuev[oa]|primera vez|nunca he (?:ido|estado|venido)",
)
NO_NUMBER = _any(
    r"no (?:phone|number)|don'?t have (?:a|one|any)|rather not|don'?t want to",
    r"sin (?:numero|telefono)|no tengo",
)
OTHER_TIME = _any(
    r"neither|none|later|not (?:that|those|these)|don'?t (?:work|suit)|doesn'?t (?:work|suit)|can'?t (?:make|do)",
    r"(?:something|anything|any|another|other|different)\b.{0,12}\b(?:else|times?|later|slots?|options?|one|hour)",
    r"ningun[oa]?|otr[ao]s? (?:hora|horario|opcion)|mas tarde|no (?:me )?(?:conviene|sirve|puedo|queda)",
)
OTHER_DAY = _any(
    r"(?:(?:another|other|different|change the|the) )?(?:day|date)",
    r"otro dia|otra fecha|el dia|la fecha",
)
THE_TIME = _any(r"(?:(?:the|change the) )?(?:time|hour)", r"la hora|otra hora")
OTHER_DOCTOR = _any(
    r"(?:another|other|different|change the|any other|some other|the) doctor|somebody else|someone else",
    r"otr[oa] (?:doctora?|medic[oa])|el doctor|la doctora",
)
ALL = _any(
    r"all(?: of (?:it|them|my appointments))?|everything|every one|both|whole|full",
    r"todo|toda|todas|todos|ambas|entero|completo",
)
ORDINAL = _any(
    r"first|second|former|latter|last|one|two|1st|2nd",
    r"primer[ao]?|segund[ao]|ultim[ao]|uno|dos",
)
EARLIEST = _any(r"earliest|soonest", r"mas temprano|mas pronto|antes posible")
LATEST = _any(r"the latest|latest one", r"(?:el|la) mas tarde")
HARDSHIP = _any(
    r"can'?t (?:afford|pay)|cannot (?:afford|pay)|payment plan|installments?|dispute",
    r"over ?charged|(?:bill|charge) is wrong",
    r"no puedo pagar|no me alcanza|plan de pagos?|a plazos|en cuotas|me cobraron de mas",
    r"esta mal (?:el|la|mi) (?:cuenta|cargo)",
)
HALF = _any(r"half", r"mitad")
NURSE = _any(
    r"nurse|call me|call(?:ed)? back|a call|talk to|speak to",
    r"enfermer[ao]|llamada|que me llamen?|llame",
)
VISIT = _any(
    r"visit|appointment|book|see (?:a|the|somebody|someone)|come in|doctor",
    r"cita|visita|consulta|turno|ver a",
)
DOSE = _any(
    r"dose|dosage|how (?:much|many) .{0,25}(?:take|pills?|tablets?|ibuprofen|tylenol)|side effects?|should i take",
    r"dosis|cuant[oa]s? .{0,20}(?:tomo|tomar|pastillas?)",
)
WHY = _any(
    r"why|what for|what do you need (?:it|that|this) for|(?:that'?s|it'?s) (?:private|personal|none of your)",
    r"por que|para que|es privado|es personal",
)
NAMED = _any(
    r"my name is|my name'?s|name is|this is|i am|i'?m|it is|it'?s|name'?s|for",
    r"me llamo|mi nombre es|soy|habla|le habla|a nombre de",
)
BORN = _any(
    r"born|birth ?day|date of birth|birth ?date|birth|d o b|dob",
    r"naci|nacid[oa]|nacimiento|cumplo",
)
DOCTOR = re.compile(
    r"\b(?:doctora|doctor|dra|dr)\.? "
    r"(?!(?:on|at|for|in|to|and|or|next|this|tomorrow|that|who|is|i|the|about|please|as|with|because|will|can)\b)"
    r"(?!(?:el|la|para|en|y|o|a|de|que|por|manana|pero|con|lo)\b)"
    r"([a-z'-]+)"
)


def fold(text: str) -> str:
    """Lower case without accents, punctuation as spaces but apostrophes."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    kept = (c if c.isalnum() or c in "'-:/." else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split())
