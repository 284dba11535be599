from __future__ import annotations

from collections.abc import Callable

import pytest

from voice.silence import Silence, SilenceSettings
from voice.wording import last_question, wording

pytestmark = pytest.mark.check


class Clock:
    """A `call_later` whose time is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timers: list[list] = []

    def call_later(self, seconds: float, callback: Callable[[], None]) -> Clock.Timer:
        timer = [self.now + seconds, callback]
        self.timers.append(timer)
        return Clock.Timer(self.timers, timer)

    def advance(self, seconds: float) -> None:
        self.now += seconds
        for timer in [timer for timer in self.timers if timer[0] <= self.now]:
            self.timers.remove(timer)
            timer[1]()

    class Timer:
        def __init__(self, timers: list, timer: list) -> None:
            self._timers, self._timer = timers, timer

        def cancel(self) -> None:
            if self._timer in self._timers:
                self._timers.remove(self._timer)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def steps() -> list[int]:
    return []


@pytest.fixture
def silence(clock: Clock, steps: list[int]) -> Silence:
    return Silence(SilenceSettings((7.0, 7.0, 5.0)), steps.append, call_later=clock.call_later)


def test_a_step_comes_after_its_seconds_of_quiet(silence: Silence, clock: Clock, steps: list[int]) -> None:
    silence.quiet()
    clock.advance(6.9)
    assert steps == []
    clock.advance(0.1)
    assert steps == [0]


def test_speech_stops_the_count_and_quiet_begins_it_anew(silence: Silence, clock: Clock, steps: list[int]) -> None:
    silence.quiet()
    clock.advance(6.0)
    silence.stop()
    clock.advance(60.0)
    silence.quiet()
    clock.advance(6.9)
    assert steps == []


def test_the_steps_follow_one_another_and_end(silence: Silence, clock: Clock, steps: list[int]) -> None:
    for _ in range(5):
        silence.quiet()
        clock.advance(7.0)
    assert steps == [0, 1, 2]


def test_an_answer_starts_over(silence: Silence, clock: Clock, steps: list[int]) -> None:
    silence.quiet()
    clock.advance(7.0)
    silence.answered()
    silence.quiet()
    clock.advance(7.0)
    assert steps == [0, 0]


def test_held_silence_does_not_count_and_counts_from_its_release(
    silence: Silence, clock: Clock, steps: list[int]
) -> None:
    silence.hold()
    silence.quiet()
    clock.advance(60.0)
    silence.release()
    clock.advance(6.9)
    assert steps == []
    clock.advance(0.1)
    assert steps == [0]


def test_released_while_somebody_speaks_it_waits_for_the_end(silence: Silence, clock: Clock, steps: list[int]) -> None:
    silence.quiet()
    silence.stop()
    silence.hold()
    silence.release()
    clock.advance(60.0)
    assert steps == []


def test_the_last_question_of_a_reply_is_found() -> None:
    assert last_question("You owe eighty dollars. Shall I note a payment? Take your time.") == "Shall I note a payment?"
    assert last_question("Goodbye.") is None


def test_words_of_an_unknown_language_are_english() -> None:
    assert wording("are_you_there", "es-MX") == "¿Sigue usted ahí?"
    assert wording("are_you_there", "fr") == wording("are_you_there", None)
