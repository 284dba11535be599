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


ADULTS = [
    ("I want to know what my husband owes", "his name is John Smith born March 3 1980"),
    ("what is my wife's balance", "Mary Wilson, October twentieth nineteen ninety"),
    ("cancel my mother's appointment", "Mary Wilson, October twentieth nineteen ninety"),
    ("move my wife's appointment to Friday", "Mary Wilson, October twentieth nineteen ninety"),
    ("when is my mom's next appointment", "Mary Wilson, October twentieth nineteen ninety"),
]


@pytest.mark.parametrize(("wish", "who"), ADULTS)
async def test_nothing_of_another_adult_is_told_and_a_person_is_offered(talk: Talk, wish: str, who: str) -> None:
    reply = await said(talk, wish, who)
    assert "only" in reply or "stays with the patient" in reply
    assert "person" in reply
    for hint in ("dollars", "owe nothing", "Doctor", "Shall I cancel"):
        assert hint not in reply
    assert "number" in await talk.say("yes")


async def test_whether_another_adult_is_a_patient_is_not_told(talk: Talk) -> None:
    reply = await said(talk, "what is my wife's balance", "Nobody Known, October second nineteen ninety")
    assert "match" not in reply
    assert "patient" in reply


async def test_a_parent_hears_of_a_minor_who_has_nobody_on_file(talk: Talk, store: ClinicStore) -> None:
    born = NOW.date().replace(year=2018, month=5, day=5)
    await store.create_patient(full_name="Timothy Hale", birth_date=born, phone="+12105550177", key="child")
    reply = await said(talk, "what do I owe for my son, I mean what does he owe", "Timothy Hale, May fifth 2018")
    assert "owe" in reply
    assert "only" not in reply


@pytest.mark.parametrize(
    ("answer", "meant"),
    [("the third of April", "April third"), ("April", "April third"), ("the first one", "March fourth")],
)
async def test_an_answer_to_which_order_is_taken(talk: Talk, answer: str, meant: str) -> None:
    reply = await said(talk, "what do I owe", "Karen Nolan, three four eighty", answer)
    assert f"born {meant}" in reply


async def test_which_order_is_asked_three_times_in_other_words_then_a_person_helps(talk: Talk) -> None:
    await said(talk, "what do I owe", "Karen Nolan, three four eighty", "dunno", "blah", "no clue")
    asked = [reply for reply in talk.replies if "March fourth" in reply]
    assert len(asked) == len(set(asked)) == 3
    assert await talk.specialist() == "person"


async def test_figures_with_signs_have_the_american_order_and_are_read_back(talk: Talk) -> None:
    reply = await said(talk, "what do I owe", "Robert Johnson, 7/4/1962")
    assert "born July fourth, nineteen sixty-two" in reply


async def test_a_birth_date_with_a_comma_for_each_pause_is_understood(talk: Talk) -> None:
    reply = await said(talk, "when is my appointment", "Mary Wilson. October, twenty, nineteen, ninety.")
    assert "born October twentieth, nineteen ninety" in reply


@pytest.mark.parametrize("name", ["Rose Day", "June March", "Mark Monday", "Bill Cash", "Faith Noon"])
async def test_a_name_of_ordinary_words_is_taken_when_a_name_is_asked_for(talk: Talk, name: str) -> None:
    reply = await said(talk, "what do I owe", name)
    assert (await talk.state())["desk"]["caller"]["name"] == name
    assert "date of birth" in reply
