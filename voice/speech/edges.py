"""Clean edges for synthesised phrases: no click, no long tail, the pause that their sign asks for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FADE_SECONDS = 0.003
QUIET = 0.01
# of full scale; below it a sample counts as silence
COMMA_PAUSE_SECONDS = 0.12
SENTENCE_PAUSE_SECONDS = 0.25


def clean(audio: NDArray[np.float32], sample_rate: int, text: str, *, rate: float = 1.0) -> NDArray[np.float32]:
    """Fade both ends of a phrase and end it with the pause after its last sign. Samples in -1..1, mono."""
    sounding = np.flatnonzero(np.abs(audio) > QUIET)
    if not len(sounding):
        return np.zeros(0, dtype=np.float32)
    pause = SENTENCE_PAUSE_SECONDS if text.rstrip()[-1:] in ".!?…\"'”»)" else COMMA_PAUSE_SECONDS
    spoken = audio[: sounding[-1] + 1 + int(FADE_SECONDS * sample_rate)].copy()
    fade = min(int(FADE_SECONDS * sample_rate), len(spoken))
    ramp = np.linspace(0.0, 1.0, fade, dtype=np.float32)
    spoken[:fade] *= ramp
    spoken[-fade:] *= ramp[::-1]
    return np.concatenate([spoken, np.zeros(int(pause * sample_rate / rate), dtype=np.float32)])


def to_int16(audio: NDArray[np.float32]) -> NDArray[np.int16]:
    """Samples in -1..1 as 16 bit; louder ones are clipped."""
    return (np.clip(audio, -1.0, 1.0) * 32767).astype(np.int16)
