"""The rule model keeps the interface of a chat model."""

from __future__ import annotations

from typing import Any

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from graphs.clinic.rules import RulesModel
from graphs.clinic.said import Said
from graphs.clinic.specialists import TEAM
from graphs.clinic.view import SITUATION
from tests.calls.talk import Talk

pytestmark = pytest.mark.check

TOOLS = [tool.schema for tool in TEAM["scheduling"].tools]


def system(**situation: Any) -> SystemMessage:
    known = {"specialist": "scheduling", "language": "en", "now": "2026-03-02T08:00", **situation}
    return SystemMessage("prompt", additional_kwargs={SITUATION: known})


def asked(words: str, **situation: Any) -> list[BaseMessage]:
    return [system(**situation), HumanMessage(words, id="h1")]


async def test_it_says_that_it_is_rules() -> None:
    assert RulesModel()._llm_type == "rules"


async def test_it_calls_only_tools_that_it_was_given() -> None:
    answer = await RulesModel().bind_tools(TOOLS[:1]).ainvoke(asked("what do I owe"))
    assert [call["name"] for call in answer.tool_calls] == ["not_understood"]


async def test_the_same_words_in_the_same_situation_give_the_same_calls_with_the_same_ids() -> None:
    model = RulesModel().bind_tools(TOOLS)
    first = await model.ainvoke(asked("I want to see Doctor Lee on Tuesday"))
    again = await model.ainvoke(asked("I want to see Doctor Lee on Tuesday"))
    assert first.tool_calls == again.tool_calls
    assert first.tool_calls[0]["name"] == "find_slots"
    assert first.tool_calls[0]["args"]["doctor"] == "lee"


async def test_ids_of_later_calls_in_a_turn_differ() -> None:
    model = RulesModel().bind_tools(TOOLS)
    first = await model.ainvoke(asked("what appointments do I have", fresh=True))
    result = ToolMessage(Said("Noted.").as_content(), tool_call_id=first.tool_calls[0]["id"])
    then = await model.ainvoke([*asked("what appointments do I have", fresh=True), first, result])
    assert then.tool_calls[0]["id"] != first.tool_calls[0]["id"]


async def test_it_says_what_the_tools_want_said_once_with_the_last_question() -> None:
    results = [
        ToolMessage(Said("Thank you.", "Overtaken?").as_content(), tool_call_id="1"),
        ToolMessage(Said("Thank you.").as_content(), tool_call_id="2"),
        ToolMessage(Said("", "Which day?").as_content(), tool_call_id="3"),
    ]
    answer = await RulesModel().bind_tools(TOOLS).ainvoke([*asked("x"), *results])
    assert answer.text == "Thank you. Which day?"


async def test_it_streams_word_by_word_and_the_words_join_to_the_answer() -> None:
    result = ToolMessage(Said("Booked for Tuesday.", "Anything else?").as_content(), tool_call_id="1")
    messages = [*asked("yes"), result]
    chunks = [chunk.text async for chunk in RulesModel().bind_tools(TOOLS).astream(messages)]
    assert "".join(chunks) == "Booked for Tuesday. Anything else?"
    assert len([chunk for chunk in chunks if chunk]) == 5


async def test_streamed_calls_are_the_calls() -> None:
    model = RulesModel().bind_tools(TOOLS)
    whole: Any = None
    async for chunk in model.astream(asked("I want to see Doctor Lee on Tuesday")):
        whole = chunk if whole is None else whole + chunk
    assert whole.tool_calls == (await model.ainvoke(asked("I want to see Doctor Lee on Tuesday"))).tool_calls


async def test_without_a_situation_it_still_answers() -> None:
    answer = await RulesModel().ainvoke([HumanMessage("hello")])
    assert isinstance(answer, AIMessage)


async def test_rules_that_fail_ask_again_and_leave_their_traceback(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(situation: object) -> list[Any]:
        raise IndexError("a hole in the rules")

    monkeypatch.setattr("graphs.clinic.rules.model.decide", fail)
    answer = await RulesModel().bind_tools(TOOLS).ainvoke(asked("after five"))
    assert [call["name"] for call in answer.tool_calls] == ["not_understood"]
    assert "a hole in the rules" in caplog.text


async def test_a_router_that_fails_says_what_can_be_done(monkeypatch: pytest.MonkeyPatch, talk: Talk) -> None:
    def fail(situation: object) -> list[Any]:
        raise IndexError("a hole in the rules")

    monkeypatch.setattr("graphs.clinic.rules.model.route", fail)
    assert "?" in await talk.say("skin doctor after five")
