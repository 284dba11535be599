"""Whether a caller wants the first visit there is, or any at all."""

from __future__ import annotations

import re

from graphs.clinic.language.codes import Language
from graphs.clinic.language.wordlist import either

_FIRST = r"(?:first|1th)"
_SOONEST: dict[Language, str] = {
    "en": either(
        r"as soon as (?:possible|you can|i can|we can)",
        r"asap|a s a p",
        r"(?:the )?soonest(?: possible| available| you have| you can)?",
        rf"the (?:very )?(?:earliest|next|{_FIRST}) (?:\w+ )?(?:available|possible|openings?|slot|appointment|one|1"
        rf"|time|you've got)",
        rf"the (?:very )?(?:earliest|next|{_FIRST}) (?:thing |one |1 )?(?:you have|you can|you've got)",
        r"earliest (?:possible|available|you have|appointment|opening|slot)",
        rf"(?:{_FIRST}|next) (?:available|openings?|free)",
        r"what's the earliest|whatever's (?:first|1th|soonest)",
        r"as early as (?:possible|you can)",
        r"the sooner the better|right (?:away|now)|immediately|urgently|soon|quickly",
    ),
    "es": either(
        r"lo (?:mas pronto|antes|mas rapido|mas temprano|mas cercano)(?: posible| que (?:pueda|se pueda|tenga|haya))?",
        r"cuanto antes|tan pronto como (?:sea posible|pueda|se pueda)|lo mas rapido",
        r"la (?:primera|1th|proxima)(?: cita| hora)? (?:disponible|que (?:tenga|haya|este|quede)|libre|posible)",
        r"(?:el|lo) (?:primero|1th) (?:disponible|que (?:tenga|haya))",
        r"de inmediato|inmediatamente|en ?seguida|urgente(?:mente)?|ya mismo|pronto|ahora mismo|lo antes",
    ),
}
_ANY: dict[Language, str] = {
    "en": either(
        r"any ?(?:time|day|where|when|thing|of (?:them|those))?(?! (?:earlier|later|sooner|else|other|better))",
        r"when ?ever|whatever(?: works| you have)?|either",
        r"i'm (?:flexible|open|easy|free)|flexible|wide open|all day",
        r"(?:doesn't|does not) matter|don't (?:care|mind)|no preference|it's all the same",
        r"you (?:choose|pick|decide)|up to you",
    ),
    "es": either(
        r"cualquier(?:a)?|cuando (?:sea|pueda|quiera|haya|guste)|(?:el|la) que sea|lo que (?:sea|haya|tenga)",
        r"me da (?:igual|lo mismo)|no (?:me )?importa|sin preferencia|no tengo preferencia",
        r"usted (?:elija|decida|diga|escoja)|a la hora que sea|todo el dia|como (?:usted )?quiera",
    ),
}


def take_soonest(text: str, language: Language) -> tuple[bool, str]:
    """Whether the first visit there is was asked for, and the text without those words."""
    pattern = rf"\b{_SOONEST[language]}(?=\W|$)"
    return re.search(pattern, text) is not None, " ".join(re.sub(pattern, " ", text).split())


def says_any(text: str, language: Language) -> bool:
    return re.search(rf"\b{_ANY[language]}(?=\W|$)", text) is not None
