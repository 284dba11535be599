"""Written short, spoken in full."""

from __future__ import annotations

from graphs.clinic.language.calendars import MONTH_NAMES, WEEKDAY_NAMES
from graphs.clinic.language.codes import Language

_DAYS_EN = [
    (rf"\b{d[:3]}s?\.?(?=,? ?(?:[–-]|to\b|at\b|\d|(?:{'|'.join(m[:3] for m in MONTH_NAMES['en'])})))", d)
    for d in WEEKDAY_NAMES["en"]
]
_RANGE_EN = [(rf"(?:(?<=day-)|(?<=day–)|(?<=day to )){d[:3]}\b\.?", d) for d in WEEKDAY_NAMES["en"]]
_MONTHS_EN = [(rf"\b(?:{m[:3]}|{m[:4]})\b\.?(?= \d)", m) for m in MONTH_NAMES["en"] if m != "May"]

ABBREVIATIONS: dict[Language, list[tuple[str, str]]] = {
    "en": [
        (r"\bDrs\.", "Doctors"),
        (r"\bDr\.|\bDr\b(?= [A-Z])", "Doctor"),
        (r"\bMr\b\.?", "Mister"),
        (r"\bMrs\b\.?", "Missus"),
        (r"\bMs\b\.?(?= [A-Z])", "Miz"),
        (r"\bSt\.(?= [A-Z][a-z]+ (?:Hospital|Clinic|Church|Street|Avenue|Medical))", "Saint"),
        (r"(?<=[a-z] )St\b\.?(?=,|\.|$| (?:in|at|near|and|by|Suite|Ste|Apt))", "Street"),
        (r"\bSt\.(?= [A-Z])", "Saint"),
        (r"\bAve\b\.?", "Avenue"),
        (r"\bBlvd\b\.?", "Boulevard"),
        (r"(?<=[a-z] )Rd\b\.?", "Road"),
        (r"\bSte\b\.?(?= ?#?\d)", "Suite"),
        (r"\bApt\b\.?(?= ?#?\w)", "Apartment"),
        (r"\b[eE]\.\s?g\.,?", "for example,"),
        (r"\b[iI]\.\s?e\.,?", "that is,"),
        (r"\betc\b\.?", "et cetera"),
        (r"\bvs\b\.?", "versus"),
        (r"\b[Aa]ppts\b\.?", "appointments"),
        (r"\b[Aa]ppt\b\.?", "appointment"),
        (r"\b[Aa]pprox\b\.?", "approximately"),
        (r"\bw/(?=\w|\s)", "with "),
        (r"\b[Nn]o\.(?= ?#?\d)|#(?=\d)", "number "),
        (r"(?<=\d)\s?hrs?\b\.?", " hours"),
        (r"(?<=\d)\s?mins?\b\.?", " minutes"),
        (r"(?<=\d)\s?mg\b", " milligrams"),
        (r"(?<=\d)\s?ml\b", " milliliters"),
        (r"\bDOB\b", "date of birth"),
        *_DAYS_EN,
        *_RANGE_EN,
        *_MONTHS_EN,
        (r"(?<=day)[–-](?=[A-Z][a-z]+day\b)", " to "),
    ],
    "es": [
        (r"\bDra\b\.?", "Doctora"),
        (r"\bDr\b\.?", "Doctor"),
        (r"\bSrta\b\.?", "Señorita"),
        (r"\bSra\b\.?", "Señora"),
        (r"\bSr\b\.?", "Señor"),
        (r"\bUds\b\.?", "ustedes"),
        (r"\bUd\b\.?", "usted"),
        (r"\bAv(?:da)?\b\.", "Avenida"),
        (r"\bp\.\s?ej\.,?", "por ejemplo,"),
        (r"\betc\b\.?", "etcétera"),
        (r"\bEE\.?\s?UU\.?", "Estados Unidos"),
        (r"\b[Tt]el\.", "teléfono"),
        (r"\b[Aa]prox\b\.?", "aproximadamente"),
        (r"\b[Nn]\.?[ºo°]\.?(?= ?\d)|\b[Nn]úm\.|#(?=\d)", "número "),
        (r"(?<=\d)\s?(?:hrs?|h)\b\.?", " horas"),
        (r"(?<=\d)\s?min\b\.?", " minutos"),
        (r"(?<=\d)\s?mg\b", " miligramos"),
    ],
}
