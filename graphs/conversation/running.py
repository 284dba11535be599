"""One turn as a transaction: from the caller's words to a thread that holds them and the reply, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.runnables import RunnableConfig
from langgraph.types import Command, StateSnapshot

from graphs.checkpoints import Overlay
from graphs.conversation import thread
from graphs.conversation.bridge import Bridge
from graphs.conversation.phrases import phrase
from graphs.conversation.questions import Question
from graphs.conversation.stream import STREAM_MODES, Said
from graphs.conversation.telling import Telling
from graphs.conversation.writer import STORE_WAIT_SECONDS, Claim
from graphs.errors import ModelUnavailable, QuestionNotOpen
from graphs.sessions import Lease
from graphs.tasks import cancelled
from graphs.turn import Turn

if TYPE_CHECKING:
    from graphs.conversation.conversation import Conversation

SPECULATION_SECONDS = 15.0
# a guess that nobody has accepted by then is taken back


@dataclass(frozen=True, slots=True)
class Given:
    """What a turn begins with."""

    transcript: str | None
    # None when the agent opens a call
    by: str
    # "caller", "operator", "deadline", "opening"
    question_id: str | None = None
    value: Any = None
    # an answer given to that very question, not by talking


class Run:
    """Runs the graph for one turn and tells what happens."""

    def __init__(self, conversation: Conversation, turn: Turn, given: Given, telling: Telling) -> None:
        self._conversation = conversation
        self._turn = turn
        self._given = given
        self._tell = telling
        self._stream = telling.stream
        self._bridge = Bridge(conversation.filler_seconds, self._fill)
        telling.on_words = self._bridge.spoke

    async def run(self, overlay: Overlay | None, confirmed: asyncio.Event) -> None:
        """The whole turn; over the overlay until the caller's words are confirmed. Pauses are bridged from then on."""
        bridging = asyncio.create_task(self._bridge.run(confirmed))
        try:
            if overlay is not None:
                await self._on_a_guess(overlay, confirmed)
            else:
                await confirmed.wait()
                await self._on_truth()
        finally:
            bridging.cancel()

    # ---- an accepted turn

    async def _on_truth(self) -> None:
        """From the thread as it is, under the lease.

        What this process remembers of the thread is nearly always what it is: the run begins on that while the lease
        is asked for, with everything that it says and writes kept back until it is certain.
        """
        conversation = self._conversation
        await conversation.settled(self._turn.id)
        async with conversation.writer.claim() as claim:
            if claim.is_remembered and await self._ahead(claim):
                return
            self._may_write(await claim.begin())
            await self._transaction()

    async def _ahead(self, claim: Claim) -> bool:
        """Whether the turn is done; False when the thread is not what was remembered, and nothing has happened."""
        self._tell.hold()
        ahead = asyncio.create_task(self._transaction())
        try:
            if not await claim.answered():
                return False
            self._may_write(await claim.begin())
            self._tell.release()
            await ahead
            return True
        finally:
            await cancelled(ahead)
            if self._tell.is_holding:
                self._tell.begin_again()

    def _may_write(self, lease: Lease) -> None:
        """Effects may happen from now on, once what led to them is stored."""
        self._conversation.equip(self._turn, lease)
        self._turn.accepted.set()

    async def _transaction(self) -> None:
        conversation = self._conversation
        graph, config = await conversation.graph_for_a_turn(), conversation.config(self._turn)
        snapshot = conversation.recalled() or await graph.aget_state(config)
        conversation.require_past(snapshot)
        self._stream.know(thread.messages_of(snapshot), conversation.spoken)
        if thread.is_unfinished(snapshot):
            snapshot = await self._finish(graph, snapshot, config)
            if thread.reply_to(snapshot, self._turn.id) is not None:
                await self._end(graph, config)
                return
        if self._repeat(snapshot):
            return
        self._tell.emit([self._started()])
        if self._given.transcript is None:
            await self._open(graph, snapshot, config)
            await self._end(graph, config)
            return
        self._note_unheard()
        if question := self._unanswered(snapshot):
            self._tell.speak(phrase("asked", self._language) + " " + question.text)
        else:
            await self._drive(graph, self._input(snapshot), config)
        await self._end(graph, config)

    async def _open(self, graph: thread.Graph, snapshot: StateSnapshot, config: RunnableConfig) -> None:
        """The agent speaks first."""
        if self._tell.spoken:
            return  # the reply of a turn that was left half-way
        if unheard := await self._conversation.unheard(snapshot):
            self._tell.speak(phrase("were_cut_off", self._language) + " ")
            self._say_again(unheard)
            return
        self._note_unheard()
        if words := self._conversation.opening_words(snapshot):
            self._tell.speak(words)
        else:
            await self._drive(graph, {"messages": []}, config)

    async def _finish(self, graph: thread.Graph, snapshot: StateSnapshot, config: RunnableConfig) -> StateSnapshot:
        """End the turn that another process left half-way, under its own name, and say what it says."""
        earlier = thread.unfinished_turn(snapshot, self._turn)
        await self._drive(graph, None, self._conversation.config(earlier))
        snapshot = await graph.aget_state(config)
        if not self._tell.spoken:
            # its last node had spoken, to nobody
            self._say_again(thread.reply_to(snapshot, earlier.id) or ())
        if earlier.id != self._turn.id:
            self._tell.emit([Said("turn.finished", self._tell.summary("done"))], turn_id=earlier.id)
        return snapshot

    def _say_again(self, messages: Sequence[AIMessage]) -> None:
        for message in messages:
            self._tell.pass_on(Said("reply.delta", {"text": message.text, "message_id": message.id}))

    # ---- a turn on unconfirmed words

    async def _on_a_guess(self, overlay: Overlay, confirmed: asyncio.Event) -> None:
        """Everything into the overlay, until the caller's words are confirmed."""
        conversation = self._conversation
        await conversation.settled(self._turn.id)
        if confirmed.is_set():
            self._tell.become_real()
            await self._on_truth()
            return
        await conversation.writer.look_again()
        graph, config = await conversation.graph_for_a_turn(overlay), conversation.config(self._turn)
        snapshot = await graph.aget_state(config)
        self._stream.know(thread.messages_of(snapshot), conversation.spoken)
        if self._needs_truth(snapshot):
            await confirmed.wait()
            self._tell.become_real()
            await self._on_truth()
            return
        self._tell.emit([self._started()])
        ahead = asyncio.create_task(self._drive(graph, self._input(snapshot), config))
        try:
            is_late = await _is_late(confirmed, SPECULATION_SECONDS)
            await conversation.settled(self._turn.id)
            async with conversation.writer.lease() as lease:
                self._conversation.equip(self._turn, lease)
                moved = is_late or thread.checkpoint_id(snapshot) != await conversation.writer.head()
                failed = ahead.done() and ahead.exception() is not None
                if moved or (failed and not self._tell.spoken):
                    await cancelled(ahead)
                    overlay.drop()
                    await self._guess_again()
                else:
                    await self._make_real(overlay, ahead)
        finally:
            await cancelled(ahead)

    def _needs_truth(self, snapshot: StateSnapshot) -> bool:
        """Whether more than this turn's own run is due: nothing of that may be guessed."""
        if thread.is_unfinished(snapshot) or thread.reply_to(snapshot, self._turn.id) is not None:
            return True
        waiting = thread.questions(snapshot)
        return bool(waiting) and waiting[0].answer_in(self._given.transcript or "") is None

    async def _make_real(self, overlay: Overlay, ahead: asyncio.Task[None]) -> None:
        """What was written on the guess is handed on, in order; what is still to come goes the same way."""
        conversation = self._conversation
        await overlay.commit()
        self._turn.accepted.set()
        self._tell.become_real()
        self._note_unheard()
        await ahead
        await self._end(await conversation.graph_for_a_turn(), conversation.config(self._turn))

    async def _guess_again(self) -> None:
        """The thread is not what the guess was made on: the turn is run on what it is, unless words of it were said."""
        self._tell.become_real(forgetting=True)
        if self._tell.spoken:
            raise ModelUnavailable("The conversation moved on while a reply was prepared.")
        self._stream.begin_again()
        self._turn.accepted.set()
        await self._transaction()

    # ---- both

    def _started(self) -> Said:
        text = self._given.transcript or ""
        return Said("turn.started", {"text": text, "by": self._given.by, "modality": self._turn.modality})

    def _note_unheard(self) -> None:
        """Until it is known what was heard, the next call begins with this turn's reply; who types reads it all."""
        if self._turn.modality == "voice":
            self._conversation.outbox.update(unheard=self._turn.id)
        elif self._conversation.session.unheard:
            self._conversation.outbox.update(unheard=None)

    def _unanswered(self, snapshot: StateSnapshot) -> Question | None:
        """The waiting question that the caller's words do not answer; the second time the graph gets them."""
        waiting = thread.questions(snapshot)
        if self._given.question_id is not None or not waiting:
            return None
        question = waiting[0]
        if question.answer_in(self._given.transcript or "") is not None:
            return None
        if not self._conversation.asks_again(question, self._turn.id):
            return None
        self._turn.is_answer = True
        return question

    def _input(self, snapshot: StateSnapshot) -> Any:
        """What the graph is given: the caller's words, an answer to its question, or nothing when it opens a call."""
        given, waiting = self._given, thread.questions(snapshot)
        if given.question_id is not None:
            if given.question_id not in {question.id for question in waiting}:
                raise QuestionNotOpen("This question does not wait for an answer any more.")
            self._turn.is_answer = True
            return Command(resume={given.question_id: given.value})
        if waiting and given.transcript is not None:
            self._turn.is_answer = True
            answer = waiting[0].answer_in(given.transcript)
            return Command(resume={waiting[0].id: given.transcript if answer is None else answer.value})
        words = [] if given.transcript is None else [HumanMessage(given.transcript, id=self._turn.id)]
        return {"messages": [*self._conversation.outgrown(snapshot), *words]}

    def _repeat(self, snapshot: StateSnapshot) -> bool:
        """The same turn again: the same reply, no second effect, nothing in the journal."""
        answered = thread.reply_to(snapshot, self._turn.id)
        if answered is None:
            return False
        self._tell.offer(self._started())
        for message in answered:
            data = {"text": message.text, "message_id": message.id, "repeated": True}
            self._tell.offer(Said("reply.delta", data))
            self._tell.offer(Said("reply.finished", data))
        if thread.wrote_last(snapshot, self._turn.id) and (waiting := thread.questions(snapshot)):
            self._tell.speak((" " if answered else "") + waiting[0].text)
        digest = self._conversation.digest(snapshot)
        self._tell.offer(Said("turn.finished", {"outcome": "done", "repeated": True, **digest}))
        return True

    async def _drive(self, graph: thread.Graph, given: Any, config: RunnableConfig) -> None:
        """Run the graph and tell what it says."""
        parts: AsyncIterator[Any] = graph.astream(
            given, config, stream_mode=list(STREAM_MODES), subgraphs=True, durability="async"
        )
        async for part in parts:
            for said in self._stream.read(part):
                if said.type == "reply.delta":
                    self._tell.pass_on(said)
                else:
                    self._tell.emit([said])

    def _fill(self, name: str) -> None:
        self._tell.fill(phrase(name, self._language) + " ")

    @property
    def _language(self) -> str | None:
        return self._stream.language or self._conversation.session.language

    async def _end(self, graph: thread.Graph, config: RunnableConfig) -> None:
        """Ask what the graph asks, tell that the reply is complete, and see it stored."""
        conversation = self._conversation
        await self._turn.accepted.wait()
        snapshot = await graph.aget_state(config)
        waiting = thread.questions(snapshot)
        if not waiting and conversation.owes:
            await conversation.pay(graph, config)
            snapshot = await graph.aget_state(config)
        conversation.ended = snapshot
        for late in self._stream.left_over(thread.messages_of(snapshot)):
            self._tell.pass_on(late)
        if waiting:
            for held in self._stream.held_back():
                self._tell.pass_on(held)
            question = waiting[0]
            if question.text not in self._tell.words:
                self._tell.speak((" " if self._tell.spoken else "") + question.text)
        conversation.spoken = conversation.spoken | self._stream.spoken if waiting else set()
        said = list(self._stream.finished_replies())
        if waiting:
            data = {"question_id": question.id, "value": question.value, "text": question.text}
            said.append(Said("question", data))
        self._tell.emit(said)
        digest = conversation.digest(snapshot)
        is_stored = await conversation.writer.stored(STORE_WAIT_SECONDS)
        finished = self._tell.write(Said("turn.finished", self._tell.summary("done") | digest))
        conversation.note(digest, waiting, is_turn=self._given.transcript is not None)
        is_stored = await conversation.outbox.flushed(STORE_WAIT_SECONDS) and is_stored
        self._tell.tell(finished, **({} if is_stored else {"stored": False}))
        if is_stored:
            await conversation.prune()


async def _is_late(confirmed: asyncio.Event, seconds: float) -> bool:
    """Wait for confirmation, however long; whether it took longer than so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await confirmed.wait()
    except TimeoutError:
        await confirmed.wait()
        return True
    return False
