"""What holds in any state: language, emergencies, repeat, slower, start over, a person, goodbye, resuming."""

from __future__ import annotations

import pytest

from graphs.clinic.emergency import is_over
from graphs.clinic.store import ClinicStore
from tests.calls.talk import Talk

pytestmark = pytest.mark.check

IN_A_BOOKING = ("I'd like to see Doctor Lee on Tuesday morning",)
AT_IDENTITY = (*IN_A_BOOKING, "the first one")
AT_THE_READ_BACK = (*AT_IDENTITY, "John Smith, born March third nineteen eighty")
IN_BILLING = ("what do I owe",)
IN_TRIAGE = ("I have a rash on my arm",)
WITH_A_PERSON = ("a person please",)
STATES = [(), IN_A_BOOKING, AT_IDENTITY, AT_THE_READ_BACK, IN_BILLING, IN_TRIAGE, WITH_A_PERSON]


async def said(talk: Talk, turns: tuple[str, ...]) -> None:
    for turn in turns:
        await talk.say(turn)


async def test_the_call_opens_by_saying_that_it_is_automated_and_a_demonstration(talk: Talk) -> None:
    greeting = await talk.open()
    assert "automated" in greeting
    assert "demonstration" in greeting
    assert "?" in greeting


async def test_the_call_opens_in_the_language_that_was_chosen(talk: Talk) -> None:
    talk.language = "es"
    assert "asistente automático" in await talk.open()
    assert (await talk.state())["language"] == "es"


async def test_a_text_that_comes_without_a_greeting_is_told_once_that_it_is_automated(talk: Talk) -> None:
    assert "automated" in await talk.say("what are your opening hours")
    assert "automated" not in await talk.say("where are you")


async def test_the_language_follows_the_caller_and_stays(talk: Talk) -> None:
    await talk.open()
    assert "nombre" in await talk.say("buenos días, quisiera saber cuánto debo")
    await talk.say("ok")
    assert (await talk.state())["language"] == "es"


@pytest.mark.parametrize("state", STATES)
async def test_an_emergency_wins_in_every_state_and_calls_an_operator(
    talk: Talk, store: ClinicStore, state: tuple[str, ...]
) -> None:
    await said(talk, state)
    reply = await talk.say("wait, my husband just collapsed and he isn't breathing")
    assert reply == "This sounds like an emergency. Hang up and call nine one one now."
    [callback] = await store.callbacks()
    assert callback.urgent
    assert "collapsed" in callback.summary


async def test_an_emergency_stays_until_the_caller_says_that_it_is_over(talk: Talk, store: ClinicStore) -> None:
    await said(talk, (*IN_A_BOOKING, "I have crushing chest pain"))
    for turn in (
        "the first one please",
        "John Smith, born March third nineteen eighty",
        "no I don't want to",
        "goodbye",
    ):
        assert "nine one one" in await talk.say(turn)
    assert not (await talk.state())["end_call"]
    reply = await talk.say("okay, it's over, I'm fine now")
    assert "nine" in reply
    assert "which" in reply.lower()
    assert len(await store.callbacks()) == 1


@pytest.mark.parametrize(
    "words",
    [
        "false alarm",
        "it's over, thank you",
        "the ambulance is here",
        "I'm okay now",
        "ya pasó, estoy bien",
        "falsa alarma",
    ],
)
def test_what_ends_an_emergency(words: str) -> None:
    assert is_over(words)


@pytest.mark.parametrize(
    "words",
    ["it's not over", "I'm not fine", "okay", "yes", "book it", "he isn't better", "it's over there, I can't breathe"],
)
def test_what_does_not_end_an_emergency(words: str) -> None:
    assert not is_over(words)


async def test_an_alarm_is_told_again_when_the_call_is_opened_again(talk: Talk) -> None:
    await said(talk, ("I have crushing chest pain",))
    talk.restart()
    assert "nine one one" in await talk.open()


async def test_a_yes_to_is_it_happening_now_is_an_emergency(talk: Talk, store: ClinicStore) -> None:
    assert "happening" in await talk.say("my chest hurt last year and I want a checkup")
    assert "nine one one" in await talk.say("well yes a little")
    assert (await store.callbacks())[0].urgent


async def test_silence_or_fog_in_answer_to_is_it_happening_now_is_an_emergency(talk: Talk) -> None:
    await talk.say("my chest hurt last year and I want a checkup")
    assert "nine one one" in await talk.say("I don't know")


async def test_a_danger_sign_in_triage_is_an_emergency(talk: Talk, store: ClinicStore) -> None:
    await said(talk, (*IN_TRIAGE, "since this morning"))
    assert "nine one one" in await talk.say("yes")
    assert (await store.callbacks())[0].urgent


@pytest.mark.parametrize("state", STATES[1:])
async def test_repeat_says_the_last_words_again(talk: Talk, state: tuple[str, ...]) -> None:
    await said(talk, state)
    last = talk.replies[-1]
    assert await talk.say("sorry, can you say that again") == last


@pytest.mark.parametrize("state", STATES[1:])
async def test_slower_slows_the_speech_and_repeats(talk: Talk, state: tuple[str, ...]) -> None:
    await said(talk, state)
    last = talk.replies[-1]
    assert (await talk.say("can you speak slower please")).endswith(last)
    assert (await talk.state())["speech_rate"] < 1


@pytest.mark.parametrize("state", STATES)
async def test_start_over_forgets_the_open_wish(talk: Talk, state: tuple[str, ...]) -> None:
    await said(talk, state)
    await talk.say("let's start over")
    state_now = await talk.state()
    assert state_now["specialist"] is None
    assert state_now["desk"]["wish"] is None
    await talk.say("what are your opening hours")
    assert await talk.specialist() == "information"


@pytest.mark.parametrize("state", STATES)
async def test_goodbye_ends_the_call_and_does_nothing_behind_the_callers_back(
    talk: Talk, store: ClinicStore, state: tuple[str, ...]
) -> None:
    await said(talk, state)
    await talk.say("that's all, thanks, goodbye")
    assert (await talk.state())["end_call"]
    assert await store.appointments("1", after=talk.services.clock()) == []


@pytest.mark.parametrize("state", STATES[:-1])
async def test_a_person_is_granted_in_that_turn(talk: Talk, state: tuple[str, ...]) -> None:
    await said(talk, state)
    await talk.say("I want to speak to a real person")
    assert await talk.specialist() == "person"


async def test_a_question_for_a_person_is_not_forgotten_when_the_caller_just_leaves(
    talk: Talk, store: ClinicStore
) -> None:
    await said(talk, ("a person please", "bye"))
    assert len(await store.callbacks()) == 1


async def test_hold_on_waits_and_keeps_the_question(talk: Talk) -> None:
    await said(talk, IN_A_BOOKING)
    await talk.say("hold on, let me find my calendar")
    assert "full name" in await talk.say("the first one")


async def test_who_asks_if_it_is_human_gets_an_honest_answer_and_the_question_again(talk: Talk) -> None:
    await said(talk, AT_IDENTITY)
    reply = await talk.say("am I talking to a real person or a robot")
    assert "automated" in reply or "computer" in reply
    assert "date of birth" in reply


async def test_a_resumed_session_says_where_it_was_in_the_same_language(talk: Talk) -> None:
    talk.language = "es"
    await talk.open()
    await said(talk, ("quiero una cita con la doctora Torres", "el jueves por la mañana"))
    talk.restart()
    reply = await talk.open()
    assert "su cita" in reply
    assert "jueves" in reply or "nueve" in reply
    assert await talk.specialist() == "scheduling"


async def test_a_read_back_is_asked_again_whole_after_a_drop(talk: Talk, store: ClinicStore) -> None:
    await said(talk, AT_THE_READ_BACK)
    talk.restart()
    assert "Tuesday, March third at nine in the morning" in await talk.open()
    await talk.say("yes")
    assert len(await store.appointments("1", after=talk.services.clock())) == 1
