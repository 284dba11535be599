"""Moonshine, an embedded English recogniser: one model and one thread for the process."""

from __future__ import annotations

import asyncio
import ctypes
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voice.speech.extra import embedded
from voice.speech.utterance import SAMPLE_RATE, believable


class Moonshine:
    """The model: transcribes one utterance at a time (its handle is not safe for two threads), off the event loop."""

    def __init__(self, model_path: str | None = None) -> None:
        """Load the model, about 0.3 s. Raises SpeechMissing without the extra `embedded`."""
        self._model = _load(model_path)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="moonshine")
        self._waiting = 0

    @property
    def is_busy(self) -> bool:
        """True while some utterance is transcribed or waits for it."""
        return self._waiting > 0

    async def transcribe(self, audio: NDArray[np.float32]) -> str:
        """Text of 16 kHz mono samples in -1..1, "" when there is none. Cancelled while it waits, it never runs."""
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, self._text, audio)
        finally:
            self._waiting -= 1

    def _text(self, audio: NDArray[np.float32]) -> str:
        api = embedded("moonshine_voice.moonshine_api")
        out = ctypes.POINTER(api.TranscriptC)()
        samples = np.ascontiguousarray(audio, dtype=np.float32)
        pointer = samples.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
        model = self._model
        # the package's own call copies every sample through a Python list, there and back, under the GIL
        error = model._lib.moonshine_transcribe_without_streaming(
            model._handle, pointer, len(samples), SAMPLE_RATE, 0, ctypes.byref(out)
        )
        embedded("moonshine_voice.errors").check_error(error)
        lines = (out.contents.lines[index] for index in range(out.contents.line_count)) if out else ()
        texts = [ctypes.string_at(line.text).decode("utf-8", "ignore") for line in lines if line.text]
        return believable(" ".join(text.strip() for text in texts))

    def close(self) -> None:
        """Wait for the utterance under way, then free thread and model. Blocks; idempotent."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._model.close()


def _load(model_path: str | None) -> Any:
    package = embedded("moonshine_voice")
    path = Path(model_path) if model_path else Path(str(package.__file__)).parent / "assets" / "tiny-en"
    names = sorted(package.ModelArch, key=lambda arch: -len(arch.name))
    name = path.name.replace("-", "_").upper()
    arch = next((arch for arch in names if name.startswith(arch.name)), package.ModelArch.TINY)
    # its own voice detector is off: ours has found the speech, and cut twice it invents words at the seams
    options = {"return_audio_data": "false", "vad_threshold": "0"}
    return package.Transcriber(model_path=str(path), model_arch=arch, options=options)
