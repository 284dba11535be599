"""Any text that a model wrote, made fit to be spoken."""

from __future__ import annotations

import re
import unicodedata

from graphs.clinic.language.codes import Language
from graphs.clinic.language.saying import figures_aloud
from graphs.clinic.language.saying.abbreviations import ABBREVIATIONS

_MARKDOWN: list[tuple[str, str]] = [
    (r"```[^\n`]*\n?|~~~[^\n]*\n?", " "),
    (r"!?\[([^\[\]\n]*)\]\([^()\s]*\)", r"\1"),
    (r"<?\bhttps?://\S+?(?=[.,;:!?)>]*(?:\s|$))>?|\bwww\.\S+?(?=[.,;:!?)]*(?:\s|$))", " "),
    (r"</?[a-zA-Z][^<>\n]{0,80}>", " "),
    (r"(?m)^[ \t]{0,3}#{1,6}[ \t]+", ""),
    (r"(?m)^[ \t]*>[ \t]?", ""),
    (r"(?m)^[ \t]*(?:[-*_=][ \t]*){3,}$", ""),
    (r"(?m)^[ \t]*(?:[-*+•▪◦‣–]|\d{1,2}[.)])[ \t]+(?=\S)", ""),
    (r"\|", ", "),
    (r"\*+|`+|~~+|(?<!\w)_+|_+(?!\w)", ""),
    (r"_+", " "),
]
_SIGNS: dict[Language, dict[str, str]] = {
    "en": {
        "&": "and",
        "+": "plus",
        "=": "equals",
        "@": "at",
        "°": "degrees",
        "%": "percent",
        "€": "euros",
        "£": "pounds",
    },
    "es": {
        "&": "y",
        "+": "más",
        "=": "igual a",
        "@": "arroba",
        "°": "grados",
        "%": "por ciento",
        "€": "euros",
        "£": "libras",
    },
}
_OR: dict[Language, str] = {"en": " or ", "es": " o "}
_KEPT = ".,;:?!¿¡'- \n"
_TIDY: list[tuple[str, str]] = [
    (r"(?<=[.,;:?!])[ \t]*\n+", " "),
    (r"[ \t]*\n[ \t]*\n\s*", ". "),
    (r"\s*\n\s*", ", "),
    (r"(?<![^\W\d_])['-]+|['-]+(?![^\W\d_])", " "),
    (r"\s+(?=[.,;:?!])", ""),
    (r"([¿¡])[\s.,;:?!]+", r"\1"),
    (r"([,;:])[,;:]+", r"\1"),
    (r"[,;:]*([.?!])[.,;:]*(?=[.,;:])", r"\1"),
    (r"[,;:]+(?=[.?!])", ""),
    (r"([.?!])[.?!,;:]+", r"\1"),
    (r"(?<=[.,;:?!])(?=[^\W\d_])", " "),
    (r"[¿¡]+(?=\s|$)", ""),
    (r"\s+", " "),
    (r"^[\s.,;:?!'-]+", ""),
]
_PASSES = 6


def speakable(text: str, language: Language) -> str:
    """The text as it should be said: no markdown, figures, signs or emoji; abbreviations in full.

    Idempotent. Dates, times, amounts and telephone numbers are said as people say them; sentence punctuation stays.
    """
    for _ in range(_PASSES):
        said = _pass(text, language)
        if said == text:
            break
        text = said
    return text


def _pass(text: str, language: Language) -> str:
    text = unicodedata.normalize("NFKC", text).translate({0x2019: "'", 0x2018: "'", 0x2026: "."})
    for pattern, plain in _MARKDOWN:
        text = re.sub(pattern, plain, text)
    for pattern, full in ABBREVIATIONS[language]:
        text = re.sub(pattern, full, text)
    text = figures_aloud.figures_aloud(text, language)
    return _tidied(_without_signs(text, language))


def _without_signs(text: str, language: Language) -> str:
    text = re.sub(r"\s*[()\[\]{}]\s*|\s+[–—―-]+\s+|[–—―]|--+", ", ", text)
    text = re.sub(r"(?<=\w)\s*/\s*(?=\w)", _OR[language], text)
    for sign, word in _SIGNS[language].items():
        text = text.replace(sign, f" {word} ")
    return "".join(c if c in _KEPT or c.isalpha() or unicodedata.category(c) == "Mn" else _blank(c) for c in text)


def _blank(c: str) -> str:
    return "" if c in '"“”«»*`^' or unicodedata.category(c) in ("Cf", "Mn", "Me") else " "


def _tidied(text: str) -> str:
    text = text.strip()
    for pattern, tidy in _TIDY:
        text = re.sub(pattern, tidy, text)
    return text.strip(" ,;:'-")
