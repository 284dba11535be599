from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from api.access import SESSION_COOKIE
from api.server import Server
from api.services import ApiServices, Limits
from tests.api.client import OPERATOR, expect_problem, new_session, serving
from tests.api.line import HEADER, ScriptedLine


class Gone(Exception):
    """What the scripted call understands as the caller's leaving."""


@pytest.fixture
def line(services: ApiServices) -> ScriptedLine:
    services.audio_call = line = ScriptedLine(tone_seconds=0.1)
    services.socket_closed = Gone
    return line


@asynccontextmanager
async def calling(services: ApiServices) -> AsyncIterator[tuple[Server, str, str, str]]:
    """The server, the address of a session's calls, its id and its secret."""
    async with serving(services) as server, httpx.AsyncClient(base_url=server.url) as client:
        session, owner = await new_session(client)
        url = f"{server.url.replace('http', 'ws', 1)}/v1/sessions/{session}/audio"
        yield server, url, session, owner["Authorization"].removeprefix("Bearer ")


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


async def closed(socket: ClientConnection) -> tuple[int, list[dict]]:
    """The code it is closed with, and the messages before."""
    messages = []
    try:
        while True:
            data = await asyncio.wait_for(socket.recv(), 5)
            messages += [json.loads(data)] if isinstance(data, str) else []
    except ConnectionClosed as end:
        return end.rcvd.code if end.rcvd else 1006, messages


async def first_message(socket: ClientConnection) -> dict:
    return json.loads(await asyncio.wait_for(socket.recv(), 5))


@pytest.mark.parametrize("way", ["hello", "cookie", "bearer", "operator"])
async def test_a_call_begins_for_whoever_may_have_the_session(
    services: ApiServices, line: ScriptedLine, way: str
) -> None:
    async with calling(services) as (_, url, _, secret):
        headers = {
            "cookie": {"Cookie": f"{SESSION_COOKIE}={secret}"},
            "bearer": bearer(secret),
            "operator": OPERATOR,
        }.get(way, {})
        async with connect(url, additional_headers=headers) as socket:
            await socket.send(json.dumps({"type": "hello", "secret": secret}))
            assert (await first_message(socket))["type"] == "ready"
            await socket.send(HEADER.pack(1, 0, 0, 0) + bytes(640))
            await socket.send(json.dumps({"type": "bye"}))
            await line.until(lambda: line.messages)
            assert line.messages == [{"type": "bye"}]
            assert line.frames == [(1, 0, 0, 0, bytes(640))]


@pytest.mark.parametrize(
    "hello",
    ['{"type": "hello", "secret": "wrong"}', '{"type": "hello"}', '{"type": "hello", "secret": 5}', "x", "[]", b"\x01"],
)
async def test_a_stranger_is_told_and_shown_out(services: ApiServices, line: ScriptedLine, hello: str | bytes) -> None:
    async with calling(services) as (_, url, _, _), connect(url) as socket:
        await socket.send(hello)
        code, messages = await closed(socket)
    assert code == 1008
    assert [m["code"] for m in messages] == ["not_your_session"]
    assert line.calls == 0


async def test_who_says_nothing_is_shown_out_in_time(services: ApiServices, line: ScriptedLine) -> None:
    services.limits = Limits(hello_seconds=0.05)
    async with calling(services) as (_, url, _, _), connect(url) as socket:
        assert (await closed(socket))[0] == 1008


async def test_a_foreign_page_cannot_call_and_our_own_can(services: ApiServices, line: ScriptedLine) -> None:
    async with calling(services) as (server, url, _, secret):
        headers = bearer(secret)
        with pytest.raises(InvalidStatus) as refused:
            await connect(url, origin="https://evil.example", additional_headers=headers)
        assert refused.value.response.status_code == 403
        async with connect(url, origin=server.url, additional_headers=headers) as socket:
            assert (await first_message(socket))["type"] == "ready"


async def test_one_call_too_many_is_503_and_the_page_can_ask_why(services: ApiServices, line: ScriptedLine) -> None:
    services.limits = Limits(concurrent_calls=1)
    async with calling(services) as (server, url, session, secret):
        headers = bearer(secret)
        async with connect(url, additional_headers=headers) as socket, httpx.AsyncClient(base_url=server.url) as client:
            await first_message(socket)
            with pytest.raises(InvalidStatus) as refused:
                await connect(url, additional_headers=headers)
            assert refused.value.response.status_code == 503
            assert refused.value.response.headers["Retry-After"]
            expect_problem(await client.get(f"/v1/sessions/{session}/audio"), 503, "too_many_calls")
            assert "threadline_calls_active 1.0" in (await client.get("/metrics")).text
            await socket.close()
            await until_free(client, session)


async def until_free(client: httpx.AsyncClient, session: str) -> None:
    async with asyncio.timeout(3):
        while (await client.get(f"/v1/sessions/{session}/audio")).status_code != 426:
            pass


async def test_a_service_without_speech_says_so(services: ApiServices) -> None:
    async with calling(services) as (server, url, session, _):
        with pytest.raises(InvalidStatus) as refused:
            await connect(url)
        assert refused.value.response.status_code == 503
        async with httpx.AsyncClient(base_url=server.url) as client:
            expect_problem(await client.get(f"/v1/sessions/{session}/audio"), 503, "voice_unavailable")


async def test_a_frame_over_the_limit_ends_the_call(services: ApiServices, line: ScriptedLine) -> None:
    async with calling(services) as (_, url, _, secret), connect(url, additional_headers=bearer(secret)) as socket:
        await first_message(socket)
        await socket.send(bytes(services.limits.frame_bytes + 1))
        assert (await closed(socket))[0] == 1009


async def test_a_call_that_fails_ends_with_a_code_and_no_exception_text(services: ApiServices) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("the caller's secret words")

    services.audio_call = broken
    async with calling(services) as (_, url, _, secret), connect(url, additional_headers=bearer(secret)) as socket:
        code, messages = await closed(socket)
    assert code == 1011
    assert messages[0]["code"] == "internal_error"
    assert "secret words" not in str(messages)


async def test_a_call_ends_when_the_service_stops(services: ApiServices, line: ScriptedLine) -> None:
    async with calling(services) as (server, url, _, secret), connect(url, additional_headers=bearer(secret)) as socket:
        await first_message(socket)
        server.should_exit = True
        assert (await closed(socket))[0] == 1012
