"""One voice for a call in two languages: English and Spanish phrases go to different engines."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from voice.speech.voice import Voice

_SPANISH_SIGNS = re.compile(r"[¿¡ñáéíóú]", re.IGNORECASE)
_SPANISH_WORDS = frozenset(
    {
        *("el", "la", "los", "las", "un", "una", "de", "del", "al", "que", "y", "en", "por", "para", "con", "pero"),
        *("su", "sus", "se", "le", "es", "está", "usted", "cómo", "como", "qué", "cuál", "más"),
        *("gracias", "hola", "día", "cita", "puedo", "tiene", "quiere"),
    }
)


def looks_spanish(text: str) -> bool:
    """A cheap guess for text whose language nobody has told."""
    words = re.findall(r"\w+", text.casefold())
    common = sum(word in _SPANISH_WORDS for word in words)
    return bool(words) and common / len(words) + 0.15 * len(_SPANISH_SIGNS.findall(text)) >= 0.3


class BilingualVoice:
    """English through one engine, Spanish through another of the same sample rate."""

    def __init__(self, english: Voice, spanish: Voice) -> None:
        if english.sample_rate != spanish.sample_rate:
            raise ValueError("both voices must have the same sample rate")
        self._english, self._spanish = english, spanish
        self.name = f"{english.name}+{spanish.name}"
        self.sample_rate = english.sample_rate

    def speak(
        self, text: str, *, language: str | None, rate: float, stop: threading.Event
    ) -> Iterator[NDArray[np.int16]]:
        """See `voice.speech.voice.Voice`; a language that is not known is guessed phrase by phrase."""
        tag = (language or ("es" if looks_spanish(text) else "en"))[:2]
        engine = self._spanish if tag == "es" else self._english
        return engine.speak(text, language=tag, rate=rate, stop=stop)
