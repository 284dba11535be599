from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from graphs.clinic.understanding import specialty_wish, topic_wish
from graphs.clinic.understanding.lexicon import SPECIALTIES, TOPICS

pytestmark = pytest.mark.check


def _keys(patterns) -> set[str]:
    return {pattern.key for pattern in patterns._patterns}


def test_every_topic_of_the_store_is_understood_and_no_other():
    seed = tomllib.loads((resources.files("graphs.clinic.store.seed") / "topics.toml").read_text(encoding="utf-8"))
    assert _keys(TOPICS) == {topic["code"] for topic in seed["topics"]}


def test_every_specialty_of_the_store_is_understood_and_no_other():
    seed = tomllib.loads((resources.files("graphs.clinic.store.seed") / "clinic.toml").read_text(encoding="utf-8"))
    assert _keys(SPECIALTIES) == {specialty["code"] for specialty in seed["specialties"]}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("something with my skin", "dermatology"),
        ("my kid's rash", "pediatrics"),
        ("algo del corazón", "cardiology"),
        ("the bone doctor", "orthopedics"),
        ("me duele la rodilla", "orthopedics"),
        ("I need a checkup", "family medicine"),
        ("hello", None),
    ],
)
def test_the_specialty_fits_the_words(text, code):
    assert specialty_wish(text, "en") == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("where can I park", ["parking"]),
        ("do you take aetna and what are your hours", ["insurance", "hours"]),
        ("can I eat before my blood test", ["preparation_blood_test"]),
        ("quiero resurtir mi receta", ["refills"]),
        ("are my results in", ["results"]),
        ("hello", []),
    ],
)
def test_topics_are_best_first(text, codes):
    assert topic_wish(text, "en") == codes
