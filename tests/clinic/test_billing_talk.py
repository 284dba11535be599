"""Talk about a bill: the question which item is meant lets go of a caller who means something else."""

from __future__ import annotations

import pytest

from tests.calls.talk import Talk

pytestmark = pytest.mark.check

WHICH = ("what do I owe", "John Smith, born March third nineteen eighty", "what is that charge for?")


async def asked_which(talk: Talk) -> None:
    for turn in WHICH:
        reply = await talk.say(turn)
    assert "Which" in reply


async def test_a_promise_is_taken_instead_of_an_item(talk: Talk) -> None:
    await asked_which(talk)
    reply = await talk.say("I can pay fifty dollars next Friday")
    assert "Fifty dollars" in reply


async def test_no_closes_the_question(talk: Talk) -> None:
    await asked_which(talk)
    assert "Which" not in await talk.say("no")


async def test_three_answers_that_name_no_item_go_to_a_person(talk: Talk) -> None:
    await asked_which(talk)
    for turn in ("the wooden one", "the wooden elephant", "something wooden"):
        await talk.say(turn)
    assert await talk.specialist() == "person"


async def test_an_answer_after_a_miss_is_not_followed_by_another_apology(talk: Talk) -> None:
    await talk.say("what are your hours")
    await talk.say("flobber the wobble")
    assert "didn't get" not in (reply := await talk.say("where are you?"))
    assert "missed" not in reply


@pytest.mark.parametrize(
    "words", ["my bill is wrong, I want to dispute it", "I can't pay my bill, can I get a payment plan"]
)
async def test_a_dispute_or_hardship_goes_to_a_person_at_once(talk: Talk, words: str) -> None:
    await talk.say(words)
    assert await talk.specialist() == "person"
