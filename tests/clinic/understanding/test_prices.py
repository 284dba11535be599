"""A price is asked for by anybody; what is owed is another matter."""

from __future__ import annotations

import pytest

from graphs.clinic.understanding import asks_price, beside_red_flag, of_other_than_visit
from graphs.clinic.wishes import wish_kinds, wish_words

pytestmark = pytest.mark.check

PRICE = [
    ("how much does a check-up cost?", "en"),
    ("what do you charge for a visit", "en"),
    ("how much is a visit without insurance", "en"),
    ("what's the price of an x-ray", "en"),
    ("cuánto cuesta un chequeo", "es"),
    ("cuánto vale la consulta", "es"),
    ("qué precio tiene una radiografía", "es"),
]
OWED = [
    ("how much do I owe", "en"),
    ("how much is my bill", "en"),
    ("how much was the blood test", "en"),
    ("why was I charged for that", "en"),
    ("cuánto debo", "es"),
    ("cuánto me cobraron", "es"),
    ("cuánto costó el análisis", "es"),
]


@pytest.mark.parametrize(("text", "language"), PRICE)
def test_a_price_is_information(text, language):
    assert asks_price(text, language)
    assert wish_kinds(text, language) == ["info"]


@pytest.mark.parametrize(("text", "language"), OWED)
def test_what_the_caller_owes_is_no_price(text, language):
    assert not asks_price(text, language)


def test_only_the_price_of_a_visit_is_known():
    assert of_other_than_visit("how much is a flu shot", "en")
    assert not of_other_than_visit("how much is a checkup", "en")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("my chest hurt last year and I need to see a cardiologist", "I need to see a cardiologist"),
        ("I need to see a cardiologist because my father had a stroke", "I need to see a cardiologist"),
        ("mi papá tuvo un infarto y necesito ver a un cardiólogo", "necesito ver a un cardiólogo"),
        ("my chest hurt last year", ""),
    ],
)
def test_what_is_said_beside_a_red_flag_is_kept(text, left):
    assert beside_red_flag(text) == left


def test_each_of_two_wishes_has_its_own_words():
    text = "can you cancel my appointment on friday and book me one with dr. walker"
    assert wish_kinds(text, "en") == ["cancel", "book"]
    assert wish_words("cancel", text, "en") == "can you cancel my appointment on friday"
    assert wish_words("book", text, "en") == "book me one with dr. walker"
