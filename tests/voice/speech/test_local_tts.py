"""The embedded voices as LiveKit uses a streaming TTS."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
import pytest
from livekit.agents import APIError
from livekit.agents.types import USERDATA_TIMED_TRANSCRIPT

from voice.speech.bilingual import BilingualVoice, looks_spanish
from voice.speech.local_tts import LocalTTS
from voice.speech.voice import Voice

pytestmark = [pytest.mark.voice, pytest.mark.usefixtures("no_tasks_left")]

REPLY = "Sure, I can help you with that today. Which doctor would you like? Doctor Smith is free on Monday."


async def speak(voice: LocalTTS, text: str) -> tuple[np.ndarray, list]:
    """Samples and timed phrases of a reply that comes word by word."""
    parts, timed = [], []
    async with voice.stream() as stream:
        for word in text.split(" "):
            stream.push_text(word + " ")
        stream.end_input()
        async for audio in stream:
            parts.append(np.frombuffer(audio.frame.data, dtype=np.int16))
            timed += audio.frame.userdata.get(USERDATA_TIMED_TRANSCRIPT, [])
    return np.concatenate(parts), timed


@pytest.fixture
def local(voice: Voice, pool: ThreadPoolExecutor) -> LocalTTS:
    return LocalTTS(voice, pool)


async def test_the_timed_phrases_are_the_text_and_lie_end_to_end(local: LocalTTS) -> None:
    samples, timed = await speak(local, REPLY)
    assert "".join(timed).strip() == REPLY
    assert len(timed) == 3
    assert all(later.start_time == earlier.end_time for earlier, later in pairwise(timed))
    assert timed[-1].end_time == pytest.approx(len(samples) / local.sample_rate, abs=0.05)


async def test_phrases_begin_and_end_without_a_click(voice: Voice) -> None:
    for text, language in (("Sure,", "en"), ("Which doctor would you like?", "en"), ("¿Qué día le conviene?", "es")):
        samples = np.concatenate(list(voice.speak(text, language=language, rate=1.0, stop=threading.Event())))
        assert abs(int(samples[0])) < 200
        assert abs(int(samples[-1])) < 200
        assert 6_000 < np.abs(samples).max() < 32_767


async def test_slower_is_longer(local: LocalTTS) -> None:
    usual, _ = await speak(local, "Your appointment is on Tuesday.")
    local.rate = 0.7
    slower, _ = await speak(local, "Your appointment is on Tuesday.")
    assert len(slower) > 1.2 * len(usual)


async def test_a_rate_that_nobody_understands_is_bounded(local: LocalTTS) -> None:
    local.rate = 0.0
    assert local.rate == 0.5


async def test_a_reply_without_a_word_is_no_failure(local: LocalTTS) -> None:
    samples, _ = await speak(local, "... !")
    assert not samples.any()


async def test_the_whole_of_a_text_can_be_synthesised(local: LocalTTS) -> None:
    frame = await local.synthesize("Hello there.").collect()
    assert frame.sample_rate == local.sample_rate
    assert frame.duration > 0.4


class Named:
    """A voice that remembers what it was asked."""

    sample_rate = 22_050

    def __init__(self, name: str) -> None:
        self.name = name
        self.said: list[tuple[str, str | None]] = []
        self.began, self.go_on = threading.Event(), threading.Event()
        self.go_on.set()

    def speak(self, text: str, *, language: str | None, rate: float, stop: threading.Event) -> Iterator[np.ndarray]:
        self.began.set()
        self.go_on.wait(5)
        self.said.append((text, language))
        yield np.full(2_205, 100, dtype=np.int16)


async def test_each_phrase_goes_to_the_voice_of_its_language(pool: ThreadPoolExecutor) -> None:
    english, spanish = Named("english"), Named("spanish")
    local = LocalTTS(BilingualVoice(english, spanish), pool)
    await speak(local, "Hello, how can I help? Claro que sí, ¿qué día le conviene?")
    assert [text.split()[0] for text, _ in english.said] == ["Hello,"]
    assert [text.split()[0] for text, _ in spanish.said] == ["Claro"]
    local.language = "es-MX"
    await speak(local, "Doctor Smith.")
    assert spanish.said[-1] == ("Doctor Smith. ", "es")


async def test_a_reply_that_is_cut_off_is_not_synthesised_further(pool: ThreadPoolExecutor) -> None:
    slow = Named("slow")
    slow.go_on.clear()
    stream = LocalTTS(slow, pool).stream()
    stream.push_text("One is here. Two is here. Three is here.")
    stream.end_input()
    await asyncio.to_thread(slow.began.wait, 5)
    closing = asyncio.create_task(stream.aclose())
    await asyncio.sleep(0)
    slow.go_on.set()
    await closing
    await asyncio.get_running_loop().run_in_executor(pool, int)
    assert len(slow.said) <= 1


async def test_a_voice_that_breaks_is_an_error_that_livekit_knows(pool: ThreadPoolExecutor) -> None:
    class Broken(Named):
        def speak(self, *_: object, **__: object) -> Iterator[np.ndarray]:
            raise OSError("no sound today")

    with pytest.raises(APIError, match="embedded voice failed"):
        await speak(LocalTTS(Broken("broken"), pool), "Hello.")


@pytest.mark.parametrize("text", ["Claro que sí.", "¿Cómo se llama usted?", "Su cita es el martes."])
def test_spanish_is_told_from_the_words(text: str) -> None:
    assert looks_spanish(text)


@pytest.mark.parametrize("text", ["Sure.", "Doctor Muñoz is free on Monday at ten.", "No, that is fine."])
def test_a_spanish_name_makes_no_spanish(text: str) -> None:
    assert not looks_spanish(text)
