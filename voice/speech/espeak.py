"""espeak-ng through its library: any language, light; the embedded voice of Spanish.

The library keeps its state in globals: one lock for the process. A callback that returns 1 ends a synthesis at once
(espeak-ng/src/include/espeak-ng/speak_lib.h).
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice.speech.edges import clean, to_int16
from voice.speech.extra import embedded

AUDIO_OUTPUT_SYNCHRONOUS = 2
CHARS_UTF8 = 1
PARAMETER_RATE = 1
WORDS_PER_MINUTE = 160
GAIN = 1.2
VOICES = {"en": "en-us", "es": "es-419"}

_lock = threading.Lock()
_loaded: tuple[ctypes.CDLL, int] | None = None
_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def _library() -> tuple[ctypes.CDLL, int]:
    """The library, initialised once for the process, and its sample rate."""
    global _loaded
    if _loaded is None:
        loader = embedded("espeakng_loader")
        library = ctypes.CDLL(loader.get_library_path())
        rate = library.espeak_Initialize(AUDIO_OUTPUT_SYNCHRONOUS, 60, loader.get_data_path().encode(), 0)
        if rate <= 0:
            raise OSError("espeak-ng does not initialise")
        _loaded = library, rate
    return _loaded


class EspeakVoice:
    """The engine; calls from several threads wait for each other."""

    name = "espeak"

    def __init__(self) -> None:
        """Load the library. Raises SpeechMissing without the extra `embedded`."""
        with _lock:
            self._library, self.sample_rate = _library()

    def speak(
        self, text: str, *, language: str | None, rate: float, stop: threading.Event
    ) -> Iterator[NDArray[np.int16]]:
        """See `voice.speech.voice.Voice`."""
        if stop.is_set() or not any(character.isalnum() for character in text):
            return
        samples = self._synthesise(text.strip(), VOICES.get((language or "en")[:2], "en-us"), rate, stop)
        if not stop.is_set():
            audio = samples.astype(np.float32) / np.float32(32768) * np.float32(GAIN)
            yield to_int16(clean(audio, self.sample_rate, text, rate=rate))

    def _synthesise(self, text: str, voice: str, rate: float, stop: threading.Event) -> NDArray[np.int16]:
        parts: list[bytes] = []

        def take(samples: Any, count: int, _events: Any) -> int:
            if samples and count > 0:
                parts.append(ctypes.string_at(samples, count * 2))
            return int(stop.is_set())

        callback = _Callback(take)
        data = text.encode() + b"\0"
        with _lock:
            library = self._library
            library.espeak_SetSynthCallback(callback)
            library.espeak_SetVoiceByName(voice.encode())
            library.espeak_SetParameter(PARAMETER_RATE, int(WORDS_PER_MINUTE * rate), 0)
            library.espeak_Synth(data, ctypes.c_size_t(len(data)), 0, 0, 0, CHARS_UTF8, None, None)
        return np.frombuffer(b"".join(parts), dtype=np.int16)
