"""Which language an answer is given in."""

from __future__ import annotations

import pytest

from graphs.clinic.language import detect_language

pytestmark = pytest.mark.check


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("hola", "es"),
        ("hola quiero una cita", "es"),
        ("buenos días", "es"),
        ("necesito hablar con alguien", "es"),
        ("me duele la rodilla", "es"),
        ("¿cuánto debo?", "es"),
        ("hello", "en"),
        ("I need an appointment", "en"),
        ("how much do I owe", "en"),
        ("my knee hurts", "en"),
        ("John Smith", "en"),
        ("", "en"),
        ("ok", "en"),
    ],
)
def test_first_words_choose_the_language(said: str, language: str) -> None:
    assert detect_language(said, None) == language


@pytest.mark.parametrize(
    "said",
    [
        *("ok", "no", "sí", "quiero un appointment", "Juan García López", "my name is Juan García", "martes", "hola"),
        *("mañana morning, not too early", "Doctor Núñez please", "María de la Cruz", "gracias", "adiós", "nueve"),
    ],
)
def test_names_and_single_words_leave_english_as_it_is(said: str) -> None:
    assert detect_language(said, "en") == "en"


@pytest.mark.parametrize(
    "said",
    [
        *("ok", "no", "yes", "John Smith", "me llamo John Smith", "Doctor Lee por favor", "el doctor Brown", "hello"),
        *("tengo Medicare", "quiero un checkup", "tuesday", "thanks"),
    ],
)
def test_names_and_single_words_leave_spanish_as_it_is(said: str) -> None:
    assert detect_language(said, "es") == "es"


@pytest.mark.parametrize(
    ("said", "current", "language"),
    [
        ("quiero hablar en español por favor", "en", "es"),
        ("no entiendo, ¿habla español?", "en", "es"),
        ("necesito cancelar mi cita", "en", "es"),
        ("el martes por la tarde", "en", "es"),
        ("me duele mucho el estómago desde ayer", "en", "es"),
        ("can you speak english", "es", "en"),
        ("I want to book an appointment", "es", "en"),
        ("tuesday afternoon", "es", "en"),
        ("my stomach has been hurting since yesterday", "es", "en"),
    ],
)
def test_two_content_words_switch_the_language(said, current, language) -> None:
    assert detect_language(said, current) == language
