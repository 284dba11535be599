"""OpenAI's chat completions, transcriptions and speech, as open servers speak them."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

from tests.fakes.server import KEY, Fake, drop
from tests.fakes.sound import tone

_CHAT_FIELDS = {
    "model", "messages", "stream", "stream_options", "tools", "tool_choice", "max_tokens", "parallel_tool_calls"
}  # fmt: skip
_SPEECH_FIELDS = {"model", "voice", "input", "response_format", "speed", "stream_format", "instructions"}


class FakeOpenAI(Fake):
    """Behaviours: ok, an HTTP status, hang, silent, disconnect, empty, cut, stall, early_end, slow.

    `reply`: strings are text, dicts `{name, arguments}` are tool calls. `heard`: transcripts, in order, the last stays.
    """

    def __init__(
        self,
        *script: str,
        reply: list[Any] | None = None,
        heard: list[str] | None = None,
        models: list[str] | None = None,
    ) -> None:
        super().__init__(*script)
        self.reply = reply if reply is not None else ["Good morning. ", "How can I help?"]
        self.heard = heard if heard is not None else ["hello there"]
        self.models = models if models is not None else ["local", "tts-1"]

    @property
    def base_url(self) -> str:
        return f"{self.url}/v1"

    def routes(self, app: web.Application) -> None:
        app.router.add_get("/v1/models", self.list_models)
        app.router.add_post("/v1/chat/completions", self.chat)
        app.router.add_post("/v1/audio/transcriptions", self.transcribe)
        app.router.add_post("/v1/audio/speech", self.speak)
        app.router.add_get("/v1/", self.root)

    async def root(self, request: web.Request) -> web.StreamResponse:
        return web.json_response({})

    async def list_models(self, request: web.Request) -> web.StreamResponse:
        if failed := await self._failed(request, self.script[0]):
            return failed
        return web.json_response({"object": "list", "data": [{"id": name} for name in self.models]})

    async def chat(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.requests.append(body)
        self.expect(set(body) <= _CHAT_FIELDS, f"unknown fields {set(body) - _CHAT_FIELDS}")
        behaviour = self.next_behaviour()
        if failed := await self._failed(request, behaviour):
            return failed
        if body["model"] not in self.models:
            return _error(404, "The model does not exist")
        if not body.get("stream"):
            return web.json_response({"id": "c1", "object": "chat.completion", "choices": [_whole("ok")]})
        self.expect(body.get("stream_options") == {"include_usage": True}, "no usage asked for")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        if behaviour == "silent":
            await self._comments(response)
        for event in self._events(behaviour):
            if behaviour == "slow":
                await asyncio.sleep(0.3)
            await response.write(b"data: " + json.dumps(event).encode() + b"\n\n")
        if behaviour == "cut":
            drop(request)
        if behaviour == "stall":
            await self.hang()
        if behaviour != "early_end":
            await response.write(b"data: [DONE]\n\n")
        return response

    async def _comments(self, response: web.StreamResponse) -> None:
        for _ in range(100):
            await response.write(b": still here\n\n")
            await asyncio.sleep(0.1)

    def _events(self, behaviour: str) -> list[dict[str, Any]]:
        pieces = [] if behaviour == "empty" else self.reply
        if behaviour in ("cut", "stall", "early_end"):
            return [_chunk(_delta(0, pieces[0]))]
        events = [_chunk(delta) for n, piece in enumerate(pieces) for delta in _deltas(n, piece)]
        called = any(isinstance(piece, dict) for piece in pieces)
        usage = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}
        last = {**_chunk({}), "choices": [], "usage": usage}
        return [*events, _chunk({}, end="tool_calls" if called else "stop"), last]

    async def transcribe(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        self.requests.append({key: value for key, value in form.items() if isinstance(value, str)})
        self.expect("file" in form and "model" in form, "a transcription needs file and model")
        behaviour = self.next_behaviour()
        if failed := await self._failed(request, behaviour):
            return failed
        text = "" if behaviour == "empty" else self.heard.pop(0) if len(self.heard) > 1 else self.heard[0]
        return web.json_response({"text": text})

    async def speak(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.requests.append(body)
        self.expect(set(body) <= _SPEECH_FIELDS, f"unknown fields {set(body) - _SPEECH_FIELDS}")
        self.expect(body["response_format"] == "pcm", "not pcm")
        behaviour = self.next_behaviour()
        if failed := await self._failed(request, behaviour):
            return failed
        response = web.StreamResponse(headers={"Content-Type": "audio/pcm"})
        await response.prepare(request)
        audio = b"" if behaviour == "empty" else tone(max(0.3, len(body["input"]) * 0.05), 24_000)
        half = len(audio) // 4 * 2
        if behaviour != "silent":
            await response.write(audio[:half])
        if behaviour == "cut":
            drop(request)
        if behaviour in ("stall", "silent"):
            await self.hang()
        await response.write(audio[half:])
        return response

    async def _failed(self, request: web.Request, behaviour: str) -> web.Response | None:
        if request.headers.get("Authorization") not in (f"Bearer {KEY}", "Bearer none"):
            key = request.headers.get("Authorization", "")
            return _error(401, f"Incorrect API key provided: {key.removeprefix('Bearer ')}")
        if behaviour == "hang":
            await self.hang()
        if behaviour == "disconnect":
            drop(request)
        if behaviour.isdigit():
            return _error(int(behaviour), "scripted")
        return None


def _deltas(number: int, piece: Any) -> list[dict[str, Any]]:
    """One delta for text, two for a tool call, as vLLM splits its arguments."""
    if isinstance(piece, str):
        return [{"role": "assistant", "content": piece}]
    arguments = json.dumps(piece["arguments"])
    rest = {"index": number, "function": {"arguments": arguments[4:]}}
    return [_delta(number, piece), {"tool_calls": [rest]}]


def _delta(number: int, piece: Any) -> dict[str, Any]:
    if isinstance(piece, str):
        return {"role": "assistant", "content": piece}
    function = {"name": piece["name"], "arguments": json.dumps(piece["arguments"])[:4]}
    return {
        "role": "assistant",
        "tool_calls": [{"index": number, "id": f"c{number}", "type": "function", "function": function}],
    }


def _chunk(delta: dict[str, Any], end: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": end}
    return {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "local", "choices": [choice]}


def _whole(text: str) -> dict[str, Any]:
    return {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"error": {"message": message, "type": "error", "code": None}}, status=status)
