"""Spoken pieces cut at what was heard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.conversation.heard import Spoken, cut

pytestmark = pytest.mark.check

PIECES = [Spoken("One moment. ", None, None), Spoken("You are ", "m1", "a"), Spoken("booked for nine.", "m1", "a")]


def texts(heard: str) -> list[str]:
    return [piece.text for piece in cut(PIECES, heard)]


def test_all_heard_keeps_every_word():
    assert texts("One moment. You are booked for nine.") == ["One moment. ", "You are ", "booked for nine."]


def test_nothing_heard_keeps_nothing():
    assert texts("") == ["", "", ""]


def test_the_cut_falls_inside_the_piece_that_was_playing():
    assert texts("One moment. You are booked") == ["One moment. ", "You are ", "booked "]


def test_white_space_of_the_player_does_not_shift_the_cut():
    assert texts("One moment.  You\nare boo") == ["One moment. ", "You are ", "boo"]


@given(st.lists(st.text(max_size=20), max_size=6), st.integers(0, 120))
def test_what_is_kept_is_always_a_prefix_of_what_was_spoken(spoken: list[str], length: int):
    whole = "".join(spoken)
    kept = cut([Spoken(text, "m", "n") for text in spoken], whole[:length])
    letters = "".join("".join(piece.text.split()) for piece in kept)
    assert "".join(whole.split()).startswith(letters)
    assert len(letters) == len("".join(whole[:length].split()))
