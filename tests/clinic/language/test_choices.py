"""Which of three offers a caller takes."""

from __future__ import annotations

import pytest

from graphs.clinic.language import parse_choice

pytestmark = pytest.mark.check

ENGLISH = [
    ("the first one", 1),
    ("first", 1),
    ("the first", 1),
    ("the second", 2),
    ("second please", 2),
    ("the 2nd one", 2),
    ("number two", 2),
    ("option three", 3),
    ("two", 2),
    ("two please", 2),
    ("um, the third", 3),
    ("I'll take the third one", 3),
    ("the last", 3),
    ("the last one", 3),
    ("the middle one", 2),
    ("the earliest", 1),
    ("either", 1),
    ("any of them", 1),
    ("whichever", 1),
    ("the second, no, the one before", 1),
    ("the first, no, the second", 2),
    ("the second, actually the one after that", 3),
    ("not the first one, the second", 2),
    ("number 3", 3),
    ("number four", None),
    ("none of them", None),
    ("no", None),
    ("ten thirty", None),
    ("the third of march", None),
    ("what was the second one again", 2),
    ("I need two appointments", None),
    ("", None),
]
SPANISH = [
    ("el segundo", 2),
    ("la primera", 1),
    ("la segunda por favor", 2),
    ("el tercero", 3),
    ("la número dos", 2),
    ("la opción tres", 3),
    ("la dos", 2),
    ("dos", 2),
    ("la última", 3),
    ("la del medio", 2),
    ("cualquiera", 1),
    ("me da igual", 1),
    ("la primera, no, la segunda", 2),
    ("la segunda, no, la anterior", 1),
    ("ninguna", None),
    ("no", None),
    ("a las diez", None),
    ("el tres de marzo", None),
]


@pytest.mark.parametrize(("said", "option"), ENGLISH)
def test_english_choice_of_three_is_understood(said: str, option: int | None) -> None:
    assert parse_choice(said, "en", 3) == option


@pytest.mark.parametrize(("said", "option"), SPANISH)
def test_spanish_choice_of_three_is_understood(said: str, option: int | None) -> None:
    assert parse_choice(said, "es", 3) == option


@pytest.mark.parametrize(
    ("said", "language", "option"),
    [
        ("the latter", "en", 2),
        ("the later one", "en", 2),
        ("the other one", "en", 2),
        ("the earlier one", "en", 1),
        ("the former", "en", 1),
        ("not the first one", "en", 2),
        ("la otra", "es", 2),
        ("la más tarde", "es", 2),
        ("la más temprano", "es", 1),
    ],
)
def test_choice_of_two_may_be_named_by_its_place(said, language, option) -> None:
    assert parse_choice(said, language, 2) == option
