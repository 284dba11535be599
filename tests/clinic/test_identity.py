"""Who is calling: read back, never told which part did not fit, three failures, for somebody else."""

from __future__ import annotations

import pytest

from graphs.clinic.store import ClinicStore
from tests.calls.script import NOW
from tests.calls.talk import Talk

pytestmark = pytest.mark.check

PRIVATE = ["what do I owe", "when is my appointment", "cancel my appointment", "explain a charge on my bill to me"]


async def said(talk: Talk, *turns: str) -> str:
    reply = ""
    for turn in turns:
        reply = await talk.say(turn)
    return reply


@pytest.mark.parametrize("wish", PRIVATE)
async def test_nothing_private_is_told_before_name_and_birth_date(talk: Talk, wish: str) -> None:
    reply = await talk.say(wish)
    assert "date of birth" in reply
    assert "John" not in reply


async def test_name_and_birth_date_are_read_back(talk: Talk) -> None:
    reply = await said(talk, "what do I owe", "John Smith, born March third nineteen eighty")
    assert "John Smith, born March third, nineteen eighty" in reply


@pytest.mark.parametrize(
    "answer", ["Johnny Smith, March fourth nineteen eighty", "Peter Smith, born March third nineteen eighty"]
)
async def test_a_failure_does_not_tell_which_part_was_wrong_nor_hints_at_a_patient(talk: Talk, answer: str) -> None:
    reply = await said(talk, "what do I owe", answer)
    for hint in ("birth date is", "name is", "patient", "found", "on file", "John Smith", "Linda"):
        assert hint not in reply
    assert "match" in reply


async def test_parts_are_asked_for_one_by_one_and_combined(talk: Talk) -> None:
    await said(talk, "what do I owe", "smith")
    reply = await said(talk, "john", "the third of march")
    assert "dollars" not in reply
    reply = await said(talk, "march third nineteen eighty")
    assert "eighty-five dollars" in reply


async def test_an_open_order_of_day_and_month_is_asked_for(talk: Talk) -> None:
    reply = await said(talk, "what do I owe", "Karen Nolan, three four eighty")
    assert "March fourth" in reply
    assert "April third" in reply


async def test_a_success_forgives_earlier_failures(talk: Talk) -> None:
    await said(
        talk, "what do I owe", "John Smith, March fourth nineteen eighty", "John Smith, March third nineteen eighty"
    )
    desk = (await talk.state())["desk"]
    assert "identity" not in desk["failures"]


async def test_three_failures_go_to_a_person_and_nothing_was_told(talk: Talk, store: ClinicStore) -> None:
    reply = await said(
        talk,
        "what do I owe",
        "John Smith, May fourth 1981",
        "John Smith, May fifth 1981",
        "S M I T H",
        "May sixth 1981",
    )
    assert await talk.specialist() == "person"
    assert "dollars" not in " ".join(talk.replies)
    assert "number" in reply
    await said(talk, "two one zero five five five zero one nine nine")
    [callback] = await store.callbacks()
    assert "not verified" in callback.summary


async def test_after_three_failures_no_further_guess_is_taken_whatever_is_said(talk: Talk, store: ClinicStore) -> None:
    wrong = ["John Smith, May fourth 1981", "John Smith, May fifth 1981", "S M I T H", "May sixth 1981"]
    right = "John Smith, born March third nineteen eighty"
    await said(talk, "what do I owe", *wrong, "no number")
    await said(talk, "my balance please", right, "start over", "when is my appointment", right, "S M I T H", right)
    assert "dollars" not in " ".join(talk.replies)
    assert not (await talk.state())["desk"]["caller"].get("patient_id")


async def test_who_says_why_hears_why_and_it_is_no_failure(talk: Talk) -> None:
    reply = await said(talk, "what do I owe", "why do you need my birthday")
    assert "private" in reply or "safe" in reply or "sure" in reply
    assert not (await talk.state())["desk"].get("failures")


async def test_an_adults_bill_is_not_told_to_a_wife_who_is_not_on_file(talk: Talk) -> None:
    reply = await said(talk, "what does my husband owe, I'm his wife", "John Smith, born March third nineteen eighty")
    assert "dollars" not in reply


async def test_a_childs_appointment_is_told_to_the_parent_on_file(talk: Talk) -> None:
    reply = await said(talk, "when is the appointment for my daughter", "Emily Davis, born June fifth twenty sixteen")
    assert "Doctor Kim" in reply


async def test_a_new_patient_who_is_on_file_already_is_not_registered_twice(talk: Talk, store: ClinicStore) -> None:
    await said(
        talk,
        "I want to see Doctor Lee on Tuesday at nine",
        "I'm a new patient",
        "John Smith, born March third nineteen eighty",
        "two one zero five five five zero one nine nine",
        "yes",
    )
    found = await store.find_patients(birth_date=(await store.patient("1")).birth_date, name="John Smith")
    assert len([match for match in found if match.patient.name == "John Smith"]) == 1


async def test_a_new_patient_is_written_only_after_a_yes(talk: Talk, store: ClinicStore) -> None:
    await said(
        talk,
        "I want to see Doctor Lee on Tuesday at nine",
        "I'm a new patient",
        "Anna Rivers, born May fifth nineteen ninety",
        "two one zero five five five zero one nine nine",
    )
    birth = NOW.date().replace(year=1990, month=5, day=5)
    assert await store.find_patients(birth_date=birth, name="Anna Rivers") == []
    await said(talk, "yes")
    assert (await store.find_patients(birth_date=birth, name="Anna Rivers"))[0].patient.phone == "+12105550199"
