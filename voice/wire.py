"""The frames and messages of a call over a WebSocket, as docs/websocket.md tells them. Pure."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import Any

from graphs.errors import ThreadlineError

CALLER_RATE = 16_000
AGENT_RATE = 24_000
AGENT_FRAME_SECONDS = 0.04
HEADER = struct.Struct("<BBHI")
# type, flags, turn, sequence
TYPE_CALLER, TYPE_AGENT = 1, 2
MIN_FRAME_BYTES, MAX_FRAME_BYTES = 320, 1_920
# 10 to 60 ms of 16-bit samples
MAX_MESSAGE_CHARACTERS = 20_000
MAX_TEXT_CHARACTERS = 4_000
MAX_TURN = 65_535

NORMAL, INVALID_DATA, POLICY, FAILED, TOO_SLOW = 1000, 1007, 1008, 1011, 1013
# WebSocket close codes, RFC 6455 section 7.4.1 and IANA's registry


class BadFrame(ThreadlineError):
    """The client sent what the protocol does not know; `close_code` ends the connection."""

    code = "bad_frame"

    def __init__(self, message: str, close_code: int = INVALID_DATA) -> None:
        super().__init__(message)
        self.close_code = close_code


@dataclass(frozen=True, slots=True)
class Position:
    """How much of an agent's turn the client has really played."""

    turn: int
    played_seconds: float


@dataclass(frozen=True, slots=True)
class Typed:
    """Words that the caller typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Mute:
    """The caller's microphone is off, or on again."""

    on: bool


@dataclass(frozen=True, slots=True)
class Bye:
    """The caller hangs up."""


Message = Position | Typed | Mute | Bye


def caller_audio(frame: bytes) -> bytes:
    """The samples (16 kHz mono PCM16LE) of a binary frame. Raises BadFrame."""
    size = len(frame) - HEADER.size
    if not MIN_FRAME_BYTES <= size <= MAX_FRAME_BYTES or size % 2:
        raise BadFrame("An audio frame holds 10 to 60 ms of 16-bit samples at 16 kHz behind its header of 8 bytes.")
    kind, _flags, _turn, _sequence = HEADER.unpack_from(frame)
    if kind != TYPE_CALLER:
        raise BadFrame("A binary frame of the client has type 1.")
    return frame[HEADER.size :]


def agent_audio(samples: bytes, *, turn: int, sequence: int) -> bytes:
    """A binary frame of the agent's voice, 24 kHz mono PCM16LE."""
    return HEADER.pack(TYPE_AGENT, 0, turn, sequence & 0xFFFFFFFF) + samples


def message(text: str) -> Message:
    """A text message of the client. Raises BadFrame."""
    if len(text) > MAX_MESSAGE_CHARACTERS:
        raise BadFrame("The message is too long.", POLICY)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadFrame("A text message is JSON.") from error
    if not isinstance(data, dict):
        raise BadFrame("A text message is a JSON object.")
    return _message(data)


def _message(data: dict[str, Any]) -> Message:
    match data:
        case {"type": "position", "turn": int(turn), "played_ms": int() | float() as played} if 0 <= played < 1e9:
            return Position(turn, played / 1000)
        case {"type": "text", "text": str(text)} if text.strip():
            return Typed(text.strip())
        case {"type": "mute", "on": bool(on)}:
            return Mute(on)
        case {"type": "bye"}:
            return Bye()
    raise BadFrame("The message's type is not known, or a field of it is missing or wrong.")


def encode(kind: str, **fields: Any) -> str:
    """A text message of the server."""
    return json.dumps({"type": kind, **fields}, ensure_ascii=False, separators=(",", ":"), default=str)
