"""The answer to "Is this happening now?"."""

from __future__ import annotations

import re

from graphs.clinic.understanding.answers import polarity
from graphs.clinic.understanding.red_flag_rules import RULES
from graphs.clinic.understanding.red_flags import red_flag
from graphs.clinic.understanding.words import fold

_UNSURE = re.compile(
    r" (?:dont know|not sure|dont think so|maybe|kind of|kinda|sort of|a little|little bit|sometimes|not really|not exactly|"
    r"no se|no estoy segur[oa]|no creo|tal vez|quizas?|a veces|un poco|mas o menos|no mucho|still|again|worse|peor|todavia|sigue) "
)
_OVER = re.compile(
    r" (?:not (?:now|anymore|right now|today|at the moment)|(?:its|it was|that was|thats|all|hes|shes|im) (?:over|gone|fine|okay|ok|past|better)"
    r"|i was joking|just a joke|fue una broma|ya (?:paso|no|estoy bien)|se me (?:quito|paso)|ya se (?:me |le )?(?:quito|paso)|ahora no|ahorita no) "
)


def still_emergency(answer: str) -> bool:
    """False only for a clear no (it is over, it was years ago); a yes, silence and anything unclear count as an emergency."""
    words = fold(answer)
    if red_flag(answer).level == "emergency" or _UNSURE.search(words.text):
        return True
    past = any(RULES.contexts[name].any(words.text) for name in ("distant_past", "history"))
    over = bool(_OVER.search(words.text)) or past
    said = polarity(answer, "en")
    return not (said == "no" or (over and said is None))
