"""A call over a WebSocket of any framework: PCM and JSON, as docs/websocket.md tells."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import structlog
from livekit import rtc

from graphs.errors import ThreadlineError
from graphs.events import Event
from voice import wire
from voice.audio import QueueAudioInput
from voice.remote import RemoteOutput
from voice.session import Call, CallHooks, CallSettings, CallSummary, SpeechParts
from voice.tasks import Tasks

if TYPE_CHECKING:
    from graphs.conversation import Conversation

log = structlog.get_logger(__name__)

MAX_WAITING_MESSAGES = 1_000
# for a client that does not read
MAX_AHEAD_SECONDS = 10.0
# of real time that a client may send audio
GAP_SECONDS = 0.5
# without a frame, after which silence is filled in: detectors and recognisers need time to go on
SEND_SECONDS = 15.0
# for one message, until the client counts as gone


class SocketClosed(Exception):
    """The other side has closed the connection, or it broke."""


class Socket(Protocol):
    """A WebSocket, whatever carries it."""

    async def receive(self) -> bytes | str:
        """The next message. Raises SocketClosed."""
        ...

    async def send(self, data: bytes | str) -> None:
        """Send one message; waits while the client is slow. Raises SocketClosed."""
        ...

    async def close(self, code: int, reason: str) -> None:
        """Close it; harmless when it is closed."""
        ...


@dataclass(frozen=True)
class _End:
    """How the connection ends."""

    code: int
    reason: str


async def serve(
    socket: Socket,
    conversation: Conversation,
    speech: SpeechParts,
    *,
    greet: bool = True,
    call_id: str | None = None,
    settings: CallSettings | None = None,
) -> CallSummary:
    """Hold a call over an open socket, until either side ends it; the socket is closed then.

    Errors are told to the client and end the connection, they are not raised.
    """
    line = _Line(socket)
    call = Call(
        conversation,
        line.microphone,
        line.loudspeaker,
        speech,
        hooks=CallHooks(on_event=line.event, on_transcript=line.transcript, on_state=line.state),
        greet=greet,
        call_id=call_id,
        settings=settings,
    )
    line.tell("ready", call=call.id, sample_rate=wire.AGENT_RATE)
    end = _End(wire.NORMAL, "the call has ended")
    try:
        async with call:
            end = await line.hold(call)
    except ThreadlineError as error:
        line.tell("error", code=error.code, message=str(error))
        end = _End(wire.FAILED, error.code)
    except Exception:
        log.exception("call failed", session=conversation.session.id, call=call.id)
        line.tell("error", code="internal_error", message="The call failed.")
        end = _End(wire.FAILED, "internal_error")
    finally:
        await line.close(end)
    return call.summary()


class _Line:
    """Both directions of one connection: a reader, a writer, and the clock that fills gaps."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket
        self._waiting: deque[str] = deque()
        self._wake = asyncio.Event()
        self.microphone = QueueAudioInput(label="websocket")
        self.loudspeaker = RemoteOutput(on_change=self._wake.set)
        self._is_muted = False
        self._overflowed = asyncio.Event()
        self._began = self._heard_at = time.monotonic()
        self._received_seconds = 0.0
        self._background = Tasks()

    # ---- to the client

    def tell(self, kind: str, **fields: object) -> None:
        """Queue a message."""
        if len(self._waiting) >= MAX_WAITING_MESSAGES:
            self._overflowed.set()
            return
        self._waiting.append(wire.encode(kind, **fields))
        self._wake.set()

    def event(self, event: Event) -> None:
        self.tell("event", event=event.as_dict())

    def transcript(self, text: str, is_final: bool) -> None:
        self.tell("transcript", text=text, final=is_final)

    def state(self, state: str) -> None:
        self.tell("state", state=state)

    # ---- the call

    async def hold(self, call: Call) -> _End:
        """Carry the call until one of its parts ends; how to close the connection."""
        self.loudspeaker.on_stall = lambda: self._background.start(_stop_speech(call), "stalled client")
        parts = {
            asyncio.create_task(self._read(call), name="socket read"),
            asyncio.create_task(self._write(), name="socket write"),
            asyncio.create_task(self._fill_gaps(), name="socket gaps"),
            asyncio.create_task(self._overflow(), name="socket overflow"),
            asyncio.create_task(self._until_over(call), name="socket end"),
        }
        try:
            done, _ = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            return self._ended_by(call, next(iter(done)))
        finally:
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)
            await self._background.aclose(seconds=0.0)

    def _ended_by(self, call: Call, part: asyncio.Task[_End]) -> _End:
        error = part.exception()
        if error is None:
            return part.result()
        if isinstance(error, wire.BadFrame):
            self.tell("error", code=error.code, message=str(error))
            call.hang_up("bad_frame")
            return _End(error.close_code, error.code)
        if isinstance(error, SocketClosed | TimeoutError):
            call.hang_up("disconnected")
            return _End(wire.NORMAL, "disconnected")
        raise error

    async def _until_over(self, call: Call) -> _End:
        await call.ended.wait()
        return _End(wire.NORMAL, call.summary().reason)

    async def _overflow(self) -> _End:
        await self._overflowed.wait()
        return _End(wire.TOO_SLOW, "too_slow")

    # ---- from the client

    async def _read(self, call: Call) -> _End:
        while True:
            data = await self._socket.receive()
            if isinstance(data, bytes):
                self._hear(wire.caller_audio(data))
            elif isinstance(message := wire.message(data), wire.Bye):
                call.hang_up("hung_up")
                return _End(wire.NORMAL, "hung_up")
            else:
                self._obey(call, message)

    def _hear(self, samples: bytes) -> None:
        self._heard_at = time.monotonic()
        self._received_seconds += len(samples) / 2 / wire.CALLER_RATE
        if self._received_seconds > self._heard_at - self._began + MAX_AHEAD_SECONDS:
            raise wire.BadFrame("Audio came faster than it can be spoken.", wire.POLICY)
        if not self._is_muted:
            self.microphone.push(rtc.AudioFrame(samples, wire.CALLER_RATE, 1, len(samples) // 2))

    def _obey(self, call: Call, message: wire.Message) -> None:
        if isinstance(message, wire.Position):
            self.loudspeaker.report(message)
        elif isinstance(message, wire.Mute):
            self._is_muted = message.on
        elif isinstance(message, wire.Typed) and len(message.text) > wire.MAX_TEXT_CHARACTERS:
            self.tell("error", code="text_too_long", message="A turn holds at most 4000 characters.")
        elif isinstance(message, wire.Typed):
            self._background.start(_say_typed(call, message.text), "typed words")

    async def _fill_gaps(self) -> _End:
        while True:
            await asyncio.sleep(GAP_SECONDS)
            self.loudspeaker.check()
            if self._is_muted or time.monotonic() - self._heard_at > GAP_SECONDS:
                self.microphone.push(rtc.AudioFrame.create(wire.CALLER_RATE, 1, int(GAP_SECONDS * wire.CALLER_RATE)))

    # ---- the writer

    async def _write(self) -> _End:
        while True:
            self._wake.clear()
            if (data := self._next()) is not None:
                await self._send(data)
                continue
            self.loudspeaker.check()
            try:
                async with asyncio.timeout(max(0.002, self.loudspeaker.seconds_until_due())):
                    await self._wake.wait()
            except TimeoutError:
                continue

    def _next(self) -> bytes | str | None:
        if message := self.loudspeaker.take_message():
            return message
        return self._waiting.popleft() if self._waiting else self.loudspeaker.take()

    async def _send(self, data: bytes | str) -> None:
        async with asyncio.timeout(SEND_SECONDS):
            await self._socket.send(data)

    async def close(self, end: _End) -> None:
        """Send what waits, as far as the client takes it at once, and close."""
        try:
            async with asyncio.timeout(1.0):
                while self._waiting:
                    await self._socket.send(self._waiting.popleft())
        except (SocketClosed, TimeoutError):
            pass
        await self._socket.close(end.code, end.reason[:120])


async def _say_typed(call: Call, text: str) -> None:
    await call.say_typed(text)


async def _stop_speech(call: Call) -> None:
    await call.session.interrupt(force=True)
