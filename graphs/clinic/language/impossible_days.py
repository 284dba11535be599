"""Days that no calendar has: "February thirtieth", "the thirty-first of April"."""

from __future__ import annotations

import re

from graphs.clinic.language.calendars import MONTHS
from graphs.clinic.language.codes import Language
from graphs.clinic.language.corrections import takes
from graphs.clinic.language.figures import figures

_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# days of each month, in a leap year
_DAY = r"(?P<day>3\d|29)(?:th)?"
_NO_DAY = r"(?! ?(?:am|pm|minut\w+|%|dol\w+|pesos|:))"
# a number that says something else
_FORMS: dict[Language, tuple[str, ...]] = {
    "en": (rf"\b{_DAY} (?:day )?(?:of |in )?{{month}}\b", rf"\b{{month}} (?:the )?{_DAY}\b{_NO_DAY}"),
    "es": (rf"\b{_DAY} (?:de )?{{month}}\b", rf"\b{{month}} {_DAY}\b{_NO_DAY}"),
}
_NUMBERED: dict[Language, str] = {
    "en": r"\bthe (?:3[2-9])th\b",
    "es": r"\b(?:el|dia) (?:3[2-9])(?:th)?\b(?! (?:de la|y media|y cuarto))",
}
# behind the last day of any month


def no_such_day(text: str, language: Language) -> bool:
    """Whether the last take of the words names a day that does not exist in any year."""
    spoken = figures(takes(text, language)[-1], language) if text.strip() else ""
    return bool(re.search(_NUMBERED[language], spoken)) or any(
        int(found["day"]) > _LONGEST[MONTHS[language][found["month"]] - 1]
        for form in _forms(language)
        for found in re.finditer(form, spoken)
    )


def _forms(language: Language) -> list[str]:
    names = "|".join(sorted(MONTHS[language], key=len, reverse=True))
    return [form.format(month=f"(?P<month>{names})") for form in _FORMS[language]]
