"""Which of several visits is meant, and where it goes: by day, month, reason, doctor, time; counted from itself."""

from __future__ import annotations

import pytest

from graphs.clinic.store import ClinicStore
from tests.calls.script import NOW
from tests.calls.talk import Talk

pytestmark = pytest.mark.check

ROBERT = "Robert Johnson, July fourth nineteen sixty two"


async def said(talk: Talk, *turns: str) -> str:
    reply = ""
    for turn in turns:
        reply = await talk.say(turn)
    return reply


async def booked(store: ClinicStore, patient: str = "3") -> list[str]:
    return [f"{a.starts_at:%d %H:%M} {a.doctor.surname}" for a in await store.appointments(patient, after=NOW)]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("the one on Friday", "March sixth"),
        ("the knee one", "March seventeenth"),
        ("the blood pressure one", "March sixth"),
        ("the one with Doctor Walker", "March seventeenth"),
        ("the one at two", "March seventeenth"),
        ("March seventeenth", "March seventeenth"),
        ("the second one", "March seventeenth"),
    ],
)
async def test_one_of_two_visits_is_chosen(talk: Talk, words: str, day: str) -> None:
    assert f"{day} at" in (reply := await said(talk, "I need to move my appointment", ROBERT, words))
    assert "Which one" not in reply


async def test_the_chosen_visit_is_moved_and_keeps_its_doctor(talk: Talk, store: ClinicStore) -> None:
    await said(talk, "I need to move my appointment", ROBERT, "the knee one", "a week later, same time", "yes")
    assert await booked(store) == ["06 09:30 Patel", "24 14:00 Walker"]


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("move my appointment with Doctor Walker to the afternoon before", "Monday, March sixteenth at one"),
        ("move my Friday appointment a week later, same time", "to Friday, March thirteenth at nine thirty"),
        ("move the knee appointment to the following day, same time", "to Wednesday, March eighteenth at two"),
    ],
)
async def test_the_new_time_counts_from_the_visit(talk: Talk, words: str, answer: str) -> None:
    assert answer in await said(talk, words, ROBERT)


async def test_a_spanish_week_later_at_the_same_hour(talk: Talk, store: ClinicStore) -> None:
    who = "María García López, doce de mayo de mil novecientos setenta y cinco"
    await said(talk, "Quiero mover mi cita", who, "una semana después a la misma hora", "sí")
    assert await booked(store, "2") == ["16 10:30 Torres"]


async def test_no_visit_on_that_day_is_said(talk: Talk) -> None:
    who = "María García López, doce de mayo de mil novecientos setenta y cinco"
    reply = await said(talk, "Quiero cancelar la cita del treinta de diciembre", who)
    assert "cita así" in reply


@pytest.mark.parametrize("words", ["move my December appointment to the week after", "cancel the December one"])
async def test_no_visit_in_that_month_is_said(talk: Talk, words: str) -> None:
    assert "You have no appointment like that" in await said(talk, words, ROBERT)


@pytest.mark.parametrize("who", [ROBERT, "Susan Miller, August fifteenth nineteen eighty five"])
async def test_a_past_visit_is_said_to_be_past(talk: Talk, who: str) -> None:
    assert "past" in await said(talk, "cancel my appointment from last week", who)


async def test_another_visit_than_the_one_read_back_is_cancelled(talk: Talk, store: ClinicStore) -> None:
    await said(talk, "cancel my appointment", ROBERT, "the one with Doctor Patel", "no, the knee one", "yes")
    assert await booked(store) == ["06 09:30 Patel"]
