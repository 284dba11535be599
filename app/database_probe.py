"""Knocks at PostgreSQL's port: whether it is open is known before SQLAlchemy is imported."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs, urlsplit

from app.redis_probe import reason
from graphs.errors import StoreUnavailable

PROBE_SECONDS = 3.0
# as for a server that is far away; a closed port is told at once
PORT = 5432


async def require_database(url: str) -> None:
    """Return when a port is open where the URL leads; what is not a PostgreSQL at one TCP address is not asked.

    Raises StoreUnavailable with what to do, without a password.
    """
    place = _place(url)
    if place is None:
        return
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            _, writer = await asyncio.open_connection(*place)
    except TimeoutError as error:
        raise _silent(place, f"within {PROBE_SECONDS:.0f} s") from error
    except OSError as error:
        raise _silent(place, f"({reason(error)})") from error
    writer.close()


def _silent(place: tuple[str, int], how: str) -> StoreUnavailable:
    host, port = place
    advice = "Start the server, correct DATABASE_URL, or unset it for SQLite."
    return StoreUnavailable(f"The clinic's database at {host}:{port} does not answer {how}. {advice}")


def _place(url: str) -> tuple[str, int] | None:
    """Host and port; None for SQLite, a socket file, several hosts, or an address that the store itself refuses."""
    parts = urlsplit(url)
    try:
        port = parts.port or PORT
    except ValueError:
        return None
    if not parts.scheme.startswith("postgres") or "host" in parse_qs(parts.query):
        return None
    return (parts.hostname, port) if parts.hostname else None
