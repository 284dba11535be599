"""Numbers as words."""

from __future__ import annotations

from graphs.clinic.language.codes import Language
from graphs.clinic.language.figures import EN_ORDINALS, EN_SMALL, EN_TENS
from graphs.clinic.language.wordlist import words

_ES_SMALL = words(
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve"
)
_ES_TENS = words("treinta cuarenta cincuenta sesenta setenta ochenta noventa")
_ES_HUNDREDS = words(
    "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
)
_ES_ORDINALS = words("primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo")
_SPELLED_FROM = 10**9


def say_number(n: int, language: Language) -> str:
    """The whole number in words; from a thousand million on figure by figure."""
    if abs(n) >= _SPELLED_FROM:
        return say_figures(str(abs(n)), language)
    if n < 0:
        return f"{'minus' if language == 'en' else 'menos'} {say_number(-n, language)}"
    return _en(n) if language == "en" else _es(n)


def say_figures(figures: str, language: Language) -> str:
    """Each figure as a word: "05" -> "zero five"."""
    small = EN_SMALL if language == "en" else _ES_SMALL
    return " ".join(small[int(f)] for f in figures if f.isdecimal())


def say_counted(n: int, language: Language) -> str:
    """The number before a masculine noun: "veintiún dólares", "un dólar"."""
    words = say_number(n, language)
    if language == "en" or not words.endswith("uno"):
        return words
    return f"{words[:-3]}ún" if words.endswith("veintiuno") else words[:-1]


def say_ordinal(n: int, language: Language) -> str:
    """ "third", "twenty-first"; Spanish up to ten ("tercero"), then the plain number."""
    if language == "es":
        return _ES_ORDINALS[n - 1] if 1 <= n <= len(_ES_ORDINALS) else say_number(n, language)
    tens, unit = divmod(n % 100, 10)
    before = n - n % 100 if 0 < n % 100 < 20 else n - unit
    if 0 < n % 100 < 20:
        return f"{_en(before)} {EN_ORDINALS[n % 100 - 1]}" if before else EN_ORDINALS[n - 1]
    if unit:
        return f"{_en(before)}-{EN_ORDINALS[unit - 1]}"
    return _en(n)[:-1] + "ieth" if tens else _en(n) + "th"


def say_year(year: int, language: Language) -> str:
    """ "nineteen eighty", "two thousand four", "twenty twenty-six"; "mil novecientos ochenta"."""
    if language == "es" or year < 1100 or year >= 10_000 or 2000 <= year < 2010:
        return say_number(year, language)
    century, rest = divmod(year, 100)
    if rest == 0:
        return say_number(year, language) if century % 10 == 0 else f"{_en(century)} hundred"
    return f"{_en(century)} {'oh ' if rest < 10 else ''}{_en(rest)}"


def _en(n: int) -> str:
    if n < 20:
        return EN_SMALL[n]
    if n < 100:
        return EN_TENS[n // 10 - 2] + (f"-{EN_SMALL[n % 10]}" if n % 10 else "")
    for size, name in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if n >= size:
            return f"{_en(n // size)} {name}" + (f" {_en(n % size)}" if n % size else "")
    raise AssertionError(n)


def _es(n: int) -> str:
    if n < 30:
        return _ES_SMALL[n]
    if n < 100:
        return _ES_TENS[n // 10 - 3] + (f" y {_ES_SMALL[n % 10]}" if n % 10 else "")
    if n < 1000:
        return "cien" if n == 100 else _ES_HUNDREDS[n // 100 - 1] + (f" {_es(n % 100)}" if n % 100 else "")
    if n < 10**6:
        return _with_rest("mil" if n < 2000 else f"{say_counted(n // 1000, 'es')} mil", n % 1000)
    return _with_rest("un millón" if n < 2 * 10**6 else f"{say_counted(n // 10**6, 'es')} millones", n % 10**6)


def _with_rest(head: str, rest: int) -> str:
    return f"{head} {_es(rest)}" if rest else head
