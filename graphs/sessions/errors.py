"""Errors of Redis in the product's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from redis.exceptions import AuthenticationError, ConnectionError, RedisError, TimeoutError

from graphs.errors import StoreUnavailable, ThreadlineError


class SessionExists(ThreadlineError):
    """The id asked for is taken."""

    code = "session_exists"


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
    return f"Redis refuses the command ({str(error).split(' ')[0]})."
