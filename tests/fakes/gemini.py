"""Gemini's REST: streamGenerateContent as server-sent events, and the model resource."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

from tests.fakes.server import KEY, Fake, drop

_ERRORS = {
    "400": (400, "INVALID_ARGUMENT", "Request contains an invalid argument."),
    "403": (403, "PERMISSION_DENIED", "The caller does not have permission"),
    "404": (404, "NOT_FOUND", "models/x is not found for API version v1beta"),
    "429": (429, "RESOURCE_EXHAUSTED", "You exceeded your current quota"),
    "500": (500, "INTERNAL", "An internal error has occurred."),
    "503": (503, "UNAVAILABLE", "The model is overloaded."),
}


class FakeGemini(Fake):
    """Answers with the parts of `reply`, one event each: strings are text, dicts are function calls.

    Behaviours: ok, an HTTP status, hang (no headers), silent (headers, no event), disconnect, empty, safety, blocked,
    malformed, thought (thinks, then says nothing), early_end, cut, stall, slow (0.3 s before each event), gated (the
    second event waits for `gate`).
    """

    def __init__(self, *script: str, reply: list[Any] | None = None, model: str = "gemini-3.5-flash-lite") -> None:
        super().__init__(*script)
        self.reply = reply if reply is not None else ["Good morning. ", "How can I help?"]
        self.model = model
        self.gate = asyncio.Event()

    def routes(self, app: web.Application) -> None:
        app.router.add_post("/v1beta/models/{call}", self.generate)
        app.router.add_get("/v1beta/models/{name}", self.describe)

    async def describe(self, request: web.Request) -> web.StreamResponse:
        if wrong := self._wrong_key(request):
            return wrong
        behaviour = self.next_behaviour()
        if behaviour == "hang":
            await self.hang()
        if behaviour in _ERRORS:
            return _error(*_ERRORS[behaviour])
        if request.match_info["name"] != self.model:
            return _error(*_ERRORS["404"])
        return web.json_response({"name": f"models/{self.model}", "version": "001"})

    async def generate(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.requests.append(body)
        self._examine(request, body)
        if wrong := self._wrong_key(request):
            return wrong
        behaviour = self.next_behaviour()
        if behaviour in _ERRORS:
            return _error(*_ERRORS[behaviour])
        if behaviour == "hang":
            await self.hang()
        if behaviour == "disconnect":
            drop(request)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await self._speak(request, response, behaviour)
        return response

    async def _speak(self, request: web.Request, response: web.StreamResponse, behaviour: str) -> None:
        if behaviour == "silent":
            await self.hang()
        for number, event in enumerate(self._events(behaviour)):
            if behaviour == "slow":
                await asyncio.sleep(0.3)
            if behaviour == "gated" and number:
                await self.gate.wait()
            await response.write(b"data: " + json.dumps(event).encode() + b"\r\n\r\n")
        if behaviour == "cut":
            drop(request)
        if behaviour == "stall":
            await self.hang()

    def _events(self, behaviour: str) -> list[dict[str, Any]]:
        if behaviour == "empty":
            return [self._event([], end="STOP")]
        if behaviour == "safety":
            return [self._event([], end="SAFETY")]
        if behaviour == "malformed":
            return [self._event([], end="MALFORMED_FUNCTION_CALL")]
        if behaviour == "blocked":
            return [{"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "modelVersion": self.model}]
        if behaviour == "thought":
            return [self._event([{"text": "Hm.", "thought": True}]), self._event([], end="STOP")]
        parts = [[{"text": piece} if isinstance(piece, str) else {"functionCall": piece}] for piece in self.reply]
        if behaviour in ("cut", "stall", "early_end"):
            return [self._event(part) for part in parts[:1]]
        return [self._event(part) for part in parts[:-1]] + [self._event(parts[-1], end="STOP")]

    def _event(self, parts: list[dict[str, Any]], end: str | None = None) -> dict[str, Any]:
        candidate: dict[str, Any] = {"content": {"parts": parts, "role": "model"}, "index": 0}
        usage: dict[str, Any] = {"promptTokenCount": 11, "totalTokenCount": 11}
        if end:
            candidate["finishReason"] = end
            usage = {"promptTokenCount": 11, "candidatesTokenCount": 7, "totalTokenCount": 18}
        return {"candidates": [candidate], "usageMetadata": usage, "modelVersion": self.model, "responseId": "r1"}

    def _wrong_key(self, request: web.Request) -> web.Response | None:
        if request.headers.get("x-goog-api-key") == KEY:
            return None
        reason = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"}]
        return _error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", reason)

    def _examine(self, request: web.Request, body: dict[str, Any]) -> None:
        contents = body.get("contents", [])
        self.expect(request.match_info["call"].endswith(":streamGenerateContent"), f"not streamed: {request.path}")
        self.expect(request.query.get("alt") == "sse", "alt=sse is missing")
        self.expect("key" not in request.query, "the key is in the address")
        self.expect(bool(contents) and contents[0]["role"] == "user", "the model speaks first")
        self.expect(bool(contents) and contents[-1]["role"] == "user", "the model speaks last")
        self.expect(all(content["parts"] for content in contents), "a content without parts")
        self.expect(int(request.headers.get("X-Server-Timeout", 99)) >= 10, "X-Server-Timeout below 10")
        for content, following in zip(contents, [*contents[1:], {"parts": []}], strict=True):
            calls = sum("functionCall" in part for part in content["parts"])
            results = sum("functionResponse" in part for part in following["parts"])
            self.expect(calls in (0, results), "function calls without their responses")


def _error(status: int, name: str, message: str, details: list[dict[str, Any]] | None = None) -> web.Response:
    body = {"error": {"code": status, "message": message, "status": name, "details": details or []}}
    return web.json_response(body, status=status)
