from __future__ import annotations

import json
import struct

import pytest
from livekit import rtc
from livekit.agents.voice import io

from voice import remote, wire
from voice.remote import RemoteOutput

pytestmark = pytest.mark.check


class Wire:
    """A remote loudspeaker, its clock, and what would be on the wire."""

    def __init__(self) -> None:
        self.now = 100.0
        self.output = RemoteOutput(on_change=lambda: None, clock=lambda: self.now)
        self.finished: list[io.PlaybackFinishedEvent] = []
        self.started = 0
        self.output.on("playback_finished", self.finished.append)
        self.output.on("playback_started", self._count)

    def _count(self, _: object) -> None:
        self.started += 1

    async def say(self, seconds: float, text: str = "one two three four", *, end: bool = True) -> None:
        await self.output.transcription.capture_text(text)
        await self.output.capture_frame(rtc.AudioFrame.create(24_000, 1, int(24_000 * seconds)))
        if end:
            self.output.flush()

    def drain(self) -> tuple[float, list[dict]]:
        """Seconds of audio and the messages that are due now."""
        seconds, messages = 0.0, []
        while (message := self.output.take_message()) is not None:
            messages.append(json.loads(message))
        while (data := self.output.take()) is not None:
            if isinstance(data, bytes):
                assert struct.unpack_from("<BBHI", data)[:3] == (2, 0, self.output.turn)
                seconds += (len(data) - 8) / 2 / 24_000
            else:
                messages.append(json.loads(data))
        return round(seconds, 3), messages

    def report(self, seconds: float, turn: int | None = None) -> None:
        self.output.report(wire.Position(turn or self.output.turn, seconds))


@pytest.fixture
def line() -> Wire:
    return Wire()


async def test_frames_go_out_at_most_400_ms_ahead_of_time(line: Wire) -> None:
    await line.say(2.0)
    first, _ = line.drain()
    line.now += 0.4
    line.report(0.3)
    second, _ = line.drain()
    assert 0.4 <= first <= 0.44
    assert second == pytest.approx(0.4)


async def test_a_client_that_reports_nothing_gets_no_more_than_two_seconds(line: Wire) -> None:
    await line.say(20.0)
    line.drain()
    line.now += 4.0
    sent, _ = line.drain()
    assert sent <= remote.UNHEARD_SECONDS + 0.04


async def test_the_end_is_told_after_the_last_frame_and_the_reply_ends_when_it_was_played(line: Wire) -> None:
    await line.say(0.2)
    assert line.drain() == (0.2, [{"type": "end", "turn": 1}])
    line.report(0.1)
    assert line.finished == []
    line.report(0.16)
    assert [(event.interrupted, event.synchronized_transcript) for event in line.finished] == [
        (False, "one two three four")
    ]


async def test_what_was_heard_is_what_the_client_reported_not_what_was_sent(line: Wire) -> None:
    await line.say(4.0)
    line.drain()
    for second in (1.0, 2.0):
        line.now += 1.0
        line.drain()
        line.report(second)
    line.output.clear_buffer()
    assert line.finished[0].synchronized_transcript == "one two"
    assert line.finished[0].playback_position == pytest.approx(2.0)
    assert line.drain() == (0.0, [{"type": "clear", "turn": 1}])


async def test_a_report_beyond_what_was_sent_is_not_believed(line: Wire) -> None:
    await line.say(4.0)
    sent, _ = line.drain()
    line.report(99.0)
    assert line.output.position_seconds == pytest.approx(sent)


async def test_reports_of_another_turn_are_ignored(line: Wire) -> None:
    await line.say(4.0)
    line.drain()
    line.report(0.3, turn=7)
    assert line.output.position_seconds == 0.0


async def test_after_a_pause_the_reply_goes_on_from_what_was_heard_under_a_new_number(line: Wire) -> None:
    await line.say(1.0)
    line.drain()
    line.report(0.25)
    line.output.pause()
    assert line.drain() == (0.0, [{"type": "clear", "turn": 1}])
    line.output.resume()
    line.now += 5.0
    total = line.drain()[0]
    line.now += 1.0
    total += line.drain()[0]
    assert line.output.turn == 2
    assert total == pytest.approx(0.76, abs=0.02)
    line.report(0.5)
    assert line.output.position_seconds == pytest.approx(0.75)
    line.report(0.75)
    assert len(line.finished) == 1
    assert line.started == 1


async def test_a_client_that_falls_silent_ends_the_reply_as_heard_so_far(line: Wire) -> None:
    await line.say(10.0)
    line.drain()
    line.report(0.3)
    line.now += remote.STALL_SECONDS + 0.1
    line.output.on_stall = line.output.clear_buffer
    line.output.check()
    assert line.finished[0].interrupted
    assert line.finished[0].playback_position == pytest.approx(0.3)


async def test_a_last_report_that_is_a_little_short_does_not_hold_the_call(line: Wire) -> None:
    await line.say(0.3)
    line.drain()
    line.report(0.2)
    line.now += 0.6
    line.output.check()
    assert [event.interrupted for event in line.finished] == [False]


async def test_turn_numbers_begin_again_after_the_last(line: Wire) -> None:
    line.output.turn = wire.MAX_TURN
    await line.say(0.1)
    line.drain()
    assert line.output.turn == 1


async def test_a_reply_cut_before_its_first_frame_leaves_no_words_behind(line: Wire) -> None:
    await line.output.transcription.capture_text("never said ")
    line.output.clear_buffer()
    await line.say(0.1, "said")
    line.drain()
    line.report(0.1)
    assert line.finished[0].synchronized_transcript == "said"
