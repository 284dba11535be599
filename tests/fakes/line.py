"""A telephone line for tests: a real call with a real AgentSession, a caller made of sound, and a clock on silence."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from livekit.agents import TurnHandlingOptions, inference, stt, tts, vad
from numpy.typing import NDArray

from tests.fakes.waiting import until
from voice.audio import PacedAudioInput, PacedOutput
from voice.session import Call, SpeechParts


@dataclass
class Parts:
    """The engines of one call."""

    make_stt: Callable[[], stt.STT[Any]]
    make_tts: Callable[[], tts.TTS[Any]]
    turn_handling: TurnHandlingOptions

    def stt(self) -> stt.STT[Any]:
        return self.make_stt()

    def tts(self) -> tts.TTS[Any]:
        return self.make_tts()

    def vad(self) -> vad.VAD:
        return inference.VAD(min_silence_duration=0.4)


class Line:
    """The caller's end of a call under way."""

    def __init__(self, call: Call, microphone: PacedAudioInput) -> None:
        self.call = call
        self._microphone = microphone
        self.loud_at: list[float] = []
        # when the agent's sound was loud (time.monotonic)

    def take(self, samples: NDArray[np.int16]) -> None:
        if len(samples) and np.abs(samples.astype(np.int32)).mean() > 300:
            self.loud_at.append(time.monotonic())

    async def say(self, speech: NDArray[np.int16], *, within: float = 5.0) -> float:
        """Speak, wait for the agent's first sound and its end; return the silence between, in seconds."""
        await self._microphone.play(_clip(speech))
        ended = time.monotonic()
        await until(lambda: self.loud_at and self.loud_at[-1] > ended, within)
        first = next(moment for moment in self.loud_at if moment > ended)
        await self.quiet()
        return first - ended

    async def quiet(self, seconds: float = 20.0) -> None:
        """Wait until the agent has said what it had to say."""
        await until(lambda: self.call.is_quiet and time.monotonic() - self.loud_at[-1] > 0.2, seconds)


@asynccontextmanager
async def on_the_line(conversation: Any, parts: SpeechParts) -> AsyncIterator[Line]:
    """Connect, without a greeting."""
    microphone = PacedAudioInput()
    lines: list[Line] = []
    out = PacedOutput(on_frame=lambda samples: [line.take(samples) for line in lines])
    call = Call(conversation, microphone, out, parts, greet=False)
    lines.append(Line(call, microphone))
    async with call:
        yield lines[0]
    await out.aclose()


async def _clip(speech: NDArray[np.int16]) -> AsyncIterator[NDArray[np.int16]]:
    yield speech
