"""Entries of the journal: what goes in comes out, and little is kept."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.errors import ThreadUnreadable
from graphs.events import Event
from graphs.sessions.entries import DICTIONARY, packed, rounded, unpacked

pytestmark = pytest.mark.check

TEXT = st.text(st.characters(exclude_categories=()))
# lone surrogates among it
DATA = st.dictionaries(TEXT, st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT, max_size=4)
EVENTS = st.builds(
    Event,
    st.sampled_from(["turn.started", "tool.finished", "error"]),
    st.just("s"),
    st.none() | st.sampled_from(["t1", "t2"]),
    DATA,
    st.floats(0, 4e9).map(rounded),
)


def deflated(value: object) -> bytes:
    """As an entry holds it."""
    compressor = zlib.compressobj(wbits=-12, zdict=DICTIONARY)
    return compressor.compress(json.dumps(value).encode()) + compressor.flush()


@given(st.lists(EVENTS, min_size=1, max_size=8))
def test_events_of_any_text_turn_and_time_come_out_as_they_went_in(events: list[Event]) -> None:
    expected = [replace(event, seq=seq) for seq, event in zip(count(41), events, strict=False)]
    assert unpacked("s", 40 + len(events), {b"z": packed(events)}) == expected


def test_entries_written_today_are_read_for_ever() -> None:
    stored = "8b363432350001503e2d31540253b8fc78687f60e9e1950ac010b447f32e287474a271e57743a4fc0e561a1b0b00"
    assert unpacked("s", 8, {b"z": bytes.fromhex(stored)}) == [
        Event("turn.started", "s", "t1", {"text": "¿Qué tal?", "by": "caller"}, 12.5, 7),
        Event("call.connected", "s", None, {"call": "c"}, 12.500001, 8),
    ]


def test_a_batch_of_bare_events_takes_few_bytes() -> None:
    node = {"node": "specialist"}
    events = [Event("node.started", "s", "01a1ff1f-80e5-718a-b0ed-b17024a9ccf9", node, 1e9 + n) for n in range(6)]
    assert len(packed(events)) < 80


@pytest.mark.parametrize(
    "wrong", [7, [], [1], [1, 2], [1, []], [1, [7]], [1, [["t", [["error", 0]]]]], [1, [["t", [["error", 0, 7]]]]]]
)
def test_another_structure_is_unreadable(wrong: object) -> None:
    with pytest.raises(ThreadUnreadable):
        unpacked("s", 1, {b"z": deflated(wrong)})


def test_an_entry_cut_short_anywhere_is_unreadable() -> None:
    whole = packed([Event("error", "s", "t", {"code": "graph_broken"}, 1.0)])
    for length in range(len(whole)):
        with pytest.raises(ThreadUnreadable):
            unpacked("s", 1, {b"z": whole[:length]})
