"""The seam: one object per session that runs turns. Voice and API know nothing else of a graph."""

from __future__ import annotations

import asyncio
import contextlib
import time
import weakref
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import structlog
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.types import StateSnapshot
from uuid_utils.compat import uuid7

from graphs.checkpoints import FENCE_KEY, RedisSaver, StaleWriter
from graphs.conversation import thread, travel
from graphs.conversation.heard import Spoken
from graphs.conversation.journal import JournalWriter
from graphs.conversation.phrases import phrase
from graphs.conversation.reply import LEASE_WAIT_SECONDS, Reply
from graphs.errors import BadInput, CheckpointNotFound, QuestionNotOpen, StoreUnavailable
from graphs.events import Event
from graphs.registry import GraphSettings, Registry
from graphs.sessions import Session, SessionStore
from graphs.sessions.errors import reachable
from graphs.turn import CONFIG_KEY, Turn

log = structlog.get_logger(__name__)

MAX_TRANSCRIPT_CHARACTERS = 4_000
WHOLE_TURNS, FORKABLE_TURNS = 5, 50
# the last turns that keep every checkpoint, and those that keep the one where they ended
DIGEST_KEYS = ("specialist", "language", "end_call", "speech_rate")
# what voice and page may know of a graph's state, where it has such a key


class Conversations:
    """Opens conversations; one per process. Everybody who opens a session in this process shares its conversation."""

    def __init__(
        self,
        sessions: SessionStore,
        saver: BaseCheckpointSaver[Any],
        registry: Registry,
        *,
        holder: str | None = None,
        turn_seconds: float = 20.0,
        filler_seconds: float = 2.5,
    ) -> None:
        self.sessions = sessions
        self.saver = saver
        self.registry = registry
        self.holder = holder or str(uuid7())
        self.turn_seconds = turn_seconds
        self.filler_seconds = filler_seconds
        self._open: weakref.WeakValueDictionary[str, Conversation] = weakref.WeakValueDictionary()

    async def open(self, session_id: str) -> Conversation:
        """The session's conversation. Raises SessionNotFound, StoreUnavailable, GraphBroken."""
        session = await self.sessions.get(session_id)
        found = self._open.get(session_id)
        if found is None:
            found = self._open[session_id] = Conversation(self, session)
            await found.graph()
        return found

    async def fork(self, session_id: str, checkpoint_id: str) -> tuple[Session, str]:
        """A new session that goes on where that checkpoint was, and its owner's secret.

        Raises SessionNotFound, CheckpointNotFound, and BadInput for a checkpoint in the middle of a turn.
        """
        source = await self.open(session_id)
        snapshot = await travel.snapshot_at(await source.graph(), session_id, checkpoint_id)
        travel.require_rest(travel.moment(snapshot))
        origin = {"session": session_id, "checkpoint": checkpoint_id}
        session, secret = await self.sessions.create(
            graph=source.session.graph,
            language=source.session.language,
            metadata={**source.session.metadata, "forked_from": origin},
        )
        try:
            await travel.fork(self.saver, session_id, checkpoint_id, session.id)
        except BaseException:
            await self.sessions.delete(session.id, saver=self.saver)
            raise
        specialist = source.digest(snapshot).get("specialist")
        return (await self.sessions.update(session.id, specialist=specialist) if specialist else session), secret

    async def aclose(self) -> None:
        """Wait until the journals of open conversations are written."""
        for conversation in list(self._open.values()):
            await conversation.journal.flush()


class Conversation:
    """One session's turns, one at a time."""

    def __init__(self, home: Conversations, session: Session) -> None:
        self.session = session
        self.saver = home.saver
        self.settings: GraphSettings = home.registry.settings(session.graph)
        self.turn_seconds = home.turn_seconds
        self.filler_seconds = home.filler_seconds
        self._home = home
        self._graph: thread.Graph | None = None
        self._lock = asyncio.Lock()
        self.journal = JournalWriter(home.sessions)
        self.unsettled: list[Reply] = []
        # accepted replies of which it is not known yet what was heard, oldest first

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
        return Reply(self, turn, words, speculative=speculative, by=by)

    def open_call(self, *, modality: str = "voice") -> Reply:
        """The agent speaks first: its greeting, or where the session was, or the question that still waits."""
        turn = Turn(self.session.id, str(uuid7()), modality, opening=True, language=self.session.language)
        return Reply(self, turn, None, speculative=False, by="opening")

    async def answer(self, question_id: str, value: Any, *, by: str) -> Reply:
        """Answer a question of the graph. Raises QuestionNotOpen when it does not wait (any more)."""
        waiting = thread.questions(await self._snapshot())
        if question_id not in {question.id for question in waiting}:
            raise QuestionNotOpen("This question does not wait for an answer.")
        self.journal.put([self._event("answer", {"question_id": question_id, "value": value, "by": by})])
        turn = Turn(self.session.id, str(uuid7()), language=self.session.language)
        return Reply(self, turn, str(value), speculative=False, by=by, answer=value)

    async def messages(self) -> list[thread.Message]:
        """What was said and heard, in order."""
        return thread.said(await self._snapshot())

    async def questions(self) -> list[thread.Question]:
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
        self.session = await self._home.sessions.update(self.session.id, call=call)
        self.journal.put([self._event("call.connected", {"call": call, "modality": modality})])

    async def call_disconnected(self, call: str, reason: str) -> None:
        """The person has left."""
        self.session = await self._home.sessions.update(self.session.id, call=None)
        self.journal.put([self._event("call.disconnected", {"call": call, "reason": reason})])

    # ---- what a Reply needs

    async def settled(self, reply: Reply) -> None:
        """Wait until it is known what was heard of the turns before this one."""
        for earlier in list(self.unsettled):
            if earlier is reply:
                break
            await earlier.settled()

    def opening_words(self, snapshot: StateSnapshot) -> str | None:
        """What is said when a call begins and the graph does not open calls itself; None when it does."""
        if waiting := thread.questions(snapshot):
            return waiting[0].text
        if self.settings.opens:
            return None
        language = self.session.language
        own = self.settings.greeting.get((language or "en")[:2])
        return phrase("welcome_back", language) if thread.said(snapshot) else own or phrase("greeting", language)

    async def head(self) -> str | None:
        """Id of the thread's newest checkpoint."""
        newest = await self.saver.aget_tuple({"configurable": {"thread_id": self.session.id}})
        return newest.config["configurable"]["checkpoint_id"] if newest else None

    async def graph(self, saver: BaseCheckpointSaver[Any] | None = None) -> thread.Graph:
        """The session's graph over its saver, or over the overlay of a speculative turn."""
        if self._graph is None:
            self._graph = await self._home.registry.load(self.session.graph, self.saver)
        return self._graph if saver is None else self._graph.copy(update={"checkpointer": saver})

    def config(self, turn: Turn, fence: int | None) -> RunnableConfig:
        """LangGraph's configuration for one turn; a stale fence is refused by the store."""
        configurable: dict[str, Any] = {"thread_id": self.session.id, CONFIG_KEY: turn, **thread.traces(turn)}
        if fence is not None:
            configurable[FENCE_KEY] = fence
        return {"configurable": configurable, "recursion_limit": 50}

    @asynccontextmanager
    async def writing(self, reply: Reply) -> AsyncIterator[int]:
        """One writer of the session at a time: in this process by a lock, among processes by the lease."""
        await self.settled(reply)
        async with self._lease() as fence:
            yield fence

    def digest(self, snapshot: StateSnapshot) -> dict[str, Any]:
        """The few things of a graph's state that voice and page may know, where the graph has them."""
        values = snapshot.values if isinstance(snapshot.values, Mapping) else {}
        return {key: values[key] for key in DIGEST_KEYS if values.get(key) is not None}

    async def turn_ended(self, digest: Mapping[str, Any]) -> None:
        """Bring the session's record up to date."""
        changes = {key: digest[key] for key in ("specialist", "language") if key in digest}
        self.session = await self._home.sessions.update(
            self.session.id, turns_by=1, last_seen_at=time.time(), **changes
        )

    async def prune(self, fence: int | None) -> None:
        """Forget checkpoints of old turns; a failure is only logged, the next turn tries again."""
        if isinstance(self.saver, RedisSaver):
            try:
                with reachable():
                    await self.saver.aprune_turns(
                        self.session.id, whole=WHOLE_TURNS, forkable=FORKABLE_TURNS, fence=fence
                    )
            except (StoreUnavailable, StaleWriter) as error:
                log.warning("old turns were not pruned", session=self.session.id, error=type(error).__name__)

    async def keep(self, turn: Turn, pieces: Sequence[Spoken], *, apology: str | None = None) -> None:
        """Of a reply that was cut off the thread keeps `pieces`; a turn that failed is ended by the apology."""
        async with self._lease() as fence:
            graph, config = await self.graph(), self.config(turn, fence)
            await thread.amend(graph, config, pieces)
            if apology:
                await thread.end_with(graph, config, apology)

    @asynccontextmanager
    async def _lease(self) -> AsyncIterator[int]:
        async with self._lock:
            sessions = self._home.sessions
            lease = await sessions.lease(self.session.id, self._home.holder, wait_seconds=LEASE_WAIT_SECONDS)
            async with lease:
                yield lease.token

    async def _snapshot(self) -> StateSnapshot:
        graph = await self.graph()
        return await graph.aget_state({"configurable": {"thread_id": self.session.id}})

    def _event(self, kind: Any, data: dict[str, Any]) -> Event:
        return Event(kind, self.session.id, None, data, at=time.time())
