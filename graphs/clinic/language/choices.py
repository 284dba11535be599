"""Which of the offered options a caller takes."""

from __future__ import annotations

import re

from graphs.clinic.language.codes import Language
from graphs.clinic.language.corrections import takes
from graphs.clinic.language.figures import figures

_EITHER = {
    "en": (
        r"\b(?:either|any(?: one)?(?: of (?:them|those))?|whichever|whatever|doesn't matter|don't (?:care|mind)"
        r"|you (?:choose|pick)|both (?:work|are fine))\b"
    ),
    "es": (
        r"\b(?:cualquiera|la que sea|el que sea|me da (?:igual|lo mismo)|no importa|usted (?:elija|escoja|decida)"
        r"|ambas|ambos)\b"
    ),
}
_LAST = {"en": r"\b(?:last|final|latest|bottom)\b", "es": r"\b(?:ultim[oa]|final)\b"}
_FORMER = {
    "en": r"\b(?:former|earlier (?:one|1)|earliest|earlier)\b",
    "es": r"\b(?:mas temprano|anterior de los dos)\b",
}
_LATTER = {"en": r"\b(?:latter|later (?:one|1)|later|other (?:one|1))\b", "es": r"\b(?:mas tarde|otr[oa])\b"}
_MIDDLE = {"en": r"\b(?:middle|in between)\b", "es": r"\b(?:del? (?:medio|en medio)|la de en medio|intermedi[oa])\b"}
_BEFORE = {
    "en": r"\b(?:before that|(?:one|1) before|previous)\b",
    "es": r"\b(?:anterior|antes de esa|antes de ese|de antes)\b",
}
_AFTER = {"en": r"\b(?:after that|(?:one|1) after|next (?:one|1))\b", "es": r"\b(?:siguiente|despues de es[ea])\b"}
_NOT = {
    "en": r"\b(?:not|but not|except)(?: the)?(?: (?:number|option))? (\d+)(?:th)?\b",
    "es": r"\b(?:no|menos)(?: (?:el|la))?(?: (?:numero|opcion))? (\d+)(?:th)?\b",
}
_NAMED = {
    "en": (
        r"\b(?:(?:number|option|choice|slot|#) ?#?(\d{1,2})|(\d{1,2})th(?! of (?:january|february|march|april|may"
        r"|june|july|august|september|october|november|december)))\b"
    ),
    "es": (
        r"\b(?:(?:numero|opcion|el|la) (\d{1,2})(?!\d| de (?:la|enero|febrero|marzo|abril|mayo|junio|julio|agosto"
        r"|septiembre|octubre|noviembre|diciembre))|(\d{1,2})th)\b"
    ),
}
_BARE = {
    "en": (
        r"^(?:(?:ok|okay|yes|um|uh|well|let's do|let's go with|i'll take|i'd like|give me|how about|i think|maybe"
        r"|the|please|,) )*(\d{1,2})(?: (?:please|then|thanks|thank you|is fine|works|sounds good|,))*$"
    ),
    "es": (
        r"^(?:(?:ok|si|bueno|pues|quiero|prefiero|deme|tomo|me quedo con|mejor|la|el|por favor"
        r"|,) )*(\d{1,2})(?: (?:por favor|gracias|esta bien|me sirve|,))*$"
    ),
}


def parse_choice(text: str, language: Language, options: int) -> int | None:
    """The number of the option taken, from 1 to `options`; None when the words choose none of them."""
    chosen: int | None = None
    for take in takes(text, language):
        chosen = _choice(take, language, options, chosen) or chosen
    return chosen if chosen and 1 <= chosen <= options else None


def _choice(take: str, language: Language, options: int, before: int | None) -> int | None:
    spoken = figures(take, language)
    rejected = {int(n) for n in re.findall(_NOT[language], spoken)}
    spoken = re.sub(_NOT[language], " ", spoken)
    named = _named(spoken, language, options) or _placed(spoken, language, options, before)
    if named is None and len(rejected) == options - 1:
        return next((n for n in range(1, options + 1) if n not in rejected), None)
    return named


def _named(spoken: str, language: Language, options: int) -> int | None:
    numbers = (int(next(g for g in m.groups() if g)) for m in re.finditer(_NAMED[language], spoken))
    fitting = [n for n in numbers if 1 <= n <= options]
    bare = re.match(_BARE[language], spoken)
    fitting += [int(bare[1])] if bare and 1 <= int(bare[1]) <= options else []
    return fitting[0] if fitting else None


def _placed(spoken: str, language: Language, options: int, before: int | None) -> int | None:
    if before and re.search(_BEFORE[language], spoken):
        return before - 1
    if before and re.search(_AFTER[language], spoken):
        return before + 1
    if options == 2 and re.search(_LATTER[language], spoken):
        return 2
    if re.search(_MIDDLE[language], spoken) and options % 2:
        return (options + 1) // 2
    if re.search(_LAST[language], spoken):
        return options
    chosen = re.search(_FORMER[language], spoken) or re.search(_EITHER[language], spoken)
    return 1 if chosen else None
