"""A conversation and speech engines that follow a script and complain when they are misused."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from graphs.events import Event


@dataclass
class ScriptedSession:
    id: str = "scripted"
    language: str | None = None


@dataclass
class ScriptedReply:
    """Words as events; records what was done with it and fails on what must not be."""

    transcript: str | None
    words: list[str]
    speculative: bool
    turn_id: str
    data: dict[str, Any] = field(default_factory=dict)
    seconds_before: float = 0.0
    hangs: bool = False
    accepted: bool = False
    discarded: bool = False
    was_heard: tuple[str, bool] | None = None
    latency: dict[str, float] | None = None
    finished: bool = False

    def __post_init__(self) -> None:
        self.accepted = not self.speculative
        self._accepted = asyncio.Event()
        self.over = asyncio.Event()
        # set when it was discarded, or heard

    async def __aiter__(self) -> AsyncIterator[Event]:
        yield self._event("turn.started", text=self.transcript or "")
        await asyncio.sleep(self.seconds_before)
        for word in self.words:
            yield self._event("reply.delta", text=word, message_id=f"m-{self.turn_id}", node="test", **self.data)
            await asyncio.sleep(0)
        if self.hangs:
            await asyncio.Event().wait()
        if not self.accepted:
            await self._accepted.wait()
        self.finished = True
        yield self._event("turn.finished", outcome="done", specialist="test", tokens={"total_tokens": 7}, **self.data)

    def _event(self, kind: Any, **data: Any) -> Event:
        assert not self.discarded, "a discarded reply is still read"
        return Event(kind, "scripted", self.turn_id, data)

    async def accept(self) -> None:
        assert not self.discarded, "accepted after it was discarded"
        self.accepted = True
        self._accepted.set()

    async def discard(self) -> None:
        assert not self.accepted, "an accepted turn was discarded"
        self.discarded = True
        self.over.set()

    async def heard(self, text: str, *, interrupted: bool, latency: dict[str, float] | None = None) -> None:
        assert self.accepted, "heard of a reply that was never accepted"
        assert self.was_heard is None, "heard was told twice"
        assert "".join(self.words).startswith(text), f"heard what was never said: {text!r}"
        self.was_heard, self.latency = (text, interrupted), latency
        self.over.set()


class ScriptedConversation:
    """Answers by a function from transcript to reply text (or a ScriptedReply's fields)."""

    def __init__(self, answer: Callable[[str], str | dict[str, Any]], greeting: str = "Hello, how can I help?") -> None:
        self.session = ScriptedSession()
        self.replies: list[ScriptedReply] = []
        self.asked = asyncio.Event()
        # set when the first reply is begun
        self.calls: list[str] = []
        self.asides: list[str] = []
        self._answer = answer
        self._greeting = greeting
        self._ids = itertools.count(1)

    def reply(
        self, transcript: str, *, turn_id: str | None = None, modality: str = "text", speculative: bool = False
    ) -> ScriptedReply:
        assert transcript.strip(), "a turn without words"
        assert modality == "voice"
        return self._begin(transcript, self._answer(transcript), speculative, turn_id)

    def open_call(self, *, modality: str = "voice") -> ScriptedReply:
        return self._begin(None, self._greeting, False, None)

    def _begin(
        self, transcript: str | None, answer: str | dict[str, Any], speculative: bool, turn_id: str | None
    ) -> ScriptedReply:
        fields = {"text": answer} if isinstance(answer, str) else dict(answer)
        words = [f"{word} " for word in fields.pop("text").split(" ")]
        words[-1] = words[-1].rstrip()
        reply = ScriptedReply(transcript, words, speculative, turn_id or f"t{next(self._ids)}", **fields)
        self.replies.append(reply)
        self.asked.set()
        return reply

    async def call_connected(self, call: str, modality: str) -> None:
        self.calls.append(f"connected {modality}")

    async def call_disconnected(self, call: str, reason: str) -> None:
        self.calls.append(f"disconnected {reason}")

    def said_aside(self, text: str) -> None:
        self.asides.append(text)

    @property
    def accepted(self) -> list[ScriptedReply]:
        """The turns that counted, in order."""
        return [reply for reply in self.replies if reply.accepted]
