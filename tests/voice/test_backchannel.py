from __future__ import annotations

import pytest

from voice.backchannel import is_backchannel, means_go_on

pytestmark = pytest.mark.check


@pytest.mark.parametrize("text", ["Uh huh.", "Okay.", "I see.", "yeah", "Mm-hmm", "ajá", "Sí."])
def test_words_that_mean_go_on(text: str) -> None:
    assert is_backchannel(text)


@pytest.mark.parametrize("text", ["", "Stop.", "No.", "Wait, wait.", "Okay but on Tuesday", "Yes, I see it is good"])
def test_words_that_do_not(text: str) -> None:
    assert not is_backchannel(text)


def test_at_the_end_of_a_question_okay_is_an_answer() -> None:
    assert means_go_on("Okay.", agent_seconds_left=3.0)
    assert not means_go_on("Okay.", agent_seconds_left=0.5)
