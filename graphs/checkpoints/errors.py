"""What the saver refuses, apart from Redis's own errors, which are raised as they are."""

from __future__ import annotations

from redis.exceptions import OutOfMemoryError, ResponseError


class StaleWriter(Exception):
    """Another writer holds the thread's lease now; nothing was written."""

    code = "stale_writer"


class ThreadLost(Exception):
    """Part of the thread's state is gone from Redis (evicted or deleted by hand); it is not read as an empty past."""

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
    if isinstance(error, OutOfMemoryError):
        return StoreFull("Redis has reached its maxmemory; nothing was written (raise it, or delete or prune threads)")
    reason = str(error)
    if reason.startswith("STALEWRITER"):
        return StaleWriter("another writer holds the lease of this thread; nothing was written")
    if reason.startswith("THREADLOST"):
        return ThreadLost("part of this thread's state is gone from Redis (evicted? set maxmemory-policy noeviction)")
    return error
