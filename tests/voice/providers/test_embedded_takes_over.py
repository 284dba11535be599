"""The providers of a configured call die: the embedded engines carry it on, as `Speech` hands them out."""

from __future__ import annotations

from collections.abc import AsyncIterator

import numpy as np
import pytest
from livekit import rtc
from numpy.typing import NDArray

from tests.fakes.deepgram import FakeDeepgram
from tests.fakes.line import on_the_line
from tests.fakes.server import KEY, WRONG_KEY
from tests.voice.doubles import ScriptedConversation
from voice.speech.engines import Speech
from voice.speech.settings import SpeechSettings

pytestmark = [pytest.mark.voice, pytest.mark.slow]

SILENCE_SECONDS = 5.0
NOVA, FLUX = "deepgram", "deepgram:flux-general-en"


@pytest.fixture
def speech_sound(flite: list[rtc.AudioFrame]) -> NDArray[np.int16]:
    """The caller's sentence without the quiet at its end."""
    samples = np.concatenate([np.frombuffer(frame.data, dtype=np.int16) for frame in flite])
    return samples[: -32_000 // 2]


@pytest.fixture
async def fake() -> AsyncIterator[FakeDeepgram]:
    async with FakeDeepgram() as fake:
        yield fake


@pytest.mark.parametrize("spec", [NOVA, FLUX])
@pytest.mark.parametrize("behaviour", ["wrong key", "503", "hang", "mute", "cut"])
async def test_the_embedded_engines_hear_and_speak(
    speech_sound: NDArray[np.int16], fake: FakeDeepgram, spec: str, behaviour: str
) -> None:
    fake.script = [behaviour]
    key = WRONG_KEY if behaviour == "wrong key" else KEY
    settings = SpeechSettings(stt=spec, tts="deepgram", deepgram_api_key=key, deepgram_base_url=fake.url, language="en")
    speech = Speech(settings)
    await speech.load()
    conversation = ScriptedConversation(lambda transcript: "All right. Until then.")
    try:
        async with on_the_line(conversation, speech) as line:
            assert await line.say(speech_sound) < SILENCE_SECONDS
            assert await line.say(speech_sound) < SILENCE_SECONDS
    finally:
        await speech.aclose()
    assert [reply.was_heard for reply in conversation.accepted] == [("All right. Until then.", False)] * 2
