"""Since when somebody feels ill: "since yesterday", "for two weeks", "desde ayer", "hace tres días"."""

from __future__ import annotations

import re

from graphs.clinic.language.codes import Language
from graphs.clinic.language.folding import fold

_MANY = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|\d+|a few|a couple(?: of)?|several|some|many)"
_UNIT = r"(?:hour|day|night|week|month|year)s?"
_MUCHOS = r"(?:un|una|dos|tres|cuatro|cinco|seis|siete|ocho|diez|quince|\d+|unos|unas|varios|varias|algunos|mucho)"
_UNIDAD = r"(?:horas?|dias?|noches?|semanas?|mes(?:es)?|anos?|tiempo|rato)"
_SAID: dict[Language, str] = {
    "en": (
        rf"\bsince (?!when\b|i (?:need|want)\b)\w+(?: \w+)?"
        rf"|\bfor (?:about |over |almost |the (?:last|past) )?{_MANY} {_UNIT}\b"
        rf"|\b{_MANY} {_UNIT} (?:ago|now)\b|\b(?:start\w*|began|came on|woke up) .{{0,20}}"
        r"(?:yesterday|today|this morning|last (?:night|week)|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
        r"|\ball (?:day|week|night|month)\b|\bfor a (?:while|long time)\b|\b(?:yesterday|this morning|last night)\b"
    ),
    "es": (
        rf"\bdesde (?!cuando\b)(?:hace |el |la |esta |este )?\w+(?: {_UNIDAD})?"
        rf"|\bhace (?:como |unos |mas de )?{_MUCHOS} {_UNIDAD}\b"
        rf"|\bllev[oa] (?:ya |como )?{_MUCHOS} {_UNIDAD}\b|\btod[oa] (?:el dia|la (?:noche|semana)|el mes)\b"
        r"|\b(?:empez\w+|comenz\w+) .{0,20}(?:ayer|anoche|hoy|esta manana|el \w+)\b|\b(?:ayer|anoche|esta manana)\b"
    ),
}


def since_when(text: str, language: Language) -> str:
    """The words that tell how long it has been so; "" when none do."""
    found = re.search(_SAID[language], fold(text))
    return found[0] if found else ""
