"""What the provider tests share: settings, a caller's sound, hearing and speaking one thing."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from livekit import rtc
from livekit.agents import stt, tts
from livekit.agents.types import APIConnectOptions

from tests.fakes.server import KEY
from tests.fakes.sound import tone


@dataclass(frozen=True)
class Settings:
    """What voice.speech.providers asks of the speech settings."""

    deepgram_api_key: str | None = KEY
    deepgram_base_url: str | None = None
    openai_stt_base_url: str | None = None
    openai_stt_api_key: str | None = KEY
    openai_tts_base_url: str | None = None
    openai_tts_api_key: str | None = KEY
    openai_tts_voice: str | None = None


def frames(pcm: bytes, rate: int = 16_000) -> list[rtc.AudioFrame]:
    """20 ms frames."""
    size = rate // 50 * 2
    whole = [pcm[at : at + size] for at in range(0, len(pcm) - size + 1, size)]
    return [rtc.AudioFrame(piece, rate, 1, size // 2) for piece in whole]


def utterance(seconds: float = 0.8) -> list[rtc.AudioFrame]:
    """Some sound and then half a second of quiet."""
    return frames(tone(seconds, 16_000) + bytes(16_000))


@dataclass(frozen=True)
class Heard:
    """What a recogniser understood of one utterance."""

    text: str
    seconds: float
    # from the end of the sound


def speak(stream: stt.RecognizeStream) -> None:
    """Push one utterance at once."""
    for frame in utterance():
        stream.push_frame(frame)


async def words(stream: stt.RecognizeStream, seconds: float = 5.0) -> str:
    """The next final transcript."""
    async with asyncio.timeout(seconds):
        async for event in stream:
            if event.type == stt.SpeechEventType.FINAL_TRANSCRIPT and event.alternatives[0].text:
                return event.alternatives[0].text
    raise AssertionError("the recogniser stopped")


async def hear(stream: stt.RecognizeStream, seconds: float = 5.0, *, pace: float = 0.002) -> Heard:
    """Speak one utterance (`pace` seconds a frame of 20 ms) and wait for the words."""
    for frame in utterance():
        stream.push_frame(frame)
        await asyncio.sleep(pace)
    began = time.monotonic()
    text = await words(stream, seconds)
    return Heard(text, time.monotonic() - began)


@dataclass(frozen=True)
class Said:
    """The sound of one reply."""

    seconds: float
    first_after: float
    # when its first sound came, in seconds after the text


async def say(voice: tts.TTS[Any], text: str, *, limit: float = 10.0) -> Said:
    """Speak a reply with a stream of its own."""
    async with asyncio.timeout(limit), voice.stream(conn_options=APIConnectOptions(max_retry=0)) as stream:
        began, first, length = time.monotonic(), 0.0, 0.0
        stream.push_text(text)
        stream.end_input()
        async for audio in stream:
            first = first or time.monotonic() - began
            length += audio.frame.duration
    return Said(length, first)
