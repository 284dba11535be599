"""What was said before the thread's live list begins, read from the journal. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from graphs.conversation.thread import Message
from graphs.events import Event


def told(events: Iterable[Event], *, until: str | None) -> list[Message]:
    """What caller and agent said by these events, up to the turn `until`, in order, cut at what was heard.

    Empty when that turn is not among them: they cannot be put in order then.
    """
    said: dict[str, Message] = {}
    for event in events:
        if event.turn == until:
            return list(said.values())
        if event.turn is None:
            continue
        if event.type == "turn.started" and event.data["text"] and event.data["by"] in ("caller", "operator"):
            said[event.turn] = Message(event.turn, "caller", event.data["text"])
        elif event.type == "reply.finished" and event.data["message_id"]:
            message_id = event.data["message_id"]
            said[message_id] = Message(message_id, "agent", event.data["text"])
        elif event.type == "reply.heard":
            for kept in event.data.get("kept", ()):
                if kept["text"]:
                    said[kept["message_id"]] = Message(kept["message_id"], "agent", kept["text"], interrupted=True)
                else:
                    said.pop(kept["message_id"], None)
    return []
