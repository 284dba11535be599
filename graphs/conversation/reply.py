"""One spoken answer, from first token to what the caller heard."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, Literal

import structlog
from langchain_core.messages import HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.types import Command, StateSnapshot

from graphs.checkpoints import FENCE_KEY, Overlay, StaleWriter
from graphs.conversation import thread
from graphs.conversation.heard import Spoken, cut
from graphs.conversation.phrases import phrase
from graphs.conversation.stream import STREAM_MODES, GraphStream, Said
from graphs.errors import ModelUnavailable, SessionBusy, StoreUnavailable, ThreadlineError
from graphs.events import Event
from graphs.sessions.errors import reachable
from graphs.tasks import cancelled
from graphs.turn import Turn

if TYPE_CHECKING:
    from graphs.conversation.conversation import Conversation

log = structlog.get_logger(__name__)

LEASE_WAIT_SECONDS = 2.5
STILL_SECONDS = 4.0
# between the phrases that bridge a long pause
SETTLE_SECONDS = 2.0
# how long a turn waits until it is known what was heard of the one before


class Reply:
    """An async iterator of the turn's events; the words to speak are in "reply.delta".

    The graph runs in a task of its own: a listener that goes away does not stop it half-way through an effect.
    A speculative reply runs over an overlay of the saver and leaves nothing unless `accept` is called.
    """

    def __init__(
        self,
        conversation: Conversation,
        turn: Turn,
        transcript: str | None,
        *,
        speculative: bool,
        by: str,
        answer: Any = None,
    ) -> None:
        self.turn_id = turn.id
        self._conversation = conversation
        self._turn = turn
        self._transcript = transcript
        self._by = by
        self._queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._spoken: list[Spoken] = []
        self._unjournaled: list[Event] = []
        self._accepted = asyncio.Event()
        self._settled = asyncio.Event()
        self._overlay = Overlay(conversation.saver) if speculative else None
        self._answer = answer
        self._begun = time.perf_counter()
        self._first_token_seconds: float | None = None
        self._outcome: Literal["done", "interrupted", "failed"] = "done"
        if not speculative:
            self._mark_accepted()
        self._stream = GraphStream(
            speaking=conversation.settings.speaking_nodes,
            specialist=conversation.session.specialist,
            language=conversation.session.language,
        )
        self._task = asyncio.create_task(self._run(), name=f"turn {turn.id}")

    # ---- the listener's side

    async def __aiter__(self) -> AsyncIterator[Event]:
        while (event := await self._queue.get()) is not None:
            yield event

    @property
    def is_finished(self) -> bool:
        """True once the graph has ended this turn, whatever the listener has taken of it."""
        return self._task.done()

    async def accept(self) -> None:
        """The caller's words are confirmed: buffered writes are replayed, effects may happen. Idempotent."""
        self._mark_accepted()

    def _mark_accepted(self) -> None:
        if not self._accepted.is_set():
            self._accepted.set()
            self._conversation.unsettled.append(self)

    async def discard(self) -> None:
        """The caller said something else: nothing of this turn remains anywhere. Idempotent."""
        if self._accepted.is_set():
            return
        await cancelled(self._task)

    async def heard(self, text: str, *, interrupted: bool, latency: dict[str, float] | None = None) -> None:
        """Record the part of the reply that reached the caller; the rest is forgotten by the graph.

        `latency` holds seconds by stage, as the voice side measured them. Safe to call before the graph has ended.
        """
        try:
            if interrupted and not self._task.done() and not self._in_tool():
                self._outcome = "interrupted"
                await cancelled(self._task)
            await asyncio.wait([self._task])
            if interrupted:
                await self._conversation.keep(self._turn, cut(self._spoken, text))
            self._emit([Said("reply.heard", self._heard_data(text, interrupted, latency))])
            if self._outcome == "interrupted":
                self._emit([Said("turn.finished", self._summary("interrupted"))])
        finally:
            self._settle()

    def _settle(self) -> None:
        self._settled.set()
        with contextlib.suppress(ValueError):
            self._conversation.unsettled.remove(self)

    async def wait(self) -> None:
        """Wait until the graph has ended this turn."""
        await asyncio.wait([self._task])

    async def settled(self) -> None:
        """Wait until it is known what was heard, at most `SETTLE_SECONDS` after the graph has ended."""
        await asyncio.wait([self._task])
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._settled.wait(), SETTLE_SECONDS)
        self._settle()

    # ---- the graph's side

    def _in_tool(self) -> bool:
        return self._stream.in_tool

    def _heard_data(self, text: str, interrupted: bool, latency: dict[str, float] | None) -> dict[str, Any]:
        message_id = self._spoken[-1].message_id if self._spoken else None
        data: dict[str, Any] = {"text": text, "message_id": message_id, "interrupted": interrupted}
        return data | ({"latency": latency} if latency else {})

    async def _run(self) -> None:
        try:
            with reachable():
                await self._turn_under_deadline()
        except asyncio.CancelledError:
            if self._outcome != "interrupted":
                raise
        except Exception as error:
            await self._fail(error)
        finally:
            if not self._accepted.is_set() and self._overlay is not None:
                self._overlay.drop()
            if self._turn.modality != "voice" or not self._spoken:
                self._settle()
            self._queue.put_nowait(None)

    async def _turn_under_deadline(self) -> None:
        async with asyncio.timeout(self._conversation.turn_seconds):
            if self._overlay is None:
                await self._real_turn()
            else:
                await self._speculative_turn(self._overlay)

    async def _real_turn(self) -> None:
        """An accepted turn, from the thread as it is."""
        conversation = self._conversation
        async with conversation.writing(self) as fence:
            graph, config = await conversation.graph(), conversation.config(self._turn, fence)
            await self._turn_on_truth(graph, config)

    async def _turn_on_truth(self, graph: thread.Graph, config: RunnableConfig) -> None:
        snapshot = await graph.aget_state(config)
        self._turn.accepted.set()
        if thread.is_unfinished(snapshot):
            snapshot = await self._finish(graph, snapshot, config)
            if thread.reply_to(snapshot, self.turn_id) is not None:
                await self._end(graph, config)
                return
        if self._repeat(snapshot):
            return
        self._emit([self._started()])
        if self._transcript is None and (words := self._conversation.opening_words(snapshot)):
            self._speak(words)
        else:
            await self._drive(graph, self._input(snapshot), config)
        await self._end(graph, config)

    async def _finish(self, graph: thread.Graph, snapshot: StateSnapshot, config: RunnableConfig) -> StateSnapshot:
        """End the turn that another process left half-way, under its own name, and say what it says."""
        earlier = thread.unfinished_turn(snapshot, self._turn)
        fence = config["configurable"].get(FENCE_KEY)
        await self._drive(graph, None, self._conversation.config(earlier, fence))
        snapshot = await graph.aget_state(config)
        if not self._spoken:
            # its last node had spoken, to nobody
            for message in thread.reply_to(snapshot, earlier.id) or ():
                self._speak_delta(Said("reply.delta", {"text": message.text, "message_id": message.id}))
        if earlier.id != self.turn_id:
            self._emit([Said("turn.finished", self._summary("done"))], turn_id=earlier.id)
        return snapshot

    async def _speculative_turn(self, overlay: Overlay) -> None:
        """A turn on unconfirmed words: everything into the overlay, until it is accepted."""
        conversation = self._conversation
        await conversation.settled(self)
        graph, config = await conversation.graph(overlay), conversation.config(self._turn, None)
        snapshot = await graph.aget_state(config)
        head = snapshot.config["configurable"].get("checkpoint_id")
        if thread.is_unfinished(snapshot) or thread.reply_to(snapshot, self.turn_id) is not None:
            await self._accepted.wait()
            self._overlay = None
            await self._real_turn()
            return
        self._emit([self._started()])
        ahead = asyncio.create_task(self._drive(graph, self._input(snapshot), config))
        try:
            await self._accepted.wait()
            await self._make_real(overlay, head, ahead)
        finally:
            await cancelled(ahead)

    async def _make_real(self, overlay: Overlay, head: str | None, ahead: asyncio.Task[None]) -> None:
        """Accepted: replay the buffered writes under the lease, or start over when the guess was built on sand."""
        conversation = self._conversation
        async with conversation.writing(self) as fence:
            graph, config = await conversation.graph(), conversation.config(self._turn, fence)
            moved = head != await conversation.head()
            failed = ahead.done() and ahead.exception() is not None
            self._overlay = None
            if (moved or failed) and not self._spoken:
                await cancelled(ahead)
                overlay.drop()
                self._unjournaled = []
                await self._turn_on_truth(graph, config)
                return
            if moved:
                raise ModelUnavailable("The conversation moved on while a reply was prepared.")
            await overlay.commit(fence=fence)
            self._turn.accepted.set()
            conversation.journal.put(self._unjournaled)
            await ahead
            await self._end(graph, config)

    def _started(self) -> Said:
        text = self._transcript or ""
        return Said("turn.started", {"text": text, "by": self._by, "modality": self._turn.modality})

    def _input(self, snapshot: StateSnapshot) -> Any:
        """What the graph is given: the caller's words, an answer to its question, or nothing when it opens a call."""
        if self._transcript is None:
            return {"messages": []}
        if waiting := thread.questions(snapshot):
            return Command(resume={waiting[0].id: self._transcript if self._answer is None else self._answer})
        return {"messages": [HumanMessage(self._transcript, id=self.turn_id)]}

    def _repeat(self, snapshot: StateSnapshot) -> bool:
        """The same turn again: the same reply, no second effect."""
        answered = thread.reply_to(snapshot, self.turn_id)
        if answered is None:
            return False
        for message in answered:
            self._offer(Said("reply.delta", {"text": message.text, "message_id": message.id, "repeated": True}))
        self._offer(Said("turn.finished", {"outcome": "done", "repeated": True, **self._conversation.digest(snapshot)}))
        return True

    async def _drive(self, graph: thread.Graph, given: Any, config: RunnableConfig) -> None:
        parts: AsyncIterator[Any] = graph.astream(
            given, config, stream_mode=list(STREAM_MODES), subgraphs=True, durability="sync"
        )
        filler = asyncio.create_task(self._fill_the_pause())
        try:
            async for part in parts:
                for said in self._stream.read(part):
                    if said.type == "reply.delta":
                        filler.cancel()
                        self._speak_delta(said)
                    else:
                        self._emit([said])
        finally:
            filler.cancel()

    async def _fill_the_pause(self) -> None:
        """Bridge a slow model or tool with short phrases that the thread does not keep."""
        await self._accepted.wait()
        await asyncio.sleep(self._conversation.filler_seconds)
        self._speak(phrase("filler", self._language) + " ")
        while True:
            await asyncio.sleep(STILL_SECONDS)
            self._speak(phrase("still", self._language) + " ")

    @property
    def _language(self) -> str | None:
        return self._stream.language or self._conversation.session.language

    def _speak_delta(self, said: Said) -> None:
        if self._first_token_seconds is None:
            self._first_token_seconds = time.perf_counter() - self._begun
        message_id = said.data["message_id"]
        self._spoken.append(Spoken(said.data["text"], message_id, self._stream.root_of(message_id)))
        self._offer(said)

    def _speak(self, text: str) -> None:
        """Say words of the conversation's own: no message of the thread holds them."""
        self._spoken.append(Spoken(text, None, None))
        data: dict[str, Any] = {"text": text, "message_id": None, "node": None}
        self._offer(Said("reply.delta", data | self._stream.manner()))

    async def _end(self, graph: thread.Graph, config: RunnableConfig) -> None:
        snapshot = await graph.aget_state(config)
        said = list(self._stream.finished_replies())
        if waiting := thread.questions(snapshot):
            question = waiting[0]
            if question.text not in "".join(piece.text for piece in self._spoken):
                self._speak(question.text)
            data = {"question_id": question.id, "value": question.value, "text": question.text}
            said.append(Said("question", data))
        digest = self._conversation.digest(snapshot)
        await self._conversation.turn_ended(digest)
        self._emit([*said, Said("turn.finished", self._summary("done") | digest)])
        await self._conversation.prune(config["configurable"].get(FENCE_KEY))

    def _summary(self, outcome: str) -> dict[str, Any]:
        latency = {"total_seconds": round(time.perf_counter() - self._begun, 4)}
        if self._first_token_seconds is not None:
            latency["first_token_seconds"] = round(self._first_token_seconds, 4)
        return {"outcome": outcome, "latency": latency, "tokens": self._stream.tokens}

    async def _fail(self, error: Exception) -> None:
        """Say what a caller can use, end the turn in the thread, and tell whoever watches."""
        code = error.code if isinstance(error, ThreadlineError) else "internal_error"
        name = _apology_for(error, begun=bool(self._spoken))
        log.warning("turn failed", session=self._turn.session, turn=self._turn.id, code=code, exc_info=error)
        text = phrase(name, self._language)
        self._outcome = "failed"
        if self._overlay is None or self._accepted.is_set():
            self._speak((" " if self._spoken else "") + text)
            with contextlib.suppress(Exception):
                await self._conversation.keep(self._turn, self._spoken, apology=text)
            message = str(error) if isinstance(error, ThreadlineError) else "The turn failed."
            summary = Said("turn.finished", self._summary("failed"))
            self._emit([Said("error", {"code": code, "message": message}), summary])

    def _offer(self, said: Said, turn_id: str | None = None) -> Event:
        event = Event(said.type, self._turn.session, turn_id or self.turn_id, said.data, at=time.time())
        self._queue.put_nowait(event)
        return event

    def _emit(self, said: list[Said], *, turn_id: str | None = None) -> None:
        """Give events to the listener and, once the turn is real, to the journal; of this turn unless told."""
        events = [self._offer(one, turn_id) for one in said]
        if self._overlay is None:
            self._conversation.journal.put(events)
        else:
            self._unjournaled += events


def _apology_for(error: Exception, *, begun: bool) -> str:
    if isinstance(error, StoreUnavailable):
        return "store_unavailable"
    if isinstance(error, SessionBusy | StaleWriter):
        return "busy"
    if isinstance(error, TimeoutError):
        return "too_long"
    return "cut_off" if begun else "apology"
