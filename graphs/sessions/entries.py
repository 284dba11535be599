"""An entry of the journal: the events of one batch, what they share said once, compressed. Pure.

As JSON: [microseconds of the first event, [[turn, [[type, microseconds since the event before, data], ...]], ...]],
deflated over DICTIONARY, which makes the smallest batch smaller too.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from graphs.errors import ThreadUnreadable
from graphs.events import Event, EventType

FIELD = b"z"
# the only one of an entry; another form, or another dictionary, needs another name
WINDOW_BITS, MEMORY_LEVEL = -12, 5
# a raw deflate stream over 4 kB: sets up five times faster than zlib's default, and a batch is rarely longer
MICROSECONDS = 1_000_000

DICTIONARY = (
    b'[null,[["call.connected",0,{"call":"call.disconnected",0,{"call":"","reason":"","modality":"voice",'
    b'"by":"opening""by":"operator""outcome":"failed""outcome":"interrupted",["error",0,{"code":"","message":"'
    b'["handoff",0,{"source":"","target":"["question",0,{"question_id":"","value":{"text":"'
    b'["answer",0,{"question_id":"","value":"","by":"caller["tool.started",0,{"tool":"","call_id":"call_",'
    b'"arguments":{"}}],["tool.finished",0,{"tool":"","call_id":"","result":{"ok":true,"error":"","seconds":0.00'
    b'["reply.heard",0,{"text":"","message_id":"","interrupted":false,"kept":[{"message_id":"","text":"'
    b'"}],["turn.finished",0,{"outcome":"done","specialist":"","latency":{"total_seconds":0.0,'
    b'"first_token_seconds":0.0},"tokens":{}}]]]]["turn.started",0,{"text":"","by":"caller","modality":"text"}],'
    b'["node.started",0,{"node":""}],["node.finished",0,{"node":"","seconds":0.00'
    b'}],["reply.finished",0,{"text":"","message_id":"","node":"specialist"}],'
)
# what events look like, the commonest last


def rounded(at: float) -> float:
    """The time as the journal keeps it, to the microsecond."""
    return round(at * MICROSECONDS) / MICROSECONDS


def packed(events: Sequence[Event]) -> bytes:
    """The value of the entry of these events, at least one, without session and `seq`.

    Times are kept as `rounded` gives them; values that JSON does not know become text.
    """
    compressor = zlib.compressobj(9, zlib.DEFLATED, WINDOW_BITS, MEMORY_LEVEL, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
    return compressor.compress(_json(events)) + compressor.flush()


def unpacked(session_id: str, last: int, fields: Mapping[bytes, bytes]) -> list[Event]:
    """The events of an entry, at least one; `last` is the last one's `seq`. Raises ThreadUnreadable."""
    try:
        rows = list(_rows(*json.loads(_inflated(fields[FIELD]).decode("utf-8", "surrogatepass"))))
    except (KeyError, ValueError, TypeError, zlib.error) as error:
        raise ThreadUnreadable("The session's journal is damaged, or of another version of Threadline.") from error
    first = last - len(rows) + 1
    return [Event(kind, session_id, turn, data, at, seq) for seq, (kind, turn, data, at) in enumerate(rows, first)]


def _json(events: Sequence[Event]) -> bytes:
    first = before = round(events[0].at * MICROSECONDS)
    turns = []
    for turn, group in groupby(events, key=lambda event: event.turn):
        rows = []
        for event in group:
            at = round(event.at * MICROSECONDS)
            rows.append((event.type, at - before, event.data))
            before = at
        turns.append((turn, rows))
    text = json.dumps((first, turns), default=str, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _inflated(value: bytes) -> bytes:
    decompressor = zlib.decompressobj(WINDOW_BITS, DICTIONARY)
    plain = decompressor.decompress(value)
    if not decompressor.eof:
        raise ValueError("cut short")
    return plain


def _rows(at: int, turns: list[Any]) -> Iterator[tuple[EventType, str | None, dict[str, Any], float]]:
    """(type, turn, data, at) of each event. Raises ValueError or TypeError for another structure."""
    if not turns:
        raise ValueError("no events")
    for turn, rows in turns:
        for kind, microseconds, data in rows:
            if not isinstance(data, dict):
                raise TypeError("an event's data is an object")
            at += microseconds
            yield kind, turn, data, at / MICROSECONDS
