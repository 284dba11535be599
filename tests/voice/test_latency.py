from __future__ import annotations

import pytest

from voice.latency import TurnMarks

pytestmark = pytest.mark.check


def test_the_stages_on_the_critical_path_add_up_to_the_whole() -> None:
    marks = TurnMarks(last_sound=10.0, final=10.35, committed=10.4, first_words=10.6, first_sound=10.7)
    latency = marks.latency()
    assert latency.as_dict() == {"end_of_turn": 0.4, "stt": 0.35, "graph": 0.2, "tts": 0.1, "total": 0.7}


def test_words_that_were_ready_before_the_turn_was_over_cost_nothing() -> None:
    marks = TurnMarks(last_sound=10.0, committed=10.4, first_words=10.2, first_sound=10.45)
    latency = marks.latency()
    assert (latency.graph, round(latency.tts or 0, 3)) == (0.0, 0.05)


def test_what_was_not_measured_is_not_told() -> None:
    assert TurnMarks(committed=1.0).latency().as_dict() == {}
