"""Errors of Redis in the product's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from redis.exceptions import AuthenticationError, ConnectionError, RedisError, TimeoutError

from graphs.errors import StoreUnavailable, ThreadlineError


class SessionExists(ThreadlineError):
    """The id asked for is taken."""

    code = "session_exists"


REMEDIES = {
    "MISCONF": "Redis can't write to its disk (MISCONF): make room there, or see its log.",
    "OOM": "Redis is full (OOM): raise its maxmemory, or let sessions expire sooner.",
    "READONLY": "This Redis is a replica and takes no writes (READONLY): REDIS_URL has to name the primary.",
}
# by the first word of Redis's error


@contextmanager
def reachable() -> Iterator[None]:
    """Raises StoreUnavailable, with one sentence that says why, for any error of Redis inside."""
    try:
        yield
    except RedisError as error:
        raise StoreUnavailable(_sentence(error)) from error


def _sentence(error: RedisError) -> str:
    if isinstance(error, AuthenticationError):
        return "Redis refuses the user name or password."
    if isinstance(error, ConnectionError | TimeoutError):
        return f"Redis does not answer ({str(error).rstrip('.')})."
    reason = str(error).split(" ")[0]
    return REMEDIES.get(reason, f"Redis refuses the command ({reason}).")
