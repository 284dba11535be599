"""What the HTTP service is given by the composition root: the parts it calls and the bounds it keeps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from starlette.requests import HTTPConnection

from api.metrics import Metrics

if TYPE_CHECKING:
    from langgraph.checkpoint.base import BaseCheckpointSaver

    from graphs.conversation import Conversation, Conversations
    from graphs.registry import Registry
    from graphs.sessions import SessionStore


class Socket(Protocol):
    """A message channel to one caller; both directions raise `ApiServices.socket_closed` once the caller is gone."""

    async def receive(self) -> bytes | str: ...

    async def send(self, data: bytes | str) -> None: ...

    async def close(self, code: int, reason: str) -> None: ...


AudioCall = Callable[[Socket, "Conversation"], Awaitable[None]]
# runs one voice call from its first frame to its end

Readiness = Callable[[], "Mapping[str, Any] | Awaitable[Mapping[str, Any]]"]
# part ("store", "speech", "model") -> True/False, or a mapping with "ready" and whatever explains it


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of what one client may send or hold."""

    body_bytes: int = 64 * 1024
    # an HTTP body; larger: 413
    text_characters: int = 4_000
    # a typed turn; longer: 422 text_too_long
    frame_bytes: int = 16 * 1024
    # one WebSocket message; larger: close 1009
    concurrent_calls: int = 8
    # voice calls of this process; one more: 503
    new_sessions: int = 30
    # sessions that one address may create in a burst; then 429
    new_sessions_per_minute: float = 30.0
    # ... and how fast that allowance comes back
    hello_seconds: float = 5.0
    # how long a WebSocket without a cookie has to show its secret
    closing_seconds: float = 2.0
    # how long typed turns under way may take to end when the process stops


@dataclass(slots=True)
class ApiServices:
    """Everything behind the routes; `app` builds it, tests build it from real or scripted parts."""

    sessions: SessionStore
    conversations: Conversations
    registry: Registry
    saver: BaseCheckpointSaver[Any] | None = None
    # the thread's checkpoints, deleted with the session
    audio_call: AudioCall | None = None
    # None: this process takes no voice calls
    socket_closed: type[Exception] = ConnectionResetError
    # what Socket raises when the caller is gone: the type that `audio_call` understands
    operator_keys: Sequence[str] = field(default=(), repr=False)
    limits: Limits = field(default_factory=Limits)
    cors_origins: Sequence[str] = ()
    # origins of foreign pages that may call this service, e.g. "https://www.clinic.example"
    ready: Readiness = dict
    version: str = "0"
    cookie_secure: bool = False
    # True when the service is reached by https
    default_graph: str | None = None
    # graph of a session that names none; None: the first of the registry
    metrics: Metrics = field(default_factory=Metrics)
    # give `metrics.observe` every event that enters a journal, of typed turns and of voice calls


def services_of(connection: HTTPConnection) -> ApiServices:
    """The services of the application that answers this request (also a FastAPI dependency)."""
    services: ApiServices = connection.app.state.services
    return services
