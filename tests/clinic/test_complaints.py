"""What hurts, and since when, is heard once; the visit that follows is for it."""

from __future__ import annotations

import pytest

from graphs.clinic.language.since import since_when
from tests.calls.talk import Talk

pytestmark = pytest.mark.check


async def said(talk: Talk, *turns: str) -> str:
    reply = ""
    for turn in turns:
        reply = await talk.say(turn)
    return reply


@pytest.mark.parametrize(
    ("words", "since"),
    [
        ("a rash since yesterday", "since yesterday"),
        ("it started three days ago", "three days ago"),
        ("a cough for two weeks", "for two weeks"),
        ("my knee hurts, can I come in two days", ""),
        ("I need an appointment for my daughter", ""),
    ],
)
def test_since_when_in_english(words: str, since: str) -> None:
    assert since_when(words, "en") == since


@pytest.mark.parametrize(
    ("words", "since"),
    [
        ("me duele desde ayer", "desde ayer"),
        ("me duele desde hace tres días", "desde hace tres dias"),
        ("hace dos semanas que toso", "hace dos semanas"),
        ("me duele la rodilla", ""),
    ],
)
def test_since_when_in_spanish(words: str, since: str) -> None:
    assert since_when(words, "es") == since


@pytest.mark.parametrize(
    "words",
    [
        "I've had a rash on my arm since yesterday",
        "My knee hurts, it started three days ago",
        "I've had a cough for two weeks",
        "Me duele la garganta desde ayer",
    ],
)
async def test_what_was_said_is_not_asked(talk: Talk, words: str) -> None:
    await talk.say(words)
    assert (await talk.state())["desk"]["asked"] == "danger"


@pytest.mark.parametrize(
    "turns",
    [
        ("my knee hurts, can I get an appointment for that", "no"),
        ("my knee hurts", "can I just get an appointment instead", "no"),
        ("my knee hurts", "since monday", "no, I just need an appointment"),
        ("my knee hurts", "since monday", "no", "a visit please"),
    ],
)
async def test_the_visit_is_for_the_complaint(talk: Talk, turns: tuple[str, ...]) -> None:
    reply = await said(talk, *turns, "tomorrow")
    assert "Doctor Walker is free" in reply
    assert "knee" in (await talk.state())["desk"]["wish"]["slots"]["reason"]


async def test_danger_is_asked_for_before_the_visit(talk: Talk) -> None:
    await said(talk, "my knee hurts", "can I just get an appointment instead")
    assert (await talk.state())["desk"]["asked"] == "danger"
