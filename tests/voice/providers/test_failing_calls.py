"""A call in which a provider fails: the caller hears something within 5 s, and the next turn works."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import numpy as np
import pytest
from langchain_core.messages import HumanMessage
from livekit import rtc
from numpy.typing import NDArray

from graphs.events import Event
from graphs.models import chat_model, warm_up
from tests.fakes.deepgram import FakeDeepgram
from tests.fakes.gemini import FakeGemini
from tests.fakes.line import Parts, on_the_line
from tests.fakes.openai import FakeOpenAI
from tests.fakes.server import KEY, WRONG_KEY
from tests.fakes.talking import Settings
from tests.voice.doubles import ScriptedConversation, ScriptedReply
from voice.speech.providers import make_stt, make_tts, turn_handling_for
from voice.speech.stt_chain import SttChain
from voice.speech.tts_chain import TtsChain

pytestmark = [
    pytest.mark.voice,
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:Inheritance class AiohttpClientSession"),
]

SILENCE_SECONDS = 5.0
NOVA, FLUX = "deepgram:nova-3", "deepgram:flux-general-en"


@pytest.fixture
def speech(flite: list[rtc.AudioFrame]) -> NDArray[np.int16]:
    """The caller's sentence without the quiet at its end."""
    samples = np.concatenate([np.frombuffer(frame.data, dtype=np.int16) for frame in flite])
    return samples[: -32_000 // 2]


def answer(transcript: str) -> str:
    return f"I understood {transcript}."


def ear(fake: FakeDeepgram, http: aiohttp.ClientSession, spec: str = NOVA, key: str = KEY) -> Any:
    settings = Settings(deepgram_base_url=fake.url, deepgram_api_key=key)
    return make_stt(spec, settings, http_session=http, language="en")


def voice(fake: FakeDeepgram | FakeOpenAI, http: aiohttp.ClientSession, key: str = KEY) -> Any:
    if isinstance(fake, FakeOpenAI):
        return make_tts("openai:tts-1", Settings(openai_tts_base_url=fake.base_url), http_session=http)
    return make_tts("deepgram", Settings(deepgram_base_url=fake.url, deepgram_api_key=key), http_session=http)


def parts(make_ears: Callable[[], list[Any]], make_voices: Callable[[], list[Any]], spec: str = NOVA) -> Parts:
    return Parts(lambda: SttChain(make_ears()), lambda: TtsChain(make_voices()), turn_handling_for(spec))


@pytest.mark.parametrize(
    ("spec", "behaviour"),
    [
        *itertools.product([NOVA, FLUX], ["401", "429", "503", "hang", "1011", "cut", "mute"]),
        (FLUX, "error"),
    ],
)
async def test_whatever_the_recogniser_does_the_words_are_answered(
    speech: NDArray[np.int16], http: aiohttp.ClientSession, spec: str, behaviour: str
) -> None:
    conversation = ScriptedConversation(answer)
    async with (
        FakeDeepgram(behaviour) as first,
        FakeDeepgram(heard=["one", "two"]) as second,
        on_the_line(
            conversation,
            parts(lambda: [ear(first, http, spec), ear(second, http)], lambda: [voice(second, http)], spec),
        ) as line,
    ):
        assert await line.say(speech) < SILENCE_SECONDS
        assert await line.say(speech) < SILENCE_SECONDS
    assert [reply.transcript for reply in conversation.accepted] == ["one", "two"]


@pytest.mark.parametrize("behaviour", ["mute", "hang", "503"])
async def test_a_sole_recogniser_that_fails_is_not_passed_over_in_silence(
    speech: NDArray[np.int16], http: aiohttp.ClientSession, behaviour: str
) -> None:
    conversation = ScriptedConversation(answer)
    async with (
        FakeDeepgram(behaviour, behaviour, "ok") as only,
        FakeDeepgram() as mouth,
        on_the_line(conversation, parts(lambda: [ear(only, http)], lambda: [voice(mouth, http)])) as line,
    ):
        assert await line.say(speech) < SILENCE_SECONDS
        assert await line.say(speech) < SILENCE_SECONDS
    assert conversation.accepted[-1].transcript == "hello there"


@pytest.mark.parametrize("behaviour", ["401", "hang", "503", "empty"])
async def test_a_server_that_takes_whole_utterances_and_fails_is_replaced(
    speech: NDArray[np.int16], http: aiohttp.ClientSession, behaviour: str
) -> None:
    conversation = ScriptedConversation(answer)
    async with FakeOpenAI(behaviour) as first, FakeDeepgram(heard=["one", "two"]) as second:
        settings = Settings(openai_stt_base_url=first.base_url)
        engines = parts(
            lambda: [make_stt("openai:whisper", settings, http_session=http, language="en"), ear(second, http)],
            lambda: [voice(second, http)],
        )
        async with on_the_line(conversation, engines) as line:
            assert await line.say(speech) < SILENCE_SECONDS
            assert await line.say(speech) < SILENCE_SECONDS
    assert [reply.transcript for reply in conversation.accepted] == ["one", "two"]


async def test_a_wrong_key_in_mid_call_costs_no_word(speech: NDArray[np.int16], http: aiohttp.ClientSession) -> None:
    conversation = ScriptedConversation(answer)
    async with (
        FakeDeepgram() as first,
        FakeDeepgram(heard=["one"]) as second,
        on_the_line(
            conversation,
            parts(
                lambda: [ear(first, http, key=WRONG_KEY), ear(second, http)],
                lambda: [voice(first, http, key=WRONG_KEY), voice(second, http)],
            ),
        ) as line,
    ):
        assert await line.say(speech) < SILENCE_SECONDS
    assert [reply.transcript for reply in conversation.accepted] == ["one"]
    assert second.spoken[-1] == "I understood one."


@pytest.mark.parametrize(
    "behaviour", ["401", "429", "503", "hang", "mute", "1011", "empty", "error", "cut_mid", "stall"]
)
async def test_whatever_the_voice_does_the_reply_is_spoken(
    speech: NDArray[np.int16], http: aiohttp.ClientSession, behaviour: str
) -> None:
    conversation = ScriptedConversation(answer)
    async with (
        FakeDeepgram(behaviour) as first,
        FakeDeepgram(heard=["one", "two"]) as second,
        on_the_line(
            conversation, parts(lambda: [ear(second, http)], lambda: [voice(first, http), voice(second, http)])
        ) as line,
    ):
        assert await line.say(speech) < SILENCE_SECONDS
        assert await line.say(speech) < SILENCE_SECONDS
    assert second.spoken[-1] == "I understood two."
    assert [reply.was_heard for reply in conversation.accepted] == [
        ("I understood one.", False),
        ("I understood two.", False),
    ]


@pytest.mark.parametrize("behaviour", ["401", "hang", "silent", "cut", "stall", "empty"])
async def test_an_openai_voice_that_fails_is_replaced(
    speech: NDArray[np.int16], http: aiohttp.ClientSession, behaviour: str
) -> None:
    conversation = ScriptedConversation(answer)
    async with (
        FakeOpenAI(behaviour) as first,
        FakeDeepgram() as second,
        on_the_line(
            conversation, parts(lambda: [ear(second, http)], lambda: [voice(first, http), voice(second, http)])
        ) as line,
    ):
        assert await line.say(speech) < SILENCE_SECONDS
    assert second.spoken[-1] == "I understood hello there."


class ModelReply(ScriptedReply):
    """Words of a real chat model."""

    model: Any = None

    async def __aiter__(self) -> AsyncIterator[Event]:
        yield self._event("turn.started", text=self.transcript)
        async for chunk in self.model.astream([HumanMessage(self.transcript or "")]):
            if chunk.text:
                self.words = [*self.words, chunk.text]
                yield self._event("reply.delta", text=chunk.text, message_id=f"m-{self.turn_id}", node="test")
        yield self._event("turn.finished", outcome="done", specialist="test", tokens={})


class ModelConversation(ScriptedConversation):
    """Asks a real chat model."""

    def __init__(self, model: Any) -> None:
        super().__init__(answer)
        self._model = model

    def reply(self, transcript: str, **options: Any) -> ScriptedReply:
        options.pop("modality")
        reply = ModelReply(transcript, [], options["speculative"], f"t{next(self._ids)}")
        reply.model = self._model
        self.replies.append(reply)
        return reply


@pytest.mark.parametrize(
    "behaviour",
    ["503", "429", "403", "hang", "silent", "disconnect", "empty", "safety", "blocked", "malformed", "cut", "stall"],
)
async def test_whatever_the_model_does_the_caller_hears_a_word_and_the_next_turn_works(
    speech: NDArray[np.int16], http: aiohttp.ClientSession, behaviour: str
) -> None:
    retried = behaviour in ("503", "429", "disconnect", "empty", "safety", "blocked", "malformed")
    async with FakeGemini(*[behaviour] * (2 if retried else 1), "ok") as gemini, FakeDeepgram() as speaking:
        model = chat_model(
            "google_genai:gemini-3.5-flash-lite",
            google_api_key=KEY,
            google_base_url=gemini.url,
            first_token_seconds=2.5,
        )
        await warm_up(model)
        conversation = ModelConversation(model)
        async with on_the_line(
            conversation, parts(lambda: [ear(speaking, http)], lambda: [voice(speaking, http)])
        ) as line:
            before = len(speaking.spoken)
            assert await line.say(speech) < SILENCE_SECONDS
            assert any("sorry" in text.lower() for text in speaking.spoken[before:])
            assert await line.say(speech) < SILENCE_SECONDS
    assert " ".join(speaking.spoken).endswith("Good morning. How can I help?")


async def test_a_turn_that_never_ends_is_given_up_with_a_word(
    speech: NDArray[np.int16], http: aiohttp.ClientSession
) -> None:
    replies = iter([{"text": "", "seconds_before": 60.0}, "Now it works."])
    conversation = ScriptedConversation(lambda transcript: next(replies))
    async with (
        FakeDeepgram() as speaking,
        on_the_line(conversation, parts(lambda: [ear(speaking, http)], lambda: [voice(speaking, http)])) as line,
    ):
        assert await line.say(speech) < SILENCE_SECONDS
        assert "taking too long" in " ".join(speaking.spoken)
        assert await line.say(speech) < SILENCE_SECONDS
    assert speaking.spoken[-1] == "Now it works."
