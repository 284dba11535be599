"""Callers take back what they said: "Tuesday at nine, no wait, Thursday"."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from graphs.clinic.language.codes import Language
from graphs.clinic.language.figures import EN_ORDINALS
from graphs.clinic.language.folding import normalise

T = TypeVar("T")

_MARKERS: dict[Language, str] = {
    "en": (
        r"(?:no,? wait|wait,? no|no,? sorry|sorry,? no|no,? no|no,? actually|no,? i mean|no,? make (?:it|that)"
        r"|oh no|oh wait"
        r"|actually|i mean(?:t)?|i meant to say|make (?:it|that)|or rather|rather|correction|scratch that|strike that"
        r"|let me correct(?: that| myself)?|on second thoughts?|forget that|never ?mind(?: that)?|wait|hold on|sorry"
        r"|excuse me|my mistake|my bad|i misspoke|let's (?:say|make it|do)|change that to"
        r"|no(?=,|$| (?:the|at|on|it's|its|i|that's|to|§|\d|mon|tue|wed|thu|fri|sat|sun|tomorrow|today|next))"
        r"|(?<=[a-z\d] )no(?! (?:earlier|later|sooner|more|less|longer|problem|preference|matter|good|idea|one|way"
        r"|thanks)))"
    ),
    "es": (
        r"(?:no,? (?:espere|espera|perdon|mejor|disculpe|digo|mentira)|perdon|disculpe|digo|mejor dicho|o sea,? no"
        r"|quiero decir|quise decir|me equivoque|corrijo|en realidad|mas bien|espere|espera|olvidelo"
        r"|mejor(?! (?:hora|dia))"
        r"|no(?=, | (?:el|la|las|los|a las|para|es|son) (?:lunes|martes|miercoles|jueves|viernes|sabado|domingo"
        r"|\w+ de)))"
    ),
}
_INSTEAD: dict[Language, str] = {
    "en": r"\b(?:instead of|rather than|and not|, not|not) (?:on |at |the |in the )*{kind}",
    "es": r"\b(?:en vez de|en lugar de|y no|, no) (?:el |la |las |los |a |al |en )*{kind}",
}
_DAY_KIND = (
    r"(?:(?:next |this |el |on |the )?(?:mon|tues|wednes|thurs|fri|satur|sun)days?|lunes|martes|miercoles|jueves"
    r"|viernes"
    r"|sabado|domingo|tomorrow|today|pasado manana|hoy|(?:the )?(?:\d{1,2}(?:st|nd|rd|th)"
    rf"|(?:twenty |thirty )?(?:{'|'.join(EN_ORDINALS)}|twentieth|thirtieth))(?! (?:one|of)))"
)
_HOUR_KIND = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,2}(?::\d\d)?|una|dos|tres|cuatro"
    r"|cinco|seis"
    r"|siete|ocho|nueve|diez|once|doce)"
)
_TIME_KIND = (
    rf"(?:(?:(?:half|quarter) (?:past|to) {_HOUR_KIND})|{_HOUR_KIND} ?(?:oclock|am|pm|thirty|fifteen)"
    rf"|(?:at|around|a las|a la) {_HOUR_KIND}(?: thirty| fifteen| y media| y cuarto)?|noon|midday)"
)
_KINDS = (_DAY_KIND, _TIME_KIND)


@lru_cache(maxsize=256)
def takes(text: str, language: Language) -> tuple[str, ...]:
    """The normalised text cut at the words of a correction, without them; the last take counts most."""
    spoken = normalise(text, language)
    cut = re.split(rf"(?:^|(?<=\W)){_MARKERS[language]}(?=\W|$)", spoken)
    return tuple(part for piece in cut if (part := piece.strip(" ,"))) or (spoken,)


def latest(text: str, language: Language, read: Callable[[str], T | None]) -> T | None:
    """What `read` finds in the last take that holds anything for it; it is given normalised text."""
    return next((value for part in reversed(takes(text, language)) if (value := read(part)) is not None), None)


def last_correction(text: str, language: Language) -> str:
    """What counts after corrections, normalised: for day and time the last value of each, what was negated dropped.

    "Tuesday at nine, no wait, Thursday" -> "at nine, thursday"; "the fifth, not five o'clock" -> "the fifth".
    """
    *before, last = (_without_rejected(part, language) for part in takes(text, language))
    if not before:
        return last
    kinds = [kind for kind in _KINDS if re.search(rf"\b{kind}\b", last)]
    if not kinds and not any(re.search(rf"\b{kind}\b", part) for kind in _KINDS for part in before):
        return last
    for kind in kinds:
        before = [re.sub(rf"\b(?:on |el )?{kind}(?=\W|$)", " ", part) for part in before]
    kept = (" ".join(part.split()).strip(" ,") for part in (*before, last))
    return ", ".join(part for part in kept if part)


def _without_rejected(part: str, language: Language) -> str:
    for kind in _KINDS:
        rejected = _INSTEAD[language].format(kind=kind)
        remaining = re.sub(rf"{rejected}(?=\W|$)", " ", part).strip(" ,")
        part = remaining if any(re.search(rf"\b{k}\b", remaining) for k in _KINDS) else part
    return " ".join(part.split())
