"""What goes over the wire as JSON."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _addressable(session: str) -> str:
    if "/" in session or session in {".", ".."}:
        raise ValueError("a session's id is part of its address: no '/', and neither '.' nor '..'")
    return session


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewSession(_Body):
    """A session to begin, or to resume when its id exists and is yours."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"language": "en"}, {"id": "front-desk-7", "graph": "clinic"}]}
    )

    id: Annotated[str, AfterValidator(_addressable)] | None = Field(
        None, min_length=1, max_length=128, description="your own id; left out: a new UUID"
    )
    graph: str | None = Field(None, max_length=128, description="name of a graph; left out: the default one")
    language: str | None = Field(
        None,
        pattern="^(auto|[a-z]{2,3}(-[A-Z]{2})?)$",
        description="the agent's language, one of the graph's; left out or auto: found out",
    )
    metadata: dict[str, Any] = Field(default_factory=dict, description="kept with the session, never interpreted")


class SessionView(BaseModel):
    """A session as its owner and the operators see it."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(examples=["0199f3c2-7a1e-7c52-9d0e-2b9c4a6f1d11"])
    graph: str = Field(examples=["clinic"])
    language: str | None = Field(description="None: the graph finds it out", examples=["en"])
    created_at: float = Field(description="seconds since the epoch")
    last_seen_at: float = Field(description="seconds since the epoch")
    turns: int = Field(description="turns so far")
    specialist: str | None = Field(description="who has the caller now", examples=["scheduling"])
    call: str | None = Field(description="id of the call under way")
    metadata: dict[str, Any]


class CreatedSession(SessionView):
    """A new session; whoever shows its secret owns it. The secret is shown this once."""

    secret: str | None = Field(None, description="None when the session existed: its owner has it", repr=False)


class SessionPage(BaseModel):
    """Sessions, newest first."""

    sessions: list[SessionView]
    next_cursor: str | None = Field(description="pass it as `cursor` for the next page; None: this was the last")


class MessageView(BaseModel):
    """Something that was said and, if the agent said it, heard."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(description="the caller's: the turn's id; the agent's: `message_id` of its events")
    role: Literal["caller", "agent"]
    text: str = Field(examples=["Northside Clinic, how can I help?"])
    interrupted: bool = Field(description="True: the caller cut the agent off; `text` is the part that was heard")


class MessageList(BaseModel):
    """The conversation so far, oldest first."""

    messages: list[MessageView]


class NewTurn(_Body):
    """What the caller types."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"text": "I need an appointment on Tuesday", "turn_id": "t-1"}]},
    )

    text: str = Field(min_length=1, description="at most 4,000 characters")
    turn_id: str | None = Field(
        None,
        min_length=1,
        max_length=128,
        description="your own id of the turn: sent again, it gets the same reply and nothing happens twice",
    )


class Answer(_Body):
    """An answer to a question that the graph waits for."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"question_id": "q-1", "value": True}]})

    question_id: str = Field(min_length=1, max_length=256)
    value: Any = Field(description="any JSON value that the question's graph understands")


class EventView(BaseModel):
    """An event of a session: `data` of the server-sent event; further fields by `type`."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "examples": [
                {
                    "seq": 0,
                    "at": 1795426800.2,
                    "session": "…",
                    "turn": "t-1",
                    "type": "reply.delta",
                    "text": "Of course.",
                }
            ]
        },
    )

    seq: int = Field(
        description="position in the journal, from 1 without gaps, in GET …/events; 0 in the stream of a turn"
    )
    at: float = Field(description="seconds since the epoch")
    session: str
    turn: str | None
    type: str


class CheckpointView(BaseModel):
    """One checkpoint of a session's thread."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    parent: str | None
    turn: str | None = Field(description="id of the turn that wrote it")
    at: float = Field(description="seconds since the epoch")
    step: int = Field(description="LangGraph's count, from -1")
    next: list[str] = Field(description="nodes that run next; empty: the turn has ended")
    question: str | None = Field(description="what the graph asks here")
    at_rest: bool = Field(description="a new session can be forked from here")


class CheckpointList(BaseModel):
    """Checkpoints, newest first."""

    checkpoints: list[CheckpointView]
    next_before: str | None = Field(description="pass it as `before` for the next page; None: this was the last")


class ChangeView(BaseModel):
    """How a part of the state differs; of a list of things with ids, only those that differ."""

    model_config = ConfigDict(from_attributes=True)

    before: Any
    after: Any


class CheckpointState(CheckpointView):
    """A checkpoint with its state."""

    state: dict[str, Any]
    changes: dict[str, ChangeView] = Field(description="by part of the state, against the parent or `against`")


class NewFork(_Body):
    """Where the new session begins."""

    checkpoint_id: str = Field(min_length=1, max_length=256)


class EdgeView(BaseModel):
    """From one node to another."""

    model_config = ConfigDict(from_attributes=True)

    source: str
    target: str
    conditional: bool
    label: str | None


class GraphSummary(BaseModel):
    """A graph that sessions may choose."""

    name: str = Field(examples=["clinic"])
    ok: bool = Field(description="False: it does not load")
    error: str | None = Field(None, description="why, for operators only")


class GraphList(BaseModel):
    """Every graph that is listed, also those that do not load."""

    graphs: list[GraphSummary]
    default: str | None


class GraphView(BaseModel):
    """A graph as it is drawn."""

    name: str
    nodes: list[str]
    edges: list[EdgeView]
    mermaid: str


class Health(BaseModel):
    """The process lives."""

    status: Literal["ok"] = "ok"
    version: str


class ReadinessView(BaseModel):
    """Whether every part is ready to take callers."""

    ready: bool
    parts: dict[str, Any] = Field(examples=[{"store": True, "speech": {"ready": False, "detail": "loading"}}])
