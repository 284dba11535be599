"""The embedded recogniser as LiveKit uses a streaming STT."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from livekit import rtc
from livekit.agents import inference, stt
from livekit.agents.stt import SpeechEventType

from voice import wav
from voice.speech.moonshine import Moonshine
from voice.speech.moonshine_stt import MoonshineSTT

pytestmark = [pytest.mark.voice, pytest.mark.usefixtures("no_tasks_left")]
Spoken = Callable[..., Path]


@pytest.fixture
def ear(moonshine: Moonshine) -> MoonshineSTT:
    return MoonshineSTT(moonshine, inference.VAD(min_silence_duration=0.4, min_speech_duration=0.1))


async def samples_of(path: Path, rate: int = 16_000) -> np.ndarray:
    return np.concatenate([block async for block in wav.blocks(path, rate)])


def padded(samples: np.ndarray, seconds: float = 0.8, rate: int = 16_000) -> np.ndarray:
    rng = np.random.default_rng(0)
    quiet = np.zeros(int(seconds * rate))
    whole = np.concatenate([quiet, samples, quiet])
    return (whole + rng.normal(0, 16, len(whole))).clip(-32768, 32767).astype(np.int16)


async def recognise(
    ear: MoonshineSTT, samples: np.ndarray, *, rate: int = 16_000, pace: float = 0.0
) -> list[stt.SpeechEvent]:
    """Every event of a stream that is given the samples in 20 ms frames; pace 1.0 is real time."""
    events = []
    async with ear.stream() as stream:

        async def push() -> None:
            for begin in range(0, len(samples), rate // 50):
                part = samples[begin : begin + rate // 50]
                stream.push_frame(rtc.AudioFrame(part.tobytes(), rate, 1, len(part)))
                await asyncio.sleep(0.02 * pace)
            stream.end_input()

        pushing = asyncio.create_task(push())
        async for event in stream:
            events.append(event)  # noqa: PERF401 - the list is kept when the stream fails
        await pushing
    return events


def finals(events: list[stt.SpeechEvent]) -> str:
    return " ".join(e.alternatives[0].text for e in events if e.type is SpeechEventType.FINAL_TRANSCRIPT)


async def test_interim_then_preflight_then_final_while_time_goes_on(ear: MoonshineSTT, spoken: Spoken) -> None:
    sound = padded(await samples_of(spoken("I would like to book an appointment on Tuesday morning please.")))
    events = await recognise(ear, sound, pace=1.0)
    kinds = [event.type for event in events]
    assert kinds[0] is SpeechEventType.START_OF_SPEECH
    assert kinds.index(SpeechEventType.INTERIM_TRANSCRIPT) < kinds.index(SpeechEventType.PREFLIGHT_TRANSCRIPT)
    assert kinds.index(SpeechEventType.PREFLIGHT_TRANSCRIPT) < kinds.index(SpeechEventType.FINAL_TRANSCRIPT)
    preflight = [e.alternatives[0].text for e in events if e.type is SpeechEventType.PREFLIGHT_TRANSCRIPT]
    assert preflight[-1] == finals(events)
    assert "appointment on Tuesday morning" in finals(events)
    usage = [e.recognition_usage for e in events if e.type is SpeechEventType.RECOGNITION_USAGE]
    assert [use.audio_duration > 2 for use in usage if use] == [True]


@pytest.mark.parametrize("rate", [8_000, 24_000, 48_000])
async def test_any_sample_rate_is_understood(ear: MoonshineSTT, spoken: Spoken, rate: int) -> None:
    sound = padded(await samples_of(spoken("What are your opening hours?"), rate), rate=rate)
    assert "opening hour" in finals(await recognise(ear, sound, rate=rate))


@pytest.mark.parametrize("loudness", [0.0, 300.0, 3_000.0])
async def test_nobody_speaking_is_no_text(ear: MoonshineSTT, loudness: float) -> None:
    sound = np.random.default_rng(1).normal(0, loudness, 48_000).clip(-32768, 32767).astype(np.int16)
    assert finals(await recognise(ear, sound)) == ""


async def test_the_last_words_are_told_when_the_input_ends_in_them(ear: MoonshineSTT, spoken: Spoken) -> None:
    sound = await samples_of(spoken("What are your opening hours?"))
    assert "opening" in finals(await recognise(ear, sound))


@pytest.mark.slow
async def test_speech_without_a_pause_is_cut_at_a_bound_and_nothing_is_lost(ear: MoonshineSTT) -> None:
    import moonshine_voice

    path = Path(str(moonshine_voice.__file__)).parent / "assets" / "two_cities.wav"
    events = await recognise(ear, padded(await samples_of(path)))
    text = finals(events).casefold()
    assert sum(event.type is SpeechEventType.FINAL_TRANSCRIPT for event in events) >= 2
    for words in ("best of times", "age of wisdom", "season of light"):
        assert words in text


async def test_the_whole_of_a_buffer_can_be_recognised(ear: MoonshineSTT, spoken: Spoken) -> None:
    sound = await samples_of(spoken("What are your opening hours?"), 48_000)
    event = await ear.recognize(rtc.AudioFrame(sound.tobytes(), 48_000, 1, len(sound)))
    assert "hours" in event.alternatives[0].text


async def test_closing_in_mid_speech_leaves_nothing_running(ear: MoonshineSTT, spoken: Spoken) -> None:
    sound = padded(await samples_of(spoken("I would like to book an appointment on Tuesday morning please.")))
    threads = threading.active_count()
    stream = ear.stream()
    for begin in range(0, len(sound), 320):
        part = sound[begin : begin + 320]
        stream.push_frame(rtc.AudioFrame(part.tobytes(), 16_000, 1, len(part)))
    await anext(stream)
    await ear.aclose()
    assert threading.active_count() <= threads + 1


async def test_an_utterance_that_waits_and_is_cancelled_is_never_transcribed(moonshine: Moonshine) -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, 16_000 * 10).astype(np.float32)
    running = asyncio.create_task(moonshine.transcribe(noise))
    waiting = [asyncio.create_task(moonshine.transcribe(noise)) for _ in range(50)]
    await asyncio.sleep(0)
    for task in waiting:
        task.cancel()
    begun = time.monotonic()
    await running
    await moonshine.transcribe(noise[:1600])
    assert time.monotonic() - begun < 10
    assert not moonshine.is_busy
