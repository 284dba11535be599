"""The service's first ASGI app: it says that the process lives while the API is still being imported."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send

if TYPE_CHECKING:
    from fastapi import FastAPI

HEALTH = "/healthz"
READINESS = "/readyz"


class Entrance:
    """Answers liveness and readiness itself; every other request waits until `open` brings the API."""

    def __init__(self, version: str) -> None:
        self._version = version
        self._api: asyncio.Future[ASGIApp] = asyncio.get_running_loop().create_future()

    def open(self, api: FastAPI) -> None:
        """From now on `api` answers everything, those that wait first."""
        self._api.set_result(api)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and not self._api.done()
        if known and scope["path"] == HEALTH:
            await _answer(send, 200, {"status": "ok", "version": self._version})
        elif known and scope["path"] == READINESS:
            await _answer(send, 503, {"ready": False, "parts": {"api": {"ready": False, "detail": "loading"}}})
        else:
            api = await asyncio.shield(self._api)
            await api(scope, receive, send)


async def _answer(send: Send, status: int, content: dict[str, object]) -> None:
    body = json.dumps(content).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if status == 503:
        headers.append((b"retry-after", b"1"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
