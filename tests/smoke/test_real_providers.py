"""The real services, with real keys: opt in by `THREADLINE_SMOKE=1` and `GOOGLE_API_KEY`, `DEEPGRAM_API_KEY`.

The fakes of the other tests prove the clients, not the vendors. These few requests cost less than a cent.
"""

from __future__ import annotations

import asyncio
import os

import aiohttp
import pytest
from langchain_core.messages import HumanMessage
from langchain_core.tools import tool
from livekit import rtc
from livekit.agents import stt

from graphs.models import chat_model, check
from voice.speech.fallback import stt_with_backup, tts_with_backup
from voice.speech.providers import check_stt, check_tts, make_stt, make_tts
from voice.speech.settings import SpeechSettings

pytestmark = pytest.mark.slow

WANTED = os.environ.get("THREADLINE_SMOKE") == "1"
GOOGLE, DEEPGRAM = os.environ.get("GOOGLE_API_KEY"), os.environ.get("DEEPGRAM_API_KEY")
GEMINI = "google_genai:gemini-3.5-flash-lite"
WRONG = "wrong-key-0123456789"

gemini = pytest.mark.skipif(not (WANTED and GOOGLE), reason="set THREADLINE_SMOKE=1 and GOOGLE_API_KEY")
deepgram = pytest.mark.skipif(not (WANTED and DEEPGRAM), reason="set THREADLINE_SMOKE=1 and DEEPGRAM_API_KEY")


@tool
def find_slots(day: str) -> str:
    """Find free appointments on a day of the week."""
    return day


@gemini
async def test_gemini_answers_calls_a_tool_and_counts_its_tokens() -> None:
    model = chat_model(GEMINI, google_api_key=GOOGLE)
    answer = await model.bind_tools([find_slots]).ainvoke([HumanMessage("Is there a free appointment on Monday?")])
    assert answer.tool_calls[0]["name"] == "find_slots"
    assert answer.usage_metadata
    assert answer.usage_metadata["total_tokens"] > 0


@gemini
async def test_gemini_tells_a_wrong_key_and_a_wrong_name() -> None:
    assert (await check(GEMINI, google_api_key=GOOGLE)).ok
    assert (await check(GEMINI, google_api_key=WRONG)).code == "wrong_key"
    assert (await check("google_genai:gemini-0-none", google_api_key=GOOGLE)).code == "unknown_model"


@deepgram
@pytest.mark.parametrize("spec", ["deepgram", "deepgram:flux-general-en"])
async def test_deepgram_understands_its_own_voice(spec: str) -> None:
    settings = SpeechSettings(stt=spec, tts="deepgram", deepgram_api_key=DEEPGRAM)
    async with aiohttp.ClientSession() as http:
        mouth = tts_with_backup(make_tts("deepgram", settings, http_session=http, language="en"))
        sound = await mouth.synthesize("I would like an appointment on Tuesday.").collect()
        ear = stt_with_backup(make_stt(spec, settings, http_session=http, language="en"))
        text = await _understood(ear, sound)
        await mouth.aclose()
        await ear.aclose()
    assert "tuesday" in text.lower()


@deepgram
async def test_deepgram_tells_a_wrong_key() -> None:
    right, wrong = SpeechSettings(deepgram_api_key=DEEPGRAM), SpeechSettings(deepgram_api_key=WRONG)
    for look in (check_stt, check_tts):
        assert (await look("deepgram", right)).ok
        assert (await look("deepgram", wrong)).code == "wrong_key"


async def _understood(ear: stt.STT, sound: rtc.AudioFrame) -> str:
    quiet = rtc.AudioFrame(bytes(sound.sample_rate * 4), sound.sample_rate, 1, sound.sample_rate * 2)
    async with ear.stream() as stream, asyncio.timeout(20):
        stream.push_frame(sound)
        stream.push_frame(quiet)
        async for event in stream:
            if event.type == stt.SpeechEventType.FINAL_TRANSCRIPT and event.alternatives[0].text:
                return event.alternatives[0].text
    raise AssertionError("nothing was understood")
