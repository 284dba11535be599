"""What a session is, and how its record lies in a Redis HASH. Pure."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphs.errors import BadInput

MAX_ID_CHARACTERS = 128
CHANGEABLE = frozenset({"language", "specialist", "call", "metadata", "last_seen_at", "unheard", "due"})


@dataclass(frozen=True)
class Session:
    """A thread that its owner can resume."""

    id: str
    # also LangGraph's thread_id
    graph: str
    language: str | None
    # None: the graph finds out
    created_at: float
    # seconds since the epoch
    last_seen_at: float
    # seconds since the epoch
    metadata: dict[str, Any]
    turns: int
    # finished turns
    specialist: str | None
    # who answers the next turn
    call: str | None
    # id of the call under way
    unheard: str | None = None
    # the turn whose spoken reply is not known to have reached the caller
    due: float | None = None
    # when the question that waits gets its default, seconds since the epoch


@dataclass(frozen=True)
class Page:
    """Some sessions, newest first."""

    sessions: list[Session]
    next_cursor: str | None
    # None: that was the last page


def checked_id(session_id: str) -> str:
    """The id itself; BadInput unless it has 1 to 128 characters, none a control character."""
    printable = all(unicodedata.category(character) not in ("Cc", "Cs") for character in session_id)
    if not 1 <= len(session_id) <= MAX_ID_CHARACTERS or not printable:
        raise BadInput(f"A session id has 1 to {MAX_ID_CHARACTERS} characters and no control characters.")
    return session_id


def digest(secret: str) -> bytes:
    """What is stored of a secret: its SHA-256 in hexadecimal."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest().encode()


def encoded(changes: Mapping[str, Any]) -> dict[str, bytes | None]:
    """Fields of the record; None removes one."""
    return {name: _encoded(name, value) for name, value in changes.items()}


def _encoded(name: str, value: Any) -> bytes | None:
    if value is None:
        return None
    text = json.dumps(value) if name == "metadata" else str(value)
    return text.encode("utf-8", "surrogatepass")


def decoded(session_id: str, fields: Mapping[bytes, bytes]) -> Session:
    """The session of a record."""
    text = {name.decode(): value.decode("utf-8", "surrogatepass") for name, value in fields.items()}
    return Session(
        id=session_id,
        graph=text["graph"],
        language=text.get("language"),
        created_at=float(text["created_at"]),
        last_seen_at=float(text["last_seen_at"]),
        metadata=json.loads(text.get("metadata", "{}")),
        turns=int(text.get("turns", 0)),
        specialist=text.get("specialist"),
        call=text.get("call"),
        unheard=text.get("unheard"),
        due=float(text["due"]) if "due" in text else None,
    )
