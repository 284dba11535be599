"""What the saver refuses, apart from Redis's own errors, which are raised as they are."""

from __future__ import annotations

import re

from redis.exceptions import OutOfMemoryError, ReadOnlyError, ResponseError

INSIDE = re.compile(r"Error running script .*?: -(?P<reason>[A-Z]+ .*)", re.DOTALL)
# how Redis 6.2 words an error that a command has met inside a script


class StaleWriter(Exception):
    """Another writer holds the thread's lease now; nothing was written."""

    code = "stale_writer"


class ThreadLost(Exception):
    """State of the thread is gone from Redis (evicted, deleted, not replicated); it is not read as an empty past."""

    code = "thread_lost"


class StoreFull(OutOfMemoryError):
    """Redis has reached its `maxmemory`; nothing was written, reading and deleting still work."""

    code = "store_full"


class RefusedType(TypeError):
    """A value of a type that checkpoints may not hold; raised when it would be written, and when it would be loaded."""

    code = "refused_type"


class WrongKey(Exception):
    """The checkpoint was encrypted with a key that is not among those given; it is not read as an empty past."""

    code = "wrong_key"


class NotEncrypted(Exception):
    """The checkpoint was stored without encryption, and such ones are not to be read."""

    code = "not_encrypted"


def typed(error: ResponseError) -> Exception:
    """The class for an error that our scripts raised; any other error of Redis unchanged."""
    inside = INSIDE.match(str(error))
    reason = inside["reason"] if inside else str(error)
    if isinstance(error, OutOfMemoryError) or reason.startswith("OOM "):
        return StoreFull("Redis has reached its maxmemory; nothing was written (raise it, or delete or prune threads)")
    if inside and reason.startswith("READONLY "):
        return ReadOnlyError(reason.removeprefix("READONLY "))
    if reason.startswith("STALEWRITER"):
        return StaleWriter("another writer holds the lease of this thread; nothing was written")
    if reason.startswith("THREADLOST"):
        return ThreadLost("state of this thread is gone from Redis (evicted? set maxmemory-policy noeviction)")
    return error
