"""Phrases: both languages whole, fit to be spoken, never the same words twice running."""

from __future__ import annotations

import re
from itertools import pairwise
from string import Formatter

import pytest

from graphs.clinic.desk import Desk
from graphs.clinic.phrases import PHRASES
from graphs.clinic.services import Services

pytestmark = pytest.mark.check

KEYS = sorted(PHRASES["en"])
FIXED = re.compile(
    r"ask\..*\.\d|wish\..*|when|at|free|on_day|doctor_at|appointment|item|explanation|emergency|emergency\.self|disclosure"
)
# fragments, safety wording and what is asked after a failure need no three wordings
ONCE = {"nothing_to_repeat", "identity.stepwise", "identity.failed", "appointment_closed", "promise.refused"}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_the_same_phrases() -> None:
    assert sorted(PHRASES["es"]) == KEYS


@pytest.mark.parametrize("key", KEYS)
def test_every_wording_uses_only_placeholders_that_all_languages_know(key: str) -> None:
    used = [set().union(*(places(text) for text in PHRASES[language][key])) for language in ("en", "es")]
    assert used[0] == used[1]


@pytest.mark.parametrize("key", [key for key in KEYS if not FIXED.fullmatch(key) and key not in ONCE])
def test_a_prompt_has_wordings_to_choose_from(key: str) -> None:
    for language in ("en", "es"):
        needed = 2 if key.endswith((".again", ".no_number", ".change")) else 3
        assert len(set(PHRASES[language][key])) >= needed, (language, key)


@pytest.mark.parametrize("key", KEYS)
def test_every_wording_is_fit_to_be_spoken(key: str) -> None:
    for language in ("en", "es"):
        for text in PHRASES[language][key]:
            bare = re.sub(r"\{\w+\}", "", text)
            assert not re.search(r"[0-9*#_`$%&@\[\]<>/]", bare), text
            assert len(text.split()) <= 25, text
            assert text.count("?") <= 1, text


def test_the_same_prompt_is_not_worded_the_same_twice_running(services: Services) -> None:
    desk = Desk.open({}, {}, services)
    said = [desk.phrase("ask.when") for _ in range(6)]
    assert all(one != next_one for one, next_one in pairwise(said))


def test_a_failure_changes_the_words_of_the_question(services: Services) -> None:
    desk = Desk.open({}, {}, services)
    said = []
    for _ in range(3):
        said.append(desk.ask("when").ask)
        desk.failed("when")
    assert len(set(said)) == 3
