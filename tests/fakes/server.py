"""What the fake providers share: a loopback port, a script of behaviours, complaints."""

from __future__ import annotations

import asyncio
from typing import Any, Self

from aiohttp import web

KEY = "sk-right-key-0123456789"
WRONG_KEY = "sk-wrong-key-9876543210"


class Fake:
    """One provider on a free port, inside `async with`; leaving it fails when a client did something wrong.

    `script` says how the next requests are met, in order; the last entry stays.
    """

    def __init__(self, *script: str) -> None:
        self.script: list[str] = list(script) or ["ok"]
        self.complaints: list[str] = []
        self.requests: list[dict[str, Any]] = []
        self.open_now = 0
        # requests and sockets under way
        self._released = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def next_behaviour(self) -> str:
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def expect(self, claim: bool, complaint: str) -> None:
        if not claim:
            self.complaints.append(complaint)

    async def hang(self) -> None:
        """Wait until the server stops or the client goes."""
        await self._released.wait()

    def routes(self, app: web.Application) -> None:
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._counted])
        self.routes(app)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *failure: object) -> None:
        self._released.set()
        assert self._runner is not None
        await self._runner.cleanup()
        if failure[0] is None:
            assert not self.complaints, self.complaints

    @web.middleware
    async def _counted(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.open_now += 1
        try:
            return await handler(request)
        finally:
            self.open_now -= 1


def drop(request: web.Request) -> None:
    """Cut the connection as a crashed server does."""
    if request.transport is not None:
        request.transport.abort()
