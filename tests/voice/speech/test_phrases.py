from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.speech.phrases import LONG_CHARACTERS, PhraseSplitter

pytestmark = pytest.mark.check


def phrases(text: str, *, by_word: bool = True) -> list[str]:
    splitter = PhraseSplitter()
    pieces = re.findall(r"\s*\S+|\s+", text) if by_word else [text]
    found = [phrase for piece in pieces for phrase in splitter.push(piece)]
    return [*found, *splitter.end()]


@given(st.text(alphabet="ab ,.?!¿5\n", max_size=300), st.booleans())
def test_the_phrases_together_are_the_text(text: str, by_word: bool) -> None:
    assert "".join(phrases(text, by_word=by_word)) == text


@given(st.text(alphabet="ab ,", max_size=900))
def test_no_phrase_is_longer_than_the_bound_unless_one_word_is(text: str) -> None:
    longest_word = max(map(len, text.split()), default=0)
    assert all(len(phrase.strip()) <= max(LONG_CHARACTERS, longest_word) + 1 for phrase in phrases(text))


def test_a_long_first_sentence_is_split_at_a_comma_for_early_sound() -> None:
    text = "Your appointment is on Tuesday, March third, at ten thirty in the morning. Is that fine?"
    assert phrases(text)[0] == "Your appointment is on Tuesday, "


def test_a_short_first_sentence_and_later_ones_stay_whole() -> None:
    text = "Sure, I can. Your appointment is on Tuesday, March third, at ten thirty in the morning."
    assert [phrase.strip() for phrase in phrases(text)] == [
        "Sure, I can.",
        "Your appointment is on Tuesday, March third, at ten thirty in the morning.",
    ]


@pytest.mark.parametrize("text", ["Dr. Chen is free.", "At ten a.m. on Monday.", "Call St. Mary.", "It is 85.50."])
def test_a_full_stop_within_a_sentence_does_not_end_it(text: str) -> None:
    assert phrases(text) == [text]


def test_a_sentence_is_given_out_before_the_next_word_comes() -> None:
    splitter = PhraseSplitter()
    assert splitter.push("How can I help?") == ["How can I help?"]
