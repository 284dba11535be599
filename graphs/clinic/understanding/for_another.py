"""Whether a caller speaks for somebody else, or asks for what is somebody else's."""

from __future__ import annotations

import re

_RELATIVE = (
    r"(?:wife|husband|spouse|partner|fianc[eé]e?|boyfriend|girlfriend|(?:grand|step)?(?:mother|father|son|daughter|child)"
    r"|mom|mum|mama|dad|brother|sister|kid|baby|grand(?:ma|pa|kid)|aunt|uncle|niece|nephew|cousin|friend|neighbor"
    r"|roommate|boss|ex)(?:[ -]in[ -]law)?"
)
_RELATIVE_ES = (
    r"(?:espos[oa]|marido|mujer|pareja|novi[oa]|mam[aá]|madre|pap[aá]|padre|herman[oa]|hij[oa]|ni[nñ][oa]|abuel[oa]"
    r"|niet[oa]|t[ií][oa]|sobrin[oa]|prim[oa]|amig[oa]|suegr[oa]|cu[nñ]ad[oa]|vecin[oa])"
)
_HELD = (
    r"(?:appointments?|appt|visits?|check ?ups?|balances?|bills?|accounts?|statements?|charges?|copays?|payments?"
    r"|debts?|records?|files?|results?|charts?)"
)
# what a clinic keeps of a patient
_HAS = r"(?:owes?|owed|has|have|had|pays?|booked|scheduled|due|see|sees|comes?|coming)"
_FOR_ANOTHER = re.compile(
    "|".join(
        (
            rf"\b(?:for|on behalf of|(?:call\w*|question) (?:about|regarding)) my {_RELATIVE}\b(?!'?s? insurance)",
            rf"\bi'?(?:m| am) (?:his|her|their|the patient'?s) {_RELATIVE}\b",
            rf"\b(?:my {_RELATIVE}'?s|his|her|their|the patient'?s)(?: \w+){{0,2}} {_HELD}\b",
            rf"\b(?:what|how much|when|whether|if|does|did|has|is)\b.{{0,20}}\bmy {_RELATIVE}\b.{{0,9}}\b{_HAS}\b",
            rf"\bmy {_RELATIVE} (?:owes|has (?:an?|his|her) (?:appointment|bill|balance|visit))\b",
            r"\b(?:what|how much|when|if|whether|does|did)\b.{0,12}\b(?:he|she|they) (?:owes?|owed|has|have)\b",
            r"\b(?:his|her|their|the patient'?s) (?:full |first |last )?(?:name|birth ?da(?:y|te)|date of birth)\b",
            r"\b(?:he|she)(?:'s| is| was) (?:born|the patient)\b|\bthe patient is (?:my|his|her)\b",
            rf"\b(?:para|por|de parte de|de|a) mi {_RELATIVE_ES}\b",
            rf"\bsoy (?:su|la|el) {_RELATIVE_ES}\b",
            rf"\b(?:cu[aá]nto|qu[eé]|cu[aá]ndo|si)\b.{{0,14}}\bmi {_RELATIVE_ES}\b",
            rf"\bmi {_RELATIVE_ES} (?:debe|tiene (?:una |su )?(?:cita|cuenta|consulta))\b",
            r"\b(?:[eé]l|ella) (?:se llama|naci[oó])|\b(?:el|la) paciente (?:es mi|se llama)\b",
        )
    ),
    re.IGNORECASE,
)


def for_another(text: str) -> bool:
    """Whether the patient is somebody else: "for my daughter", "what my husband owes", "his name is"."""
    return _FOR_ANOTHER.search(text.replace("’", "'")) is not None
