"""uvicorn that ends event streams at once when it is told to stop."""

from __future__ import annotations

import asyncio
import socket

import uvicorn
from fastapi import FastAPI

from api.services import ApiServices

GRACE_SECONDS = 4
# after the streams have ended: what a connection may take to close


class Server(uvicorn.Server):
    """Serves `app` until SIGINT or SIGTERM, or until `should_exit` is set; `await serve()`.

    Without it an open stream would hold the shutdown to its time limit.
    """

    def __init__(self, app: FastAPI, *, host: str = "127.0.0.1", port: int = 8000, trusted_proxies: str = "") -> None:
        """`trusted_proxies`: comma-separated addresses whose X-Forwarded-For is believed; "" for none."""
        services: ApiServices = app.state.services
        self.listening = asyncio.Event()
        # set once connections are accepted
        self._app = app
        self._closing_seconds = services.limits.closing_seconds
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=bool(trusted_proxies),
                forwarded_allow_ips=trusted_proxies or None,
                ws_max_size=2 * services.limits.frame_bytes,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )

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
        await asyncio.gather(super().shutdown(sockets), self._app.state.streams.close(self._closing_seconds))
