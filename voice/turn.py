"""One reply of the graph while it is spoken: accepted or discarded, and heard in the end."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from livekit.agents.llm import ChatMessage
from livekit.agents.voice import SpeechHandle

from graphs.events import Event
from voice.latency import TurnLatency, TurnMarks

if TYPE_CHECKING:
    from graphs.conversation import Reply

OnEvent = Callable[[Event], None]


@dataclass(frozen=True)
class TurnRecord:
    """What is known of a turn when it has ended."""

    turn_id: str
    transcript: str | None
    # None when the agent opened the call
    reply: str
    heard: str
    interrupted: bool
    specialist: str | None
    latency: TurnLatency


@dataclass(eq=False)
class SpokenTurn:
    """Joins LiveKit's speech handle and the graph's reply. Events reach `on_event` once the turn is real."""

    session: str
    reply: Reply
    handle: SpeechHandle
    transcript: str | None
    on_event: OnEvent
    asked: ChatMessage | None = None
    # LiveKit's item of the caller's words; its metrics are filled in when the turn is confirmed
    marks: TurnMarks = field(default_factory=TurnMarks)
    text: str = ""
    # the words of the reply so far
    heard_text: str | None = None
    # None until it is known
    interrupted: bool = False
    digest: dict[str, Any] = field(default_factory=dict)
    # data of "turn.finished"
    _held: list[Event] = field(default_factory=list)
    _is_real: bool = False
    _is_over: bool = False

    @property
    def is_complete(self) -> bool:
        """True once the graph has ended the reply."""
        return bool(self.digest)

    async def events(self) -> AsyncIterator[Event]:
        """The reply's events; each is told to `on_event`, now or when the turn is accepted."""
        async for event in self.reply:
            if event.type == "reply.delta":
                self.text += event.data["text"]
                self.marks.first_words = self.marks.first_words or time.monotonic()
            elif event.type == "turn.finished":
                self.digest = event.data
            self._tell(event)
            yield event

    def _tell(self, event: Event) -> None:
        if self._is_real:
            self.on_event(event)
        else:
            self._held.append(event)

    async def accept(self) -> None:
        """The caller's turn is confirmed. Idempotent."""
        if self._is_real or self._is_over:
            return
        self._is_real = True
        self._mark_caller()
        held, self._held = self._held, []
        for event in held:
            self.on_event(event)
        await self.reply.accept()

    def _mark_caller(self) -> None:
        """Take LiveKit's times of the caller's turn, on the clock of our marks."""
        now = self.marks.committed = time.monotonic()
        metrics = self.asked.metrics if self.asked else {}
        if (stopped := metrics.get("stopped_speaking_at")) is not None:
            self.marks.last_sound = now - (time.time() - stopped)
            delay = metrics.get("transcription_delay")
            self.marks.final = None if delay is None else self.marks.last_sound + delay

    async def discard(self) -> None:
        """The caller said something else. Idempotent; nothing happens to an accepted turn."""
        if self._is_real or self._is_over:
            return
        self._is_over = True
        self._held.clear()
        await self.reply.discard()

    async def heard(self, text: str, *, interrupted: bool) -> None:
        """Tell the graph what reached the caller, once."""
        if self._is_over or not self._is_real:
            return
        self._is_over = True
        self.heard_text, self.interrupted = text, interrupted
        latency = self.marks.latency().as_dict()
        await self.reply.heard(text, interrupted=interrupted, latency=latency)
        data = {"text": text, "interrupted": interrupted, "latency": latency}
        self.on_event(Event("reply.heard", self.session, self.reply.turn_id, data, at=time.time()))

    def record(self) -> TurnRecord:
        """What is known of the turn now."""
        return TurnRecord(
            turn_id=self.reply.turn_id,
            transcript=self.transcript,
            reply=self.text,
            heard=self.heard_text or "",
            interrupted=self.interrupted,
            specialist=self.digest.get("specialist"),
            latency=self.marks.latency(),
        )
