from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from livekit.agents.types import TimedString

from voice.heard import HeardText

pytestmark = pytest.mark.check

TEXT = "Sure, I can do that. The first free time is at ten."


def timed(total: float | None = 4.0) -> HeardText:
    heard = HeardText()
    heard.say(TEXT)
    heard.time(TimedString("Sure, I can do that. ", start_time=0.0, end_time=1.6))
    heard.time(TimedString("The first free time is at ten.", start_time=1.6, end_time=4.0))
    heard.total_seconds = total
    return heard


def test_nothing_played_is_nothing_heard() -> None:
    assert timed().until(0.0) == ""


def test_a_sentence_that_was_played_was_heard() -> None:
    assert timed().until(1.6) == "Sure, I can do that."


def test_everything_played_is_everything_heard_with_its_white_space() -> None:
    assert timed().until(3.99) == TEXT


def test_a_word_is_heard_when_most_of_it_was_played() -> None:
    heard = timed(total=None)
    assert heard.until(1.9) == "Sure, I can do that. The"


def test_while_more_sound_may_come_the_end_of_the_known_sound_is_not_the_end_of_the_text() -> None:
    heard = HeardText()
    heard.say(TEXT)
    heard.time(TimedString("Sure, I can do that. ", start_time=0.0, end_time=1.6))
    assert heard.until(5.0) == "Sure, I can do that."


def test_without_times_the_words_are_spread_over_the_sound() -> None:
    heard = HeardText()
    heard.say("one two three four")
    heard.total_seconds = 4.0
    assert heard.until(2.0) == "one two"


@given(st.text(alphabet="ab .,", max_size=80), st.floats(0, 20), st.floats(0, 20))
def test_what_was_heard_is_a_prefix_that_only_grows(text: str, first: float, second: float) -> None:
    heard = HeardText()
    heard.say(text)
    heard.total_seconds = 10.0
    earlier, later = heard.until(min(first, second)), heard.until(max(first, second))
    assert text.startswith(later)
    assert later.startswith(earlier)
