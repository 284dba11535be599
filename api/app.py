"""The HTTP service, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from api import audio, checkpoints, events, graphs, health, sessions, site, turns
from api.headers import SecurityHeaders
from api.limits import Allowance, BodyLimit, CallGate
from api.metrics import RequestMetrics
from api.openapi import describe_openapi
from api.problems import UnforeseenErrors, handle_problems
from api.services import ApiServices
from api.streams import Streams

ROUTERS = (
    sessions.router,
    turns.router,
    events.router,
    checkpoints.router,
    audio.router,
    graphs.router,
    health.router,
    site.router,
)


def create_app(services: ApiServices) -> FastAPI:
    """The application over `services`, which it uses and does not close.

    Serve it with `api.server.Server`, which ends open streams before it waits for them.
    """
    app = FastAPI(
        title="Threadline",
        summary="A phone line that keeps its thread",
        version=services.version,
        lifespan=_lifespan,
        docs_url=None,
        redoc_url=None,
        telemetry={"logs": False},
    )
    app.state.services = services
    app.state.streams = Streams()
    app.state.gate = CallGate(services.limits.concurrent_calls)
    app.state.allowance = Allowance(services.limits.new_sessions, services.limits.new_sessions_per_minute)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/page", site.files, name="page")
    handle_problems(app)
    describe_openapi(app)
    _add_middleware(app, services)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    await app.state.streams.close(app.state.services.limits.closing_seconds)


def _add_middleware(app: FastAPI, services: ApiServices) -> None:
    """The last one added is the outermost."""
    app.add_middleware(UnforeseenErrors)
    app.add_middleware(BodyLimit, max_bytes=services.limits.body_bytes)
    if services.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=services.cors_origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "Last-Event-ID", "X-Operator-Key"],
            expose_headers=["Location", "Retry-After"],
        )
    app.add_middleware(RequestMetrics, metrics=services.metrics)
    app.add_middleware(SecurityHeaders, https=services.cookie_secure)
