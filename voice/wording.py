"""The few words that the voice says of its own, when nobody speaks or nothing can be understood."""

from __future__ import annotations

from typing import Final, Literal

Wording = Literal["apology", "are_you_there", "goodbye"]

WORDINGS: Final[dict[str, dict[Wording, str]]] = {
    "en": {
        "apology": "I'm sorry, something went wrong on my side. Could you say that once more?",
        "are_you_there": "Are you still there?",
        "goodbye": "I can't hear you, so I will hang up now. Please call again at any time. Goodbye.",
    },
    "es": {
        "apology": "Disculpe, algo falló de mi lado. ¿Me lo puede repetir?",
        "are_you_there": "¿Sigue usted ahí?",
        "goodbye": "No le oigo, así que voy a colgar. Vuelva a llamar cuando quiera. Adiós.",
    },
}


def wording(name: Wording, language: str | None) -> str:
    """The words in the language (an IETF tag such as "es-MX"), English when it is not known."""
    return WORDINGS.get((language or "en")[:2], WORDINGS["en"])[name]


def last_question(text: str) -> str | None:
    """The last sentence of a reply that asks something, None when none does."""
    end = text.rfind("?")
    if end < 0:
        return None
    begin = max(text.rfind(sign, 0, end) for sign in ".!?") + 1
    return text[begin : end + 1].strip() or None
