"""The far end of a voice call, scripted: speaks the frames of docs/websocket.md and keeps what the page sends."""

from __future__ import annotations

import asyncio
import json
import math
import struct
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from api.services import Socket
from graphs.events import Event

RATE = 24_000
FRAME_SECONDS = 0.02
AHEAD_SECONDS = 0.4
HEADER = struct.Struct("<BBHI")


@dataclass
class ScriptedLine:
    """Plays a tone for `tone_seconds` as turn 1, then listens until the caller leaves or `hang_up` is called."""

    tone_seconds: float = 0.6
    words: str = "Northside Clinic, how can I help?"
    frames: list[tuple[int, int, int, int, bytes]] = field(default_factory=list)
    messages: list[dict[str, Any]] = field(default_factory=list)
    calls: int = 0
    socket: Socket | None = None
    session: str = ""
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, socket: Socket, conversation: Any) -> None:
        self.calls += 1
        self.socket, self.session = socket, conversation.session.id
        await self.say({"type": "ready", "call": f"c-{self.calls}", "sample_rate": RATE})
        speaking = asyncio.create_task(self.speak(1, self.tone_seconds))
        try:
            while True:
                self._keep(await socket.receive())
        finally:
            speaking.cancel()

    def _keep(self, data: bytes | str) -> None:
        if isinstance(data, str):
            self.messages.append(json.loads(data))
        else:
            self.frames.append((*HEADER.unpack_from(data), data[HEADER.size :]))
        self.changed.set()

    async def until(self, true: Callable[[], object], seconds: float = 10.0) -> None:
        """Wait for what the page sends to make `true()` so."""
        async with asyncio.timeout(seconds):
            while not true():
                self.changed.clear()
                await self.changed.wait()

    def positions(self, turn: int) -> list[int]:
        """Milliseconds of the turn that the page said were heard, in order."""
        return [m["played_ms"] for m in self.messages if m["type"] == "position" and m["turn"] == turn]

    async def say(self, message: dict[str, Any]) -> None:
        assert self.socket is not None
        await self.socket.send(json.dumps(message))

    async def event(self, kind: Any, turn: str, **data: Any) -> None:
        event = Event(kind, self.session, turn, data, time.time())
        await self.say({"type": "event", "event": event.as_dict()})

    async def speak(self, number: int, seconds: float) -> None:
        """Greet in words and as a tone at real-time pace, at most 0.4 s ahead."""
        assert self.socket is not None
        turn = f"t-{number}"
        await self.event("turn.started", turn, text="", by="opening", modality="voice")
        await self.event("reply.delta", turn, text=self.words, message_id=f"m-{number}", node="front_desk")
        await self.say({"type": "state", "state": "speaking"})
        began = time.monotonic()
        for index in range(round(seconds / FRAME_SECONDS)):
            early = index * FRAME_SECONDS - AHEAD_SECONDS - (time.monotonic() - began)
            if early > 0:
                await asyncio.sleep(early)
            await self.socket.send(HEADER.pack(2, 0, number, index) + _tone(index))
        await self.say({"type": "end", "turn": number})
        await self.say({"type": "state", "state": "listening"})


def _tone(index: int) -> bytes:
    count = round(RATE * FRAME_SECONDS)
    begin = index * count
    samples = (round(9000 * math.sin(2 * math.pi * 440 * (begin + i) / RATE)) for i in range(count))
    return array("h", samples).tobytes()
