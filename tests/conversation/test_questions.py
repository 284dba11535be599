"""A graph's questions: asked, understood, answered once, by whoever comes first."""

from __future__ import annotations

import asyncio
import time

import pytest

from graphs.conversation import Question, Reply
from graphs.errors import QuestionNotOpen
from tests.conversation.talk import another, events_of, journal_of, opened, thread_of, words_of

pytestmark = pytest.mark.check

HOURS = Question("q", {"text": "When?", "options": ["ten", "ten thirty", {"value": "eve", "label": "in the evening"}]})
SURE = Question("q", {"text": "Sure?", "options": [True, False]})
OPEN = Question("q", "Who is calling?")


@pytest.mark.parametrize(
    ("question", "words", "value"),
    [
        (HOURS, "Ten, please.", "ten"),
        (HOURS, "ten thirty", "ten thirty"),
        (HOURS, "I'd say in the evening", "eve"),
        (HOURS, "the third one", "eve"),
        (SURE, "Yes please!", True),
        (SURE, "no, please don't", False),
        (SURE, "Sí, claro", True),
        (OPEN, "Ana Ruiz", "Ana Ruiz"),
    ],
)
def test_words_that_answer_give_the_option_or_themselves(question, words, value):
    answer = question.answer_in(words)
    assert answer is not None
    assert answer.value == value


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (HOURS, "what was it again?"),
        (HOURS, "at noon"),
        (HOURS, "ten or in the evening"),
        (SURE, "I want pizza"),
        (OPEN, "Sorry, what?"),
        (OPEN, "pardon"),
    ],
)
def test_words_that_say_something_else_are_no_answer(question, words):
    assert question.answer_in(words) is None


async def test_something_else_is_asked_again_once_then_the_graph_gets_the_words(conversations):
    conversation = await opened(conversations, "asking")
    assert await words_of(conversation.reply("day")) == "Which day?"
    assert (await words_of(conversation.reply("what is the weather like?"))).endswith("Which day?")
    assert [question.text for question in await conversation.questions()] == ["Which day?"]
    assert await words_of(conversation.reply("none of these")) == "Day none of these."


async def test_an_option_is_understood_and_its_value_is_given(conversations):
    conversation = await opened(conversations, "asking")
    await words_of(conversation.reply("day"))
    assert await words_of(conversation.reply("Wednesday would be fine")) == "Day 2026-11-25."


async def test_parallel_questions_are_asked_one_after_another(conversations):
    conversation = await opened(conversations, "asking")
    assert await words_of(conversation.reply("both")) == "Left?"
    assert await words_of(conversation.reply("one")) == "Left one. Right?"
    await words_of(conversation.reply("two"))
    assert sorted(text for role, text in await thread_of(conversation) if role == "agent") == [
        "Left one.",
        "Right two.",
    ]


async def test_of_two_answers_at_once_exactly_one_wins(conversations):
    here = await opened(conversations, "asking")
    there = await another(conversations).open(here.session.id)
    await words_of(here.reply("day"))
    question = (await here.questions())[0]
    answers = await asyncio.gather(
        here.answer(question.id, "Monday", by="operator"),
        there.answer(question.id, "Tuesday", by="caller"),
        return_exceptions=True,
    )
    told = [event for answer in answers if isinstance(answer, Reply) for event in await events_of(answer)]
    lost = [event for event in told if event.type == "error" and event.data["code"] == "question_not_open"]
    late = [answer for answer in answers if isinstance(answer, QuestionNotOpen)]
    assert len(lost) + len(late) == 1
    days = [text for role, text in await thread_of(here) if role == "agent" and text.startswith("Day")]
    assert len(days) == 1
    with pytest.raises(QuestionNotOpen):
        await here.answer(question.id, "Monday", by="caller")


async def test_nobody_answers_in_time_and_the_graph_gets_the_default(conversations):
    conversation = await opened(conversations, "asking")
    spoken: list[Reply] = []
    told = asyncio.Event()

    def speak(reply: Reply) -> None:
        spoken.append(reply)
        told.set()

    conversation.speaker = speak
    assert await words_of(conversation.reply("hurry")) == "Keep it?"
    await asyncio.wait_for(told.wait(), 5)
    assert await words_of(spoken[0]) == "Let go."
    answers = [e.data["by"] for e in await journal_of(conversations, conversation) if e.type == "answer"]
    assert answers == ["deadline"]
    assert conversation.session.due is None


async def test_an_answer_in_time_ends_the_wait(conversations):
    conversation = await opened(conversations, "asking")
    await words_of(conversation.reply("hurry"))
    assert await words_of(conversation.reply("yes")) == "Kept."
    await conversation.outbox.flush()
    assert conversation.session.due is None
    assert [e for e in await journal_of(conversations, conversation) if e.type == "answer"] == []


async def test_a_deadline_outlives_the_process_that_asked(conversations):
    conversation = await opened(conversations, "asking")
    await words_of(conversation.reply("hurry"))
    await conversation.outbox.flush()
    due = conversation.session.due
    assert due is not None
    await conversation.aclose()  # its timer dies with it
    await asyncio.sleep(max(due - time.time(), 0))
    later = await another(conversations).open(conversation.session.id)
    assert (await thread_of(later))[-1] == ("agent", "Let go.")
    assert await later.questions() == []


async def test_an_answer_from_elsewhere_is_spoken_in_the_call(conversations):
    conversation = await opened(conversations, "asking")
    await words_of(conversation.reply("day"))
    spoken: list[Reply] = []
    conversation.speaker = spoken.append
    question = (await conversation.questions())[0]
    reply = await conversation.answer(question.id, "Monday", by="operator")
    assert spoken == [reply]
    assert [await words_of(reply), await words_of(reply)] == ["Day Monday."] * 2
    await reply.heard("Day Monday.", interrupted=False)
