"""uvicorn that listens before the API is loaded, and ends event streams at once when it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING

import uvicorn

from api.entrance import Entrance
from api.services import Limits

if TYPE_CHECKING:
    from fastapi import FastAPI

GRACE_SECONDS = 4
# after the streams have ended: what a connection may take to close


class Server(uvicorn.Server):
    """Serves until `should_exit` is set; `await serve()`. What it serves comes by `open`. Signals are the caller's.

    Without it an open stream would hold the shutdown to its time limit.
    """

    def __init__(
        self,
        limits: Limits,
        *,
        host: str = "127.0.0.1",
        port: int = 8000,
        trusted_proxies: str = "",
        version: str = "",
    ) -> None:
        """`trusted_proxies`: comma-separated addresses whose X-Forwarded-For is believed; "" for none.

        `version` is what /healthz says before the API is there. Needs a running event loop.
        """
        self.listening = asyncio.Event()
        # set once connections are accepted
        self._entrance = Entrance(version)
        self.app: FastAPI | None = None
        # what is served; None until `open`
        self._closing_seconds = limits.closing_seconds
        super().__init__(
            uvicorn.Config(
                self._entrance,
                host=host,
                port=port,
                lifespan="off",
                log_config=None,
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=bool(trusted_proxies),
                forwarded_allow_ips=trusted_proxies or None,
                ws_max_size=2 * limits.frame_bytes,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone: one press of Ctrl-C is enough."""
        yield

    def open(self, app: FastAPI) -> None:
        """Serve `app`, made by `api.app.create_app`; requests that came earlier have waited for it."""
        self.app = app
        self._entrance.open(app)

    @property
    def url(self) -> str:
        """Where it listens, e.g. http://127.0.0.1:8000; also when port 0 let the system choose."""
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen. uvicorn exits the process when the port is taken: bind a socket yourself and pass it to `serve`."""
        await super().startup(sockets)
        if self.started:
            self.listening.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Refuse new connections, end streams, let turns under way finish, close."""
        await asyncio.gather(super().shutdown(sockets), self._end_streams())

    async def _end_streams(self) -> None:
        if self.app is not None:
            await self.app.state.streams.close(self._closing_seconds)
