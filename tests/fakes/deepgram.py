"""Deepgram's sockets: /v1/listen (nova), /v2/listen (Flux), /v1/speak (Aura)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import WSMsgType, web

from tests.fakes.server import KEY, Fake, drop
from tests.fakes.sound import is_loud, tone

_LISTEN = {
    *("model", "language", "punctuate", "smart_format", "no_delay", "interim_results", "encoding", "vad_events"),
    *("sample_rate", "channels", "endpointing", "filler_words", "profanity_filter", "numerals", "mip_opt_out"),
    *("diarize", "keyterm", "tag", "redact", "utterance_end_ms", "dictation", "keywords"),
}
_FLUX = {
    *("model", "encoding", "sample_rate", "eager_eot_threshold", "eot_threshold", "eot_timeout_ms", "keyterm", "tag"),
    *("mip_opt_out", "numerals", "profanity_filter", "redact", "language_hint"),
}
_SPEAK = {"model", "encoding", "sample_rate", "mip_opt_out", "bit_rate", "speed"}
_PAUSE_SECONDS = 0.3


class FakeDeepgram(Fake):
    """Hears an utterance wherever sound is followed by 0.3 s of quiet, and understands the next of `heard`.

    Behaviours of a connection: ok, an HTTP status, hang (in the handshake), mute (accepts, never answers), cut (after
    0.5 s of sound), 1011 (closes so), cut_mid (after the first quarter of a reply's sound), stall (the same, then
    silence), empty (no words; no sound), error (Deepgram's own message), slow (0.2 s late).
    """

    def __init__(self, *script: str, heard: list[str] | None = None) -> None:
        super().__init__(*script)
        self.heard = heard if heard is not None else ["hello there"]
        self.connections = 0
        self.spoken: list[str] = []
        self.cleared = 0

    def routes(self, app: web.Application) -> None:
        app.router.add_get("/v1/listen", self.listen)
        app.router.add_get("/v2/listen", self.flux)
        app.router.add_get("/v1/speak", self.speak)

    async def _accept(self, request: web.Request, allowed: set[str]) -> tuple[web.WebSocketResponse | None, Any]:
        self.connections += 1
        self.requests.append(dict(request.query))
        unknown = set(request.query) - allowed
        self.expect(not unknown, f"unknown parameters {unknown}")
        self.expect(request.query.get("encoding") == "linear16", "not linear16")
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        self.expect(scheme == "Token", f"authorised as {scheme}")
        if key != KEY:
            return None, web.json_response({"err_code": "INVALID_AUTH", "err_msg": "Invalid credentials."}, status=401)
        behaviour = self.next_behaviour()
        if behaviour.isdigit() and len(behaviour) == 3:
            return None, web.json_response({"err_msg": "scripted"}, status=int(behaviour))
        if behaviour == "hang":
            await self.hang()
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if behaviour == "1011":
            await socket.close(code=1011, message=b"internal error")
        return socket, behaviour

    async def listen(self, request: web.Request) -> web.StreamResponse:
        socket, behaviour = await self._accept(request, _LISTEN)
        if socket is None:
            return behaviour
        self.expect(request.query.get("model", "").startswith("nova"), "no nova model")
        hearing = _Hearing(int(request.query["sample_rate"]))
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                kind = json.loads(message.data)["type"]
                self.expect(kind in ("KeepAlive", "Finalize", "CloseStream"), f"unknown message {kind}")
                if kind == "CloseStream":
                    break
                continue
            ended = hearing.take(message.data)
            if behaviour == "cut" and hearing.loud_seconds > 0.5:
                drop(request)
            if behaviour == "mute" or ended is None:
                continue
            if behaviour == "slow":
                await asyncio.sleep(0.2)
            if not ended:
                await socket.send_json({"type": "SpeechStarted", "channel": [0], "timestamp": 0.0})
            else:
                await socket.send_json(_results("" if behaviour == "empty" else self._next_words()))
        return socket

    async def flux(self, request: web.Request) -> web.StreamResponse:
        socket, behaviour = await self._accept(request, _FLUX)
        if socket is None:
            return behaviour
        self.expect(request.query.get("model", "").startswith("flux"), "no flux model")
        await socket.send_json({"type": "Connected", "request_id": "r1", "sequence_id": 0})
        hearing = _Hearing(int(request.query["sample_rate"]))
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                kind = json.loads(message.data)["type"]
                self.expect(kind in ("Configure", "CloseStream"), f"unknown message {kind}")
                if kind == "CloseStream":
                    break
                continue
            ended = hearing.take(message.data)
            if behaviour == "cut" and hearing.loud_seconds > 0.5:
                drop(request)
            if behaviour == "error" and hearing.loud_seconds > 0.3:
                await socket.send_json({"type": "Error", "code": "INTERNAL", "description": "scripted"})
                behaviour = "mute"
            if behaviour == "mute" or ended is None:
                continue
            if not ended:
                await socket.send_json(_turn("StartOfTurn", self.heard[0].split()[0]))
            else:
                words = self._next_words()
                await socket.send_json(_turn("EagerEndOfTurn", words))
                await asyncio.sleep(0.2)
                await socket.send_json(_turn("EndOfTurn", words))
        return socket

    async def speak(self, request: web.Request) -> web.StreamResponse:
        socket, behaviour = await self._accept(request, _SPEAK)
        if socket is None:
            return behaviour
        self.expect(request.query.get("model", "").startswith("aura"), "no aura voice")
        text, rate = "", int(request.query["sample_rate"])
        async for message in socket:
            order = json.loads(message.data)
            self.expect(order["type"] in ("Speak", "Flush", "Clear", "Close"), f"unknown message {order['type']}")
            if order["type"] == "Speak":
                text += order["text"]
            elif order["type"] == "Close":
                break
            elif order["type"] == "Flush":
                if behaviour not in ("mute",):
                    await self._say(request, socket, behaviour, text.strip(), rate)
                text = ""
        return socket

    async def _say(
        self, request: web.Request, socket: web.WebSocketResponse, behaviour: str, text: str, rate: int
    ) -> None:
        if text:
            self.spoken.append(text)
        if behaviour == "error":
            await socket.send_json({"type": "Error", "description": "scripted", "code": "NET-0001"})
            return
        if behaviour == "slow":
            await asyncio.sleep(0.2)
        sound = b"" if behaviour == "empty" else tone(len(text) * 0.05, rate)
        cut = len(sound) // 8 * 2
        if sound:
            await socket.send_bytes(sound[:cut])
        if behaviour == "cut_mid":
            drop(request)
            return
        if behaviour == "stall":
            await self.hang()
        if sound:
            await socket.send_bytes(sound[cut:])
        await socket.send_json({"type": "Flushed", "sequence_id": len(self.spoken)})

    def _next_words(self) -> str:
        return self.heard.pop(0) if len(self.heard) > 1 else self.heard[0]


class _Hearing:
    """Where utterances begin and end in a stream of PCM."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._quiet_seconds = 0.0
        self._speaking = False
        self.loud_seconds = 0.0

    def take(self, pcm: bytes) -> bool | None:
        """False: an utterance begins; True: it ends; None: nothing new."""
        seconds = len(pcm) / 2 / self._rate
        if is_loud(pcm):
            began = not self._speaking
            self._speaking, self._quiet_seconds = True, 0.0
            self.loud_seconds += seconds
            return False if began else None
        self._quiet_seconds += seconds
        if self._speaking and self._quiet_seconds >= _PAUSE_SECONDS:
            self._speaking = False
            return True
        return None


def _words(text: str) -> list[dict[str, Any]]:
    return [
        {"word": word, "punctuated_word": word, "start": n * 0.3, "end": n * 0.3 + 0.3, "confidence": 0.98}
        for n, word in enumerate(text.split())
    ]


def _results(text: str) -> dict[str, Any]:
    alternative = {"transcript": text, "confidence": 0.98, "words": _words(text), "languages": ["en"]}
    return {
        "type": "Results",
        "channel_index": [0, 1],
        "duration": 1.0,
        "start": 0.0,
        "is_final": True,
        "speech_final": True,
        "channel": {"alternatives": [alternative]},
        "metadata": {"request_id": "r1", "model_info": {"name": "nova-3"}},
    }


def _turn(event: str, text: str) -> dict[str, Any]:
    return {
        "type": "TurnInfo",
        "request_id": "r1",
        "sequence_id": 1,
        "event": event,
        "turn_index": 0,
        "audio_window_start": 0.0,
        "audio_window_end": 1.0,
        "transcript": text,
        "words": [{"word": word, "confidence": 0.98} for word in text.split()],
        "end_of_turn_confidence": 0.9,
    }
