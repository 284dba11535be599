from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.api.client import OPERATOR, expect_problem, new_session

pytestmark = pytest.mark.check
Owner = dict[str, str]


async def talked(client: httpx.AsyncClient, *turns: str) -> tuple[str, Owner]:
    session, owner = await new_session(client)
    for number, words in enumerate(turns):
        body = {"text": words, "turn_id": f"t{number}"}
        answer = await client.post(f"/v1/sessions/{session}/turns", json=body, headers=owner)
        assert answer.status_code == 200
    return session, owner


async def ends(client: httpx.AsyncClient, session: str, owner: Owner) -> dict[str, dict[str, Any]]:
    """The checkpoint where each turn has ended."""
    found = (await client.get(f"/v1/sessions/{session}/checkpoints", headers=owner)).json()["checkpoints"]
    return {each["turn"]: each for each in reversed(found) if each["at_rest"]}


async def test_the_pages_of_checkpoints_join_without_gap_or_overlap(client: httpx.AsyncClient) -> None:
    session, owner = await talked(client, "one", "two", "three")
    address = f"/v1/sessions/{session}/checkpoints"
    whole = (await client.get(address, headers=owner)).json()
    assert whole["next_before"] is None
    pages, before = [], None
    while True:
        page = (
            await client.get(address, headers=owner, params={"limit": 2} | ({"before": before} if before else {}))
        ).json()
        pages += page["checkpoints"]
        before = page["next_before"]
        if before is None:
            break
    assert pages == whole["checkpoints"]
    assert {each["turn"] for each in pages} == {"t0", "t1", "t2"}


async def test_a_checkpoint_has_its_state_and_its_difference_to_any_other(client: httpx.AsyncClient) -> None:
    session, owner = await talked(client, "one", "two")
    last = await ends(client, session, owner)
    address = f"/v1/sessions/{session}/checkpoints/{last['t1']['id']}"
    shown = (await client.get(address, headers=owner)).json()
    assert [message["content"] for message in shown["state"]["messages"]][::2] == ["one", "two"]
    compared = (await client.get(address, headers=owner, params={"against": last["t0"]["id"]})).json()
    assert len(compared["changes"]["messages"]["after"]) == 2


async def test_a_fork_is_a_session_of_its_own_with_its_own_secret(client: httpx.AsyncClient) -> None:
    session, owner = await talked(client, "one", "two")
    body = {"checkpoint_id": (await ends(client, session, owner))["t0"]["id"]}
    answer = await client.post(f"/v1/sessions/{session}/fork", json=body, headers=owner)
    client.cookies.clear()
    made = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/sessions/{made['id']}"
    address = f"/v1/sessions/{made['id']}/messages"
    expect_problem(await client.get(address, headers=owner), 403, "not_your_session")
    messages = (await client.get(address, headers={"Authorization": f"Bearer {made['secret']}"})).json()["messages"]
    assert [message["text"] for message in messages if message["role"] == "caller"] == ["one"]


async def test_strangers_see_and_fork_nothing_and_operators_do(client: httpx.AsyncClient) -> None:
    session, owner = await talked(client, "one")
    checkpoint = (await ends(client, session, owner))["t0"]["id"]
    body = {"checkpoint_id": checkpoint}
    for path in ("checkpoints", f"checkpoints/{checkpoint}"):
        expect_problem(await client.get(f"/v1/sessions/{session}/{path}"), 403, "not_your_session")
        assert (await client.get(f"/v1/sessions/{session}/{path}", headers=OPERATOR)).status_code == 200
    expect_problem(await client.post(f"/v1/sessions/{session}/fork", json=body), 403, "not_your_session")
    assert (await client.post(f"/v1/sessions/{session}/fork", json=body, headers=OPERATOR)).status_code == 201


async def test_what_is_no_place_to_fork_from_is_said(client: httpx.AsyncClient) -> None:
    session, owner = await talked(client, "one")
    found = (await client.get(f"/v1/sessions/{session}/checkpoints", headers=owner)).json()["checkpoints"]
    middle = next(each["id"] for each in found if not each["at_rest"])
    address = f"/v1/sessions/{session}/fork"
    expect_problem(await client.post(address, json={"checkpoint_id": middle}, headers=owner), 422, "bad_input")
    nowhere = {"checkpoint_id": "nowhere"}
    expect_problem(await client.post(address, json=nowhere, headers=owner), 404, "checkpoint_not_found")
    address = f"/v1/sessions/{session}/checkpoints/nowhere"
    expect_problem(await client.get(address, headers=owner), 404, "checkpoint_not_found")
