"""Asks Redis for a sign of life with a few bytes: redis-py takes half a second to import, the rest of a start four."""

from __future__ import annotations

import asyncio
import os
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from graphs.errors import BadInput, StoreUnavailable

PROBE_SECONDS = 1.0
# as long as a client of ours waits for one answer
REFUSALS = (b"WRONGPASS", b"NOAUTH")
REMEDY = "Start the server, correct REDIS_URL, or unset it for the embedded Valkey."


async def require_redis(url: str) -> None:
    """Return when a Redis answers at the URL and takes its password; behind TLS (`rediss://`), when a port is open.

    Raises BadInput for an address that is none, StoreUnavailable with what to do; neither repeats a password.
    """
    parts = _split(url)
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            answer = await _asked(parts)
    except TimeoutError as error:
        raise StoreUnavailable(f"Redis does not answer within {PROBE_SECONDS:.0f} s. {REMEDY}") from error
    except OSError as error:
        raise StoreUnavailable(f"Redis does not answer ({reason(error)}). {REMEDY}") from error
    if answer[1:].startswith(REFUSALS):
        raise StoreUnavailable("Redis refuses the user name or password. Correct them in REDIS_URL.")
    if answer[:1] not in (b"+", b"-"):
        raise StoreUnavailable(f"What answers at REDIS_URL is no Redis, or wants TLS (rediss://). {REMEDY}")


def _split(url: str) -> SplitResult:
    parts = urlsplit(url)
    try:
        right = parts.scheme in ("redis", "rediss", "unix") and parts.port != 0
    except ValueError:
        right = False
    if not right:
        raise BadInput("REDIS_URL must look like redis://HOST:PORT/0, rediss://HOST:PORT/0 or unix://PATH.")
    return parts


def reason(error: OSError) -> str:
    """The system's words without what asyncio puts around them."""
    return os.strerror(error.errno) if error.errno and error.errno > 0 else str(error.strerror or error)


async def _asked(parts: SplitResult) -> bytes:
    """The answer to AUTH, where there is a password, or to PING; b"+" for an open port behind TLS."""
    reader, writer = await _connected(parts)
    try:
        if parts.scheme == "rediss":
            return b"+"
        writer.write(_question(parts))
        await writer.drain()
        return await reader.read(256)
    finally:
        writer.close()


async def _connected(parts: SplitResult) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if parts.scheme == "unix":
        return await asyncio.open_unix_connection(unquote(parts.path))
    return await asyncio.open_connection(parts.hostname or "localhost", parts.port or 6379)


def _question(parts: SplitResult) -> bytes:
    given = parse_qs(parts.query)
    password = unquote(parts.password or "") or given.get("password", [""])[0]
    if not password:
        return _command("PING")
    user = unquote(parts.username or "") or given.get("username", ["default"])[0]
    return _command("AUTH", user, password)


def _command(*words: str) -> bytes:
    """A command in Redis's protocol."""
    encoded = [word.encode() for word in words]
    return b"*%d\r\n" % len(encoded) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in encoded)
