"""Route of voice calls: PCM over a WebSocket (docs/websocket.md). It opens the door; `audio_call` runs the call."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

from fastapi import APIRouter, Request, WebSocket
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocketDisconnect, WebSocketState

from api.access import Credentials, Services, SessionId, origin_allowed, owns, visit_of
from api.limits import CallGate
from api.problems import Problem, busy, described, problem_of, problem_response
from api.services import ApiServices, services_of

log = logging.getLogger(__name__)
router = APIRouter(prefix="/v1/sessions/{id}", tags=["voice"], responses=described(422))

POLICY_VIOLATION, TOO_BIG, INTERNAL_ERROR, TRY_AGAIN_LATER = 1008, 1009, 1011, 1013
NO_VOICE = "This service takes no voice calls at the moment. Typing works."


class CallerSocket:
    """The caller's WebSocket as `audio_call` sees it: `services.socket_closed` once the caller is gone."""

    def __init__(self, socket: WebSocket, services: ApiServices) -> None:
        self._socket = socket
        self._closed = services.socket_closed
        self._frame_bytes = services.limits.frame_bytes

    async def receive(self) -> bytes | str:
        """The next message; one over the frame limit ends the connection with 1009."""
        while True:
            data = await self.first()
            if len(data) > self._frame_bytes:
                await self.close(TOO_BIG, "message too big")
                raise self._closed
            if not _is_hello(data):
                return data

    async def first(self) -> bytes | str:
        """The next message whatever it is, also a hello."""
        try:
            message = await self._socket.receive()
        except RuntimeError as error:
            raise self._closed from error
        if message["type"] == "websocket.disconnect":
            raise self._closed
        data: bytes | str | None = message.get("bytes")
        return data if data is not None else message.get("text") or ""

    async def send(self, data: bytes | str) -> None:
        """Send one message; waits while the caller is slow to take it."""
        try:
            if isinstance(data, str):
                await self._socket.send_text(data)
            else:
                await self._socket.send_bytes(data)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise self._closed from error

    async def close(self, code: int, reason: str) -> None:
        """Close if it is open; never fails."""
        if WebSocketState.DISCONNECTED in (self._socket.application_state, self._socket.client_state):
            return
        try:
            await self._socket.close(code, reason)
        except (WebSocketDisconnect, RuntimeError):
            log.debug("The caller had left before the close")


def _is_hello(data: bytes | str) -> bool:
    return isinstance(data, str) and _parsed(data).get("type") == "hello"


def _parsed(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


@router.get(
    "/audio",
    operation_id="callStatus",
    summary="Why a call cannot be taken",
    status_code=426,
    responses=described(426, 503),
)
async def call_status(request: Request, services: Services) -> None:
    """What a browser cannot read from a refused WebSocket: 503 when no call is taken now, else 426."""
    _check_line(request, services)
    raise Problem(426, "upgrade_required", "This is a WebSocket.", headers={"Upgrade": "websocket"})


@router.websocket("/audio")
async def audio(socket: WebSocket, session: SessionId) -> None:
    """A voice call: the secret by header, cookie or a first message {"type": "hello", "secret": …}, then frames."""
    services = services_of(socket)
    try:
        _check_line(socket, services)
    except Problem as problem:
        services.metrics.error(problem.code)
        await socket.send_denial_response(problem_response(problem))
        return
    await socket.accept()
    caller = CallerSocket(socket, services)
    try:
        await _call(caller, socket, services, session)
    except services.socket_closed:
        log.info("The caller left")
    except Exception as error:
        await _end_with(caller, services, error)
    else:
        await caller.close(1000, "bye")


def _gate(connection: HTTPConnection) -> CallGate:
    gate: CallGate = connection.app.state.gate
    return gate


def _check_line(connection: HTTPConnection, services: ApiServices) -> None:
    if not origin_allowed(connection, services.cors_origins):
        raise Problem(403, "foreign_origin", "Pages of this origin may not call here.")
    if services.audio_call is None:
        raise busy("voice_unavailable", NO_VOICE)
    _gate(connection).check()


async def _call(caller: CallerSocket, socket: WebSocket, services: ApiServices, session: str) -> None:
    await _authenticate(caller, socket, services, session)
    run = services.audio_call
    if run is None:
        raise busy("voice_unavailable", NO_VOICE)
    with _gate(socket).enter(), services.metrics.call():
        await run(caller, await services.conversations.open(session))


async def _authenticate(caller: CallerSocket, socket: WebSocket, services: ApiServices, session: str) -> None:
    try:
        await visit_of(services, session, Credentials.of(socket))
    except Problem:
        if not await _says_hello(caller, services, session):
            raise


async def _says_hello(caller: CallerSocket, services: ApiServices, session: str) -> bool:
    try:
        async with asyncio.timeout(services.limits.hello_seconds):
            hello = await caller.first()
    except TimeoutError:
        return False
    said = _parsed(hello) if isinstance(hello, str) and len(hello) <= services.limits.frame_bytes else {}
    secret = said.get("secret")
    return said.get("type") == "hello" and isinstance(secret, str) and await owns(services, session, secret)


async def _end_with(caller: CallerSocket, services: ApiServices, error: Exception) -> None:
    problem = problem_of(error)
    services.metrics.error(problem.code)
    if problem.status_code == 500:
        log.error("A call failed", exc_info=error)
    message = {"type": "error", "code": problem.code, "message": problem.detail}
    try:
        await caller.send(json.dumps(message))
    except services.socket_closed:
        return
    await caller.close(_close_code(problem), problem.code)


def _close_code(problem: Problem) -> int:
    if problem.status_code == 503:
        return TRY_AGAIN_LATER
    return POLICY_VIOLATION if problem.status_code < 500 else INTERNAL_ERROR
