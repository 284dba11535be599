from __future__ import annotations

import numpy as np
import pytest

from voice.speech.utterance import SAMPLE_RATE, Utterance, believable

pytestmark = pytest.mark.check


def window(loudness: float = 0.1, seconds: float = 0.032) -> np.ndarray:
    return np.full(int(seconds * SAMPLE_RATE), loudness * 32767, dtype=np.int16)


def utterance(*windows: tuple[float, float]) -> Utterance:
    built = Utterance()
    for probability, loudness in windows:
        built.add(window(loudness), probability)
    return built


def test_the_quiet_since_the_last_speech_is_counted() -> None:
    built = utterance((0.9, 0.1), (0.1, 0.0), (0.1, 0.0))
    assert built.quiet_seconds == pytest.approx(0.064)


def test_a_click_is_no_speech() -> None:
    assert not utterance((0.9, 0.1), (0.1, 0.0)).is_speech()


def test_silence_that_a_detector_takes_for_speech_is_no_speech() -> None:
    assert not utterance(*[(0.9, 0.0001)] * 20).is_speech()


def test_the_recogniser_gets_only_a_little_of_the_quiet_around_the_speech() -> None:
    built = utterance(*[(0.0, 0.0)] * 20, *[(0.9, 0.1)] * 10, *[(0.0, 0.0)] * 20)
    assert len(built.audio()) / SAMPLE_RATE == pytest.approx(0.1 + 0.32 + 0.15, abs=0.001)


@pytest.mark.parametrize("text", ["", " ...", "♪", "you you you you you you"])
def test_what_recognisers_make_of_noise_is_not_believed(text: str) -> None:
    assert believable(text) == ""


@pytest.mark.parametrize("text", ["Yes.", "no no no", "Five five five, one two one two."])
def test_what_people_say_is_believed(text: str) -> None:
    assert believable(text) == text
