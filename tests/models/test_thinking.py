"""However a stream is cut into pieces, thoughts stay inside."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphs.models.thinking import ThoughtFilter

pytestmark = pytest.mark.check


@given(st.lists(st.integers(0, 60), max_size=12), st.sampled_from(["Hello. ", "a < b ", "<thin ice> "]))
def test_cuts_do_not_matter(cuts: list[int], begin: str) -> None:
    text = begin + "<think>secret < </thin</think>Good morning."
    edges = [0, *sorted(cut for cut in cuts if cut < len(text)), len(text)]
    thoughts = ThoughtFilter()
    spoken = "".join(thoughts.feed(text[a:b]) for a, b in pairwise(edges)) + thoughts.rest()
    assert spoken == begin + "Good morning."


def test_a_tag_that_never_ends_is_spoken_if_it_was_none() -> None:
    thoughts = ThoughtFilter()
    assert thoughts.feed("less <th") + thoughts.rest() == "less <th"
