"""Voices behind one another, on the wire: whatever the first does, a reply sounds within 5 s and is said to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from livekit.agents import APIError

from tests.fakes.deepgram import FakeDeepgram
from tests.fakes.openai import FakeOpenAI
from tests.fakes.server import KEY, WRONG_KEY
from tests.fakes.talking import Settings, say
from tests.fakes.waiting import until
from voice.speech.providers import make_tts
from voice.speech.tts_chain import TtsChain, VoiceChanged

REPLY = "Your appointment is on Tuesday at nine. Is there anything else that I can do?"
SECONDS = len(REPLY) * 0.05


class Line:
    """A chain over two fakes and what it told."""

    def __init__(self, voices: list[Any], **terms: float) -> None:
        self.voices = voices
        self.chain = chain = TtsChain(voices, **terms)
        self.changes: list[VoiceChanged] = []
        chain.on("voice_changed", self.changes.append)


@asynccontextmanager
async def line(*fakes: FakeDeepgram | FakeOpenAI, key: str = KEY, **terms: Any) -> AsyncIterator[Line]:
    async with aiohttp.ClientSession() as http:
        keys = [key, *[KEY] * len(fakes)]
        voices = [_voice(fake, a_key, http) for fake, a_key in zip(fakes, keys, strict=False)]
        call = Line(voices, **{"first_audio_seconds": 0.5, "gap_seconds": 0.3, "rest_seconds": 0.1, **terms})
        yield call
        await call.chain.aclose()


def _voice(fake: FakeDeepgram | FakeOpenAI, key: str, http: aiohttp.ClientSession) -> Any:
    if isinstance(fake, FakeOpenAI):
        return make_tts(
            "openai:tts-1", Settings(openai_tts_base_url=fake.base_url, openai_tts_api_key=key), http_session=http
        )
    return make_tts("deepgram", Settings(deepgram_base_url=fake.url, deepgram_api_key=key), http_session=http)


async def test_a_reply_is_spoken_sentence_by_sentence_over_one_socket() -> None:
    async with FakeDeepgram() as fake, line(fake) as call:
        said = await say(call.chain, REPLY)
        assert said.seconds == pytest.approx(SECONDS, abs=0.2)
        await say(call.chain, "Goodbye.")
    assert fake.connections == 1
    assert len(fake.spoken) == 3


@pytest.mark.parametrize("behaviour", ["401", "403", "429", "503", "hang", "mute", "1011", "empty", "error"])
async def test_the_backup_says_the_whole_reply_when_the_first_voice_does_not(behaviour: str) -> None:
    async with FakeDeepgram(behaviour) as first, FakeDeepgram() as second, line(first, second) as call:
        said = await say(call.chain, REPLY)
        assert said.seconds == pytest.approx(SECONDS, abs=0.2)
        assert said.first_after < 2
    assert call.changes[0].has_next


@pytest.mark.parametrize("behaviour", ["cut_mid", "stall"])
async def test_a_sentence_that_broke_off_is_said_again_and_the_reply_goes_on(behaviour: str) -> None:
    async with FakeDeepgram(behaviour) as first, FakeDeepgram() as second, line(first, second) as call:
        said = await say(call.chain, REPLY)
        assert [sentence.rstrip() for sentence in second.spoken] == [
            "Your appointment is on Tuesday at nine.",
            "Is there anything else that I can do?",
        ]
        assert SECONDS < said.seconds < SECONDS + 0.8


@pytest.mark.parametrize("behaviour", ["401", "503", "hang", "silent", "cut", "stall", "empty"])
async def test_an_openai_server_that_fails_is_left_too(behaviour: str) -> None:
    async with FakeOpenAI(behaviour) as first, FakeDeepgram() as second, line(first, second) as call:
        said = await say(call.chain, REPLY)
        assert SECONDS - 0.2 < said.seconds < SECONDS + 1.2
        assert said.first_after < 2
    assert call.changes[0].has_next


async def test_prewarming_a_hanging_voice_does_not_delay_the_first_reply() -> None:
    async with FakeDeepgram("hang") as first, FakeDeepgram() as second, line(first, second) as call:
        call.chain.prewarm()
        await until(lambda: first.connections)
        assert (await say(call.chain, REPLY)).first_after < 1.5


async def test_a_stale_socket_is_not_heard() -> None:
    async with FakeDeepgram("1011", "ok") as first, FakeDeepgram() as second, line(first, second) as call:
        await say(call.chain, REPLY)
    assert call.changes == []
    assert second.spoken == []


async def test_a_voice_that_is_well_again_begins_with_a_next_reply() -> None:
    async with FakeDeepgram("503", "503", "ok") as first, FakeDeepgram() as second, line(first, second) as call:
        await say(call.chain, REPLY)
        assert first.spoken == []
        await until(lambda: call.chain.current is call.voices[0])
        await say(call.chain, "Goodbye.")
    assert first.spoken[-1] == "Goodbye."
    assert "Goodbye." not in second.spoken


async def test_a_wrong_key_is_left_for_the_backup_and_never_logged() -> None:
    async with FakeDeepgram() as first, FakeDeepgram() as second, line(first, second, key=WRONG_KEY) as call:
        await say(call.chain, REPLY)
    assert call.changes == [VoiceChanged("livekit.plugins.deepgram.tts.TTS", "status 401", has_next=True)]


async def test_without_any_voice_the_reply_fails_soon_and_the_next_one_is_tried_again() -> None:
    async with FakeDeepgram("503", "503", "ok") as only, line(only, rest_seconds=30.0) as call:
        with pytest.raises(APIError):
            await say(call.chain, REPLY, limit=3.0)
        assert (await say(call.chain, "Goodbye.")).seconds > 0.3
    assert [change.has_next for change in call.changes] == [False]


async def test_after_a_reply_was_cut_off_the_next_one_sounds_and_the_old_socket_goes() -> None:
    async with FakeDeepgram("stall", "ok") as fake, line(fake, first_audio_seconds=2.0, gap_seconds=30.0) as call:
        async with asyncio.timeout(1), call.chain.stream() as stream:
            stream.push_text(REPLY)
            stream.end_input()
            await anext(stream)
        assert (await say(call.chain, "Goodbye.")).first_after < 1.5
        await until(lambda: fake.open_now == 1)
