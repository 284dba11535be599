"""Questions: doses go to a nurse, doctors and house are told from the records, what is not known is said to be so."""

from __future__ import annotations

import pytest

from tests.calls.talk import Talk

pytestmark = pytest.mark.check


async def said(talk: Talk, *turns: str) -> str:
    reply = ""
    for turn in turns:
        reply = await talk.say(turn)
    return reply


@pytest.mark.parametrize(
    "words",
    [
        "how much ibuprofen can I take?",
        "can I take two tylenol with my blood pressure pills",
        "how many pills should I take a day",
        "is it okay to give my son aspirin",
        "cuánto ibuprofeno puedo tomar",
        "puedo tomar la pastilla con alcohol",
    ],
)
@pytest.mark.parametrize("before", [(), ("I need an appointment with Doctor Lee",)], ids=["first", "booking"])
async def test_a_dose_is_a_question_for_a_nurse(talk: Talk, before: tuple[str, ...], words: str) -> None:
    reply = await said(talk, *before, words)
    assert "nurse" in reply or "enfermera" in reply
    assert (await talk.state())["desk"]["wish"]["kind"] == "person"


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("is doctor Kim a woman?", "Doctor Kim is a woman"),
        ("does doctor Torres speak Spanish", "English and Spanish"),
        ("what kind of doctor is doctor Walker", "orthopedics"),
        ("what's your phone number", "two one zero"),
        ("how long is a visit?", "thirty minutes"),
        ("do you give flu shots?", "Vaccines are given"),
        ("¿la doctora Kim habla español?", "inglés"),
        ("cuánto dura la consulta", "treinta minutos"),
        ("cuál es su teléfono", "dos uno cero"),
    ],
)
async def test_what_the_records_know_is_told(talk: Talk, words: str, answer: str) -> None:
    assert answer in await talk.say(words)


@pytest.mark.parametrize(
    "words", ["are you open on Thanksgiving?", "is doctor Lee any good?", "¿abren el día de Navidad?"]
)
async def test_what_is_not_known_is_said_and_a_person_offered(talk: Talk, words: str) -> None:
    await talk.say(words)
    assert (await talk.state())["desk"]["asked"] == "offer_person"


@pytest.mark.parametrize(
    "words",
    [
        "how much would it cost me to see doctor Lee",
        "what do you charge for a physical",
        "price of an MRI",
        "is there a fee for cancelling",
        "what's the copay",
        "cuánto sale la consulta",
    ],
)
@pytest.mark.parametrize("before", [(), ("how much do I owe",)], ids=["first", "bill"])
async def test_a_price_needs_no_identity(talk: Talk, before: tuple[str, ...], words: str) -> None:
    reply = await said(talk, *before, words)
    assert "name" not in reply
    assert "nombre" not in reply


@pytest.mark.parametrize(
    "words", ["how long do results take", "how many days does a refill take", "should I take the bus to you"]
)
async def test_what_only_sounds_like_a_dose_or_a_visit_is_neither(talk: Talk, words: str) -> None:
    reply = await talk.say(words)
    assert "nurse will" not in reply
    assert "thirty minutes" not in reply


async def test_a_question_in_the_middle_of_a_booking_is_answered_and_the_booking_goes_on(talk: Talk) -> None:
    reply = await said(talk, "I need an appointment with Doctor Lee on Thursday", "is doctor Lee a woman?")
    assert "Doctor Lee is a woman" in reply
    assert (await talk.state())["desk"]["wish"]["kind"] == "book"


async def test_the_second_of_two_questions_is_offered(talk: Talk) -> None:
    reply = await talk.say("what are your hours and do you take aetna?")
    assert "Aetna" in reply
    assert "opening hours" in reply
    assert "nine in the morning" in await talk.say("yes please")


@pytest.mark.parametrize(
    ("words", "answers"),
    [
        ("I need a refill and a checkup next week", ("refill request", "Doctor")),
        ("necesito una receta y una cita para la piel la próxima semana", ("receta", "doctora Cohen")),
    ],
)
async def test_a_question_beside_a_wish_is_answered_first(talk: Talk, words: str, answers: tuple[str, ...]) -> None:
    reply = await talk.say(words)
    assert all(answer in reply for answer in answers)


async def test_a_wish_that_has_to_wait_is_announced(talk: Talk) -> None:
    assert "right after" in await talk.say("I need to cancel my appointment and what do I owe")
