"""Prometheus figures of one process: requests, turns, calls, errors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graphs.events import Event

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.65, 0.9, 1.5, 3.0, 5.0, 10.0, 20.0)


class Metrics:
    """The figures, in a registry of their own; feed it every event of every turn and call."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        self._registry = registry
        self._turns = Counter("threadline_turns", "Turns that ended", ["outcome"], registry=registry)
        self._stages = Histogram(
            "threadline_turn_stage_seconds", "Latencies of a turn", ["stage"], buckets=SECONDS, registry=registry
        )
        self._errors = Counter("threadline_errors", "Errors by stable code", ["code"], registry=registry)
        self._calls = Counter("threadline_calls", "Voice calls that began", registry=registry)
        self._calls_active = Gauge("threadline_calls_active", "Voice calls under way", registry=registry)
        self._requests = Histogram(
            "threadline_http_request_seconds",
            "From the request until its response begins",
            ["method", "route", "status"],
            buckets=SECONDS,
            registry=registry,
        )

    def observe(self, event: Event) -> None:
        """Count one event of a session; events that say nothing countable are ignored."""
        if event.type == "turn.finished":
            self._turns.labels(str(event.data.get("outcome", "done"))).inc()
            self._observe_latency(event.data.get("latency"))
        elif event.type == "reply.heard":
            self._observe_latency(event.data.get("latency"))
        elif event.type == "error":
            self.error(str(event.data.get("code", "error")))

    def _observe_latency(self, latency: object) -> None:
        for stage, seconds in latency.items() if isinstance(latency, dict) else ():
            if isinstance(seconds, int | float):
                self._stages.labels(str(stage)).observe(seconds)

    def error(self, code: str) -> None:
        """Count one error under its stable code."""
        self._errors.labels(code).inc()

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one HTTP request; `route` is the template, never the path with its ids."""
        self._requests.labels(method, route, str(status)).observe(seconds)

    @contextmanager
    def call(self) -> Iterator[None]:
        """Count a voice call for as long as it lasts."""
        self._calls.inc()
        with self._calls_active.track_inprogress():
            yield

    def render(self) -> bytes:
        """Text exposition format of Prometheus."""
        return generate_latest(self._registry)


class RequestMetrics:
    """ASGI middleware: how long each route takes to begin its response."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = perf_counter()

        async def timed_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "unmatched")
                self._metrics.request(scope["method"], route, message["status"], perf_counter() - began)
            await send(message)

        await self._app(scope, receive, timed_send)
