"""Telephone numbers as spoken."""

from __future__ import annotations

import re

from graphs.clinic.language.codes import Language
from graphs.clinic.language.numbers import digits

_COUNTRY = {"US": ("1", 10), "MX": ("52", 10), "ES": ("34", 9)}


def parse_phone(text: str, language: Language, region: str = "US") -> str | None:
    """The number in E.164 ("+12125550123") when that many figures were said; None for too few or too many.

    US numbers follow the North American plan: area and office codes begin with 2 to 9. Other regions than US, MX and
    ES need the country code.
    """
    said = digits(text, language)
    if said is None:
        return None
    if "+" in text or said.startswith(("00", "011")):
        said = re.sub(r"^(?:011|00)", "", said)
        return f"+{said}" if 8 <= len(said) <= 15 and _possible(said) else None
    code, length = _COUNTRY.get(region, ("", 0))
    national = said.removeprefix(code) if len(said) == length + len(code) else said
    number = f"+{code}{national}"
    return number if len(national) == length and _possible(number[1:]) else None


def _possible(number: str) -> bool:
    return not number.startswith("1") or re.fullmatch(r"1[2-9]\d\d[2-9]\d{6}", number) is not None
