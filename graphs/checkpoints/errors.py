"""What the saver refuses, apart from Redis's own errors, which are raised as they are."""

from __future__ import annotations

from redis.exceptions import ResponseError


class StaleWriter(Exception):
    """Another writer holds the thread's lease now; nothing was written."""

    code = "stale_writer"


class ThreadLost(Exception):
    """Part of the thread's state is gone from Redis (evicted or deleted by hand); it is not read as an empty past."""

    code = "thread_lost"


def typed(error: ResponseError) -> Exception:
    """The class for an error that our scripts raised; any other error of Redis unchanged."""
    reason = str(error)
    if reason.startswith("STALEWRITER"):
        return StaleWriter("another writer holds the lease of this thread; nothing was written")
    if reason.startswith("THREADLOST"):
        return ThreadLost("part of this thread's state is gone from Redis (evicted? set maxmemory-policy noeviction)")
    return error
