"""Models loaded once for the run, and callers made at test time by another engine than the ones under test."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from livekit.agents import TurnHandlingOptions, inference, stt, tts, vad

from voice.speech.bilingual import BilingualVoice
from voice.speech.espeak import EspeakVoice
from voice.speech.local_tts import LocalTTS
from voice.speech.moonshine import Moonshine
from voice.speech.moonshine_stt import MoonshineSTT
from voice.speech.piper import PiperVoice
from voice.speech.voice import Voice

SILENCE_SECONDS = 0.4


@dataclass
class LoadedSpeech:
    """`SpeechParts` over models that outlive a test."""

    model: Moonshine
    voice: Voice
    pool: ThreadPoolExecutor

    def stt(self) -> stt.STT[Any]:
        return MoonshineSTT(self.model, self.vad())

    def tts(self) -> tts.TTS[Any]:
        return LocalTTS(self.voice, self.pool)

    def vad(self) -> vad.VAD:
        return inference.VAD(min_silence_duration=SILENCE_SECONDS, min_speech_duration=0.1)

    @property
    def turn_handling(self) -> TurnHandlingOptions:
        return {}


@pytest.fixture(scope="session")
def moonshine() -> Iterator[Moonshine]:
    model = Moonshine()
    yield model
    model.close()


@pytest.fixture(scope="session")
def voice() -> Voice:
    return BilingualVoice(PiperVoice(), EspeakVoice())


@pytest.fixture(scope="session")
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as threads:
        yield threads


@pytest.fixture
def speech(moonshine: Moonshine, voice: Voice, pool: ThreadPoolExecutor) -> LoadedSpeech:
    return LoadedSpeech(moonshine, voice, pool)


@pytest.fixture(scope="session")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """A WAV of the words, spoken by Debian's flite."""
    if shutil.which("flite") is None:
        pytest.skip("needs Debian's flite to make a caller")
    folder, made = tmp_path_factory.mktemp("spoken"), {}

    def speak(text: str, voice: str = "slt") -> Path:
        if (text, voice) not in made:
            made[text, voice] = folder / f"{len(made)}.wav"
            subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(made[text, voice])], check=True)
        return made[text, voice]

    return speak


@pytest.fixture
async def no_tasks_left() -> AsyncIterator[None]:
    """The test leaves no task behind."""
    import asyncio

    before = asyncio.all_tasks()
    yield
    for _ in range(20):
        await asyncio.sleep(0)
    left = {task for task in asyncio.all_tasks() - before if task is not asyncio.current_task()}
    assert not left, f"left behind: {[task.get_name() for task in left]}"
