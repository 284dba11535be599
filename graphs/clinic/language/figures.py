"""Number words as figures: "march twenty third nineteen eighty" -> "march 23th 19 80"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from graphs.clinic.language.codes import Language
from graphs.clinic.language.folding import normalise
from graphs.clinic.language.wordlist import words

EN_SMALL = words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
EN_TENS = words("twenty thirty forty fifty sixty seventy eighty ninety")
EN_ORDINALS = words(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth"
)
ES_SMALL = words(
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete "
    "veintiocho veintinueve"
)
ES_TENS = words("treinta cuarenta cincuenta sesenta setenta ochenta noventa")
ES_HUNDREDS = "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"

_SMALL: dict[Language, dict[str, int]] = {
    "en": {word: n for n, word in enumerate(EN_SMALL)},
    "es": {word: n for n, word in enumerate(ES_SMALL)} | {"veintiun": 21, "veintiuna": 21},
}
_TENS: dict[Language, dict[str, int]] = {
    "en": {word: 20 + 10 * n for n, word in enumerate(EN_TENS)} | {"fourty": 40, "ninty": 90},
    "es": {word: 30 + 10 * n for n, word in enumerate(ES_TENS)},
}
_ES_HUNDREDS = {word: 100 + 100 * n for n, word in enumerate(ES_HUNDREDS.split())} | {"cien": 100}
_ES_HUNDREDS |= {word[:-2] + "as": n for word, n in _ES_HUNDREDS.items() if word.endswith("os")}
_ES_ORDINALS = ["primer", "segund", "tercer", "cuart", "quint", "sext", "septim", "octav", "noven", "decim"]
_ORDINALS: dict[Language, dict[str, int]] = {
    "en": {word: n for n, word in enumerate(EN_ORDINALS, 1)} | {"twentieth": 20, "thirtieth": 30},
    "es": {stem + end: n for n, stem in enumerate(_ES_ORDINALS, 1) for end in ("o", "a", "os", "as")}
    | {"primer": 1, "tercer": 3},
}
_NOT_ORDINAL_ES = ("cuarto", "cuartos")
# "cuarto" is the quarter of an hour
_AND = {"en": "and", "es": "y"}

_FIGURE_ORDINAL = re.compile(r"(\d{1,3})(?:st|nd|rd|th|ro|do|to|mo|vo|no|er|ero|era|o|a)")
_PLAIN = re.compile(r"\d{1,12}")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")


@lru_cache(maxsize=512)
def figures(text: str, language: Language, *, apart: bool = False) -> str:
    """The normalised text with number words as figures, ordinals as "3th", commas as words of their own.

    Neighbouring numbers stay apart ("ten thirty" -> "10 30", "nineteen eighty two" -> "19 82"); "oh" beside a number
    is 0. With `apart`, hundreds take no single figure ("eight hundred five five" -> "800 5 5"), as in phone numbers.
    """
    words = normalise(text, language).replace(", ", " , ").split()
    reader = _Reader(words, language, apart)
    return " ".join(_with_noughts(reader.read()))


def _with_noughts(words: list[str]) -> list[str]:
    def numeric(at: int) -> bool:
        return 0 <= at < len(words) and words[at].isdigit()

    return ["0" if w in ("oh", "o") and (numeric(i - 1) or numeric(i + 1)) else w for i, w in enumerate(words)]


@dataclass(slots=True)
class _Reader:
    """Reads words from left to right; every method returns (value, position behind it) or None."""

    words: list[str]
    language: Language
    apart: bool

    def read(self) -> list[str]:
        written, at = [], 0
        while at < len(self.words):
            text, at = self._next(at)
            written.append(text)
        return written

    def _next(self, at: int) -> tuple[str, int]:
        ordinal = self._ordinal(at)
        if ordinal:
            return f"{ordinal[0]}th", ordinal[1]
        cardinal = self._cardinal(at)
        if cardinal and not (cardinal[1] == at + 1 and self._word(at).isdigit()):
            return str(cardinal[0]), cardinal[1]
        return self.words[at], at + 1

    def _word(self, at: int) -> str:
        return self.words[at] if at < len(self.words) else ""

    def _ordinal(self, at: int) -> tuple[int, int] | None:
        word, before = self._word(at), self._word(at - 1) if at else ""
        if match := _FIGURE_ORDINAL.fullmatch(word):
            return int(match[1]), at + 1
        if word in _NOT_ORDINAL_ES or (
            word in ("second", "segundo", "segundos") and before in ("a", "one", "un", "unos")
        ):
            return None
        ordinals = _ORDINALS[self.language]
        if word in ordinals:
            return ordinals[word], at + 1
        tens, unit = _TENS[self.language].get(word), ordinals.get(self._word(at + 1), 10)
        return (tens + unit, at + 2) if tens and unit < 10 else None

    def _cardinal(self, at: int) -> tuple[int, int] | None:
        below = self._below_thousand(at)
        thousand = "thousand" if self.language == "en" else "mil"
        if below is None:
            if self._word(at) == thousand == "mil":
                below = (1, at)
            elif self._word(at) in ("a", "un", "una") and self._word(at + 1) == thousand:
                below = (1, at + 1)
        if below is None or self._word(below[1]) != thousand or below[0] >= 1000:
            return below
        return self._rest(below[0] * 1000, below[1] + 1)

    def _rest(self, thousands: int, at: int) -> tuple[int, int]:
        start = at + (self._word(at) == _AND[self.language])
        rest = self._below_thousand(start)
        if rest is None and self._word(at) == ",":
            rest = self._below_thousand(at + 1)
            rest = rest if rest and rest[0] >= 100 else None
        return (thousands + rest[0], rest[1]) if rest and 0 < rest[0] < 1000 else (thousands, at)

    def _below_thousand(self, at: int) -> tuple[int, int] | None:
        return self._hundreds_es(at) if self.language == "es" else self._hundreds_en(at)

    def _hundreds_es(self, at: int) -> tuple[int, int] | None:
        hundreds = _ES_HUNDREDS.get(self._word(at))
        if hundreds is None:
            return self._below_hundred(at)
        return self._with_small(hundreds, at + 1) if self._word(at) != "cien" else (100, at + 1)

    def _hundreds_en(self, at: int) -> tuple[int, int] | None:
        word = self._word(at)
        if word == "hundred" or (word == "a" and self._word(at + 1) == "hundred"):
            return self._with_small(100, at + 1 + (word == "a"))
        small = self._below_hundred(at)
        if small is None or self._word(small[1]) != "hundred" or not 0 < small[0] < 100:
            return small
        return self._with_small(small[0] * 100, small[1] + 1)

    def _with_small(self, hundreds: int, at: int) -> tuple[int, int]:
        joined = self.language == "en" and self._word(at) == "and"
        small = self._below_hundred(at + joined)
        if small is None or not 0 < small[0] < 100 or (self.apart and not joined and small[0] < 10):
            return hundreds, at
        return hundreds + small[0], small[1]

    def _below_hundred(self, at: int) -> tuple[int, int] | None:
        word = self._word(at)
        if _PLAIN.fullmatch(word) or _GROUPED.fullmatch(word):
            return self._figure(word, at)
        if word in _SMALL[self.language] and not (word == "veinte" and self._word(at + 1) == "y"):
            return _SMALL[self.language][word], at + 1
        if self.language == "es" and word == "un" and self._word(at + 1) == "mil":
            return 1, at + 1
        tens = 20 if word == "veinte" else _TENS[self.language].get(word)
        return self._with_unit(tens, at + 1) if tens else None

    def _with_unit(self, tens: int, at: int) -> tuple[int, int]:
        units = _SMALL[self.language] | ({"un": 1, "una": 1} if self.language == "es" else {})
        start = at + 1 if self.language == "es" and self._word(at) == "y" else at
        unit = units.get(self._word(start), 0) if self.language == "en" or start > at else 0
        return (tens + unit, start + 1) if 0 < unit < 10 else (tens, at)

    @staticmethod
    def _figure(word: str, at: int) -> tuple[int, int]:
        return int(word.replace(",", "")), at + 1
