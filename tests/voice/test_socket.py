"""Calls over an in-memory socket whose client plays by the clock and reports what it has played."""

from __future__ import annotations

import asyncio
import json
import struct
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graphs.errors import StoreUnavailable
from voice import wav
from voice.session import CallSettings, CallSummary
from voice.silence import SilenceSettings
from voice.socket import SocketClosed, serve

from .conftest import LoadedSpeech
from .doubles import ScriptedConversation

pytestmark = [pytest.mark.voice, pytest.mark.usefixtures("no_tasks_left")]

LONG = "The doctor is free on Monday at ten, on Tuesday at eleven, on Wednesday at noon, and on Friday at three."
PATIENT = CallSettings(silence=SilenceSettings(steps_seconds=()))
Spoken = Callable[..., Path]


class Client:
    """Both ends of a WebSocket: `receive`, `send`, `close` are the server's, the rest is the caller's."""

    def __init__(self, *, reports: bool = True) -> None:
        self._to_server: asyncio.Queue[bytes | str | None] = asyncio.Queue()
        self.messages: list[dict[str, Any]] = []
        self.frames: list[tuple[int, int, float]] = []
        # turn, sequence, when it came
        self.closed: tuple[int, str] | None = None
        self.changed = asyncio.Event()
        self._reports = reports
        self._turn, self._arrived, self._played, self._since = 0, 0.0, 0.0, 0.0
        self._sequence = 0

    async def receive(self) -> bytes | str:
        data = await self._to_server.get()
        if data is None:
            raise SocketClosed
        return data

    async def send(self, data: bytes | str) -> None:
        if self.closed:
            raise SocketClosed
        if isinstance(data, str):
            self._take_message(json.loads(data))
        else:
            self._take_frame(data)
        self.changed.set()

    async def close(self, code: int, reason: str) -> None:
        assert self.closed is None, "closed twice"
        self.closed = (code, reason)
        self.changed.set()

    def _take_message(self, message: dict[str, Any]) -> None:
        self.messages.append(message)
        if message["type"] == "clear" and message["turn"] == self._turn:
            self._arrived = self._played

    def _take_frame(self, data: bytes) -> None:
        kind, flags, turn, sequence = struct.unpack_from("<BBHI", data)
        assert (kind, flags) == (2, 0)
        if turn != self._turn:
            self._turn, self._arrived, self._played, self._since = turn, 0.0, 0.0, time.monotonic()
            assert sequence == 0
        self._arrived += (len(data) - 8) / 2 / 24_000
        self.frames.append((turn, sequence, time.monotonic()))

    async def play(self) -> None:
        """What a page does: plays in real time, reports every 100 ms."""
        while True:
            await asyncio.sleep(0.1)
            if self._turn:
                self._played = min(self._arrived, max(self._played, time.monotonic() - self._since - 0.06))
                if self._reports:
                    self.tell(type="position", turn=self._turn, played_ms=self._played * 1000)

    def tell(self, **message: Any) -> None:
        self._to_server.put_nowait(json.dumps(message))

    def raw(self, data: bytes | str) -> None:
        self._to_server.put_nowait(data)

    def leave(self) -> None:
        self._to_server.put_nowait(None)

    async def speak(self, path: Path) -> None:
        due = time.monotonic()
        async for block in wav.blocks(path, 16_000):
            for begin in range(0, len(block), 320):
                samples = np.pad(block[begin : begin + 320], (0, max(0, 320 - len(block[begin:]))))
                self.raw(struct.pack("<BBHI", 1, 0, 0, self._sequence) + samples[:320].tobytes())
                self._sequence += 1
                due += 0.02
                await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def until(self, found: Callable[[Client], Any]) -> Any:
        while not (result := found(self)):
            self.changed.clear()
            await self.changed.wait()
        return result

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.messages if message["type"] == kind]

    def events(self, kind: str) -> list[dict[str, Any]]:
        return [message["event"] for message in self.of("event") if message["event"]["type"] == kind]


@asynccontextmanager
async def on_line(
    conversation: ScriptedConversation, speech: LoadedSpeech, *, greet: bool = False, reports: bool = True
) -> AsyncIterator[tuple[Client, asyncio.Task[CallSummary]]]:
    client = Client(reports=reports)
    call = asyncio.create_task(serve(client, conversation, speech, greet=greet, settings=PATIENT, call_id="c1"))
    player = asyncio.create_task(client.play())
    try:
        async with asyncio.timeout(40):
            await client.until(lambda seen: seen.of("ready"))
            yield client, call
            if not call.done():
                client.tell(type="bye")
            await call
    finally:
        for task in (player, call):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def test_a_spoken_turn_goes_over_the_wire_and_back(speech: LoadedSpeech, spoken: Spoken) -> None:
    conversation = ScriptedConversation(lambda text: "We are open from eight to five.")
    async with on_line(conversation, speech, greet=True) as (client, call):
        await client.until(lambda seen: len(seen.events("reply.heard")) == 1)
        await client.speak(spoken("What are your opening hours?"))
        await client.until(lambda seen: len(seen.events("reply.heard")) == 2)
    assert client.of("ready") == [{"type": "ready", "call": "c1", "sample_rate": 24_000}]
    assert conversation.accepted[-1].was_heard == ("We are open from eight to five.", False)
    assert {turn for turn, _, _ in client.frames} == {1, 2}
    assert [message["turn"] for message in client.of("end")] == [1, 2]
    assert any(message["final"] for message in client.of("transcript"))
    assert {message["state"] for message in client.of("state")} >= {"listening", "thinking", "speaking"}
    assert client.closed == (1000, "hung_up")
    assert call.result().reason == "hung_up"


async def test_talking_over_the_agent_clears_its_sound_and_the_graph_knows_what_was_heard(
    speech: LoadedSpeech, spoken: Spoken
) -> None:
    conversation = ScriptedConversation(lambda text: LONG if "free" in text else "Okay.")
    async with on_line(conversation, speech) as (client, _):
        client.tell(type="text", text="when is the doctor free")
        await client.until(lambda seen: seen._played > 2.0)
        await client.speak(spoken("No, stop, I want to cancel my appointment."))
        await client.until(lambda seen: len(seen.events("reply.heard")) == 2)
    text, interrupted = conversation.accepted[0].was_heard or ("", False)
    assert interrupted
    assert text.startswith("The doctor is free on Monday")
    assert "Friday" not in text
    assert client.of("clear")


async def test_a_client_that_stops_reporting_has_heard_no_more_than_it_told(speech: LoadedSpeech) -> None:
    conversation = ScriptedConversation(lambda text: LONG if "free" in text else "Okay.")
    async with on_line(conversation, speech, reports=False) as (client, _):
        client.tell(type="text", text="when is the doctor free")
        await client.until(lambda seen: len(seen.frames) > 20)
        client.tell(type="position", turn=1, played_ms=900)
        await client.until(lambda seen: seen.events("reply.heard"))
    text, interrupted = conversation.accepted[0].was_heard or ("", False)
    assert interrupted
    assert len(text.split()) <= 4


async def test_frames_come_no_more_than_half_a_second_ahead(speech: LoadedSpeech) -> None:
    conversation = ScriptedConversation(lambda text: LONG)
    async with on_line(conversation, speech) as (client, _):
        client.tell(type="text", text="go on")
        await client.until(lambda seen: seen.of("end"))
    first = client.frames[0][2]
    ahead = [(sequence + 1) * 0.04 - (came - first) for _, sequence, came in client.frames]
    assert max(ahead) < 0.55


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"\x01\x00", 1007), (b"\x09" * 648, 1007), ("no json", 1007), ('{"type":"what"}', 1007), ("x" * 30_000, 1008)],
)
async def test_bad_frames_are_told_and_end_the_call(speech: LoadedSpeech, data: bytes | str, code: int) -> None:
    async with on_line(ScriptedConversation(lambda text: ""), speech) as (client, call):
        client.raw(data)
        await call
    assert client.of("error")[0]["code"] == "bad_frame"
    assert client.closed
    assert client.closed[0] == code


async def test_a_flood_of_audio_ends_the_call(speech: LoadedSpeech) -> None:
    async with on_line(ScriptedConversation(lambda text: ""), speech) as (client, call):
        for sequence in range(700):
            client.raw(struct.pack("<BBHI", 1, 0, 0, sequence) + bytes(640))
        await call
    assert client.closed == (1008, "bad_frame")


async def test_text_that_is_too_long_is_refused_and_the_call_lives(speech: LoadedSpeech) -> None:
    conversation = ScriptedConversation(lambda text: "Fine.")
    async with on_line(conversation, speech) as (client, _):
        client.tell(type="text", text="a" * 4_001)
        await client.until(lambda seen: seen.of("error"))
        client.tell(type="text", text="shorter")
        await client.until(lambda seen: seen.events("reply.heard"))
    assert client.of("error")[0]["code"] == "text_too_long"


async def test_a_client_that_goes_away_ends_the_call(speech: LoadedSpeech) -> None:
    conversation = ScriptedConversation(lambda text: LONG)
    async with on_line(conversation, speech) as (client, call):
        client.tell(type="text", text="go on")
        await client.until(lambda seen: len(seen.frames) > 5)
        client.leave()
        summary = await call
    assert summary.reason == "disconnected"
    assert conversation.calls[-1] == "disconnected disconnected"
    assert (conversation.accepted[0].was_heard or ("", False))[1]


async def test_a_store_that_is_away_is_told_to_the_client(speech: LoadedSpeech) -> None:
    class Away(ScriptedConversation):
        async def call_connected(self, call: str, modality: str) -> None:
            raise StoreUnavailable("Redis does not answer.")

    client = Client()
    await serve(client, Away(lambda text: ""), speech, settings=PATIENT)
    assert client.of("error") == [{"type": "error", "code": "store_unavailable", "message": "Redis does not answer."}]
    assert client.closed == (1011, "store_unavailable")
