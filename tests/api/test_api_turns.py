from __future__ import annotations

import sys

import httpx
import pytest

from api.services import ApiServices
from graphs.errors import StoreUnavailable
from tests.api.client import OPERATOR, events_of, expect_problem, new_session, serving, spoken

pytestmark = pytest.mark.check


def effects() -> list[str]:
    """What the graph's module, as the registry loaded it, has recorded."""
    found = (m for m in list(sys.modules.values()) if str(getattr(m, "__file__", "")).endswith("api/graphs/desk.py"))
    recorded: list[str] = next(found).effects
    return recorded


async def test_a_turn_streams_its_events_from_the_words_to_the_end(client: httpx.AsyncClient) -> None:
    session, owner = await new_session(client)
    answer = await client.post(f"/v1/sessions/{session}/turns", json={"text": "hello"}, headers=owner)
    events = events_of(answer.text)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert events[0]["type"] == "turn.started"
    assert events[0]["text"] == "hello"
    assert spoken(events) == "You said: hello"
    assert events[-1]["type"] == "turn.finished"
    assert events[-1]["outcome"] == "done"
    assert {event["seq"] for event in events} == {0}, "the place in the journal is known in GET …/events only"


async def test_the_same_turn_id_again_gets_the_same_reply_and_no_second_effect(client: httpx.AsyncClient) -> None:
    session, owner = await new_session(client)
    body = {"text": "hello", "turn_id": "t-1"}
    first = await client.post(f"/v1/sessions/{session}/turns", json=body, headers=owner)
    before = len(effects())
    second = await client.post(f"/v1/sessions/{session}/turns", json=body, headers=owner)
    assert spoken(events_of(second.text)) == spoken(events_of(first.text))
    assert len(effects()) == before
    said = (await client.get(f"/v1/sessions/{session}/messages", headers=owner)).json()["messages"]
    assert len(said) == 2


async def test_an_operators_turn_says_so(client: httpx.AsyncClient) -> None:
    session, _ = await new_session(client)
    answer = await client.post(f"/v1/sessions/{session}/turns", json={"text": "hello"}, headers=OPERATOR)
    assert events_of(answer.text)[0]["by"] == "operator"


async def test_a_turn_of_4000_characters_is_taken_and_one_more_refused(client: httpx.AsyncClient) -> None:
    session, owner = await new_session(client)
    path = f"/v1/sessions/{session}/turns"
    assert (await client.post(path, json={"text": "é" * 4000}, headers=owner)).status_code == 200
    expect_problem(await client.post(path, json={"text": "é" * 4001}, headers=owner), 422, "text_too_long")


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "  "}, {"text": 5}, {"text": "a", "turn": "b"}])
async def test_a_turn_without_words_is_refused(client: httpx.AsyncClient, body: dict) -> None:
    session, owner = await new_session(client)
    expect_problem(await client.post(f"/v1/sessions/{session}/turns", json=body, headers=owner), 422, "bad_input")


async def test_a_question_is_answered_once(client: httpx.AsyncClient) -> None:
    session, owner = await new_session(client)
    asked = await client.post(f"/v1/sessions/{session}/turns", json={"text": "ask me"}, headers=owner)
    question = next(event for event in events_of(asked.text) if event["type"] == "question")
    body = {"question_id": question["question_id"], "value": "yes"}
    answered = await client.post(f"/v1/sessions/{session}/answers", json=body, headers=OPERATOR)
    assert spoken(events_of(answered.text)) == "You answered yes."
    expect_problem(
        await client.post(f"/v1/sessions/{session}/answers", json=body, headers=owner), 409, "question_not_open"
    )


async def test_a_store_out_of_reach_is_503_with_retry_after_and_no_empty_past(
    client: httpx.AsyncClient, services: ApiServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, owner = await new_session(client)

    async def away(*_: object) -> None:
        raise StoreUnavailable("The store does not answer.")

    monkeypatch.setattr(services.sessions, "get", away)
    for method, route in (("POST", "/turns"), ("GET", "/messages"), ("GET", "/events"), ("GET", "")):
        body = {"json": {"text": "hello"}} if method == "POST" else {}
        answer = await client.request(method, f"/v1/sessions/{session}{route}", headers=owner, **body)
        expect_problem(answer, 503, "store_unavailable")
        assert int(answer.headers["retry-after"]) > 0


async def test_a_session_whose_graph_broke_answers_with_a_problem_that_names_no_file(
    client: httpx.AsyncClient, services: ApiServices
) -> None:
    begun, secret = await services.sessions.create(graph="broken")
    session, owner = begun.id, {"Authorization": f"Bearer {secret}"}
    answer = await client.post(f"/v1/sessions/{session}/turns", json={"text": "hello"}, headers=owner)
    expect_problem(answer, 500, "graph_broken")
    assert "broken.py" not in answer.text


async def test_a_caller_who_leaves_in_the_middle_finds_the_turn_done(services: ApiServices) -> None:
    async with serving(services) as server, httpx.AsyncClient(base_url=server.url) as client:
        session, owner = await new_session(client)
        path = f"/v1/sessions/{session}"
        async with client.stream("POST", f"{path}/turns", json={"text": "hello"}, headers=owner) as answer:
            await anext(answer.aiter_lines())
        again = await client.post(f"{path}/turns", json={"text": "and me"}, headers=owner)
        assert spoken(events_of(again.text)) == "You said: and me"
        said = (await client.get(f"{path}/messages", headers=owner)).json()["messages"]
    assert [m["text"] for m in said] == ["hello", "You said: hello", "and me", "You said: and me"]


async def test_turns_and_errors_are_counted(client: httpx.AsyncClient, services: ApiServices) -> None:
    session, owner = await new_session(client)
    await client.post(f"/v1/sessions/{session}/turns", json={"text": "hello"}, headers=owner)
    await client.get("/v1/sessions")
    await services.conversations.aclose()
    figures = (await client.get("/metrics")).text
    assert 'threadline_turns_total{outcome="done"} 1.0' in figures
    assert 'threadline_errors_total{code="operators_only"} 1.0' in figures
    assert 'threadline_turn_stage_seconds_count{stage="total_seconds"} 1.0' in figures
    assert 'route="/v1/sessions/{id}/turns",status="200"' in figures
    assert session not in figures


async def test_the_turns_of_a_voice_call_are_counted_with_their_latencies(
    client: httpx.AsyncClient, services: ApiServices
) -> None:
    session, _ = await new_session(client)
    conversation = await services.conversations.open(session)
    reply = conversation.reply("hello", modality="voice")
    words = "".join([event.data["text"] async for event in reply if event.type == "reply.delta"])
    await reply.heard(words, interrupted=False, latency={"total": 0.4, "tts": 0.1})
    await services.conversations.aclose()
    figures = (await client.get("/metrics")).text
    assert 'threadline_turns_total{outcome="done"} 1.0' in figures
    assert 'threadline_turn_stage_seconds_sum{stage="total"} 0.4' in figures
    assert 'threadline_turn_stage_seconds_count{stage="tts"} 1.0' in figures


async def test_a_turn_that_is_repeated_is_counted_once(client: httpx.AsyncClient, services: ApiServices) -> None:
    session, owner = await new_session(client)
    for _ in range(2):
        body = {"text": "hello", "turn_id": "t-1"}
        await client.post(f"/v1/sessions/{session}/turns", json=body, headers=owner)
    await services.conversations.aclose()
    assert 'threadline_turns_total{outcome="done"} 1.0' in (await client.get("/metrics")).text
