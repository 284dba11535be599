"""The seam: one object per session that runs turns. Voice and API know nothing else of a graph."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import structlog
from langchain_core.messages import AIMessage, HumanMessage, RemoveMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.types import StateSnapshot
from uuid_utils.compat import uuid7

from graphs.checkpoints import RedisSaver, StaleWriter
from graphs.conversation import history, thread, travel
from graphs.conversation.deadline import Deadline
from graphs.conversation.heard import Spoken
from graphs.conversation.outbox import Outbox
from graphs.conversation.phrases import phrase
from graphs.conversation.questions import Question
from graphs.conversation.reply import Reply
from graphs.conversation.running import Given
from graphs.conversation.stream import Voices
from graphs.conversation.writer import Writer
from graphs.errors import BadInput, CheckpointNotFound, QuestionNotOpen, StoreUnavailable, ThreadUnreadable
from graphs.events import Event
from graphs.registry import GraphSettings
from graphs.sessions import Lease, Session
from graphs.sessions.errors import reachable
from graphs.turn import CONFIG_KEY, Turn

if TYPE_CHECKING:
    from graphs.conversation.conversations import Conversations

log = structlog.get_logger(__name__)

MAX_TRANSCRIPT_CHARACTERS = 4_000
GUESSES = 2
# speculative turns of a session that may run at once; more wait for their acceptance
WHOLE_TURNS, FORKABLE_TURNS = 5, 50
# the last turns that keep every checkpoint, and those that keep the one where they ended
PRUNE_EVERY = 5
DIGEST_KEYS = ("specialist", "language", "end_call", "speech_rate")
# what voice and page may know of a graph's state, where it has such a key


class Conversation:
    """One session's turns, one at a time."""

    def __init__(self, home: Conversations, session: Session, saver: BaseCheckpointSaver[Any]) -> None:
        """`saver` knows the types of the graph's state."""
        self.session = session
        self.saver = saver
        self.settings: GraphSettings = home.registry.settings(session.graph)
        self.turn_seconds = home.turn_seconds
        self.filler_seconds = home.filler_seconds
        self.voices = home.voices.setdefault(session.graph, Voices(self.settings.speaking_nodes))
        self.outbox = Outbox(home.sessions, session.id, self._on_record)
        self.writer = Writer(home.sessions, session.id, saver, holder=home.holder, outage_seconds=home.outage_seconds)
        self.unsettled: list[Reply] = []
        # accepted replies of which it is not known yet what was heard, oldest first
        self.speaker: Callable[[Reply], object] | None = None
        # speaks replies that were begun elsewhere (an answer by API, a deadline), while a call is on
        self.spoken: set[str] = set()
        # ids of messages that subgraphs have spoken before the question that waits: the thread has them afterwards
        self._owed: list[Spoken] = []
        # what was heard of replies that a question followed
        self.ended: StateSnapshot | None = None
        # the thread at the end of the last turn of this process
        self._sessions = home.sessions
        self._registry = home.registry
        self._graph: thread.Graph | None = None
        self._guesses: list[Reply] = []
        self._asked_again: dict[str, str] = {}
        # questions that were repeated because the caller had said something else, and the turn in which
        self._deadline = Deadline(self._expire)

    async def aclose(self) -> None:
        """Write what is left to write, for as long as an outage may last."""
        await self._deadline.aclose()
        await self.writer.written(self.writer.outage_seconds)
        await self.outbox.aclose(self.writer.outage_seconds)

    # ---- what voice and api call

    def reply(
        self,
        transcript: str,
        *,
        turn_id: str | None = None,
        modality: str = "text",
        speculative: bool = False,
        by: str = "caller",
    ) -> Reply:
        """Begin a turn with the caller's words. Raises BadInput for empty or overlong words.

        The same `turn_id` again gives the same reply and no second effect. A speculative reply waits for
        `accept` or `discard`.
        """
        words = transcript.strip()
        if not words:
            raise BadInput("The turn has no words.")
        if len(words) > MAX_TRANSCRIPT_CHARACTERS:
            raise BadInput(f"A turn holds at most {MAX_TRANSCRIPT_CHARACTERS} characters.")
        turn = Turn(self.session.id, turn_id or str(uuid7()), modality, language=self.session.language)
        self._guesses = [guess for guess in self._guesses if guess.is_guessing]
        reply = Reply(
            self, turn, Given(words, by), speculative=speculative, ahead=speculative and len(self._guesses) < GUESSES
        )
        if speculative:
            self._guesses.append(reply)
        return reply

    def open_call(self, *, modality: str = "voice") -> Reply:
        """The agent speaks first: its greeting, or where the session was, or the question that still waits."""
        turn = Turn(self.session.id, str(uuid7()), modality, opening=True, language=self.session.language)
        return Reply(self, turn, Given(None, "opening"), speculative=False, ahead=False)

    async def answer(self, question_id: str, value: Any, *, by: str) -> Reply:
        """Answer a question of the graph. Raises QuestionNotOpen when it does not wait (any more).

        Of two answers at once one wins; the other's reply fails with that code. A call that is on speaks the reply.
        """
        waiting = thread.questions(await self._snapshot())
        if question_id not in {question.id for question in waiting}:
            raise QuestionNotOpen("This question does not wait for an answer.")
        self.outbox.put([self._event("answer", {"question_id": question_id, "value": value, "by": by})])
        modality = "voice" if self.speaker else "text"
        turn = Turn(self.session.id, str(uuid7()), modality, language=self.session.language)
        reply = Reply(self, turn, Given(str(value), by, question_id, value), speculative=False, ahead=False)
        if self.speaker:
            self.speaker(reply)
        return reply

    async def messages(self) -> list[thread.Message]:
        """What was said and heard, in order: what the thread holds, before it what the journal still tells."""
        live = thread.said(await self._snapshot(), self.settings.speaking_nodes)
        first = next((message.id for message in live if message.role == "caller"), None)
        if first is None or self.session.turns <= sum(message.role == "caller" for message in live):
            return live
        known = {message.id for message in live}
        # processes write the journal each in its own time: it may tell of a turn before one that came first
        earlier = history.told(await self._events(first), until=first)
        return [message for message in earlier if message.id not in known] + live

    async def _events(self, last_turn: str) -> list[Event]:
        """The journal from its beginning, up to that turn."""
        events: list[Event] = []
        while page := await self._sessions.read(self.session.id, after=events[-1].seq if events else 0):
            events += page
            if any(event.turn == last_turn for event in page):
                break
        return events

    async def questions(self) -> list[Question]:
        """The graph's questions that wait for an answer."""
        return thread.questions(await self._snapshot())

    async def checkpoints(self, *, before: str | None = None, limit: int = 50) -> list[travel.Moment]:
        """The thread's checkpoints, newest first, each with its turn."""
        return await travel.moments(await self.graph(), self.session.id, before=before, limit=limit)

    async def checkpoint(
        self, checkpoint_id: str, *, against: str | None = None
    ) -> tuple[travel.Moment, travel.State, dict[str, travel.Change]]:
        """One checkpoint, its state, and how that differs from its parent's, or from another checkpoint's.

        Raises CheckpointNotFound.
        """
        graph, thread_id = await self.graph(), self.session.id
        snapshot = await travel.snapshot_at(graph, thread_id, checkpoint_id)
        found, state = travel.moment(snapshot), travel.state_of(snapshot)
        other = against or found.parent
        with contextlib.nullcontext() if against else contextlib.suppress(CheckpointNotFound):
            before = await travel.snapshot_at(graph, thread_id, other) if other else None
            return found, state, travel.difference(travel.state_of(before) if before else {}, state)
        return found, state, {}

    async def call_connected(self, call: str, modality: str) -> None:
        """A person is on the line."""
        self.session = await self._sessions.update(self.session.id, call=call)
        self.outbox.put([self._event("call.connected", {"call": call, "modality": modality})])

    async def call_disconnected(self, call: str, reason: str) -> None:
        """The person has left."""
        self.session = await self._sessions.update(self.session.id, call=None)
        self.outbox.put([self._event("call.disconnected", {"call": call, "reason": reason})])

    def said_aside(self, text: str) -> None:
        """Words of the call's own ("Are you still there?"): the journal tells them, the thread does not keep them."""
        self.outbox.put([self._event("reply.finished", {"text": text, "message_id": None, "node": None})])

    # ---- what a turn needs

    async def settled(self, turn_id: str) -> None:
        """Wait until it is known what was heard of the turns before this one."""
        for earlier in list(self.unsettled):
            if earlier.turn_id == turn_id:
                break
            await earlier.settled()

    def equip(self, turn: Turn, lease: Lease) -> None:
        """Give the turn what its effects need."""
        turn.durable, turn.ledger = self.writer.durable, self._sessions.ledger(self.session.id, lease)

    def recalled(self) -> StateSnapshot | None:
        """The thread as the last turn left it, while nobody has written since; to be read, not to be changed."""
        newest = self.writer.saver.newest(self.session.id)
        is_newest = newest is not None and self.ended is not None and thread.checkpoint_id(self.ended) == newest
        return self.ended if is_newest else None

    async def graph(self) -> thread.Graph:
        """The session's graph over what Redis has."""
        if self._graph is None:
            self._graph = await self._registry.load(self.session.graph, self.saver)
        return self._graph

    async def graph_for_a_turn(self, overlay: BaseCheckpointSaver[Any] | None = None) -> thread.Graph:
        """The session's graph over the saver that turns write through, or over the overlay of a guess."""
        return (await self.graph()).copy(update={"checkpointer": overlay or self.writer.saver})

    def config(self, turn: Turn) -> RunnableConfig:
        """LangGraph's configuration for one turn."""
        configurable = {"thread_id": self.session.id, CONFIG_KEY: turn, **thread.traces(turn)}
        return {"configurable": configurable, "recursion_limit": 50}

    def require_past(self, snapshot: StateSnapshot) -> None:
        """Raises ThreadUnreadable when the session had turns and Redis has lost them: that is not an empty past."""
        if self.session.turns and thread.checkpoint_id(snapshot) is None:
            raise ThreadUnreadable("The session's past is gone from Redis; it cannot go on as if nothing was said.")

    def opening_words(self, snapshot: StateSnapshot) -> str | None:
        """What is said when a call begins and the graph does not open calls itself; None when it does."""
        if waiting := thread.questions(snapshot):
            return waiting[0].text
        if self.settings.opens:
            return None
        language = self.session.language
        own = self.settings.greeting.get((language or "en")[:2])
        return phrase("welcome_back", language) if thread.said(snapshot) else own or phrase("greeting", language)

    async def unheard(self, snapshot: StateSnapshot) -> list[AIMessage]:
        """The last reply when it was meant to be spoken and nobody knows that it was heard: its worker was killed."""
        await self.outbox.flush()
        with reachable():
            turn_id = (await self._sessions.get(self.session.id)).unheard
        return (thread.reply_to(snapshot, turn_id) if turn_id else None) or []

    def outgrown(self, snapshot: StateSnapshot) -> list[RemoveMessage]:
        """What leaves the live list of messages when the next turn comes, where the graph's reducer knows removals."""
        if self._graph is None or not thread.takes_removals(self._graph):
            return []
        return thread.outgrown(snapshot, self.settings.live_messages)

    def asks_again(self, question: Question, turn_id: str) -> bool:
        """True in the first turn in which the caller has said something else to the question."""
        return self._asked_again.setdefault(question.id, turn_id) == turn_id

    def digest(self, snapshot: StateSnapshot) -> dict[str, Any]:
        """The few things of a graph's state that voice and page may know, where the graph has them."""
        values = snapshot.values if isinstance(snapshot.values, Mapping) else {}
        return {key: values[key] for key in DIGEST_KEYS if values.get(key) is not None}

    def note(self, digest: Mapping[str, Any], waiting: Sequence[Question], *, is_turn: bool) -> None:
        """Bring the session's record up to date, and watch the deadline of the question that waits."""
        changes = {key: digest[key] for key in ("specialist", "language") if key in digest}
        now = time.time()
        seconds = waiting[0].deadline_seconds if waiting else None
        due = None if seconds is None else self.session.due or now + seconds
        if due is None:
            self._deadline.stop()
        else:
            self._deadline.set(due)
        if due or self.session.due:
            changes["due"] = due
        self.outbox.update(turns_by=int(is_turn), last_seen_at=now, **changes)

    def was_heard(self, turn_id: str) -> None:
        """It is known what was heard of that turn: it need not be said again."""
        self.outbox.update(unheard=None)

    async def prune(self) -> None:
        """Forget checkpoints of old turns, every few turns; a failure is only logged, a later turn tries again."""
        if isinstance(self.saver, RedisSaver) and self.session.turns % PRUNE_EVERY == 0:
            try:
                with reachable():
                    await self.saver.aprune_turns(
                        self.session.id, whole=WHOLE_TURNS, forkable=FORKABLE_TURNS, fence=self.writer.token
                    )
            except (StoreUnavailable, StaleWriter) as error:
                log.warning("old turns were not pruned", session=self.session.id, error=type(error).__name__)

    async def keep(
        self, turn: Turn, pieces: Sequence[Spoken], *, words: HumanMessage | None, apology: str | None = None
    ) -> dict[str, str]:
        """Of a reply that was cut off the thread keeps `pieces`; a turn that failed is ended by the apology.

        While a question waits that is put off until it is answered. What is kept of each message, by its id.
        """
        async with self.writer.lease():
            graph, config = await self.graph_for_a_turn(), self.config(turn)
            kept = await thread.amend(graph, config, pieces, words, apology)
            if thread.questions(await graph.aget_state(config)):
                self._owed += pieces
            await self.writer.durable()
            return kept

    @property
    def owes(self) -> bool:
        """Whether something was put off while a question waited."""
        return bool(self._owed)

    async def pay(self, graph: thread.Graph, config: RunnableConfig) -> None:
        """Make up for what was put off while a question waited; for the holder of the lease."""
        owed, self._owed = self._owed, []
        if owed:
            await thread.amend(graph, config, owed)

    # ---- deadlines of questions

    async def watch_deadline(self, session: Session) -> None:
        """Go on watching after a restart; what is due already is answered before anybody speaks."""
        if session.due is None or self._deadline.is_set:
            return
        if session.due <= time.time():
            await self._expire()
        else:
            self._deadline.set(session.due)

    async def _expire(self) -> None:
        """Nobody has answered in time: the graph is given the question's default."""
        waiting = thread.questions(await self._snapshot())
        if waiting and waiting[0].deadline_seconds is not None:
            with contextlib.suppress(QuestionNotOpen):
                reply = await self.answer(waiting[0].id, waiting[0].default, by="deadline")
                await reply.wait()

    def _on_record(self, session: Session) -> None:
        self.session = session

    async def _snapshot(self) -> StateSnapshot:
        graph = await self.graph()
        with reachable():
            return await graph.aget_state({"configurable": {"thread_id": self.session.id}})

    def _event(self, kind: Any, data: dict[str, Any]) -> Event:
        return Event(kind, self.session.id, None, data, at=time.time())
