"""A way to Redis that a test can cut and mend."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Proxy:
    """Passes bytes between a port on loopback and a Unix socket; cut, it hangs up and takes no calls."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._lines: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    async def mend(self) -> None:
        """Take calls (again), always on the same port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        """Hang up, and refuse every further call."""
        if self._server is not None:
            self._server.close()
        for writer in list(self._lines):
            writer.transport.abort()
        await asyncio.sleep(0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        their_reader, their_writer = await asyncio.open_unix_connection(self._path)
        self._lines |= {writer, their_writer}
        ways = ((reader, their_writer), (their_reader, writer))
        await asyncio.wait([asyncio.create_task(self._pass(*way)) for way in ways], return_when=asyncio.FIRST_COMPLETED)
        for line in (writer, their_writer):
            line.transport.abort()
            self._lines.discard(line)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()


@asynccontextmanager
async def proxied(url: str) -> AsyncIterator[Proxy]:
    """A proxy in front of the server at `unix://PATH`."""
    proxy = Proxy(url.removeprefix("unix://"))
    await proxy.mend()
    yield proxy
    await proxy.cut()
