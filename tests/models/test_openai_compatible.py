"""vLLM, Ollama, llama.cpp by base URL: the same promises as for Gemini."""

from __future__ import annotations

from typing import Any

import pytest
from langchain_core.callbacks import UsageMetadataCallbackHandler
from langchain_core.language_models import BaseChatModel, FakeListChatModel
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.tools import tool

from graphs.errors import BadInput, ModelUnavailable
from graphs.models import chat_model, check
from tests.fakes.asking import ask
from tests.fakes.openai import FakeOpenAI
from tests.fakes.server import KEY, WRONG_KEY

TURN = [HumanMessage("Good morning")]


@tool
def find_slots(day: str) -> str:
    """Find free slots on a day."""
    return day


def model_of(fake: FakeOpenAI, **options: Any) -> BaseChatModel:
    terms = {"first_token_seconds": 1.0, "between_chunks_seconds": 0.5, "openai_base_url": fake.base_url, **options}
    return chat_model("openai:local", **terms)


async def apology_after(model: Any) -> tuple[str, ModelUnavailable, float]:
    """What was said before the fault, the fault, and after how many seconds it came."""
    asked = await ask(model, TURN)
    assert asked.fault is not None, "no fault"
    return asked.text, asked.fault, asked.seconds


async def test_text_and_usage_come_through_without_a_key() -> None:
    usage = UsageMetadataCallbackHandler()
    async with FakeOpenAI() as fake:
        answer: AIMessage = await model_of(fake).ainvoke(TURN, config={"callbacks": [usage]})
    assert answer.text == "Good morning. How can I help?"
    assert answer.usage_metadata is not None
    assert answer.usage_metadata["total_tokens"] == 18
    assert [counted["total_tokens"] for counted in usage.usage_metadata.values()] == [18]


async def test_two_tool_calls_in_pieces_are_put_together() -> None:
    calls = [{"name": "find_slots", "arguments": {"day": day}} for day in ("monday", "tuesday")]
    async with FakeOpenAI(reply=calls) as fake:
        answer = await model_of(fake).bind_tools([find_slots]).ainvoke(TURN)
    assert [call["args"]["day"] for call in answer.tool_calls] == ["monday", "tuesday"]


async def test_thinking_is_not_spoken() -> None:
    reply = ["<th", "ink>The caller greets", " me.</thi", "nk>\n\nGood ", "morning <3"]
    async with FakeOpenAI(reply=reply) as fake:
        assert (await ask(model_of(fake), TURN)).text == "Good morning <3"


async def test_thinking_alone_is_an_empty_answer() -> None:
    async with FakeOpenAI(reply=["<think>Hm.", " Hm.</think>"]) as fake:
        _, fault, _ = await apology_after(model_of(fake))
    assert "answered nothing" in str(fault)


@pytest.mark.parametrize("first", ["503", "429", "disconnect", "empty"])
async def test_one_failure_before_the_first_word_is_not_heard(first: str) -> None:
    async with FakeOpenAI(first, "ok") as fake:
        assert (await ask(model_of(fake), TURN)).text == "Good morning. How can I help?"


@pytest.mark.parametrize("behaviour", ["hang", "silent"])
async def test_a_model_that_never_begins_is_left_at_the_deadline(behaviour: str) -> None:
    async with FakeOpenAI(behaviour) as fake:
        _, fault, seconds = await apology_after(model_of(fake, first_token_seconds=0.4))
    assert 0.3 < seconds < 1.5
    assert "did not answer in time" in str(fault)


@pytest.mark.parametrize("behaviour", ["cut", "stall", "early_end"])
async def test_what_was_said_before_a_cut_is_heard_and_then_the_fault_comes(behaviour: str) -> None:
    async with FakeOpenAI(behaviour) as fake:
        text, fault, seconds = await apology_after(model_of(fake))
    assert text == "Good morning. "
    assert "mid-reply" in str(fault)
    assert seconds < 2


async def test_a_wrong_key_never_reaches_the_sentence() -> None:
    async with FakeOpenAI() as fake:
        _, fault, _ = await apology_after(model_of(fake, openai_api_key=WRONG_KEY))
    assert "key" in str(fault)
    assert WRONG_KEY not in str(fault) + repr(fault)


async def test_tools_reach_the_fallback_too() -> None:
    bound: list[str] = []

    class Reserve(FakeListChatModel):
        def bind_tools(self, tools: Any, **options: Any) -> Any:
            bound.extend(tool["function"]["name"] for tool in tools)
            return self.bind()

    reserve = Reserve(responses=["One moment, please."])
    async with FakeOpenAI("503") as fake:
        assert (
            await ask(model_of(fake, fallback=reserve).bind_tools([find_slots]), TURN)
        ).text == "One moment, please."
    assert bound == ["find_slots"]


async def test_synchronous_callers_are_served_too() -> None:
    import asyncio

    async with FakeOpenAI("503") as fake:
        model = model_of(fake, fallback=FakeListChatModel(responses=["One moment, please."]))
        assert (await asyncio.to_thread(model.invoke, TURN)).text == "One moment, please."


@pytest.mark.parametrize(
    ("script", "key", "models", "code"),
    [
        ("ok", KEY, ["local"], "ok"),
        ("ok", KEY, ["local:latest", "local"], "ok"),
        ("ok", WRONG_KEY, ["local"], "wrong_key"),
        ("ok", KEY, ["other"], "unknown_model"),
        ("503", KEY, ["local"], "server"),
        ("hang", KEY, ["local"], "timeout"),
    ],
)
async def test_the_check_names_what_is_wrong(script: str, key: str, models: list[str], code: str) -> None:
    async with FakeOpenAI(script, models=models) as fake:
        result = await check("openai:local", openai_api_key=key, openai_base_url=fake.base_url, seconds=0.5)
    assert (result.ok, result.code) == (code == "ok", code)
    assert key not in result.message


async def test_another_provider_whose_package_is_missing_is_said_in_one_line() -> None:
    result = await check("ollama:llama3.2")
    assert (result.ok, result.code) == (False, "not_installed")


@pytest.mark.parametrize("spec", ["gemini", "openai:", ":x", "google_genai:gemini-3.5-flash-lite", "openai:gpt-x"])
def test_a_model_that_cannot_be_named_or_has_no_key_is_bad_input(spec: str) -> None:
    with pytest.raises(BadInput):
        chat_model(spec)
