from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from api.services import ApiServices
from tests.api.client import expect_problem, new_session, serving


async def reading(answer: httpx.Response) -> AsyncIterator[tuple[str | None, dict[str, Any]]]:
    """Id and data of each event as it comes."""
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        name, _, value = line.partition(": ")
        if name:
            fields[name] = value
        elif "data" in fields:
            yield fields.get("id"), json.loads(fields["data"])
            fields = {}


async def test_the_journal_comes_first_and_then_what_happens(services: ApiServices) -> None:
    async with serving(services) as server, httpx.AsyncClient(base_url=server.url) as client:
        session, owner = await new_session(client)
        path = f"/v1/sessions/{session}"
        await client.post(f"{path}/turns", json={"text": "before"}, headers=owner)
        async with client.stream("GET", f"{path}/events", headers=owner) as answer:
            events = reading(answer)
            seen = []
            async for event_id, event in events:
                seen.append((event_id, event))
                if event["type"] == "turn.finished":
                    break
            assert [event["seq"] for _, event in seen] == list(range(1, len(seen) + 1))
            assert all(event_id == str(event["seq"]) for event_id, event in seen)
            assert not any(event["type"] == "reply.delta" for _, event in seen)
            await client.post(f"{path}/turns", json={"text": "live"}, headers=owner)
            event_id, event = await anext(events)
            assert (event["type"], event["text"], event["seq"]) == ("turn.started", "live", len(seen) + 1)


@pytest.mark.parametrize("way", ["after", "Last-Event-ID"])
async def test_a_watcher_who_comes_back_goes_on_where_it_was(services: ApiServices, way: str) -> None:
    async with serving(services) as server, httpx.AsyncClient(base_url=server.url) as client:
        session, owner = await new_session(client)
        path = f"/v1/sessions/{session}"
        await client.post(f"{path}/turns", json={"text": "hello"}, headers=owner)
        query = {"after": "2"} if way == "after" else {"after": "0"}
        headers = owner | ({} if way == "after" else {"Last-Event-ID": "2"})
        async with client.stream("GET", f"{path}/events", params=query, headers=headers) as answer:
            _, event = await anext(reading(answer))
        assert event["seq"] == 3


@pytest.mark.parametrize(("query", "header"), [("after=-1", {}), ("after=x", {}), ("", {"Last-Event-ID": "abc"})])
async def test_a_position_that_is_none_is_refused(
    client: httpx.AsyncClient, query: str, header: dict[str, str]
) -> None:
    session, owner = await new_session(client)
    answer = await client.get(f"/v1/sessions/{session}/events?{query}", headers=owner | header)
    expect_problem(answer, 422, "bad_input")


async def test_open_streams_end_at_once_when_the_service_stops(services: ApiServices) -> None:
    async with serving(services) as server, httpx.AsyncClient(base_url=server.url) as client:
        session, owner = await new_session(client)
        async with client.stream("GET", f"/v1/sessions/{session}/events", headers=owner) as answer:
            assert answer.status_code == 200
            reader = asyncio.create_task(answer.aread())
            began = time.monotonic()
            server.should_exit = True
            await asyncio.wait_for(reader, 3)
            assert time.monotonic() - began < 2


async def test_a_watcher_that_leaves_is_let_go(services: ApiServices) -> None:
    async with serving(services) as server, httpx.AsyncClient(base_url=server.url) as client:
        session, owner = await new_session(client)
        watchers = server.app.state.streams._watchers
        async with client.stream("GET", f"/v1/sessions/{session}/events", headers=owner) as answer:
            assert answer.status_code == 200
            (watching,) = watchers
        await asyncio.wait([watching], timeout=3)
        assert not watchers
