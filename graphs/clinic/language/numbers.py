"""Numbers, figure by figure or whole."""

from __future__ import annotations

import re

from graphs.clinic.language.codes import Language
from graphs.clinic.language.corrections import latest, takes
from graphs.clinic.language.figures import figures

_REPEATS: dict[Language, dict[str, int]] = {
    "en": {"double": 2, "triple": 3, "treble": 3, "quadruple": 4},
    "es": {"doble": 2, "triple": 3},
}
_SOUNDS_LIKE: dict[Language, dict[str, str]] = {
    "en": {
        "for": "4",
        "fore": "4",
        "to": "2",
        "too": "2",
        "won": "1",
        "ate": "8",
        "tree": "3",
        "oh": "0",
        "o": "0",
        "nought": "0",
        "naught": "0",
        "niner": "9",
        "sex": "6",
    },
    "es": {"o": "0", "un": "1", "una": "1", "nada": "0"},
}
_FILLER = {
    "en": {"and", "then", "dash", "hyphen", "dot", "area", "code", "it's", "um", "uh", "the"},
    "es": {"y", "guion", "luego", "eh", "el", "es", "punto"},
}


def digits(text: str, language: Language) -> str | None:
    """The spoken figures in a row: "double five, oh one, triple two" -> "5501222"; None when there are none.

    A last take shorter than the one before corrects its end; words that sound like figures count only among figures.
    """
    said: str | None = None
    for take in takes(text, language):
        found = _digits(take, language)
        if found and said and len(found) < len(said):
            found = said[: -len(found)] + found
        said = found or said
    return said


def _digits(take: str, language: Language) -> str | None:
    words = [w for w in figures(take, language, apart=True).split() if w != "," and w not in _FILLER[language]]
    words = [part for w in words for part in (re.findall(r"\d+", w) if re.fullmatch(r"\+?[\d().-]+", w) else [w])]
    run = max(_runs(words, language), key=len, default="")
    return run or None


def _runs(words: list[str], language: Language) -> list[str]:
    """Unbroken rows of figures, with doubles written out."""
    runs, repeat = [""], 1
    for at, word in enumerate(words):
        figure = word if word.isdecimal() else _slip(words, at, language)
        if word in _REPEATS[language]:
            repeat = _REPEATS[language][word]
        elif figure:
            runs[-1] += _repeated(figure, repeat)
            repeat = 1
        else:
            runs.append("")
            repeat = 1
    return runs


def _repeated(figure: str, times: int) -> str:
    """ "double five" is 55, "double fifteen" 1515."""
    return figure * times


def _slip(words: list[str], at: int, language: Language) -> str | None:
    """A word that sounds like a figure is one where all of its neighbours are figures or sound so too."""
    sounds, known = _SOUNDS_LIKE[language], _REPEATS[language]
    beside = [words[n] for n in (at - 1, at + 1) if 0 <= n < len(words)]
    fits = all(w.isdecimal() or w in known or w in sounds for w in beside)
    near = any(w.isdecimal() for w in words[max(0, at - 2) : at + 3])
    return sounds.get(words[at]) if beside and fits and near else None


def parse_number(text: str, language: Language) -> int | None:
    """The number said ("two thousand four" -> 2004, "nineteen eighty" -> 1980), the last one after a correction."""
    return latest(text, language, lambda take: _number(take, language))


def _number(take: str, language: Language) -> int | None:
    words = figures(take, language).split()
    found = [
        int(w.removesuffix("th").replace(",", ""))
        for w in words
        if re.fullmatch(r"\d{1,12}(?:th)?|\d{1,3}(?:,\d{3})+", w)
    ]
    if len(found) == 2 and 13 <= found[0] <= 20 and 10 <= found[1] <= 99:
        return found[0] * 100 + found[1]
    if not found:
        return 1 if language == "es" and re.search(r"\b(?:un|una)\b", take) else None
    return found[0]
