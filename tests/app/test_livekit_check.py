"""What is said of a LiveKit that does not answer, or does not take the key."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.livekit_check import require_livekit
from app.settings import Settings
from graphs.errors import ThreadlineError
from tests.app.program import free_port

pytestmark = pytest.mark.check
SECRET = "a-secret-of-at-least-thirty-two-bytes"


@asynccontextmanager
async def answering(status: str, body: str) -> AsyncIterator[str]:
    """A server that gives every request this answer; its address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        writer.write(f"{head}Connection: close\r\n\r\n{body}".encode())
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def settings(url: str) -> Settings:
    return Settings(_env_file=None, livekit_url=url, livekit_api_key="key", livekit_api_secret=SECRET)


async def test_one_that_answers_passes() -> None:
    async with answering("200 OK", "") as url:
        await require_livekit(settings(url))


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        ("401 Unauthorized", "unauthenticated", "refuses the key. Correct LIVEKIT_API_KEY and LIVEKIT_API_SECRET."),
        ("403 Forbidden", "permission_denied", "refuses the key"),
        ("404 Not Found", "bad_route", r"answers with an error \(bad_route\)"),
    ],
)
async def test_one_that_refuses_is_told_from_one_that_errs(status: str, code: str, said: str) -> None:
    async with answering(status, f'{{"code": "{code}", "msg": "{SECRET}"}}') as url:
        with pytest.raises(ThreadlineError, match=said) as caught:
            await require_livekit(settings(url))
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("url", ["ws://127.0.0.1:{}", "nonsense"])
async def test_one_that_is_not_there_is_said_with_its_address(url: str) -> None:
    address = url.format(free_port())
    with pytest.raises(ThreadlineError, match=f"LiveKit at {address} cannot be reached"):
        await require_livekit(settings(address))
