"""Amounts of money as spoken."""

from __future__ import annotations

import re
from decimal import Decimal

from graphs.clinic.language.calendars import MONTHS, WEEKDAYS
from graphs.clinic.language.codes import Language
from graphs.clinic.language.corrections import latest
from graphs.clinic.language.figures import figures
from graphs.clinic.language.wordlist import either

_UNIT: dict[Language, str] = {
    "en": r"(?:dollars?|bucks?|usd|quid|euros?)",
    "es": r"(?:dolares|dolar|pesos?|usd|euros?|dolaritos|billetes)",
}
_CENT = {"en": r"(?:cents?|pennies)", "es": r"(?:centavos?|centimos?|ctvs?)"}
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d{1,2}(?!\d))?"
_MONTH = {language: either(*months) for language, months in MONTHS.items()}
_NO_AMOUNT: dict[Language, str] = {
    "en": either(
        r"\d+ (?:percent|%|days?|weeks?|months?|years?|(?:more )?(?:payments?|installments?|times))",
        r"\d+ (?:oclock|am|pm|people|kids|visits?)",
        r"\d+ ?%|\d+th|\d{1,2}/\d{1,2}(?:/\d+)?",
        rf"{_MONTH['en']} (?:the )?\d+(?:th)?(?: 20\d\d)?|\d+(?:th)?(?: of)? {_MONTH['en']}",
        r"(?:half|quarter) past \d+|(?:at|on the|on) \d+|9 1 1",
    ),
    "es": either(
        r"\d+ (?:por ciento|%|dias?|semanas?|mes(?:es)?|anos?|pagos?|cuotas?|veces|horas|personas)",
        r"\d+ ?%|\d+th|\d{1,2}/\d{1,2}(?:/\d+)?",
        rf"\d+ de {_MONTH['es']}(?: del? 20\d\d)?",
        rf"(?:el|dia|{either(*WEEKDAYS['es'])}) \d{{1,2}}(?! {_UNIT['es']})",
        r"a las? \d+",
    ),
}
_PARTLY: dict[Language, str] = {
    "en": r"\b(?:half of|a half of|a third of|a quarter of|part of|some of)\b",
    "es": r"\b(?:la mitad|una parte|un tercio|algo de)\b",
}
_JOIN = {"en": r"(?:and |point |, )?", "es": r"(?:con |y |punto |coma )?"}


def parse_amount(text: str, language: Language) -> Decimal | None:
    """The sum of money said, in whole cents ("eighty five fifty" -> 85.50); None without figures ("half of it").

    Of several numbers the one with a currency counts; dates and counts of weeks or payments never do.
    """
    return latest(text, language, lambda take: _amount(take, language))


def _amount(take: str, language: Language) -> Decimal | None:
    spoken = re.sub(rf"\b{_NO_AMOUNT[language]}(?!\w)", " ", figures(_as_written(take, language), language))
    spoken = _halves(_without_rejected(spoken), language)
    if language == "en":
        spoken = _hundreds(spoken)
    if re.search(_PARTLY[language], spoken):
        return None
    found = (match for pattern in _patterns(language) if (match := re.search(pattern, spoken)))
    return next((_value(match) for match in found), None)


def _as_written(take: str, language: Language) -> str:
    """Signs of thousands and cents as in English, colloquial numbers as plain ones."""
    if language == "es":
        written = re.sub(r"(?<=\d)\.(?=\d{3}\b)", "", take)
        return re.sub(rf"(?<!\by )\b(?:un|una)(?= (?:{_UNIT['es']}|{_CENT['es']}))", "1", _cents_sign(written))
    written = re.sub(r"\b(?:a |one )?couple(?: of)? (?=hundred|thousand)", "two ", _cents_sign(take))
    written = re.sub(rf"\ba(?= (?:{_UNIT['en']}))", "1", written)
    return re.sub(r"\bgrand\b", "thousand dollars", written)


def _cents_sign(written: str) -> str:
    return re.sub(r"(?<=\d),(?=\d{1,2}\b)", ".", written)


def _without_rejected(spoken: str) -> str:
    """ "not 50, 40" is 40."""
    remaining = re.sub(rf"\b(?:not|no) {_NUMBER}", " ", spoken)
    return remaining if re.search(r"\d", remaining) else spoken


def _patterns(language: Language) -> list[str]:
    """From the plainest form of money to a bare number."""
    unit, cent, join = _UNIT[language], _CENT[language], _JOIN[language]
    whole, part = rf"(?<![\d/:.])(?P<whole>{_NUMBER})(?![\d/:])", r"(?P<cents>\d{1,2})(?![\d/:.])"
    return [
        rf"{whole} {unit} {join}{part}(?: {cent}\b|(?= ?,|$| (?!th)))",
        rf"\$ ?{whole}",
        rf"{whole} (?P<cents>0 \d|[1-9]\d) {unit}\b",
        rf"{whole} (?:con|and|point) {part}(?: {cent})?(?: {unit})?\b",
        rf"{whole} ?(?:{unit}\b|\$)",
        rf"(?<![\d/:.])(?P<cents>\d{{1,2}}) {cent}\b",
        rf"{whole} (?P<cents>0 \d|[1-9]\d)(?![\d/:.])\b",
        rf"{whole}",
    ]


def _value(match: re.Match[str]) -> Decimal:
    groups = match.groupdict()
    whole = Decimal((groups.get("whole") or "0").replace(",", ""))
    cents = (groups.get("cents") or "0").replace(" ", "")
    return (whole + Decimal(int(cents)) / 100).quantize(Decimal("0.01"))


def _halves(spoken: str, language: Language) -> str:
    """ "eighty five and a half" is eighty five fifty."""
    half = r"and a half" if language == "en" else r"y medio"
    return re.sub(rf"\b(\d+) (?:{_UNIT[language]} )?{half}\b", r"\1.50", spoken)


def _hundreds(spoken: str) -> str:
    """ "one fifty" is 150, "two twenty five" 225: a single figure before tens counts hundreds."""
    return re.sub(r"(?<![\d.] )(?<![\d.])\b([1-9]) ([1-9]\d)\b(?! cents)", r"\1\2", spoken)
