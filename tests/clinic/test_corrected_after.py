"""What was just done is corrected, taken back or asked for again; only a plain no ends the call."""

from __future__ import annotations

import pytest

from graphs.clinic.store import ClinicStore
from tests.calls.script import NOW
from tests.calls.talk import Talk

pytestmark = pytest.mark.check

BOOKED = ("book Doctor Lee tomorrow at ten", "John Smith, March third nineteen eighty", "yes")
CANCELLED = ("I need to cancel my appointment", "Mary Wilson, October twentieth nineteen ninety", "yes")
CANCELADA = ("Quiero cancelar mi cita", "María García López, doce de mayo de mil novecientos setenta y cinco", "sí")
PROMISED = ("I'd like to pay fifty dollars on Friday", "John Smith, March third nineteen eighty", "yes")


async def said(talk: Talk, *turns: str) -> str:
    reply = ""
    for turn in turns:
        reply = await talk.say(turn)
    return reply


async def booked(store: ClinicStore, patient: str) -> list[str]:
    return [f"{a.starts_at:%d %H:%M} {a.doctor.surname}" for a in await store.appointments(patient, after=NOW)]


async def promised(store: ClinicStore) -> list[str]:
    return [f"{p.amount:.2f} by {p.due}" for p in (await store.balance("1")).promises]


@pytest.mark.parametrize(
    ("words", "then"),
    [
        ("no, I said three", "03 15:00 Lee"),
        ("wait, I meant three in the afternoon", "03 15:00 Lee"),
        ("actually can we make it Thursday at eleven", "05 11:00 Lee"),
        ("sorry, with Doctor Ramírez", "03 10:00 Ramírez"),
    ],
)
async def test_a_visit_just_booked_goes_to_another_time(talk: Talk, store: ClinicStore, words: str, then: str) -> None:
    await said(talk, *BOOKED, words, "yes")
    assert await booked(store, "1") == [then]


async def test_a_day_that_corrects_a_booking_is_kept_in_the_move(talk: Talk) -> None:
    assert "Thursday, March fifth" in await said(talk, *BOOKED, "actually can we make it Thursday")


@pytest.mark.parametrize("words", ["cancel it", "undo that", "oh no, I didn't want that"])
async def test_a_booking_is_taken_back_after_a_read_back(talk: Talk, store: ClinicStore, words: str) -> None:
    await said(talk, *BOOKED, words)
    assert await booked(store, "1") == ["03 10:00 Lee"]
    await talk.say("yes")
    assert await booked(store, "1") == []


async def test_a_move_is_taken_back(talk: Talk, store: ClinicStore) -> None:
    await said(talk, *BOOKED, "no, I said three", "yes", "put it back please", "yes")
    assert await booked(store, "1") == ["03 10:00 Lee"]


@pytest.mark.parametrize("words", ["no wait don't cancel it", "oh no, I didn't want that, undo it", "keep it please"])
async def test_a_cancelled_visit_is_offered_again(talk: Talk, store: ClinicStore, words: str) -> None:
    assert "book it again" in await said(talk, *CANCELLED, words)
    await talk.say("yes")
    assert await booked(store, "4") == ["10 15:00 Cohen"]


@pytest.mark.parametrize("words", ["no la cancele", "no, espere, no la cancele", "no quería cancelarla"])
async def test_a_cancelled_visit_is_offered_again_in_spanish(talk: Talk, store: ClinicStore, words: str) -> None:
    await said(talk, *CANCELADA, words, "sí")
    assert await booked(store, "2") == ["09 10:30 Torres"]


async def test_all_cancelled_visits_are_offered_again(talk: Talk, store: ClinicStore) -> None:
    await said(talk, "cancel all my appointments", "Robert Johnson, July fourth nineteen sixty two", "yes")
    assert await booked(store, "3") == []
    await said(talk, "no wait don't cancel it", "yes", "yes")
    assert await booked(store, "3") == ["06 09:30 Patel", "17 14:00 Walker"]


async def test_more_than_was_promised_is_promised_on_top(talk: Talk, store: ClinicStore) -> None:
    await said(talk, *PROMISED, "no I mean the whole amount", "yes")
    assert await promised(store) == ["50.00 by 2026-03-06", "35.50 by 2026-03-06"]


async def test_another_day_for_a_promise_is_noted_for_a_person(talk: Talk, store: ClinicStore) -> None:
    assert "person" in await said(talk, *PROMISED, "actually make it next Friday")
    assert "make it next Friday" in (await store.callbacks())[0].summary


@pytest.mark.parametrize(
    "words", ["what did you just book?", "what time was that again?", "when is it again?", "what day was that?"]
)
async def test_what_was_done_is_told_again(talk: Talk, words: str) -> None:
    assert "Tuesday, March third at ten in the morning, with Doctor Lee" in await said(talk, *BOOKED, words)


@pytest.mark.parametrize(
    "words",
    ["no", "no thanks", "nope I'm good", "no, that's all", "no, you've been very helpful", "no it's fine", "goodbye"],
)
async def test_a_plain_no_ends_the_call(talk: Talk, words: str) -> None:
    await said(talk, *BOOKED, words)
    assert (await talk.state())["end_call"]


@pytest.mark.parametrize("words", ["no wait", "no that's not what I wanted", "no I said something else entirely"])
async def test_a_no_with_more_in_it_does_not(talk: Talk, words: str) -> None:
    await said(talk, *BOOKED, words)
    assert not (await talk.state())["end_call"]


async def test_another_wish_after_a_booking_is_no_correction(talk: Talk, store: ClinicStore) -> None:
    await said(talk, *BOOKED, "actually I also need another appointment with Doctor Cohen on Thursday")
    assert (await talk.state())["desk"]["wish"]["kind"] == "book"


async def test_what_is_promised_is_told_with_the_balance_and_the_rest_can_be_promised(
    talk: Talk, store: ClinicStore
) -> None:
    reply = await said(talk, *PROMISED, "what do I owe now")
    assert "eighty-five" in reply
    assert "thirty-five dollars and fifty cents" in reply
    await said(talk, "I want to pay the rest tomorrow", "yes")
    assert await promised(store) == ["35.50 by 2026-03-03", "50.00 by 2026-03-06"]


async def test_an_amount_beyond_the_rest_tells_of_the_earlier_promise(talk: Talk) -> None:
    assert "fifty dollars" in await said(talk, *PROMISED, "I also want to pay forty on monday")


async def test_all_items_of_a_bill_are_told(talk: Talk) -> None:
    reply = await said(talk, "how much do I owe", "John Smith, March third nineteen eighty", "what are the items?")
    assert "copay" in reply
    assert "blood test" in reply
