"""Callers who change their mind in the middle of it: let go, go back, something else than what was offered."""

from __future__ import annotations

import pytest

from tests.calls.talk import Talk

pytestmark = pytest.mark.check


async def said(talk: Talk, *turns: str) -> str:
    reply = ""
    for turn in turns:
        reply = await talk.say(turn)
    return reply


@pytest.mark.parametrize("words", ["cancel that", "no, forget it, cancel it", "never mind, cancel the whole thing"])
async def test_a_booking_that_is_called_off_is_dropped_not_an_appointment_cancelled(talk: Talk, words: str) -> None:
    reply = await said(talk, "I need to see Doctor Lee on Tuesday", words)
    assert "name" not in reply
    assert (await talk.state())["desk"]["wish"] is None


async def test_an_appointment_on_file_can_be_cancelled_while_booking(talk: Talk) -> None:
    await said(
        talk, "I need to see Doctor Lee on Tuesday", "actually I want to cancel my appointment with Doctor Cohen"
    )
    assert (await talk.state())["desk"]["wish"]["kind"] == "cancel"


@pytest.mark.parametrize(
    "words", ["back to my appointment please", "so where were we", "let's continue with the booking"]
)
async def test_the_caller_goes_back_to_the_booking_from_the_bill(talk: Talk, words: str) -> None:
    reply = await said(talk, "I need to see Doctor Lee on Tuesday", "how much do I owe", words)
    assert "nine" in reply
    assert await talk.specialist() == "scheduling"


async def test_going_back_with_nothing_open_begins_what_is_named(talk: Talk) -> None:
    await said(talk, "I need to see Doctor Lee on Tuesday", "never mind", "ok so back to the appointment")
    assert (await talk.state())["desk"]["wish"]["kind"] == "book"


async def test_the_last_doctor_of_a_correction_counts(talk: Talk) -> None:
    assert "Doctor Walker is free on Wednesday" in await talk.say(
        "I want Tuesday, no wait, Wednesday with Doctor Lee, no, Doctor Walker"
    )


async def test_when_there_is_no_other_doctor_it_is_said(talk: Talk) -> None:
    reply = await said(talk, "I need an appointment for my skin", "wednesday", "another doctor")
    assert "Cohen" in reply
    assert "no other doctor" in reply


@pytest.mark.parametrize("words", ["not with her", "anyone but Doctor Lee"])
async def test_a_doctor_who_is_refused_is_not_offered_again(talk: Talk, words: str) -> None:
    reply = await said(talk, "I need a checkup", "tuesday afternoon", words)
    assert "Lee" not in reply
    assert "Ramírez" in reply


async def test_a_place_in_the_list_names_the_appointment_to_cancel(talk: Talk) -> None:
    await said(talk, "when is my appointment, this is Robert Johnson, born July 4th 1962")
    assert "cancel Friday, March sixth" in await talk.say("cancel the first one")


async def test_another_appointment_can_be_named_at_the_read_back_of_a_cancellation(talk: Talk) -> None:
    await said(talk, "cancel my appointment on friday, Robert Johnson, July fourth 1962")
    assert "cancel Tuesday, March seventeenth" in await talk.say("no, the one with Doctor Walker")


async def test_to_the_week_after_counts_from_the_appointment_that_is_moved(talk: Talk) -> None:
    reply = await talk.say("I'm Mary Wilson, October 20 1990, can you move my appointment to the week after")
    assert "March sixteenth" in reply


async def test_no_thanks_to_the_offered_times_lets_it_go(talk: Talk) -> None:
    reply = await said(talk, "I need to see Doctor Lee on Tuesday", "no thanks")
    assert "else" in reply


async def test_who_has_no_day_in_mind_is_offered_the_soonest_times(talk: Talk) -> None:
    assert "is free" in await said(talk, "I need to see Doctor Lee", "I don't know, what do you have")


async def test_start_over_asks_one_thing(talk: Talk) -> None:
    reply = await said(talk, "I need to see Doctor Lee", "start over")
    assert reply.count("?") == 1
    assert "Sure" not in reply


async def test_a_bill_paid_by_a_day_that_does_not_exist_keeps_the_amount(talk: Talk) -> None:
    reply = await said(talk, "I'm John Smith, born March third 1980, what do I owe", "can I pay half on february 30th")
    assert "no such day" in reply
    assert "Forty-two dollars" in await talk.say("march fifteenth")


@pytest.mark.parametrize("number", ["", "two one zero five five five zero one nine nine"])
async def test_a_person_who_is_asked_for_again_about_a_bill_is_told_of_it(talk: Talk, number: str) -> None:
    await said(talk, "I want a person", number or "no number", "my bill is wrong, I want to dispute it")
    await said(talk, "John Smith, March third 1980")
    assert len(await talk.services.store.callbacks()) >= 1


async def test_an_apology_is_not_said_again_after_a_detour(talk: Talk) -> None:
    reply = await said(talk, "I need to see Doctor Lee on Tuesday", "flobber the wobble", "what are your hours")
    assert "missed" not in reply


async def test_let_me_see_with_a_choice_is_the_choice(talk: Talk) -> None:
    assert "full name" in await said(talk, "I need to see Doctor Lee on Tuesday", "hmm let me see, the first")


@pytest.mark.parametrize("words", ["no thanks", "no thank you"])
async def test_no_thanks_to_the_question_for_the_day_lets_it_go(talk: Talk, words: str) -> None:
    assert "else" in await said(talk, "I need to see Doctor Lee", words)


async def test_moved_instead_of_cancelled_it_is_the_same_appointment(talk: Talk) -> None:
    await said(talk, "can't make it on friday", "Robert Johnson July fourth nineteen sixty two")
    assert "Doctor Patel is free on Monday" in await talk.say("can I come monday instead")


async def test_a_third_wish_of_a_sentence_is_not_lost(talk: Talk) -> None:
    await said(talk, "cancel my appointment, then tell me my balance and your address")
    assert "Water Street" in await said(talk, "Mary Wilson october twentieth nineteen ninety", "yes")


async def test_what_names_no_topic_is_no_question_about_the_clinic(talk: Talk) -> None:
    await said(talk, "what do I owe", "my name is john smith", "s m i t h")
    assert await talk.specialist() == "billing"


async def test_mas_tarde_is_no_goodbye(talk: Talk) -> None:
    await said(talk, "quiero una cita con la doctora Torres", "lo más pronto posible", "no, más tarde")
    assert not (await talk.state()).get("end_call")


async def test_a_doctor_with_no_name_is_any_doctor(talk: Talk) -> None:
    reply = await talk.say("necesito que me vea un doctor porque me duele la espalda")
    assert "nombre" not in reply
