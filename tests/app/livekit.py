"""A real livekit-server on loopback with ports and keys of its own, and a caller who joins a room."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import subprocess
import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from livekit import api, rtc

SERVER = shutil.which("livekit-server")
KEY, SECRET = "devkey", "a-secret-of-at-least-thirty-two-characters"
CONFIG = """
port: {port}
bind_addresses: [127.0.0.1]
rtc:
  udp_port: {udp}
  tcp_port: {tcp}
  use_external_ip: false
  node_ip: 127.0.0.1
  enable_loopback_candidate: true
  stun_servers: []
  interfaces:
    includes: [lo]
keys:
  {key}: {secret}
logging:
  level: warn
"""


def _free(kind: int) -> int:
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Server:
    url: str
    settings: dict[str, str]


@asynccontextmanager
async def livekit_server(folder: Path) -> AsyncIterator[Server]:
    port = _free(socket.SOCK_STREAM)
    config = CONFIG.format(
        port=port, udp=_free(socket.SOCK_DGRAM), tcp=_free(socket.SOCK_STREAM), key=KEY, secret=SECRET
    )
    (folder / "livekit.yaml").write_text(config)
    with (folder / "livekit.log").open("w") as log:
        process = subprocess.Popen([SERVER, "--config", "livekit.yaml"], cwd=folder, stdout=log, stderr=log)
    try:
        async with httpx.AsyncClient() as client, asyncio.timeout(15):
            while True:
                try:
                    if (await client.get(f"http://127.0.0.1:{port}/")).status_code == 200:
                        break
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
        url = f"ws://127.0.0.1:{port}"
        yield Server(url, {"LIVEKIT_URL": url, "LIVEKIT_API_KEY": KEY, "LIVEKIT_API_SECRET": SECRET})
    finally:
        process.terminate()
        process.wait()


class Caller:
    """Joins a room for a session, speaks a WAV, counts the agent's sound and collects its transcript."""

    def __init__(self) -> None:
        self.room = rtc.Room()
        self.said: list[str] = []
        self.agent_spoke = asyncio.Event()
        self.changed = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def join(self, server: Server, session: str, *, room: str = "room-1") -> None:
        dispatch = api.RoomAgentDispatch(agent_name="threadline", metadata=json.dumps({"session": session}))
        token = (
            api.AccessToken(KEY, SECRET)
            .with_identity("caller")
            .with_grants(api.VideoGrants(room_join=True, room=room))
            .with_room_config(api.RoomConfiguration(agents=[dispatch]))
        )
        self.room.on("track_subscribed", self._on_track)
        self.room.register_text_stream_handler("lk.transcription", self._on_text)
        await self.room.connect(server.url, token.to_jwt())

    def _on_track(self, track: rtc.Track, *_: object) -> None:
        if track.kind == rtc.TrackKind.KIND_AUDIO:
            self._keep(self._listen(rtc.AudioStream(track)))

    def _on_text(self, reader: rtc.TextStreamReader, identity: str) -> None:
        self._keep(self._read(reader, identity))

    def _keep(self, work: object) -> None:
        task = asyncio.ensure_future(work)  # type: ignore[call-overload]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _listen(self, stream: rtc.AudioStream) -> None:
        async for event in stream:
            if max(abs(sample) for sample in event.frame.data) > 500:
                self.agent_spoke.set()

    async def _read(self, reader: rtc.TextStreamReader, identity: str) -> None:
        text = await reader.read_all()
        if identity != "caller":
            self.said.append(text)
        self.changed.set()

    async def wait_for_words(self, words: str, seconds: float = 30) -> None:
        try:
            async with asyncio.timeout(seconds):
                while words not in " ".join(self.said):
                    self.changed.clear()
                    await self.changed.wait()
        except TimeoutError:
            raise AssertionError(f"the agent did not say {words!r}: {self.said}") from None

    async def speak(self, path: Path) -> None:
        """Publish a microphone and speak the WAV in real time, then silence."""
        with wave.open(str(path)) as file:
            rate, sound = file.getframerate(), file.readframes(file.getnframes())
        source = rtc.AudioSource(rate, 1)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        await self.room.local_participant.publish_track(track, options)
        step = rate // 50 * 2
        sound += bytes(rate * 2 * 2)
        for start in range(0, len(sound) - step, step):
            await source.capture_frame(rtc.AudioFrame(sound[start : start + step], rate, 1, step // 2))

    async def leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        await self.room.disconnect()
