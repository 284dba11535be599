"""Doctors' names as they are recognised."""

from __future__ import annotations

import pytest

from tests.calls.talk import Talk

pytestmark = pytest.mark.check


async def test_a_name_that_ran_into_the_next_word_is_still_found(talk: Talk) -> None:
    await talk.open()
    assert "Doctor Lee is free on Tuesday" in await talk.say("I'd like to see Dr. Leon Tuesday morning.")
