"""A caller who talks to the clinic's graph by text, without a Conversation around it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessage, HumanMessage
from langgraph.checkpoint.memory import MemorySaver

from graphs.clinic.graph import build
from graphs.clinic.services import Services
from graphs.turn import CONFIG_KEY, Turn


@dataclass
class Talk:
    """One session on a graph in memory. `replies` has all that was spoken."""

    services: Services
    language: str | None = None
    thread: str = "session"
    saver: MemorySaver = field(default_factory=MemorySaver)
    replies: list[str] = field(default_factory=list)
    turns: int = 0

    def __post_init__(self) -> None:
        self.graph = build(self.services).compile(checkpointer=self.saver)

    async def open(self) -> str:
        """The agent speaks first: greeting, or where they were."""
        return await self._turn({"messages": []}, opening=True)

    async def say(self, text: str) -> str:
        """One utterance of the caller; what the agent answers."""
        return await self._turn({"messages": [HumanMessage(text, id=f"h{self.turns}")]})

    async def state(self) -> dict[str, Any]:
        """Values of the state."""
        return dict((await self.graph.aget_state({"configurable": {"thread_id": self.thread}})).values)

    async def specialist(self) -> str | None:
        return (await self.state()).get("specialist")

    def restart(self) -> None:
        """The process is gone and comes back: a new graph on the same checkpoints."""
        self.__post_init__()

    async def _turn(self, given: dict[str, Any], *, opening: bool = False) -> str:
        self.turns += 1
        turn = Turn(session=self.thread, id=f"t{self.turns}", opening=opening, language=self.language)
        turn.accepted.set()
        config = {"configurable": {"thread_id": self.thread, CONFIG_KEY: turn}}
        before = len((await self.state()).get("messages", []))
        streamed: dict[str, str] = {}
        async for mode, part in self.graph.astream(given, config, stream_mode=["messages", "values"]):  # type: ignore[call-overload]
            if mode == "messages" and isinstance(part[0], AIMessage) and part[0].text:
                streamed[part[0].id] = streamed.get(part[0].id, "") + part[0].text
        kept = [m.text for m in (await self.state())["messages"][before:] if isinstance(m, AIMessage) and m.text]
        assert list(streamed.values()) == kept, "what was streamed is what the thread keeps"
        reply = " ".join(kept)
        self.replies.append(reply)
        return reply
