"""Bounds on what comes in: body size, how often, how many at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Problem, busy, problem_response

KEPT_ADDRESSES = 10_000


class BodyLimit:
    """ASGI middleware: a body over `max_bytes` is answered with 413, declared or not."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._declared(scope) > self._max_bytes:
            await problem_response(self._too_large())(scope, receive, send)
        else:
            await self._app(scope, self._counting(receive), send)

    def _declared(self, scope: Scope) -> int:
        length = Headers(scope=scope).get("content-length", "")
        return int(length) if length.isdecimal() else 0

    def _counting(self, receive: Receive) -> Receive:
        received = 0

        async def counting() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_bytes:
                raise self._too_large()
            return message

        return counting

    def _too_large(self) -> Problem:
        return Problem(413, "body_too_large", f"The body is larger than {self._max_bytes} bytes.")


class Allowance:
    """Token buckets by key: `burst` at once, then `per_minute`; in this process only."""

    def __init__(self, burst: int, per_minute: float, clock: Callable[[], float] = monotonic) -> None:
        self._burst = burst
        self._per_second = per_minute / 60
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> None:
        """Use one; raises Problem 429 with Retry-After when none is left."""
        left = self._left(key)
        if left < 1:
            raise self._exhausted(left)
        self._buckets[key] = (left - 1, self._clock())
        if len(self._buckets) > KEPT_ADDRESSES:
            self._forget_full()

    def _left(self, key: str) -> float:
        left, at = self._buckets.get(key, (float(self._burst), self._clock()))
        return min(float(self._burst), left + (self._clock() - at) * self._per_second)

    def _exhausted(self, left: float) -> Problem:
        seconds = math.ceil((1 - left) / self._per_second) if self._per_second else 3600
        detail = "Too many new sessions from this address. Please try again later."
        return Problem(429, "too_many_sessions", detail, headers={"Retry-After": str(seconds)})

    def _forget_full(self) -> None:
        self._buckets = {key: bucket for key, bucket in self._buckets.items() if self._left(key) < self._burst}


class CallGate:
    """At most `most` voice calls at once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._active = 0

    def check(self) -> None:
        """Raise Problem 503 with Retry-After when every line is taken."""
        if self._active >= self._most:
            raise busy("too_many_calls", "All lines are busy. Please try again in a moment.")

    @contextmanager
    def enter(self) -> Iterator[None]:
        """Hold one line for as long as the call lasts; Problem 503 when none is free."""
        self.check()
        self._active += 1
        try:
            yield
        finally:
            self._active -= 1
