"""One spoken answer, from first token to what the caller heard."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, Literal

import structlog
from langchain_core.messages import HumanMessage

from graphs.checkpoints import Overlay
from graphs.conversation import apologies
from graphs.conversation.heard import cut
from graphs.conversation.phrases import phrase
from graphs.conversation.running import Given, Run
from graphs.conversation.stream import GraphStream, Said
from graphs.conversation.telling import Telling
from graphs.errors import ThreadlineError
from graphs.events import Event
from graphs.sessions.errors import reachable
from graphs.tasks import cancelled
from graphs.turn import Turn

if TYPE_CHECKING:
    from graphs.conversation.conversation import Conversation

log = structlog.get_logger(__name__)

SETTLE_SECONDS = 2.0
# how long a turn waits until it is known what was heard of the one before


class Reply:
    """An async iterator of the turn's events; the words to speak are in "reply.delta".

    The graph runs in a task of its own: a listener that goes away does not stop it half-way through an effect. Any
    number of listeners may iterate, each gets every event. A speculative reply runs over an overlay of the saver and
    leaves nothing unless `accept` is called.
    """

    def __init__(self, conversation: Conversation, turn: Turn, given: Given, *, speculative: bool, ahead: bool) -> None:
        """`ahead`: a speculative reply begins at once, else it waits until it is accepted."""
        self.turn_id = turn.id
        self._conversation = conversation
        self._turn = turn
        self._confirmed = asyncio.Event()
        self._settled = asyncio.Event()
        self._overlay = Overlay(conversation.writer.saver) if speculative and ahead else None
        self._outcome: Literal["done", "interrupted", "failed"] = "done"
        self._limit: asyncio.Timeout | None = None
        self._is_discarded = False
        self._is_told = False
        # what was heard
        self._stream = GraphStream(
            voices=conversation.voices,
            specialist=conversation.session.specialist,
            language=conversation.session.language,
        )
        self._tell = Telling(turn.session, turn.id, conversation.outbox, self._stream, is_real=self._overlay is None)
        if not speculative:
            self._confirm()
        self._given = given
        self._task = asyncio.create_task(self._run(), name=f"turn {turn.id}")

    # ---- the listener's side

    async def __aiter__(self) -> AsyncIterator[Event]:
        async for event in self._tell.events():
            yield event

    @property
    def is_finished(self) -> bool:
        """True once the graph has ended this turn, whatever the listener has taken of it."""
        return self._task.done()

    @property
    def is_guessing(self) -> bool:
        """True while it runs on words that are not confirmed."""
        return self._overlay is not None and not self._confirmed.is_set() and not self._task.done()

    async def accept(self) -> None:
        """The caller's words are confirmed: buffered writes are made, effects may happen. Idempotent."""
        self._confirm()

    def _confirm(self) -> None:
        if not self._confirmed.is_set() and not self._is_discarded:
            self._confirmed.set()
            self._conversation.unsettled.append(self)
            self._start_the_clock()

    async def discard(self) -> None:
        """The caller said something else: nothing of this turn remains anywhere. Idempotent."""
        if self._confirmed.is_set():
            return
        self._is_discarded = True
        await cancelled(self._task)

    async def heard(self, text: str, *, interrupted: bool, latency: dict[str, float] | None = None) -> None:
        """Record the part of the reply that reached the caller; the rest is forgotten by the graph.

        `latency` holds seconds by stage, as the voice side measured them. Safe to call before the graph has ended; what
        is told first counts.
        """
        if self._is_told:
            return
        self._is_told = True
        try:
            if interrupted and not self._task.done() and not self._stream.in_tool and not self._turn.has_effects:
                self._outcome = "interrupted"
                await cancelled(self._task)
            await asyncio.wait([self._task])
            data = self._heard_data(text, interrupted, latency)
            if interrupted:
                kept = await self._conversation.keep(self._turn, cut(self._tell.spoken, text), words=self._words())
                data["kept"] = [{"message_id": message_id, "text": part} for message_id, part in kept.items()]
            self._conversation.was_heard(self.turn_id)
            self._tell.emit([Said("reply.heard", data)])
            if self._outcome == "interrupted":
                self._tell.emit([Said("turn.finished", self._tell.summary("interrupted"))])
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

    def _heard_data(self, text: str, interrupted: bool, latency: dict[str, float] | None) -> dict[str, Any]:
        spoken = self._tell.spoken
        message_id = spoken[-1].message_id if spoken else None
        data: dict[str, Any] = {"text": text, "message_id": message_id, "interrupted": interrupted}
        return data | ({"latency": latency} if latency else {})

    def _words(self) -> HumanMessage | None:
        """The caller's words as a message, where they are one: not those that answer a question or open a call."""
        given = self._given
        if given.transcript is None or given.question_id is not None or self._turn.is_answer:
            return None
        return HumanMessage(given.transcript, id=self.turn_id)

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
            if self._overlay is not None and not self._confirmed.is_set():
                self._overlay.drop()
            if self._turn.modality != "voice" or not self._tell.spoken:
                self._settle()
            self._tell.close()

    async def _turn_under_deadline(self) -> None:
        run = Run(self._conversation, self._turn, self._given, self._tell)
        async with asyncio.timeout(None) as self._limit:
            if self._confirmed.is_set():
                self._start_the_clock()
            await run.run(self._overlay, self._confirmed)

    def _start_the_clock(self) -> None:
        """The deadline counts from the confirmation of the caller's words."""
        if self._limit is not None and not self._task.done():
            self._limit.reschedule(asyncio.get_running_loop().time() + self._conversation.turn_seconds)

    async def _fail(self, error: Exception) -> None:
        """Say what a caller can use, end the turn in the thread, and tell whoever watches."""
        error = apologies.certain(error, in_effect=self._turn.in_effect)
        code, message = apologies.described(error)
        trace = None if isinstance(error, ThreadlineError) else error
        cause = apologies.where(error)
        log.warning(
            "turn failed", session=self._turn.session, turn=self._turn.id, code=code, cause=cause, exc_info=trace
        )
        self._outcome = "failed"
        if self._overlay is not None and not self._confirmed.is_set():
            return
        spoken, language = self._tell.spoken, self._stream.language or self._conversation.session.language
        text = phrase(apologies.phrase_for(error, begun=bool(spoken)), language)
        self._tell.speak((" " if spoken else "") + text)
        if not isinstance(error, apologies.OUT_OF_REACH):
            with contextlib.suppress(Exception):
                await self._conversation.keep(self._turn, spoken, words=self._words(), apology=text)
        self._tell.become_real()
        summary = Said("turn.finished", self._tell.summary("failed"))
        self._tell.emit([Said("error", {"code": code, "message": message}), summary])
