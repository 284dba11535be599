"""Everything on one machine: `threadline run`, and its production part `threadline api`."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import signal
import socket
import time
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import structlog
from rich.console import Console

from app import banner
from app.choices import choose
from app.doctor import check_providers
from app.settings import Settings
from app.wiring import Parts, call_settings, open_parts, open_speech
from graphs.errors import BadInput, ThreadlineError
from graphs.tasks import cancelled

if TYPE_CHECKING:
    from api.services import ApiServices, Socket
    from graphs.conversation import Conversation
    from voice.speech import Speech

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
    require_free_port(settings.host, settings.port)
    operator_key = secrets.token_urlsafe(24)
    async with open_parts(settings) as parts:
        door = VoiceDoor(parts)
        server = _server(parts, door, [*settings.operators, *([operator_key] if with_link else [])])
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, _stop, server)
        background = asyncio.create_task(_get_ready(parts, door, console, begun))
        if with_link:
            banner.show_link(console, f"http://{settings.host}:{settings.port}", operator_key)
        try:
            await server.serve()
        finally:
            await cancelled(background)


def _stop(server: Any) -> None:
    server.should_exit = True


def _server(parts: Parts, door: VoiceDoor, operator_keys: list[str]) -> Any:
    from api.app import create_app
    from api.server import Server
    from api.services import ApiServices, Limits

    settings = parts.settings

    async def ready() -> dict[str, Any]:
        return {"store": await _answers(parts.sessions.ping), "speech": door.is_ready}

    services: ApiServices = ApiServices(
        sessions=parts.sessions,
        conversations=parts.conversations,
        registry=parts.registry,
        saver=parts.saver,
        audio_call=door.call,
        operator_keys=operator_keys,
        limits=Limits(concurrent_calls=settings.max_calls),
        cors_origins=settings.origins,
        ready=ready,
        version=version("threadline"),
        default_graph=settings.graph,
    )

    class QuietServer(Server):
        """Signals are handled by `serve` above: one press of Ctrl-C is enough."""

        @contextlib.contextmanager
        def capture_signals(self) -> Any:
            yield

    return QuietServer(create_app(services), host=settings.host, port=settings.port)


async def _answers(ping: Callable[[], Awaitable[None]]) -> bool:
    try:
        await ping()
    except ThreadlineError:
        return False
    return True


async def _get_ready(parts: Parts, door: VoiceDoor, console: Console, begun: float) -> None:
    """Load what is slow while the service answers already; say what is ready and what will not work."""
    speech: Speech | None = None
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(_check_keys(parts, console))
            group.create_task(_warm_up_model(parts, console, begun))
            speech = await _load_speech(parts, door, console, begun)
            # stays until the process ends: the engines are closed below
        await asyncio.Event().wait()
    finally:
        if speech is not None:
            await speech.aclose()


async def _load_speech(parts: Parts, door: VoiceDoor, console: Console, begun: float) -> Speech | None:
    try:
        speech = await open_speech(parts.settings, parts.choices)
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


async def _warm_up_model(parts: Parts, console: Console, begun: float) -> None:
    if parts.choices.model.embedded:
        return
    from graphs.models import warm_up

    try:
        await warm_up(parts.model)
    except ThreadlineError as error:
        banner.show_trouble(console, "model", str(error))
    else:
        banner.show_ready(console, "model", time.monotonic() - begun)


async def _check_keys(parts: Parts, console: Console) -> None:
    for finding in await check_providers(parts.settings, parts.choices):
        if not finding.ok:
            banner.show_trouble(console, finding.part, finding.message)


def require_free_port(host: str, port: int) -> None:
    """Raise BadInput when the address can't be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            advice = "Stop what uses it, or set PORT to another one (--port)."
            raise BadInput(f"Port {port} on {host} can't be used: {error.strerror}. {advice}") from None
