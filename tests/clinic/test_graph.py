"""The graph as a whole: its shape, its factory, what it does with any words at all."""

from __future__ import annotations

import json
import os
import random
import re
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import messages_to_dict

from graphs.clinic.act import TOOLS
from graphs.clinic.graph import build, clinic
from graphs.clinic.services import Services, configure
from graphs.clinic.specialists import TEAM
from graphs.clinic.store import ClinicStore
from graphs.errors import StoreUnavailable
from tests.calls.talk import Talk

NOT_SPEAKABLE = re.compile(r"[0-9*#_`$%&@\[\]{}<>/\\|=+]")
SPECIALISTS = {"triage", "scheduling", "billing", "information", "person"}
UTTERANCES = (
    "I'd like an appointment with Doctor Lee on Tuesday",
    "the first one",
    "no wait the second",
    "yes",
    "no",
    "okay okay",
    "John Smith, born March third nineteen eighty",
    "Mary Wilson October twentieth ninety",
    "S M I T H",
    "three four eighty",
    "what do I owe",
    "half of it",
    "fifty dollars",
    "next friday",
    "tomorrow morning",
    "any day but mornings, and not him",
    "cancel tuesday and what do I owe",
    "move it to thursday",
    "my knee hurts",
    "since yesterday",
    "where do I park",
    "do you take medicare",
    "a nurse please",
    "never mind",
    "hold on",
    "slower",
    "what",
    "this damn thing again",
    "two one zero five five five zero one nine nine",
    "no number",
    "I'm a new patient",
    "why do you need that",
    "",
    "...",
    "asdf qwer",
    "the blood test",
    "all of them",
    "with the other doctor",
    "later",
    "what else do you have",
    "it's over",
    "quiero una cita",
    "mañana por la mañana",
    "José Martínez, dos de noviembre del sesenta y nueve",
    "sí",
    "cuánto debo",
    "don't cancel it",
    "my chest hurt last year",
    "goodbye",
    "start over",
    "thirty first of february",
    "yes but later",
)


def drawn(services: Services) -> Any:
    return build(services).compile().get_graph()


@pytest.mark.check
def test_every_node_and_every_way_is_drawn(services: Services) -> None:
    graph = drawn(services)
    assert set(graph.nodes) == {"__start__", "__end__", "listen", "router", "emergency", "act", *SPECIALISTS}
    ways = {(edge.source, edge.target) for edge in graph.edges}
    assert ("__start__", "listen") in ways
    for name in SPECIALISTS:
        assert {("listen", name), ("router", name), (name, "act"), ("act", name), (name, "__end__")} <= ways
    assert {("listen", "emergency"), ("emergency", "act"), ("emergency", "__end__")} <= ways
    assert not any(source in SPECIALISTS and target in SPECIALISTS for source, target in ways)


@pytest.mark.check
def test_a_tool_has_one_meaning_wherever_it_is_bound() -> None:
    for member in TEAM.values():
        for tool in member.tools:
            assert TOOLS[tool.name].schema == tool.schema


@pytest.mark.check
@pytest.mark.parametrize("tool", TOOLS.values(), ids=lambda tool: tool.name)
def test_every_tool_and_argument_is_described_and_none_is_required(tool: Any) -> None:
    function = tool.schema["function"]
    assert len(function["description"].split()) > 3
    assert "required" not in function["parameters"]
    for argument in function["parameters"]["properties"].values():
        assert argument["type"] in {"string", "integer"}
        assert argument["description"]
        assert "" not in argument.get("enum", ["x"])


@pytest.mark.check
@pytest.mark.parametrize("member", TEAM.values(), ids=lambda member: member.name)
def test_a_specialist_has_a_prompt_in_both_languages_and_handoffs_to_all_others(member: Any) -> None:
    assert member.prompt("en") != member.prompt("es")
    others = SPECIALISTS - {member.name}
    assert {f"handoff_to_{name}" for name in others} <= {tool.name for tool in member.tools}
    assert member.when_to_use


@pytest.mark.check
async def test_the_factory_uses_what_was_configured(services: Services) -> None:
    configure(services)
    try:
        compiled = await clinic()
    finally:
        configure(None)
    assert "scheduling" in compiled.nodes


@pytest.mark.check
async def test_alone_the_graph_makes_a_database_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    compiled = await clinic()
    answer = await compiled.ainvoke({"messages": [("user", "what are your opening hours")]})
    assert "Monday" in answer["messages"][-1].text
    assert os.listdir(".data")


@pytest.mark.check
async def test_the_state_is_plain_json(talk: Talk) -> None:
    for turn in ("I'd like Doctor Lee on Tuesday morning", "the first one", "John Smith, March third nineteen eighty"):
        await talk.say(turn)
    state = await talk.state()
    messages = state.pop("messages")
    assert json.loads(json.dumps(state)) == state
    assert messages_to_dict(messages)


@pytest.mark.check
async def test_a_store_that_is_away_is_an_error_and_nothing_is_made_up(
    talk: Talk, store: ClinicStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talk.say("I'd like an appointment with Doctor Lee")

    async def away(**_: Any) -> None:
        raise StoreUnavailable("The database does not answer.")

    monkeypatch.setattr(store, "free_slots", away)
    with pytest.raises(StoreUnavailable):
        await talk.say("Tuesday morning")


@pytest.mark.check
async def test_an_emergency_is_told_although_the_store_is_away(
    talk: Talk, store: ClinicStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(**_: Any) -> None:
        raise StoreUnavailable("The database does not answer.")

    monkeypatch.setattr(store, "request_callback", away)
    assert "nine one one" in await talk.say("my father collapsed and is not breathing")


@pytest.mark.parametrize("seed", range(12))
async def test_whatever_is_said_the_answer_is_short_and_fit_to_be_spoken(
    talk: Talk, store: ClinicStore, seed: int
) -> None:
    chance = random.Random(seed)
    talk.language = chance.choice([None, "en", "es"])
    before = await total(store)
    said = []
    for _ in range(25):
        said.append(chance.choice(UTTERANCES))
        reply = await talk.say(said[-1])
        assert reply, said
        assert len(reply.split()) <= 45, (said, reply)
        assert not NOT_SPEAKABLE.search(reply), (said, reply)
        assert reply.count("?") <= 2, (said, reply)
    assert await total(store) - before <= said.count("yes") + said.count("okay okay") + said.count("sí")


async def total(store: ClinicStore) -> int:
    """Appointments of the first patients."""
    return sum([len(await store.appointments(str(n), after=store._clock())) for n in range(1, 61)])
