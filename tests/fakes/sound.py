"""Sound for the fakes: a tone as speech, and a look at whether a chunk is loud."""

from __future__ import annotations

import numpy as np


def tone(seconds: float, rate: int, hertz: float = 220.0) -> bytes:
    """PCM16 mono."""
    t = np.arange(int(seconds * rate)) / rate
    return (8000 * np.sin(2 * np.pi * hertz * t)).astype("<i2").tobytes()


def is_loud(pcm: bytes) -> bool:
    samples = np.frombuffer(pcm, dtype="<i2")
    return bool(len(samples)) and float(np.abs(samples.astype(np.int32)).mean()) > 300
