"""Gemini on the wire: every failure that it can have in a turn ends in words of ours, soon."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator
from typing import Any

import pytest
from langchain_core.callbacks import UsageMetadataCallbackHandler
from langchain_core.language_models import BaseChatModel, FakeListChatModel
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool

from graphs.errors import ModelUnavailable
from graphs.models import chat_model, check, warm_up
from tests.fakes.asking import ask
from tests.fakes.gemini import FakeGemini
from tests.fakes.server import KEY, WRONG_KEY
from tests.fakes.waiting import until

pytestmark = pytest.mark.filterwarnings("ignore:Inheritance class AiohttpClientSession")

SPEC = "google_genai:gemini-3.5-flash-lite"
TURN = [SystemMessage("You are the front desk."), HumanMessage("Good morning")]
RESERVE = FakeListChatModel(responses=["One moment, please."])


@tool
def find_slots(day: str) -> str:
    """Find free slots on a day."""
    return day


def model_of(fake: FakeGemini, key: str = KEY, **options: Any) -> BaseChatModel:
    terms = {"first_token_seconds": 1.0, "between_chunks_seconds": 0.5, **options}
    return chat_model(SPEC, google_api_key=key, google_base_url=fake.url, **terms)


async def apology_after(model: Any) -> tuple[str, ModelUnavailable, float]:
    """What was said before the fault, the fault, and after how many seconds it came."""
    asked = await ask(model, TURN)
    assert asked.fault is not None, "no fault"
    return asked.text, asked.fault, asked.seconds


@pytest.fixture(autouse=True)
def no_key_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    assert KEY not in caplog.text
    assert WRONG_KEY not in caplog.text


async def test_text_streams_in_pieces_and_usage_comes_through() -> None:
    usage = UsageMetadataCallbackHandler()
    pieces = []
    async with FakeGemini("gated") as fake:
        async for chunk in model_of(fake).with_config({"callbacks": [usage]}).astream(TURN):
            pieces += [chunk.text] if chunk.text else []
            fake.gate.set()  # the rest is sent once the first piece is here
    assert pieces == ["Good morning. ", "How can I help?"]
    assert usage.usage_metadata["gemini-3.5-flash-lite"]["total_tokens"] == 18


async def test_the_system_prompt_little_thinking_and_the_tools_are_on_the_wire() -> None:
    async with FakeGemini() as fake:
        await ask(model_of(fake).bind_tools([find_slots]), TURN)
    body = fake.requests[0]
    assert body["systemInstruction"]["parts"][0]["text"] == "You are the front desk."
    assert body["generationConfig"]["thinkingConfig"] == {"thinking_level": "MINIMAL"}
    assert body["tools"][0]["functionDeclarations"][0]["name"] == "find_slots"


async def test_a_tool_call_comes_through_whole() -> None:
    async with FakeGemini(reply=["Let me look. ", {"name": "find_slots", "args": {"day": "monday"}}]) as fake:
        answer = await model_of(fake).bind_tools([find_slots]).ainvoke(TURN)
    assert answer.text == "Let me look. "
    assert [(call["name"], call["args"]) for call in answer.tool_calls] == [("find_slots", {"day": "monday"})]


@pytest.mark.parametrize(
    "messages",
    [
        [AIMessage("Welcome."), HumanMessage("Good morning")],
        [HumanMessage("Good morning"), AIMessage("Good m")],
        [SystemMessage("You are the front desk.")],
        [
            HumanMessage("Monday"),
            AIMessage("", tool_calls=[{"name": "find_slots", "args": {"day": "monday"}, "id": "c1"}]),
            HumanMessage("no, Tuesday"),
        ],
        [HumanMessage("Monday"), AIMessage(""), ToolMessage("orphan", tool_call_id="c9"), HumanMessage("Tuesday")],
    ],
    ids=["agent spoke first", "agent spoke last", "nobody spoke", "cut in a tool call", "nothing heard"],
)
async def test_a_thread_that_was_interrupted_anywhere_is_accepted(messages: Any) -> None:
    async with FakeGemini() as fake:
        assert (await ask(model_of(fake), messages)).text == "Good morning. How can I help?"


@pytest.mark.parametrize(
    "first", ["503", "500", "429", "disconnect", "empty", "safety", "blocked", "malformed", "thought"]
)
async def test_one_failure_before_the_first_word_is_not_heard(first: str) -> None:
    async with FakeGemini(first, "ok") as fake:
        assert (await ask(model_of(fake), TURN)).text == "Good morning. How can I help?"
    assert len(fake.requests) == 2


@pytest.mark.parametrize(
    "behaviour", ["503", "429", "disconnect", "empty", "safety", "blocked", "malformed", "thought"]
)
async def test_a_failure_that_stays_is_told_after_one_more_try(behaviour: str) -> None:
    async with FakeGemini(behaviour) as fake:
        text, fault, seconds = await apology_after(model_of(fake))
    assert text == ""
    assert len(fake.requests) == 2
    assert seconds < 2
    assert SPEC in str(fault)


@pytest.mark.parametrize("behaviour", ["hang", "silent"])
async def test_a_model_that_never_begins_is_left_at_the_deadline(behaviour: str) -> None:
    async with FakeGemini(behaviour) as fake:
        _, fault, seconds = await apology_after(model_of(fake, first_token_seconds=0.4))
        assert 0.3 < seconds < 1.5
        assert "did not answer in time" in str(fault)
        await until(lambda: not fake.open_now)


@pytest.mark.parametrize("behaviour", ["403", "404", "400"])
async def test_an_error_that_stays_is_not_tried_again(behaviour: str) -> None:
    async with FakeGemini(behaviour) as fake:
        await apology_after(model_of(fake))
    assert len(fake.requests) == 1


async def test_a_wrong_key_is_said_as_such_and_not_repeated() -> None:
    async with FakeGemini() as fake:
        _, fault, _ = await apology_after(model_of(fake, key=WRONG_KEY))
    assert "key" in str(fault)
    assert WRONG_KEY not in str(fault) + repr(fault)


@pytest.mark.parametrize("behaviour", ["cut", "stall", "early_end"])
async def test_what_was_said_before_a_cut_is_heard_and_then_the_fault_comes(behaviour: str) -> None:
    async with FakeGemini(behaviour) as fake:
        text, fault, seconds = await apology_after(model_of(fake))
    assert text == "Good morning. "
    assert "mid-reply" in str(fault)
    assert seconds < 2
    assert len(fake.requests) == 1


@pytest.mark.parametrize("behaviour", ["503", "hang", "silent", "403", "empty", "safety"])
async def test_the_fallback_answers_when_the_model_does_not(behaviour: str) -> None:
    async with FakeGemini(behaviour) as fake:
        model = model_of(fake, first_token_seconds=0.5, fallback=RESERVE)
        assert (await ask(model, TURN)).text == "One moment, please."


async def test_after_a_hang_the_next_turn_does_not_wait_again() -> None:
    async with FakeGemini("hang") as fake:
        model = model_of(fake, first_token_seconds=0.5, fallback=RESERVE)
        await ask(model, TURN)
        began = time.monotonic()
        assert (await ask(model, TURN)).text == "One moment, please."
        assert time.monotonic() - began < 0.2


async def test_a_healed_model_answers_again_after_its_rest() -> None:
    async with FakeGemini("403", "ok") as fake:
        model = model_of(fake, fallback=RESERVE).model_copy(update={"rest_seconds": 0.0})
        assert (await ask(model, TURN)).text == "One moment, please."
        assert (await ask(model, TURN)).text == "Good morning. How can I help?"


async def test_a_cancelled_turn_closes_its_connection() -> None:
    async with FakeGemini("stall") as fake:
        task = asyncio.create_task(ask(model_of(fake, between_chunks_seconds=30.0), TURN))
        await until(lambda: fake.requests)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: not fake.open_now)


async def test_a_server_that_is_not_there_is_said_as_such() -> None:
    model = chat_model(SPEC, google_api_key=KEY, google_base_url="http://127.0.0.1:9", first_token_seconds=2.0)
    _, fault, seconds = await apology_after(model)
    assert "cannot be reached" in str(fault)
    assert seconds < 2


async def test_the_model_is_made_without_its_slow_import() -> None:
    began = time.monotonic()
    model = chat_model(SPEC, google_api_key=KEY)
    assert time.monotonic() - began < 0.1
    await warm_up(model)


@pytest.mark.parametrize(
    ("script", "key", "code"),
    [
        ("ok", KEY, "ok"),
        ("ok", WRONG_KEY, "wrong_key"),
        ("403", KEY, "wrong_key"),
        ("404", KEY, "unknown_model"),
        ("503", KEY, "server"),
        ("hang", KEY, "timeout"),
    ],
)
async def test_the_check_names_what_is_wrong(script: str, key: str, code: str) -> None:
    async with FakeGemini(script) as fake:
        result = await check(SPEC, google_api_key=key, google_base_url=fake.url, seconds=0.5)
    assert (result.ok, result.code) == (code == "ok", code)
    assert key not in result.message


async def test_the_check_names_a_host_that_is_not_there_and_a_key_that_is_missing() -> None:
    result = await check(SPEC, google_api_key=KEY, google_base_url="http://127.0.0.1:9")
    assert result.code == "unreachable"
    assert "GOOGLE_API_KEY" in (await check(SPEC)).message
