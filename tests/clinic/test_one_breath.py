"""Who is calling and what they want, said together: taken, and told once."""

from __future__ import annotations

import pytest

from graphs.clinic.language import introduced_name, without_introduction
from tests.calls.talk import Talk

pytestmark = pytest.mark.check

BALANCE = [
    "I'm John Smith, born March 3rd 1980, and I'd like to know what I owe",
    "what do I owe, this is John Smith, born March third nineteen eighty",
    "my name is John Smith and my date of birth is March third nineteen eighty and I want to know what I owe",
    "hi John Smith here, march third nineteen eighty, how much do I owe you",
    "how much do i owe john smith march third nineteen eighty",
    "I was born on March third 1980 and my name is John Smith, what is my balance",
]
SALDO = [
    "soy José Martínez, nací el dos de noviembre de mil novecientos sesenta y nueve, y quiero saber cuánto debo",
    "cuánto debo, me llamo José Martínez, nacido el dos de noviembre de mil novecientos sesenta y nueve",
    "nací el dos de noviembre de mil novecientos sesenta y nueve y me llamo José Martínez, cuánto debo",
]


@pytest.mark.parametrize("words", BALANCE)
async def test_identity_beside_the_wish_is_taken_read_back_and_the_balance_told_once(talk: Talk, words: str) -> None:
    reply = await talk.say(words)
    assert "John Smith, born March third, nineteen eighty" in reply
    assert reply.count("eighty-five dollars") == 1


@pytest.mark.parametrize("words", SALDO)
async def test_the_same_in_spanish(talk: Talk, words: str) -> None:
    reply = await talk.say(words)
    assert "José Martínez, nacimiento el dos de noviembre" in reply
    assert reply.count("ciento veinte dólares") == 1


async def test_identity_that_matches_nobody_is_told_as_when_it_was_asked_for(talk: Talk) -> None:
    reply = await talk.say("I'm Maria Lopez, born May 3rd 1980, and I'd like to cancel my appointment")
    assert "Maria Lopez, born May third, nineteen eighty" in reply
    assert "match" in reply


async def test_identity_told_to_triage_is_not_asked_for_again(talk: Talk) -> None:
    for words in (
        "I'm John Smith, born March third 1980, I have a rash and want to see somebody on friday",
        "two days",
    ):
        await talk.say(words)
    for words in ("no", "the visit"):
        reply = await talk.say(words)
    assert "Doctor Cohen is free on Friday" in reply
    assert "John Smith" in await talk.say("the first one")


@pytest.mark.parametrize(
    ("words", "name", "rest"),
    [
        (
            "book me with doctor lee tuesday john smith march third nineteen eighty",
            "John Smith",
            "book me with doctor lee tuesday",
        ),
        ("move my appointment, Mary Wilson, born october 20 1990", "Mary Wilson", "move my appointment"),
        ("my name is John Smith", "John Smith", ""),
        ("this is getting worse", None, "this is getting worse"),
        ("I'd like to see Doctor Lee on march third", None, "I'd like to see Doctor Lee on march third"),
    ],
)
def test_an_introduction_is_told_from_the_rest(words: str, name: str | None, rest: str) -> None:
    assert introduced_name(words, "en") == name
    assert without_introduction(words, "en") == rest


async def test_a_birth_date_in_two_pieces_is_put_together(talk: Talk) -> None:
    for words in ("what do I owe", "my name is john smith", "march third"):
        await talk.say(words)
    assert "eighty-five dollars" in await talk.say("nineteen eighty")


async def test_a_full_name_with_capitals_is_kept_though_the_birth_date_comes_later(talk: Talk) -> None:
    reply = await talk.say("buenos días, soy María García López y quisiera saber cuándo es mi cita")
    assert "nacimiento" in reply
    assert "nombre" not in reply
    assert "lunes nueve de marzo" in await talk.say("doce de mayo de mil novecientos setenta y cinco")


async def test_tired_is_no_name(talk: Talk) -> None:
    await talk.say("I'm Really Tired and need a doctor")
    assert "name" not in (await talk.state())["desk"].get("caller", {})


async def test_a_birth_date_beside_a_wish_is_no_red_flag(talk: Talk) -> None:
    await talk.say("cuánto debo, me llamo José Martínez, nacido el dos de noviembre de mil novecientos sesenta y nueve")
    assert not (await talk.state())["desk"].get("check")
