"""All conversations of a process: opened by session, forked, closed."""

from __future__ import annotations

import weakref
from typing import Any

from langgraph.checkpoint.base import BaseCheckpointSaver
from uuid_utils.compat import uuid7

from graphs.conversation import travel
from graphs.conversation.conversation import Conversation
from graphs.conversation.stream import Voices
from graphs.registry import Registry
from graphs.sessions import Session, SessionStore


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
        filler_seconds: float = 0.8,
        outage_seconds: float = 10.0,
    ) -> None:
        """`turn_seconds`: a turn ends with an apology then; `filler_seconds`: a pause is bridged then;
        `outage_seconds`: Redis may be away for so long before the caller is told."""
        self.sessions = sessions
        self.saver = saver
        self.registry = registry
        self.holder = holder or str(uuid7())
        self.turn_seconds = turn_seconds
        self.filler_seconds = filler_seconds
        self.outage_seconds = outage_seconds
        self.voices: dict[str, Voices] = {}
        # by graph
        self._open: weakref.WeakValueDictionary[str, Conversation] = weakref.WeakValueDictionary()

    async def open(self, session_id: str) -> Conversation:
        """The session's conversation. Raises SessionNotFound, StoreUnavailable, GraphBroken."""
        session = await self.sessions.get(session_id)
        found = self._open.get(session_id)
        if found is None or found.session.created_at != session.created_at:
            types = await self.registry.types(session.graph)
            found = Conversation(self, session, self.saver.with_allowlist(types) if types else self.saver)
            await found.graph()
            known = self._open.get(session_id)
            if known is not None and known.session.created_at == session.created_at:
                found = known  # opened meanwhile
            self._open[session_id] = found
        if found.outbox.backlog == 0:
            found.session = session
        await found.watch_deadline(session)
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
            await travel.fork(source.saver, session_id, checkpoint_id, session.id)
        except BaseException:
            await self.sessions.delete(session.id, saver=self.saver)
            raise
        specialist = source.digest(snapshot).get("specialist")
        return (await self.sessions.update(session.id, specialist=specialist) if specialist else session), secret

    async def aclose(self) -> None:
        """Wait until what open conversations have to write is written; not for ever."""
        for conversation in list(self._open.values()):
            await conversation.aclose()
