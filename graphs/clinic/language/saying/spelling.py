"""Figure by figure, letter by letter."""

from __future__ import annotations

import re
import unicodedata

from graphs.clinic.language.codes import Language
from graphs.clinic.language.saying.numbers import say_figures
from graphs.clinic.language.wordlist import words

_LETTERS_ES = dict(
    zip(
        "abcdefghijklmnñopqrstuvwxyz",
        words(
            "a be ce de e efe ge hache i jota ka ele eme ene eñe o pe cu erre ese te u uve "
            "doble_uve equis i_griega zeta"
        ),
        strict=True,
    )
)
_SIGNS: dict[Language, dict[str, str]] = {
    "en": {"-": "hyphen", "'": "apostrophe", "’": "apostrophe"},
    "es": {"-": "guion", "'": "apóstrofo", "’": "apóstrofo"},
}


def say_phone(e164: str, language: Language) -> str:
    """Figure by figure, commas as pauses: three-three-four for ten figures, the leading 1 of the US left out."""
    figures = re.sub(r"\D", "", e164)
    if len(figures) == 11 and figures.startswith("1"):
        figures = figures[1:]
    groups = [figures[:3], figures[3:6], figures[6:]] if len(figures) == 10 else _threes(figures)
    return ", ".join(say_figures(group, language) for group in groups if group)


def _threes(figures: str) -> list[str]:
    """Groups of three from the left, the last of three or four; seven figures are three and four."""
    cut = [figures[n : n + 3] for n in range(0, len(figures), 3)]
    if len(cut) > 1 and len(cut[-1]) == 1:
        cut[-2:] = [cut[-2] + cut[-1]]
    return cut


def say_letters(text: str, language: Language) -> str:
    """Letter by letter with pauses: "S, M, I, T, H"; Spanish by the letters' names."""
    return ", ".join(said for c in unicodedata.normalize("NFC", text) if (said := _letter(c, language)))


def _letter(c: str, language: Language) -> str:
    if c.isdecimal():
        return say_figures(c, language)
    if c in _SIGNS[language]:
        return _SIGNS[language][c]
    if language == "es":
        return _letter_es(c.lower())
    bare = unicodedata.normalize("NFD", c)[:1].upper()
    return bare if "A" <= bare <= "Z" else ""


def _letter_es(c: str) -> str:
    bare = c if c == "ñ" else unicodedata.normalize("NFD", c)[:1]
    return _LETTERS_ES.get(bare, "").replace("_", " ")
