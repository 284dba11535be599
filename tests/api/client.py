"""What the tests of the service say to it and how they read its answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from api.app import create_app
from api.server import Server
from api.services import ApiServices

OPERATOR = {"X-Operator-Key": "operator-key"}


@asynccontextmanager
async def serving(services: ApiServices) -> AsyncIterator[Server]:
    """The service on a free port of loopback, in this process."""
    server = Server(services.limits, port=0)
    server.open(create_app(services))
    running = asyncio.create_task(server.serve())
    await asyncio.wait_for(server.listening.wait(), 10)
    try:
        yield server
    finally:
        server.should_exit = True
        await asyncio.wait_for(running, 10)


async def new_session(client: httpx.AsyncClient, **body: Any) -> tuple[str, dict[str, str]]:
    """Id of a new session and its owner's headers."""
    answer = await client.post("/v1/sessions", json=body)
    assert answer.status_code == 201, answer.text
    client.cookies.clear()
    created = answer.json()
    return created["id"], {"Authorization": f"Bearer {created['secret']}"}


def events_of(text: str) -> list[dict[str, Any]]:
    """The events of a finished stream."""
    return [json.loads(line[5:]) for line in text.splitlines() if line.startswith("data:")]


def spoken(events: list[dict[str, Any]]) -> str:
    return "".join(event["text"] for event in events if event["type"] == "reply.delta")


def expect_problem(answer: httpx.Response, status: int, code: str) -> None:
    """The answer is this problem, with the members of RFC 9457."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["code"] == code
    assert problem["type"] == f"urn:threadline:problem:{code}"
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
