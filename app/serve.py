"""Everything on one machine: `threadline run`, and its production part `threadline api`."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import structlog
from rich.console import Console

from app import banner
from app.choices import choose
from app.doctor import check_providers
from app.early import look_ahead
from app.graphs_file import default_graph
from app.port import listening
from app.settings import Settings
from app.wiring import Parts, call_settings, import_graphs, load_models, open_parts, open_speech
from graphs.errors import ThreadlineError
from graphs.tasks import cancelled

if TYPE_CHECKING:
    from fastapi import FastAPI

    from api.metrics import Metrics
    from api.server import Server
    from api.services import ApiServices, Limits, Socket
    from graphs.conversation import Conversation
    from voice.speech.engines import Speech
    from voice.speech.models import Models

log = structlog.get_logger(__name__)

LOAD_SECONDS = 30.0
# how long a call that came early waits for the speech engines


class VoiceDoor:
    """Takes calls over a WebSocket as soon as the speech engines are loaded; those that come earlier wait."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._speech: asyncio.Future[Speech] = asyncio.get_running_loop().create_future()
        self._speech.add_done_callback(lambda future: future.cancelled() or future.exception())

    @property
    def is_ready(self) -> bool:
        """True when a call is taken at once."""
        return self._speech.done() and self._speech.exception() is None

    def open(self, speech: Speech) -> None:
        """The engines are loaded."""
        self._speech.set_result(speech)

    def fail(self, error: BaseException) -> None:
        """There will be no voice; calls are told why."""
        self._speech.set_exception(error)

    async def call(self, caller: Socket, conversation: Conversation) -> None:
        """Run one call from its first frame to its end. Raises what kept the engines from loading."""
        async with asyncio.timeout(LOAD_SECONDS):
            speech = await asyncio.shield(self._speech)
        from voice.socket import serve

        settings = call_settings(self._parts.settings, self._parts.choices)
        await serve(_closing(caller), conversation, speech, settings=settings)


def _closing(caller: Socket) -> Any:
    """The caller's socket with the voice side's own word for a caller who has left."""
    from voice.socket import SocketClosed

    class Translated:
        async def receive(self) -> bytes | str:
            try:
                return await caller.receive()
            except ConnectionResetError as error:
                raise SocketClosed from error

        async def send(self, data: bytes | str) -> None:
            try:
                await caller.send(data)
            except ConnectionResetError as error:
                raise SocketClosed from error

        async def close(self, code: int, reason: str) -> None:
            await caller.close(code, reason)

    return Translated()


async def serve(settings: Settings, console: Console, *, with_link: bool) -> None:
    """Run the service until SIGINT or SIGTERM. Raises ThreadlineError when it can't start, in one clear line."""
    begun = time.monotonic()
    banner.show_choices(console, choose(settings))
    await look_ahead(settings)
    with listening(settings.host, settings.port) as sockets:
        await _serve(settings, console, sockets, begun, secrets.token_urlsafe(24) if with_link else None)


async def _serve(
    settings: Settings, console: Console, sockets: list[socket.socket], begun: float, operator_key: str | None
) -> None:
    from api.server import Server

    server = Server(_limits(settings), host=settings.host, port=settings.port, version=version("threadline"))
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, _stop, server)
    async with serving(server, sockets) as served, loading_models(settings) as models:
        if operator_key is not None:
            banner.show_link(console, server.url, operator_key)
        await asyncio.to_thread(import_graphs, lambda: server.should_exit)
        if server.should_exit:
            return
        from api.metrics import Metrics

        metrics = Metrics()
        async with open_parts(settings, observe=metrics.observe) as parts:
            door = VoiceDoor(parts)
            server.open(await asyncio.to_thread(_api, parts, door, metrics, operator_key))
            background = asyncio.create_task(_get_ready(parts, door, models, console, begun))
            try:
                await served
            finally:
                await cancelled(background)


@contextlib.asynccontextmanager
async def serving(server: Server, sockets: list[socket.socket]) -> AsyncIterator[asyncio.Task[None]]:
    """Answer at the sockets from now on; the server ends with the context."""
    task = asyncio.create_task(server.serve(sockets))
    answering = asyncio.create_task(server.listening.wait())
    try:
        await asyncio.wait([task, answering], return_when=asyncio.FIRST_COMPLETED)
        yield task
    finally:
        answering.cancel()
        server.should_exit = True
        await task


def _stop(server: Server) -> None:
    server.should_exit = True


def _limits(settings: Settings) -> Limits:
    from api.services import Limits

    return Limits(concurrent_calls=settings.max_calls)


def _api(parts: Parts, door: VoiceDoor, metrics: Metrics, operator_key: str | None) -> FastAPI:
    from api.app import create_app
    from api.services import ApiServices

    settings = parts.settings

    async def ready() -> dict[str, Any]:
        return {"store": await _answers(parts.sessions.ping), "speech": door.is_ready}

    services: ApiServices = ApiServices(
        sessions=parts.sessions,
        conversations=parts.conversations,
        registry=parts.registry,
        saver=parts.saver,
        audio_call=door.call,
        operator_keys=[*settings.operators, *([operator_key] if operator_key else [])],
        limits=_limits(settings),
        cors_origins=settings.origins,
        ready=ready,
        version=version("threadline"),
        cookie_secure=settings.cookie_secure,
        default_graph=default_graph(settings),
        metrics=metrics,
    )
    return create_app(services)


async def _answers(ping: Callable[[], Awaitable[None]]) -> bool:
    try:
        await ping()
    except ThreadlineError:
        return False
    return True


@contextlib.asynccontextmanager
async def loading_models(settings: Settings) -> AsyncIterator[asyncio.Task[Models]]:
    """The embedded speech models, loading from now on; freed at the end when nobody took them over."""
    models = asyncio.create_task(load_models(settings, choose(settings)))
    # a failure is said by who takes them over
    models.add_done_callback(lambda task: task.cancelled() or task.exception())
    try:
        yield models
    finally:
        await cancelled(models)


async def _get_ready(
    parts: Parts, door: VoiceDoor, models: asyncio.Task[Models], console: Console, begun: float
) -> None:
    """Load what is slow while the service answers already; say what is ready and what will not work."""
    speech: Speech | None = None
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_check_parts(parts, console, begun))
            speech = await _load_speech(parts, door, models, console, begun)
            # stays until the process ends: the engines are closed below
        await asyncio.Event().wait()
    finally:
        if speech is not None:
            await speech.aclose()


async def _load_speech(
    parts: Parts, door: VoiceDoor, models: asyncio.Task[Models], console: Console, begun: float
) -> Speech | None:
    try:
        speech = await open_speech(parts.settings, parts.choices, models)
    except ThreadlineError as error:
        banner.show_trouble(console, "speech", str(error))
        door.fail(error)
        return None
    except Exception as error:
        log.exception("speech engines did not load")
        banner.show_trouble(console, "speech", "the engines did not load; typing works. See the log above.")
        door.fail(error)
        return None
    door.open(speech)
    banner.show_ready(console, "voice", time.monotonic() - begun)
    return speech


async def _check_parts(parts: Parts, console: Console, begun: float) -> None:
    """Say of every provider what will not work, and that the model is ready, where it is; not both."""
    warmth, findings = await asyncio.gather(_warmth(parts), check_providers(parts.settings, parts.choices))
    wrong = {finding.part: finding.message for finding in findings if not finding.ok}
    name = banner.NAMES["model"]
    if warmth is not None:
        wrong.setdefault(name, warmth)
    for part, message in wrong.items():
        banner.show_trouble(console, part, message)
    if name not in wrong and not parts.choices.model.embedded:
        banner.show_ready(console, name, time.monotonic() - begun)


async def _warmth(parts: Parts) -> str | None:
    """Do a model's slow imports; what is wrong with it, if anything."""
    if parts.choices.model.embedded:
        return None
    from graphs.models import warm_up

    try:
        await warm_up(parts.model)
    except ThreadlineError as error:
        return str(error)
    return None
