"""Deepgram and OpenAI-compatible speech on the wire, and the check that names what is wrong."""

from __future__ import annotations

import dataclasses

import aiohttp
import pytest

from graphs.errors import BadInput
from tests.fakes.deepgram import FakeDeepgram
from tests.fakes.openai import FakeOpenAI
from tests.fakes.server import KEY, WRONG_KEY
from tests.fakes.talking import Settings, hear, say
from voice.speech.fallback import tts_with_backup
from voice.speech.providers import check_stt, check_tts, make_stt, make_tts, turn_handling_for


def deepgram(fake: FakeDeepgram, key: str = KEY) -> Settings:
    return Settings(deepgram_api_key=key, deepgram_base_url=fake.url)


def openai(fake: FakeOpenAI, key: str = KEY) -> Settings:
    return Settings(
        openai_stt_base_url=fake.base_url,
        openai_tts_base_url=fake.base_url,
        openai_stt_api_key=key,
        openai_tts_api_key=key,
    )


@pytest.mark.parametrize(
    ("language", "query"),
    [
        ("en", {"model": "nova-3", "language": "en-US"}),
        ("es", {"model": "nova-3", "language": "es"}),
        (None, {"model": "nova-3", "language": "multi", "endpointing": "100"}),
    ],
)
async def test_deepgram_hears_in_the_language_of_the_call(
    http: aiohttp.ClientSession, language: str | None, query: dict[str, str]
) -> None:
    async with FakeDeepgram(heard=["tuesday at nine"]) as fake:
        ear = make_stt("deepgram", deepgram(fake), http_session=http, language=language)
        async with ear.stream() as stream:
            assert (await hear(stream)).text == "tuesday at nine"
    assert query.items() <= fake.requests[0].items()


async def test_flux_hears_with_eager_turns(http: aiohttp.ClientSession) -> None:
    async with FakeDeepgram(heard=["tuesday at nine"]) as fake:
        ear = make_stt("deepgram:flux-general-en", deepgram(fake), http_session=http)
        async with ear.stream() as stream:
            assert (await hear(stream)).text == "tuesday at nine"
    assert fake.requests[0]["eager_eot_threshold"] == "0.4"
    assert turn_handling_for("deepgram:flux-general-en") == {"turn_detection": "stt", "endpointing": {"min_delay": 0.0}}
    assert turn_handling_for("deepgram") == {}


async def test_an_openai_compatible_server_hears_utterances_that_a_vad_cuts(flite: object) -> None:
    async with FakeOpenAI(heard=["tuesday at nine"]) as fake, aiohttp.ClientSession() as http:
        ear = make_stt("openai:whisper", openai(fake), http_session=http, language="en-US")
        async with ear.stream() as stream:
            for frame in flite:
                stream.push_frame(frame)
            assert (await hear(stream)).text == "tuesday at nine"
    assert fake.requests[0]["language"] == "en"


@pytest.mark.parametrize(
    ("language", "voice"),
    [(None, "aura-2-andromeda-en"), ("es-MX", "aura-2-celeste-es"), ("en-US", "aura-2-andromeda-en")],
)
async def test_deepgram_speaks_in_the_language_of_the_call(
    http: aiohttp.ClientSession, language: str | None, voice: str
) -> None:
    async with FakeDeepgram() as fake:
        tts = make_tts("deepgram", deepgram(fake), http_session=http, language=language)
        said = await say(tts, "Good morning. How can I help?")
        await tts.aclose()
    assert 1.2 < said.seconds < 1.7
    assert fake.requests[0]["model"] == voice


async def test_an_openai_compatible_server_speaks(http: aiohttp.ClientSession) -> None:
    async with FakeOpenAI() as fake:
        settings = dataclasses.replace(openai(fake), openai_tts_voice="af_bella")
        async with tts_with_backup(make_tts("openai:kokoro", settings, http_session=http)) as tts:
            said = await say(tts, "Good morning, how can I help?")
    assert 1.2 < said.seconds < 1.7
    assert fake.requests[0]["voice"] == "af_bella"


@pytest.mark.parametrize("spec", ["deepgram", "deepgram:flux-general-en"])
@pytest.mark.parametrize(
    ("script", "key", "code"),
    [
        ("ok", KEY, "ok"),
        ("ok", WRONG_KEY, "wrong_key"),
        ("400", KEY, "rejected"),
        ("429", KEY, "rate_limit"),
        ("503", KEY, "server"),
        ("hang", KEY, "timeout"),
    ],
)
async def test_the_check_of_deepgram_names_what_is_wrong(spec: str, script: str, key: str, code: str) -> None:
    async with FakeDeepgram(script) as fake:
        for check in (check_stt, check_tts):
            if check is check_tts:
                spec = "deepgram"
            result = await check(spec, deepgram(fake, key), seconds=0.5)
            assert (result.ok, result.code) == (code == "ok", code)
            assert key not in result.message


@pytest.mark.parametrize(
    ("script", "key", "code"),
    [("ok", KEY, "ok"), ("ok", WRONG_KEY, "wrong_key"), ("404", KEY, "unknown_model"), ("hang", KEY, "timeout")],
)
async def test_the_check_of_an_openai_server_names_what_is_wrong(script: str, key: str, code: str) -> None:
    async with FakeOpenAI(script) as fake:
        for check in (check_stt, check_tts):
            result = await check("openai:tts-1", openai(fake, key), seconds=0.5)
            assert (result.ok, result.code) == (code == "ok", code)
            assert key not in result.message


async def test_the_check_names_a_missing_key_and_a_host_that_is_not_there() -> None:
    assert (await check_stt("deepgram", Settings(deepgram_api_key=None))).code == "no_key"
    assert (await check_tts("deepgram", Settings(deepgram_base_url="http://127.0.0.1:9"))).code == "unreachable"
    assert (await check_stt("moonshine", Settings())).ok


@pytest.mark.parametrize("spec", ["whisper", "openai", "openai:"])
async def test_an_engine_that_nobody_knows_is_bad_input(http: aiohttp.ClientSession, spec: str) -> None:
    with pytest.raises(BadInput):
        make_stt(spec, Settings(), http_session=http)
