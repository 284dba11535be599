"""Questions of subgraphs: asked aloud, answered, and the graph goes on where it was."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.check


async def test_a_question_of_a_subgraph_is_asked_and_its_answer_leads_on(talk):
    line = await talk("one_level")
    asked = await line.say("book")
    assert asked.words == "Which day?"
    assert [one["text"] for one in asked.of("question")] == ["Which day?"]
    ended = await line.answer("monday")
    assert ended.words == "You chose monday. Noted what you said: book."
    assert await line.conversation.questions() == []
    assert (await line.say("book again")).words == "Which day?"
    assert (await line.answer("friday")).words == "You chose friday. Noted what you said: book; book again."


async def test_questions_two_subgraphs_deep_are_asked_one_after_the_other(talk):
    line = await talk("two_levels")
    assert (await line.say("book")).words == "Which day?"
    assert (await line.answer("monday")).words == "You chose monday. At which hour?"
    assert (await line.answer("nine")).words == "At nine. Noted what you said: book."
    assert [text for role, text in await line.thread() if role == "agent"] == [
        "You chose monday.",
        "At nine.",
        "Noted what you said: book.",
    ]


async def test_what_the_caller_says_to_a_question_is_its_answer(talk):
    line = await talk("two_levels")
    await line.say("book")
    assert (await line.say("tuesday")).words == "You chose tuesday. At which hour?"
    assert (await line.say("ten")).words == "At ten. Noted what you said: book."


async def test_a_question_waits_for_another_process(kinds, talk):
    line = await talk("two_levels")
    await line.say("book")
    kinds._open.clear()
    line.conversation = await kinds.open(line.conversation.session.id)
    assert (await line.answer("monday")).words == "You chose monday. At which hour?"
