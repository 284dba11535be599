"""What happens in a session, as one type: on a reply's iterator, in the journal, on the page."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

EventType = Literal[
    "turn.started",  # data: text (the caller's words), by ("caller" | "operator" | "opening"), modality
    "node.started",  # data: node
    "node.finished",  # data: node, seconds
    "handoff",  # data: source, target
    "tool.started",  # data: tool, call_id, arguments
    "tool.finished",  # data: tool, call_id, result, seconds
    "question",  # data: question_id, value (what interrupt() was given), text (as spoken)
    "answer",  # data: question_id, value, by
    "reply.delta",  # data: text, message_id, node; live only, never in the journal
    "reply.finished",  # data: text, message_id (None: said aside, the thread does not keep it), node
    "reply.heard",  # data: text, message_id, interrupted (bool), kept (what stays of each message: message_id, text)
    "turn.finished",  # data: outcome ("done" | "interrupted" | "failed"), specialist, latency, tokens
    "call.connected",  # data: call, modality ("voice" | "text")
    "call.disconnected",  # data: call, reason
    "error",  # data: code, message
]


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    type: EventType
    session: str
    turn: str | None = None
    # id of the turn it belongs to; None for events of a call
    data: dict[str, Any] = field(default_factory=dict)
    # JSON-serialisable, per type as above
    at: float = 0.0
    # seconds since the epoch
    seq: int = 0
    # position in the session's journal, from 1, without gaps; 0 for live-only events

    def as_dict(self) -> dict[str, Any]:
        """JSON form as documented: the fields of `data` lie beside `type`."""
        flat = asdict(self)
        return {**flat.pop("data"), **flat}
