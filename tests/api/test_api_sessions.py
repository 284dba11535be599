from __future__ import annotations

import httpx
import pytest

from api.services import ApiServices, Limits
from tests.api.client import OPERATOR, expect_problem, new_session

pytestmark = pytest.mark.check


async def test_a_new_session_is_created_with_a_secret_a_cookie_and_its_address(client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/sessions", json={"language": "es", "metadata": {"from": "poster"}})
    created = answer.json()
    assert answer.status_code == 201
    assert created["graph"] == "desk"
    assert created["language"] == "es"
    assert created["metadata"] == {"from": "poster"}
    assert len(created["secret"]) >= 40
    assert answer.headers["location"] == f"/v1/sessions/{created['id']}"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert f"Path=/v1/sessions/{created['id']};" in cookie


async def test_the_secret_is_shown_once_and_never_again(client: httpx.AsyncClient) -> None:
    session, owner = await new_session(client)
    assert "secret" not in (await client.get(f"/v1/sessions/{session}", headers=owner)).json()
    again = await client.post("/v1/sessions", json={"id": session}, headers=owner)
    assert again.json()["secret"] is None


async def test_asking_for_an_existing_id_resumes_it_for_its_owner_and_operators_only(client: httpx.AsyncClient) -> None:
    session, owner = await new_session(client, id="Küche 7")
    body = {"id": session}
    assert (await client.post("/v1/sessions", json=body, headers=owner)).status_code == 200
    assert (await client.post("/v1/sessions", json=body, headers=OPERATOR)).status_code == 200
    expect_problem(await client.post("/v1/sessions", json=body), 403, "not_your_session")
    wrong = {"Authorization": "Bearer wrong"}
    expect_problem(await client.post("/v1/sessions", json=body, headers=wrong), 403, "not_your_session")


async def test_auto_means_that_the_graph_finds_the_language_out(client: httpx.AsyncClient) -> None:
    session, owner = await new_session(client, language="auto")
    assert (await client.get(f"/v1/sessions/{session}", headers=owner)).json()["language"] is None


@pytest.mark.parametrize("language", ["en", "es", "es-MX", "auto", None])
async def test_a_session_names_a_language_of_its_graph(client: httpx.AsyncClient, language: str | None) -> None:
    assert (await client.post("/v1/sessions", json={"language": language})).status_code == 201


@pytest.mark.parametrize("language", ["fr", "fr-CA", "eng"])
async def test_a_language_that_the_graph_does_not_speak_is_refused_with_those_it_does(
    client: httpx.AsyncClient, language: str
) -> None:
    answer = await client.post("/v1/sessions", json={"id": "mine", "language": language})
    expect_problem(answer, 422, "bad_input")
    assert answer.json()["detail"] == "The graph desk does not speak this language; it speaks: en, es."
    assert answer.json()["errors"] == [{"pointer": "#/body/language", "detail": "one of: en, es"}]
    assert (await client.get("/v1/sessions/mine", headers=OPERATOR)).status_code == 404


@pytest.mark.parametrize("graph", ["broken", "unclear"])
async def test_a_graph_that_does_not_load_begins_no_session(client: httpx.AsyncClient, graph: str) -> None:
    answer = await client.post("/v1/sessions", json={"id": "mine", "graph": graph})
    expect_problem(answer, 500, "graph_broken")
    assert (await client.get("/v1/sessions/mine", headers=OPERATOR)).status_code == 404


@pytest.mark.parametrize("body", [{"id": "a/b"}, {"id": ".."}, {"id": ""}, {"id": "x" * 129}, {"language": "klingon"}])
async def test_what_cannot_be_a_session_is_refused_with_a_pointer(client: httpx.AsyncClient, body: dict) -> None:
    answer = await client.post("/v1/sessions", json=body)
    expect_problem(answer, 422, "bad_input")
    assert answer.json()["errors"][0]["pointer"] == f"#/body/{next(iter(body))}"


async def test_a_control_character_in_an_id_is_refused_by_the_store(client: httpx.AsyncClient) -> None:
    expect_problem(await client.post("/v1/sessions", json={"id": "a\u0000b"}), 422, "bad_input")


async def test_an_unknown_graph_is_refused(client: httpx.AsyncClient) -> None:
    expect_problem(await client.post("/v1/sessions", json={"graph": "nope"}), 404, "graph_not_found")


async def test_operators_list_sessions_page_by_page_newest_first(client: httpx.AsyncClient) -> None:
    for name in ("first", "second", "third"):
        await new_session(client, id=name)
    page = (await client.get("/v1/sessions?limit=2", headers=OPERATOR)).json()
    rest = (await client.get(f"/v1/sessions?limit=2&cursor={page['next_cursor']}", headers=OPERATOR)).json()
    assert [s["id"] for s in page["sessions"] + rest["sessions"]] == ["third", "second", "first"]
    assert rest["next_cursor"] is None


async def test_a_deleted_session_is_gone_with_everything_it_held(
    client: httpx.AsyncClient, services: ApiServices
) -> None:
    session, owner = await new_session(client)
    await client.post(f"/v1/sessions/{session}/turns", json={"text": "hello"}, headers=owner)
    assert (await client.delete(f"/v1/sessions/{session}", headers=owner)).status_code == 204
    expect_problem(await client.get(f"/v1/sessions/{session}", headers=owner), 403, "not_your_session")
    expect_problem(await client.get(f"/v1/sessions/{session}", headers=OPERATOR), 404, "session_not_found")
    assert services.saver is not None
    assert await services.saver.aget_tuple({"configurable": {"thread_id": session}}) is None


async def test_messages_are_what_was_said_by_whom(client: httpx.AsyncClient) -> None:
    session, owner = await new_session(client)
    await client.post(f"/v1/sessions/{session}/turns", json={"text": "hello"}, headers=owner)
    said = (await client.get(f"/v1/sessions/{session}/messages", headers=owner)).json()["messages"]
    assert [(m["role"], m["text"], m["interrupted"]) for m in said] == [
        ("caller", "hello", False),
        ("agent", "You said: hello", False),
    ]


async def test_one_address_cannot_create_sessions_without_end(services: ApiServices, client: httpx.AsyncClient) -> None:
    allowance = client._transport.app.state.allowance  # type: ignore[attr-defined]
    for _ in range(Limits().new_sessions):
        allowance.take("127.0.0.1")
    answer = await client.post("/v1/sessions", json={})
    expect_problem(answer, 429, "too_many_sessions")
    assert 1 <= int(answer.headers["retry-after"]) <= 60
