"""One stretch of speech while it is being said. Pure: numbers and samples, no clock and no model."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
SPEECH_PROBABILITY = 0.4
# of a voice detector's window, above which it counts as speech
MIN_SPEECH_SECONDS = 0.1
LEAD_SECONDS = 0.1
TAIL_SECONDS = 0.15
# of quiet that the recogniser is given around the speech; with more it invents words there
MIN_LOUDNESS = 10 ** (-55 / 20)
# root mean square of full scale; below it nobody has spoken


@dataclass(slots=True)
class Utterance:
    """Samples of one stretch of speech, 16 kHz mono int16, with what the voice detector said about them."""

    chunks: list[NDArray[np.int16]] = field(default_factory=list)
    samples: int = 0
    voiced: int = 0
    # samples in windows that held speech
    spoken_from: int | None = None
    spoken_until: int = 0
    # indices of the first sample that held speech and behind the last

    def add(self, chunk: NDArray[np.int16], probability: float) -> None:
        """Append a window and the probability that it holds speech."""
        self.chunks.append(chunk)
        self.samples += len(chunk)
        if probability >= SPEECH_PROBABILITY:
            self.voiced += len(chunk)
            self.spoken_from = self.samples - len(chunk) if self.spoken_from is None else self.spoken_from
            self.spoken_until = self.samples

    @property
    def seconds(self) -> float:
        return self.samples / SAMPLE_RATE

    @property
    def quiet_seconds(self) -> float:
        """Seconds since the last window with speech."""
        return (self.samples - self.spoken_until) / SAMPLE_RATE

    def is_speech(self) -> bool:
        """False for a click, a breath or silence, on which a recogniser invents words."""
        return self.voiced >= MIN_SPEECH_SECONDS * SAMPLE_RATE and loudness(self.audio()) >= MIN_LOUDNESS

    def audio(self) -> NDArray[np.float32]:
        """The speech with a little quiet around it, -1..1; empty when there was none."""
        if self.spoken_from is None:
            return np.zeros(0, dtype=np.float32)
        begin = max(0, self.spoken_from - int(LEAD_SECONDS * SAMPLE_RATE))
        end = self.spoken_until + int(TAIL_SECONDS * SAMPLE_RATE)
        return np.concatenate(self.chunks)[begin:end].astype(np.float32) / np.float32(32768)


def loudness(audio: NDArray[np.float32]) -> float:
    """Root mean square, 0..1."""
    return float(np.sqrt(np.mean(np.square(audio)))) if len(audio) else 0.0


def believable(text: str) -> str:
    """The transcript, or "" when it is what recognisers make of noise: nothing but signs, or one word over and over."""
    words = text.casefold().split()
    if not any(character.isalnum() for character in text):
        return ""
    if len(words) >= 6 and len(set(words)) <= len(words) // 5:
        return ""
    return text.strip()
