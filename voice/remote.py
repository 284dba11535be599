"""The loudspeaker of a call at the other end of a wire: what was played is what the client says it has played."""

from __future__ import annotations

import time
from collections.abc import Callable

from livekit import rtc

from voice import wire
from voice.audio import ReplyOutput

AHEAD_SECONDS = 0.4
# of real time that frames are sent
UNHEARD_SECONDS = 2.0
# that are sent beyond the client's last report
FINISHED_SECONDS = 0.06
# before the end a report counts as the end
STALL_SECONDS = 5.0
# without progress until a reply is given up
END_STALL_SECONDS = 0.5
# the same, shortly before the end


class RemoteOutput(ReplyOutput):
    """Cuts replies into wire frames and waits for position reports.

    A pause clears what the client holds; the reply goes on from the last report, under a new turn number.
    """

    def __init__(
        self,
        *,
        on_change: Callable[[], None],
        on_stall: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`on_change` is called when `take` or `take_message` may have something to send.

        `on_stall` is called when the client plays no further: the reply should be interrupted then.
        """
        super().__init__(label="remote", sample_rate=wire.AGENT_RATE)
        self.turn = 0
        # number of the present (or last) turn on the wire
        self.on_stall = on_stall
        self._on_change = on_change
        self._clock = clock
        self._frame_bytes = int(wire.AGENT_FRAME_SECONDS * wire.AGENT_RATE) * 2
        self._audio = bytearray()
        self._sent = 0
        # bytes of the reply that were sent
        self._base_seconds = 0.0
        # where in the reply the turn on the wire begins
        self._position = 0.0
        self._moved_at = 0.0
        self._sending_since: float | None = None
        self._sequence = 0
        self._is_paused = False
        self._is_end_sent = False
        self._messages: list[str] = []

    # ---- what goes over the wire

    def take_message(self) -> str | None:
        """The next message that must go out before any frame."""
        return self._messages.pop(0) if self._messages else None

    def take(self) -> bytes | str | None:
        """The next frame, or the end of the turn, if it is due now."""
        if self._is_paused or not self.is_open or self.seconds_until_due() > 0:
            return None
        if self._sent < len(self._audio):
            return self._next_frame()
        if self._is_flushed and not self._is_end_sent:
            self._is_end_sent = True
            return wire.encode("end", turn=self.turn)
        return None

    def seconds_until_due(self) -> float:
        """Until `take` has something, as far as can be told; a long time when it has nothing to say."""
        nothing_left = self._sent >= len(self._audio) and (not self._is_flushed or self._is_end_sent)
        if self._is_paused or not self.is_open or nothing_left:
            return 0.1 if self.is_open else 60.0
        if self._sending_since is None:
            return 0.0
        sent = self._sent / 2 / self.out_rate
        if sent - self._position > UNHEARD_SECONDS:
            return 0.1
        return sent - self._base_seconds - AHEAD_SECONDS - (self._clock() - self._sending_since)

    def _next_frame(self) -> bytes | None:
        left = len(self._audio) - self._sent
        if left < self._frame_bytes and not self._is_flushed:
            return None
        if self._sending_since is None:
            self._begin_turn()
        samples = bytes(self._audio[self._sent : self._sent + self._frame_bytes])
        self._sent += len(samples)
        frame = wire.agent_audio(samples.ljust(self._frame_bytes, b"\0"), turn=self.turn, sequence=self._sequence)
        self._sequence += 1
        return frame

    def _begin_turn(self) -> None:
        self.turn = self.turn % wire.MAX_TURN + 1
        self._sequence = 0
        self._sending_since = self._moved_at = self._clock()
        self._base_seconds = self._sent / 2 / self.out_rate
        self._is_end_sent = False
        self._start()

    def _clear(self) -> None:
        if self._sending_since is not None:
            self._messages.append(wire.encode("clear", turn=self.turn))
        self._sending_since = None
        self._on_change()

    # ---- what the client says

    def report(self, position: wire.Position) -> None:
        """Take a position report; one of another turn is ignored."""
        if position.turn != self.turn or not self.is_open:
            return
        sent = self._sent / 2 / self.out_rate
        seconds = min(self._base_seconds + position.played_seconds, sent)
        if seconds > self._position:
            self._position = seconds
            self._moved_at = self._clock()
        self.check()

    def check(self) -> None:
        """End the reply when the client has played it; tell when it has given no sign of life for too long."""
        if not self.is_open or self._is_paused or self._sending_since is None:
            return
        still = self._clock() - self._moved_at
        left = self.remaining_seconds
        if self._is_end_sent and (left <= FINISHED_SECONDS or left < END_STALL_SECONDS <= still):
            self._finish(interrupted=False)
        elif still >= STALL_SECONDS and self._sent / 2 / self.out_rate > self._position:
            self._moved_at = self._clock()
            self.on_stall()

    # ---- LiveKit's side

    @property
    def position_seconds(self) -> float:
        return self._position

    def _play(self, frame: rtc.AudioFrame) -> None:
        self._audio += bytes(frame.data)
        self._on_change()

    def _end_of_input(self) -> None:
        self._on_change()

    def clear_buffer(self) -> None:
        if self.is_open:
            self._clear()
        super().clear_buffer()

    def _drop(self) -> None:
        self._audio.clear()
        self._sent = 0
        self._position = self._base_seconds = 0.0
        self._sending_since = None
        self._is_end_sent = False

    def pause(self) -> None:
        super().pause()
        if not self._is_paused:
            self._is_paused = True
            self._clear()

    def resume(self) -> None:
        super().resume()
        if self._is_paused:
            self._is_paused = False
            self._sent = int(self._position * self.out_rate) * 2
            self._on_change()
