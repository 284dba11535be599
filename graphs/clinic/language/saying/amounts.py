"""Sums of money as people say them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from graphs.clinic.language.codes import Language
from graphs.clinic.language.saying.numbers import say_counted


def say_amount(a: Decimal, language: Language) -> str:
    """ "eighty-five dollars and fifty cents", "ochenta y cinco dólares con cincuenta centavos"; rounded to the cent."""
    cents = int((abs(a) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    whole, part = divmod(cents, 100)
    said = [_counted(whole, "dollar" if language == "en" else "dólar", language)] if whole or not part else []
    if part:
        said.append(_counted(part, "cent" if language == "en" else "centavo", language))
    joined = (" and " if language == "en" else " con ").join(said)
    return f"{'minus' if language == 'en' else 'menos'} {joined}" if a < 0 and cents else joined


def _counted(n: int, unit: str, language: Language) -> str:
    words = say_counted(n, language)
    of = " de" if language == "es" and n >= 10**6 and n % 10**6 == 0 else ""
    plural = "" if n == 1 else "es" if unit == "dólar" else "s"
    return f"{words}{of} {unit.replace('dólar', 'dólar')}{plural}"
