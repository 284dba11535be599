"""Names spelled aloud: "s m y t h", "B as in boy", "be de burro, i griega"."""

from __future__ import annotations

import re

from graphs.clinic.language.codes import Language
from graphs.clinic.language.wordlist import words

_SPOKEN: dict[Language, dict[str, str]] = {
    "en": {
        "ay": "a", "bee": "b", "cee": "c", "see": "c", "sea": "c", "dee": "d", "ee": "e", "ef": "f",
        "eff": "f", "gee": "g", "aitch": "h", "haitch": "h", "eye": "i", "jay": "j", "kay": "k", "el": "l",
        "ell": "l", "em": "m", "en": "n", "oh": "o", "pea": "p", "pee": "p", "cue": "q", "queue": "q",
        "are": "r", "ar": "r", "ess": "s", "es": "s", "tee": "t", "tea": "t", "you": "u", "vee": "v",
        "ex": "x", "why": "y", "wye": "y", "zee": "z", "zed": "z",
    },
    "es": {
        "be": "b", "ce": "c", "de": "d", "efe": "f", "ge": "g", "hache": "h", "jota": "j", "ka": "k",
        "ele": "l", "eme": "m", "ene": "n", "eñe": "ñ", "enye": "ñ", "pe": "p", "cu": "q", "ere": "r",
        "erre": "r", "ese": "s", "te": "t", "uve": "v", "ve": "v", "equis": "x", "ye": "y", "zeta": "z",
        "ceta": "z",
    },
}  # fmt: skip
_TWO_WORDS: dict[Language, list[tuple[str, str]]] = {
    "en": [(r"\bdouble (?:u|you)\b", "w")],
    "es": [
        (r"\bi griega\b", "y"),
        (r"\b(?:doble (?:uve|ve|u)|uve doble|ve doble)\b", "w"),
        (r"\b(?:ve|b) (?:chica|corta|pequeña|baja)\b", "v"),
        (r"\b(?:be|b) (?:grande|larga|alta)\b", "b"),
        (r"\bi latina\b", "i"),
    ],
}
_NATO = words(
    "alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november oscar papa "
    "quebec romeo sierra tango uniform victor whiskey whisky xray x-ray yankee zulu"
)
_EXAMPLE: dict[Language, str] = {"en": r"(?:as in|like in|like|for|is for|as)", "es": r"(?:de|como|como en|como de)"}
_LETTER = "[a-zñ]"
_LEAST = 3
# so many letters in a row are a spelling; fewer may be initials


def unspelled(text: str, language: Language) -> str:
    """Lower-case text in which each row of spelled letters is one word, marked by a leading "=": "smith =smyth"."""
    text = re.sub(r"(?<=\b[a-zñ])[-.](?=[a-zñ]\b)", " ", text)
    for pattern, letter in _TWO_WORDS[language]:
        text = re.sub(pattern, letter, text)
    text = _without_examples(text, language)
    return _joined(text.split(), language)


def _without_examples(text: str, language: Language) -> str:
    """ "b as in boy" is b; the example must begin with its letter."""
    names = "|".join(_SPOKEN[language])

    def letter(match: re.Match[str]) -> str:
        said = _SPOKEN[language].get(match[1], match[1])
        same = match[2][0] == said or (said in "bv" and match[2][0] in "bv")
        return f" {said} " if same else match[0]

    text = re.sub(rf"\b({_LETTER}|{names}),? {_EXAMPLE[language]} (?:an? |the |un |una )?([a-zñ]+)\b", letter, text)
    return re.sub(r"\b([a-zñ])\s*,?\s*\b(?:no|wait|sorry|perdon|perdón)\b\s*,?\s*(?=[a-zñ]\b)", "", text)


def _joined(words: list[str], language: Language) -> str:
    written: list[str] = []
    row: list[tuple[str, str]] = []
    pending: list[str] = []
    for word in [*words, "."]:
        letters = _letters(word, language, bool(row))
        if letters and word != ".":
            row.append((letters, word))
        elif row and word in (",", "y" if language == "es" else "and", "then", "luego", "capital", "mayúscula"):
            pending.append(word)
        elif row and word in ("double", "doble", "triple"):
            row.append(("*" + ("3" if word == "triple" else "2"), word))
        else:
            written += _flushed(row)
            written += pending if "," in pending else []
            row, pending = [], []
            written.append(word)
    return " ".join(written[:-1])


def _letters(word: str, language: Language, in_row: bool) -> str | None:
    if re.fullmatch(_LETTER, word):
        return word
    if word in _NATO and (
        in_row or word not in ("mike", "victor", "oscar", "charlie", "romeo", "india", "juliet", "papa")
    ):
        return word[0]
    return _SPOKEN[language].get(word)


def _flushed(row: list[tuple[str, str]]) -> list[str]:
    plain = [letter for letter, word in row if len(word) == 1]
    if len(row) < _LEAST or (len(plain) < 2 and not all(word in _NATO for _, word in row) and len(row) < 4):
        return [word for _, word in row]
    return ["=" + _repeated([letter for letter, _ in row])]


def _repeated(letters: list[str]) -> str:
    spelled, times = "", 1
    for letter in letters:
        if letter.startswith("*"):
            times = int(letter[1])
            continue
        spelled += letter * times
        times = 1
    return spelled
