"""Answers about the clinic are short enough to be heard: under twenty-five words with the question that follows."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from graphs.clinic.phrases import wordings

pytestmark = pytest.mark.check

TOPICS = tomllib.loads((resources.files("graphs.clinic.store.seed") / "topics.toml").read_text(encoding="utf-8"))
MOST_WORDS = 25


@pytest.mark.parametrize("topic", TOPICS["topics"], ids=lambda topic: topic["code"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_an_answer_with_its_question_is_short(topic, language) -> None:
    question = min(len(text.split()) for text in wordings("ask.anything_else", language))
    assert len(topic[language]["text"].split()) + question <= MOST_WORDS
    assert "?" not in topic[language]["text"]
