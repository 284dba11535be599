from __future__ import annotations

import contextlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice import wire

pytestmark = pytest.mark.check


def frame(samples: int = 320, kind: int = 1) -> bytes:
    return struct.pack("<BBHI", kind, 0, 0, 7) + b"\1\0" * samples


def test_a_frame_of_20_ms_gives_its_samples() -> None:
    assert wire.caller_audio(frame()) == b"\1\0" * 320


@pytest.mark.parametrize("bad", [b"", frame(5), frame(961), frame()[:-1], frame(kind=2), b"\1" * 9])
def test_a_bad_frame_is_refused(bad: bytes) -> None:
    with pytest.raises(wire.BadFrame):
        wire.caller_audio(bad)


def test_the_header_of_the_agents_frames_is_little_endian() -> None:
    assert wire.agent_audio(b"ab", turn=258, sequence=1) == b"\x02\x00\x02\x01\x01\x00\x00\x00ab"


def test_every_message_of_a_client_is_read() -> None:
    assert wire.message('{"type":"position","turn":3,"played_ms":120.5}') == wire.Position(3, 0.1205)
    assert wire.message('{"type":"text","text":" hi "}') == wire.Typed("hi")
    assert wire.message('{"type":"mute","on":true}') == wire.Mute(True)
    assert wire.message('{"type":"bye","more":1}') == wire.Bye()


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "[]",
        "{}",
        '{"type":"position","turn":1}',
        '{"type":"position","turn":1,"played_ms":-1}',
        '{"type":"position","turn":1,"played_ms":NaN}',
        '{"type":"text","text":"  "}',
        '{"type":"mute","on":1}',
        "x" * 30_000,
        "[" * 19_000,
    ],
)
def test_a_bad_message_is_refused(bad: str) -> None:
    with pytest.raises(wire.BadFrame):
        wire.message(bad)


@given(st.binary(max_size=2_000) | st.text(max_size=200))
def test_nothing_that_a_client_sends_breaks_the_reader(data: bytes | str) -> None:
    with contextlib.suppress(wire.BadFrame):
        wire.caller_audio(data) if isinstance(data, bytes) else wire.message(data)
