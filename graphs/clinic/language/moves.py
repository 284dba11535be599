"""A wish to move a visit names two times: the old and the new one."""

from __future__ import annotations

import re

from graphs.clinic.language.codes import Language
from graphs.clinic.language.figures import figures
from graphs.clinic.language.wordlist import either

_MOVE: dict[Language, str] = {
    "en": either(
        r"moved?", r"changed?", r"reschedul(?:e|ed)", r"switch", r"shift", r"push", r"bump", r"swap", r"bring"
    ),
    "es": either(
        r"mover(?:la|me|lo)?|mueva(?:me|la)?|muevame(?:la)?",
        r"cambiar(?:me|la|lo|mela)?|cambie(?:me|la|mela)?",
        r"pasar(?:la|lo|me|mela)?|pase(?:me|la|mela)?",
        r"reprogramar(?:la)?|reagendar(?:la)?|correr(?:la)?|recorrer(?:la)?|adelantar(?:la)?|aplazar(?:la)?"
        r"|posponer(?:la)?",
    ),
}
_TO: dict[Language, str] = {
    "en": r"(?:to|for|until|till|onto) (?P<new>(?!see\b|move\b|change\b|cancel\b|reschedule\b|talk\b|switch\b).*)",
    "es": r"(?P<new>(?:al?|para|hasta) .*)",
}


def moved_from_to(text: str, language: Language) -> tuple[str, str] | None:
    """The words of the old and of the new time, each fit for `parse_when`; None when nothing is moved to anything."""
    match = re.search(rf"\b{_MOVE[language]}\b(?P<old>.*?)\b{_TO[language]}", figures(text, language))
    return (match["old"].strip(), match["new"].strip()) if match else None
