"""Opening the connection to Redis."""

from __future__ import annotations

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff

from graphs.errors import BadInput

TIMEOUT_SECONDS = 1.0
# a turn cannot wait for redis-py's defaults: 5 s and 10 retries
RETRIES = 3
MAX_CONNECTIONS = 500


def connect(url: str) -> Redis:
    """A client for `redis://`, `rediss://` or `unix://`; connects at first use; the caller closes it.

    Raises BadInput for an address that is none, without repeating it: it may hold a password.
    """
    try:
        return Redis.from_url(
            url,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
            retry=Retry(ExponentialBackoff(cap=0.3, base=0.02), RETRIES),
            max_connections=MAX_CONNECTIONS,
        )
    except ValueError as error:
        raise BadInput("REDIS_URL must look like redis://HOST:PORT/0, rediss://HOST:PORT/0 or unix://PATH.") from error
