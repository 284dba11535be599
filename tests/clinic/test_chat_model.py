"""The same graph with a chat model that behaves as providers' models do, wrong arguments and impatience included."""

from __future__ import annotations

from typing import Any

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from graphs.clinic.services import Services
from graphs.clinic.store import ClinicStore
from graphs.errors import ModelUnavailable
from tests.calls.script import NOW
from tests.calls.talk import Talk
from tests.clinic.scripted_model import ScriptedModel, calls

pytestmark = pytest.mark.check


@pytest.fixture
def model() -> ScriptedModel:
    return ScriptedModel()


@pytest.fixture
def talk(store: ClinicStore, model: ScriptedModel) -> Talk:
    return Talk(Services(store=store, model=model, clock=lambda: NOW))


async def booked(store: ClinicStore, patient: str = "1") -> list[str]:
    return [f"{a.starts_at:%d %H:%M}" for a in await store.appointments(patient, after=NOW)]


def last_result(messages: list[BaseMessage]) -> str:
    return next(m.text for m in reversed(messages) if isinstance(m, ToolMessage))


async def up_to_the_read_back(talk: Talk, model: ScriptedModel) -> None:
    model.answers += [
        calls(("route", {"first": "book"})),
        calls(("find_slots", {"doctor": "Dr. Lee", "when": "Tuesday morning", "reason": None})),
        AIMessage("Doctor Lee has nine or half past eleven on Tuesday. Which one?"),
    ]
    await talk.say("I'd like to see Doctor Lee on Tuesday morning")
    model.answers += [
        calls(("choose_option", {"option": "1"})),
        AIMessage("Sure. Your full name and date of birth, please?"),
    ]
    await talk.say("nine")
    model.answers += [
        calls(("verify_identity", {"full_name": "John Smith", "birth_date": "1980-03-03"})),
        AIMessage("John Smith, Tuesday, March third at nine with Doctor Lee. Shall I book it?"),
    ]
    await talk.say("John Smith, third of March nineteen eighty")


async def test_a_chat_model_books_in_four_turns(talk: Talk, model: ScriptedModel, store: ClinicStore) -> None:
    await up_to_the_read_back(talk, model)
    assert await booked(store) == []
    model.answers += [calls(("confirm", {"answer": "yes"})), AIMessage("Booked for Tuesday at nine. Anything else?")]
    assert "Booked" in await talk.say("yes please")
    assert await booked(store) == ["03 09:00"]
    assert await talk.specialist() == "scheduling"


async def test_an_impatient_model_cannot_confirm_in_the_turn_of_the_read_back(
    talk: Talk, model: ScriptedModel, store: ClinicStore
) -> None:
    model.answers += [
        calls(("route", {"first": "book"})),
        calls(
            ("verify_identity", {"full_name": "John Smith", "birth_date": "March third 1980"}),
            ("find_slots", {"doctor": "Lee", "when": "2026-03-03T09:00"}),
            ("confirm", {"answer": "yes"}),
        ),
        calls(("confirm", {"answer": "yes"})),
        AIMessage("Shall I book Tuesday at nine?"),
    ]
    await talk.say("Book me with Doctor Lee on Tuesday at nine, I'm John Smith, born March third nineteen eighty")
    assert await booked(store) == []
    assert "refused" in last_result(model.seen[-1])


@pytest.mark.parametrize(
    "answer", ["do you have parking", "no, not that one", "my cat is called Tuesday", "yes but on Wednesday"]
)
async def test_a_model_cannot_take_anything_but_a_yes_for_a_yes(
    talk: Talk, model: ScriptedModel, store: ClinicStore, answer: str
) -> None:
    await up_to_the_read_back(talk, model)
    model.answers += [calls(("confirm", {"answer": "yes"})), AIMessage("Sorry, shall I book it?")]
    await talk.say(answer)
    assert await booked(store) == []
    assert "refused" in last_result(model.seen[-1])


async def test_wrong_arguments_and_unknown_tools_are_told_back_to_the_model(talk: Talk, model: ScriptedModel) -> None:
    model.answers += [
        calls(("route", {"first": "book", "second": None, "confidence": 0.9})),
        calls(("find_slots", {"doctor": ["Lee"], "when": {"day": "Tuesday"}}), ("book_now", {"slot": 3})),
        calls(("choose_option", {"option": "seven"})),
        calls(("find_slots", {"doctor": "Lee", "when": "gibberish day"})),
        AIMessage("Which day would you like?"),
    ]
    assert await talk.say("an appointment with Doctor Lee") == "Which day would you like?"
    results = [m.text for m in model.seen[-1] if isinstance(m, ToolMessage)]
    assert "do not fit: doctor, when" in results[0]
    assert "no tool book_now" in results[1]
    assert "do not fit: option" in results[2]


async def test_a_handoff_is_answered_by_the_other_specialist_in_the_same_turn(talk: Talk, model: ScriptedModel) -> None:
    model.answers += [
        calls(("route", {"first": "info"})),
        calls(("answer", {"topic": "opening hours"})),
        AIMessage("We are open Monday to Friday. Anything else?"),
    ]
    await talk.say("when are you open")
    model.answers += [
        calls(("handoff_to_billing", {"request": "what the caller owes"})),
        calls(("tell_balance", {})),
        AIMessage("Your full name and date of birth, please?"),
    ]
    await talk.say("and what do I owe")
    assert await talk.specialist() == "billing"
    assert "answer" in model.bound[-4]
    assert "tell_balance" in model.bound[-2]
    assert "route" not in model.bound[-1]


async def test_the_router_is_never_heard(talk: Talk, model: ScriptedModel) -> None:
    model.answers += [
        calls(("route", {"first": "info"}), text="Routing the caller to information."),
        AIMessage("What would you like to know?"),
    ]
    reply = await talk.say("I have a question about the clinic")
    assert "Routing" not in reply


async def test_a_router_that_calls_nothing_is_replaced_by_the_local_check(talk: Talk, model: ScriptedModel) -> None:
    model.answers += [AIMessage("I think billing."), AIMessage("Your name and date of birth, please?")]
    await talk.say("how much do I owe you")
    assert await talk.specialist() == "billing"


async def test_a_model_that_goes_on_calling_tools_is_stopped_and_the_tools_words_are_said(
    talk: Talk, model: ScriptedModel
) -> None:
    model.answers += [calls(("route", {"first": "book"}))]
    model.answers += [calls(("find_slots", {"doctor": "Lee"})) for _ in range(6)]
    reply = await talk.say("I want to see Doctor Lee")
    assert reply.endswith("?")
    assert not model.answers


async def test_an_emergency_never_asks_the_model(talk: Talk, model: ScriptedModel, store: ClinicStore) -> None:
    assert "nine one one" in await talk.say("I can't breathe and my chest hurts")
    assert model.seen == []
    assert [callback.urgent for callback in await store.callbacks()] == [True]


async def test_a_demand_for_a_person_is_granted_whatever_the_model_thinks(
    talk: Talk, model: ScriptedModel, store: ClinicStore
) -> None:
    await up_to_the_read_back(talk, model)
    model.answers += [AIMessage("A person will call you.")]
    await talk.say("I want to talk to a real person")
    assert len(await store.callbacks()) == 1


async def test_a_model_that_fails_is_an_error_with_a_code(talk: Talk, model: ScriptedModel) -> None:
    model.answers += [RuntimeError("socket closed, key=secret")]
    with pytest.raises(ModelUnavailable) as failure:
        await talk.say("hello there, I need an appointment")
    assert "secret" not in str(failure.value)


async def test_a_model_that_answers_nothing_is_an_error(talk: Talk, model: ScriptedModel) -> None:
    model.answers += [calls(("route", {"first": "book"})), AIMessage("  ")]
    with pytest.raises(ModelUnavailable):
        await talk.say("an appointment please")


async def test_ids_and_keys_stay_out_of_what_the_model_reads(talk: Talk, model: ScriptedModel) -> None:
    await up_to_the_read_back(talk, model)
    system = next(m for m in model.seen[-1] if isinstance(m, SystemMessage))
    assert "slot_id" not in system.text
    assert "patient_id" not in system.text
    assert "John Smith" in " ".join(m.text for m in model.seen[-1])


async def test_the_model_sees_a_bounded_thread_that_begins_with_the_caller(talk: Talk, model: ScriptedModel) -> None:
    model.answers += [calls(("route", {"first": "info"}))]
    for number in range(30):
        model.answers += [calls(("answer", {"topic": "parking"})), AIMessage(f"Behind the building, time {number}.")]
        await talk.say("where can I park")
    shown: list[Any] = [m for m in model.seen[-1] if not isinstance(m, SystemMessage)]
    assert len(shown) <= 20
    assert isinstance(shown[0], HumanMessage)


async def test_a_call_that_was_never_answered_is_not_shown_to_the_model(talk: Talk, model: ScriptedModel) -> None:
    config: Any = {"configurable": {"thread_id": talk.thread}}
    broken = calls(("find_slots", {"doctor": "Lee"}), text="One moment.")
    history = [HumanMessage("I want to see Doctor Lee", id="x1"), broken]
    await talk.graph.aupdate_state(config, {"messages": history, "specialist": "scheduling"}, as_node="scheduling")
    model.answers += [AIMessage("Which day would you like?")]
    await talk.say("are you still there, hello")
    asked = [m for m in model.seen[-1] if isinstance(m, AIMessage)]
    assert all(not m.tool_calls for m in asked)
